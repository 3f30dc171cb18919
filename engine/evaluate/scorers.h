#pragma once
// Who scores an evaluation.

#include <filesystem>
#include <memory>
#include <string>

#include "engine/model/model_folder.h"
#include "engine/model/motion_text_encoders.h"

namespace im {

struct Scorer {
    std::shared_ptr<const MotionTextEncoders> encoders;
    std::string name;  ///< for tables
    /// false: needs tagged words, so it cannot read captions that were rewritten.
    bool reads_plain_text = true;
};

/// "judge" or "reward": the model's own, for models on MiniLM. "guo": the published evaluator, as `convert`
/// wrote it into `evaluator_folder`. Throws Usage for another name, Resource where the folder has none, Input
/// for broken files or features of another skeleton or codec than the model's.
Scorer load_scorer(const std::string& name, const std::filesystem::path& model_folder,
                   const std::filesystem::path& evaluator_folder, const ModelConfig& config,
                   torch::Device device);

/// "judge" where the model has one, else "guo" where there is a converted evaluator. Throws Resource, saying
/// how to get one, where there is neither.
std::string default_scorer(const std::filesystem::path& model_folder,
                           const std::filesystem::path& evaluator_folder);

}  // namespace im

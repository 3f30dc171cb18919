#pragma once
// What a model folder gives the studio. Torch-free header.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "engine/direct/continuing_model.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"
#include "engine/vocabulary/prompt_reader.h"

namespace im {

struct LoadedModel {
    std::shared_ptr<MotionGenerator> generator;
    std::shared_ptr<const MotionScorer> reward, judge;  ///< null where the folder has no such encoders
    std::string device;                                 ///< that it runs on: "cpu", "cuda:0"
    std::shared_ptr<const PromptReader> reader = {};    ///< null where the folder has no vocabulary
    /// The model once more, for sequences and parts made anew; called when they are first asked for. Throws as
    /// ContinuingModel::load.
    std::function<std::shared_ptr<ContinuingModel>()> open_continuing = {};
};

/// Throws as MotionGenerator::load. Encoders and vocabularies that cannot be loaded are logged: generating
/// goes on without scores and notices.
LoadedModel load_model_folder(const std::filesystem::path& folder, const GeneratorOptions& options);

}  // namespace im

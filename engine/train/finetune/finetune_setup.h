#pragma once
// From a fine-tuning run's request to all that it works with.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/model/model_folder.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/finetune/finetune_control.h"
#include "engine/train/finetune/finetune_task.h"
#include "engine/train/ppo/ppo.h"

namespace im {

/// What the guard looks at.
struct GuardPrompts {
    std::vector<std::string> texts;
    std::size_t captions = 0;  ///< the first of them are captions, the others the run's own prompts
    /// The first of the run's prompts: one more than are tried before it begins.
    std::vector<std::string> own;
};

struct FinetuneSetup {
    ModelConfig model;
    GuardPrompts guard_prompts;
    std::unique_ptr<FinetuneTask> task;
    std::unique_ptr<Ppo> ppo;
    /// Hash of all that a run's course depends on: a checkpoint of another one is not resumed.
    std::string identity;
    nlohmann::json preferences;  ///< the log's line on what was learnt of the user's liking; null without
};

/// The config with what the request has instead of it. Throws as load_finetune_config.
FinetuneConfig configured(const FinetuneRequest& request);

/// The run's folder, if the run may begin (or be resumed) there: not the base's own, nor one with a model that no
/// run made. Throws Usage. Makes nothing.
RunFolder run_folder_for(const FinetuneRequest& request, const FinetuneConfig& config);

/// Where reward and judge are: given, beside the model, beside its base, or the starter's. Throws Resource.
std::filesystem::path encoders_folder(const FinetuneRequest& request);

/// Loads everything. Throws Input, Resource; Usage for preferences that a resumed run did not begin with.
FinetuneSetup set_up(const FinetuneRequest& request, const FinetuneConfig& config, const RunFolder& folder,
                     const FinetuneVoice& voice);

inline constexpr std::size_t kPromptsTried = 10;  ///< more prompts than this are not tried before the run

}  // namespace im

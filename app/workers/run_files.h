#pragma once
// A fine-tuning run of the workspace on disk: models/NAME, beside what engine/train/finetune/finetune.h writes there.
//
//   config.json   the settings
//   prompts.txt   what it learns, one prompt a line
//   guard.jsonl   one line a look of the guard, with the tokens that it sampled: the gallery

#include <filesystem>
#include <string>
#include <vector>

#include "engine/train/finetune/finetune.h"

namespace im {

std::filesystem::path run_config_file(const std::filesystem::path& folder);
std::filesystem::path run_prompts_file(const std::filesystem::path& folder);

/// Makes WORKSPACE/models/NAME, or NAME-2, NAME-3 ... where that is taken. Throws Usage for a name that is no
/// file name, Resource when the folder cannot be made.
std::filesystem::path make_run_folder(const std::filesystem::path& workspace, const std::string& name);

/// The model that a run in `folder` can start from: `model` itself, or, where LoRA is to learn on a model
/// that is LoRA corrections already, a copy of it in FOLDER/base that has them merged in.
std::filesystem::path base_of_run(const std::filesystem::path& model, const std::string& learn,
                                  const std::filesystem::path& folder);

/// Throws Resource.
void append_look(const std::filesystem::path& folder, const GuardReport& report);
/// In the order of their iterations; of an iteration that was looked at twice (resumed in between) the later
/// one. What cannot be read, such as a line cut off by a power failure, is left out.
std::vector<GuardReport> read_looks(const std::filesystem::path& folder);

}  // namespace im

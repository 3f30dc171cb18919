#pragma once
// The commands behind `instructmotion prompts`, and what they share.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "engine/prompts/novel_set.h"

namespace im::cli {

std::shared_ptr<const PosTagger> load_tagger();

/// One text a line of `file` ("-" or empty: standard input); the objects of a .jsonl or .json file give their
/// "text". Calls `each` as lines come, so that a pipe streams. Throws Input for a file that cannot be read.
void each_text(const std::string& file, const std::stop_token& stop,
               const std::function<void(const std::string&)>& each);

/// `instructmotion prompts review`: see prompts_review.cpp.
void add_prompts_review(CLI::App& prompts, Context& context);

}  // namespace im::cli

#pragma once
// What the prompts commands read: texts, captions, and the tagger that takes them apart.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "app/cli/command.h"
#include "engine/prompts/decompose.h"
#include "engine/vocabulary/vocabulary.h"

namespace im::cli {

std::shared_ptr<const PosTagger> load_tagger();

/// One that asks no language model.
Decomposer offline_decomposer();

/// One text a line of `file` ("-" or empty: standard input); the objects of a .jsonl or .json file give their
/// "text". Calls `each` as lines come, so that a pipe streams. Throws Input for a file that cannot be read.
void each_text(const std::string& file, const std::stop_token& stop,
               const std::function<void(const std::string&)>& each);

/// The vocabulary of the model in use, for when no data set is given. Throws Usage where it has none.
Vocabulary model_vocabulary(const Context& context);

}  // namespace im::cli

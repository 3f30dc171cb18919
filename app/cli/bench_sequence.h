#pragma once
// A part of the bench command.

#include "app/cli/command.h"

namespace im::cli {

/// `bench sequence`: several prompts in a row.
void add_sequence_bench(CLI::App& bench, Context& context);

}  // namespace im::cli

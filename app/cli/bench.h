#pragma once
// Parts of the bench command that have files of their own.

#include "app/cli/command.h"

namespace im::cli {

/// `bench tokenizer` and `bench behaviour`: how good the model is, not how fast.
void add_quality_benches(CLI::App& bench, Context& context);

/// `bench notice`: how well the program knows what it does not know.
void add_notice_bench(CLI::App& bench, Context& context);

/// `bench ppo`: one fine-tuning iteration, phase by phase.
void add_ppo_bench(CLI::App& bench, Context& context);

/// `bench export`: files.
void add_export_bench(CLI::App& bench, Context& context);

}  // namespace im::cli

#pragma once
// Parts of the bench command that have files of their own.

#include "app/cli/command.h"
#include "engine/evaluate/behaviour_report.h"

namespace im::cli {

/// `bench tokenizer`, `encoders` and `clean-up`: how good the model is, not how fast.
void add_quality_benches(CLI::App& bench, Context& context);

/// `bench notice`: how well the program knows what it does not know.
void add_notice_bench(CLI::App& bench, Context& context);
/// `bench behaviour`: how often it does what people ask; `bench checks`: how good that measure is.
void add_behaviour_benches(CLI::App& bench, Context& context);
/// The samples of the command's model, or the best of several by the model's reward.
MotionSource motion_source(const Context& context, int best_of);

/// `bench ppo`: one fine-tuning iteration, phase by phase.
void add_ppo_bench(CLI::App& bench, Context& context);

/// `bench export`: files.
void add_export_bench(CLI::App& bench, Context& context);

}  // namespace im::cli

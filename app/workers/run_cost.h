#pragma once
// How long a fine-tuning run will take and what memory it needs, before it begins: by what the last run on this machine
// took. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "app/workers/training_settings.h"
#include "engine/train/finetune/run_record.h"

namespace im {

/// Measured in an earlier run; medians over its iterations.
struct RunCost {
    std::string run;            ///< its name
    double sample_seconds = 0;  ///< a motion: drawn, scored by the reward and by the policy
    double update_seconds = 0;  ///< a motion and epoch
    double look_seconds = 0;    ///< a look of the guard

    bool operator==(const RunCost&) const = default;
};

/// Nothing where the run did not get through an iteration. `settings`: the run's.
std::optional<RunCost> cost_of(const RunRecord& record, const TrainingSettings& settings);

/// Of the newest run in WORKSPACE/models that learnt in the same way ("lora" | "full") and was measured.
std::optional<RunCost> last_cost(const std::filesystem::path& workspace, const std::string& learn);

struct RunEstimate {
    double seconds = 0;            ///< all of it
    double iteration_seconds = 0;  ///< one iteration
};
RunEstimate estimate_run(const RunCost& cost, const TrainingSettings& settings);

/// The least that a run needs, bytes: weights, what learns with its two moments, the decoder's copy of the weights with
/// its key/value cache. `parameters`: of the generator.
double memory_needed(std::int64_t parameters, const std::string& learn);

}  // namespace im

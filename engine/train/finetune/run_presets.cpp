#include "engine/train/finetune/run_presets.h"

#include <array>
#include <cstdint>
#include <string>

namespace im {
namespace {

/// iterations, sequences, samples a prompt, mini-batch, looks
std::vector<std::pair<const char*, FieldValue>> values(const char* learn, std::int64_t iterations,
                                                       std::int64_t sequences, std::int64_t samples,
                                                       const char* baseline, std::int64_t mini_batch,
                                                       std::int64_t every) {
    return {{"learn", std::string(learn)},
            {"iterations", iterations},
            {"rollout.sequences", sequences},
            {"rollout.samples_per_prompt", samples},
            {"advantage.baseline", std::string(baseline)},
            {"update.mini_batch", mini_batch},
            {"guard.every", every}};
}

}  // namespace

std::span<const RunPreset> run_presets() {
    static const std::array<RunPreset, 3> presets = {{
        {"quick", "Quick taste",
         "Ten short iterations with corrections: minutes, to see whether the prompts move at all.",
         values("lora", 10, 32, 4, "leave_one_out", 16, 2)},
        {"careful", "Careful",
         "Sixty iterations with corrections, each prompt several times, a look every five: for what you want "
         "to keep.",
         values("lora", 60, 64, 4, "leave_one_out", 32, 5)},
        {"paper", "As in the paper",
         "All weights, batches of 128 with a critic, two hundred iterations: hours on a processor; forgets "
         "more than "
         "corrections do.",
         values("full", 200, 128, 1, "critic", 64, 10)},
    }};
    return presets;
}

}  // namespace im

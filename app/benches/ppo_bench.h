#pragma once
// How long one PPO iteration takes, phase by phase, and what the key/value cache saves. CPU or GPU; random
// encoders, so the reward means nothing and costs what a real one does. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "engine/train/ppo/iteration_report.h"

namespace im {

struct PpoBenchOptions {
    std::filesystem::path model;  ///< model folder
    int rollouts = 128;
    int tokens = 49;  ///< a sequence: END cannot come earlier
    std::string precision = "auto";
    std::string device = "auto";
    int threads = 0;
    int uncached_share = 8;  ///< the rollout without a cache is timed on 1 / this of the sequences
};

struct PpoBenchResult {
    IterationReport cached;  ///< times of one iteration as it is
    double seconds = 0;      ///< of all of it
    /// Every token computed anew in float32, scaled up from the share that was timed.
    double uncached_rollout_seconds = 0;
    /// Largest resident set of the process during the iteration; 0 where the system does not tell.
    double peak_bytes = 0;
    double rollout_speedup() const { return uncached_rollout_seconds / cached.rollout_seconds; }
    /// The whole iteration without the cache against the one with it.
    double speedup() const { return (seconds - cached.rollout_seconds + uncached_rollout_seconds) / seconds; }
    std::string precision;
};

PpoBenchResult bench_ppo(const PpoBenchOptions& options, const std::function<void()>& poll = {});

}  // namespace im

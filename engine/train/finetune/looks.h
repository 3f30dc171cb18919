#pragma once
// Looks at a policy from outside of PPO: fixed prompts are sampled, and what comes out is scored and measured.

#include <functional>
#include <string>
#include <vector>

#include "engine/train/finetune/finetune_task.h"
#include "engine/train/finetune/gain.h"
#include "engine/train/ppo/rollout.h"

namespace im {

struct Look {
    Rollout rollout;                     ///< prompt after prompt, `samples` each
    std::vector<double> reward, judge;   ///< mean cosine by prompt; judge empty without one
    std::vector<CheckedMotion> checked;  ///< mean by prompt
};

/// `poll` is called often and may throw.
Look look_at(FinetuneTask& task, const Transformer& generator, const std::vector<std::string>& prompts,
             int samples, const RolloutOptions& options, std::uint64_t seed,
             const std::function<void()>& poll);

/// Of prompts [first, last).
PromptsGain gain_of_prompts(FinetuneTask& task, const std::vector<std::string>& prompts, const Look& before,
                            const Look& after, std::size_t first, std::size_t last);

/// A message for each prompt that says something in numbers which none of `samples` motions does. PPO makes what
/// happens now and then happen more often; what never happens it cannot teach.
std::vector<std::string> hopeless_prompts(FinetuneTask& task, const Transformer& generator,
                                          const std::vector<std::string>& prompts, int samples,
                                          const RolloutOptions& options, std::uint64_t seed,
                                          const std::function<void()>& poll);

}  // namespace im

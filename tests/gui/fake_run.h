#pragma once
// A fine-tuning run that learns nothing, at a chosen pace: its curves rise by themselves. It holds its folder and
// keeps its record as a real one does.

#include <atomic>
#include <memory>

#include "app/workers/training_run.h"

namespace im::test {

/// What the tests turn while it runs.
struct FakeTraining {
    std::atomic<int> milliseconds_an_iteration{1};
    std::atomic<int> iterations{6};
    std::atomic<int> look_every{2};
    std::atomic<bool> fails_after_three{false};
    std::atomic<bool> alarm_after_three{false};  ///< the guard ends the run
    std::atomic<int> running{0};                 ///< run() calls that have not returned
    std::atomic<int> resumed_runs{0};            ///< that were to go on from a checkpoint
};

inline constexpr const char* kFakeTrainingFailure = "The fake run lost its way";
inline constexpr const char* kFakeAlarm = "the policy is too far away";

std::unique_ptr<TrainingRun> make_fake_run(std::shared_ptr<FakeTraining> behaviour, FinetuneRequest request,
                                           FinetuneListener listener);

}  // namespace im::test

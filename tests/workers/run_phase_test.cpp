// What may be asked of a fine-tuning run in which of its phases.
#include <string>

#include <gtest/gtest.h>

#include "app/workers/run_phase.h"

namespace im::test {
namespace {

using enum TrainingPhase;

constexpr TrainingPhase kAll[] = {Idle, Starting, Running, Pausing, Paused, Stopping, Suspending};
constexpr RunCommand kCommands[] = {RunCommand::Begin, RunCommand::Pause, RunCommand::Resume,
                                    RunCommand::Stop, RunCommand::Suspend};

TEST(RunPhase, ARunGoesFromStartOverAPauseToItsEnd) {
    TrainingPhase phase = Idle;
    phase = after(phase, RunCommand::Begin);
    EXPECT_EQ(phase, Starting);
    phase = after(phase, RunStep::Prepared);
    EXPECT_EQ(phase, Running);
    phase = after(phase, RunCommand::Pause);
    EXPECT_EQ(phase, Pausing);
    phase = after(phase, RunStep::Held);
    EXPECT_EQ(phase, Paused);
    phase = after(phase, RunCommand::Resume);
    EXPECT_EQ(phase, Running);
    phase = after(phase, RunStep::Ended);
    EXPECT_EQ(phase, Idle);
}

TEST(RunPhase, WhatIsRefusedHasAReasonAndChangesNothing) {
    int refused = 0;
    for (const TrainingPhase phase : kAll) {
        for (const RunCommand command : kCommands) {
            if (const char* reason = refusal(phase, command)) {
                ++refused;
                EXPECT_FALSE(std::string(reason).empty());
                EXPECT_EQ(after(phase, command), phase);
            } else {
                EXPECT_NE(after(phase, command), phase);
            }
        }
    }
    EXPECT_EQ(refused, 21);
}

TEST(RunPhase, OnlyWithoutARunInProgressMayOneBegin) {
    for (const TrainingPhase phase : kAll) {
        EXPECT_EQ(refusal(phase, RunCommand::Begin) == nullptr, phase == Idle);
    }
}

TEST(RunPhase, ARunThatIsBeingStoppedCanOnlyBeSuspended) {
    EXPECT_TRUE(refusal(Stopping, RunCommand::Pause));
    EXPECT_TRUE(refusal(Stopping, RunCommand::Resume));
    EXPECT_TRUE(refusal(Stopping, RunCommand::Stop));
    EXPECT_EQ(after(Stopping, RunCommand::Suspend), Suspending);
    EXPECT_EQ(after(Suspending, RunCommand::Stop), Suspending) << "it is offered again at the next start";
}

TEST(RunPhase, WhatWasAskedForBeforeTheRunWasPreparedStaysAskedFor) {
    EXPECT_EQ(after(after(Starting, RunCommand::Pause), RunStep::Prepared), Pausing);
    EXPECT_EQ(after(after(Starting, RunCommand::Stop), RunStep::Prepared), Stopping);
    EXPECT_EQ(after(after(Starting, RunCommand::Suspend), RunStep::Prepared), Suspending);
}

TEST(RunPhase, EveryPhaseEndsInIdle) {
    for (const TrainingPhase phase : kAll) {
        EXPECT_EQ(after(phase, RunStep::Ended), Idle);
    }
}

}  // namespace
}  // namespace im::test

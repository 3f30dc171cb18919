// What a run will take, by what an earlier one took.
#include "app/workers/run_cost.h"

#include <chrono>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

IterationReport iteration(int number, double rollout, double update) {
    IterationReport report;
    report.iteration = number;
    report.rollouts = 32;
    report.rollout_seconds = rollout;
    report.reward_seconds = 1;
    report.scoring_seconds = 1;
    report.update_seconds = update;
    return report;
}

GuardReport look(int number, double seconds) {
    GuardReport report;
    report.iteration = number;
    report.seconds = seconds;
    return report;
}

RunRecord record_of_three() {
    RunRecord record;
    record.add(iteration(1, 14, 3.2));
    record.add(iteration(2, 90, 60));  // something else was at work
    record.add(iteration(3, 14, 3.2));
    record.add(look(0, 5));
    return record;
}

TEST(RunCost, IsOfAMotionAndNotMovedByOneSlowIteration) {
    TrainingSettings settings;
    settings.at<std::int64_t>("update.epochs") = 2;
    const auto cost = cost_of(record_of_three(), settings);
    ASSERT_TRUE(cost);
    EXPECT_NEAR(cost->sample_seconds, 0.5, 1e-9);
    EXPECT_NEAR(cost->update_seconds, 0.05, 1e-9);
    EXPECT_NEAR(cost->look_seconds, 5, 1e-9);
}

TEST(RunCost, GrowsWithSequencesEpochsIterationsAndLooks) {
    const RunCost cost{.run = "", .sample_seconds = 0.5, .update_seconds = 0.05, .look_seconds = 5};
    TrainingSettings settings;
    settings.at<std::int64_t>("iterations") = 10;
    settings.at<std::int64_t>("rollout.sequences") = 64;
    settings.at<std::int64_t>("update.epochs") = 4;
    settings.at<std::int64_t>("guard.every") = 5;
    const RunEstimate estimate = estimate_run(cost, settings);
    EXPECT_NEAR(estimate.iteration_seconds, 64 * (0.5 + 4 * 0.05), 1e-9);
    EXPECT_NEAR(estimate.seconds, 10 * estimate.iteration_seconds + (3 + 4) * 5, 1e-9);
}

TEST(RunCost, OfARunThatGotNowhereIsNotKnown) {
    EXPECT_FALSE(cost_of({}, {}));
    RunRecord failed;
    failed.add(iteration(1, 14, 3));
    failed.iterations[0].failed = true;
    EXPECT_FALSE(cost_of(failed, {}));
}

TEST(RunCost, ComesFromTheNewestRunThatLearntInTheSameWay) {
    const TemporaryFolder workspace;
    EXPECT_FALSE(last_cost(workspace.path(), "lora")) << "nothing has run here yet";
    for (const char* name : {"old", "new", "full", "broken"}) {
        const RunFolder folder = RunFolder::make(workspace / "models", name);
        TrainingSettings settings;
        settings.at<std::string>("learn") = folder.name() == "full" ? "full" : "lora";
        write_file_atomically(
            folder.config(),
            folder.name() == "broken" ? "{" : with_settings(nlohmann::json::object(), settings).dump());
        RunRecorder recorder(folder, 0);
        recorder.add(iteration(1, folder.name() == "old" ? 30 : 14, 3));
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(folder.log(),
                                         now - std::chrono::hours(folder.name() == "old" ? 2 : 1));
    }
    const auto cost = last_cost(workspace.path(), "lora");
    ASSERT_TRUE(cost);
    EXPECT_EQ(cost->run, "new");
    EXPECT_NEAR(cost->sample_seconds, 0.5, 1e-9);
    EXPECT_EQ(last_cost(workspace.path(), "full")->run, "full");
}

TEST(RunMemory, OfAllWeightsIsAMultipleOfThatOfCorrections) {
    const double lora = memory_needed(228'000'000, "lora"), full = memory_needed(228'000'000, "full");
    EXPECT_GT(lora, 2 * 4 * 228e6);
    EXPECT_LT(lora, 3e9);
    EXPECT_GT(full, 4 * 4 * 228e6);
}

}  // namespace
}  // namespace im::test

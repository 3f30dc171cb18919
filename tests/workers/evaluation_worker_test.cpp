// Measuring and comparing without the window; reports that are kept and found again.
#include "app/workers/evaluation_worker.h"

#include <chrono>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "fake_generator.h"
#include "tests/support/small_vocabulary.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::HasSubstr;

EvaluationReport report_of(const std::string& model) {
    EvaluationReport report;
    report.model = model;
    report.rows = {{model, {{figure::kSimilarity, {0.5, 0.01}}}}};
    return report;
}

class EvaluationWorkerTest : public testing::Test {
  protected:
    std::vector<EvaluationEvent> run(EvaluationWorker& worker) {
        std::vector<EvaluationEvent> seen;
        for (int i = 0; i < 2000; ++i) {
            for (EvaluationEvent& event : worker.drain()) {
                seen.push_back(std::move(event));
            }
            if (!seen.empty() && std::holds_alternative<EvaluationIdle>(seen.back())) {
                return seen;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "the worker did not come to its end";
        return seen;
    }
    template <class T>
    static const T* find(const std::vector<EvaluationEvent>& events) {
        for (const EvaluationEvent& event : events) {
            if (const T* found = std::get_if<T>(&event)) {
                return found;
            }
        }
        return nullptr;
    }
    EvaluationWorker::Opener opener() {
        return [this](const std::filesystem::path& folder) { return fake_model(fake_, folder); };
    }

    TemporaryFolder folder_;
    std::shared_ptr<FakeBehaviour> fake_ = std::make_shared<FakeBehaviour>();
};

TEST_F(EvaluationWorkerTest, AReportIsKeptWithEachModelNewestFirst) {
    const auto mine = folder_ / "models/mine";
    std::filesystem::create_directories(mine);
    EvaluationRequest request{.models = {{mine, "mine"}, {"/elsewhere/starter", "starter"}}};
    keep_evaluation(folder_.path(), request, report_of("first"), 1000);
    keep_evaluation(folder_.path(), request, report_of("second"), 2000);
    keep_evaluation(folder_.path(), request, report_of("third"), 2000);
    std::ofstream(evaluations_folder(folder_.path(), mine) / "broken.json") << "{\"rows\": [";
    std::ofstream(evaluations_folder(folder_.path(), mine) / "other.json") << "{}";
    const auto kept = kept_evaluations(folder_.path(), mine);
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_EQ(kept[2].report.model, "first");
    EXPECT_EQ(kept[2].file, mine / "evaluations/19700101-001640.json");
    EXPECT_EQ(kept[0].made, 2000);
    EXPECT_EQ(kept_evaluations(folder_.path(), "/elsewhere/starter").size(), 3u);
    EXPECT_FALSE(std::filesystem::exists("/elsewhere")) << "a model that is not ours is not written to";
    EXPECT_TRUE(kept_evaluations(folder_.path(), "/other/starter").empty()) << "of the same name only";
}

TEST_F(EvaluationWorkerTest, ProgressComesThenTheReportThenTheEnd) {
    EvaluationWorker worker(
        folder_.path(),
        [](const EvaluationRequest& request, const auto& on_progress, std::stop_token) {
            on_progress({"Measuring", 0.5, 3});
            return report_of(request.models.front().name);
        },
        opener());
    worker.send(EvaluationRequest{.models = {{folder_ / "models/mine", "mine"}}});
    const auto events = run(worker);
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(std::get<EvaluationProgressed>(events[0]).progress.fraction, 0.5);
    EXPECT_EQ(std::get<EvaluationDone>(events[1]).report.model, "mine");
    EXPECT_EQ(std::get<EvaluationDone>(events[1]).not_kept, "");
}

TEST_F(EvaluationWorkerTest, AReportThatCannotBeKeptIsShownNevertheless) {
    std::ofstream(folder_ / "models") << "a file where the folder should be";
    EvaluationWorker worker(
        folder_.path(), [](const auto&, const auto&, std::stop_token) { return report_of("mine"); },
        opener());
    worker.send(EvaluationRequest{.models = {{folder_ / "models/mine", "mine"}}});
    const auto events = run(worker);
    ASSERT_TRUE(find<EvaluationDone>(events));
    EXPECT_THAT(find<EvaluationDone>(events)->not_kept, HasSubstr("models/mine/evaluations"));
}

TEST_F(EvaluationWorkerTest, StoppingIsNoError) {
    EvaluationWorker worker(
        folder_.path(),
        [](const auto&, const auto& on_progress, std::stop_token stop) -> EvaluationReport {
            on_progress({"Measuring", 0.1, 100});
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            throw Error(ErrorKind::Interrupted, "stopped");
        },
        opener());
    worker.send(EvaluationRequest{.models = {{"mine", "mine"}}});
    std::vector<EvaluationEvent> events;
    while (events.empty()) {
        events = worker.drain();
    }
    worker.stop();
    events = run(worker);
    ASSERT_TRUE(find<EvaluationFailed>(events));
    EXPECT_TRUE(find<EvaluationFailed>(events)->stopped);
}

TEST_F(EvaluationWorkerTest, TwoModelsGetTheSamePromptsAndSeeds) {
    EvaluationWorker worker(folder_.path(), run_evaluation, opener());
    std::vector<std::string> prompts;
    for (int i = 0; i < 20; ++i) {
        prompts.push_back("a person walks " + std::to_string(i) + " steps");
    }
    append_choice(
        EvaluationWorker::choices_file(folder_.path()),
        {.models = {"two", "one"}, .prompt = "a", .seed = 0, .better = Better::Second, .blind = true});
    worker.send(ComparisonRequest{
        .models = {"one", "two"}, .names = {"One", "Two"}, .prompts = prompts, .sampling = {}, .seed = 40});
    const auto events = run(worker);
    const ComparisonMade* made = find<ComparisonMade>(events);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->before.first, 1) << "earlier choices are counted in";
    for (const auto& motions : made->comparison.motions) {
        ASSERT_EQ(motions.size(), 20u);
        for (std::size_t i = 0; i < 20; ++i) {
            EXPECT_EQ(motions[i].prompt, prompts[i]);
            EXPECT_EQ(motions[i].seed, 40 + i);
        }
    }
}

TEST_F(EvaluationWorkerTest, AModelWithoutCaptionsOfItsOwnSaysWhatToDo) {
    EvaluationWorker worker(folder_.path(), run_evaluation, opener());
    worker.send(ComparisonRequest{
        .models = {folder_.path(), folder_.path()}, .names = {}, .prompts = {}, .sampling = {}});
    const auto events = run(worker);
    ASSERT_TRUE(find<EvaluationFailed>(events));
    EXPECT_THAT(find<EvaluationFailed>(events)->message, HasSubstr("type prompts"));
}

}  // namespace
}  // namespace im::test

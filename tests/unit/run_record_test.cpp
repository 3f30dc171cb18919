// A fine-tuning run's folder and record: what was written, also by earlier versions, is read again.
#include "tests/support/finetune_fixture.h"

#include <fstream>
#include <limits>

#include <gmock/gmock.h>

#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

IterationReport iteration(std::int64_t number, double reward) {
    IterationReport report;
    report.iteration = number;
    report.reward.mean = reward;
    return report;
}

GuardReport look(std::int64_t iteration, double judge, bool best) {
    GuardReport report;
    report.iteration = iteration;
    report.has_judge = true;
    report.judge = judge;
    report.verdict.best = best;
    report.prompts = {"a person bows"};
    report.samples = 2;
    report.tokens = {{1, 2}, {3}};
    return report;
}

TEST(RunFolder, ANameThatIsTakenGetsANumber) {
    const TemporaryFolder folder;
    EXPECT_EQ(RunFolder::make(folder / "models", "bows").path(), folder / "models/bows");
    EXPECT_EQ(RunFolder::make(folder / "models", "bows").name(), "bows-2");
    EXPECT_EQ(RunFolder(folder / "models" / "bows" / "").name(), "bows");
    for (const char* name : {"", "..", ".hidden", "a/b"}) {
        EXPECT_THROW(RunFolder::make(folder / "models", name), Error) << name;
    }
}

TEST(RunFolder, ItsFilesAreCalledAsEver) {
    const RunFolder folder("mine"), tokenizer("mine", "tokenizer");
    EXPECT_EQ(folder.checkpoint(), "mine/finetune.checkpoint.safetensors");
    EXPECT_EQ(folder.log(), "mine/finetune.log.jsonl");
    EXPECT_EQ(folder.looks(), "mine/guard.jsonl");
    EXPECT_EQ(folder.config(), "mine/config.json");
    EXPECT_EQ(folder.prompts(), "mine/prompts.txt");
    EXPECT_EQ(tokenizer.checkpoint(), "mine/tokenizer.checkpoint.safetensors");
    EXPECT_EQ(tokenizer.log(), "mine/tokenizer.log.jsonl");
    EXPECT_FALSE(folder.begun() || folder.holds_model() || folder.being_trained());
    EXPECT_FALSE(fs::exists("mine")) << "looked at, not made";
}

TEST(RunRecord, WhatAnEarlierVersionLeftIsRead) {
    const TemporaryFolder path;
    const RunFolder folder(path.path());
    std::ofstream(folder.log()) << R"({"kind": "preferences", "step": 0, "pairs": 12}
{"kind": "guard", "step": 0, "guard.judge": 0.5, "guard.reward": 0.4, "guard.best": true, "guard.alarms": []}
{"kind": "iteration", "step": 1, "reward.mean": -1.5, "reward.text.mean": -1.25, "kl": null, "failed": false}
{"kind": "iteration", "step": 2, "reward.mean": -1.0, "tokens.min": 3, "warm_up": true}
{"kind": "guard", "step": 2, "guard.judge": 0.56, "guard.best": true, "guard.alarms": ["kl_limit"]}
{"kind": "guard", "step": 3, "guard.judge": 0.53, "guard.best": false}
{"kind": "iterat)";
    std::ofstream(folder.looks())
        << R"({"iteration": 0, "reward": 0.4, "judge": 0.5, "has_judge": true, "best": true,)"
        << R"( "messages": [], "prompts": ["a"], "samples": 1, "tokens": [[7, 8]]})"
        << "\n{\"iteration\": 2, \"rew";
    const RunRecord record = read_run_record(folder);
    EXPECT_EQ(record.iterations_done(), 2);
    EXPECT_EQ(record.iterations[0].reward.mean, -1.5);
    EXPECT_EQ(record.iterations[0].terms.at("text").mean, -1.25);
    EXPECT_EQ(record.iterations[0].terms.size(), 1u) << "the whole reward is no term";
    EXPECT_EQ(record.iterations[0].kl, 0) << "which was no number";
    EXPECT_EQ(record.iterations[1].tokens_min, 3);
    EXPECT_TRUE(record.iterations[1].warm_up);
    ASSERT_EQ(record.looks.size(), 3u);
    EXPECT_THAT(record.looks[1].verdict.alarms, ElementsAre(GuardAlarm::KlLimit));
    EXPECT_EQ(record.best_look()->iteration, 2);
    EXPECT_EQ(record.judge().before, 0.5);
    EXPECT_EQ(record.judge().after, 0.56) << "of the look that was kept";
    const auto looks = read_looks(folder);
    ASSERT_EQ(looks.size(), 1u) << "the line that was cut off is left out";
    EXPECT_THAT(looks[0].tokens, ElementsAre(ElementsAre(7, 8)));
}

TEST(RunRecord, AFolderThatNothingRanInHasAnEmptyRecord) {
    const TemporaryFolder folder;
    const RunRecord record = read_run_record(RunFolder(folder / "nowhere"));
    EXPECT_EQ(record.iterations_done(), 0);
    EXPECT_EQ(record.best_look(), nullptr);
    EXPECT_FALSE(record.judge().before || record.judge().after);
    EXPECT_TRUE(read_looks(RunFolder(folder / "nowhere")).empty());
}

TEST(RunRecord, WhatIsDoneAgainTakesThePlaceOfWhatWasThere) {
    RunRecord record;
    for (const int i : {1, 2, 3}) record.add(iteration(i, -i));
    record.add(iteration(2, 7));
    ASSERT_EQ(record.iterations.size(), 2u);
    EXPECT_EQ(record.iterations[1].reward.mean, 7);
    record.add(look(0, 0.5, true));
    record.add(look(2, 0.7, true));
    record.add(look(2, 0.6, false));
    EXPECT_EQ(record.best_look()->iteration, 0);
}

TEST(RunRecord, WhatWasMeasuredAnewCountsMoreThanTheBestLook) {
    RunRecord record;
    record.add(look(0, 0.5, true));
    record.add(look(2, 0.7, true));
    FinetuneResult result;
    result.own.judge = Gain{.before = 0.51, .after = 0.6};
    record.add(result);
    EXPECT_EQ(record.judge().before, 0.51);
    EXPECT_EQ(record.judge().after, 0.6);
    EXPECT_EQ(record.judge_by_looks().after, 0.7);
}

TEST(RunRecord, WhatTheRecorderWritesIsReadAgainAndCutWhereTheCheckpointEnds) {
    const TemporaryFolder path;
    const RunFolder folder(path.path());
    FinetuneResult result;
    result.iteration = 2;
    result.samples = 4;
    result.own = {.prompts = 1, .judge = Gain{0.5, 0.6, std::numeric_limits<double>::infinity()}};
    {
        RunRecorder recorder(folder, 0);
        recorder.add(look(0, 0.5, true));
        for (const int i : {1, 2, 3}) recorder.add(iteration(i, -0.5 * i));
        recorder.add(look(2, 0.6, true));
        recorder.add(result);
    }
    const RunRecord record = read_run_record(folder);
    EXPECT_EQ(record.iterations.size(), 3u);
    EXPECT_EQ(record.iterations[2].reward.mean, -1.5);
    ASSERT_TRUE(record.result);
    EXPECT_EQ(record.result->samples, 4);
    EXPECT_EQ(record.result->own.judge->after, 0.6);
    EXPECT_FALSE(record.result->own.judge->is_sure()) << "one prompt has no interval";
    EXPECT_EQ(read_looks(folder)[1].tokens, look(2, 0.6, true).tokens);

    RunRecorder again(folder, 2);
    EXPECT_EQ(read_run_record(folder).iterations.size(), 2u);
}

TEST_F(FinetuneTest, ItsRecordIsInTheFolderAndAtHand) {
    auto r = request("out");
    Finetune run(r);
    run.run();
    const RunRecord told = run.record(), read = read_run_record(RunFolder(r.out));
    ASSERT_EQ(told.iterations.size(), 6u);
    ASSERT_EQ(read.iterations.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(to_json(told.iterations[i]), to_json(read.iterations[i]));
    ASSERT_EQ(read.looks.size(), told.looks.size());
    EXPECT_EQ(to_json(read.looks.back()), to_json(told.looks.back()));
    EXPECT_EQ(read.judge().after, told.judge().after);
    const auto looks = read_looks(RunFolder(r.out));
    ASSERT_EQ(looks.size(), told.looks.size());
    EXPECT_EQ(looks.back().tokens, told.looks.back().tokens);
}

TEST_F(FinetuneTest, ARunOfAnEarlierVersionGoesOn) {
    auto r = request("out");
    r.iterations = 3;
    Finetune(r).run();
    // Earlier versions left no looks beside the log, and on the command line the caller held the lock.
    const RunFolder folder(r.out);
    fs::remove(folder.looks());
    fs::remove(folder.path() / "run.lock");
    r.iterations.reset();
    r.resume = true;
    Finetune run(r);
    run.run();
    EXPECT_EQ(run.record().iterations.size(), 6u) << "what was done before is part of it";
    EXPECT_EQ(run.record().looks.front().iteration, 0);
}

TEST_F(FinetuneTest, WhileItRunsNobodyElseTrainsInItsFolder) {
    auto r = request("out");
    r.iterations = 1;
    std::string told;
    FinetuneListener listener;
    listener.on_iteration = [&](const IterationReport&) {
        EXPECT_TRUE(RunFolder(r.out).being_trained());
        auto second = r;
        second.resume = true;
        told = error_of(second, ErrorKind::Resource);
    };
    Finetune run(r, listener);
    run.run();
    EXPECT_THAT(told, HasSubstr("is being trained by another program"));
    EXPECT_FALSE(RunFolder(r.out).being_trained()) << "the object is there, its run has ended";
}

TEST_F(FinetuneTest, ARunThatMayNotBeginIsNotTold) {
    bool begun = false;
    const FinetuneListener listener{.on_begun = [&] { begun = true; }};
    write_tiny_model(folder_ / "other", model_config_);
    EXPECT_THAT(error_of(request("other"), ErrorKind::Usage, listener), HasSubstr("other"));
    EXPECT_FALSE(fs::exists(folder_ / "other/run.lock")) << "somebody else's folder";
    EXPECT_THAT(error_of(request("base"), ErrorKind::Usage, listener), HasSubstr("never overwritten"));
    EXPECT_FALSE(fs::exists(folder_ / "base/run.lock"));
    {
        const RunLock other = RunFolder(folder_ / "out").hold();
        EXPECT_THAT(error_of(request("out"), ErrorKind::Resource, listener), HasSubstr("another program"));
    }
    EXPECT_FALSE(begun);
    auto r = request("out");
    r.iterations = 1;
    Finetune(r, listener).run();
    EXPECT_TRUE(begun);
}

TEST_F(FinetuneTest, WhatTheListenerThrowsAtItsBeginningEndsIt) {
    auto r = request("out");
    const FinetuneListener listener{.on_begun = [] { throw resource_error("the list of runs is full"); }};
    EXPECT_THAT(error_of(r, ErrorKind::Resource, listener), HasSubstr("the list of runs is full"));
    EXPECT_FALSE(fs::exists(r.out)) << "nothing has come into it";
}

}  // namespace
}  // namespace im::test

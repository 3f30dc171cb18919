// Models of looks that may be wanted instead of the best, and the choice of one.
#include "engine/train/finetune/kept_looks.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

GuardReport look(std::int64_t iteration, double judge, double skating, bool best) {
    GuardReport report;
    report.iteration = iteration;
    report.has_judge = true;
    report.judge = judge;
    report.skating_cmps = skating;
    report.verdict.best = best;
    report.captions = 1;
    report.prompts = {"a person walks.", "a person bows", "a person jumps three times"};
    report.scores = {{.judge = 0.4, .skating_cmps = 9},
                     {.judge = 0.5, .skating_cmps = 3},
                     {.judge = 0.7, .facts = 0.5, .skating_cmps = 5}};
    report.samples = 1;
    report.tokens = {{1}, {2}, {3}};
    return report;
}

RunRecord record_of(std::vector<GuardReport> looks) {
    RunRecord record;
    for (const auto& one : looks) record.add(one);
    return record;
}

class KeptLooks : public testing::Test {
  protected:
    void take(std::int64_t iteration, double judge, double skating, bool best) {
        record_.add(look(iteration, judge, skating, best));
        keep_newest_look(folder_, record_, 4, [&](const fs::path& to) {
            write_file_atomically(to / "lora.safetensors", std::to_string(iteration));
            write_file_atomically(to / "lora.json", "{}");
        });
    }
    TemporaryFolder path_;
    RunFolder folder_{path_.path()};
    RunRecord record_;
};

TEST_F(KeptLooks, AreThoseOnTheFrontAndTheBest) {
    take(0, 0.50, 14, true);
    take(5, 0.55, 15, true);
    take(10, 0.54, 16, false);
    EXPECT_THAT(kept_looks(folder_), ElementsAre(5)) << "the base is a model of its own";
    take(15, 0.52, 12, false);
    EXPECT_THAT(kept_looks(folder_), ElementsAre(5, 15));
    take(20, 0.56, 11, true);
    EXPECT_THAT(kept_looks(folder_), ElementsAre(20)) << "it beats all others in both ways";
}

TEST_F(KeptLooks, AreSoManyAtMostTheBestAmongThem) {
    std::vector<GuardReport> looks;
    for (int i = 0; i <= 8; ++i) looks.push_back(look(i, 0.5 + 0.01 * i, 10 + i, i <= 2));
    EXPECT_THAT(looks_to_keep(record_of(looks), 3), ElementsAre(2, 7, 8));
    EXPECT_THAT(looks_to_keep({}, 3), IsEmpty());
}

TEST_F(KeptLooks, AChosenOneBecomesTheFoldersModelAndTheRecordSaysSo) {
    take(0, 0.50, 14, true);
    take(5, 0.55, 15, true);
    take(10, 0.52, 12, false);
    {
        RunRecorder recorder(folder_, 0);
        IterationReport iteration;
        iteration.iteration = 10;
        recorder.add(iteration);
        for (const auto& one : record_.looks) recorder.add(one);
    }
    EXPECT_EQ(read_run_record(folder_).best_look()->iteration, 5);
    use_look(folder_, 10);
    EXPECT_EQ(read_text(path_ / "lora.safetensors"), "10");
    const RunRecord record = read_run_record(folder_);
    EXPECT_EQ(record.best_look()->iteration, 10);
    EXPECT_EQ(record.looks.size(), 3u) << "nothing of the record is lost";
    use_look(folder_, 5);
    EXPECT_EQ(read_run_record(folder_).best_look()->iteration, 5);
}

TEST_F(KeptLooks, WhatWasNotKeptOrIsInProgressCannotBeChosen) {
    take(0, 0.50, 14, true);
    take(5, 0.55, 15, true);
    EXPECT_THROW(use_look(folder_, 10), Error);
    const auto lock = folder_.hold();
    EXPECT_THROW(use_look(folder_, 5), Error);
}

TEST_F(KeptLooks, FoldersThatAreNoLooksAreNotTakenForSome) {
    fs::create_directories(path_ / "looks" / "12x");
    fs::create_directories(path_ / "looks" / "7");
    std::ofstream(path_ / "looks" / "9") << "a file";
    EXPECT_THAT(kept_looks(folder_), IsEmpty());
}

TEST(RunRecord, ALookTellsOwnPromptsAndTheRestApartAlsoWhenReadAgain) {
    const TemporaryFolder path;
    const RunFolder folder(path.path());
    RunRecorder(folder, 0).add(look(5, 0.55, 15, true));
    const auto looks = read_looks(folder);
    ASSERT_EQ(looks.size(), 1u);
    const auto own = own_score(looks[0]), rest = rest_score(looks[0]);
    ASSERT_TRUE(own && rest);
    EXPECT_NEAR(own->judge, 0.6, 1e-12);
    EXPECT_EQ(own->facts, 0.5) << "of the one that says something in numbers";
    EXPECT_NEAR(own->skating_cmps, 4, 1e-12);
    EXPECT_EQ(rest->judge, 0.4);
    EXPECT_FALSE(rest->facts);
    GuardReport old = looks[0];
    old.scores.clear();
    EXPECT_FALSE(own_score(old)) << "earlier versions did not tell";
}

}  // namespace
}  // namespace im::test

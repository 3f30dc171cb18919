// What the program says of prompts and clips that the model does not know.
#include <cmath>

#include <gmock/gmock.h>

#include "engine/vocabulary/nearness_calibration.h"
#include "engine/vocabulary/notice_report.h"
#include "engine/vocabulary/understanding.h"
#include "tests/support/small_vocabulary.h"

namespace im {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Level = UnderstandingLevel;

class Reading : public testing::Test {
  protected:
    Understanding of(const std::string& prompt, std::optional<double> percentile = {}) const {
        const auto reading = reader_->read(prompt);
        return judge_understanding(&reading, percentile, reader_->vocabulary()->calibration);
    }
    std::shared_ptr<const PromptReader> reader_ = test::small_reader();
};

TEST_F(Reading, WhatWasLearntIsFineInOtherWords) {
    for (const char* prompt : {"a person walks forward.", "The old man is walking forward", "someone claps",
                               "a person walks forward, then sits down on a chair"}) {
        const auto understood = of(prompt);
        EXPECT_EQ(understood.level, Level::Fine) << prompt << ": " << understood.reason;
        EXPECT_THAT(understood.notice(), IsEmpty());
    }
}

TEST_F(Reading, TheActionThatIsUnknownIsNamedAndWhatIsNear) {
    const auto understood = of("a person walks forward, then juggles flaming torches");
    EXPECT_EQ(understood.level, Level::Unlikely);
    EXPECT_THAT(understood.reason, HasSubstr("juggles flaming torches"));
    EXPECT_THAT(understood.reason, testing::Not(HasSubstr("walks")));
    EXPECT_FALSE(understood.nearest.empty());
    EXPECT_THAT(understood.notice(),
                testing::StartsWith("probably not what you asked: \"juggles flaming torches\""));
    EXPECT_THAT(understood.notice(), HasSubstr("; near: \""));
}

TEST_F(Reading, UnknownWordsAreListed) {
    EXPECT_THAT(reader_->read("a person waves with the left tentacle").unknown_words,
                ElementsAre("tentacle"));
    EXPECT_THAT(reader_->read("a person waves with the left hand").unknown_words, IsEmpty());
    const auto reading = reader_->read("xqzt blorf");
    EXPECT_TRUE(reading.no_known_word);
    const auto understood = of("xqzt blorf");
    EXPECT_EQ(understood.level, Level::Unlikely);
    EXPECT_THAT(understood.reason, HasSubstr("no word of the prompt is known"));
}

TEST_F(Reading, AnotherScriptIsToldThatEnglishIsExpected) {
    for (const char* prompt : {"человек идёт вперёд", "一个人在走路"}) {
        const auto understood = of(prompt);
        EXPECT_EQ(understood.level, Level::Unlikely);
        EXPECT_THAT(understood.reason, HasSubstr("English is expected"));
    }
}

TEST_F(Reading, TakesAnyText) {
    const std::vector<std::string> prompts = {"",  " ",        ".",           "...",
                                              "a", "\xff\xfe", "the the the", std::string(5000, 'x')};
    for (const auto& prompt : prompts) EXPECT_NO_THROW(of(prompt)) << prompt.substr(0, 20);
}

TEST_F(Reading, AClipThatTheJudgeFindsFarFromItsWordsIsUnlikely) {
    const auto understood = of("a person walks forward.", 0.004);
    EXPECT_EQ(understood.level, Level::Unlikely);
    EXPECT_THAT(understood.notice(),
                HasSubstr("nearer than 0.4 % of captured motions are to their own captions"));
    EXPECT_EQ(of("a person walks forward.", 0.5).level, Level::Fine);
    EXPECT_EQ(of("a person walks forward.", 0.5).percentile, 0.5);
}

TEST(JudgeUnderstanding, WithoutAVocabularySaysNothingOfTheWords) {
    EXPECT_EQ(judge_understanding(nullptr, {}, {}).level, Level::Fine);
    EXPECT_EQ(judge_understanding(nullptr, 0.9, {}).level, Level::Fine);
    const auto understood = judge_understanding(nullptr, 0.01, {});
    EXPECT_EQ(understood.level, Level::Unlikely);
    EXPECT_THAT(understood.nearest, IsEmpty());
}

TEST(JudgeUnderstanding, WordsAtADistanceAreDoubtedUntilTheJudgeSaysMore) {
    PromptReading reading;
    reading.parts = {{"a person limps.", 0.55, {"walks"}}};
    EXPECT_EQ(judge_understanding(&reading, 0.5, {}).level, Level::Doubtful);
    EXPECT_THAT(judge_understanding(&reading, 0.5, {}).notice(),
                testing::StartsWith("perhaps not what you asked"));
    EXPECT_EQ(judge_understanding(&reading, 0.01, {}).level, Level::Unlikely);
}

TEST(NearnessCalibration, LiesBetweenOtherWordsForTheSameAndOtherActions) {
    Vocabulary vocabulary;
    vocabulary.width = 2;
    vocabulary.actions.resize(2);
    // Two actions at right angles, each told in four ways that are nearly the same.
    for (int action = 0; action < 2; ++action) {
        for (int i = 0; i < 4; ++i) {
            const float angle = 1.5707963f * static_cast<float>(action) + 0.1f * static_cast<float>(i);
            vocabulary.captions.push_back({"", action});
            vocabulary.vectors.insert(vocabulary.vectors.end(), {std::cos(angle), std::sin(angle)});
        }
    }
    calibrate_nearness(vocabulary);
    const auto& c = vocabulary.calibration;
    EXPECT_GT(c.nearness_doubtful, 0.9);
    EXPECT_LE(c.nearness_unlikely, c.nearness_doubtful);
    EXPECT_LE(c.known_below, kKnownDoubted);
    EXPECT_EQ(c.unlearnt_below, 1);
}

NoticeReport report_of(const std::vector<std::pair<double, bool>>& clips) {
    NoticeReport report;
    for (const auto& [percentile, shown] : clips)
        report.clips.push_back({"walk", "a person walks.", shown, percentile});
    return report;
}

TEST(NoticeCalibration, ChoosesThePercentileThatMarksMostOfWhatFails) {
    std::vector<std::pair<double, bool>> clips;
    for (int i = 0; i < 20; ++i) clips.emplace_back(0.01 * i, false);         // 0 to 19 %
    for (int i = 0; i < 40; ++i) clips.emplace_back(0.155 + 0.01 * i, true);  // from 15.5 % on
    const auto report = report_of(clips);
    const auto chosen = calibrate_notice(report, {});
    EXPECT_GT(chosen.percentile_unlikely, 0.185);
    EXPECT_LT(chosen.percentile_unlikely, 0.2);
    EXPECT_EQ(chosen.marked_of_failing, 1);
    EXPECT_NEAR(*chosen.marked_of_passing, 0.1, 1e-9);
    EXPECT_EQ(chosen.clips_failing, 20);
    EXPECT_EQ(chosen.clips_passing, 40);
    const auto shares = notice_shares(report, {});  // at the default percentile
    EXPECT_EQ(shares.marked_failing, 3);
    EXPECT_EQ(shares.marked_passing, 0);
}

TEST(NoticeCalibration, MarksNothingByAPercentileThatTellsNothing) {
    std::vector<std::pair<double, bool>> clips;
    for (int i = 0; i < 50; ++i) {
        clips.emplace_back(0.01 * i, true);
        clips.emplace_back(0.3 + 0.01 * i, false);  // what fails looks better than what passes
    }
    const auto chosen = calibrate_notice(report_of(clips), {});
    EXPECT_EQ(chosen.marked_of_passing, 0);
    EXPECT_EQ(chosen.marked_of_failing, 0);
}

TEST(NoticeCalibration, CountsWhatTheWordsAloneMark) {
    auto report = report_of({{0.9, true}, {0.9, false}});
    PromptReading far;
    far.parts = {{"a person juggles.", 0.1, {}}};
    report.readings.emplace_back("a person walks.", far);
    const auto shares = notice_shares(report, {});
    EXPECT_EQ(shares.marked_failing, 1);
    EXPECT_EQ(shares.marked_passing, 1);
}

}  // namespace
}  // namespace im

#include "engine/direct/sequence.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/direct/direct.h"
#include "engine/direct/span.h"
#include "engine/text/sentence_encoder.h"
#include "tests/support/stepping.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A model of random weights, loaded once for all tests.
class Directing : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors")) return;
        folder = fs::temp_directory_path() / ("im-directing-test-" + std::to_string(::getpid()));
        write_tiny_model(folder);
        write_tiny_encoders(folder);
        model = ContinuingModel::load(folder, {.device = "cpu"});
        scorer = MotionScorer::load(folder, {.device = "cpu"});
    }
    static void TearDownTestSuite() {
        model.reset();
        scorer.reset();
        if (!folder.empty()) fs::remove_all(folder);
    }
    void SetUp() override {
        if (!model) GTEST_SKIP() << "the sentence encoder's weights are not there";
    }
    static SequenceMotion make(const std::vector<SequenceBlock>& blocks, SequenceOptions options = {}) {
        return make_sequence(*model, scorer.get(), blocks, options);
    }

    static inline fs::path folder;
    static inline std::shared_ptr<ContinuingModel> model;
    static inline std::shared_ptr<const MotionScorer> scorer;
};

TEST_F(Directing, BlocksFollowEachOtherForAsLongAsAsked) {
    for (const SequenceForm form : {SequenceForm::Tokens, SequenceForm::Blend}) {
        const auto made = make({{"a person walks", 2.0}, {"a person waves", 3.05}, {"a person sits", 1.5}},
                               {.seed = 4, .form = form});
        const int lengths[] = {40, 61, 30};
        ASSERT_EQ(made.blocks.size(), 3u);
        EXPECT_EQ(made.clip.frame_count(), 131) << "6.55 s";
        EXPECT_EQ(made.blocks[0].begin, 0);
        for (std::size_t b = 0; b < 3; ++b) {
            EXPECT_EQ(made.blocks[b].end, b < 2 ? made.blocks[b + 1].begin : 131);
            EXPECT_NEAR(made.blocks[b].end - made.blocks[b].begin, lengths[b], 2);
        }
        EXPECT_TRUE(made.notices.empty());
    }
}

TEST_F(Directing, TheSameSequenceIsMadeAgain) {
    const std::vector<SequenceBlock> blocks = {
        {"a person walks", 2.0}, {"a person waves"}, {"a person sits", 1.5}};
    EXPECT_EQ(make(blocks, {.seed = 4}).clip.positions, make(blocks, {.seed = 4}).clip.positions);
    EXPECT_NE(make(blocks, {.seed = 4}).clip.positions, make(blocks, {.seed = 5}).clip.positions);
}

TEST_F(Directing, WhatComesLaterDoesNotChangeWhatWasBefore) {
    const auto two =
        make({{"a person walks", 2.0}, {"a person waves", 2.0}}, {.seed = 4, .form = SequenceForm::Tokens});
    const auto three = make({{"a person walks", 2.0}, {"a person waves", 2.0}, {"a person jumps", 4.0}},
                            {.seed = 4, .form = SequenceForm::Tokens});
    ASSERT_GT(three.tokens.size(), two.tokens.size());
    EXPECT_TRUE(std::equal(two.tokens.begin(), two.tokens.end(), three.tokens.begin()));
}

TEST_F(Directing, ABlockMayBeLongerThanTheModelSees) {
    for (const SequenceForm form : {SequenceForm::Tokens, SequenceForm::Blend}) {
        const auto made =
            make({{"a person walks", 60.0}, {"a person waves", 1.0}}, {.seed = 1, .form = form});
        EXPECT_EQ(made.clip.frame_count(), 1220);
        EXPECT_EQ(made.tokens.size(), form == SequenceForm::Tokens ? 305u : 0u);
        for (const glm::vec3& p : made.clip.positions) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
    }
}

TEST_F(Directing, FiveHundredShortBlocksAreMadeAndTold) {
    std::vector<SequenceBlock> blocks(500, {"a person walks", 0.1});
    const auto made = make(blocks);
    EXPECT_EQ(made.blocks.size(), 500u);
    EXPECT_EQ(made.clip.frame_count(), 2000) << "a step of 0.2 s each";
    ASSERT_EQ(made.notices.size(), 500u);
    EXPECT_THAT(made.notices[7], HasSubstr("block 8"));
    EXPECT_THAT(made.notices[7], HasSubstr("0.20 s"));
}

TEST_F(Directing, EmptyPromptsGoOnOrAreLeftOutAndAreTold) {
    const auto made = make({{" ", 1.0}, {"a person walks", 1.0}, {"", 2.0}, {"\t"}});
    ASSERT_EQ(made.blocks.size(), 2u);
    EXPECT_EQ(made.blocks[1].prompt, "a person walks");
    EXPECT_EQ(made.blocks[1].block, 2u);
    EXPECT_EQ(made.clip.frame_count(), 60);
    ASSERT_EQ(made.notices.size(), 3u);
    EXPECT_THAT(made.notices[0], HasSubstr("block 1: no prompt; left out"));
    EXPECT_THAT(made.notices[1], HasSubstr("\"a person walks\" goes on"));
    EXPECT_THROW(make({{"", 1.0}, {" "}}), Error);
    EXPECT_THROW(make({}), Error);
}

TEST_F(Directing, LengthsThatMakeNoSenseAreErrors) {
    for (const double seconds : {0.0, -1.0, std::nan(""), 1e9, static_cast<double>(INFINITY)}) {
        try {
            make({{"a person walks", 1.0}, {"a person waves", seconds}});
            FAIL() << seconds;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), HasSubstr("block 2"));
        }
    }
    EXPECT_THROW(make({{"a person walks", 1.0}}, {.best_of = 0}), Error);
    EXPECT_THROW(make({{"a person walks", 1.0}}, {.context_steps = 0}), Error);
    EXPECT_THROW(make_sequence(*model, nullptr, {{"a person walks", 1.0}}, {.best_of = 2}), Error);
}

TEST_F(Directing, TheBestOfSeveralCandidatesIsNoWorseThanTheFirst) {
    const std::vector<SequenceBlock> blocks = {{"a person walks", 2.0}, {"a person waves", 2.0}};
    for (const SequenceForm form : {SequenceForm::Tokens, SequenceForm::Blend}) {
        const auto best = make(blocks, {.seed = 3, .form = form, .best_of = 6});
        EXPECT_EQ(best.clip.positions, make(blocks, {.seed = 3, .form = form, .best_of = 6}).clip.positions);
        ASSERT_TRUE(best.blocks[0].reward);
        const auto first = make({blocks[0]}, {.seed = 3, .form = SequenceForm::Tokens}).tokens;
        EXPECT_GE(*best.blocks[0].reward, scorer->score({"a person walks"}, {first})[0].total);
    }
}

TEST_F(Directing, PromptsAreSplitAtBars) {
    EXPECT_EQ(split_prompts("a | b|c").size(), 3u);
    EXPECT_EQ(split_prompts("a person walks").size(), 1u);
    EXPECT_EQ(split_prompts("a | b")[1].prompt, " b");
}

TEST_F(Directing, ASpanIsMadeAnewAndFramesOutsideStayToTheBit) {
    const MotionClip clip = walking(100);
    const std::vector<std::pair<int, int>> spans = {{40, 70}, {0, 20}, {80, 100}, {1, 99}, {30, 31}};
    for (const auto& [begin, end] : spans) {
        const auto variations = regenerate_span(
            *model, scorer.get(), clip,
            {.begin = begin, .end = end, .prompt = "a person jumps", .seed = 2, .candidates = 4});
        ASSERT_EQ(variations.size(), 4u);
        for (std::size_t v = 0; v < 4; ++v) {
            const MotionClip& made = variations[v].clip;
            ASSERT_EQ(made.frame_count(), 100);
            for (int t = 0; t < 100; ++t) {
                if (t >= begin && t < end) continue;
                for (std::size_t j = 0; j < 22; ++j) ASSERT_EQ(made.frame(t)[j], clip.frame(t)[j]) << t;
            }
            EXPECT_NE(made.positions, clip.positions);
            EXPECT_GE(variations[v > 0 ? v - 1 : 0].total, variations[v].total);
        }
    }
}

TEST_F(Directing, FromHereOnKeepsAllThatWasBefore) {
    const MotionClip clip = walking(100);
    const SpanRequest request{.form = SpanForm::Onward,
                              .begin = 60,
                              .prompt = "a person sits",
                              .seed = 2,
                              .candidates = 3,
                              .seconds = 2.5};
    const auto variations = regenerate_span(*model, nullptr, clip, request);
    EXPECT_EQ(variations[0].clip.frame_count(), 110);
    EXPECT_TRUE(std::equal(clip.positions.begin(), clip.positions.begin() + 60 * 22,
                           variations[0].clip.positions.begin()));
    SpanRequest free = request;
    free.seconds.reset();
    free.begin = 100;
    EXPECT_GT(regenerate_span(*model, nullptr, clip, free)[0].clip.frame_count(), 100)
        << "behind the last frame";
}

TEST_F(Directing, SpansOutsideTheClipOrTooLongAreErrors) {
    const MotionClip clip = walking(100);
    const std::vector<std::pair<int, int>> spans = {{-1, 20}, {20, 20}, {30, 20}, {50, 101}};
    for (const auto& [begin, end] : spans)
        EXPECT_THROW(regenerate_span(*model, nullptr, clip, {.begin = begin, .end = end, .prompt = "jumps"}),
                     Error);
    EXPECT_THROW(regenerate_span(*model, nullptr, walking(400), {.begin = 40, .end = 390, .prompt = "jumps"}),
                 Error)
        << "longer than the model sees";
    MotionClip slow = clip;
    slow.fps = 30;
    EXPECT_THROW(regenerate_span(*model, nullptr, slow, {.begin = 10, .end = 20, .prompt = "jumps"}), Error);
}

TEST_F(Directing, ASceneMakesItsMotionAgain) {
    Scene scene;
    scene.model = model->info().name;
    SceneFigure figure;
    figure.seed = 5;
    figure.blocks = {{"a person walks", 3.0}, {"a person waves", 2.0}};
    figure.place = {2, 1};
    figure.turn_deg = 90;
    figure.pins = {{.part = PinnedPart::LeftHand, .from = 1, .to = 1, .place = {2, 9, 1}}};
    SceneEdit between{.kind = EditKind::Between,
                      .from = 1,
                      .to = 2,
                      .prompt = "a person jumps",
                      .seed = 9,
                      .candidates = 4,
                      .variation = 2};
    figure.edits = {between, {.kind = EditKind::Mirror}};
    scene.figures = {figure, figure};
    scene.figures[1].seed = 6;
    const auto made = direct_scene(*model, scorer.get(), scene),
               again = direct_scene(*model, scorer.get(), scene);
    ASSERT_EQ(made.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(made[i].clip.positions, again[i].clip.positions);
    EXPECT_NE(made[0].clip.positions, made[1].clip.positions);
    ASSERT_EQ(made[0].errors.size(), 1u);
    EXPECT_GT(made[0].errors[0].cm, 500);
    ASSERT_FALSE(made[0].notices.empty());
    EXPECT_THAT(made[0].notices.back(), HasSubstr("out of reach"));
    EXPECT_NEAR(made[0].clip.frame(0)[0].x, -2, 0.05) << "placed, then mirrored";
    scene.model = "gone";
    EXPECT_THAT(direct_scene(*model, scorer.get(), scene)[0].notices.front(), HasSubstr("\"gone\""));
}

}  // namespace
}  // namespace im::test

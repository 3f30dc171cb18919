#include "engine/generate/draw_again.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/asked/asked_actions.h"
#include "engine/generate/best_of.h"
#include "fake_generator.h"

namespace im::test {
namespace {

using testing::ElementsAre;

/// The fake's variations go at ten speeds: how far they come differs, and nothing else.
class DrawAgainTest : public testing::Test {
  protected:
    std::vector<GeneratedMotion> drawn(const GenerateRequest& request) {
        return generator_.generate(request, {}, {});
    }

    std::shared_ptr<FakeBehaviour> behaviour_ = std::make_shared<FakeBehaviour>();
    FakeGenerator generator_{behaviour_, "fake"};
};

TEST_F(DrawAgainTest, WhatDoesMoreOfThePromptTakesThePlaceUnderTheOldNumber) {
    behaviour_->tokens = 8;  // of 4 frames: too far for "in place" at the higher speeds
    const GenerateRequest request{.prompt = "a person walks in place.", .variations = 2, .seed = 8};
    const auto asked = everything_asked(request.prompt);
    ASSERT_FALSE(asked.empty());
    GenerateRequest all = request;
    all.variations = 2 * 4;
    const auto every = drawn(all);
    auto motions = drawn(request);

    const auto candidates = draw_again(generator_, request, motions, 4);

    for (std::size_t v = 0; v < 2; ++v) {
        double most = 0;
        for (std::size_t i = v; i < every.size(); i += 2)
            most = std::max(most, asked_of(asked, every[i].clip));
        EXPECT_EQ(motions[v].variation, static_cast<int>(v));
        EXPECT_DOUBLE_EQ(asked_of(asked, motions[v].clip), most);
        EXPECT_GT(most, asked_of(asked, every[v].clip)) << "the first draw is not among the best here";
        EXPECT_EQ(candidates[v], static_cast<int>(v) + 2) << "speeds begin again with seed + variation = 10";
        EXPECT_EQ(motions[v].clip.positions, every[static_cast<std::size_t>(candidates[v])].clip.positions);
    }
}

TEST_F(DrawAgainTest, NothingChangesWhereNothingIsAskedOrOneTryIsAllThereIs) {
    for (const auto& [prompt, tries] :
         {std::pair{"something odd happens.", 4}, {"a person jumps twice.", 1}}) {
        const GenerateRequest request{.prompt = prompt, .variations = 3};
        auto motions = drawn(request);
        const auto before = motions;
        EXPECT_THAT(draw_again(generator_, request, motions, tries), ElementsAre(0, 1, 2)) << prompt;
        for (std::size_t v = 0; v < 3; ++v) EXPECT_EQ(motions[v].clip.positions, before[v].clip.positions);
    }
}

TEST_F(DrawAgainTest, DrawsThatAreNoBetterLeaveTheFirst) {
    const GenerateRequest request{.prompt = "a person jumps twice.",
                                  .variations = 2};  // which none of the fakes does
    auto motions = drawn(request);
    EXPECT_THAT(draw_again(generator_, request, motions, 4), ElementsAre(0, 1));
}

}  // namespace
}  // namespace im::test

// Scores, ratings, blind comparisons, and what is learnt from them.
#include <set>

#include "app/studio/actions/rating_actions.h"
#include "app/studio/state/takes.h"
#include "engine/store/workspace.h"
#include "gui_harness.h"

namespace im::test {
namespace {

class RatingTest : public StudioTest {
  protected:
    Workspace workspace() const { return Workspace(folder_ / "workspace"); }
};

TEST_F(RatingTest, EveryClipIsKeptSoThatItCanBeMadeAgain) {
    drive([&](ImGuiTestContext& user) {
        state().prompt.seed = 77;
        generate_clips(user, "a person bows", 3);
    });
    close();
    const auto clips = workspace().clips();
    ASSERT_EQ(clips.size(), 3u);
    std::set<int> variations;
    for (const ClipRecord& clip : clips) {
        EXPECT_EQ(clip.prompt, "a person bows");
        EXPECT_EQ(clip.seed, 77u);
        EXPECT_EQ(clip.model, "fake");
        EXPECT_EQ(clip.tokens.size(), 12u);
        EXPECT_EQ(clip.tokens[0], clip.variation) << "the fake's first token is its variation";
        EXPECT_NEAR(clip.reward.value(), clip.variation == 1 ? -0.5 : -0.72, 1e-6);
        variations.insert(clip.variation);
    }
    EXPECT_EQ(variations.size(), 3u);
}

TEST_F(RatingTest, StarsAndKeysRateAndTheSameAgainTakesItBack) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        const std::int64_t id = state().figure()->clip_id;
        user.ItemClick("//Clip/###star 4");
        EXPECT_EQ(state().figure()->rating, 4);
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
        EXPECT_EQ(workspace().clip(id)->rating, 4);
        user.KeyPress(ImGuiKey_2);
        EXPECT_EQ(state().figure()->rating, 2);
        user.KeyPress(ImGuiKey_2);
        EXPECT_EQ(state().figure()->rating, 0);
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
        EXPECT_EQ(workspace().clip(id)->rating, 0);
    });
}

TEST_F(RatingTest, AClipsNameAndTagsAreKeptAndFoundInTheHistory) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows", 2);
        const std::int64_t id = state().figure()->clip_id;
        user.ItemClick("//Clip/**/##name");
        user.KeyCharsReplace("Butler 5");
        user.ItemClick("//Clip/**/##tags");
        user.KeyCharsReplace("polite indoor");
        EXPECT_EQ(state().figure()->name, "Butler 5");
        EXPECT_EQ(state().figure()->rating, 0) << "a digit in a name is no rating";
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
        EXPECT_EQ(workspace().clip(id)->name, "Butler 5");
        EXPECT_EQ(workspace().clip(id)->tags, "polite indoor");
        EXPECT_EQ(workspace().clips({.search = "butler indoor"}).size(), 1u)
            << "the other variation has no name";

        generate_clips(user, "a person jumps");
        user.ItemClick("//Prompt/##search");
        user.KeyCharsReplace("BUTLER");
        user.Yield(2);
        user.ItemClick("//Prompt/**/##take");
        EXPECT_EQ(state().take()->request.prompt, "a person bows") << "the only one that is listed";
    });
}

TEST_F(RatingTest, KeysDoNotRateWhileTyping) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        type_prompt(user, "a person jumps 5 times");
        EXPECT_EQ(state().figure()->rating, 0);
    });
}

TEST_F(RatingTest, VariationsAreListedByScoreAndTheBestIsChosen) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows", 3);
        EXPECT_EQ(studio::ranked_figures(*state().take()), (std::vector<int>{1, 0, 2}));
        EXPECT_EQ(state().selected_figure, 1);
        user.KeyPress(ImGuiKey_DownArrow);
        EXPECT_EQ(state().selected_figure, 0);
        EXPECT_LT(user.ItemInfo("//Clip/###variation 2").RectFull.Min.x,
                  user.ItemInfo("//Clip/###variation 1").RectFull.Min.x);
    });
}

TEST_F(RatingTest, BestOfKeepsTheBestCandidate) {
    drive([&](ImGuiTestContext& user) {
        state().prompt.best_of = 4;
        generate_clips(user, "a person bows");
        ASSERT_EQ(state().take()->figures.size(), 1u);
        EXPECT_EQ(state().figure()->facts->tokens.at(0), 1) << "of four candidates the second is the best";
        EXPECT_EQ(state().figure()->candidate, 1);
        EXPECT_EQ(state().take()->best_of, 4);
    });
}

TEST_F(RatingTest, WithoutEncodersNothingIsScoredAndAllElseWorks) {
    fake_->scores = false;
    drive([&](ImGuiTestContext& user) {
        state().prompt.best_of = 4;
        generate_clips(user, "a person bows", 2);
        EXPECT_FALSE(state().figure()->reward);
        EXPECT_EQ(state().take()->best_of, 1);
        user.ItemClick("//Clip/###star 5");
        EXPECT_EQ(state().figure()->rating, 5);
    });
}

TEST_F(RatingTest, ABlindTestShowsTwoClipsAndStoresTheChoice) {
    std::int64_t better = 0, worse = 0;
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows", 3);
        user.ItemClick("//Clip/###Compare");
        ASSERT_TRUE(state().preview.tenant<studio::BlindTest>());
        EXPECT_EQ(state().preview.tenant<studio::BlindTest>()->total, 3);
        user.Yield(2);
        EXPECT_EQ(app_->scene().scene().figures.at(0).label, "A");
        EXPECT_EQ(app_->scene().scene().figures.at(1).label, "B");
        EXPECT_FALSE(user.ItemExists("//Clip/###variation 1")) << "nothing tells which is which";
        better = state().preview.tenant<studio::BlindTest>()->pairs.back().right;
        worse = state().preview.tenant<studio::BlindTest>()->pairs.back().left;
        EXPECT_EQ(state().preview.take()->figures[1].clip_id, better);
        user.KeyPress(ImGuiKey_B);
        user.KeyPress(ImGuiKey_S);  // the second pair: cannot say
        user.ItemClick("//Clip/###A is better");
        EXPECT_FALSE(state().preview.tenant<studio::BlindTest>()) << "all pairs were shown";
        EXPECT_FALSE(state().preview.take());
    });
    close();
    const auto comparisons = workspace().comparisons();
    ASSERT_EQ(comparisons.size(), 2u);
    EXPECT_EQ(comparisons[0].better, better);
    EXPECT_EQ(comparisons[0].worse, worse);
}

TEST_F(RatingTest, ABlindTestCanBeLeft) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows", 2);
        user.ItemClick("//Clip/###Compare");
        user.KeyPress(ImGuiKey_Escape);
        EXPECT_FALSE(state().preview.tenant<studio::BlindTest>());
        EXPECT_FALSE(state().preview.take());
    });
    close();
    EXPECT_TRUE(workspace().comparisons().empty());
}

TEST_F(RatingTest, WhatIsLikedIsLearntFromTheRatings) {
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "a first look", [&] { return state().taste.taste.has_value(); });
        EXPECT_EQ(state().taste.taste->learnt.ratings, 0);
        generate_clips(user, "a person bows", 4);
        for (int i = 0; i < 4; ++i) {
            state().selected_figure = i;
            studio::rate_selected(state(), services(), i < 2 ? 5 : 2);
        }
        wait_for(
            user, "learning", [&] { return state().taste.taste && state().taste.taste->learnt.pairs > 0; },
            60);
        EXPECT_EQ(state().taste.taste->learnt.ratings, 4);
        EXPECT_EQ(state().taste.taste->learnt.pairs, 4);
        EXPECT_EQ(state().taste.taste->reason, "");
        wait_for(user, "how the clips are liked",
                 [&] { return state().take()->figures[3].liking.has_value(); });
        EXPECT_GT(*state().take()->figures[0].liking, *state().take()->figures[3].liking);
    });
}

}  // namespace
}  // namespace im::test

#include "engine/store/clip_index.h"

#include <chrono>
#include <cstdio>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace im {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ClipIndexTest : public testing::Test {
  protected:
    ClipIndexTest() {
        index.add({{.id = 1,
                    .prompt = "A person bows deeply",
                    .model = "starter",
                    .made = 10,
                    .reward = -1.0,
                    .rating = 5},
                   {.id = 2,
                    .prompt = "a person jumps",
                    .model = "mine",
                    .tags = "sport",
                    .made = 20,
                    .judge = -0.2,
                    .rating = 3},
                   {.id = 3,
                    .prompt = "a person jumps over a log",
                    .model = "starter",
                    .name = "Hurdle",
                    .made = 30},
                   {.id = 4,
                    .prompt = "a person sits",
                    .model = "mine",
                    .made = 40,
                    .rating = 4,
                    .trashed = true}});
    }
    std::vector<std::int64_t> found(const ClipQuery& query) const {
        std::vector<std::int64_t> ids;
        for (const std::size_t place : index.search(query)) ids.push_back(index[place].id);
        return ids;
    }
    ClipIndex index;
};

TEST_F(ClipIndexTest, WordsAreFoundInPromptNameTagsAndModelInAnyCase) {
    EXPECT_THAT(found({.words = "BOWS"}), ElementsAre(1));
    EXPECT_THAT(found({.words = "hurdle"}), ElementsAre(3));
    EXPECT_THAT(found({.words = "sport"}), ElementsAre(2));
    EXPECT_THAT(found({.words = "starter"}), ElementsAre(3, 1));
    EXPECT_THAT(found({.words = "jumps starter"}), ElementsAre(3)) << "all of the words";
    EXPECT_THAT(found({.words = "crawls"}), IsEmpty());
    EXPECT_THAT(found({}), ElementsAre(3, 2, 1)) << "newest first, the trash left out";
}

TEST_F(ClipIndexTest, RatingsCanBeTyped) {
    EXPECT_THAT(found({.words = "3*"}), ElementsAre(2));
    EXPECT_THAT(found({.words = "3+"}), ElementsAre(2, 1));
    EXPECT_THAT(found({.words = "person 4+"}), ElementsAre(1));
}

TEST_F(ClipIndexTest, FiltersByRatingModelAndTrash) {
    EXPECT_THAT(found({.rating_min = 4}), ElementsAre(1));
    EXPECT_THAT(found({.unrated = true}), ElementsAre(3));
    EXPECT_THAT(found({.model = "mine"}), ElementsAre(2));
    EXPECT_THAT(found({.trashed = true}), ElementsAre(4));
    EXPECT_THAT(index.models(), ElementsAre("mine", "starter"));
}

TEST_F(ClipIndexTest, OrdersByDateScoreAndRating) {
    EXPECT_THAT(found({.order = ClipOrder::Oldest}), ElementsAre(1, 2, 3));
    EXPECT_THAT(found({.order = ClipOrder::Score}), ElementsAre(2, 1, 3)) << "what has no score comes last";
    EXPECT_THAT(found({.order = ClipOrder::Rating}), ElementsAre(1, 2, 3));
}

TEST_F(ClipIndexTest, FollowsChanges) {
    const auto before = index.revision();
    index.rate(3, 5);
    EXPECT_NE(index.revision(), before);
    EXPECT_THAT(found({.words = "5*"}), ElementsAre(3, 1));
    index.rename(2, "Leap", "");
    EXPECT_THAT(found({.words = "leap"}), ElementsAre(2));
    EXPECT_THAT(found({.words = "sport"}), IsEmpty());
    index.trash(1, true);
    EXPECT_THAT(found({}), ElementsAre(3, 2));
    index.remove(2);
    EXPECT_EQ(index.find(2), nullptr);
    ASSERT_NE(index.find(4), nullptr);
    EXPECT_EQ(index.find(4)->prompt, "a person sits");
    index.add({{.id = 3, .prompt = "a person hops", .made = 30}});
    EXPECT_EQ(index.size(), 3u) << "the same clip again";
    EXPECT_THAT(found({.words = "hops"}), ElementsAre(3));
    index.rate(99, 1);  // none of ours
    EXPECT_EQ(index.newest(), 4);
}

TEST_F(ClipIndexTest, ScoresAreTheLikenessThatIsShownOfAClip) {
    EXPECT_DOUBLE_EQ(clip_likeness({.reward = -4.0, .judge = -1.0}).value(), 0.75) << "the judge goes first";
    EXPECT_DOUBLE_EQ(clip_likeness({.reward = -2.0}).value(), 0.5);
    EXPECT_FALSE(clip_likeness({}));
}

TEST(ClipIndexOfTenThousand, FindsTheSameAsAWalkOverAllOfThem) {
    const char* const verbs[] = {"walks", "jumps", "bows", "crawls", "waves", "sits", "turns", "kicks"};
    const char* const ways[] = {"slowly", "in a circle", "with both arms raised", "on one leg",
                                "backwards, then stops"};
    std::mt19937 random(7);
    std::vector<ClipRecord> clips;
    for (int i = 1; i <= 10'000; ++i) {
        ClipRecord clip{.id = i, .tokens = std::vector<int>(49, 3), .model = "starter"};
        clip.prompt = std::string("a person ") + verbs[random() % 8] + " " + ways[random() % 5];
        clip.tags = "take" + std::to_string(i);
        clip.made = i;
        clip.judge = -static_cast<double>(random() % 1000) / 500;
        clip.rating = static_cast<int>(random() % 6);
        clips.push_back(std::move(clip));
    }
    std::size_t expected = 0;
    for (const ClipRecord& clip : clips)
        expected += clip.prompt.find("kicks") != std::string::npos &&
                    clip.prompt.find("circle") != std::string::npos && clip.rating >= 3;
    ClipIndex index;
    index.add(std::move(clips));
    double slowest = 0;
    std::vector<std::size_t> found;
    for (const char* typed : {"", "k", "ki", "kick", "kicks circle", "kicks circle 3+", "no such thing"}) {
        const auto begin = std::chrono::steady_clock::now();
        const auto places = index.search({.words = typed, .order = ClipOrder::Score});
        slowest = std::max(
            slowest,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        if (std::string(typed) == "kicks circle 3+") found = places;
    }
    EXPECT_EQ(found.size(), expected);
    for (std::size_t i = 1; i < found.size(); ++i)
        EXPECT_GE(*clip_likeness(index[found[i - 1]]), *clip_likeness(index[found[i]]));
    RecordProperty("slowest_search_ms", std::to_string(slowest));
    std::printf("slowest search of 10,000 clips: %.2f ms\n", slowest);
}

}  // namespace
}  // namespace im

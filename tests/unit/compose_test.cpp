#include "engine/train/supervised/compose.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/figures.h"

namespace im {
namespace {

TEST(JoinCaptions, TheSecondClauseFollowsWithoutItsSubject) {
    EXPECT_EQ(join_captions("a person walks forward.", "someone waves their left hand.", 0),
              "a person walks forward, then waves their left hand.");
    EXPECT_EQ(join_captions("a person walks forward.", "someone bows.", 3),
              "a person first walks forward, then bows.");
    EXPECT_EQ(join_captions("an old man is walking.", "a woman raises her right hand.", 1),
              "an old man is walking and then raises his right hand.");
}

TEST(JoinCaptions, NothingIsMadeOfAClauseThatCannotFollow) {
    EXPECT_EQ(join_captions("a person walks.", "a person is waving.", 0), "");
    EXPECT_EQ(join_captions("walking.", "someone bows.", 0), "");
    EXPECT_EQ(join_captions("", "", 0), "");
}

CaptionedMotion motion(const std::string& id, std::vector<std::string> actions, const std::string& caption,
                       bool composed, double turn) {
    CaptionedMotion m;
    m.id = id;
    m.actions = std::move(actions);
    m.captions = {caption};
    m.composed = composed;
    m.features = encode_features(test::moving_figure(61, [turn](int t) { return turn * t; }),
                                 humanml3d_skeleton(), FeatureCodec::Corrected);
    return m;
}

class Compose : public testing::Test {
  protected:
    void SetUp() override {
        data.codec = FeatureCodec::Corrected;
        data.motions = {motion("w", {"walk"}, "a person walks.", false, 0.0),
                        motion("t", {"turn"}, "someone turns left.", false, 0.02),
                        motion("r", {"run"}, "the man runs.", false, 0.0),
                        motion("wt", {"walk", "turn"}, "a person walks, then turns.", true, 0.0)};
    }
    MotionDataset data;
};

TEST_F(Compose, MakesOnlyPairsThatTheDataSetItselfShows) {
    const auto made = compose_motions(data, 6, 196, 1);
    ASSERT_EQ(made.size(), 6u);
    for (const auto& m : made) {
        EXPECT_EQ(m.actions, (std::vector<std::string>{"walk", "turn"}));
        EXPECT_NE(m.captions.at(0).find("turns left"), std::string::npos);
        EXPECT_GT(m.features.frames, 61) << "longer than one part";
        EXPECT_LE(m.features.frames, 196);
        EXPECT_TRUE(m.composed);
    }
}

TEST_F(Compose, OneSeedGivesOneResult) {
    const auto a = compose_motions(data, 3, 196, 7), b = compose_motions(data, 3, 196, 7);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].features.values, b[i].features.values);
}

TEST_F(Compose, ClipsOfOtherSplitsAreNotUsed) {
    for (auto& m : data.motions) m.split = Split::Test;
    EXPECT_TRUE(compose_motions(data, 5, 196, 1).empty());
}

}  // namespace
}  // namespace im

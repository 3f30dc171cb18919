#include "engine/synthesis/moving_words.h"

#include <gtest/gtest.h>

#include "engine/synthesis/gait_words.h"
#include "engine/synthesis/path_words.h"

namespace im::test {
namespace {

std::string along(const std::string& caption, const std::string& way) {
    const auto phrase = going(caption);
    return phrase ? say_plainly(phrase->subject, going_along(*phrase, way)) : "";
}

TEST(Going, TakesAnotherWay) {
    EXPECT_EQ(along("a man walks straight ahead in a masculine manner.", "in a circle"),
              "a man walks in a circle in a masculine manner.");
    EXPECT_EQ(along("an old person is walking forward.", "in a zigzag"), "an old person walks in a zigzag.");
    EXPECT_EQ(along("a person walks ahead, with a bent back.", "in a square"),
              "a person walks in a square, with a bent back.");
    EXPECT_EQ(
        along("a person walks forward while talking on the phone.", "forward, turns around and comes back"),
        "a person walks forward while talking on the phone, turns around and comes back.");
}

TEST(Going, RefusesWhatSaysMoreThanGoing) {
    for (const char* caption : {"a person walks and waves.", "a person takes several steps forward.",
                                "a man walks forward for six steps.", "someone turns left while walking.",
                                "a person waves.", "a person walks to the left."})
        EXPECT_FALSE(going(caption)) << caption;
    EXPECT_TRUE(going("a person walks quickly."));
    EXPECT_FALSE(going("a person walks quickly.", true));
}

TEST(Say, PossessivesAgreeWithTheSubject) {
    const Saying saying{"walk", "in a circle with {their} hands on {their} hips"};
    EXPECT_EQ(say_plainly("a woman", saying), "a woman walks in a circle with her hands on her hips.");
    EXPECT_EQ(say_plainly("someone", saying), "someone walks in a circle with their hands on their hips.");
}

TEST(ShapeWays, SidesAreExchangedWithTheSide) {
    for (const Shape shape : {Shape::Circle, Shape::HalfCircle, Shape::Arc, Shape::Corner, Shape::Square}) {
        const auto left = shape_ways(shape, 1).sided, right = shape_ways(shape, -1).sided;
        for (const std::string& way : left) {
            EXPECT_EQ(way.find("right"), std::string::npos) << way;
            EXPECT_FALSE(has_word(way, "clockwise")) << way;
        }
        for (const std::string& way : right) {
            EXPECT_EQ(way.find("left"), std::string::npos) << way;
            EXPECT_FALSE(has_word(way, "counterclockwise")) << way;
        }
    }
    for (const std::string& way : shape_ways(Shape::Circle, 1, true).sided)
        EXPECT_EQ(way.find("left"), std::string::npos) << way;
}

TEST(Draws, FollowTheirWeights) {
    SynthesisRandom random(7);
    int counts[3] = {};
    for (int i = 0; i < 3000; ++i) ++counts[drawn_by_weight(random, {1, 0, 2})];
    EXPECT_EQ(counts[1], 0);
    EXPECT_NEAR(counts[2], 2000, 120);
}

}  // namespace
}  // namespace im::test

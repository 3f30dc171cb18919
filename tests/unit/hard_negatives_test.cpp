// Captions that are wrong by little really are wrong, and are English.

#include <gtest/gtest.h>

#include "engine/train/supervised/hard_negatives.h"

namespace im::test {
namespace {

TEST(SwapSides, ExchangesEveryLeftAndRight) {
    EXPECT_EQ(swap_sides("a person raises their left hand."), "a person raises their right hand.");
    EXPECT_EQ(swap_sides("turns right, then waves the left arm."), "turns left, then waves the right arm.");
    EXPECT_EQ(swap_sides("a man steps leftwards."), "a man steps rightwards.");
    EXPECT_EQ(swap_sides("a person stands upright."), "") << "part of a word is no side";
    EXPECT_EQ(swap_sides("a person walks."), "");
    EXPECT_EQ(swap_sides("they run with no energy left, then turn left."),
              "they run with no energy left, then turn right.");
    EXPECT_EQ(swap_sides(swap_sides("left and right")), "left and right");
}

TEST(Retell, TurnsTheOrderOfTwoActionsRound) {
    EXPECT_EQ(retell("a person bows, then walks ahead.").reversed, "a person walks ahead, then bows.");
    EXPECT_EQ(retell("the old man bows and then walks ahead.").reversed,
              "the old man walks ahead and then bows.");
    EXPECT_EQ(retell("a person bows, and after that walks ahead.").reversed,
              "a person walks ahead, and after that bows.");
    EXPECT_EQ(retell("this person first bows, then walks ahead.").reversed,
              "this person first walks ahead, then bows.");
    EXPECT_EQ(retell("a person is bowing, then walks ahead.").reversed,
              "a person walks ahead before bowing.");
    EXPECT_EQ(retell("a figure starts by bowing and ends by walking.").reversed,
              "a figure starts by walking and ends by bowing.");
    EXPECT_EQ(retell("a person bows. afterwards, they walk.").reversed,
              "a person bows. before that, they walk.");
}

TEST(Retell, SaysTheSameInOtherWordsWhereItCan) {
    const Retold after = retell("after bowing, a person walks ahead.");
    EXPECT_EQ(after.same, "a person walks ahead after bowing.");
    EXPECT_EQ(after.reversed, "before bowing, a person walks ahead.");
    const Retold before = retell("someone bows before walking ahead.");
    EXPECT_EQ(before.same, "before walking ahead, someone bows.");
    EXPECT_EQ(before.reversed, "someone bows after walking ahead.");
    EXPECT_EQ(retell(after.same).reversed, "a person walks ahead before bowing.");
}

TEST(Retell, LeavesCaptionsAloneThatItDoesNotUnderstand) {
    for (const char* caption : {"", ".", "a person walks.", "then", "before", "after dinner",
                                "walks, then bows, then sits, then lies."}) {
        EXPECT_EQ(retell(caption).reversed, "") << caption;
    }
}

TEST(TellInOrder, JoinsTwoCaptionsInEveryWording) {
    for (unsigned variant = 0; variant < 12; ++variant) {
        const auto told = tell_in_order("a man is bowing.", "the woman is waving.", variant);
        const auto other = tell_in_order("the woman is waving.", "a man is bowing.", variant);
        EXPECT_NE(told, "");
        EXPECT_NE(told, other);
    }
    EXPECT_EQ(tell_in_order("a man bows.", "someone waves.", 0), "a man bows, then waves.");
    EXPECT_EQ(tell_in_order("bows.", "someone waves.", 0), "") << "a caption without its subject";
}

TEST(StyleWords, AreThoseThatOneStyleHasForItself) {
    std::vector<CaptionedMotion> motions;
    for (int i = 0; i < 12; ++i) {
        CaptionedMotion motion;
        motion.actions = {i % 2 == 0 ? "walk" : "run"};
        motion.style = i % 3 == 0 ? "elderly" : i % 3 == 1 ? "feminine" : "normal";
        motion.captions = {motion.style == "elderly"    ? "an old person moves."
                           : motion.style == "feminine" ? "a lady moves."
                                                        : "a person moves."};
        motions.push_back(motion);
    }
    std::vector<const CaptionedMotion*> all;
    for (const auto& motion : motions) all.push_back(&motion);
    const StyleWords words(all);
    EXPECT_EQ(words.style_of("an old human waves."), "elderly");
    EXPECT_EQ(words.style_of("a lady waves."), "feminine");
    EXPECT_EQ(words.style_of("a person waves."), "") << "a word of the normal style tells none";
    EXPECT_EQ(words.style_of("an old lady waves."), "") << "two styles";
}

}  // namespace
}  // namespace im::test

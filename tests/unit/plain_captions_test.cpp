#include <gtest/gtest.h>

#include "engine/train/supervised/plain_captions.h"

namespace im::test {
namespace {

TEST(PlainCaption, LeavesOutThatAWalkGoesForward) {
    EXPECT_EQ(plain_caption("a person is running ahead for six steps."), "a person is running.");
    EXPECT_EQ(plain_caption("someone walks forward."), "someone walks.");
    EXPECT_EQ(plain_caption("the man jogs in a straight line"), "the man jogs.");
    EXPECT_EQ(plain_caption("an old lady is strolling straight ahead."), "an old lady is strolling.");
}

TEST(PlainCaption, KeepsWhatOnlySomeWalksDo) {
    for (const char* caption :
         {"a person walks backwards.", "a person walks over obstacles.", "a man walks forward slowly.",
          "someone runs ahead drifting to their left.", "a person moves forward."}) {
        EXPECT_EQ(plain_caption(caption), "") << caption;
    }
}

TEST(PlainCaption, KeepsSeveralActionsAndWhatIsPlainAlready) {
    EXPECT_EQ(plain_caption("a person walks forward and waves."), "");
    EXPECT_EQ(plain_caption("a person jumps, then runs ahead."), "");
    EXPECT_EQ(plain_caption("someone is running."), "");
    EXPECT_EQ(plain_caption(""), "");
}

}  // namespace
}  // namespace im::test

#include "engine/train/finetune/pareto.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParetoFront, HoldsWhatNothingElseBeatsInBothWays) {
    const TradeOff looks[] = {{0.50, 14}, {0.55, 15}, {0.54, 16}, {0.52, 12}, {0.45, 12.5}};
    EXPECT_THAT(pareto_front(looks), ElementsAre(3, 1)) << "by skating upwards";
}

TEST(ParetoFront, OfEqualOnesTheFirstStandsForAll) {
    const TradeOff looks[] = {{0.5, 10}, {0.5, 10}, {0.5, 11}, {0.4, 10}};
    EXPECT_THAT(pareto_front(looks), ElementsAre(0));
}

TEST(ParetoFront, OneIsAFrontAndNoneIsNone) {
    const TradeOff one[] = {{0.5, 10}};
    EXPECT_THAT(pareto_front(one), ElementsAre(0));
    EXPECT_THAT(pareto_front({}), IsEmpty());
}

TEST(ParetoFront, WhatIsNoNumberIsNotOnIt) {
    const TradeOff looks[] = {{NAN, 1}, {0.5, INFINITY}, {0.3, 9}};
    EXPECT_THAT(pareto_front(looks), ElementsAre(2));
}

}  // namespace
}  // namespace im::test

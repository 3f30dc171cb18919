// Curves as numbers.
#include "app/studio/state/series.h"

#include <cmath>

#include <gtest/gtest.h>

namespace im::studio {
namespace {

TEST(Smoothing, OfNoneLeavesTheTraceAsItIs) {
    const Series trace = {3, -1, 4, 1};
    EXPECT_EQ(smoothed(trace, 0), trace);
    EXPECT_TRUE(smoothed({}, 0.9).empty());
}

TEST(Smoothing, KeepsALevelFromTheFirstPointOn) {
    for (const double value : smoothed(Series(20, -2.5), 0.9)) {
        EXPECT_NEAR(value, -2.5, 1e-12) << "no run-in from zero";
    }
}

TEST(Smoothing, WeighsWhatCameBefore) {
    const Series smooth = smoothed({1, 2, 4}, 0.5);
    EXPECT_NEAR(smooth[1], (0.5 * 1 + 1 * 2) / 1.5, 1e-12);
    EXPECT_NEAR(smooth[2], (0.25 * 1 + 0.5 * 2 + 1 * 4) / 1.75, 1e-12);
}

TEST(Smoothing, AGapStaysOneAndDoesNotSpread) {
    const Series smooth = smoothed({1, NAN, 1}, 0.8);
    EXPECT_TRUE(std::isnan(smooth[1]));
    EXPECT_NEAR(smooth[2], 1, 1e-12);
}

TEST(CurvesAsCsv, HaveTheirNamesAndGapsWhereThereIsNothing) {
    EXPECT_EQ(csv_of({{"iteration", {1, 2, 3}}, {"reward, mean", {-1.5, NAN}}}),
              "iteration,\"reward, mean\"\n1,-1.5\n2,\n3,\n");
    EXPECT_EQ(csv_of({}), "\n");
}

}  // namespace
}  // namespace im::studio

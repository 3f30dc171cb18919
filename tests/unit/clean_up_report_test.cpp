// What `bench clean-up` says of clips.

#include "engine/evaluate/clean_up_report.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

TEST(CleanUpReport, TellsWhatFootLockTakesAwayAndThatRotationsDoNotJump) {
    MotionClip sliding = moving_figure(60, [](int) { return 0.0; });
    for (int t = 0; t < 60; ++t)
        for (glm::vec3& p : sliding.frame(t)) p.x += 0.004f * static_cast<float>(t);
    const std::vector<MotionClip> clips = {sliding, sliding};
    const CleanUpReport report = report_clean_up(clips);
    EXPECT_EQ(report.clips, 2);
    EXPECT_GT(report.skate_mm, 3.9);
    EXPECT_LT(report.locked_skate_mm, 0.2 * report.skate_mm);
    EXPECT_GT(report.change_mm, 0);
    EXPECT_EQ(report.rotation_steps, 2 * 2 * 59 * 22);
    EXPECT_EQ(report.unshown_steps, 0);
    EXPECT_LT(report.unshown_deg_max, 45);
}

TEST(CleanUpReport, RefusesWhatCannotBeMeasured) {
    EXPECT_THROW(report_clean_up({}), Error);
    std::vector<MotionClip> broken = {moving_figure(10, [](int) { return 0.0; })};
    broken[0].positions[30].y = std::nanf("");
    EXPECT_THROW(report_clean_up(broken), Error);
}

}  // namespace
}  // namespace im::test

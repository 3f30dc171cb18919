#include "engine/direct/apply_pins.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/travel.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();

MotionClip standing(int frames) {
    return stepping_figure(
        frames, [](double) { return FloorPose{}; }, 99, 99);
}

Pin pin(PinnedPart part, double from, double to, glm::dvec3 place) {
    return {.part = part, .from = from, .to = to, .place = place};
}

double feet_moved(const MotionClip& a, const MotionClip& b) {
    double most = 0;
    for (int t = 0; t < a.frame_count(); ++t) {
        for (const auto j : {kLeftFoot, kRightFoot, kLeftAnkle, kRightAnkle})
            most = std::max(most, double(glm::distance(a.frame(t)[j], b.frame(t)[j])));
    }
    return most;
}

TEST(Pins, AHandComesToItsPlaceAndFeetStayWhereTheyStood) {
    const MotionClip clip = standing(80);
    const glm::dvec3 hand(clip.frame(40)[kLeftWrist]);
    for (const glm::dvec3& by :
         {glm::dvec3(0.1, 0.4, 0.3), glm::dvec3(0.05, 0.6, 0.2), glm::dvec3(-0.2, -0.1, 0.35)}) {
        const std::vector<Pin> pins = {pin(PinnedPart::LeftHand, 2, 2, hand + by)};
        const MotionClip result = apply_pins(clip, pins);
        EXPECT_LT(pin_error(result, pins[0]).cm, 1) << by.x;
        EXPECT_LT(feet_moved(clip, result), 0.01);
        EXPECT_LT(bone_error(result), 2e-3);
        for (const int t : {0, 20, 60, 79})
            EXPECT_LT(glm::distance(result.frame(t)[kLeftWrist], clip.frame(t)[kLeftWrist]), 2e-3)
                << "half a second away";
    }
}

TEST(Pins, AHandStaysAtItsPlaceForASpanWhileTheBodyWalks) {
    const MotionClip walk = walking(100);
    const glm::dvec3 place = glm::dvec3(walk.frame(50)[kRightWrist]) + glm::dvec3(-0.05, 0.3, 0.2);
    const std::vector<Pin> pins = {pin(PinnedPart::RightHand, 2.4, 2.6, place)};
    const MotionClip result = apply_pins(walk, pins);
    EXPECT_LT(pin_error(result, pins[0]).cm, 1);
    EXPECT_LT(measure_foot_skate(result, skeleton).mm_per_frame,
              std::max(2.5, 1.3 * measure_foot_skate(walk, skeleton).mm_per_frame));
    double fastest = 0;
    for (int t = 1; t < 100; ++t)
        fastest = std::max(
            fastest, double(glm::distance(result.frame(t)[kRightWrist], result.frame(t - 1)[kRightWrist])));
    EXPECT_LT(fastest * 20, 4) << "metres a second: it does not jump there";
}

TEST(Pins, AFootIsLiftedToItsPlace) {
    const MotionClip clip = standing(60);
    const glm::dvec3 place = glm::dvec3(clip.frame(30)[kRightFoot]) + glm::dvec3(0, 0.3, 0.2);
    const std::vector<Pin> pins = {pin(PinnedPart::RightFoot, 1.5, 1.5, place)};
    const MotionClip result = apply_pins(clip, pins);
    EXPECT_LT(pin_error(result, pins[0]).cm, 1);
    EXPECT_LT(bone_error(result), 2e-3);
}

TEST(Pins, OutOfReachIsTheNearestAndTheMissIsTold) {
    const MotionClip clip = standing(60);
    const glm::dvec3 above = glm::dvec3(clip.frame(30)[kLeftShoulder]) + glm::dvec3(0, 2, 0);
    const std::vector<Pin> pins = {pin(PinnedPart::LeftHand, 1.5, 1.5, above)};
    const MotionClip result = apply_pins(clip, pins);
    const double cm = pin_error(result, pins[0]).cm;
    EXPECT_GT(cm, 50);
    EXPECT_LT(cm, 160)
        << "the arm stretches towards it: it is 2 m from the shoulder, arms have about half a metre";
    EXPECT_LT(bone_error(result), 2e-3);
    for (const glm::vec3& p : result.positions) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
}

TEST(Pins, ThePelvisIsWhereItShallBeAndFeetArePlantedAnew) {
    const MotionClip walk = walking(100);
    const glm::vec3 then = walk.frame(60)[0];
    Pin there = pin(PinnedPart::Pelvis, 3, 3, glm::dvec3(then) + glm::dvec3(0.4, 0, 0.3));
    there.any_height = true;
    const MotionClip result = apply_pins(walk, {there});
    EXPECT_LT(pin_error(result, there).cm, 1);
    EXPECT_LT(measure_foot_skate(result, skeleton).mm_per_frame,
              std::max(2.5, 1.3 * measure_foot_skate(walk, skeleton).mm_per_frame));
    Pin low = pin(PinnedPart::Pelvis, 2, 2, glm::dvec3(walk.frame(40)[0]) - glm::dvec3(0, 0.25, 0));
    const MotionClip crouched = apply_pins(walk, {low});
    EXPECT_LT(pin_error(crouched, low).cm, 2);
    EXPECT_LT(bone_error(crouched), 2e-3);
}

TEST(Pins, AFacingTurnsTheWay) {
    const MotionClip walk = walking(120);
    const Pin facing{.part = PinnedPart::Facing, .from = 3, .to = 3, .degrees = 70};
    const MotionClip result = apply_pins(walk, {facing});
    EXPECT_LT(pin_error(result, facing).degrees, 8);
    const glm::vec3 way = result.frame(119)[0] - result.frame(80)[0];
    EXPECT_NEAR(std::atan2(way.x, way.z) * 180 / std::numbers::pi, 70, 12) << "it goes where it faces";
}

TEST(Pins, WithoutPinsNothingChanges) {
    const MotionClip walk = walking(40);
    EXPECT_EQ(apply_pins(walk, {}).positions, walk.positions);
}

TEST(KeyPose, IsTakenAtItsTimeWhereTheFigureIs) {
    const MotionClip walk = walking(80);
    const MotionClip other =
        moved(moving_figure(30, [](int) { return 1.0; }), glm::dquat(1, 0, 0, 0), {5, 0, 5});
    const MotionClip result = apply_key_pose(walk, 2, other, 12);
    // Distances between joints do not know where the figure stands.
    for (std::size_t a = 0; a < 22; ++a) {
        for (std::size_t b = 0; b < a; ++b)
            EXPECT_NEAR(glm::distance(result.frame(40)[a], result.frame(40)[b]),
                        glm::distance(other.frame(12)[a], other.frame(12)[b]), 5e-3);
    }
    EXPECT_LT(glm::distance(result.frame(40)[0] * glm::vec3(1, 0, 1), walk.frame(40)[0] * glm::vec3(1, 0, 1)),
              5e-3f);
    for (const int t : {0, 20, 60})
        EXPECT_LT(glm::distance(result.frame(t)[kHead], walk.frame(t)[kHead]), 2e-3) << t;
}

}  // namespace
}  // namespace im::test

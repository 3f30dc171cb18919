#include "engine/synthesis/path.h"

#include <cmath>
#include <numbers>
#include <set>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/synthesis/floor_warp.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

constexpr double kPi = std::numbers::pi;
const Skeleton& skeleton = humanml3d_skeleton();

double body_turn(const MotionClip& clip) {
    const auto headings = body_headings(clip);
    return (headings.back() - headings.front()) * 180 / kPi;
}

/// The farthest way of a joint between two frames, metres.
double fastest(const MotionClip& clip) {
    float way = 0;
    for (std::size_t i = 22; i < clip.positions.size(); ++i)
        way = std::max(way, glm::distance(clip.positions[i], clip.positions[i - 22]));
    return way;
}

void expect_planted(const MotionClip& clip, const MotionClip& source) {
    EXPECT_LT(bone_error(clip), 1e-3);
    EXPECT_LT(measure_foot_skate(clip, skeleton).mm_per_frame,
              std::max(2.5, 1.3 * measure_foot_skate(source, skeleton).mm_per_frame));
    EXPECT_GT(measure_foot_skate(clip, skeleton).contact_share,
              0.5 * measure_foot_skate(source, skeleton).contact_share);
    for (const glm::vec3& p : clip.positions) EXPECT_GT(p.y, -0.025);
}

TEST(WalkAlong, GoesAFullCircleOfTheAskedRadiusToTheAskedSide) {
    const MotionClip walk = walking(80);
    for (const int side : {1, -1}) {
        for (const double radius : {1.0, 1.4}) {
            const auto bent = walk_along(walk, circle_route(radius, 2 * kPi, side));
            ASSERT_TRUE(bent) << radius;
            EXPECT_NEAR(bent->turn_deg, side * 360, 15);
            EXPECT_NEAR(bent->radius_m, radius, 0.15 * radius);
            EXPECT_NEAR(body_turn(bent->clip), side * 360, 15);
            const glm::dvec3 centre(side * radius, 0, 0);
            for (int t = 0; t < bent->clip.frame_count(); ++t) {
                glm::dvec3 root(bent->clip.frame(t)[0]);
                root.y = 0;
                EXPECT_NEAR(glm::distance(root, centre), radius, 0.15 * radius) << t;
            }
            expect_planted(bent->clip, walk);
        }
    }
}

TEST(WalkAlong, TurnsCornersAndUTurns) {
    const MotionClip walk = walking(120);
    const auto corner = walk_along(walk, corner_route(1.5, 1.5, kPi / 2, -1));
    ASSERT_TRUE(corner);
    EXPECT_NEAR(body_turn(corner->clip), -90, 15);
    expect_planted(corner->clip, walk);
    const auto there_and_back = walk_along(walk, back_and_forth_route(2, 2, 1));
    ASSERT_TRUE(there_and_back);
    EXPECT_NEAR(body_turn(there_and_back->clip), 180, 15);
    const glm::vec3 end = there_and_back->clip.frame(there_and_back->clip.frame_count() - 1)[0];
    EXPECT_LT(std::abs(end.z), 0.5f);
    expect_planted(there_and_back->clip, walk);
}

TEST(WalkAlong, ZigzagsToAndFro) {
    const auto bent = walk_along(walking(120), zigzag_route(1.2, kPi / 2, 4, 1));
    ASSERT_TRUE(bent);
    int changes = 0;
    double before = 0;
    for (const double heading : body_headings(bent->clip)) {
        if (std::abs(heading) < 0.4) continue;
        changes += before * heading < 0;
        before = heading;
    }
    EXPECT_EQ(changes, 3);
}

TEST(WalkAlong, RepeatsAShortGaitAtSimilarPoses) {
    const MotionClip walk = walking(48);
    const auto longer = gait_of_length(straighten(walk), 150);
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->clip.frame_count(), 150);
    EXPECT_NEAR(longer->way.back() - longer->way.front(), 149 / 20.0, 0.4);
    EXPECT_LT(bone_error(longer->clip), 1e-3);
    EXPECT_LT(fastest(longer->clip), 1.1 * fastest(walk));
}

TEST(WalkAlong, RefusesRoutesThatAreTooLongAndWhoDoesNotTravel) {
    EXPECT_FALSE(walk_along(walking(80), circle_route(4, 2 * kPi, 1)));
    EXPECT_FALSE(walk_along(walking(80, 0.05), circle_route(1, 2 * kPi, 1)));
}

TEST(WalkStraight, TakesTheBendOutOfAWalk) {
    const auto root = [](double now) {
        return FloorPose{1.5 * (1 - std::cos(now / 1.5)), 1.5 * std::sin(now / 1.5), now / 1.5};
    };
    const MotionClip bent = stepping_figure(80, root, -2, 1000);
    const auto straight = walk_straight(bent);
    ASSERT_TRUE(straight);
    EXPECT_NEAR(straight->turn_deg, 0, 15);
    EXPECT_NEAR(body_turn(straight->clip), 0, 15);
    for (int t = 0; t < 80; ++t) EXPECT_LT(std::abs(straight->clip.frame(t)[0].x), 0.12f) << t;
    EXPECT_NEAR(straight->clip.frame(79)[0].z, 79 / 20.0, 0.3);
    expect_planted(straight->clip, bent);
}

TEST(Route, CurvatureAddsUpToTheAskedAngles) {
    const auto whole = [](const Route& route) {
        double angle = 0;
        for (double way = 0; way < route.length; way += 0.001) angle += 0.001 * route.curvature(way + 0.0005);
        return angle;
    };
    EXPECT_NEAR(whole(circle_route(1.2, 2 * kPi, -1)), -2 * kPi, 0.01);
    EXPECT_NEAR(whole(s_route(1, 2, 1)), 0, 0.01);
    EXPECT_NEAR(whole(corner_route(1, 1, kPi / 2, 1)), kPi / 2, 0.01);
    EXPECT_NEAR(whole(square_route(1, 4, -1)), -1.5 * kPi, 0.01);
    EXPECT_NEAR(whole(eight_route(0.8, 1)), 0, 0.01);
    EXPECT_NEAR(circle_route(2, 1, 1).curvature(0.5), 0.5, 1e-9);
}

TEST(Warp, KeepsAClipWhosePlacesDoNotChange) {
    const MotionClip walk = walking(60);
    const MotionClip same = warp_over_floor(walk, std::vector<FloorPlace>(60), find_contacts(walk));
    EXPECT_LT(largest_distance(walk, same), 0.01);
    EXPECT_THROW(warp_over_floor(walk, std::vector<FloorPlace>(59), find_contacts(walk)), Error);
}

class PathOperator : public testing::Test {
  protected:
    static const ClipPool& pool() {
        static const MotionDataset data =
            data_of({{"walk", walking(90), {"a man walks straight ahead.", "the man is walking forward."}},
                     {"walk", walking(60, 1.2), {"a woman walks forward like a lady."}},
                     {"walk_back", walking(80, -0.8), {"a person walks backwards."}}});
        static const ClipPool pool(data);
        return pool;
    }
};

TEST_F(PathOperator, SaysWhatItMade) {
    int made = 0;
    std::set<std::string> actions;
    for (unsigned seed = 0; seed < 150; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_path(pool(), random);
        if (!clip) continue;
        ++made;
        const std::string& action = clip->actions.front();
        actions.insert(action);
        EXPECT_GE(clip->motion.frame_count(), 40);
        EXPECT_LE(clip->motion.frame_count(), 196);
        EXPECT_GE(clip->captions.size(), 2u);
        EXPECT_FALSE(clip->near_misses.empty());
        if (action.find("circle") == std::string::npos) continue;
        const bool left = action.ends_with("_left"), back = action.starts_with("walk_back");
        EXPECT_EQ(left, clip->facts.at("turn_deg") > 0);
        for (const std::string& caption : clip->captions) {
            if (!back) {
                EXPECT_EQ(caption.find(left ? "right" : "left"), std::string::npos) << caption;
            }
            if (caption.find("counterclockwise") != std::string::npos) {
                EXPECT_TRUE(left) << caption;
            }
            if (caption.find("n a clockwise") != std::string::npos) {
                EXPECT_FALSE(left) << caption;
            }
            EXPECT_EQ(back, caption.find("backward") != std::string::npos) << caption;
        }
        for (const NearMiss& miss : clip->near_misses) {
            if (miss.kind == "side" && !back) {
                EXPECT_EQ(miss.caption.find(left ? "to the left" : "to the right"), std::string::npos)
                    << miss.caption;
            }
        }
    }
    EXPECT_GT(made, 75);
    EXPECT_GT(actions.size(), 12u);
}

TEST_F(PathOperator, MakesOneResultOfOneSeed) {
    SynthesisRandom a(11), b(11);
    const auto first = make_path(pool(), a), second = make_path(pool(), b);
    ASSERT_EQ(first.has_value(), second.has_value());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->captions, second->captions);
    EXPECT_EQ(largest_distance(first->motion, second->motion), 0);
}

}  // namespace
}  // namespace im::test

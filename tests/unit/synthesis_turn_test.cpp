#include "engine/synthesis/turn_on_spot.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/synthesis/clip_pool.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

TEST(TurnBy, TurnsAsFarAsAskedToTheSideOfTheClip) {
    for (const double sign : {1.0, -1.0}) {
        const MotionClip quarter = turning(sign * 90), full = turning(sign * 200);
        ASSERT_NEAR(turned_degrees(quarter), sign * 90, 5);
        for (const auto& [degrees, times] :
             {std::pair{45.0, 1}, {90.0, 1}, {135.0, 1}, {180.0, 2}, {270.0, 3}}) {
            const auto turned = turn_by(quarter, degrees, times);
            ASSERT_TRUE(turned) << degrees;
            EXPECT_NEAR(turned_degrees(*turned), sign * degrees, 10);
            EXPECT_LT(bone_error(*turned), 1e-3);
            EXPECT_LT(measure_foot_skate(*turned, humanml3d_skeleton()).mm_per_frame, 2.5);
            EXPECT_GT(measure_foot_skate(*turned, humanml3d_skeleton()).contact_share, 0.4);
            for (const glm::vec3& p : turned->positions) EXPECT_GT(p.y, -0.025);
            const glm::vec3 end = turned->frame(turned->frame_count() - 1)[0];
            EXPECT_LT(std::hypot(end.x, end.z), 0.3);
        }
        const auto twice = turn_by(full, 540, 3);
        ASSERT_TRUE(twice);
        EXPECT_NEAR(turned_degrees(*twice), sign * 540, 10);
    }
}

TEST(TurnBy, RefusesTurnsFarFromTheCapturedOneAndClipsWithoutATurn) {
    EXPECT_FALSE(turn_by(turning(90), 360, 1));
    EXPECT_FALSE(turn_by(turning(90), 30, 1));
    EXPECT_FALSE(turn_by(turning(10), 45, 3));
    EXPECT_FALSE(turn_by(turning(90), 720, 8));  // too long
}

class TurnOperator : public testing::Test {
  protected:
    static const ClipPool& pool() {
        static const MotionDataset data = data_of({{"turn_left", turning(90), {"a person turns left."}},
                                                   {"turn_right", turning(-95), {"a person turns right."}},
                                                   {"turn_around", turning(180), {"a man turns around."}},
                                                   {"spin", turning(-350), {"a woman spins around."}}});
        static const ClipPool pool(data);
        return pool;
    }
};

TEST_F(TurnOperator, CaptionsTellTheMeasuredAngleAndSide) {
    std::set<std::string> actions;
    int made = 0;
    for (unsigned seed = 0; seed < 120; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_turn_on_spot(pool(), random);
        if (!clip) continue;
        ++made;
        actions.insert(clip->actions.front());
        const double turn = clip->facts.at("turn_deg");
        EXPECT_NEAR(turned_degrees(clip->motion), turn, 1);
        EXPECT_GE(clip->near_misses.size(), 1u);
        for (const std::string& caption : clip->captions) {
            EXPECT_EQ(caption.find(turn > 0 ? "right" : "left"), std::string::npos) << caption;
            for (const int degrees : {45, 90, 135, 180, 270, 360, 540, 720}) {
                if (caption.find(" " + std::to_string(degrees) + " degree") != std::string::npos) {
                    EXPECT_NEAR(std::abs(turn), degrees, 15) << caption;
                }
            }
            if (caption.find("twice") != std::string::npos) {
                EXPECT_NEAR(std::abs(turn), 720, 15) << caption;
            }
            if (caption.find("makes a half turn") != std::string::npos) {
                EXPECT_NEAR(std::abs(turn), 180, 15) << caption;
            }
        }
    }
    EXPECT_GT(made, 80);
    EXPECT_GT(actions.size(), 6u);
}

TEST_F(TurnOperator, MakesOneResultOfOneSeed) {
    SynthesisRandom a(5), b(5);
    const auto first = make_turn_on_spot(pool(), a), second = make_turn_on_spot(pool(), b);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->captions, second->captions);
    EXPECT_EQ(largest_distance(first->motion, second->motion), 0);
}

TEST(TurnOperatorWithoutClips, MakesNothing) {
    const MotionDataset data = data_of({{"walk", walking(60), {"a person walks."}}});
    const ClipPool pool(data);
    SynthesisRandom random(1);
    EXPECT_FALSE(make_turn_on_spot(pool, random));
    EXPECT_FALSE(make_side_steps(pool, random));
}

}  // namespace
}  // namespace im::test

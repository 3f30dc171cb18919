#include "engine/train/finetune/checked_terms.h"

#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <string>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/representation/pose.h"

namespace im::test {
namespace {

/// By name what each term with a weight gives, 0 or less.
std::map<std::string, double> checked_terms(const CheckedMotion& motion, const CheckedWeights& weights) {
    std::map<std::string, double> terms;
    for (const CheckedTerm& term : checked_term_list()) {
        if (const double weight = weights.*term.weight; weight > 0) {
            terms[term.name] = -weight * term.amount(motion);
        }
    }
    return terms;
}

/// A figure that stands for `frames` frames, lifted by `height` metres.
MotionClip standing(int frames, float height = 0) {
    const Skeleton& skeleton = humanml3d_skeleton();
    MotionClip clip{.joint_count = skeleton.joint_count(), .fps = 20, .positions = {}};
    std::vector<glm::vec3> pose(static_cast<std::size_t>(clip.joint_count));
    float lowest = 0;
    for (int joint = 0; joint < clip.joint_count; ++joint) {
        const auto j = static_cast<std::size_t>(joint);
        const int parent = skeleton.parents[j];
        pose[j] = parent < 0
                      ? glm::vec3(0)
                      : pose[static_cast<std::size_t>(parent)] + glm::vec3(skeleton.raw_offsets[j]) * 0.25f;
        lowest = std::min(lowest, pose[j].y);
    }
    for (int frame = 0; frame < frames; ++frame) {
        for (const auto& joint : pose) clip.positions.push_back(joint - glm::vec3(0, lowest - height, 0));
    }
    return clip;
}

TEST(CheckedTerms, AFigureThatStandsHasNothingWrong) {
    const auto checked = check_motion(standing(40), humanml3d_skeleton(), {});
    EXPECT_EQ(checked.facts, 1);
    EXPECT_NEAR(checked.skating_cmps, 0, 1e-6);
    EXPECT_NEAR(checked.penetration_mm, 0, 1e-3);
    EXPECT_EQ(checked.floating_mm, 0);
}

TEST(CheckedTerms, UnderTheFloorAndInTheAirAreToldInMillimetres) {
    EXPECT_NEAR(check_motion(standing(40, -0.03f), humanml3d_skeleton(), {}).penetration_mm, 30, 0.1);
    EXPECT_NEAR(check_motion(standing(40, 0.2f), humanml3d_skeleton(), {}).floating_mm, 200, 0.1);
    EXPECT_EQ(check_motion(standing(10, 0.2f), humanml3d_skeleton(), {}).floating_mm, 0)
        << "half a second in the air is a jump";
}

TEST(CheckedTerms, SlidingFeetAreToldInCentimetresASecond) {
    auto clip = standing(40);
    for (int frame = 0; frame < 40; ++frame) {
        for (int joint = 0; joint < clip.joint_count; ++joint)
            clip.positions[static_cast<std::size_t>(frame * clip.joint_count + joint)].z += 0.01f * frame;
    }
    EXPECT_NEAR(check_motion(clip, humanml3d_skeleton(), {}).skating_cmps, 20, 0.5);
}

TEST(CheckedTerms, AKneeThatBendsForwardsIsToldInDegreesAndOneThatBendsBackIsRight) {
    const auto bent = [](double degrees) {  // the left shin turned about the knee; above 0: backwards
        auto clip = standing(10, 1);
        for (int frame = 0; frame < 10; ++frame) {
            const auto joint = [&](Role role) -> glm::vec3& {
                return clip.positions[static_cast<std::size_t>(frame * clip.joint_count + role)];
            };
            const double angle = degrees * std::numbers::pi / 180;
            const float length = glm::length(joint(kLeftAnkle) - joint(kLeftKnee));
            joint(kLeftKnee) = joint(kLeftHip) - glm::vec3(0, 0.4f, 0);
            joint(kLeftAnkle) = joint(kLeftKnee) - length * glm::vec3(0, std::cos(angle), std::sin(angle));
        }
        return check_motion(clip, humanml3d_skeleton(), {}).knee_forward_degrees;
    };
    EXPECT_NEAR(bent(-40), 30, 0.01) << "beyond the 10 degrees that captured knees show";
    EXPECT_EQ(bent(-9), 0);
    EXPECT_EQ(bent(60), 0);
    EXPECT_EQ(bent(140), 0) << "a deep squat";
}

TEST(CheckedTerms, OfAMotionThatIsNotFiniteNothingIsKnown) {
    auto clip = standing(10);
    clip.positions[30].x = std::numeric_limits<float>::quiet_NaN();
    const auto motion = check_motion(clip, humanml3d_skeleton(), {});
    for (const auto& [name, value] : checked_terms(
             motion, {.facts = 1, .skating = 1, .penetration = 1, .floating = 1, .acceleration = 1}))
        EXPECT_TRUE(std::isnan(value)) << name;
}

TEST(CheckedTerms, OnlyTermsWithAWeightCount) {
    CheckedMotion motion;
    motion.facts = 0.25;
    motion.skating_cmps = 20;
    const auto terms = checked_terms(motion, {.facts = 2});
    ASSERT_EQ(terms.size(), 1u);
    EXPECT_DOUBLE_EQ(terms.at("facts"), -1.5);
    EXPECT_DOUBLE_EQ(checked_terms(motion, {.skating = 0.5}).at("skating"), -1);
    EXPECT_FALSE(CheckedWeights{}.any());
}

TEST(CheckedTerms, EachOfTheListCountsByItsOwnWeightAlone) {
    CheckedMotion bad{.facts = 0.5,
                      .skating_cmps = 5,
                      .penetration_mm = 5,
                      .floating_mm = 5,
                      .acceleration_mps2 = 383,
                      .hand_inside_mm = 5,
                      .knee_forward_degrees = 5};
    EXPECT_EQ(checked_term_list().size(), 7u);
    for (const CheckedTerm& term : checked_term_list()) {
        CheckedWeights weights;
        weights.*term.weight = 3;
        EXPECT_TRUE(weights.any()) << term.name;
        const auto terms = checked_terms(bad, weights);
        ASSERT_EQ(terms.size(), 1u) << term.name;
        EXPECT_DOUBLE_EQ(terms.at(term.name), -1.5) << term.help;
    }
}

TEST(CheckedTerms, WhatThePromptSaysInNumbersCounts) {
    const auto asked = asked_facts("a person jumps twice");
    EXPECT_LT(check_motion(standing(40), humanml3d_skeleton(), asked).facts, 0.5);
    EXPECT_EQ(check_motion(standing(40), humanml3d_skeleton(), asked_facts("a person stands")).facts, 1);
}

}  // namespace
}  // namespace im::test

#include "engine/motion/representation/features.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/normaliser.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/rig/retarget.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();
const FeatureLayout layout(22);

/// Corrected round trip against the placed clip, metres.
double round_trip_error(const MotionClip& clip) {
    MotionClip placed = place_at_origin(clip, skeleton);
    placed.positions.resize(placed.positions.size() - 22);  // T frames give T - 1 rows
    return largest_distance(
        decode_features(encode_features(clip, skeleton, FeatureCodec::Corrected), skeleton), placed);
}

bool all_finite(const FeatureSequence& features) {
    for (const float value : features.values) {
        if (!std::isfinite(value)) return false;
    }
    return true;
}

double heading_of(const MotionClip& clip, int frame) {
    const std::vector<glm::dvec3> joints(clip.frame(frame).begin(), clip.frame(frame).end());
    const glm::dvec3 ahead = facing(joints, skeleton);
    return std::atan2(ahead.x, ahead.z);
}

TEST(Features, HaveThePublishedColumns) {
    EXPECT_EQ(FeatureLayout(22).width, 263);
    EXPECT_EQ(FeatureLayout(21).width, 251);
    EXPECT_EQ(layout.yaw_velocity.begin, 0);
    EXPECT_EQ(layout.root_velocity.begin, 1);
    EXPECT_EQ(layout.root_height.begin, 3);
    EXPECT_EQ(layout.ric.begin, 4);
    EXPECT_EQ(layout.rot6d.begin, 67);
    EXPECT_EQ(layout.velocity.begin, 193);
    EXPECT_EQ(layout.contacts.begin, 259);
    EXPECT_EQ(layout.contacts.end, 263);
}

TEST(Features, RoundTripThroughSeveralFullTurns) {
    for (const double turns : {-7.0, 0.5, 1.0, 5.0, 40.0}) {
        const auto heading = [turns](int t) { return 1.0 + 2 * std::numbers::pi * turns * t / 195; };
        EXPECT_LT(round_trip_error(moving_figure(196, heading)), 1e-4) << turns << " turns";
    }
}

TEST(Features, RoundTripThroughATurnBackAndForth) {
    EXPECT_LT(round_trip_error(moving_figure(196, [](int t) { return 6 * std::sin(0.2 * t); })), 1e-4);
}

TEST(Features, RoundTripWhenTheFacingJumpsByHalfATurn) {
    EXPECT_LT(round_trip_error(moving_figure(60, [](int t) { return t < 30 ? 0.0 : std::numbers::pi; })),
              1e-4);
}

TEST(Features, RoundTripForClipsOfTwoAndThreeFrames) {
    for (const int frames : {2, 3}) {
        const MotionClip clip = moving_figure(frames, [](int t) { return 0.4 * t; });
        EXPECT_LT(round_trip_error(clip), 1e-5) << frames << " frames";
        EXPECT_TRUE(all_finite(encode_features(clip, skeleton, FeatureCodec::Official)))
            << frames << " frames";
    }
}

TEST(Features, RoundTripForAPersonLyingOrUpsideDown) {
    const MotionClip clip = moving_figure(40, [](int t) { return 0.05 * t; });
    for (const glm::dvec3 axis : {glm::dvec3(1, 0, 0), glm::dvec3(0, 0, 1)}) {
        for (const double angle : {0.5 * std::numbers::pi, std::numbers::pi}) {
            EXPECT_LT(round_trip_error(moved(clip, glm::angleAxis(angle, axis), {0, 3, 0})), 1e-4);
        }
    }
}

TEST(Features, RoundTripForRandomPoses) {
    const MotionClip clip = forward_kinematics(random_pose(100, 7), skeleton, humanml3d_rest_pose());
    EXPECT_LT(round_trip_error(clip), 1e-4);
}

TEST(Features, StartFacingAheadOverTheOriginOnTheFloor) {
    const MotionClip clip =
        moved(moving_figure(30, [](int t) { return 2.1 + 0.1 * t; }), {1, 0, 0, 0}, {5, 1.5, -3});
    for (const FeatureCodec codec : {FeatureCodec::Official, FeatureCodec::Corrected}) {
        const MotionClip decoded = decode_features(encode_features(clip, skeleton, codec), skeleton);
        EXPECT_NEAR(heading_of(decoded, 0), 0, 1e-6);
        EXPECT_NEAR(decoded.frame(0)[0].x, 0, 1e-6);
        EXPECT_NEAR(decoded.frame(0)[0].z, 0, 1e-6);
    }
    float lowest = std::numeric_limits<float>::max();
    for (const glm::vec3& p : place_at_origin(clip, skeleton).positions) lowest = std::min(lowest, p.y);
    EXPECT_NEAR(lowest, 0, 1e-6);
}

TEST(Features, HoldMinusHalfOfASteadyLeftTurn) {
    // The figure turns rigidly, so that its facing is its heading.
    PosedMotion motion = moving_pose(
        120, [](int t) { return 0.08 * t; }, 0);
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        if (i % 22 != 0) motion.rotations[i] = {1, 0, 0, 0};
    }
    const FeatureSequence features = encode_features(
        forward_kinematics(motion, skeleton, humanml3d_rest_pose()), skeleton, FeatureCodec::Corrected);
    for (int t = 0; t < features.frames; ++t) EXPECT_NEAR(features.row(t)[0], -0.04, 1e-5) << "frame " << t;
}

TEST(Features, DoNotDependOnPlaceOrDirection) {
    const MotionClip clip = moving_figure(60, [](int t) { return 0.1 * t; });
    const FeatureSequence one = encode_features(clip, skeleton, FeatureCodec::Corrected);
    const FeatureSequence other = encode_features(
        moved(clip, glm::angleAxis(2.5, glm::dvec3(0, 1, 0)), {3, -1, 2}), skeleton, FeatureCodec::Corrected);
    for (std::size_t i = 0; i < one.values.size(); ++i) {
        ASSERT_NEAR(one.values[i], other.values[i], 1e-4) << "column " << i % 263;
    }
}

TEST(Features, OfAPoseDoNotDependOnTheHeadingThatItIsHeldIn) {
    // Corrected rot6d is told in the heading frame: a figure that turns without moving a limb keeps it.
    PosedMotion motion = moving_pose(
        100, [](int t) { return 0.2 * t; }, 0);
    for (std::size_t i = 22; i < motion.rotations.size(); ++i) {
        if (i % 22 != 0) motion.rotations[i] = motion.rotations[i % 22];
    }
    const FeatureSequence features = encode_features(
        forward_kinematics(motion, skeleton, humanml3d_rest_pose()), skeleton, FeatureCodec::Corrected);
    for (int t = 1; t < features.frames; ++t) {
        for (int c = layout.rot6d.begin; c < layout.rot6d.end; ++c) {
            ASSERT_NEAR(features.row(t)[c], features.row(0)[c], 1e-4) << "frame " << t << ", column " << c;
        }
    }
}

TEST(Features, GiveTheSameJointsFromRotationsAsFromPositions) {
    const MotionClip clip = moving_figure(80, [](int t) { return 0.1 * t; });
    const FeatureSequence features = encode_features(clip, skeleton, FeatureCodec::Corrected);
    const MotionClip from_rotations =
        decode_rotations(features, skeleton, FeatureCodec::Corrected, offsets_of(clip, skeleton));
    EXPECT_LT(largest_distance(from_rotations, decode_features(features, skeleton)), 1e-5);
}

TEST(Features, OfTheOfficialCodecRoundTripWhileTheHeadingStaysWithinHalfATurn) {
    const MotionClip clip = moving_figure(80, [](int t) { return 0.5 * std::sin(0.1 * t); });
    MotionClip placed = place_at_origin(clip, skeleton);
    placed.positions.resize(placed.positions.size() - 22);
    EXPECT_LT(largest_distance(
                  decode_features(encode_features(clip, skeleton, FeatureCodec::Official), skeleton), placed),
              1e-5);
}

TEST(Features, MarkFeetThatRest) {
    MotionClip resting = moving_figure(1, [](int) { return 0.0; });
    resting.positions.insert(resting.positions.end(), resting.positions.begin(), resting.positions.end());
    MotionClip flying = resting;
    for (std::size_t i = 22; i < 44; ++i) flying.positions[i] += glm::vec3(0, 0.1f, 0);
    const FeatureSequence still = encode_features(resting, skeleton, FeatureCodec::Corrected);
    const FeatureSequence moving = encode_features(flying, skeleton, FeatureCodec::Corrected);
    for (int c = layout.contacts.begin; c < layout.contacts.end; ++c) {
        EXPECT_EQ(still.row(0)[c], 1.0f);
        EXPECT_EQ(moving.row(0)[c], 0.0f);
    }
}

TEST(Features, StayFiniteForBonesWithoutLengthAndBonesAtHalfATurn) {
    MotionClip collapsed = moving_figure(20, [](int) { return 0.0; });
    MotionClip raised = collapsed;
    for (int t = 0; t < 20; ++t) {
        collapsed.frame(t)[20] = collapsed.frame(t)[18];  // wrist on elbow
        raised.frame(t)[20] =
            raised.frame(t)[18] + glm::vec3(0, 0.25f, 0);  // forearm straight up: raw offset down
        if (t > 10)
            std::fill(collapsed.frame(t).begin(), collapsed.frame(t).end(),
                      glm::vec3(0, 1, 0));  // all in one point
    }
    for (const FeatureCodec codec : {FeatureCodec::Official, FeatureCodec::Corrected}) {
        EXPECT_TRUE(all_finite(encode_features(collapsed, skeleton, codec)));
        EXPECT_TRUE(all_finite(encode_features(raised, skeleton, codec)));
    }
    EXPECT_LT(round_trip_error(collapsed), 1e-4);
}

TEST(Features, RejectWhatIsNoClip) {
    const MotionClip good = moving_figure(10, [](int) { return 0.0; });
    const auto message = [](const MotionClip& clip) -> std::string {
        try {
            encode_features(clip, skeleton, FeatureCodec::Corrected);
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::Input);
            return e.what();
        }
        return "";
    };
    EXPECT_EQ(message(good), "");
    MotionClip clip = good;
    clip.positions[3 * 22 + 18].y = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(message(clip), "motion: frame 3, joint l_elbow: expected numbers, found NaN or Inf");
    clip.positions[3 * 22 + 18].y = std::numeric_limits<float>::infinity();
    EXPECT_EQ(message(clip), "motion: frame 3, joint l_elbow: expected numbers, found NaN or Inf");
    clip = good;
    clip.positions.resize(22);
    EXPECT_EQ(message(clip), "motion: expected at least 2 frames, found 1");
    clip.positions.clear();
    EXPECT_EQ(message(clip), "motion: expected frames of 22 joints, found 0 positions");
    clip = good;
    clip.positions.pop_back();
    EXPECT_EQ(message(clip), "motion: expected frames of 22 joints, found 219 positions");
    clip = good;
    clip.joint_count = 11;
    EXPECT_EQ(message(clip), "motion: expected 22 joints (humanml3d), found 11");
}

TEST(Features, OfAnotherWidthAreNotDecoded) {
    EXPECT_THROW(decode_features({1, 251, std::vector<float>(251)}, skeleton), Error);
    EXPECT_THROW(decode_features({2, 263, std::vector<float>(263)}, skeleton), Error);
    EXPECT_THROW(decode_features({0, 263, {}}, skeleton), Error);
    EXPECT_NO_THROW(decode_features({1, 263, std::vector<float>(263)}, skeleton));
}

TEST(Features, CodecsHaveNames) {
    EXPECT_EQ(feature_codec_by_name("official"), FeatureCodec::Official);
    EXPECT_EQ(feature_codec_by_name("corrected"), FeatureCodec::Corrected);
    EXPECT_THROW(feature_codec_by_name("Official"), Error);
}

TEST(Retarget, KeepsDirectionsAndTakesTheTargetsLengths) {
    MotionClip child = moving_figure(20, [](int t) { return 0.2 * t; });
    for (glm::vec3& p : child.positions) p *= 0.6f;
    const MotionClip grown = retarget(child, skeleton, humanml3d_offsets());
    EXPECT_LT(largest_distance(grown, moving_figure(20, [](int t) { return 0.2 * t; })), 1e-5);
}

TEST(Retarget, RejectsLegsWithoutLength) {
    MotionClip clip = moving_figure(3, [](int) { return 0.0; });
    for (const int joint : {5, 8}) clip.frame(0)[static_cast<std::size_t>(joint)] = clip.frame(0)[2];
    EXPECT_THROW(retarget(clip, skeleton, humanml3d_offsets()), Error);
    EXPECT_THROW(retarget(moving_figure(3, [](int) { return 0.0; }), skeleton, {}), Error);
}

TEST(Rotations, BetweenTurnsOneDirectionIntoTheOther) {
    const glm::dvec3 from(0.3, -2, 0.5), to(-1, 0.2, 4);
    EXPECT_NEAR(glm::distance(glm::normalize(between(from, to) * from), glm::normalize(to)), 0, 1e-12);
    EXPECT_EQ(between(from, glm::dvec3(0)), glm::dquat(1, 0, 0, 0));
    EXPECT_EQ(between(glm::dvec3(0), to), glm::dquat(1, 0, 0, 0));
}

TEST(Rotations, BetweenOppositeDirectionsIsAHalfTurnAboutAPerpendicularAxis) {
    for (const glm::dvec3 from :
         {glm::dvec3(0, -1, 0), glm::dvec3(1, 0, 0), glm::dvec3(0, 0, 2), glm::dvec3(1, 2, -3)}) {
        const glm::dquat q = between(from, -from);
        EXPECT_NEAR(glm::length(q), 1, 1e-12);
        EXPECT_NEAR(q.w, 0, 1e-6);
        EXPECT_NEAR(glm::distance(q * from, -from), 0, 1e-9);
        EXPECT_EQ(q, between(from, -from));
    }
}

TEST(Rotations, SurviveSixNumbers) {
    for (const glm::dquat& q : random_pose(3, 5).rotations) {
        const auto six = rotation_to_6d(q);
        const std::vector<float> stored(six.begin(), six.end());
        const glm::dquat back = glm::quat_cast(matrix_from_6d(stored.data()));
        EXPECT_NEAR(std::abs(glm::dot(back, q)), 1, 1e-6);
    }
    const float parallel[6] = {1, 0, 0, 2, 0, 0};
    EXPECT_EQ(matrix_from_6d(parallel), glm::dmat3(1));
}

TEST(Mirror, TurnsALeftTurnIntoARightTurnAndBack) {
    const MotionClip clip = place_at_origin(moving_figure(30, [](int t) { return 0.05 * t; }), skeleton);
    const MotionClip mirrored = mirror(clip, skeleton);
    EXPECT_NEAR(heading_of(mirrored, 29), -heading_of(clip, 29), 1e-6);
    EXPECT_EQ(largest_distance(mirror(mirrored, skeleton), clip), 0);
    EXPECT_EQ(mirrored.frame(3)[20], clip.frame(3)[21] * glm::vec3(-1, 1, 1));
}

TEST(Normaliser, GivesZeroMeanAndSharesTheSpreadWithinAGroup) {
    std::vector<FeatureSequence> sequences = {
        encode_features(moving_figure(80, [](int t) { return 0.1 * t; }), skeleton, FeatureCodec::Corrected),
        encode_features(moving_figure(20, [](int t) { return -0.2 * t; }), skeleton,
                        FeatureCodec::Corrected)};
    const FeatureNormaliser normaliser = FeatureNormaliser::of(sequences, layout);
    for (int c = layout.ric.begin; c < layout.ric.end; ++c) {
        EXPECT_EQ(normaliser.std[static_cast<std::size_t>(c)],
                  normaliser.std[static_cast<std::size_t>(layout.ric.begin)]);
    }
    FeatureSequence features = sequences[0];
    normaliser.normalise(features);
    EXPECT_NEAR(features.row(5)[3], (sequences[0].row(5)[3] - normaliser.mean[3]) / normaliser.std[3], 1e-6);
    normaliser.denormalise(features);
    for (std::size_t i = 0; i < features.values.size(); ++i)
        EXPECT_NEAR(features.values[i], sequences[0].values[i], 1e-5);
}

TEST(Normaliser, LeavesColumnsThatNeverChangeAtUnitSpread) {
    const std::vector<FeatureSequence> constant = {{4, 263, std::vector<float>(4 * 263, 0.5f)}};
    const FeatureNormaliser normaliser = FeatureNormaliser::of(constant, layout);
    EXPECT_THAT(normaliser.std, ::testing::Each(1.0f));
    EXPECT_THAT(normaliser.mean, ::testing::Each(0.5f));
    EXPECT_THROW(FeatureNormaliser::of({}, layout), Error);
    EXPECT_THROW(FeatureNormaliser::of(constant, FeatureLayout(21)), Error);
}

}  // namespace
}  // namespace im::test

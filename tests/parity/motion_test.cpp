// Motion features against the published extraction: fixture "motion" (synthetic walkers, the sample clip of
// HumanML3D).

#include <fmt/format.h>

#include "engine/motion/representation/features.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/normaliser.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/rig/retarget.h"
#include "tests/support/parity.h"

namespace im::test {
namespace {

const std::vector<std::string> kCases = {"clip", "t2m_walk", "t2m_turn", "t2m_stand", "kit_walk"};

const Skeleton& skeleton_of(const std::string& name) {
    return name.starts_with("kit") ? kit_skeleton() : humanml3d_skeleton();
}

MotionClip clip_of(const std::vector<float>& values, const Skeleton& skeleton) {
    MotionClip clip;
    clip.joint_count = skeleton.joint_count();
    clip.fps = skeleton.fps;
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
        clip.positions.emplace_back(values[i], values[i + 1], values[i + 2]);
    return clip;
}

std::vector<float> floats_of(const MotionClip& clip) {
    std::vector<float> values;
    for (const glm::vec3& p : clip.positions) values.insert(values.end(), {p.x, p.y, p.z});
    return values;
}

std::vector<glm::dvec3> offsets_of(const std::vector<float>& values) {
    std::vector<glm::dvec3> offsets;
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
        offsets.emplace_back(values[i], values[i + 1], values[i + 2]);
    return offsets;
}

FeatureSequence features_of(const ParityFixture& fixture, const std::string& tensor) {
    const auto& shape = fixture.shape(tensor);
    return {static_cast<int>(shape[0]), static_cast<int>(shape[1]), fixture.floats(tensor)};
}

std::vector<float> columns(const FeatureSequence& features, ColumnRange range, int frames) {
    std::vector<float> values;
    for (int t = 0; t < frames; ++t) {
        values.insert(values.end(), features.row(t) + range.begin, features.row(t) + range.end);
    }
    return values;
}

/// The largest difference goes into the test's XML report.
void record_worst(const std::string& what, double worst) {
    ::testing::Test::RecordProperty("worst_" + what, fmt::format("{:.2g}", worst));
}

/// Compares the column groups under `tolerance`; rot6d where `check` (T x (J - 1)) is 1, contacts exactly.
void expect_features(const FeatureSequence& got, const FeatureSequence& want, const FeatureLayout& layout,
                     const Tolerance& tolerance, const Tolerance& rot6d,
                     const std::vector<std::int64_t>& check, int frames, const std::string& label) {
    ASSERT_EQ(got.width, want.width);
    const auto compare = [&](const char* name, ColumnRange range, double absolute) {
        record_worst(name, expect_close(columns(got, range, frames), columns(want, range, frames), absolute,
                                        0, label + ": " + name));
    };
    compare("yaw_velocity", layout.yaw_velocity, tolerance.absolute);
    compare("root_velocity", layout.root_velocity, tolerance.absolute);
    compare("root_height", layout.root_height, tolerance.absolute);
    compare("ric", layout.ric, tolerance.absolute);
    compare("velocity", layout.velocity, tolerance.absolute);
    compare("contacts", layout.contacts, 0);

    std::vector<float> got_rotations, want_rotations;
    for (int t = 0; t < frames; ++t) {
        for (int j = 0; j < layout.joint_count - 1; ++j) {
            if (check[static_cast<std::size_t>(t * (layout.joint_count - 1) + j)] == 0) continue;
            const int begin = layout.rot6d.begin + 6 * j;
            got_rotations.insert(got_rotations.end(), got.row(t) + begin, got.row(t) + begin + 6);
            want_rotations.insert(want_rotations.end(), want.row(t) + begin, want.row(t) + begin + 6);
        }
    }
    record_worst("rot6d", expect_close(got_rotations, want_rotations, rot6d.absolute, 0, label + ": rot6d"));
}

class MotionParity : public ::testing::TestWithParam<std::string> {
  protected:
    void SetUp() override { IM_REQUIRE_PARITY(); }
};

TEST_P(MotionParity, RetargetsLikeThePublishedExtraction) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const Skeleton& skeleton = skeleton_of(name);
    const MotionClip uniform = retarget(clip_of(fixture.floats(name + "_joints"), skeleton), skeleton,
                                        offsets_of(fixture.floats(name + "_target_offsets")));
    record_worst("joints", fixture.expect(name + "_uniform_joints", floats_of(uniform)));
}

TEST_P(MotionParity, PlacesTheClipLikeThePublishedExtraction) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const Skeleton& skeleton = skeleton_of(name);
    const MotionClip uniform = clip_of(fixture.floats(name + "_uniform_joints"), skeleton);
    record_worst("joints",
                 fixture.expect(name + "_global_positions", floats_of(place_at_origin(uniform, skeleton))));
}

TEST_P(MotionParity, OfficialCodecGivesThePublishedFeatures) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const Skeleton& skeleton = skeleton_of(name);
    const FeatureSequence got =
        encode_features(clip_of(fixture.floats(name + "_joints"), skeleton), skeleton, FeatureCodec::Official,
                        offsets_of(fixture.floats(name + "_target_offsets")));
    const FeatureSequence want = features_of(fixture, name + "_features");
    ASSERT_EQ(got.frames, want.frames);
    expect_features(got, want, FeatureLayout(skeleton.joint_count()), fixture.tolerance(name + "_features"),
                    {0.002, 0}, fixture.ints(name + "_rot6d_check"), want.frames, name);
}

TEST_P(MotionParity, RecoversJointsFromPositions) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const MotionClip got = decode_features(features_of(fixture, name + "_features"), skeleton_of(name));
    record_worst("joints", fixture.expect(name + "_recovered_from_ric", floats_of(got)));
}

TEST_P(MotionParity, RecoversJointsFromRotations) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const MotionClip got =
        decode_rotations(features_of(fixture, name + "_features"), skeleton_of(name), FeatureCodec::Official,
                         offsets_of(fixture.floats(name + "_target_offsets")));
    record_worst("joints", fixture.expect(name + "_recovered_from_rot", floats_of(got)));
}

TEST_P(MotionParity, RecoversTheRoot) {
    const ParityFixture fixture("motion");
    const std::string name = GetParam();
    const RootPath path = decode_root(features_of(fixture, name + "_features"), skeleton_of(name));
    std::vector<float> rotations, positions;
    for (const glm::dquat& q : path.rotations) {
        for (const double x : {q.w, q.x, q.y, q.z}) rotations.push_back(static_cast<float>(x));
    }
    for (const glm::dvec3& p : path.positions) {
        for (const double x : {p.x, p.y, p.z}) positions.push_back(static_cast<float>(x));
    }
    record_worst("rotation", fixture.expect(name + "_recovered_root_quat", rotations));
    record_worst("position", fixture.expect(name + "_recovered_root_pos", positions));
}

INSTANTIATE_TEST_SUITE_P(Fixture, MotionParity, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return tested.param; });

TEST(MotionParityPublishedPair, FeaturesGiveTheJoints) {
    IM_REQUIRE_PARITY();
    const ParityFixture fixture("motion");
    const MotionClip got = decode_features(features_of(fixture, "official_features"), humanml3d_skeleton());
    record_worst("joints", fixture.expect("official_joints", floats_of(got)));
}

TEST(MotionParityPublishedPair, JointsGiveTheFeaturesBeforeTheLast81Frames) {
    IM_REQUIRE_PARITY();
    const ParityFixture fixture("motion");
    const Skeleton& skeleton = humanml3d_skeleton();
    const FeatureSequence got = encode_features(clip_of(fixture.floats("official_joints"), skeleton),
                                                skeleton, FeatureCodec::Official);
    const FeatureSequence want = features_of(fixture, "official_features");
    const int frames = want.frames - 81;
    const std::vector<std::int64_t> everywhere(static_cast<std::size_t>(frames) * 21, 1);
    expect_features(got, want, FeatureLayout(22), {5e-5, 0}, {5e-5, 0}, everywhere, frames, "official");
}

TEST(MotionParityDataSet, MirrorsLikeThePublishedExtraction) {
    IM_REQUIRE_PARITY();
    const ParityFixture fixture("motion");
    const Skeleton& skeleton = humanml3d_skeleton();
    fixture.expect("mirror_output",
                   floats_of(mirror(clip_of(fixture.floats("mirror_input"), skeleton), skeleton)));
}

TEST(MotionParityDataSet, TakesStatisticsLikeThePublishedScript) {
    IM_REQUIRE_PARITY();
    const ParityFixture fixture("motion");
    std::vector<FeatureSequence> sequences;
    for (const char* name : {"clip", "t2m_walk", "t2m_turn", "t2m_stand"}) {
        sequences.push_back(features_of(fixture, std::string(name) + "_features"));
    }
    const FeatureNormaliser statistics = FeatureNormaliser::of(sequences, FeatureLayout(22));
    record_worst("mean", fixture.expect("dataset_mean", statistics.mean));
    record_worst("std", fixture.expect("dataset_std", statistics.std));
}

}  // namespace
}  // namespace im::test

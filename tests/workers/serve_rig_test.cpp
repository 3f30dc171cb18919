// The rigs of MMCP's requests, and a clip on them.

#include <cmath>
#include <numbers>

#include "app/serve/mmcp_skeleton.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"
#include "serve_fixture.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

using serve::read_skeleton;
using serve::RigTrack;
using serve::ServedRig;
using serve::track_of;

glm::dquat about_y(double angle) {
    return {std::cos(angle / 2), 0, std::sin(angle / 2), 0};
}

/// Where the joints are, by forward kinematics on the rig as it was sent.
std::vector<glm::dvec3> places(const RigTrack& track, const Rig& rig, int frame) {
    const std::size_t J = rig.joints.size();
    std::vector<Transform> world(J);
    std::vector<glm::dvec3> result;
    for (std::size_t j = 0; j < J; ++j) {
        const Transform local{
            j == 0 ? track.root[static_cast<std::size_t>(frame)] : rig.joints[j].rest.translation,
            track.rotations[static_cast<std::size_t>(frame) * J + j]};
        world[j] = j == 0 ? local : world[static_cast<std::size_t>(rig.joints[j].parent)] * local;
        result.push_back(world[j].translation);
    }
    return result;
}

/// To the same by the exporter, which lets joints above the hips lie where the server has them carry.
double largest_difference(const RigTrack& track, const Rig& sent, const Rig& rig, const RigMotion& want) {
    double largest = 0;
    for (int t = 0; t < track.frame_count(); ++t) {
        const auto found = places(track, sent, t);
        const auto wanted = world_transforms(rig, want, t);
        for (auto j = static_cast<std::size_t>(sent.roles[kPelvis]); j < found.size(); ++j)
            largest = std::max(largest, glm::distance(found[j], wanted[j].translation));
    }
    return largest;
}

TEST(ServeRig, TheCanonicalFigureMovesAsTheClipDoes) {
    const MotionClip clip = moving_figure(30, [](int t) { return 0.05 * t; });
    const ServedRig rig = read_skeleton(serve::canonical_skeleton());
    EXPECT_EQ(rig.upright, nullptr);
    const glm::vec3 first = clip.frame(0)[0];
    const RigTrack track = track_of(clip, rig, {.place = glm::dvec2(first.x, first.z)});
    ASSERT_EQ(track.frame_count(), 30);
    for (int t = 0; t < 30; ++t) {
        const auto found = places(track, rig.rig, t);
        for (std::size_t j = 0; j < 22; ++j)
            EXPECT_LT(glm::distance(found[j], glm::dvec3(clip.frame(t)[j])), 0.005) << t << " " << j;
    }
}

TEST(ServeRig, EveryRigThatProgramsKnowGetsTheMotionThatTheExporterWouldGiveIt) {
    const PosedMotion motion = moving_pose(20, [](int) { return 0.0; });
    const MotionClip clip = forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
    for (const char* name : {"mixamo", "ue5", "unity", "rigify"}) {
        const Rig& preset = rig_preset(name);
        const ServedRig rig = read_skeleton(skeleton_json(preset));
        ASSERT_NE(rig.upright, nullptr) << name;
        RigTrack track = track_of(clip, rig, {});
        const RigMotion want = retarget_to_rig(motion, preset);
        // The exporter leaves the motion where it began, the server puts it where the rig is.
        const auto wanted = world_transforms(preset, want, 0), rest = rest_transforms(preset);
        const auto hips = static_cast<std::size_t>(preset.roles[kPelvis]);
        glm::dvec3 shift = wanted[hips].translation - places(track, rig.rig, 0)[hips];
        shift.y = 0;
        for (glm::dvec3& root : track.root) root += shift;
        EXPECT_LT(largest_difference(track, rig.rig, preset, want), 0.02) << name;
    }
}

TEST(ServeRig, ARigThatStandsElsewhereAndTurnedBeginsThereAndFacesThatWay) {
    const MotionClip clip = moving_figure(20, [](int) { return 0.0; });
    const Rig& preset = rig_preset("mixamo");
    const ServedRig here = read_skeleton(skeleton_json(preset));
    const double quarter = std::numbers::pi / 2;
    const ServedRig there = read_skeleton(skeleton_json(preset, about_y(quarter), {3, 0, -2}));
    EXPECT_NEAR(there.heading, quarter, 1e-6);
    const RigTrack a = track_of(clip, here, {}), b = track_of(clip, there, {});
    for (int t = 0; t < 20; ++t) {
        const auto p = places(a, here.rig, t), q = places(b, there.rig, t);
        for (std::size_t j = 0; j < p.size(); ++j) {
            const glm::dvec3 home = here.rig.joints[0].rest.translation;
            const glm::dvec3 want =
                about_y(quarter) * (p[j] - glm::dvec3(home.x, 0, home.z)) +
                glm::dvec3(there.rig.joints[0].rest.translation.x, 0, there.rig.joints[0].rest.translation.z);
            EXPECT_LT(glm::distance(q[j], want), 1e-6) << t << " " << here.rig.joints[j].name;
        }
    }
}

TEST(ServeRig, AStartIsKeptToTheMillimetreAndTheDegree) {
    const MotionClip clip = moving_figure(20, [](int) { return 0.4; });
    const ServedRig rig = read_skeleton(skeleton_json(rig_preset("mixamo")));
    const RigTrack track = track_of(clip, rig, {.place = glm::dvec2(-1.5, 4), .heading = -0.7});
    EXPECT_NEAR(track.root[0].x, -1.5, 1e-9);
    EXPECT_NEAR(track.root[0].z, 4, 1e-9);
    const glm::dvec3 way = track.root.back() - track.root.front();
    EXPECT_NEAR(std::atan2(way.x, way.z), -0.7, 0.15);  // it walks where it faces
}

}  // namespace
}  // namespace im::test

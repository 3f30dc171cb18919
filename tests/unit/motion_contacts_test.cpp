// Knees, hands and backs on the floor: what retargeting keeps of them, and where the floor is.

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/motion/clean_up/floor.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"
#include "tests/support/captured_takes.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

constexpr double kPi = std::numbers::pi;
const glm::dvec3 kX(1, 0, 0), kY(0, 1, 0), kZ(0, 0, 1);

const Rig& figure() {
    static const Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    return rig;
}

/// Short thighs, long shins and trunk, short arms, wide hips: twice as far from the figure as people are.
Rig odd_rig() {
    Rig rig = figure();
    rig.name = "odd";
    const std::pair<Role, double> lengths[] = {
        {kLeftHip, 1.4}, {kLeftKnee, 0.75}, {kLeftAnkle, 1.1}, {kLeftElbow, 0.85}, {kLeftWrist, 0.85}};
    for (const auto& [left, length] : lengths) {
        for (const int side : {0, 1})
            rig.joints[static_cast<std::size_t>(left + side)].rest.translation *= length;
    }
    for (const Role spine : {kSpine1, kSpine2, kSpine3}) rig.joints[spine].rest.translation *= 1.25;
    double lowest = 1e300;
    for (const Transform& joint : rest_transforms(rig)) lowest = std::min(lowest, joint.translation.y);
    rig.joints[0].rest.translation.y -= lowest;
    return rig;
}

std::vector<Rig> other_rigs() {
    std::vector<Rig> rigs{odd_rig()};
    for (const RigPreset& preset : rig_presets()) {
        if (preset.name == "smpl") continue;
        rigs.push_back(rig_preset(preset.name));
        rigs.back().name = preset.name;
    }
    return rigs;
}

struct FloorPose {
    std::string name;
    PosedMotion motion;
};

/// A pose with a little sway, held for 8 s, its lowest joint 4 cm above the floor.
FloorPose held(const std::string& name, const glm::dquat& pelvis,
               std::initializer_list<std::pair<Role, glm::dquat>> turns) {
    FloorPose pose{name, {}};
    pose.motion.fps = 5;
    for (int t = 0; t < 40; ++t) {
        std::vector<glm::dquat> local(22, glm::dquat(1, 0, 0, 0));
        local[kPelvis] = pelvis;
        for (const auto& [role, turn] : turns) local[role] = turn;
        local[kSpine2] = glm::angleAxis(0.03 * std::sin(0.4 * t), kZ);
        pose.motion.rotations.insert(pose.motion.rotations.end(), local.begin(), local.end());
        pose.motion.root_positions.emplace_back(0.2, 0, 0.1);
    }
    const MotionClip clip = forward_kinematics(pose.motion, humanml3d_skeleton(), humanml3d_rest_pose());
    float lowest = 1e30f;
    for (const glm::vec3& p : clip.positions) lowest = std::min(lowest, p.y);
    for (glm::dvec3& root : pose.motion.root_positions) root.y = 0.04 - static_cast<double>(lowest);
    return pose;
}

glm::dquat about(const glm::dvec3& axis, double degrees) {
    return glm::angleAxis(degrees * kPi / 180, axis);
}

std::vector<FloorPose> floor_poses() {
    const glm::dquat arm_down_l = about(kZ, -80), arm_down_r = about(kZ, 80);
    std::vector<FloorPose> poses;
    poses.push_back(held("kneeling", about(kX, 0),
                         {{kLeftKnee, about(kX, 92)},
                          {kRightKnee, about(kX, 92)},
                          {kLeftAnkle, about(kX, 60)},
                          {kRightAnkle, about(kX, 60)},
                          {kLeftShoulder, arm_down_l},
                          {kRightShoulder, arm_down_r}}));
    poses.push_back(held("sitting on the heels", about(kX, 5),
                         {{kLeftHip, about(kX, -70)},
                          {kRightHip, about(kX, -70)},
                          {kLeftKnee, about(kX, 155)},
                          {kRightKnee, about(kX, 155)},
                          {kLeftAnkle, about(kX, 70)},
                          {kRightAnkle, about(kX, 70)},
                          {kLeftShoulder, arm_down_l},
                          {kRightShoulder, arm_down_r}}));
    poses.push_back(held("on hands and knees", about(kX, 85),
                         {{kLeftHip, about(kX, -85)},
                          {kRightHip, about(kX, -85)},
                          {kLeftKnee, about(kX, 88)},
                          {kRightKnee, about(kX, 88)},
                          {kLeftAnkle, about(kX, 60)},
                          {kRightAnkle, about(kX, 60)},
                          {kLeftShoulder, about(kY, -85)},
                          {kRightShoulder, about(kY, 85)}}));
    poses.push_back(held("push-up", about(kX, 78),
                         {{kLeftAnkle, about(kX, -10)},
                          {kRightAnkle, about(kX, -10)},
                          {kLeftShoulder, about(kY, -78)},
                          {kRightShoulder, about(kY, 78)}}));
    poses.push_back(held("lying on the back", about(kX, -88),
                         {{kLeftAnkle, about(kX, 20)},
                          {kRightAnkle, about(kX, 20)},
                          {kLeftShoulder, about(kZ, -60)},
                          {kRightShoulder, about(kZ, 60)}}));
    return poses;
}

/// How far a motion's joints on the floor are from the scaled source's, over all frames, in metres.
struct Miss {
    double height = 0, side = 0;
    int seen = 0;
};
Miss miss(const Rig& from, const RigMotion& source, const Rig& to, const RigMotion& out) {
    const auto at = [](const Rig& rig, const std::vector<Transform>& world, int role) {
        return world[static_cast<std::size_t>(rig.roles[static_cast<std::size_t>(role)])].translation;
    };
    const auto legs = [&at](const Rig& rig) {
        const auto rest = rest_transforms(rig);
        double length = 0;
        for (const int side : {0, 1})
            length += glm::distance(at(rig, rest, kLeftHip + side), at(rig, rest, kLeftKnee + side)) +
                      glm::distance(at(rig, rest, kLeftKnee + side), at(rig, rest, kLeftAnkle + side));
        return length;
    };
    const double scale = legs(to) / legs(from);
    Miss miss;
    for (int t = 0; t < source.frame_count(); ++t) {
        const auto want = world_transforms(from, source, t), is = world_transforms(to, out, t);
        const auto look = [&](const glm::dvec3& p, const glm::dvec3& q, double height_max) {
            if (p.y > height_max) return;
            ++miss.seen;
            miss.height = std::max(miss.height, std::abs(q.y - scale * p.y));
            miss.side = std::max(miss.side, std::hypot(q.x - scale * p.x, q.z - scale * p.z));
        };
        for (const Role role : {kLeftKnee, kRightKnee, kLeftElbow, kRightElbow, kLeftWrist, kRightWrist})
            look(at(from, want, role), at(to, is, role), 0.1);
        for (const Role role : {kLeftShoulder, kRightShoulder, kHead})
            look(at(from, want, role), at(to, is, role), 0.15);
        look(0.5 * (at(from, want, kLeftHip) + at(from, want, kRightHip)),
             0.5 * (at(to, is, kLeftHip) + at(to, is, kRightHip)), 0.15);
    }
    return miss;
}

TEST(FloorContacts, AreKeptWithinThreeCentimetresOnEveryRigAndBack) {
    for (const FloorPose& pose : floor_poses()) {
        const RigMotion source = rig_motion_of(pose.motion);
        for (const Rig& rig : other_rigs()) {
            SCOPED_TRACE(pose.name + " on " + rig.name);
            const RigMotion there = retarget_motion(figure(), source, rig);
            const Miss away = miss(figure(), source, rig, there);
            EXPECT_GT(away.seen, 40);
            EXPECT_LT(away.height, 0.03);
            const double side_max = rig.name == "odd" ? 0.15 : 0.08;  // its trunk is too long for its legs
            EXPECT_LT(away.side, side_max);
            const Miss home = miss(rig, there, figure(), retarget_motion(rig, there, figure()));
            EXPECT_LT(home.height, 0.03);
            EXPECT_LT(home.side, side_max);
        }
    }
}

TEST(FloorContacts, OfCapturedTakesAreKept) {
    const auto takes = captured_takes({"q_fixing_kneeling_normal", "k_crawling-3", "dm_crawl", "k_push_ups-4",
                                       "k_lie_idle-2", "cmuf_49_08_p0", "dm_cartwheel"});
    if (takes.empty()) GTEST_SKIP() << "no captured takes";
    for (const CapturedTake& take : takes) {
        const PosedMotion posed = fit_pose(take.clip, humanml3d_skeleton(), humanml3d_rest_pose());
        const RigMotion source = rig_motion_of(posed);
        for (const Rig& rig : other_rigs()) {
            SCOPED_TRACE(take.id + " on " + rig.name);
            const Miss away = miss(figure(), source, rig, retarget_motion(figure(), source, rig));
            EXPECT_LT(away.height, 0.03);
            EXPECT_LT(away.side, 0.1);
        }
    }
}

TEST(FloorContacts, ComeAndGoWithoutAJump) {
    // From standing to the knees and up again, in 4 s.
    PosedMotion motion;
    for (int t = 0; t < 80; ++t) {
        const double down = 0.5 - 0.5 * std::cos(2 * kPi * t / 80);
        std::vector<glm::dquat> local(22, glm::dquat(1, 0, 0, 0));
        for (const int side : {0, 1}) {
            local[static_cast<std::size_t>(kLeftHip + side)] = about(kX, -50 * std::sin(kPi * down));
            local[static_cast<std::size_t>(kLeftKnee + side)] =
                about(kX, 50 * std::sin(kPi * down) + 92 * down);
        }
        local[kLeftShoulder] = about(kZ, -80);
        local[kRightShoulder] = about(kZ, 80);
        motion.rotations.insert(motion.rotations.end(), local.begin(), local.end());
        motion.root_positions.emplace_back(0, 0, 0);
    }
    const MotionClip clip = forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
    for (int t = 0; t < 80; ++t) {
        float lowest = 1e30f;
        for (const glm::vec3& p : clip.frame(t)) lowest = std::min(lowest, p.y);
        motion.root_positions[static_cast<std::size_t>(t)].y = 0.02 - static_cast<double>(lowest);
    }
    const RigMotion source = rig_motion_of(motion);
    const auto jerk = [](const Rig& rig, const RigMotion& played) {
        double most = 0;
        for (int t = 15; t < 65; ++t) {  // on straighter legs knees are quick
            const auto a = world_transforms(rig, played, t - 1), b = world_transforms(rig, played, t),
                       c = world_transforms(rig, played, t + 1);
            for (const int joint : rig.roles) {
                const auto j = static_cast<std::size_t>(joint);
                most =
                    std::max(most, glm::length(a[j].translation - 2.0 * b[j].translation + c[j].translation));
            }
        }
        return most;
    };
    for (const Rig& rig : other_rigs())
        EXPECT_LT(jerk(rig, retarget_motion(figure(), source, rig)), 2 * jerk(figure(), source)) << rig.name;
}

TEST(Floor, IsWhereFeetRestAndNotAtAHandThatDipsLower) {
    PosedMotion motion = moving_pose(
        600, [](int) { return 0.0; }, 0);
    for (std::size_t t = 0; t < 600; ++t) {
        for (std::size_t j = 0; j < 22; ++j) motion.rotations[t * 22 + j] = glm::dquat(1, 0, 0, 0);
        // A second and a half of a hand that reaches 8 cm below the floor.
        const bool dips = t >= 300 && t < 330;
        motion.rotations[t * 22 + kPelvis] = about(kX, dips ? 100 : 0);
        motion.rotations[t * 22 + kLeftHip] = motion.rotations[t * 22 + kRightHip] =
            about(kX, dips ? -100 : 0);
        motion.rotations[t * 22 + kLeftShoulder] = dips ? about(kY, -80) : about(kZ, -80);
    }
    const MotionClip clip = forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
    const float deep = clip.frame(310)[kLeftWrist].y;
    const double arm = static_cast<double>(deep) + 0.08;
    for (std::size_t t = 300; t < 330; ++t) motion.root_positions[t].y -= arm;
    EXPECT_NEAR(floor_height(figure(), rig_motion_of(motion)), 0, 0.005);

    const TemporaryFolder folder;
    const MotionClip dipping = forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
    save_clip(folder / "dip.bvh", moved(dipping, {1, 0, 0, 0}, {0, 0.4, 0}), {});
    const MotionClip read = read_motion(folder / "dip.bvh").clip;
    for (const int t : {0, 200, 599}) EXPECT_NEAR(read.frame(t)[kLeftFoot].y, 0, 0.01) << t;
}

TEST(Floor, OfFiguresThatLieOrStandOnTheirHandsIsUnderWhatIsLowest) {
    for (const FloorPose& pose : floor_poses()) {
        const double floor = floor_height(figure(), rig_motion_of(pose.motion));
        EXPECT_GT(floor, -0.03) << pose.name;
        EXPECT_LT(floor, 0.05) << pose.name;
    }
    PosedMotion hands =
        held("handstand", about(kX, 180), {{kLeftShoulder, about(kZ, 90)}, {kRightShoulder, about(kZ, -90)}})
            .motion;
    EXPECT_NEAR(floor_height(figure(), rig_motion_of(hands)), 0.04, 0.01);
}

}  // namespace
}  // namespace im::test

// Rigs: rest poses, presets, retargeting, twist.

#include "engine/motion/rig/rig.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/euler.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/representation/twist.h"
#include "engine/motion/rig/body_mesh.h"
#include "engine/motion/rig/figure_scene.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();
const RestPose& rest = humanml3d_rest_pose();
constexpr double kPi = std::numbers::pi;

double degrees_between(const glm::dvec3& a, const glm::dvec3& b) {
    return std::atan2(glm::length(glm::cross(a, b)), glm::dot(a, b)) * 180 / kPi;
}

double turn_degrees(const glm::dquat& a, const glm::dquat& b) {
    const glm::dquat d = glm::conjugate(a) * b;
    return 2 * std::atan2(std::hypot(d.x, d.y, d.z), std::abs(d.w)) * 180 / kPi;
}

std::vector<std::string> other_presets() {
    std::vector<std::string> names;
    for (const RigPreset& preset : rig_presets()) {
        if (preset.name != "smpl") names.push_back(preset.name);
    }
    return names;
}

glm::dvec3 place(const Rig& rig, const std::vector<Transform>& world, Role role) {
    return world[static_cast<std::size_t>(rig.roles[role])].translation;
}

TEST(Euler, AnglesOfEveryOrderMeanTheRotation) {
    for (const char* name : {"XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"}) {
        const EulerOrder order = euler_order(name);
        EXPECT_EQ(order.name(), name);
        for (const glm::dquat& q : random_pose(20, 5).rotations)
            EXPECT_LT(turn_degrees(from_euler(to_euler(q, order, glm::dvec3(7, -3, 1)), order), q), 1e-6)
                << name;
        for (const double pole : {0.5 * kPi, -0.5 * kPi}) {
            glm::dvec3 angles(0.3, 0.3, 0.3);
            angles[order.axes[1]] = pole;
            const glm::dquat q = from_euler(angles, order);
            EXPECT_LT(turn_degrees(from_euler(to_euler(q, order, glm::dvec3(1)), order), q), 1e-4)
                << name << pole;
        }
    }
    for (const char* name : {"", "XY", "XYX", "XYZZ", "ABC"}) EXPECT_THROW(euler_order(name), Error) << name;
}

TEST(RigPreset, StandsUprightOnTheFloorAndIsKnownFromHeadToToe) {
    for (const RigPreset& preset : rig_presets()) {
        SCOPED_TRACE(preset.name);
        const Rig& rig = rig_preset(preset.name);
        const auto world = rest_transforms(rig);
        for (int role = 0; role < kRoleCount; ++role) EXPECT_GE(rig.roles[static_cast<std::size_t>(role)], 0);
        EXPECT_GT(place(rig, world, kHead).y, 1.4);
        EXPECT_NEAR(place(rig, world, kLeftFoot).y, 0.0, 0.03);
        EXPECT_GT(place(rig, world, kLeftWrist).x, 0.5);
        EXPECT_LT(place(rig, world, kRightWrist).x, -0.5);
        EXPECT_GT(place(rig, world, kLeftFoot).z, place(rig, world, kLeftAnkle).z + 0.05);
    }
    EXPECT_THROW(rig_preset("robot"), Error);
    EXPECT_EQ(rig_preset("mixamo").joints[0].name, "mixamorig:Hips");
    EXPECT_EQ(rig_preset("ue5").joints[0].name, "root");
}

TEST(RigPreset, HasItsAxesAlongTheBones) {
    for (const char* name : {"mixamo", "rigify"}) {
        const Rig& rig = rig_preset(name);
        const auto world = rest_transforms(rig);
        for (const auto& [from, to] :
             {std::pair{kLeftElbow, kLeftWrist}, {kRightElbow, kRightWrist}, {kRightHip, kRightKnee}}) {
            const auto j = static_cast<std::size_t>(rig.roles[from]);
            EXPECT_LT(degrees_between(world[j].rotation * glm::dvec3(0, 1, 0),
                                      place(rig, world, to) - world[j].translation),
                      1e-6);
        }
    }
    const Rig& ue5 = rig_preset("ue5");
    const auto child_x = [&](Role role) {
        return ue5.joints[static_cast<std::size_t>(ue5.roles[role])].rest.translation.x;
    };
    EXPECT_GT(child_x(kLeftElbow), 0.2);
    EXPECT_LT(child_x(kRightElbow), -0.2);
    EXPECT_LT(child_x(kLeftKnee), -0.4);
    EXPECT_GT(child_x(kRightKnee), 0.4);
}

TEST(Retarget, LimbsOfEveryPresetPointWhereTheFiguresDo) {
    const PosedMotion motion = moving_pose(60, [](int t) { return 0.1 * t; });
    const Rig figure = rig_of(skeleton, rest);
    for (const std::string& name : other_presets()) {
        SCOPED_TRACE(name);
        const Rig& rig = rig_preset(name);
        const RigMotion out = retarget_to_rig(motion, rig);
        double arms = 0, legs = 0;
        for (int t = 0; t < 60; ++t) {
            const auto from = world_transforms(figure, rig_motion_of(motion), t),
                       to = world_transforms(rig, out, t);
            const auto difference = [&](Role a, Role b) {
                return degrees_between(from[b].translation - from[a].translation,
                                       place(rig, to, b) - place(rig, to, a));
            };
            for (const auto& [a, b] : {std::pair{kLeftShoulder, kLeftElbow},
                                       {kRightShoulder, kRightElbow},
                                       {kLeftElbow, kLeftWrist},
                                       {kRightElbow, kRightWrist}}) {
                arms = std::max(arms, difference(a, b));
            }
            for (const auto& [a, b] : {std::pair{kLeftHip, kLeftKnee}, {kRightKnee, kRightAnkle}})
                legs = std::max(legs, difference(a, b));
        }
        EXPECT_LT(arms, 0.01);
        EXPECT_LT(legs, 12);  // hips and shins of other proportions, feet where the figure's are
    }
}

TEST(Retarget, KeepsPlantedFeetPlantedAndScalesThePathByTheLegs) {
    // The figure squats on the spot, then is moved as a whole.
    PosedMotion motion = moving_pose(
        40, [](int) { return 0.4; }, 0);
    for (std::size_t t = 0; t < 40; ++t) {
        const double bend = 0.5 + 0.35 * std::sin(0.3 * static_cast<double>(t));
        for (const int side : {0, 1}) {
            motion.rotations[t * 22 + static_cast<std::size_t>(kLeftHip + side)] =
                glm::angleAxis(-bend, glm::dvec3(1, 0, 0));
            motion.rotations[t * 22 + static_cast<std::size_t>(kLeftKnee + side)] =
                glm::angleAxis(2 * bend, glm::dvec3(1, 0, 0));
        }
    }
    MotionClip clip = forward_kinematics(motion, skeleton, rest);
    for (std::size_t t = 0; t < 40; ++t)
        motion.root_positions[t] -= glm::dvec3(clip.frame(static_cast<int>(t))[kLeftAnkle]);
    for (const std::string& name : other_presets()) {
        SCOPED_TRACE(name);
        const Rig& rig = rig_preset(name);
        const RigMotion out = retarget_to_rig(motion, rig);
        const glm::dvec3 start = place(rig, world_transforms(rig, out, 0), kLeftAnkle);
        double slide = 0;
        for (int t = 0; t < 40; ++t)
            slide =
                std::max(slide, glm::distance(start, place(rig, world_transforms(rig, out, t), kLeftAnkle)));
        EXPECT_LT(slide, 0.002);
    }
}

TEST(Retarget, WantsHipsKneesAndAnkles) {
    const PosedMotion motion = moving_pose(3, [](int) { return 0.0; });
    Rig rig = rig_preset("mixamo");
    rig.roles[kLeftKnee] = -1;
    EXPECT_THROW(retarget_to_rig(motion, rig), Error);
    Rig flat = rig_preset("mixamo");
    for (RigJoint& joint : flat.joints) joint.rest.translation = {0, 0, 0};
    EXPECT_THROW(retarget_to_rig(motion, flat), Error);
}

TEST(Rig, WithoutRestRotationsMovesTheSame) {
    const PosedMotion motion = moving_pose(20, [](int t) { return 0.2 * t; });
    for (const std::string& name : other_presets()) {
        const Rig& rig = rig_preset(name);
        const RigMotion out = retarget_to_rig(motion, rig);
        const PlainRig plain = without_rest_rotations(rig, out);
        for (int t = 0; t < 20; ++t) {
            const auto a = world_transforms(rig, out, t), b = world_transforms(plain.rig, plain.motion, t);
            for (std::size_t j = 0; j < a.size(); ++j)
                EXPECT_LT(glm::distance(a[j].translation, b[j].translation), 1e-9);
        }
    }
}

TEST(Rig, RefusesMotionThatDoesNotFit) {
    const Rig& rig = rig_preset("smpl");
    const RigMotion good = rig_motion_of(moving_pose(3, [](int) { return 0.0; }));
    EXPECT_NO_THROW(check_rig_motion(rig, good, "test"));
    const auto refused = [&](auto breaking) {
        RigMotion motion = good;
        breaking(motion);
        EXPECT_THROW(check_rig_motion(rig, motion, "test"), Error);
    };
    refused([](RigMotion& m) { m.rotations.pop_back(); });
    refused([](RigMotion& m) { m.translations.pop_back(); });
    refused([](RigMotion& m) { m.rotations.clear(), m.translations.clear(); });
    refused([](RigMotion& m) { m.fps = 0; });
    refused([](RigMotion& m) { m.moving = {99}; });
    refused([](RigMotion& m) { m.rotations[5].w = std::nan(""); });
    refused([](RigMotion& m) { m.translations[1].z = INFINITY; });
    Rig knot = rig;
    knot.joints[3].parent = 5;
    EXPECT_THROW(check_rig_motion(knot, good, "test"), Error);
}

/// The largest turn of one of the joints from one frame to the next, degrees.
double fastest_turn(const PosedMotion& posed, std::initializer_list<Role> joints) {
    double worst = 0;
    for (std::size_t t = 1; t < posed.root_positions.size(); ++t) {
        for (const Role joint : joints)
            worst = std::max(
                worst, turn_degrees(posed.rotations[(t - 1) * 22 + joint], posed.rotations[t * 22 + joint]));
    }
    return worst;
}

TEST(Twist, LeavesEveryJointWhereItWas) {
    const glm::dquat half = glm::angleAxis(kPi, glm::dvec3(0, 1, 0)),
                     quarter = glm::angleAxis(-kPi / 2, glm::dvec3(1, 0, 0));
    const MotionClip walk = moving_figure(50, [](int t) { return 0.1 * t; });
    const MotionClip anyhow = forward_kinematics(random_pose(100, 4), skeleton, rest);
    for (const MotionClip& clip : {walk, moved(walk, half, {}), moved(walk, quarter, {}), anyhow}) {
        const PosedMotion posed = natural_twist(fit_pose(clip, skeleton, rest), skeleton, rest);
        EXPECT_LT(largest_distance(forward_kinematics(posed, skeleton, rest), clip), 3e-6);
    }
}

TEST(Twist, ElbowsAndKneesBendAboutTheirHinges) {
    PosedMotion motion = moving_pose(80, [](int t) { return 0.05 * t; });
    for (std::size_t t = 0; t < 80;
         ++t) {  // the arm swings about, the elbow stays bent; upper arm and thigh are twisted
        const double phase = 0.1 * static_cast<double>(t);
        motion.rotations[t * 22 + kLeftShoulder] =
            glm::angleAxis(-0.8 + 0.6 * std::sin(phase), glm::dvec3(0, 0, 1)) *
            glm::angleAxis(0.7 * std::sin(0.7 * phase), glm::dvec3(1, 0, 0));
        motion.rotations[t * 22 + kLeftElbow] = glm::angleAxis(1.2, glm::dvec3(0, -1, 0));
    }
    const PosedMotion posed =
        natural_twist(fit_pose(forward_kinematics(motion, skeleton, rest), skeleton, rest), skeleton, rest);
    for (std::size_t t = 10; t < 70; ++t) {
        const glm::dquat elbow = posed.rotations[t * 22 + kLeftElbow],
                         knee = posed.rotations[t * 22 + kRightKnee];
        EXPECT_LT(degrees_between({elbow.x, elbow.y, elbow.z}, {0, -1, 0}), 12) << t;
        EXPECT_LT(degrees_between({knee.x, knee.y, knee.z}, {1, 0, 0}), 25) << t;
    }
}

TEST(Twist, NeverTurnsFasterThanThePositionsShow) {
    // The left arm sweeps through the direction opposite to rest, where the shortest swing spins by half a
    // turn.
    PosedMotion motion = moving_pose(60, [](int t) { return 0.1 * t; });
    for (std::size_t t = 0; t < 60; ++t) {
        motion.rotations[t * 22 + kLeftShoulder] =
            glm::angleAxis(kPi * 0.97, glm::dvec3(0, std::sin(0.002), std::cos(0.002))) *
            glm::angleAxis(0.12 * (static_cast<double>(t) - 30), glm::dvec3(0, 1, 0));
        motion.rotations[t * 22 + kLeftElbow] = glm::dquat(1, 0, 0, 0);
    }
    const MotionClip clip = forward_kinematics(motion, skeleton, rest);
    const PosedMotion swung = fit_pose(clip, skeleton, rest);
    EXPECT_GT(fastest_turn(swung, {kLeftShoulder}), 45);
    EXPECT_LT(fastest_turn(natural_twist(swung, skeleton, rest), {kLeftShoulder}), 25);
}

TEST(Twist, FeetThatPointBackwardsDoNotSpin) {
    // The left foot circles around the direction opposite to rest, a quarter of a circle a frame.
    PosedMotion motion = moving_pose(60, [](int) { return 0.0; });
    const glm::dquat back = glm::angleAxis(kPi, glm::dvec3(1, 0, 0));
    for (std::size_t t = 0; t < 60; ++t) {
        const double angle = 0.5 * kPi * static_cast<double>(t);
        motion.rotations[t * 22 + kLeftAnkle] = glm::angleAxis(0.08 * std::cos(angle), glm::dvec3(0, 1, 0)) *
                                                glm::angleAxis(0.08 * std::sin(angle), glm::dvec3(1, 0, 0)) *
                                                back;
    }
    const MotionClip clip = forward_kinematics(motion, skeleton, rest);
    const PosedMotion swung = fit_pose(clip, skeleton, rest);
    const auto leg = {kLeftHip, kLeftKnee, kLeftAnkle};
    EXPECT_GT(fastest_turn(swung, leg), 60);
    EXPECT_LT(fastest_turn(natural_twist(swung, skeleton, rest), leg), 45);
}

TEST(Twist, FoldedElbowsDoNotSpin) {
    // The forearm comes to lie on the upper arm, and passes from one side of it to the other.
    PosedMotion motion = moving_pose(60, [](int) { return 0.0; });
    for (std::size_t t = 0; t < 60; ++t) {
        const double from_middle = static_cast<double>(t) - 29.5;
        motion.rotations[t * 22 + kLeftElbow] =
            glm::angleAxis(-0.2 * std::tanh(from_middle), glm::dvec3(0, 0, 1)) *
            glm::angleAxis(kPi * 0.98 * std::cos(kPi * from_middle / 60), glm::dvec3(0, -1, 0));
    }
    const MotionClip clip = forward_kinematics(motion, skeleton, rest);
    const PosedMotion swung = fit_pose(clip, skeleton, rest);
    EXPECT_GT(fastest_turn(swung, {kLeftElbow}), 45);
    EXPECT_LT(fastest_turn(natural_twist(swung, skeleton, rest), {kLeftShoulder, kLeftElbow}), 30);
}

TEST(Twist, AWrongFrameDoesNotTurnALimbAbout) {
    // A forearm that is bent by 169 degrees in one frame and, the other side of its hinge, by -20 in the
    // next.
    PosedMotion motion = moving_pose(40, [](int) { return 0.0; });
    const auto bent = [](double degrees, double beside) {
        return glm::angleAxis(glm::radians(beside), glm::dvec3(0, 0, 1)) *
               glm::angleAxis(glm::radians(degrees), glm::dvec3(0, -1, 0));
    };
    for (std::size_t t = 0; t < 40; ++t)
        motion.rotations[t * 22 + kLeftElbow] =
            t < 20 ? bent(100 + 3.5 * static_cast<double>(t), 42) : bent(-20, 52);
    const MotionClip clip = forward_kinematics(motion, skeleton, rest);
    const PosedMotion posed = natural_twist(fit_pose(clip, skeleton, rest), skeleton, rest);
    const auto forearm = [&](int t) {
        return glm::dvec3(clip.frame(t)[kLeftWrist] - clip.frame(t)[kLeftElbow]);
    };
    const double shown = degrees_between(forearm(19), forearm(20));
    EXPECT_LT(fastest_turn(posed, {kLeftElbow}), 2 * shown + 45);
    EXPECT_LT(fastest_turn(posed, {kLeftShoulder}), 45);
}

TEST(BodyMesh, IsAClosedSurfaceWhoseVerticesFollowJoints) {
    for (const RigPreset& preset : rig_presets()) {
        SCOPED_TRACE(preset.name);
        const Rig& rig = rig_preset(preset.name);
        const SkinnedMesh mesh = body_mesh(rig);
        ASSERT_GT(mesh.positions.size(), 2000u);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
        for (std::size_t i = 0; i < mesh.triangles.size(); i += 3) {
            for (std::size_t k = 0; k < 3; ++k)
                edges.emplace_back(mesh.triangles[i + k], mesh.triangles[i + (k + 1) % 3]);
        }
        std::sort(edges.begin(), edges.end());
        for (const auto& [a, b] : edges)
            EXPECT_TRUE(std::binary_search(edges.begin(), edges.end(), std::pair{b, a}));
        double volume = 0;
        for (std::size_t i = 0; i < mesh.triangles.size(); i += 3) {
            volume += glm::dot(mesh.positions[mesh.triangles[i]],
                               glm::cross(mesh.positions[mesh.triangles[i + 1]],
                                          mesh.positions[mesh.triangles[i + 2]])) /
                      6;
        }
        EXPECT_GT(volume, 0.03);  // positive: triangles face outward
        EXPECT_LT(volume, 0.12);
        std::vector<bool> used(rig.joints.size());
        for (const auto& [joints, weights] : mesh.influences) {
            float sum = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                sum += weights[i];
                if (weights[i] > 0) used[joints[i]] = true;
            }
            EXPECT_NEAR(sum, 1, 1e-5);
        }
        for (const Role role :
             {kPelvis, kLeftHip, kRightKnee, kLeftAnkle, kHead, kLeftShoulder, kRightElbow, kLeftWrist})
            EXPECT_TRUE(used[static_cast<std::size_t>(rig.roles[role])]) << role;
    }
}

TEST(BodyMesh, OfUnknownRigsIsMadeOfBonesAndOfNoBonesIsEmpty) {
    Rig rig;
    rig.joints = {{"a", -1, {}}, {"b", 0, {{0, 1, 0}, {1, 0, 0, 0}}}, {"c", 1, {{0, 1, 0}, {1, 0, 0, 0}}}};
    EXPECT_GT(body_mesh(rig).positions.size(), 50u);
    for (RigJoint& joint : rig.joints) joint.rest.translation = {0, 0, 0};
    EXPECT_TRUE(body_mesh(rig).positions.empty());
    EXPECT_TRUE(body_mesh(Rig{}).positions.empty());
}

TEST(FigureScene, IsToldInOtherAxesAndUnits) {
    const Rig& rig = rig_preset("mixamo");
    const FigureScene scene{
        rig, retarget_to_rig(moving_pose(5, [](int) { return 0.3; }), rig), {body_mesh(rig)}};
    const FigureScene told = in_space(scene, {UpAxis::Z, 0.01});
    const auto a = world_transforms(scene.rig, scene.motion, 3),
               b = world_transforms(told.rig, told.motion, 3);
    for (std::size_t j = 0; j < a.size(); ++j) {
        const glm::dvec3 p = a[j].translation, q = b[j].translation / 100.0;
        EXPECT_LT(glm::distance(q, glm::dvec3(p.x, -p.z, p.y)), 1e-9);
    }
    EXPECT_NEAR(told.meshes[0].positions[7].z, 100 * scene.meshes[0].positions[7].y, 1e-3);
    for (const RigJoint& joint : in_space({rig_preset("smpl"), scene.motion, {}}, {UpAxis::Z, 1}).rig.joints)
        EXPECT_NEAR(joint.rest.rotation.w, 1, 1e-12);
}

}  // namespace
}  // namespace im::test

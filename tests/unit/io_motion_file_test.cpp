// Motion out of files that hold no skeleton program's scene: BVH and arrays.

#include "engine/io/motion_file.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/bvh.h"
#include "engine/io/clip_io.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/features.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

MotionClip walk(int frames = 60) {
    return moving_figure(frames, [](int t) { return 0.02 * t; });
}

double mean_distance(const MotionClip& a, const MotionClip& b) {
    if (a.positions.size() != b.positions.size()) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t i = 0; i < a.positions.size(); ++i) sum += glm::distance(a.positions[i], b.positions[i]);
    return sum / static_cast<double>(a.positions.size());
}

std::string refusal(const std::filesystem::path& file, const MotionFileOptions& options = {}) {
    try {
        read_motion(file, options);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    return "";
}

TEST(MotionFile, GivesBackWhatWasSavedAsBvh) {
    const TemporaryFolder folder;
    save_clip(folder / "clip.bvh", walk(), {});
    const MotionFile file = read_motion(folder / "clip.bvh");
    EXPECT_LT(largest_distance(file.clip, as_read(walk())), 1e-3);
    EXPECT_NEAR(file.clip.fps, 20, 1e-6);
    EXPECT_EQ(file.bones.at("l_hip"), "l_hip");
}

TEST(MotionFile, TellsAxesUnitsAndOrdersByItself) {
    const TemporaryFolder folder;
    int number = 0;
    for (const UpAxis up : {UpAxis::Y, UpAxis::Z}) {
        for (const char* order : {"XYZ", "ZYX"}) {
            const auto file = folder / (std::to_string(number++) + ".bvh");
            save_clip(
                file, walk(), {},
                {.up = up, .metres_per_unit = up == UpAxis::Y ? 0.01 : 0.0254, .order = euler_order(order)});
            EXPECT_LT(largest_distance(read_motion(file).clip, as_read(walk())), 1e-3) << number;
        }
    }
    MotionClip away = moved(walk(), glm::angleAxis(2.0, glm::dvec3(0, 1, 0)), {5, 0.7, -3});
    save_clip(folder / "away.bvh", away, {});
    EXPECT_LT(largest_distance(read_motion(folder / "away.bvh").clip, as_read(walk())), 1e-3);
}

TEST(MotionFile, ComesBackFromEverySkeletonWithLimbsAndPathInPlace) {
    const TemporaryFolder folder;
    for (const RigPreset& preset : rig_presets()) {
        const auto file = folder / (preset.name + ".bvh");
        save_clip(file, walk(), {}, {.skeleton = preset.name});
        EXPECT_LT(mean_distance(read_motion(file).clip, as_read(walk())), 0.015) << preset.name;
    }
}

TEST(MotionFile, IsResampled) {
    const TemporaryFolder folder;
    MotionClip fast = walk(120);
    fast.fps = 120;
    save_clip(folder / "fast.bvh", fast, {});
    const MotionClip clip = read_motion(folder / "fast.bvh", {.fps = 20}).clip;
    EXPECT_EQ(clip.fps, 20);
    ASSERT_EQ(clip.frame_count(), 20);
    const MotionClip all =
        as_read(fast);  // a little higher or lower: the lowest joint of other frames is on the floor
    for (int t = 0; t < 20; ++t)
        EXPECT_LT(
            glm::distance(clip.frame(t)[20] - clip.frame(t)[0], all.frame(6 * t)[20] - all.frame(6 * t)[0]),
            1e-3);
}

TEST(MotionFile, LyingAndTurningFiguresStayWhatTheyAre) {
    const TemporaryFolder folder;
    const MotionClip turn = moving_figure(
        80, [](int t) { return 0.15 * t; }, 0.2);
    const MotionClip lying = moved(moving_figure(
                                       40, [](int) { return 0.0; }, 0.05),
                                   glm::angleAxis(-std::numbers::pi / 2, glm::dvec3(1, 0, 0)), {0, 0.2, 0});
    for (const MotionClip& clip : {turn, lying}) {
        save_clip(folder / "clip.bvh", clip, {});
        EXPECT_LT(largest_distance(read_motion(folder / "clip.bvh").clip, as_read(clip)), 1e-3);
    }
}

TEST(MotionFile, UnknownNamesAreReadByShapeOrByATable) {
    const TemporaryFolder folder;
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion motion = rig_motion_of(moving_pose(30, [](int) { return 0.0; }));
    BoneTable table;
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        rig.joints[j].name = "骨" + std::to_string(j);
        table[humanml3d_skeleton().joint_names[j]] = rig.joints[j].name;
    }
    write_bvh(folder / "clip.bvh", rig, motion);
    const MotionClip want = as_read(moving_figure(30, [](int) { return 0.0; }));
    EXPECT_LT(largest_distance(read_motion(folder / "clip.bvh").clip, want), 1e-3);
    write_bone_table(folder / "map.json", table);
    EXPECT_EQ(read_bone_table(folder / "map.json"), table);
    EXPECT_LT(
        largest_distance(
            read_motion(folder / "clip.bvh", {.bones = read_bone_table(folder / "map.json")}).clip, want),
        1e-3);
    table["l_knee"] = "nobody";
    EXPECT_THAT(refusal(folder / "clip.bvh", {.bones = table}), HasSubstr("no joint \"nobody\""));
}

TEST(MotionFile, RigsThatAreNoPersonsAreRefused) {
    const TemporaryFolder folder;
    Rig snake;
    RigMotion motion;
    snake.joints = {{"a", -1, {}}, {"b", 0, {{0, 1, 0}, {1, 0, 0, 0}}}, {"c", 1, {{0, 1, 0}, {1, 0, 0, 0}}}};
    motion.joint_count = 3;
    motion.rotations.assign(3, {1, 0, 0, 0});
    write_bvh(folder / "snake.bvh", snake, motion);
    EXPECT_THAT(
        refusal(folder / "snake.bvh"),
        AllOf(HasSubstr("no joint is known to be its pelvis, l_hip, r_hip"),
              HasSubstr("name them in a mapping table, --map FILE.json"), HasSubstr("Its joints: a, b, c")));
    Rig flat = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    for (RigJoint& joint : flat.joints) joint.rest.translation = {0, 0, 0};
    write_bvh(folder / "flat.bvh", flat, rig_motion_of(moving_pose(5, [](int) { return 0.0; })));
    EXPECT_THAT(refusal(folder / "flat.bvh"), HasSubstr("legs have no length"));
}

TEST(MotionFile, ReadsAmass) {
    const TemporaryFolder folder;
    const PosedMotion pose = moving_pose(50, [](int t) { return 0.05 * t; });
    // SMPL: Z up, axis times angle, more joints than the body's.
    const glm::dquat lie = glm::angleAxis(std::numbers::pi / 2, glm::dvec3(1, 0, 0));
    std::vector<float> poses(50 * 156, 0.3f), trans;
    for (std::size_t t = 0; t < 50; ++t) {
        for (std::size_t j = 0; j < 22; ++j) {
            const glm::dquat q = j == 0 ? lie * pose.rotations[t * 22] : pose.rotations[t * 22 + j];
            const glm::dvec3 turn = glm::angle(q) * glm::axis(q);
            for (int i = 0; i < 3; ++i)
                poses[t * 156 + 3 * j + static_cast<std::size_t>(i)] = static_cast<float>(turn[i]);
        }
        const glm::dvec3 place = lie * pose.root_positions[t];
        for (int i = 0; i < 3; ++i) trans.push_back(static_cast<float>(place[i]));
    }
    const float fps = 20;
    NpzWriter npz;
    npz.add("poses", {50, 156}, poses.data());
    npz.add("trans", {50, 3}, trans.data());
    npz.add("mocap_framerate", {}, &fps);
    npz.write(folder / "amass.npz");
    const MotionClip want = as_read(forward_kinematics(pose, humanml3d_skeleton(), humanml3d_rest_pose()));
    EXPECT_LT(largest_distance(read_motion(folder / "amass.npz").clip, want), 1e-3);

    NpzWriter narrow;
    narrow.add("poses", {50, 12}, poses.data());
    narrow.write(folder / "narrow.npz");
    EXPECT_THAT(refusal(folder / "narrow.npz"),
                HasSubstr("expected (frames, 66 or more: three a joint), found (50, 12)"));
    poses[5] = std::nanf("");
    NpzWriter broken;
    broken.add("poses", {50, 156}, poses.data());
    broken.write(folder / "broken.npz");
    EXPECT_THAT(refusal(folder / "broken.npz"), HasSubstr("poses: value 5: expected a number"));
    NpzWriter other;
    other.add("speeds", {50, 3}, trans.data());
    other.write(folder / "other.npz");
    EXPECT_THAT(refusal(folder / "other.npz"), HasSubstr("or \"positions\", found speeds"));
}

TEST(MotionFile, ReadsOwnArraysAndHumanMl3dFeatures) {
    const TemporaryFolder folder;
    for (const char* name : {"clip.npy", "clip.npz", "clip.json"}) {
        save_clip(folder / name, walk(), {});
        EXPECT_LT(largest_distance(read_motion(folder / name).clip, walk()), 1e-5) << name;
    }
    const FeatureSequence features = encode_features(walk(), humanml3d_skeleton(), FeatureCodec::Official);
    write_npy(folder / "000001.npy", {features.frames, features.width}, features.values.data());
    EXPECT_LT(largest_distance(read_motion(folder / "000001.npy").clip,
                               decode_features(features, humanml3d_skeleton())),
              1e-6);
    EXPECT_THAT(refusal(folder / "clip.txt"), HasSubstr("expected a file ending in .bvh, .fbx"));
}

/// SMPL's file in small: the figure's joints and two hands, a triangle around each.
void write_tiny_smpl(const std::filesystem::path& file, bool with_regressor, float bad_corner = 0) {
    const Rig figure = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const auto places = rest_transforms(figure);
    std::vector<float> vertices, weights(72 * 24, 0), regressor(24 * 72, 0), joints;
    std::vector<std::int64_t> faces;
    for (std::size_t j = 0; j < 24; ++j) {
        const glm::dvec3 p = j < 22 ? places[j].translation
                                    : places[j - 2].translation + glm::dvec3(j == 22 ? 0.1 : -0.1, 0, 0);
        for (int i = 0; i < 3; ++i) joints.push_back(static_cast<float>(p[i]));
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::dvec3 v = p + 0.03 * glm::dvec3(k == 0 ? 1 : -0.5, 0, k == 0 ? 0 : k == 1 ? 1 : -1);
            for (int i = 0; i < 3; ++i) vertices.push_back(static_cast<float>(v[i]));
            faces.push_back(static_cast<std::int64_t>(3 * j + k));
            weights[(3 * j + k) * 24 + j] = 1;
            regressor[j * 72 + 3 * j + k] = 1.0f / 3;
        }
    }
    faces[5] += static_cast<std::int64_t>(bad_corner);
    NpzWriter npz;
    npz.add("v_template", {72, 3}, vertices.data());
    npz.add("weights", {72, 24}, weights.data());
    npz.add("f", {24, 3}, faces.data());
    if (with_regressor)
        npz.add("J_regressor", {24, 72}, regressor.data());
    else
        npz.add("J", {24, 3}, joints.data());
    npz.write(file);
}

TEST(SmplBody, IsARigToExportOn) {
    const TemporaryFolder folder;
    for (const bool with_regressor : {false, true}) {
        write_tiny_smpl(folder / "smpl.npz", with_regressor);
        const auto rig = read_rig(folder / "smpl.npz");
        EXPECT_EQ(rig->rig.joint_count(), 24);
        EXPECT_EQ(rig->rig.joints[22].parent, 20);
        const FigureScene scene = export_scene(walk(10), {.own_rig = rig});
        EXPECT_EQ(scene.meshes[0].positions.size(), 72u);
        for (int t = 0; t < 10; ++t) {
            const auto world = world_transforms(scene.rig, scene.motion, t);
            for (std::size_t j = 0; j < 22; ++j)
                EXPECT_LT(glm::distance(glm::vec3(world[j].translation), walk(10).frame(t)[j]), 1e-3);
        }
        EXPECT_NO_THROW(save_clip(folder / "body.glb", walk(10), {}, {.own_rig = rig}));
    }
    write_tiny_smpl(folder / "bad.npz", true, 500);
    try {
        read_rig(folder / "bad.npz");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("f: face 1: expected vertices below 72, found 505"));
    }
    save_clip(folder / "clip.npz", walk(5), {});
    try {
        read_rig(folder / "clip.npz");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("SMPL model with the array \"v_template\""));
    }
}

TEST(MotionFile, ABvhRigInCentimetresIsToldInMetres) {
    const TemporaryFolder folder;
    save_clip(folder / "rig.bvh", walk(5), {}, {.skeleton = "mixamo", .metres_per_unit = 0.01});
    const auto rig = read_rig(folder / "rig.bvh");
    EXPECT_NEAR(rig->rig.joints[0].rest.translation.y, 1, 1e-6);
}

TEST(MotionFile, AHundredThousandFramesAndOneAreRead) {
    const TemporaryFolder folder;
    save_clip(folder / "one.bvh", walk(1), {});
    EXPECT_EQ(read_motion(folder / "one.bvh").clip.frame_count(), 1);
    // A rig of few joints keeps the test short.
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    std::string text = "HIERARCHY\n";
    const auto joint = [&text](const char* kind, const char* name, double x, double y) {
        text += std::string(kind) + " " + name + "\n{ OFFSET " + std::to_string(x) + " " + std::to_string(y) +
                " 0 CHANNELS " + (kind[0] == 'R' ? "1 Yrotation\n" : "0\n");
    };
    joint("ROOT", "Hips", 0, 1);
    for (const char* side : {"Left", "Right"}) {
        joint("JOINT", (std::string(side) + "UpLeg").c_str(), side[0] == 'L' ? 0.1 : -0.1, 0);
        joint("JOINT", (std::string(side) + "Leg").c_str(), 0, -0.45);
        joint("JOINT", (std::string(side) + "Foot").c_str(), 0, -0.45);
        text += "}}}\n";
    }
    text += "}\nMOTION\nFrames: 100000\nFrame Time: 0.01\n";
    for (int t = 0; t < 100'000; ++t) text += std::to_string(t % 360) + ".25000000000\n";
    write_file_atomically(folder / "long.bvh", text);
    const MotionClip clip = read_motion(folder / "long.bvh", {.fps = 20}).clip;
    EXPECT_EQ(clip.frame_count(), 20'000);
}

}  // namespace
}  // namespace im::test

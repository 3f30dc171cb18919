// Scenes as other programs write them: integers in glTF, VRM, several takes, skeletons without skin, old FBX.

#include <cmath>
#include <cstdlib>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/rig_presets.h"
#include "im_config.h"
#include "tests/export/clips.h"
#include "tests/export/scene_files.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SceneReaders : public testing::Test {
  protected:
    SceneReaders() {
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
    }
    fs::path saved(const std::string& name, const std::string& bytes) const {
        write_file_atomically(folder / name, bytes);
        return folder / name;
    }
    fs::path saved(const std::string& name, const Glb& glb) const {
        return saved(name, glb_bytes(glb, name));
    }
    template <class Action>
    static std::string refusal(Action action) {
        try {
            action();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "";
    }
    const TemporaryFolder folder;
    const MotionClip clip = export_clips(20).front().clip;
};

TEST_F(SceneReaders, RotationsAsIntegersAreTheRotationsThatTheyStandFor) {
    const FigureScene want = export_scene(clip, {.skeleton = "ue5"});
    struct Case {
        const char* name;
        Quantised how;
        double metres;
    };
    for (const auto& [name, how, metres] : {Case{"int16", {5122}, 1e-3},
                                            {"int8", {5120}, 0.05},
                                            {"int16 with gaps", {5122, 4}, 1e-3},
                                            {"int16, sparse", {5122, 0, true}, 1e-3}}) {
        SCOPED_TRACE(name);
        Glb glb = written_glb(folder.path(), clip, {.skeleton = "ue5"});
        for (const std::size_t accessor : outputs(glb, "rotation")) quantise(glb, accessor, how);
        EXPECT_LT(scene_error(want, read_scene(saved("quantised.glb", glb)).scene), metres);
    }
}

TEST_F(SceneReaders, PointsAndWeightsAsIntegersAreRead) {
    const FigureScene want = export_scene(clip, {});
    Glb glb = written_glb(folder.path(), clip);
    auto& primitive = glb.content["meshes"][0]["primitives"][0]["attributes"];
    quantise(glb, primitive.at("WEIGHTS_0").get<std::size_t>(), {5121});
    quantise(glb, primitive.at("NORMAL").get<std::size_t>(), {5120, 1});
    glb.content["extensionsUsed"] = {"KHR_mesh_quantization"};
    const SceneFile read = read_scene(saved("quantised.glb", glb));
    ASSERT_EQ(read.scene.meshes.size(), 1u);
    const SkinnedMesh &mesh = read.scene.meshes[0], &drawn = want.meshes[0];
    // Vertices may come in another order: every one is looked up by its place.
    for (std::size_t v = 0; v < mesh.positions.size(); v += 50) {
        std::size_t near = 0;
        for (std::size_t i = 0; i < drawn.positions.size(); ++i) {
            if (glm::distance(drawn.positions[i], mesh.positions[v]) <
                glm::distance(drawn.positions[near], mesh.positions[v]))
                near = i;
        }
        EXPECT_LT(glm::distance(drawn.positions[near], mesh.positions[v]), 1e-3);
        EXPECT_GT(glm::dot(drawn.normals[near], mesh.normals[v]), 0.95f);
        const auto weight_of = [](const FigureScene& scene, const SkinnedMesh::Influence& influence,
                                  const std::string& joint) {
            float sum = 0;
            for (std::size_t i = 0; i < 4; ++i)
                sum += scene.rig.joints[influence.joints[i]].name == joint ? influence.weights[i] : 0;
            return sum;
        };
        const std::string& strongest = read.scene.rig.joints[mesh.influences[v].joints[0]].name;
        EXPECT_NEAR(weight_of(want, drawn.influences[near], strongest),
                    weight_of(read.scene, mesh.influences[v], strongest), 0.02);
    }
}

TEST_F(SceneReaders, IntegersOutsideTheirBufferAreAnError) {
    Glb glb = written_glb(folder.path(), clip);
    const std::size_t accessor = outputs(glb, "rotation")[3];
    quantise(glb, accessor, {5122});
    glb.content["accessors"][accessor]["count"] = 1'000'000'000;
    EXPECT_THAT(refusal([&] { read_scene(saved("greedy.glb", glb)); }),
                HasSubstr("accessor of 1000000000 items"));
    glb.content["accessors"][accessor]["count"] = -1;
    EXPECT_THAT(refusal([&] { read_scene(saved("negative.glb", glb)); }), HasSubstr("negative.glb"));
    glb.content["accessors"][accessor]["count"] = "many";
    EXPECT_THAT(refusal([&] { read_scene(saved("text.glb", glb)); }), HasSubstr("text.glb"));
}

TEST_F(SceneReaders, TheFieldsIntegersAreAWalk) {
    const char* named = std::getenv("IM_FIELD_DIR");
    const fs::path field =
        named && *named ? fs::path(named) : fs::path(IM_SOURCE_DIR) / ".." / "shared" / "field";
    if (!fs::exists(field / "rotations_int16.gltf")) GTEST_SKIP() << "no field files";
    const MotionClip walk = read_motion(field / "rotations_int16.gltf").clip;
    for (int t = 0; t < walk.frame_count(); ++t) {
        const auto joints = walk.frame(t);
        EXPECT_GT(joints[kHead].y, 1.3f) << t;
        EXPECT_LT(std::min(joints[kLeftFoot].y, joints[kRightFoot].y), 0.08f) << t;
        EXPECT_GT(std::min(joints[kLeftKnee].y, joints[kRightKnee].y), 0.25f) << t;
    }
}

TEST_F(SceneReaders, NodesOfOneNameAreToldApart) {
    Glb glb = written_glb(folder.path(), clip);
    for (auto& node : glb.content["nodes"]) {
        if (node.at("name") != "Armature" && node.at("name") != "body") node["name"] = "bone";
    }
    const SceneFile read = read_scene(saved("twins.glb", glb));
    ASSERT_EQ(read.scene.rig.joint_count(), 22);
    const FigureScene want = export_scene(clip, {});
    const auto a = world_transforms(want.rig, want.motion, 15),
               b = world_transforms(read.scene.rig, read.scene.motion, 15);
    for (std::size_t j = 0; j < 22; ++j) {
        double nearest = 1;
        for (const Transform& joint : b)
            nearest = std::min(nearest, glm::distance(joint.translation, a[j].translation));
        EXPECT_LT(nearest, 1e-3) << j;
    }
}

/// A figure as VRM: joints whose names mislead, and the humanoid table.
Glb vrm(const fs::path& folder, const MotionClip& clip, int version) {
    Glb glb = written_glb(folder, clip, {.skeleton = "unity"});
    const Rig& rig = rig_preset("unity");
    const std::pair<const char*, Role> bones[] = {{"hips", kPelvis},
                                                  {"spine", kSpine1},
                                                  {"chest", kSpine2},
                                                  {"upperChest", kSpine3},
                                                  {"neck", kNeck},
                                                  {"head", kHead},
                                                  {"leftUpperLeg", kLeftHip},
                                                  {"leftLowerLeg", kLeftKnee},
                                                  {"leftFoot", kLeftAnkle},
                                                  {"leftToes", kLeftFoot},
                                                  {"rightUpperLeg", kRightHip},
                                                  {"rightLowerLeg", kRightKnee},
                                                  {"rightFoot", kRightAnkle},
                                                  {"rightToes", kRightFoot},
                                                  {"leftShoulder", kLeftCollar},
                                                  {"leftUpperArm", kLeftShoulder},
                                                  {"leftLowerArm", kLeftElbow},
                                                  {"leftHand", kLeftWrist},
                                                  {"rightShoulder", kRightCollar},
                                                  {"rightUpperArm", kRightShoulder},
                                                  {"rightLowerArm", kRightElbow},
                                                  {"rightHand", kRightWrist}};
    auto& nodes = glb.content["nodes"];
    nlohmann::ordered_json list = nlohmann::ordered_json::array(), table = nlohmann::ordered_json::object();
    for (const auto& [bone, role] : bones) {
        if (rig.roles[role] < 0) continue;
        const std::string& name = rig.joints[static_cast<std::size_t>(rig.roles[role])].name;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].value("name", "") != name) continue;
            list.push_back({{"bone", bone}, {"node", i}});
            table[bone] = {{"node", i}};
        }
    }
    // Legs are called arms, and left is called right.
    for (auto& node : nodes) {
        std::string name = node.at("name");
        const auto swap = [&name](const std::string& a, const std::string& b) {
            if (const auto at = name.find(a); at != std::string::npos)
                name.replace(at, a.size(), b);
            else if (const auto other = name.find(b); other != std::string::npos)
                name.replace(other, b.size(), a);
        };
        swap("Left", "Right");
        swap("UpperLeg", "UpperArm");
        swap("LowerLeg", "LowerArm");
        swap("Foot", "Hand");
        node["name"] = name;
    }
    glb.content.erase("animations");
    if (version == 0)
        glb.content["extensions"]["VRM"] = {{"specVersion", "0.0"}, {"humanoid", {{"humanBones", list}}}};
    else
        glb.content["extensions"]["VRMC_vrm"] = {{"specVersion", "1.0"},
                                                 {"humanoid", {{"humanBones", table}}}};
    return glb;
}

TEST_F(SceneReaders, VrmsTableTellsTheJointsWhateverTheirNames) {
    for (const int version : {0, 1}) {
        SCOPED_TRACE(version);
        const fs::path file = saved("avatar.vrm", vrm(folder.path(), clip, version));
        const auto rig = read_rig(file);
        ASSERT_FALSE(rig->meshes.empty());
        const Rig& meant = rig_preset("unity");
        const auto rest = rest_transforms(rig->rig), want = rest_transforms(meant);
        for (std::size_t role = 0; role < kRoleCount; ++role) {
            if (meant.roles[role] < 0) continue;
            ASSERT_GE(rig->rig.roles[role], 0) << role;
            EXPECT_LT(glm::distance(rest[static_cast<std::size_t>(rig->rig.roles[role])].translation,
                                    want[static_cast<std::size_t>(meant.roles[role])].translation),
                      0.01)
                << role;
        }
    }
    Glb bad = vrm(folder.path(), clip, 1);
    bad.content["extensions"]["VRMC_vrm"]["humanoid"]["humanBones"]["hips"]["node"] = 4000;
    EXPECT_THAT(refusal([&] { read_rig(saved("bad.vrm", bad)); }), HasSubstr("humanoid bone hips"));
}

TEST_F(SceneReaders, AnimationsOfGltfAreListedAndChosen) {
    const std::vector<NamedClip> clips = export_clips(20);
    Glb glb = written_glb(folder.path(), clips[0].clip);
    glb.content["animations"][0]["name"] = "walk";
    add_animation(glb, written_glb(folder.path(), clips[1].clip), "turn");
    const fs::path file = saved("two.glb", glb);
    const MotionFile first = read_motion(file);
    EXPECT_LT(largest_distance(first.clip, as_read(clips[0].clip)), 2e-3);
    ASSERT_EQ(first.warnings.size(), 1u);
    EXPECT_THAT(first.warnings[0], HasSubstr("2 takes in the file (1 \"walk\", 2 \"turn\")"));
    for (const char* choice : {"turn", "TURN", "2"}) {
        const MotionFile second = read_motion(file, {.take = choice});
        EXPECT_LT(largest_distance(second.clip, as_read(clips[1].clip)), 2e-3) << choice;
        EXPECT_THAT(second.warnings, IsEmpty());
    }
    const std::vector<MotionFile> all = read_takes(file, {.take = "all"});
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].take, "walk");
    EXPECT_EQ(all[1].take, "turn");
    EXPECT_LT(largest_distance(all[1].clip, as_read(clips[1].clip)), 2e-3);
    EXPECT_THAT(refusal([&] { read_motion(file, {.take = "3"}); }),
                HasSubstr("of the 2 in the file: 1 \"walk\", 2 \"turn\""));
}

double heading(const MotionClip& clip, int frame) {
    const auto joints = clip.frame(frame);
    const glm::vec3 across = joints[kLeftHip] - joints[kRightHip];
    return std::atan2(-across.z, across.x) * 180 / std::numbers::pi;
}

TEST_F(SceneReaders, TakesOfFbxAreListedAndChosen) {
    const fs::path file =
        saved("takes.fbx", text_fbx(rig_preset("smpl"), {{"left", 60}, {"right", -45}, {"about", 120}}));
    const std::vector<MotionFile> all = read_takes(file, {.take = "all"});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_THAT((std::vector<std::string>{all[0].take, all[1].take, all[2].take}),
                ElementsAre("left", "right", "about"));
    const double degrees[] = {60, -45, 120};
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_EQ(all[i].clip.frame_count(), 31);
        EXPECT_NEAR(all[i].clip.fps, 30, 1e-3);
        EXPECT_NEAR(heading(all[i].clip, 30), degrees[i], 0.5);
    }
    EXPECT_NEAR(heading(read_motion(file, {.take = "right"}).clip, 30), -45, 0.5);
    EXPECT_THAT(read_motion(file).warnings.at(0), HasSubstr("3 takes in the file"));
}

TEST_F(SceneReaders, AnFbxOfBareLimbNodesIsARig) {
    // As Maya writes a skeleton: no skin, no keys; as text, as binary, and with Nulls in the place of joints.
    save_clip(folder / "clip.fbx", clip, {}, {.skeleton = "mixamo", .body = false});
    std::string still = read_text(folder / "clip.fbx");
    for (const char* kind : {"AnimationStack", "AnimationLayer", "AnimationCurve"})
        still = replaced(still, kind, "X" + std::string(kind).substr(1));
    const Rig& want = rig_preset("mixamo");
    for (const auto& [name, bytes] : {std::pair{"still.fbx", still},
                                      {"text.fbx", text_fbx(want, {})},
                                      {"nulls.fbx", replaced(still, "LimbNode", "NullNode")}}) {
        SCOPED_TRACE(name);
        const fs::path file = saved(name, bytes);
        const SceneFile read = read_scene(file);
        EXPECT_EQ(read.scene.rig.joint_count(), want.joint_count());
        EXPECT_THAT(read.warnings, ElementsAre(std::string(kNoMotionWarning)));
        const auto rig = read_rig(file);
        const auto rest = rest_transforms(rig->rig), meant = rest_transforms(want);
        for (const Role role : {kLeftKnee, kRightAnkle, kHead, kLeftWrist, kRightElbow})
            EXPECT_LT(glm::distance(rest[static_cast<std::size_t>(rig->rig.roles[role])].translation,
                                    meant[static_cast<std::size_t>(want.roles[role])].translation),
                      1e-3);
    }
}

TEST_F(SceneReaders, OldFbxIsNamedWithItsVersionAndTheWayOn) {
    save_clip(folder / "clip.fbx", clip, {});
    std::string bytes = read_text(folder / "clip.fbx");
    const std::pair<int, const char*> versions[] = {{6100, "FBX version 6.1"}, {5000, "FBX version 5.0"}};
    for (const auto& [version, told] : versions) {
        for (const bool text : {false, true}) {
            bytes[23] = static_cast<char>(version & 255);
            bytes[24] = static_cast<char>(version >> 8);
            const fs::path file = saved("old.fbx", text ? text_fbx(rig_preset("smpl"), {}, version) : bytes);
            const std::string message = refusal([&] { read_scene(file); });
            EXPECT_THAT(message, HasSubstr(told));
            EXPECT_THAT(message, HasSubstr("save it as FBX 7.x"));
        }
    }
}

}  // namespace
}  // namespace im::test

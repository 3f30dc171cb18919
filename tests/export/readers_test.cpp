// FBX and glTF in and out: our own files re-read through Assimp, people's rigs, and files that are broken.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/gltf_writer.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/body_mesh.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/export/clips.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Readers : public testing::Test {
  protected:
    Readers() {
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
    }
    std::string refusal(const fs::path& file) {
        try {
            read_scene(file);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "";
    }
    const TemporaryFolder folder;
};

TEST_F(Readers, AssimpReadsBackWhatWeWriteOnEverySkeleton) {
    const MotionClip clip = export_clips(20).front().clip;
    for (const RigPreset& preset : rig_presets()) {
        for (const char* extension : {".fbx", ".glb"}) {
            SCOPED_TRACE(preset.name + extension);
            const fs::path file = folder / (preset.name + extension);
            save_clip(file, clip, {}, {.skeleton = preset.name});
            const SceneFile read = read_scene(file);
            const FigureScene want = export_scene(clip, {.skeleton = preset.name});
            EXPECT_EQ(read.scene.rig.joint_count(), want.rig.joint_count());
            ASSERT_EQ(read.scene.motion.frame_count(), 20);
            EXPECT_NEAR(read.scene.motion.fps, 20, 1e-3);
            EXPECT_LT(scene_error(want, read.scene), 1e-3);
            ASSERT_EQ(read.scene.meshes.size(), 1u);
            EXPECT_EQ(read.scene.meshes[0].triangles.size(), want.meshes[0].triangles.size());
        }
    }
}

TEST_F(Readers, MotionComesBackFromFbxAndGltf) {
    for (const NamedClip& clip : export_clips(30)) {
        for (const char* extension : {".fbx", ".glb"}) {
            const fs::path file = folder / (clip.name + extension);
            save_clip(file, clip.clip, {});
            const MotionClip read = read_motion(file, {.fps = 20}).clip;
            EXPECT_LT(largest_distance(read, as_read(clip.clip)), 2e-3) << clip.name << extension;
        }
    }
}

TEST_F(Readers, TheClipIsExportedOnThePersonsOwnRig) {
    const MotionClip clip = export_clips(20).front().clip;
    for (const char* extension : {".fbx", ".glb"}) {
        SCOPED_TRACE(extension);
        // A rig of strange names, twice as large, in a file of its own.
        FigureScene own;
        own.rig = rig_preset("mixamo");
        for (RigJoint& joint : own.rig.joints) {
            joint.name = "mein " + joint.name.substr(10);
            joint.rest.translation *= 2.0;
        }
        const fs::path rig_file = folder / (std::string("rig") + extension),
                       out = folder / (std::string("out") + extension);
        save_clip(rig_file, clip, {}, {.own_rig = std::make_shared<FigureScene>(own)});
        const auto rig = read_rig(rig_file);
        ASSERT_FALSE(rig->meshes.empty());
        const ExportOptions options{.own_rig = rig};
        save_clip(out, clip, {}, options);
        const FigureScene want = export_scene(clip, options);
        EXPECT_EQ(want.meshes[0].positions.size(), rig->meshes[0].positions.size());
        const FigureScene found = read_scene(out).scene;
        EXPECT_EQ(found.rig.joint_count(), own.rig.joint_count());
        EXPECT_LT(scene_error(want, found), 2e-3);
        const auto height = [](const FigureScene& scene) {
            return world_transforms(scene.rig, scene.motion,
                                    0)[static_cast<std::size_t>(scene.rig.roles[kHead])]
                .translation.y;
        };
        EXPECT_GT(height(want), 2.5);  // metres: the rig is twice as tall
    }
}

TEST_F(Readers, ARigWhoseBonesAreNotKnownSaysWhichTableItWants) {
    FigureScene snake;
    snake.rig.name = "snake";
    for (int j = 0; j < 6; ++j)
        snake.rig.joints.push_back({"bone" + std::to_string(j), j - 1, {{0, 0.2, 0}, {1, 0, 0, 0}}});
    snake.motion.joint_count = 6;
    snake.motion.rotations.assign(12, {1, 0, 0, 0});
    snake.meshes.push_back(body_mesh(snake.rig));
    ASSERT_FALSE(snake.meshes[0].triangles.empty());
    const fs::path file = folder / "snake.glb";
    write_glb(file, snake);
    EXPECT_EQ(bone_table_of(read_rig_file(file).scene.rig).at("l_hip"), "");
    try {
        read_rig(file);
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("mapping table"));
    }
}

TEST_F(Readers, ManyBonesAreRead) {
    FigureScene many;
    for (int j = 0; j < 300; ++j)
        many.rig.joints.push_back({"骨 " + std::to_string(j),
                                   j == 0 ? -1 : (j - 1) / 2,
                                   {{0.1 * (j % 3 - 1), 0.1, 0.05}, {1, 0, 0, 0}}});
    many.motion.joint_count = 300;
    many.motion.rotations.assign(600, {1, 0, 0, 0});
    many.meshes.push_back(body_mesh(many.rig));
    ASSERT_FALSE(many.meshes[0].triangles.empty());
    write_glb(folder / "many.glb", many);
    const Rig rig = read_scene(folder / "many.glb").scene.rig;
    EXPECT_EQ(rig.joint_count(), 300);
    EXPECT_EQ(rig.joints[0].name, "骨 0");
}

TEST_F(Readers, AClipOfOneFrameAndJointsOfOneNameAreWrittenAndRead) {
    FigureScene twins;
    twins.rig = rig_preset("unity");
    for (RigJoint& joint : twins.rig.joints) joint.name = "a/b\\c ü";
    const MotionClip clip = export_clips(1).front().clip;
    const ExportOptions options{.own_rig = std::make_shared<FigureScene>(twins)};
    const FigureScene want = export_scene(clip, options);
    EXPECT_EQ(want.rig.joints[1].name, "a/b\\c ü-2");
    for (const char* extension : {".bvh", ".fbx", ".glb"}) {
        const fs::path file = folder / (std::string("clip") + extension);
        save_clip(file, clip, {}, options);
        const SceneFile read = std::string(extension) == ".bvh" ? read_bvh(file) : read_scene(file);
        ASSERT_EQ(read.scene.motion.frame_count(), 1) << extension;
        FigureScene named = want;  // BVH's names end at spaces
        if (std::string(extension) == ".bvh") {
            for (RigJoint& joint : named.rig.joints)
                std::replace(joint.name.begin(), joint.name.end(), ' ', '_');
        }
        EXPECT_LT(scene_error(named, read.scene), 1e-3) << extension;
    }
}

TEST_F(Readers, BrokenFilesAreErrorsAndNothingWorse) {
    const MotionClip clip = export_clips(5).front().clip;
    for (const char* extension : {".fbx", ".glb"}) {
        const fs::path file = folder / (std::string("clip") + extension);
        save_clip(file, clip, {});
        const std::string bytes = read_text(file);
        for (const double share : {0.0, 0.001, 0.1, 0.5, 0.9}) {
            write_file_atomically(
                file, bytes.substr(0, static_cast<std::size_t>(share * static_cast<double>(bytes.size()))));
            EXPECT_NE(refusal(file), "") << extension << share;
        }
        write_file_atomically(file, std::string(1000, 'x'));
        EXPECT_THAT(refusal(file), HasSubstr(file.string()));
    }
    EXPECT_THAT(refusal(folder / "nowhere.fbx"), HasSubstr("nowhere.fbx: cannot be read"));
}

TEST_F(Readers, NumbersThatAreNoneAreAnError) {
    const fs::path glb = folder / "clip.glb";
    save_clip(glb, export_clips(5).front().clip, {});
    const std::string bytes = read_text(glb);
    std::uint32_t json_length = 0;
    std::memcpy(&json_length, &bytes[12], sizeof json_length);
    // The writer begins with the vertices and ends with the keys of the last channel.
    for (const std::size_t place : {28 + json_length, static_cast<std::uint32_t>(bytes.size()) - 16}) {
        for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
            std::string broken = bytes;
            std::memcpy(&broken[place], &bad, sizeof bad);
            write_file_atomically(glb, broken);
            EXPECT_THAT(refusal(glb), HasSubstr("NaN or Inf")) << place << ' ' << bad;
        }
    }
}

TEST_F(Readers, ACycleOfNodesInGltfIsAnError) {
    write_file_atomically(folder / "cycle.gltf",
                          R"({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
                              "nodes": [{"name": "a", "children": [1]}, {"name": "b", "children": [0]}]})");
    EXPECT_THAT(refusal(folder / "cycle.gltf"), HasSubstr("cycle.gltf"));
}

TEST_F(Readers, AFileThatAsksForMuchMoreMemoryThanItHoldsIsAnError) {
    write_file_atomically(
        folder / "greedy.gltf",
        R"({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"name": "a", "mesh": 0}],
                              "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 4}]}],
                              "buffers": [{"byteLength": 4000000000, "uri": "data:application/octet-stream;base64,AAAA"}],
                              "bufferViews": [{"buffer": 0, "byteLength": 4000000000}],
                              "accessors": [{"bufferView": 0, "componentType": 5126, "count": 300000000, "type": "VEC3", "min": [0, 0, 0], "max": [0, 0, 0]}]})");
    EXPECT_THAT(refusal(folder / "greedy.gltf"), HasSubstr("greedy.gltf"));
    write_file_atomically(folder / "empty.gltf", R"({"asset": {"version": "2.0"}})");
    EXPECT_THAT(refusal(folder / "empty.gltf"), HasSubstr("empty.gltf"));
}

TEST_F(Readers, AReaderThatCrashesHangsOrRavesIsAnError) {
    save_clip(folder / "clip.glb", export_clips(5).front().clip, {});
    const auto told = [this](const std::string& script) {
        const fs::path program = folder / "reader";
        write_file_atomically(program, "#!/bin/sh\n" + script + "\n");
        fs::permissions(program, fs::perms::owner_all);
        set_scene_reader(program);
        try {
            read_scene(folder / "clip.glb", 1);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(told("kill -SEGV $$"),
                HasSubstr("clip.glb: is broken: reading it ended with Segmentation fault"));
    EXPECT_THAT(told("exec sleep 100"), HasSubstr("clip.glb: not read within 1 seconds"));
    EXPECT_THAT(told("exit 0"), HasSubstr("ended with nothing"));
    EXPECT_THAT(told("echo '-no such joint'"), HasSubstr("clip.glb: no such joint"));
    EXPECT_THAT(told("echo '+nonsense that is no scene'"), HasSubstr("clip.glb"));
    EXPECT_THAT(told("exec yes"), HasSubstr("clip.glb"));
}

TEST_F(Readers, AMissingReaderIsToldApartFromABrokenFile) {
    save_clip(folder / "clip.glb", export_clips(5).front().clip, {});
    set_scene_reader(folder / "no such program");
    try {
        read_scene(folder / "clip.glb");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
    }
}

}  // namespace
}  // namespace im::test

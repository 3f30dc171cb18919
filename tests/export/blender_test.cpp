// Exported files as Blender sees them.

#include "tests/export/blender.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/export/clips.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

constexpr double kMillimetre = 1e-3;
constexpr double kDegreesMax = 1;

double degrees_between(const glm::dquat& a, const glm::dquat& b) {
    const glm::dquat d = glm::conjugate(a) * b;
    return 2 * std::atan2(std::hypot(d.x, d.y, d.z), std::abs(d.w)) * 180 / std::numbers::pi;
}

/// Blender shows the clip's frames on the scene's rig, every joint within a millimetre, every bone turned
/// away from rest as far as the rig's, twist included, within a degree.
void expect_same(const BlenderView& view, const FigureScene& scene, const std::string& what) {
    SCOPED_TRACE(what);
    ASSERT_EQ(view.error, "");
    EXPECT_EQ(view.parents.size(), scene.rig.joints.size());
    EXPECT_NEAR(view.fps, scene.motion.fps, 0.02);
    ASSERT_EQ(view.frames, scene.motion.frame_count());
    double worst = 0, worst_turn = 0;
    const std::vector<Transform> rest = rest_transforms(scene.rig);
    for (int t = 0; t < view.frames; ++t) {
        const std::vector<Transform> world = world_transforms(scene.rig, scene.motion, t);
        for (std::size_t j = 0; j < world.size(); ++j) {
            const RigJoint& joint = scene.rig.joints[j];
            const auto found = view.heads[static_cast<std::size_t>(t)].find(joint.name);
            ASSERT_NE(found, view.heads[static_cast<std::size_t>(t)].end()) << "no bone " << joint.name;
            worst = std::max(worst, glm::distance(found->second, world[j].translation));
            worst_turn =
                std::max(worst_turn, degrees_between(view.turns[static_cast<std::size_t>(t)].at(joint.name),
                                                     world[j].rotation * glm::conjugate(rest[j].rotation)));
            if (joint.parent >= 0) {
                EXPECT_EQ(view.parents.at(joint.name),
                          scene.rig.joints[static_cast<std::size_t>(joint.parent)].name);
            }
        }
    }
    EXPECT_LT(worst, kMillimetre);
    EXPECT_LT(worst_turn, kDegreesMax);
}

TEST(Blender, OpensEveryClipInEveryFormatWithEveryJointInPlace) {
    IM_NEEDS_BLENDER();
    const TemporaryFolder folder;
    std::vector<fs::path> files;
    for (const NamedClip& clip : export_clips()) {
        for (const char* extension : {".bvh", ".fbx", ".glb"}) {
            files.push_back(folder / (clip.name + extension));
            save_clip(files.back(), clip.clip, {});
        }
    }
    auto views = open_in_blender(files);
    for (const NamedClip& clip : export_clips()) {
        const FigureScene scene = export_scene(clip.clip, {}, false);
        for (const char* extension : {".bvh", ".fbx", ".glb"}) {
            const BlenderView& view = views[clip.name + extension];
            expect_same(view, scene, clip.name + extension);
            if (extension == std::string(".bvh")) continue;
            EXPECT_GT(view.vertices, 1000) << clip.name << extension;
            EXPECT_LT(view.mesh_drift, kMillimetre) << clip.name << extension;
        }
    }
}

TEST(Blender, OpensEverySkeletonPreset) {
    IM_NEEDS_BLENDER();
    const TemporaryFolder folder;
    const MotionClip clip = export_clips().front().clip;
    std::vector<fs::path> files;
    for (const RigPreset& preset : rig_presets()) {
        for (const char* extension : {".bvh", ".fbx", ".glb"}) {
            files.push_back(folder / (preset.name + extension));
            save_clip(files.back(), clip, {}, {.skeleton = preset.name});
        }
    }
    auto views = open_in_blender(files);
    for (const RigPreset& preset : rig_presets()) {
        const FigureScene scene = export_scene(clip, {.skeleton = preset.name}, false);
        for (const char* extension : {".bvh", ".fbx", ".glb"}) {
            const BlenderView& view = views[preset.name + extension];
            expect_same(view, scene, preset.name + extension);
            if (extension != std::string(".bvh")) {
                EXPECT_LT(view.mesh_drift, kMillimetre) << preset.name << extension;
            }
        }
    }
}

TEST(Blender, OpensClipsOnAPersonsOwnRigAndWithARootThatMoves) {
    IM_NEEDS_BLENDER();
    const char* program = std::getenv("IM_PROGRAM");
    set_scene_reader(program != nullptr ? program : IM_PROGRAM);
    const TemporaryFolder folder;
    const MotionClip clip = export_clips(20).front().clip;
    FigureScene own;  // strange names, another size
    own.rig = rig_preset("rigify");
    for (RigJoint& joint : own.rig.joints) {
        joint.name = "mein " + joint.name;
        joint.rest.translation *= 1.5;
    }
    save_clip(folder / "rig.fbx", clip, {}, {.own_rig = std::make_shared<FigureScene>(own)});
    const ExportOptions on_rig{.own_rig = read_rig(folder / "rig.fbx")},
        on_root{.skeleton = "ue5", .root_motion = true};
    std::vector<fs::path> files;
    for (const char* extension : {".bvh", ".fbx", ".glb"}) {
        files.push_back(folder / (std::string("own") + extension));
        save_clip(files.back(), clip, {}, on_rig);
        files.push_back(folder / (std::string("root") + extension));
        save_clip(files.back(), clip, {}, on_root);
    }
    auto views = open_in_blender(files);
    for (const fs::path& file : files) {
        FigureScene scene = export_scene(clip, file.stem() == "own" ? on_rig : on_root, false);
        if (file.extension() == ".bvh") {  // whose names end at spaces
            for (RigJoint& joint : scene.rig.joints)
                std::replace(joint.name.begin(), joint.name.end(), ' ', '_');
        }
        expect_same(views[file.filename().string()], scene, file.filename());
        if (file.extension() != ".bvh") {
            EXPECT_LT(views[file.filename().string()].mesh_drift, kMillimetre) << file;
        }
    }
}

TEST(Blender, SeesTheSameWhateverAxesUnitOrderAndFrameRateAFileHas) {
    IM_NEEDS_BLENDER();
    const TemporaryFolder folder;
    MotionClip clip = export_clips(12).front().clip;
    clip.fps = 30;
    save_clip(folder / "z_up.fbx", clip, {}, {.up = UpAxis::Z});
    save_clip(folder / "metres.fbx", clip, {}, {.metres_per_unit = 1, .body = false});
    save_clip(folder / "z_up_mixamo.fbx", clip, {}, {.skeleton = "mixamo", .up = UpAxis::Z});
    std::vector<fs::path> files{folder / "z_up.fbx", folder / "metres.fbx", folder / "z_up_mixamo.fbx"};
    for (const char* order : {"XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"}) {
        files.push_back(folder / (std::string(order) + ".bvh"));
        save_clip(files.back(), clip, {}, {.order = euler_order(order), .end_sites = order[0] != 'X'});
    }
    auto views = open_in_blender(files);
    for (const fs::path& file : files) {
        const std::string skeleton = file.stem() == "z_up_mixamo" ? "mixamo" : "smpl";
        expect_same(views[file.filename().string()], export_scene(clip, {.skeleton = skeleton}, false),
                    file.filename());
    }
}

}  // namespace
}  // namespace im::test

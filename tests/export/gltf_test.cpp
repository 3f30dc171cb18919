// Exported glTF as two other programs read it: TinyGLTF, and gltfpack, whose parser (cgltf) checks every
// reference.

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/io/clip_io.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/export/clips.h"
#include "tests/export/gltf_rules.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

constexpr double kMillimetre = 1e-3;

/// Where the scene's own skin puts a mesh's vertices.
std::vector<glm::dvec3> posed_vertices(const FigureScene& scene, int frame) {
    const auto rest = rest_transforms(scene.rig), world = world_transforms(scene.rig, scene.motion, frame);
    const SkinnedMesh& mesh = scene.meshes[0];
    std::vector<glm::dvec3> vertices;
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        glm::dvec3 sum(0);
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t j = mesh.influences[v].joints[i];
            sum += static_cast<double>(mesh.influences[v].weights[i]) *
                   (world[j] * rest[j].inverse() * glm::dvec3(mesh.positions[v]));
        }
        vertices.push_back(sum);
    }
    return vertices;
}

/// Nothing to complain about, no rule broken, and every joint and vertex where the scene has it.
void expect_right(const fs::path& glb, const FigureScene& scene) {
    SCOPED_TRACE(glb.filename().string());
    const GltfFile file = read_gltf(glb);
    ASSERT_EQ(file.complaints, "");
    EXPECT_THAT(broken_rules(glb, file.model), testing::IsEmpty());
    EXPECT_EQ(std::system(
                  fmt::format("gltfpack -noq -i '{0}' -o '{0}.packed.glb' >/dev/null", glb.string()).c_str()),
              0);

    const std::vector<double> times = key_times(file.model);
    ASSERT_EQ(times.size(), static_cast<std::size_t>(scene.motion.frame_count()));
    double worst = 0, worst_vertex = 0;
    for (std::size_t t = 0; t < times.size(); ++t) {
        EXPECT_NEAR(times[t], static_cast<double>(t) / scene.motion.fps, 1e-5);
        const auto world = world_transforms(scene.rig, scene.motion, static_cast<int>(t));
        const auto found = node_matrices(file.model, t);
        for (std::size_t j = 0; j < world.size(); ++j) {
            const auto node =
                std::find_if(file.model.nodes.begin(), file.model.nodes.end(),
                             [&](const tinygltf::Node& n) { return n.name == scene.rig.joints[j].name; });
            ASSERT_NE(node, file.model.nodes.end()) << "no joint " << scene.rig.joints[j].name;
            const auto at = static_cast<std::size_t>(node - file.model.nodes.begin());
            worst = std::max(worst, glm::distance(glm::dvec3(found[at][3]), world[j].translation));
        }
        if (t % 8 != 0) continue;
        const auto want = posed_vertices(scene, static_cast<int>(t)),
                   is = skinned_vertices(file.model, found);
        ASSERT_EQ(want.size(), is.size());
        for (std::size_t v = 0; v < want.size(); ++v)
            worst_vertex = std::max(worst_vertex, glm::distance(want[v], is[v]));
    }
    EXPECT_LT(worst, kMillimetre);
    EXPECT_LT(worst_vertex, kMillimetre);
}

TEST(Gltf, EveryClipKeepsTheRulesOfTheFormatWithEveryJointAndVertexInPlace) {
    const TemporaryFolder folder;
    for (const NamedClip& clip : export_clips(17)) {
        const fs::path file = folder / (clip.name + ".glb");
        save_clip(file, clip.clip, {});
        expect_right(file, export_scene(clip.clip, {}));
    }
}

TEST(Gltf, EverySkeletonPresetDoesToo) {
    const TemporaryFolder folder;
    for (const NamedClip& clip : export_clips(9)) {
        if (clip.name != "turn" && clip.name != "lying") continue;
        for (const RigPreset& preset : rig_presets()) {
            const fs::path file = folder / (clip.name + "-" + preset.name + ".glb");
            save_clip(file, clip.clip, {}, {.skeleton = preset.name});
            expect_right(file, export_scene(clip.clip, {.skeleton = preset.name}));
        }
    }
}

TEST(Gltf, RigsOfStrangeNamesRootMotionAndClipsOfOneFrameDoToo) {
    const TemporaryFolder folder;
    FigureScene own;
    own.rig = rig_preset("unity");
    for (std::size_t j = 0; j < own.rig.joints.size(); ++j)
        own.rig.joints[j].name = j % 2 == 0 ? "a/b\\c \"ü\" 骨" : "";
    own.rig.joints[0].name = "Armature";  // which is what the writer calls the node above
    own.rig.joints[2].name = "body";
    own.rig.joints[4].name = "caf\xe9 \xf0\x9f";  // Latin-1, and a character that is cut off
    const ExportOptions named{.own_rig = std::make_shared<FigureScene>(own)},
        on_root{.skeleton = "ue5", .root_motion = true};
    for (const int frames : {1, 9}) {
        const MotionClip clip = export_clips(frames).front().clip;
        for (const ExportOptions& options : {named, on_root}) {
            const fs::path file = folder / (fmt::format("{}-{}.glb", options.skeleton, frames));
            save_clip(file, clip, {}, options);
            expect_right(file, export_scene(clip, options));
        }
    }
}

TEST(Gltf, RigsOfThreeHundredBonesSomeWithoutLengthDoToo) {
    const TemporaryFolder folder;
    FigureScene own;
    own.rig = rig_preset("mixamo");
    const auto known = own.rig.joint_count();
    for (int j = known; j < 300; ++j)
        own.rig.joints.push_back({"", j % known, {{0, j % 7 == 0 ? 0 : 0.05, 0.01 * (j % 3)}, {1, 0, 0, 0}}});
    const MotionClip clip = export_clips(9).front().clip;
    const ExportOptions options{.own_rig = std::make_shared<FigureScene>(own)};
    save_clip(folder / "many.glb", clip, {}, options);
    expect_right(folder / "many.glb", export_scene(clip, options));
}

}  // namespace
}  // namespace im::test

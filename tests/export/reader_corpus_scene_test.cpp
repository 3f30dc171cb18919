// One motion in the FBX and glTF files that programs write, and the pose that each must give.

#include <cstdlib>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/clip_io.h"
#include "engine/io/fbx_writer.h"
#include "engine/io/gltf_writer.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/body_mesh.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/support/reader_corpus.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class ReaderCorpusScene : public testing::Test {
  protected:
    ReaderCorpusScene() {
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
    }
    void check(const std::string& what, const fs::path& file, double fps = 20,
               bool own_proportions = true) const {
        SCOPED_TRACE(what);
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(file));
        // Thigh and shin share a leg of other proportions otherwise, and ankles are kept in place.
        expect_corpus_clip(read.clip, fps, {.limb_degrees = own_proportions ? 3.0 : 6.0});
        EXPECT_THAT(read.warnings, testing::IsEmpty());
    }
    const TemporaryFolder folder;
};

TEST_F(ReaderCorpusScene, EverySkeletonInBothFormats) {
    for (const RigPreset& preset : rig_presets()) {
        for (const char* extension : {".fbx", ".glb"}) {
            const fs::path file = folder / (preset.name + extension);
            save_clip(file, corpus_clip(), {}, {.skeleton = preset.name});
            check(preset.name + extension, file, 20, preset.name == "smpl");
        }
    }
}

TEST_F(ReaderCorpusScene, AxesUnitsRatesAndRoots) {
    MotionClip quick = corpus_clip();
    quick.fps = 60;
    const struct {
        const char* name;
        MotionClip clip;
        ExportOptions options;
        double fps;
    } variants[] = {{"Z up.fbx", corpus_clip(), {.up = UpAxis::Z}, 20},
                    {"metres.fbx", corpus_clip(), {.metres_per_unit = 1}, 20},
                    {"inches, Z up.fbx", corpus_clip(), {.up = UpAxis::Z, .metres_per_unit = 0.0254}, 20},
                    {"a root joint.fbx", corpus_clip(), {.skeleton = "mixamo", .root_motion = true}, 20},
                    {"a root joint.glb", corpus_clip(), {.skeleton = "mixamo", .root_motion = true}, 20},
                    {"sixty.fbx", quick, {}, 60},
                    {"sixty.glb", quick, {}, 60}};
    for (const auto& variant : variants) {
        save_clip(folder / variant.name, variant.clip, {}, variant.options);
        check(variant.name, folder / variant.name, variant.fps, variant.options.skeleton == "smpl");
    }
}

TEST_F(ReaderCorpusScene, RestPosesAndPlaces) {
    const auto scene_of = [](auto change) {
        FigureScene scene{corpus_rig(), corpus_motion(), {}};
        change(scene.rig, scene.motion);
        scene.meshes.push_back(body_mesh(scene.rig));
        return scene;
    };
    const auto turned = [](double angle, const glm::dvec3& axis) {
        return [=](Rig& rig, RigMotion& motion) {
            change_space(rig, motion, 1, glm::angleAxis(angle, axis), {2, 0.5, -1});
        };
    };
    const auto arms_down = [](Rig& rig, RigMotion& motion) {
        std::vector<glm::dquat> rest(22, glm::dquat(1, 0, 0, 0));
        for (const Role left : {kLeftShoulder, kLeftElbow, kLeftWrist}) {
            rest[left] = glm::angleAxis(1.3, glm::dvec3(0, 0, 1));
            rest[static_cast<std::size_t>(left) + 1] = glm::angleAxis(-1.3, glm::dvec3(0, 0, 1));
        }
        change_rest(rig, motion, rest);
    };
    const std::pair<const char*, FigureScene> variants[] = {
        {"facing X", scene_of(turned(std::numbers::pi / 2, {0, 1, 0}))},
        {"facing away", scene_of(turned(std::numbers::pi, {0, 1, 0}))},
        {"Z up inside", scene_of(turned(std::numbers::pi / 2, {1, 0, 0}))},
        {"arms down", scene_of(arms_down)},
        {"all bones along X", scene_of(lay_along_x)}};
    for (const auto& [name, scene] : variants) {
        write_glb(folder / (std::string(name) + ".glb"), scene);
        check(std::string(name) + ".glb", folder / (std::string(name) + ".glb"));
        const FileSpace centimetres{UpAxis::Y, 0.01};
        write_fbx(folder / (std::string(name) + ".fbx"), in_space(scene, centimetres), centimetres);
        check(std::string(name) + ".fbx", folder / (std::string(name) + ".fbx"));
    }
}

}  // namespace
}  // namespace im::test

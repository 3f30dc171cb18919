// Rigs in files that hold no T-pose, no motion or several figures, as `export --rig` takes them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/motion/rig/body_mesh.h"
#include "engine/motion/rig/upright.h"
#include "tests/support/bvh_text.h"
#include "tests/support/reader_corpus.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// The corpus' clip on the rig, as people see it.
MotionClip on_rig(const std::shared_ptr<const FigureScene>& rig) {
    const FigureScene scene = export_scene(corpus_clip(), {.own_rig = rig});
    MotionClip clip;
    for (int t = 0; t < scene.motion.frame_count(); ++t) {
        const auto world = world_transforms(scene.rig, scene.motion, t);
        for (const int joint : scene.rig.roles) {
            EXPECT_GE(joint, 0);
            clip.positions.emplace_back(world[static_cast<std::size_t>(std::max(0, joint))].translation);
        }
    }
    return clip;
}

std::string refusal(const std::filesystem::path& file) {
    try {
        read_rig(file);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    return "";
}

TEST(RigFile, ARestPoseAlongXIsPutRightByTheMotion) {
    const TemporaryFolder folder;
    Rig rig = corpus_rig();
    RigMotion motion = corpus_motion();
    lay_along_x(rig, motion);
    write_file_atomically(folder / "rig.bvh", bvh_text(rig, motion));
    std::vector<std::string> warnings;
    const auto read = read_rig(folder / "rig.bvh", {}, {}, &warnings);
    expect_corpus_clip(on_rig(read), 20);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_THAT(warnings[0], HasSubstr("the straightest frame"));
    // Nothing tells how it stands: no pose is better than one on its side.
    write_file_atomically(folder / "still.bvh", bvh_text(rig, motion, {.with_motion = false}));
    EXPECT_THAT(refusal(folder / "still.bvh"), HasSubstr("its rest pose does not stand"));
}

TEST(RigFile, MeshesComeAlongIntoTheRestPose) {
    FigureScene scene{corpus_rig(), corpus_motion(), {}};
    scene.meshes.push_back(body_mesh(scene.rig));
    const auto height = [](const SkinnedMesh& mesh) {
        float low = 1e9f, high = -1e9f;
        for (const glm::vec3& p : mesh.positions) {
            low = std::min(low, p.y);
            high = std::max(high, p.y);
        }
        return high - low;
    };
    const float standing = height(scene.meshes[0]);
    // The rest pose that a file of such bones has, and its mesh in it.
    const std::vector<Transform> before = rest_transforms(scene.rig);
    lay_along_x(scene.rig, scene.motion);
    const std::vector<Transform> laid = rest_transforms(scene.rig);
    for (std::size_t v = 0; v < scene.meshes[0].positions.size(); ++v) {
        glm::dvec3 p(0);
        for (std::size_t i = 0; i < 4; ++i) {
            const auto joint = static_cast<std::size_t>(scene.meshes[0].influences[v].joints[i]);
            p += static_cast<double>(scene.meshes[0].influences[v].weights[i]) *
                 (laid[joint] * before[joint].inverse() * glm::dvec3(scene.meshes[0].positions[v]));
        }
        scene.meshes[0].positions[v] = glm::vec3(p);
    }
    ASSERT_LT(height(scene.meshes[0]), 0.8f * standing);
    EXPECT_EQ(mend_rest_pose(scene), RestPoseKind::Mended);
    EXPECT_NEAR(height(scene.meshes[0]), standing, 0.15f * standing);
}

TEST(RigFile, NoMotionIsNeeded) {
    const TemporaryFolder folder;
    const std::string text = bvh_text(corpus_rig(), corpus_motion(), {.with_motion = false});
    for (const char* motion :
         {"", "\n\n", "MOTION\n", "MOTION\nFrames: 0\n", "MOTION\nFrames: 0\nFrame Time: 0\n",
          "MOTION\nFrames: 0\nFrame Time: 0.0333\n"}) {
        SCOPED_TRACE(motion);
        write_file_atomically(folder / "rig.bvh", text + motion);
        std::vector<std::string> warnings;
        std::shared_ptr<const FigureScene> rig;
        ASSERT_NO_THROW(rig = read_rig(folder / "rig.bvh", {}, {}, &warnings));
        expect_corpus_clip(on_rig(rig), 20);
        EXPECT_THAT(warnings, IsEmpty());
        EXPECT_THROW(read_motion(folder / "rig.bvh"), Error);  // it is no motion, though
    }
    // Joints without channels are joints all the same.
    std::string bare = text;
    for (std::size_t at; (at = bare.find("\tCHANNELS")) != std::string::npos;)
        bare.erase(at, bare.find('\n', at) + 1 - at);
    write_file_atomically(folder / "bare.bvh", bare);
    expect_corpus_clip(on_rig(read_rig(folder / "bare.bvh")), 20);
    write_file_atomically(folder / "cut.bvh", text.substr(0, text.size() - 4));
    EXPECT_THAT(refusal(folder / "cut.bvh"), HasSubstr("found the end of the file"));
}

TEST(RigFile, OneOfTwoFiguresIsChosen) {
    const TemporaryFolder folder;
    const std::string one = bvh_text(corpus_rig(), corpus_motion());
    write_file_atomically(folder / "two.bvh", one + replaced(one, "ROOT pelvis", "ROOT other_pelvis"));
    std::vector<std::string> warnings;
    EXPECT_EQ(read_rig(folder / "two.bvh", {}, {}, &warnings)->rig.joints[0].name, "pelvis");
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_THAT(warnings[0], HasSubstr("2 takes in the file"));
    EXPECT_EQ(read_rig(folder / "two.bvh", {}, {.take = "2"})->rig.joints[0].name, "other_pelvis");
    EXPECT_EQ(read_rig(folder / "two.bvh", {}, {.take = "other_pelvis"})->rig.joints[0].name, "other_pelvis");
    try {
        read_rig(folder / "two.bvh", {}, {.take = "3"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("expected all, a name or a number of the 2 in the file: 1 \"pelvis\""));
    }
}

TEST(RigFile, ARigThatIsNotKnownNamesTheOptionOfItsTable) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "snake.bvh",
                          "HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nJOINT b\n{\nOFFSET 0 1 0\n}\n}\n");
    EXPECT_THAT(refusal(folder / "snake.bvh"),
                HasSubstr("--rig-map FILE.json with {\"pelvis\": \"JOINT\", ...}"));
}

}  // namespace
}  // namespace im::test

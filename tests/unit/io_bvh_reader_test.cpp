#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/bvh.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/rig_presets.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal(const std::string& text) {
    try {
        parse_bvh(text, "clip.bvh");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    return "";
}

/// A root and an arm, two frames.
const std::string kHierarchy =
    "HIERARCHY\nROOT hips\n{\n  OFFSET 0 90 0\n  CHANNELS 6 Xposition Yposition Zposition Zrotation "
    "Xrotation Yrotation\n"
    "  JOINT arm\n  {\n    OFFSET 10 0 0\n    CHANNELS 3 Zrotation Xrotation Yrotation\n"
    "    End Site\n    {\n      OFFSET 5 0 0\n    }\n  }\n}\n";
const std::string kClip =
    kHierarchy + "MOTION\nFrames: 2\nFrame Time: 0.05\n1 91 2 0 0 0 0 0 0\n1 92 2 0 0 0 90 0 0\n";

TEST(BvhReader, ReadsWhatTheWriterWritesInEveryOrder) {
    const TemporaryFolder folder;
    const Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion motion = rig_motion_of(random_pose(20, 3));
    for (const char* order : {"XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"}) {
        write_bvh(folder / "clip.bvh", rig, motion, {euler_order(order), true});
        const SceneFile file = read_bvh(folder / "clip.bvh");
        EXPECT_THAT(file.warnings, IsEmpty());
        EXPECT_EQ(file.scene.rig.name, "clip");
        ASSERT_EQ(file.scene.motion.frame_count(), 20);
        EXPECT_NEAR(file.scene.motion.fps, 20, 1e-6);
        for (int t = 0; t < 20; ++t) {
            const auto want = world_transforms(rig, motion, t),
                       found = world_transforms(file.scene.rig, file.scene.motion, t);
            for (std::size_t j = 0; j < want.size(); ++j) {
                const auto same =
                    std::find_if(file.scene.rig.joints.begin(), file.scene.rig.joints.end(),
                                 [&](const RigJoint& joint) { return joint.name == rig.joints[j].name; });
                ASSERT_NE(same, file.scene.rig.joints.end());
                const auto at = static_cast<std::size_t>(same - file.scene.rig.joints.begin());
                EXPECT_LT(glm::distance(want[j].translation, found[at].translation), 2e-5)
                    << order << t << rig.joints[j].name;
            }
        }
    }
}

TEST(BvhReader, EndsOfChainsAreJoints) {
    const Rig& rig = parse_bvh(kClip, "clip.bvh").scene.rig;
    ASSERT_EQ(rig.joint_count(), 3);
    EXPECT_EQ(rig.joints[2].name, "arm_end");
    EXPECT_EQ(rig.joints[2].rest.translation, glm::dvec3(5, 0, 0));
}

TEST(BvhReader, TakesAnyWhiteSpace) {
    const SceneFile want = parse_bvh(kClip, "clip.bvh");
    std::string windows, tabs, lines;
    for (const char c : kClip) {
        windows += c == '\n' ? "\r\n" : std::string(1, c);
        tabs += c == ' ' ? "\t \t" : std::string(1, c);
        lines += c == ' ' ? "\n" : std::string(1, c);
    }
    lines.replace(lines.find("End\nSite"), 8, "End Site");
    std::string braces = kClip;
    for (std::size_t at; (at = braces.find("\n{")) != std::string::npos;) braces.replace(at, 2, " {");
    for (const std::string& text :
         {windows, tabs, lines, braces, "\xEF\xBB\xBF" + kClip, kClip + std::string(5, '\0') + "\n\n",
          kClip.substr(0, kClip.size() - 1)}) {
        const SceneFile found = parse_bvh(text, "clip.bvh");
        EXPECT_EQ(found.scene.motion.rotations, want.scene.motion.rotations);
        EXPECT_EQ(found.scene.motion.translations, want.scene.motion.translations);
        EXPECT_THAT(found.warnings, IsEmpty());
    }
}

TEST(BvhReader, KeepsNamesAsTheyAre) {
    std::string text = kClip;
    text.replace(text.find("hips"), 4, "骨盤 (left/../) {");
    text.erase(text.find("{\n{") + 1, 2);
    EXPECT_EQ(parse_bvh(text, "clip.bvh").scene.rig.joints[0].name, "骨盤 (left/../)");
    std::string twins = kClip;
    twins.replace(twins.find("JOINT arm"), 9, "JOINT hips");
    EXPECT_EQ(parse_bvh(twins, "clip.bvh").scene.rig.joints[1].name, "hips");
}

TEST(BvhReader, PositionChannelsMayBeOnAnyJoint) {
    std::string text = kClip;
    text.replace(text.find("CHANNELS 3"), 10, "CHANNELS 4 Yposition");
    text.replace(text.find("1 91"), std::string::npos, "1 91 2 0 0 0 7 0 0 0\n1 91 2 0 0 0 -3 0 0 0\n");
    const FigureScene scene = parse_bvh(text, "clip.bvh").scene;
    EXPECT_THAT(scene.motion.moving, ElementsAre(0, 1));
    EXPECT_EQ(world_transforms(scene.rig, scene.motion, 0)[1].translation, glm::dvec3(11, 98, 2));
    EXPECT_EQ(world_transforms(scene.rig, scene.motion, 1)[1].translation, glm::dvec3(11, 88, 2));
}

TEST(BvhReader, TakesFramesAsFoundAndSaysSo) {
    const auto with_frames = [](const std::string& count, const std::string& rows) {
        return parse_bvh(kHierarchy + "MOTION\nFrames: " + count + "\nFrame Time: 0.05\n" + rows, "clip.bvh");
    };
    const std::string row = "1 91 2 0 0 0 0 0 0\n";
    EXPECT_EQ(with_frames("100000000", row + row).scene.motion.frame_count(), 2);
    EXPECT_THAT(with_frames("100000000", row + row).warnings,
                ElementsAre("100000000 frames are stated, 2 were found and read"));
    EXPECT_THAT(with_frames("1", row + row).warnings,
                ElementsAre("1 frames are stated, 2 were found and read"));
    const SceneFile cut = with_frames("2", row + "1 91 2 0");
    EXPECT_EQ(cut.scene.motion.frame_count(), 1);
    EXPECT_THAT(cut.warnings, ElementsAre("frame 2 has 4 of 9 values and was left out",
                                          "2 frames are stated, 1 were found and read"));
    EXPECT_EQ(with_frames("1", row).scene.motion.frame_count(), 1);
}

TEST(BvhReader, AFrameTimeThatMakesNoSenseIsReplaced) {
    for (const char* time : {"0", "-1", "1e9"}) {
        std::string text = kClip;
        text.replace(text.find("0.05"), 4, time);
        const SceneFile file = parse_bvh(text, "clip.bvh");
        EXPECT_NEAR(file.scene.motion.fps, 30, 1e-9);
        EXPECT_THAT(file.rate_doubt, HasSubstr("makes no sense"));
    }
}

TEST(BvhReader, NamesTheLineOfWhatItCannotRead) {
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = kClip;
        text.replace(text.find(from), from.size(), to);
        return refusal(text);
    };
    EXPECT_THAT(with("HIERARCHY", "HIERARCY"),
                HasSubstr("clip.bvh:1: expected HIERARCHY, found \"HIERARCY\""));
    EXPECT_THAT(with("OFFSET 10", "OFFSET ten"), HasSubstr("clip.bvh:8: expected a number, found \"ten\""));
    EXPECT_THAT(with("Zrotation", "Wrotation"),
                HasSubstr("clip.bvh:5: expected a channel such as Xrotation, found \"Wrotation\""));
    EXPECT_THAT(with("CHANNELS 6", "CHANNELS 600"), HasSubstr("clip.bvh:5: expected 0 to 12 channels"));
    EXPECT_THAT(with("MOTION", "}"), HasSubstr("expected ROOT or MOTION, found \"}\""));
    EXPECT_THAT(with("1 92", "nan 92"),
                HasSubstr("clip.bvh:20: expected frame 2, value 1: a number, found \"nan\""));
    EXPECT_THAT(with("1 92", "inf 92"), HasSubstr("frame 2, value 1"));
    EXPECT_THAT(with("1 92", "-1.#IND 92"), HasSubstr("frame 2, value 1"));
    EXPECT_THAT(with("1 92", "1e999 92"), HasSubstr("frame 2, value 1"));
    EXPECT_THAT(refusal(kHierarchy + "MOTION\nFrames: 0\nFrame Time: 0.05\n"),
                HasSubstr("expected at least one frame of motion, found the end"));
    EXPECT_THAT(refusal(""), HasSubstr("expected HIERARCHY, found the end of the file"));
    EXPECT_THAT(refusal("HIERARCHY\nMOTION\n"), HasSubstr("expected ROOT"));
}

TEST(BvhReader, FilesCutAnywhereAreReadOrRefused) {
    for (std::size_t length = 0; length < kClip.size(); ++length) {
        const std::string cut = kClip.substr(0, length);
        const std::string message = refusal(cut);
        if (length < kClip.find("1 91") + 17) {
            EXPECT_NE(message, "") << length;
        }
    }
}

TEST(BvhReader, MemoryStaysInProportionToTheText) {
    std::string deep = "HIERARCHY\n";
    for (int i = 0; i < 6000; ++i) deep += i == 0 ? "ROOT a {" : "JOINT a {";
    EXPECT_THAT(refusal(deep), HasSubstr("at most 5000 joints"));
    // Joints without channels, and a single number a frame.
    std::string wide = "HIERARCHY ROOT a\n{ CHANNELS 1 Xrotation ";
    for (int i = 0; i < 3000; ++i) wide += "JOINT b\n{ OFFSET 0 0 0 } ";
    wide += "} MOTION Frames: 9 Frame Time: 1 ";
    for (int i = 0; i < 5000; ++i) wide += "0 ";
    EXPECT_THAT(refusal(wide), HasSubstr("fewer joints without channels"));
}

}  // namespace
}  // namespace im::test

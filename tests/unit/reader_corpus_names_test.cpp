// One motion under the joints' names and in the hierarchies of many programs.

#include <numbers>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/io/motion_file.h"
#include "tests/support/bvh_text.h"
#include "tests/support/reader_corpus.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using Names = std::vector<std::string>;

/// "?" is each side's sign: names of both sides in HumanML3D's order.
Names family(const std::string& left, const std::string& right, const Names& trunk, const Names& limbs) {
    // trunk: pelvis, spine1, spine2, spine3, neck, head; limbs: hip, knee, ankle, toe, collar, shoulder,
    // elbow, wrist.
    const auto side = [&](std::size_t limb, bool is_left) {
        return replaced(limbs[limb], "?", is_left ? left : right);
    };
    Names names{trunk[0]};
    for (const auto& [part, middle] : {std::pair{0, 1}, {1, 2}, {2, 3}, {3, 4}}) {
        names.push_back(side(static_cast<std::size_t>(part), true));
        names.push_back(side(static_cast<std::size_t>(part), false));
        names.push_back(trunk[static_cast<std::size_t>(middle)]);
    }
    names.push_back(side(4, true));
    names.push_back(side(4, false));
    names.push_back(trunk[5]);
    for (const std::size_t part : {5u, 6u, 7u}) {
        names.push_back(side(part, true));
        names.push_back(side(part, false));
    }
    return names;
}

struct Family {
    const char* name;
    Names names;
};

std::vector<Family> families() {
    const Names spine{"Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"};
    const Names human{"?UpLeg", "?Leg", "?Foot", "?ToeBase", "?Shoulder", "?Arm", "?ForeArm", "?Hand"};
    const auto with = [](const std::string& before, Names names, const std::string& after = "") {
        for (std::string& name : names) name = before + name + after;
        return names;
    };
    const Names leg_upper{"?_legUpper0001", "?_legLower0001", "?_foot0001",     "?_toe0001",
                          "?_clavicle0001", "?_armUpper0001", "?_armLower0001", "?_hand0001"};
    const Names numbered{"pelvis0001", "spine0001", "spine0002", "spine0003", "neck0001", "head0001"};
    return {
        {"Mixamo", with("mixamorig:", family("Left", "Right", spine, human))},
        {"HumanIK", with("Character1_", family("Left", "Right", spine, human))},
        {"a person's own prefix", with("Bob_the_2nd_", family("Left", "Right", spine, human))},
        {"a suffix", with("", family("Left", "Right", spine, human), "_JNT")},
        {"two suffixes", with("", family("L", "R", numbered, leg_upper), "_bind_JNT")},
        {"a prefix and two suffixes", with("hero_", family("L", "R", numbered, leg_upper), "_sk_v2")},
        {"Unreal", family("l", "r", {"pelvis", "spine_01", "spine_02", "spine_03", "neck_01", "head"},
                          {"thigh_?", "calf_?", "foot_?", "ball_?", "clavicle_?", "upperarm_?", "lowerarm_?",
                           "hand_?"})},
        {"Biped", with("Bip01 ", family("L", "R", {"Pelvis", "Spine", "Spine1", "Spine2", "Neck", "Head"},
                                        {"? Thigh", "? Calf", "? Foot", "? Toe0", "? Clavicle", "? UpperArm",
                                         "? Forearm", "? Hand"}))},
        {"Rigify",
         with("DEF-", family("L", "R", {"spine", "spine.001", "spine.002", "spine.003", "neck", "head"},
                             {"thigh.?", "shin.?", "foot.?", "toe.?", "shoulder.?", "upper_arm.?",
                              "forearm.?", "hand.?"}))},
        {"AdvancedSkeleton",
         family("L", "R", {"Root_M", "Spine1_M", "Spine2_M", "Chest_M", "Neck_M", "Head_M"},
                {"Hip_?", "Knee_?", "Ankle_?", "Toes_?", "Scapula_?", "Shoulder_?", "Elbow_?", "Wrist_?"})},
        {"Xsens", family("Left", "Right", {"Hips", "Chest", "Chest2", "Chest4", "Neck", "Head"},
                         {"?Hip", "?Knee", "?Ankle", "?Toe", "?Collar", "?Shoulder", "?Elbow", "?Wrist"})},
        {"OptiTrack", family("L", "R", {"Hip", "Ab", "Spine2", "Chest", "Neck", "Head"},
                             {"?Thigh", "?Shin", "?Foot", "?Toe", "?Shoulder", "?UArm", "?FArm", "?Hand"})},
        {"Daz", family("l", "r", {"hip", "abdomen", "abdomen2", "chest", "neck", "head"},
                       {"?Thigh", "?Shin", "?Foot", "?Toe", "?Collar", "?Shldr", "?ForeArm", "?Hand"})},
        {"VRM",
         with("J_Bip_", family("L", "R", {"C_Hips", "C_Spine", "C_Chest", "C_UpperChest", "C_Neck", "C_Head"},
                               {"?_UpperLeg", "?_LowerLeg", "?_Foot", "?_ToeBase", "?_Shoulder", "?_UpperArm",
                                "?_LowerArm", "?_Hand"}))},
        {"mocopi", family("l", "r", {"root", "torso_1", "torso_3", "torso_5", "neck_1", "head"},
                          {"?_up_leg", "?_low_leg", "?_foot", "?_toes", "?_shoulder", "?_up_arm", "?_low_arm",
                           "?_hand"})},
        {"MikuMikuDance", family("左", "右", {"下半身", "上半身", "上半身2", "上半身3", "首", "頭"},
                                 {"?足", "?ひざ", "?足首", "?つま先", "?肩", "?腕", "?ひじ", "?手首"})},
    };
}

TEST(ReaderCorpusNames, FamiliesOfNames) {
    const TemporaryFolder folder;
    for (const Family& family : families()) {
        SCOPED_TRACE(family.name);
        Rig rig = corpus_rig();
        rename(rig, family.names);
        write_file_atomically(folder / "take.bvh", bvh_text(rig, corpus_motion()));
        MotionFile read;
        ASSERT_NO_THROW(read = read_motion(folder / "take.bvh"));
        expect_corpus_clip(read.clip, 20);
        // By their names, not by the rig's shape: every part is known.
        for (std::size_t j = 0; j < kRoleCount; ++j)
            EXPECT_EQ(read.bones.at(humanml3d_skeleton().joint_names[j]), family.names[j]);
    }
}

TEST(ReaderCorpusNames, NamesThatSayNothingAreReadByShape) {
    const TemporaryFolder folder;
    Rig rig = corpus_rig();
    for (std::size_t j = 0; j < rig.joints.size(); ++j) rig.joints[j].name = "joint" + std::to_string(j);
    write_file_atomically(folder / "take.bvh", bvh_text(rig, corpus_motion()));
    expect_corpus_clip(read_motion(folder / "take.bvh").clip, 20);
}

/// A joint more at the place `before`, between it and its parent.
void insert_above(Rig& rig, RigMotion& motion, std::size_t before, const std::string& name, double share) {
    const std::size_t J = rig.joints.size();
    RigJoint added{name, rig.joints[before].parent, {}};
    added.rest.translation = share * rig.joints[before].rest.translation;
    rig.joints[before].rest.translation *= 1 - share;
    for (RigJoint& joint : rig.joints) {
        if (joint.parent >= static_cast<int>(before)) ++joint.parent;
    }
    rig.joints[before].parent = static_cast<int>(before);
    rig.joints.insert(rig.joints.begin() + static_cast<std::ptrdiff_t>(before), added);
    std::vector<glm::dquat> rotations;
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        if (i % J == before) rotations.emplace_back(1, 0, 0, 0);
        rotations.push_back(motion.rotations[i]);
    }
    motion.rotations = std::move(rotations);
    motion.joint_count = rig.joint_count();
    for (int& joint : motion.moving) joint += joint >= static_cast<int>(before) ? 1 : 0;
}

TEST(ReaderCorpusNames, JointsBetweenAndAbove) {
    const TemporaryFolder folder;
    const auto check = [&folder](const char* what, const Rig& rig, const RigMotion& motion) {
        SCOPED_TRACE(what);
        write_file_atomically(folder / "take.bvh", bvh_text(rig, motion));
        expect_corpus_clip(read_motion(folder / "take.bvh").clip, 20);
    };
    for (const auto& [before, name, share] : {std::tuple{0, "reference", 0.0},
                                              {4, "l_thigh_twist", 0.5},
                                              {18, "l_arm_roll", 0.4},
                                              {12, "neck_base", 0.3}}) {
        Rig rig = corpus_rig();
        RigMotion motion = corpus_motion();
        insert_above(rig, motion, static_cast<std::size_t>(before), name, share);
        check(name, rig, motion);
    }
}

/// Two figures side by side, as one rig with two roots: the second as the corpus, the first mirrored about.
void add_figure(Rig& rig, RigMotion& motion, const std::string& prefix, double aside, bool turned) {
    Rig one = corpus_rig();
    RigMotion moves = corpus_motion();
    if (turned) change_space(one, moves, 1, glm::angleAxis(std::numbers::pi, glm::dvec3(0, 1, 0)));
    const int first = rig.joint_count(), M = static_cast<int>(motion.moving.size());
    const std::size_t before = rig.joints.size();
    RigMotion joined{moves.fps, 0, {}, motion.moving, {}};
    for (RigJoint joint : one.joints) {
        joint.name = prefix + joint.name;
        if (joint.parent >= 0) joint.parent += first;
        rig.joints.push_back(joint);
    }
    joined.moving.push_back(first);
    joined.joint_count = rig.joint_count();
    for (std::size_t t = 0; t < static_cast<std::size_t>(moves.frame_count()); ++t) {
        for (std::size_t j = 0; j < before; ++j) joined.rotations.push_back(motion.rotations[t * before + j]);
        for (std::size_t j = 0; j < 22; ++j) joined.rotations.push_back(moves.rotations[t * 22 + j]);
        for (int m = 0; m < M; ++m)
            joined.translations.push_back(
                motion.translations[t * static_cast<std::size_t>(M) + static_cast<std::size_t>(m)]);
        joined.translations.push_back(moves.translations[t] + glm::dvec3(aside, 0, 0));
    }
    motion = std::move(joined);
}

TEST(ReaderCorpusNames, TwoFiguresAreTwoTakes) {
    const TemporaryFolder folder;
    Rig rig;
    RigMotion motion;
    add_figure(rig, motion, "A:", -1, true);
    add_figure(rig, motion, "B:", 1, false);
    write_file_atomically(folder / "two.bvh", bvh_text(rig, motion));
    const MotionFile first = read_motion(folder / "two.bvh");
    expect_corpus_clip(first.clip, 20);
    ASSERT_EQ(first.warnings.size(), 1u);
    EXPECT_THAT(first.warnings[0], testing::HasSubstr("2 takes in the file (1 \"A\", 2 \"B\")"));
    EXPECT_THAT(first.warnings[0], testing::HasSubstr("--take"));
    EXPECT_EQ(first.bones.at("l_knee"), "A:l_knee");
    for (const char* take : {"B", "b", "2"}) {
        const MotionFile second = read_motion(folder / "two.bvh", {.take = take});
        EXPECT_EQ(second.bones.at("l_knee"), "B:l_knee") << take;
        EXPECT_THAT(second.warnings, testing::IsEmpty());
        expect_corpus_clip(second.clip, 20);
    }
    EXPECT_EQ(read_takes(folder / "two.bvh", {.take = "all"}).size(), 2u);
}

TEST(ReaderCorpusNames, TwoFiguresBelowOneRootAndInTwoBlocks) {
    const TemporaryFolder folder;
    Rig rig;
    RigMotion motion{20, 1, std::vector(40, glm::dquat(1, 0, 0, 0)), {}, {}};
    rig.joints = {{"scene", -1, {}}};
    add_figure(rig, motion, "A:", -1, false);
    add_figure(rig, motion, "B:", 1, true);
    for (std::size_t j = 1; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent < 0) rig.joints[j].parent = 0;
    }
    write_file_atomically(folder / "scene.bvh", bvh_text(rig, motion));
    write_file_atomically(folder / "blocks.bvh",
                          bvh_text(corpus_rig(), corpus_motion()) + bvh_text(corpus_rig(), corpus_motion()));
    for (const char* name : {"scene.bvh", "blocks.bvh"}) {
        SCOPED_TRACE(name);
        const auto takes = read_takes(folder / name, {.take = "all"});
        ASSERT_EQ(takes.size(), 2u);
        for (const MotionFile& take : takes) expect_corpus_clip(take.clip, 20);
    }
}

TEST(ReaderCorpusNames, AThingBesideTheFigureIsNoTake) {
    const TemporaryFolder folder;
    std::string text = bvh_text(corpus_rig(), corpus_motion());
    const std::string box = "ROOT box\n{\nOFFSET 9 9 9\nCHANNELS 3 Xposition Yposition Zposition\n}\nMOTION";
    text = replaced(text, "MOTION", box);
    const std::size_t rows = text.find("Frame Time");
    const std::size_t first_row = text.find('\n', rows) + 1;
    text = text.substr(0, first_row) + replaced(text.substr(first_row), "\n", " 1 2 3\n");
    write_file_atomically(folder / "box.bvh", text);
    const auto takes = read_takes(folder / "box.bvh", {.take = "all"});
    ASSERT_EQ(takes.size(), 1u);
    expect_corpus_clip(takes[0].clip, 20);
}

}  // namespace
}  // namespace im::test

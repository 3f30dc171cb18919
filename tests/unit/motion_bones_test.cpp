#include "engine/motion/rig/bone_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/root_motion.h"
#include "engine/motion/rig/figure_scene.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"
#include "engine/motion/rig/upright.h"
#include "tests/support/figures.h"
#include "tests/support/reader_corpus.h"

namespace im::test {
namespace {

using testing::HasSubstr;

/// What each part is called, in the order of Role; "" where nobody plays it.
std::array<std::string, kRoleCount> names_of(const Rig& rig, const std::array<int, kRoleCount>& roles) {
    std::array<std::string, kRoleCount> names;
    for (std::size_t role = 0; role < kRoleCount; ++role)
        names[role] = roles[role] < 0 ? "" : rig.joints[static_cast<std::size_t>(roles[role])].name;
    return names;
}

/// HumanML3D's figure under other names, in its own order; "-" leaves a joint its name.
Rig renamed(const std::vector<std::string>& names) {
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    rig.roles.fill(-1);
    for (std::size_t j = 0; j < names.size(); ++j) rig.joints[j].name = names[j];
    return rig;
}

void expect_every_part_found(const Rig& rig, const std::string& what) {
    const auto found = match_bones(rig);
    for (int role = 0; role < kRoleCount; ++role)
        EXPECT_EQ(found[static_cast<std::size_t>(role)], role)
            << what << ": " << humanml3d_skeleton().joint_names[static_cast<std::size_t>(role)];
}

TEST(BoneMatch, KnowsEveryPresetByItsNames) {
    for (const RigPreset& preset : rig_presets()) {
        const Rig& rig = rig_preset(preset.name);
        EXPECT_EQ(names_of(rig, match_bones(rig)), names_of(rig, rig.roles)) << preset.name;
    }
}

TEST(BoneMatch, KnowsTheNamesOfOtherFamilies) {
    expect_every_part_found(renamed({"Pelvis",  "L_Hip",    "R_Hip",    "Spine1", "L_Knee",     "R_Knee",
                                     "Spine2",  "L_Ankle",  "R_Ankle",  "Spine3", "L_Foot",     "R_Foot",
                                     "Neck",    "L_Collar", "R_Collar", "Head",   "L_Shoulder", "R_Shoulder",
                                     "L_Elbow", "R_Elbow",  "L_Wrist",  "R_Wrist"}),
                            "SMPL");
    expect_every_part_found(
        renamed({"Hips",        "LeftUpLeg",    "RightUpLeg",    "LowerBack", "LeftLeg",     "RightLeg",
                 "Spine",       "LeftFoot",     "RightFoot",     "Spine1",    "LeftToeBase", "RightToeBase",
                 "Neck",        "LeftShoulder", "RightShoulder", "Head",      "LeftArm",     "RightArm",
                 "LeftForeArm", "RightForeArm", "LeftHand",      "RightHand"}),
        "CMU");
    expect_every_part_found(
        renamed({"Bip01 Pelvis",     "Bip01 L Thigh",    "Bip01 R Thigh",    "Bip01 Spine",
                 "Bip01 L Calf",     "Bip01 R Calf",     "Bip01 Spine1",     "Bip01 L Foot",
                 "Bip01 R Foot",     "Bip01 Spine2",     "Bip01 L Toe0",     "Bip01 R Toe0",
                 "Bip01 Neck",       "Bip01 L Clavicle", "Bip01 R Clavicle", "Bip01 Head",
                 "Bip01 L UpperArm", "Bip01 R UpperArm", "Bip01 L Forearm",  "Bip01 R Forearm",
                 "Bip01 L Hand",     "Bip01 R Hand"}),
        "Biped");
    expect_every_part_found(
        renamed({"hip",    "lThigh", "rThigh",   "abdomen",  "lShin", "rShin",   "abdomen2", "lFoot",
                 "rFoot",  "chest",  "lToe",     "rToe",     "neck",  "lCollar", "rCollar",  "head",
                 "lShldr", "rShldr", "lForeArm", "rForeArm", "lHand", "rHand"}),
        "Daz");
    expect_every_part_found(
        renamed({"J_Bip_C_Hips",     "J_Bip_L_UpperLeg",   "J_Bip_R_UpperLeg", "J_Bip_C_Spine",
                 "J_Bip_L_LowerLeg", "J_Bip_R_LowerLeg",   "J_Bip_C_Chest",    "J_Bip_L_Foot",
                 "J_Bip_R_Foot",     "J_Bip_C_UpperChest", "J_Bip_L_ToeBase",  "J_Bip_R_ToeBase",
                 "J_Bip_C_Neck",     "J_Bip_L_Shoulder",   "J_Bip_R_Shoulder", "J_Bip_C_Head",
                 "J_Bip_L_UpperArm", "J_Bip_R_UpperArm",   "J_Bip_L_LowerArm", "J_Bip_R_LowerArm",
                 "J_Bip_L_Hand",     "J_Bip_R_Hand"}),
        "VRM");
}

TEST(BoneMatch, TellsLimbsOfUnknownNamesByShape) {
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    for (std::size_t j = 0; j < rig.joints.size(); ++j) rig.joints[j].name = "node" + std::to_string(j);
    expect_every_part_found(rig, "by shape");
}

TEST(BoneMatch, FindsNothingInThreeJointsAndSurvivesThreeHundred) {
    Rig rig;
    for (int j = 0; j < 3; ++j) rig.joints.push_back({"bone", j - 1, {{0, 1, 0}, {1, 0, 0, 0}}});
    EXPECT_EQ(match_bones(rig)[kLeftHip], -1);
    EXPECT_THROW(retarget_to_rig(moving_pose(2, [](int) { return 0.0; }), rig), Error);
    for (int j = 3; j < 300; ++j) rig.joints.push_back({"bone", j / 2, {{j % 3, 1, j % 5}, {1, 0, 0, 0}}});
    EXPECT_NO_THROW(match_bones(rig));
    Rig flat = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());  // bones without length
    for (RigJoint& joint : flat.joints) joint = {"x", joint.parent, {}};
    EXPECT_NO_THROW(match_bones(flat));
}

TEST(BoneTable, IsReadBackAndSaysWhatIsWrong) {
    Rig rig = rig_preset("mixamo");
    const BoneTable table = bone_table_of(rig);
    EXPECT_EQ(table.at("l_hip"), "mixamorig:LeftUpLeg");
    Rig other = rig;
    other.roles.fill(-1);
    apply_bone_table(other, table);
    EXPECT_EQ(other.roles, rig.roles);
    apply_bone_table(other, {{"head", ""}});
    EXPECT_EQ(other.roles[kHead], -1);
    const auto refusal = [&](const BoneTable& wrong) {
        try {
            apply_bone_table(other, wrong);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(refusal({{"tail", "x"}}), HasSubstr("found \"tail\""));
    EXPECT_THAT(refusal({{"head", "Kopf"}}), HasSubstr("no joint \"Kopf\""));
    EXPECT_THAT(refusal({{"head", "mixamorig:Neck"}}), HasSubstr("plays neck and head"));
}

TEST(BoneTable, EveryProblemIsNamedWithTheParts) {
    const Rig rig = rig_preset("mixamo");
    BoneTable table = bone_table_of(rig);
    EXPECT_TRUE(bone_table_problems(rig, table).empty());
    table["head"] = "";  // nobody needs one
    EXPECT_TRUE(bone_table_problems(rig, table).empty());
    table["l_knee"] = "";
    table["neck"] = table["spine1"];
    table["r_foot"] = "Zeh";
    const auto problems = bone_table_problems(rig, table);
    ASSERT_EQ(problems.size(), 3u);
    EXPECT_EQ(problems[0].kind, BoneProblem::Kind::Missing);
    EXPECT_EQ(problems[0].part, "l_knee");
    EXPECT_EQ(problems[1].kind, BoneProblem::Kind::Unknown);
    EXPECT_EQ(problems[1].part, "r_foot");
    EXPECT_EQ(problems[2].kind, BoneProblem::Kind::Twice);
    EXPECT_EQ(problems[2].part + " " + problems[2].other, "spine1 neck");
}

TEST(Upright, RigsThatLieOrLookAwayStandUpWithTheirMotion) {
    FigureScene scene;
    scene.rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    scene.motion = rig_motion_of(moving_pose(5, [](int) { return 0.4; }));
    const FigureScene untouched = stand_upright(scene);
    EXPECT_EQ(untouched.motion.rotations, scene.motion.rotations);
    FigureScene turned = scene;
    const Transform away{{0, 0, 0},
                         glm::angleAxis(1.5707963267948966, glm::dvec3(1, 0, 0)) *
                             glm::angleAxis(3.141592653589793, glm::dvec3(0, 1, 0))};
    turned.rig.joints[0].rest = away * turned.rig.joints[0].rest;
    for (std::size_t i = 0; i < turned.motion.rotations.size(); i += 22)
        turned.motion.rotations[i] = away.rotation * turned.motion.rotations[i];
    for (glm::dvec3& p : turned.motion.translations) p = away * p;
    const FigureScene found = stand_upright(turned);
    for (int t = 0; t < 5; ++t) {
        const auto want = world_transforms(scene.rig, scene.motion, t),
                   is = world_transforms(found.rig, found.motion, t);
        for (std::size_t j = 0; j < 22; ++j)
            EXPECT_LT(glm::distance(want[j].translation, is[j].translation), 1e-9);
    }
}

TEST(Upright, ARestPoseThatIsNoneIsTakenFromTheMotion) {
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion motion = rig_motion_of(moving_pose(10, [](int) { return 0.0; }));
    rig.roles = match_bones(rig);
    FigureScene same{rig, motion, {}};
    EXPECT_EQ(mend_rest_pose(same), RestPoseKind::Stands);
    EXPECT_EQ(same.rig.joints[4].rest.rotation, rig.joints[4].rest.rotation);
    // All bones along X: put right by the motion's rotations, or not at all.
    FigureScene folded{rig, motion, {}};
    lay_along_x(folded.rig, folded.motion);
    FigureScene still = folded;
    still.motion.rotations.assign(10 * 22, glm::dquat(1, 0, 0, 0));
    EXPECT_EQ(mend_rest_pose(still), RestPoseKind::Crooked);
    EXPECT_EQ(mend_rest_pose(folded), RestPoseKind::Mended);
    const auto rest = rest_transforms(folded.rig);
    EXPECT_GT(rest[kNeck].translation.y, 0.4);
    EXPECT_LT(rest[kLeftAnkle].translation.y, -0.6);
}

TEST(Retarget, ToTheSameRigIsTheSameMotion) {
    const Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion motion = rig_motion_of(moving_pose(20, [](int t) { return 0.3 * t; }));
    const RigMotion same = retarget_motion(rig, motion, rig);
    for (int t = 0; t < 20; ++t) {
        const auto want = world_transforms(rig, motion, t), is = world_transforms(rig, same, t);
        for (std::size_t j = 0; j < 22; ++j)
            EXPECT_LT(glm::distance(want[j].translation, is[j].translation), 2e-4) << t << " " << j;
    }
}

TEST(Retarget, ThereAndBackKeepsLimbsAndPath) {
    const Rig figure = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion motion = rig_motion_of(moving_pose(20, [](int t) { return 0.1 * t; }));
    for (const RigPreset& preset : rig_presets()) {
        const Rig& rig = rig_preset(preset.name);
        const RigMotion back = retarget_motion(rig, retarget_motion(figure, motion, rig), figure);
        for (int t = 0; t < 20; ++t) {
            const auto want = world_transforms(figure, motion, t), is = world_transforms(figure, back, t);
            // Knees bend more or less where the rigs' hips are wider or narrower.
            for (const auto& [role, metres] : {std::pair{kLeftAnkle, 0.005},
                                               {kRightAnkle, 0.005},
                                               {kLeftKnee, 0.04},
                                               {kRightKnee, 0.04},
                                               {kLeftWrist, 0.02},
                                               {kRightWrist, 0.02},
                                               {kHead, 0.02}})
                EXPECT_LT(glm::distance(want[role].translation, is[role].translation), metres)
                    << preset.name << t << " " << role;
        }
    }
}

TEST(RootMotion, PutsThePathOnTheRootAndMovesNoJoint) {
    for (const char* name : {"smpl", "ue5"}) {
        FigureScene scene;
        scene.rig = rig_preset(name);
        scene.motion = retarget_to_rig(moving_pose(60, [](int t) { return 0.05 * t; }), scene.rig);
        const FigureScene moved = with_root_motion(scene);
        EXPECT_EQ(moved.rig.joints[0].name, "root");
        EXPECT_EQ(moved.rig.joint_count(), scene.rig.joint_count() + (std::string(name) == "smpl" ? 1 : 0));
        const std::size_t extra = moved.rig.joints.size() - scene.rig.joints.size();
        for (int t = 0; t < 60; t += 7) {
            const auto want = world_transforms(scene.rig, scene.motion, t),
                       is = world_transforms(moved.rig, moved.motion, t);
            for (std::size_t j = 1; j < want.size(); ++j)
                EXPECT_LT(glm::distance(want[j].translation, is[j + extra].translation), 1e-6);
            EXPECT_EQ(is[0].translation.y, 0);
            const glm::dvec3 hips = is[static_cast<std::size_t>(moved.rig.roles[kPelvis])].translation;
            EXPECT_LT(std::hypot(is[0].translation.x - hips.x, is[0].translation.z - hips.z), 0.1);
        }
    }
    EXPECT_THROW(with_root_motion(FigureScene{}), Error);
}

}  // namespace
}  // namespace im::test

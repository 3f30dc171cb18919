// Saving on a rig of the user's own, and choosing which of its bones plays which part.
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/rig_presets.h"
#include "gui_harness.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class RigTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
        rig_file_ = folder_ / "Mein Rig.glb";
        // Another size, and names with spaces, a slash and letters that are not ASCII.
        FigureScene own;
        own.rig = rig_preset("mixamo");
        for (RigJoint& joint : own.rig.joints) {
            joint.name = "Körper/mein " + joint.name.substr(10);
            joint.rest.translation *= 1.5;
        }
        MotionClip still;
        for (const Transform& joint : rest_transforms(rig_of(humanml3d_skeleton(), humanml3d_rest_pose()))) {
            still.positions.emplace_back(joint.translation);
        }
        save_clip(rig_file_, still, {}, {.own_rig = std::make_shared<FigureScene>(own)});
    }

    static std::string bone(const char* name) { return std::string("Körper/mein ") + name; }
    studio::OwnRig& rig() { return state().save.rig; }

    void open_dialog(ImGuiTestContext& user) {
        if (state().takes.empty()) {
            type_prompt(user, "a person walks forward");
            press_generate(user);
            wait_until_done(user);
        }
        state().settings.save_folder = folder_.string();
        user.ItemClick("//Clip/###Save clip");
        user.Yield(2);
        user.SetRef("//Save clip");
        user.ItemClick("**/FBX");
    }
    void choose_skeleton(ImGuiTestContext& user, const char* name) {
        user.ItemClick("##skeleton");
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        user.ItemClick((std::string("**/") + name).c_str());
        user.SetRef("//Save clip");
    }
    void type_into(ImGuiTestContext& user, const char* field, const std::string& text) {
        user.ItemClick(field);
        user.KeyCharsReplaceEnter(text.c_str());
    }
    void open_rig(ImGuiTestContext& user) {
        choose_skeleton(user, "My own rig");
        type_into(user, "**/##rig", rig_file_.string());
        wait_for(user, "the rig", [this] { return state().save.format.own_rig != nullptr; });
    }
    void edit_bones(ImGuiTestContext& user) {
        user.ItemClick("**/###Edit bones");
        user.Yield(2);
        user.SetRef("//Bones of the rig");
    }
    /// Opens the list of one part, searches, and takes the bone of that name, or none.
    void choose_bone(ImGuiTestContext& user, const char* part, const std::string& name) {
        // Lists are no items that a pattern finds: straight to it, in the part of the window that scrolls.
        user.SetRef(user.WindowInfo("//Bones of the rig/parts").Window);
        user.ItemClick((std::string("##") + part).c_str());
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        if (name.empty()) {
            user.ItemClick("**/###none");
        } else {
            const auto& joints = rig().as_read->rig.joints;
            const auto found = std::find_if(joints.begin(), joints.end(),
                                            [&](const RigJoint& joint) { return joint.name == name; });
            ASSERT_NE(found, joints.end()) << name;
            user.KeyChars("mein LEFT");  // the cursor is in the search field
            user.Yield(2);
            EXPECT_FALSE(user.ItemExists("**/###bone 0"));  // the hips
            user.ItemClick(("**/###bone " + std::to_string(found - joints.begin())).c_str());
        }
        user.SetRef("//Bones of the rig");
    }
    void close_bones(ImGuiTestContext& user) {
        user.ItemClick("**/###Done");
        user.Yield(2);
        user.SetRef("//Save clip");
    }

    fs::path rig_file_;
};

TEST_F(RigTest, TheClipIsSavedOnTheRigWithTheBonesThatWereChosen) {
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        open_rig(user);
        EXPECT_EQ(rig().bones.at("l_elbow"), bone("LeftForeArm"));
        EXPECT_TRUE(rig().problems.empty());
        edit_bones(user);
        choose_bone(user, "l_elbow", "");
        close_bones(user);
        wait_for(user, "the rig to be ready", [&] { return state().save.format.own_rig != nullptr; });
        user.ItemClick("**/###Save");
        wait_for(user, "the file", [&] { return state().save.running == 0; });

        const MotionClip& clip = state().figure()->clip;
        const FigureScene found = read_scene(folder_ / "a-person-walks-forward.fbx").scene;
        ASSERT_EQ(found.motion.frame_count(), clip.frame_count());
        ASSERT_FALSE(found.meshes.empty());
        const auto chosen = export_scene(clip, {.own_rig = read_rig(rig_file_, {{"l_elbow", ""}})});
        EXPECT_LT(scene_error(chosen, found), 2e-3);
        EXPECT_GT(scene_error(export_scene(clip, {.own_rig = read_rig(rig_file_)}), found), 0.01);
    });
}

TEST_F(RigTest, WhatIsWrongWithTheBonesIsNamedAndNothingIsSavedUntilItIsMended) {
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        open_rig(user);
        edit_bones(user);
        choose_bone(user, "l_knee", "");
        ASSERT_EQ(rig().problems.size(), 1u);
        EXPECT_EQ(rig().problems[0].kind, BoneProblem::Kind::Missing);
        choose_bone(user, "l_knee", bone("LeftUpLeg"));
        ASSERT_EQ(rig().problems.size(), 1u);
        EXPECT_EQ(rig().problems[0].kind, BoneProblem::Kind::Twice);
        EXPECT_EQ(rig().problems[0].part + " " + rig().problems[0].other, "l_hip l_knee");
        user.KeyPress(ImGuiKey_Escape);  // closes this window only
        user.Yield(2);
        user.SetRef("//Save clip");
        ASSERT_TRUE(user.ItemExists("**/###Save"));
        EXPECT_TRUE(user.ItemInfo("**/###Save").ItemFlags & ImGuiItemFlags_Disabled);
        edit_bones(user);
        user.ItemClick("**/###As found");
        close_bones(user);
        wait_for(user, "the rig to be ready", [&] { return state().save.format.own_rig != nullptr; });
        EXPECT_FALSE(user.ItemInfo("**/###Save").ItemFlags & ImGuiItemFlags_Disabled);
        choose_skeleton(user, "Mixamo");
        EXPECT_EQ(state().save.format.own_rig, nullptr);
        user.ItemClick("**/Cancel");
    });
}

TEST_F(RigTest, ATableOfBonesIsSavedForTheCommandLineAndLoadedAgain) {
    const fs::path table = folder_ / "table.json";
    std::ofstream(folder_ / "notes.json") << "[1, 2]";
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        open_rig(user);
        edit_bones(user);
        choose_bone(user, "l_foot", "");
        type_into(user, "**/##table", table.string());
        user.ItemClick("**/###Save bones");
        wait_for(user, "the table", [&] { return !rig().table_note.empty(); });
        EXPECT_FALSE(rig().table_failed) << rig().table_note;
        BoneTable want = rig().found;
        want["l_foot"] = "";
        EXPECT_EQ(read_bone_table(table), want);
        EXPECT_NO_THROW(read_rig(rig_file_, read_bone_table(table)));

        user.ItemClick("**/###As found");
        EXPECT_EQ(rig().bones, rig().found);
        user.ItemClick("**/###Load bones");
        wait_for(user, "the table", [&] { return !rig().table_note.empty(); });
        EXPECT_EQ(rig().bones, want);

        std::ofstream(table) << R"({"tail": "x"})";
        user.ItemClick("**/###Load bones");
        wait_for(user, "the refusal", [&] { return rig().table_failed; });
        EXPECT_NE(rig().table_note.find("\"tail\" is no part"), std::string::npos) << rig().table_note;
        EXPECT_EQ(rig().bones, want);
        // A file of another kind is not written over.
        type_into(user, "**/##table", (folder_ / "notes.json").string());
        rig().table_failed = false;
        user.ItemClick("**/###Save bones");
        wait_for(user, "the refusal", [&] { return rig().table_failed; });
        std::ifstream notes(folder_ / "notes.json");
        std::string text;
        std::getline(notes, text);
        EXPECT_EQ(text, "[1, 2]");
    });
}

TEST_F(RigTest, TheRigAndItsBonesAreKnownAgainAfterARestart) {
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        open_rig(user);
        edit_bones(user);
        choose_bone(user, "r_collar", "");
        user.Yield(2);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        choose_skeleton(user, "My own rig");
        wait_for(user, "the rig", [&] { return state().save.format.own_rig != nullptr; });
        EXPECT_EQ(rig().bones.at("r_collar"), "");
        EXPECT_EQ(rig().bones.at("l_collar"), bone("LeftShoulder"));
    });
}

TEST_F(RigTest, ARigThatCannotBeReadIsReported) {
    drive([&](ImGuiTestContext& user) {
        open_dialog(user);
        choose_skeleton(user, "My own rig");
        for (const char* name : {"nowhere.fbx", "workspace"}) {
            type_into(user, "**/##rig", (folder_ / name).string());
            wait_for(user, "the report", [&] { return !rig().error.empty(); });
            EXPECT_NE(rig().error.find(name), std::string::npos) << rig().error;
            EXPECT_TRUE(user.ItemInfo("**/###Save").ItemFlags & ImGuiItemFlags_Disabled);
        }
    });
}

}  // namespace
}  // namespace im::test

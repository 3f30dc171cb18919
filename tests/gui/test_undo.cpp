// Every edit and deletion can be taken back, and done again.
#include "app/studio/actions/take_actions.h"
#include "app/studio/state/workspace_files.h"
#include "engine/store/workspace.h"
#include "gui_harness.h"

namespace im::test {
namespace {

using studio::EditHistory;

constexpr ImGuiKeyChord kUndo = ImGuiMod_Ctrl | ImGuiKey_Z;
constexpr ImGuiKeyChord kRedo = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z;

class UndoTest : public StudioTest {
  protected:
    Workspace workspace() const { return Workspace(folder_ / "workspace"); }
    void wait_for_disk(ImGuiTestContext& user) {
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
    }
};

TEST_F(UndoTest, ARatingIsTakenBackAndGivenAgain) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        const std::int64_t id = state().figure()->clip_id;
        user.ItemClick("//Clip/###star 4");
        user.KeyPress(ImGuiKey_2);
        EXPECT_EQ(state().figure()->rating, 2);
        user.KeyPress(kUndo);
        EXPECT_EQ(state().figure()->rating, 4);
        user.KeyPress(kUndo);
        EXPECT_EQ(state().figure()->rating, 0);
        user.KeyPress(kRedo);
        EXPECT_EQ(state().figure()->rating, 4);
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(id)->rating, 4);
    });
}

TEST_F(UndoTest, TheEditMenuSaysWhatItWouldUndo) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        user.ItemClick("//Clip/###star 4");
        EXPECT_EQ(state().edits.undo_title(), "rating of 'a person bows'");
        user.SetRef("##MainMenuBar");
        user.MenuClick("Edit/###Undo");
        user.SetRef("");
        EXPECT_EQ(state().figure()->rating, 0);
        EXPECT_EQ(state().edits.redo_title(), "rating of 'a person bows'");
        user.SetRef("##MainMenuBar");
        user.MenuClick("Edit/###Redo");
        user.SetRef("");
        EXPECT_EQ(state().figure()->rating, 4);
    });
}

TEST_F(UndoTest, ANameIsOneEditHoweverManyLettersItHas) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        const std::int64_t id = state().figure()->clip_id;
        user.ItemClick("//Clip/**/##name");
        user.KeyCharsReplace("Butler");
        EXPECT_EQ(state().edits.size(), 1u);
        user.WindowFocus("//Viewport");
        user.Yield(2);
        user.KeyPress(kUndo);
        EXPECT_EQ(state().figure()->name, "");
        user.KeyPress(kRedo);
        EXPECT_EQ(state().figure()->name, "Butler");
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(id)->name, "Butler");
    });
}

TEST_F(UndoTest, ADeletedTakeComesBackWithItsClips) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows", 2);
        generate_clips(user, "a person jumps");
        ASSERT_EQ(state().takes.size(), 2u);
        const std::int64_t id = state().takes[0].figures[1].clip_id;
        studio::show_take(state(), services(), 0);
        user.WindowFocus("//Viewport");
        user.Yield(2);
        user.KeyPress(ImGuiKey_Delete);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().take()->request.prompt, "a person jumps");
        wait_for_disk(user);
        EXPECT_TRUE(workspace().clip(id)->trashed);
        user.KeyPress(kUndo);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().takes[0].request.prompt, "a person bows");
        EXPECT_EQ(state().takes[0].figures.size(), 2u);
        EXPECT_EQ(state().shown_take, 0u);
        wait_for_disk(user);
        EXPECT_FALSE(workspace().clip(id)->trashed);
    });
}

TEST_F(UndoTest, APromptThatWasTakenOffTheListComesBackToItsPlace) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        generate_clips(user, "a person jumps");
        user.ItemClick("//Prompt/**/###forget");  // the first one's
        ASSERT_EQ(state().history.size(), 1u);
        EXPECT_EQ(state().history[0], "a person bows");
        user.WindowFocus("//Viewport");
        user.Yield(2);
        user.KeyPress(kUndo);
        ASSERT_EQ(state().history.size(), 2u);
        EXPECT_EQ(state().history[0], "a person jumps");
        wait_for_disk(user);
        EXPECT_EQ(studio::read_history(studio::history_file(folder_ / "workspace")).size(), 2u);
    });
}

TEST_F(UndoTest, ACleanUpSwitchIsTakenBackInTheDialog) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        state().settings.save_folder = folder_.string();
        user.ItemClick("//Clip/###Save clip");
        user.Yield(3);
        user.SetRef("//$FOCUSED");
        user.ItemClick("**/Clean-up");
        user.ItemClick("**/Lock feet");
        EXPECT_TRUE(state().save.clean_up.lock_feet);
        user.KeyPress(kUndo);
        EXPECT_FALSE(state().save.clean_up.lock_feet);
        user.KeyPress(kRedo);
        EXPECT_TRUE(state().save.clean_up.lock_feet);
        user.KeyPress(kUndo);
        user.ItemClick("**/Cancel");
        user.SetRef("");
    });
}

TEST_F(UndoTest, WhileTypingCtrlZBelongsToTheField) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person bows");
        user.ItemClick("//Clip/###star 4");
        type_prompt(user, "a person jumps");
        user.KeyPress(kUndo);
        EXPECT_EQ(state().figure()->rating, 4);
        EXPECT_NE(state().prompt.text, "a person jumps");
    });
}

// Without a window.

studio::Edit edit(const std::string& title, const std::string& subject = "") {
    const auto nothing = [](studio::StudioState&, studio::Services&) {};
    return {title, nothing, nothing, subject};
}

TEST(EditHistory, GoesBackAndForthAndForgetsWhatWasUndoneOnceSomethingElseIsDone) {
    EditHistory history;
    EXPECT_FALSE(history.step_back());
    history.add(edit("a"));
    history.add(edit("b"));
    EXPECT_EQ(history.undo_title(), "b");
    EXPECT_EQ(history.step_back()->title, "b");
    EXPECT_EQ(history.undo_title(), "a");
    EXPECT_EQ(history.redo_title(), "b");
    EXPECT_EQ(history.step_forward()->title, "b");
    history.step_back();
    history.add(edit("c"));
    EXPECT_FALSE(history.can_redo());
    EXPECT_EQ(history.step_back()->title, "c");
    EXPECT_EQ(history.step_back()->title, "a");
    EXPECT_FALSE(history.can_undo());
}

TEST(EditHistory, EditsOfOneSubjectAreOneUntilSomethingComesBetween) {
    EditHistory history;
    history.add(edit("name", "clip 1"));
    history.add(edit("name", "clip 1"));
    EXPECT_EQ(history.size(), 1u);
    history.add(edit("name", "clip 2"));
    history.add(edit("name", "clip 1"));
    EXPECT_EQ(history.size(), 3u);
    history.step_back();
    history.step_forward();
    history.add(edit("name", "clip 1"));
    EXPECT_EQ(history.size(), 4u) << "after an undo it is another edit";
}

TEST(EditHistory, IsBounded) {
    EditHistory history;
    for (std::size_t i = 0; i < EditHistory::kEditsMax + 50; ++i) {
        history.add(edit(std::to_string(i)));
    }
    EXPECT_EQ(history.size(), EditHistory::kEditsMax);
    EXPECT_EQ(history.undo_title(), std::to_string(EditHistory::kEditsMax + 49));
}

}  // namespace
}  // namespace im::test

// Every action by its name, and keys as the user wants them.
#include <set>

#include <gmock/gmock.h>

#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"
#include "app/studio/state/fuzzy_match.h"
#include "engine/core/error.h"
#include "gui_harness.h"

namespace im::test {
namespace {

using studio::find_action;
using studio::fuzzy_match;
using testing::ElementsAre;

class PaletteTest : public StudioTest {
  protected:
    void open_palette(ImGuiTestContext& user) {
        user.Yield(6);
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_P);
        user.Yield(3);
    }
    bool is_open() { return ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup); }
    void open_key_settings(ImGuiTestContext& user, const std::string& search) {
        user.Yield(6);
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Comma);
        user.Yield(3);
        user.ItemClick("//Settings/##search keys");
        user.KeyCharsReplace(search.c_str());
        user.Yield(2);
    }
};

TEST_F(PaletteTest, CtrlPFindsAnActionByAFewLettersAndEnterDoesIt) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person bows");
        const bool grid = state().viewport.grid;
        open_palette(user);
        EXPECT_TRUE(is_open()) << "also while one types";
        user.KeyChars("grgrid");
        user.Yield(2);
        user.KeyPress(ImGuiKey_Enter);
        user.Yield(2);
        EXPECT_EQ(state().viewport.grid, !grid);
        EXPECT_FALSE(is_open());
        EXPECT_EQ(state().prompt.text, "a person bows") << "no letter went into the prompt";
        EXPECT_THAT(state().palette.recent, ElementsAre("look.grid"));
    });
}

TEST_F(PaletteTest, ArrowsChooseAndEscapeLeaves) {
    drive([&](ImGuiTestContext& user) {
        open_palette(user);
        user.KeyChars("look from");
        user.Yield(2);
        user.KeyPress(ImGuiKey_DownArrow);
        user.KeyPress(ImGuiKey_DownArrow);
        user.KeyPress(ImGuiKey_UpArrow);
        EXPECT_EQ(state().palette.chosen, 1);
        user.KeyPress(ImGuiKey_Escape);
        user.Yield(2);
        EXPECT_FALSE(is_open());
        EXPECT_TRUE(state().palette.recent.empty());
    });
}

TEST_F(PaletteTest, WhatCannotBeDoneNowSaysWhyAndIsNotDone) {
    drive([&](ImGuiTestContext& user) {
        open_palette(user);
        user.KeyChars("save clip");
        user.Yield(2);
        user.KeyPress(ImGuiKey_Enter);
        user.Yield(2);
        EXPECT_TRUE(is_open());
        EXPECT_FALSE(state().save.open);
        EXPECT_EQ(studio::why_not(state(), find_action("file.save")), "There is no clip yet.");
        user.KeyPress(ImGuiKey_Escape);
    });
}

TEST_F(PaletteTest, AClickDoesAnActionToo) {
    drive([&](ImGuiTestContext& user) {
        open_palette(user);
        user.KeyChars("settings");
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        user.ItemClick("**/###window.settings");
        user.SetRef("");
        user.Yield(2);
        EXPECT_TRUE(state().windows.settings);
    });
}

TEST_F(PaletteTest, AKeyIsChangedInTheSettingsShownEverywhereAndKept) {
    drive([&](ImGuiTestContext& user) {
        open_key_settings(user, "ground grid");
        user.ItemClick("//Settings/**/look.grid/###key");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_K);
        user.Yield(2);
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "Ctrl+K");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Comma);
        user.Yield(2);
        user.WindowFocus("//Viewport");
        const bool grid = state().viewport.grid;
        user.KeyPress(ImGuiKey_G);
        EXPECT_EQ(state().viewport.grid, grid) << "the old key does nothing";
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_K);
        EXPECT_EQ(state().viewport.grid, !grid);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "Ctrl+K") << "after a restart";
        open_key_settings(user, "ground grid");
        user.ItemClick("//Settings/**/look.grid/###reset");
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "G");
        EXPECT_TRUE(state().settings.keys.empty());
    });
}

TEST_F(PaletteTest, AKeyThatAnotherActionHasIsToldAndMayBeTaken) {
    drive([&](ImGuiTestContext& user) {
        open_key_settings(user, "ground grid");
        user.ItemClick("//Settings/**/look.grid/###key");
        user.KeyPress(ImGuiKey_T);
        user.Yield(2);
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "G") << "it is asked first";
        user.ItemClick("//Settings/**/look.grid/###leave key");
        EXPECT_EQ(studio::key_text(state(), "look.trail"), "T");
        user.ItemClick("//Settings/**/look.grid/###key");
        user.KeyPress(ImGuiKey_T);
        user.Yield(2);
        user.ItemClick("//Settings/**/look.grid/###take key");
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "T");
        EXPECT_EQ(studio::key_text(state(), "look.trail"), "");
        user.ItemClick("//Settings/###reset keys");
        EXPECT_EQ(studio::key_text(state(), "look.trail"), "T");
    });
}

TEST_F(PaletteTest, EscapeLeavesAKeyAndBackspaceTakesItAway) {
    drive([&](ImGuiTestContext& user) {
        open_key_settings(user, "ground grid");
        user.ItemClick("//Settings/**/look.grid/###key");
        user.KeyPress(ImGuiKey_Escape);
        user.Yield(2);
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "G");
        user.ItemClick("//Settings/**/look.grid/###key");
        user.KeyPress(ImGuiKey_Backspace);
        user.Yield(2);
        EXPECT_EQ(studio::key_text(state(), "look.grid"), "");
    });
}

// Without a window.

TEST(ActionTable, EveryActionHasANameOfItsOwnAndNoKeyMeansTwoThings) {
    std::set<std::string> ids;
    for (const studio::Action& action : studio::actions()) {
        EXPECT_TRUE(ids.insert(action.id).second) << action.id;
        const auto* other = studio::conflicting_action({}, action, studio::key_of({}, action));
        EXPECT_EQ(other, nullptr) << action.id << " and " << (other ? other->id : "");
    }
    EXPECT_GT(ids.size(), 50u);
    EXPECT_THROW(find_action("no.such"), Error);
}

TEST(ActionTable, AKeyOfTheSettingsThatCannotBeReadIsTheOneOfOld) {
    studio::Settings settings;
    settings.keys["look.grid"] = "Ctrl+Nonsense";
    EXPECT_EQ(studio::key_of(settings, find_action("look.grid")), ImGuiKey_G);
}

TEST(KeyNames, AreReadAsTheyAreWritten) {
    for (const ImGuiKeyChord chord : {ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z, ImGuiKey_Space | 0,
                                      ImGuiMod_Shift | ImGuiKey_LeftArrow, ImGuiMod_Ctrl | ImGuiKey_Comma,
                                      ImGuiKey_F1 | 0, ImGuiKey_Keypad3 | 0, ImGuiMod_Alt | ImGuiKey_Minus}) {
        EXPECT_EQ(studio::key_of_name(studio::key_name(chord)), chord) << studio::key_name(chord);
    }
    EXPECT_EQ(studio::key_name(ImGuiMod_Ctrl | ImGuiKey_Comma), "Ctrl+,");
    EXPECT_EQ(studio::key_of_name(""), 0);
    EXPECT_FALSE(studio::key_of_name("Ctrl+"));
}

TEST(FuzzyMatch, FindsLettersInTheirOrderAndBeginningsOfWordsFirst) {
    EXPECT_TRUE(fuzzy_match("svcl", "Save clip ..."));
    EXPECT_TRUE(fuzzy_match("clip save", "Save clip ...")) << "words in any order";
    EXPECT_FALSE(fuzzy_match("clipx", "Save clip ..."));
    EXPECT_FALSE(fuzzy_match("evas", "Save clip ...")) << "letters in their order";
    EXPECT_TRUE(fuzzy_match("", "anything"));
    EXPECT_GT(fuzzy_match("grid", "Ground grid")->score, fuzzy_match("grid", "Ground right side")->score);
    EXPECT_GT(fuzzy_match("sc", "Save clip")->score, fuzzy_match("sc", "Discard")->score);
    EXPECT_GT(fuzzy_match("undo", "Undo")->score, fuzzy_match("undo", "Undo everything")->score);
    EXPECT_THAT(fuzzy_match("sc", "Save clip")->letters, ElementsAre(0, 5));
    EXPECT_THAT(fuzzy_match("loop", "Edit: Loop over there once, or play")->letters, ElementsAre(6, 7, 8, 9))
        << "a word that stands there is what is meant";
}

}  // namespace
}  // namespace im::test

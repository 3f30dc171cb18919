// How the window looks: theme, size, layout.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <imgui_internal.h>

#include "app/studio/panels/panels.h"
#include "app/studio/shell/theme.h"
#include "gui_harness.h"

namespace im::test {
namespace {

namespace colour = studio::colour;

class AppearanceTest : public StudioTest {
  protected:
    void open_settings(ImGuiTestContext& user) {
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Comma);
        user.Yield(3);
        user.SetRef("//Settings");
    }
    /// Docked panels that are in front.
    static std::vector<ImGuiWindow*> panels() {
        std::vector<ImGuiWindow*> found;
        for (ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
            if (window->Active && !window->Hidden && window->DockIsActive && window->DockTabIsVisible) {
                found.push_back(window);
            }
        }
        return found;
    }
};

TEST_F(AppearanceTest, TextIsReadableInBothThemes) {
    drive([&](ImGuiTestContext& user) {
        for (const bool light : {false, true}) {
            state().settings.light = light;
            user.Yield(3);
            // WCAG 2, level AA: 4.5 for text.
            for (const ImVec4& text : {colour::kText, colour::kTextDim, colour::kAccentText, colour::kGood,
                                       colour::kWarning, colour::kBad}) {
                for (const ImVec4& ground : {colour::kPanel, colour::kBackdrop, colour::kSunken}) {
                    EXPECT_GE(studio::contrast(text, ground), 4.5f) << (light ? "light" : "dark");
                }
            }
            EXPECT_GE(studio::contrast(colour::kOnAccent, colour::kAccent), 4.5f);
            EXPECT_GE(studio::contrast(colour::kText, colour::kChosen), 4.5f);
            EXPECT_GE(studio::contrast(colour::kBad, colour::kBadBack), 4.0f);
            EXPECT_GE(studio::contrast(colour::kWarning, colour::kWarningBack), 4.0f);
        }
    });
}

TEST_F(AppearanceTest, TheThemeIsChosenInTheSettingsAndKept) {
    drive([&](ImGuiTestContext& user) {
        open_settings(user);
        const ImVec4 dark = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
        user.ItemClick("theme/Light");
        user.Yield(2);
        EXPECT_TRUE(state().settings.light);
        EXPECT_GT(ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x, dark.x + 0.5f);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        user.Yield(2);
        EXPECT_TRUE(state().settings.light) << "after a restart";
        EXPECT_GT(ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x, 0.8f);
    });
}

TEST_F(AppearanceTest, TheSizeIsTheMonitorsUntilAnotherOneIsChosen) {
    drive([&](ImGuiTestContext& user) {
        EXPECT_FLOAT_EQ(state().settings.scale, 0.0f);
        EXPECT_FLOAT_EQ(ImGui::GetStyle().FontScaleMain, state().monitor_scale);
        open_settings(user);
        user.ItemClick("size/My own");
        user.ItemInputValue("##scale", 150);
        user.Yield(3);
        EXPECT_FLOAT_EQ(state().settings.scale, 1.5f);
        EXPECT_FLOAT_EQ(ImGui::GetStyle().FontScaleMain, 1.5f);
        user.ItemClick("size/By the monitor");
        user.Yield(3);
        EXPECT_FLOAT_EQ(ImGui::GetStyle().FontScaleMain, state().monitor_scale);
    });
}

TEST_F(AppearanceTest, PanelsGrowWithTheirText) {
    open({.width = 1920, .height = 1080, .scale = 1});
    drive([&](ImGuiTestContext& user) {
        user.Yield(5);
        const float before = ImGui::FindWindowByName(studio::kPromptPanel.title)->Size.x;
        state().settings.scale = 1.5f;
        user.Yield(6);
        EXPECT_NEAR(ImGui::FindWindowByName(studio::kPromptPanel.title)->Size.x / before, 1.5f, 0.1f);
    });
}

TEST_F(AppearanceTest, NothingIsCutOffAtTheSidesAtAnySize) {
    open({.width = 1920, .height = 1080, .scale = 1});
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_until_done(user);
        const char* const panels_in_turn[] = {studio::kPromptPanel.title,    studio::kFinetunePanel.title,
                                              studio::kPromptLabPanel.title, studio::kModelsPanel.title,
                                              studio::kClipPanel.title,      studio::kLogPanel.title};
        for (const float scale : {1.0f, 1.5f, 2.0f}) {
            state().settings.scale = scale;
            user.Yield(6);
            for (const char* name : panels_in_turn) {
                user.WindowFocus((std::string("//") + name).c_str());
                user.Yield(4);
                for (const ImGuiWindow* window : panels()) {
                    // What is drawn to the right of the window's own edge cannot be seen or scrolled to.
                    EXPECT_LE(window->ContentSize.x, window->InnerRect.GetWidth() + 2)
                        << window->Name << " at " << scale;
                }
            }
        }
    });
}

TEST_F(AppearanceTest, PanelsDoNotOverlapAndFillTheWindow) {
    open({.width = 1920, .height = 1080, .scale = 2});
    drive([&](ImGuiTestContext& user) {
        user.Yield(5);
        const auto seen = panels();
        ASSERT_GE(seen.size(), 2u);
        const ImRect room(ImVec2(0, 0), ImGui::GetIO().DisplaySize);
        for (std::size_t i = 0; i < seen.size(); ++i) {
            ImRect rect = seen[i]->Rect();
            EXPECT_TRUE(room.Contains(rect)) << seen[i]->Name;
            rect.Expand(-2);
            for (std::size_t j = i + 1; j < seen.size(); ++j) {
                EXPECT_FALSE(rect.Overlaps(seen[j]->Rect())) << seen[i]->Name << " and " << seen[j]->Name;
            }
        }
    });
}

TEST_F(AppearanceTest, TheLayoutIsKeptAndCanBeArrangedAsAtFirst) {
    open({.width = 1600, .height = 900});
    drive([&](ImGuiTestContext& user) {
        user.Yield(5);
        user.MenuClick("//##MainMenuBar/View/Log");
        user.Yield(3);
        EXPECT_FALSE(state().windows.shown(studio::kLogPanel.title));
        user.MenuClick("//##MainMenuBar/View/Arrange panels as at first");
        user.Yield(8);
        EXPECT_TRUE(state().windows.shown(studio::kLogPanel.title));
        EXPECT_TRUE(ImGui::FindWindowByName(studio::kLogPanel.title)->DockIsActive);
    });
}

}  // namespace
}  // namespace im::test

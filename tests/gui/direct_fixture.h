#pragma once
// The studio with the Direct panel in front, and what one does in it.

#include <string>
#include <vector>

#include "gui_harness.h"

namespace im::test {

inline constexpr ImGuiKeyChord kUndo = ImGuiMod_Ctrl | ImGuiKey_Z;
inline constexpr ImGuiKeyChord kRedo = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z;

class DirectTest : public StudioTest {
  protected:
    studio::DirectState& direct() { return state().direct; }
    void open_panel(ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        wait_for(user, "the last session", [this] { return state().session.begun; });
        user.Yield(6);
        user.WindowFocus("//Direct");
        user.Yield(2);
    }
    /// As one types: a prompt, Enter, the next one.
    void type_blocks(ImGuiTestContext& user, const std::vector<std::string>& prompts) {
        user.ItemClick("//Direct/**/##prompt");
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            user.KeyChars(prompts[i].c_str());
            user.Yield();
            if (i + 1 < prompts.size()) {
                user.KeyPress(ImGuiKey_Enter);
                user.Yield(3);
            }
        }
    }
    void make(ImGuiTestContext& user) {
        user.ItemClick("//Direct/###Make");
        wait_until_done(user);
    }
    ImRect rect_of(ImGuiTestContext& user, const char* item) { return user.ItemInfo(item).RectFull; }
    float pixels_of(double seconds, ImGuiTestContext& user) {
        return static_cast<float>(seconds / direct().seconds_shown) *
               rect_of(user, "//Direct/**/ruler").GetWidth();
    }
    void choose_span(ImGuiTestContext& user, double from, double to) {
        const ImRect lane = rect_of(user, "//Direct/**/clip lane");
        user.MouseMoveToPos(ImVec2(lane.Min.x + pixels_of(from, user), lane.GetCenter().y));
        user.MouseDown();
        user.MouseMoveToPos(ImVec2(lane.Min.x + pixels_of(to, user), lane.GetCenter().y));
        user.MouseUp();
        user.Yield(2);
    }
};

}  // namespace im::test

#include <algorithm>

#include <imgui.h>

#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/save_dialog.h"

namespace im::studio {
namespace {

void handle_always(StudioState& state, Services& services) {
    if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Enter) ||
        ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_KeypadEnter)) {
        start_generation(state, services);
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_Escape)) {
        stop_generation(state, services);
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_S)) {
        open_save_dialog(state, services, false);
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_S)) {
        open_save_dialog(state, services, true);
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Comma)) {
        state.windows.settings = !state.windows.settings;
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Q)) {
        ask_to_close(state);
    }
    if (ImGui::IsKeyPressed(ImGuiKey_F1, false)) {
        state.windows.help = !state.windows.help;
    }
}

/// In the order that the clip panel lists them.
void select_next_figure(StudioState& state, int step) {
    const std::vector<int> order = ranked_figures(*state.take());
    const int count = static_cast<int>(order.size());
    const int place =
        static_cast<int>(std::find(order.begin(), order.end(), state.selected_figure) - order.begin());
    state.selected_figure = order[static_cast<std::size_t>((place % count + step + count) % count)];
}

void handle_playback(StudioState& state) {
    const Take* take = state.take();
    if (!take) {
        return;
    }
    const double ready = take->ready_seconds();
    if (ImGui::IsKeyChordPressed(ImGuiKey_Space)) {
        state.playback.toggle(ready);
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_LeftArrow)) {
        state.playback.step(-1, take->fps(), ready);
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_RightArrow)) {
        state.playback.step(1, take->fps(), ready);
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Shift | ImGuiKey_LeftArrow)) {
        state.playback.seek(0, ready);
    }
    if (ImGui::IsKeyChordPressed(ImGuiMod_Shift | ImGuiKey_RightArrow)) {
        state.playback.seek(ready, ready);
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_L)) {
        state.playback.loop = !state.playback.loop;
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_UpArrow)) {
        select_next_figure(state, -1);
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_DownArrow)) {
        select_next_figure(state, 1);
    }
}

void handle_rating(StudioState& state, Services& services) {
    if (state.preview.tenant<BlindTest>()) {
        if (ImGui::IsKeyChordPressed(ImGuiKey_A)) {
            answer_blind_test(state, services, Verdict::Left);
        } else if (ImGui::IsKeyChordPressed(ImGuiKey_B)) {
            answer_blind_test(state, services, Verdict::Right);
        } else if (ImGui::IsKeyChordPressed(ImGuiKey_S)) {
            answer_blind_test(state, services, Verdict::Skip);
        } else if (ImGui::IsKeyChordPressed(ImGuiKey_Escape)) {
            end_blind_test(state, services);
        }
        return;
    }
    for (int stars = 1; stars <= 5; ++stars) {
        if (ImGui::IsKeyChordPressed(static_cast<ImGuiKey>(ImGuiKey_0 + stars))) {
            rate_selected(state, services, stars);
        }
    }
}

void handle_viewport(ViewportForm& form) {
    if (ImGui::IsKeyChordPressed(ImGuiKey_F)) {
        form.follow = !form.follow;
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_G)) {
        form.grid = !form.grid;
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_T)) {
        form.trail = !form.trail;
    }
    if (ImGui::IsKeyChordPressed(ImGuiKey_Home)) {
        form.frame_all_requested = true;
    }
    for (int i = 0; i <= static_cast<int>(ViewDirection::Top); ++i) {
        if (ImGui::IsKeyChordPressed(ImGuiMod_Shift | static_cast<ImGuiKey>(ImGuiKey_0 + i)) ||
            ImGui::IsKeyChordPressed(static_cast<ImGuiKey>(ImGuiKey_Keypad0 + i))) {
            form.view_requested = static_cast<ViewDirection>(i);
        }
    }
}

}  // namespace

void handle_shortcuts(StudioState& state, Services& services) {
    if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) {
        return;  // a dialog or menu has the keys
    }
    handle_always(state, services);
    if (!ImGui::GetIO().WantTextInput) {
        handle_playback(state);
        handle_rating(state, services);
        handle_viewport(state.viewport);
    }
}

}  // namespace im::studio

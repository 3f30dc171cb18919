// The lines at the top and the bottom of the window.
#include <string_view>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

std::string model_text(const ModelState& model) {
    switch (model.status) {
        case ModelStatus::Loading:
            return "Loading model ...";
        case ModelStatus::Failed:
            return "No model";
        case ModelStatus::Ready:
            break;
    }
    return model.info.name;
}

ImVec4 model_colour(const ModelState& model) {
    switch (model.status) {
        case ModelStatus::Loading:
            return colour::kWarning;
        case ModelStatus::Failed:
            return colour::kBad;
        case ModelStatus::Ready:
            break;
    }
    return colour::kGood;
}

/// A dim text with a gap after it, left out when it would not fit.
void cell(const std::string& text, const char* explanation) {
    ImGui::SameLine(0, em(1.4f));
    if (ImGui::CalcTextSize(text.c_str()).x > ImGui::GetContentRegionAvail().x) {
        return;
    }
    text_dim(text.c_str());
    tooltip(explanation);
}

/// Whether what is open is kept.
void draw_session_cell(const StudioState& state) {
    const SessionState& session = state.session;
    if (state.open.reading > 0) {
        cell("Opening ...", "Files are being read");
    }
    if (session.read_only.empty() && session.error.empty()) {
        if (session.begun && !session.saving && !session.kept.takes.empty()) {
            cell("Kept", "What is open is on the disk: it is there again after a power failure, too");
        }
        return;
    }
    ImGui::SameLine(0, em(1.4f));
    const bool looks = !session.read_only.empty();
    ImGui::PushStyleColor(ImGuiCol_Text, looks ? colour::kWarning : colour::kBad);
    ImGui::TextUnformatted(looks ? IM_ICON_LOCK "  Looking only" : IM_ICON_WARNING "  Not kept");
    ImGui::PopStyleColor();
    tooltip(looks ? session.read_only.c_str() : session.error.c_str());
}

}  // namespace

void draw_menu_bar(StudioState& state, Services& services) {
    if (!ImGui::BeginMainMenuBar()) {
        return;
    }
    ImGui::PushFont(fonts().bold, 0);
    ImGui::TextUnformatted("InstructMotion");
    ImGui::PopFont();
    ImGui::SameLine(0, em(1));
    if (ImGui::BeginMenu("File")) {
        menu_action(state, services, "file.open");
        ImGui::Separator();
        menu_action(state, services, "file.save");
        menu_action(state, services, "file.save_all");
        ImGui::Separator();
        menu_action(state, services, "window.settings");
        ImGui::Separator();
        menu_action(state, services, "file.quit");
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("Edit")) {
        const auto named = [](const char* what, const std::string& title) {
            return title.empty() ? std::string(what) : fmt::format("{} {}", what, title);
        };
        const std::string undo = named("Undo", state.edits.undo_title()) + "###Undo";
        const std::string redo = named("Redo", state.edits.redo_title()) + "###Redo";
        menu_action(state, services, "edit.undo", undo.c_str());
        menu_action(state, services, "edit.redo", redo.c_str());
        ImGui::Separator();
        menu_action(state, services, "take.delete");
        menu_action(state, services, "edit.clear_prompts");
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("Direct")) {
        for (const Action& action : actions()) {
            if (std::string_view(action.group) != "Direct") {
                continue;
            }
            if (action.begins_part) {
                ImGui::Separator();
            }
            menu_action(state, services, action.id);
        }
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("View")) {
        for (const Action& action : actions()) {
            if (std::string_view(action.group) == "Panels") {
                menu_action(state, services, action.id);
            }
        }
        ImGui::Separator();
        menu_action(state, services, "panel.arrange");
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("Help")) {
        menu_action(state, services, "window.palette");
        menu_action(state, services, "window.help");
        menu_action(state, services, "window.tour");
        ImGui::EndMenu();
    }
    ImGui::EndMainMenuBar();
}

void draw_status_bar(StudioState& state) {
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_MenuBar;
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colour::kBackdrop);
    const float height = ImGui::GetFrameHeight();
    if (ImGui::BeginViewportSideBar("##status", ImGui::GetMainViewport(), ImGuiDir_Down, height, flags)) {
        if (ImGui::BeginMenuBar()) {
            const ImVec2 at = ImGui::GetCursorScreenPos();
            const float radius = em(0.25f);
            ImGui::GetWindowDrawList()->AddCircleFilled(ImVec2(at.x + radius, at.y + height / 2), radius,
                                                        ImGui::GetColorU32(model_colour(state.model)));
            ImGui::Dummy(ImVec2(2 * radius, 0));
            ImGui::SameLine(0, em(0.5f));
            ImGui::TextUnformatted(shortened(model_text(state.model), em(22)).c_str());
            tooltip(state.model.status == ModelStatus::Failed ? state.model.error.c_str()
                                                              : "The model that generates");
            if (!state.model.device.empty()) {
                cell(state.model.device == "cpu" ? "On the processor"
                                                 : "On the graphics card (" + state.model.device + ")",
                     "Where the model runs");
            }
            if (state.tokens_per_second > 0) {
                cell(fmt::format("{:.0f} tokens/s", state.tokens_per_second), "Speed of the last generation");
            }
            if (state.training.active() && state.training.view) {
                const TrainProgress& progress = state.training.view->progress;
                cell(fmt::format("Fine-tuning {} / {}", progress.step, progress.steps),
                     "Iterations of the run in progress");
            }
            if (state.serve.on()) {
                cell("Serving at " + state.serve.url.substr(state.serve.url.find("//") + 2),
                     "Other programs may ask for motion there; the settings show who does");
            }
            if (state.save.running > 0) {
                cell("Saving ...", "Files are being written");
            }
            draw_session_cell(state);
            const std::string timing = fmt::format("UI {:.1f} ms", state.timing.ui_ms_p99);
            const float width = ImGui::CalcTextSize(timing.c_str()).x;
            const float room = ImGui::GetContentRegionAvail().x;
            if (room > width + em(1)) {
                ImGui::SameLine(0, 0);
                ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - width);
                text_dim(timing.c_str());
                tooltip(
                    "Processor time of the interface itself for one frame: 99 of 100 frames take less. "
                    "Drawing on the GPU is not in it");
            }
            ImGui::EndMenuBar();
        }
    }
    ImGui::End();
    ImGui::PopStyleColor();
}

}  // namespace im::studio

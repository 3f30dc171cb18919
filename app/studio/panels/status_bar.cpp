// The lines at the top and the bottom of the window.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/save_dialog.h"
#include "app/studio/panels/widgets.h"
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

}  // namespace

void draw_menu_bar(StudioState& state, Services& services) {
    if (!ImGui::BeginMainMenuBar()) {
        return;
    }
    ImGui::PushFont(fonts().bold, 0);
    ImGui::TextUnformatted("InstructMotion");
    ImGui::PopFont();
    ImGui::SameLine(0, em(1));
    const Take* take = state.take();
    const bool savable = take && !take->growing();
    if (ImGui::BeginMenu("File")) {
        if (ImGui::MenuItem("Save clip ...", "Ctrl+S", false, savable)) {
            open_save_dialog(state, services, false);
        }
        if (ImGui::MenuItem("Save all variations ...", "Ctrl+Shift+S", false,
                            savable && take->figures.size() > 1)) {
            open_save_dialog(state, services, true);
        }
        ImGui::Separator();
        if (ImGui::MenuItem("Settings", "Ctrl+,")) {
            state.windows.settings = true;
        }
        ImGui::Separator();
        if (ImGui::MenuItem("Quit", "Ctrl+Q")) {
            ask_to_close(state);
        }
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("View")) {
        WindowsShown& windows = state.windows;
        ImGui::MenuItem(kPromptPanel, nullptr, &windows.prompt);
        ImGui::MenuItem(kClipPanel, nullptr, &windows.clip);
        ImGui::MenuItem(kLogPanel, nullptr, &windows.log);
        ImGui::MenuItem(kFinetunePanel, nullptr, &windows.finetune);
        ImGui::MenuItem(kCurvesPanel, nullptr, &windows.curves);
        ImGui::MenuItem(kPromptLabPanel, nullptr, &windows.prompt_lab);
        ImGui::MenuItem(kModelsPanel, nullptr, &windows.models);
        ImGui::Separator();
        if (ImGui::MenuItem("Arrange panels as at first")) {
            windows.layout_reset_requested = true;
        }
        ImGui::EndMenu();
    }
    if (ImGui::BeginMenu("Help")) {
        if (ImGui::MenuItem("Keys and mouse", "F1")) {
            state.windows.help = true;
        }
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
            if (state.save.running > 0) {
                cell("Saving ...", "Files are being written");
            }
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

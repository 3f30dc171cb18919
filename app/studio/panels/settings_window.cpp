// How the studio looks, which programs it serves, and what it runs on.
#include <cfloat>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

void draw_appearance(Settings& settings, float monitor_scale) {
    heading("Appearance");
    const char* const kThemes[] = {"Dark", "Light"};
    const char* const kThemeHelp = "Colours of the window";
    field_label("Theme", kThemeHelp);
    int theme = settings.light ? 1 : 0;
    if (segmented("theme", kThemes, 2, theme)) {
        settings.light = theme == 1;
    }
    field_label("Size", "Of everything in the window, per cent of its designed size");
    const char* const kSizes[] = {"By the monitor", "My own"};
    int own = settings.scale > 0 ? 1 : 0;
    if (segmented("size", kSizes, 2, own)) {
        settings.scale = own == 1 ? monitor_scale : 0;
    }
    field_label("");
    ImGui::BeginDisabled(own == 0);
    // Applied when the mouse is released: a slider that grows under the mouse cannot be aimed at.
    static int percent = 0;
    static bool dragging = false;
    if (!dragging) {
        percent = static_cast<int>(std::lround((own == 1 ? settings.scale : monitor_scale) * 100));
    }
    ImGui::SliderInt("##scale", &percent, 100, 200, "%d %%", ImGuiSliderFlags_AlwaysClamp);
    dragging = ImGui::IsItemActive();
    if (ImGui::IsItemDeactivatedAfterEdit()) {
        settings.scale = static_cast<float>((percent + 2) / 5 * 5) / 100;
    }
    ImGui::EndDisabled();
    tooltip(own == 1
                ? "Per cent: 100 is the designed size, 200 twice as large. Applied when the mouse is released"
                : "As the monitor's settings say. Choose My own to change it");

    const char* const kBackgrounds[] = {"As the theme", "Dark", "Light"};
    field_label("Background", "Of the viewport");
    segmented("background", kBackgrounds, 3, settings.background);

    const char* const kSamples[] = {"Off", "2x", "4x", "8x"};
    int chosen = settings.samples >= 8 ? 3 : settings.samples >= 4 ? 2 : settings.samples >= 2 ? 1 : 0;
    field_label("Smoothing", "Multisampling of the viewport. Lower is faster without a graphics card.");
    segmented("samples", kSamples, 4, chosen);
    settings.samples = 1 << chosen;

    const char* const kSharpness[] = {"Full", "Half", "Quarter"};
    int coarse = settings.sharpness > 0.75f ? 0 : settings.sharpness > 0.375f ? 1 : 2;
    field_label("Sharpness",
                "Pixels of the viewport's picture. Half is four times as fast without a graphics card.");
    segmented("sharpness", kSharpness, 3, coarse);
    settings.sharpness = 1.0f / static_cast<float>(1 << coarse);

    field_label("Screen sync",
                "Draw in step with the screen: no tearing, and no more frames than it can show");
    ImGui::Checkbox("##vsync", &settings.vertical_sync);
    tooltip("Draw in step with the screen: no tearing, and no more frames than it can show");
}

void draw_machine(const StudioState& state) {
    heading("This machine");
    const auto line = [](const char* name, const std::string& value) {
        field_label(name);
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(value.c_str());
        ImGui::PopTextWrapPos();
    };
    line("Device", state.model.device.empty()
                       ? state.device
                       : fmt::format("{} (asked for: {})", state.model.device, state.device));
    line("Model", state.model.status == ModelStatus::Ready
                      ? fmt::format("{}, {:.1f} million parameters{}", state.model.info.name,
                                    state.model.info.parameters / 1e6,
                                    state.model.info.licence.empty() ? "" : ", " + state.model.info.licence)
                      : state.model.error);
    line("OpenGL", state.opengl);
    line("Workspace", state.workspace.string());
    line("Interface",
         fmt::format("{:.2f} ms a frame on average, {:.2f} ms at the 99th percentile; handing over to OpenGL "
                     "{:.2f} ms",
                     state.timing.ui_ms_mean, state.timing.ui_ms_p99, state.timing.submit_ms_p99));
}

}  // namespace

void draw_settings_window(StudioState& state, Services& services) {
    if (!state.windows.settings) {
        state.keys = {};
        return;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    // From the top: it grows while programs ask, and must not grow out of the screen.
    const float edge = viewport->WorkSize.y * 0.04f;
    ImGui::SetNextWindowPos(ImVec2(viewport->GetCenter().x, viewport->WorkPos.y + edge), ImGuiCond_Appearing,
                            ImVec2(0.5f, 0));
    ImGui::SetNextWindowSizeConstraints(ImVec2(0, 0), ImVec2(FLT_MAX, viewport->WorkSize.y - 2 * edge));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(32), viewport->WorkSize.x * 0.95f), 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleColor(ImGuiCol_TitleBgActive, colour::kRaised);
    if (ImGui::Begin("Settings", &state.windows.settings,
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoResize)) {
        draw_appearance(state.settings, state.monitor_scale);
        ImGui::Spacing();
        draw_key_settings(state);
        ImGui::Spacing();
        draw_serve_settings(state, services);
        ImGui::Spacing();
        draw_machine(state);
    }
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

}  // namespace im::studio

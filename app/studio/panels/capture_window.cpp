// Pictures and videos of the viewport.
#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/film_sink.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

struct Size {
    const char* title;
    int width, height;
};
constexpr std::array kSizes = {Size{"1280 x 720", 1280, 720}, Size{"1920 x 1080", 1920, 1080},
                               Size{"3840 x 2160", 3840, 2160}, Size{"1080 x 1080, square", 1080, 1080},
                               Size{"1080 x 1920, upright", 1080, 1920}};
constexpr int kSideMin = 64;

void draw_size(CaptureForm& form) {
    const char* const kHelp = "Of the picture, pixels across and down";
    field_label("Size", kHelp);
    const auto now = std::find_if(kSizes.begin(), kSizes.end(), [&](const Size& size) {
        return size.width == form.width && size.height == form.height;
    });
    if (ImGui::BeginCombo("##size", now == kSizes.end() ? "My own" : now->title)) {
        for (const Size& size : kSizes) {
            if (ImGui::Selectable(size.title, now != kSizes.end() && &*now == &size)) {
                form.width = size.width;
                form.height = size.height;
            }
        }
        ImGui::EndCombo();
    }
    tooltip(kHelp);
    field_label("");
    int sides[2] = {form.width, form.height};
    if (ImGui::InputInt2("##sides", sides)) {
        form.width = std::clamp(sides[0], kSideMin, kCaptureSideMax);
        form.height = std::clamp(sides[1], kSideMin, kCaptureSideMax);
    }
    tooltip("Pixels across and down, 64 to 7680");
}

void draw_film(CaptureForm& form) {
    const char* const kFormats[] = {"MP4", "GIF", "PNG frames"};
    field_label(
        "Format",
        "MP4 for players and the web, GIF where nothing else plays, PNG frames for programs that cut");
    ImGui::BeginDisabled(!form.ffmpeg);
    int format = static_cast<int>(form.format);
    ImGui::BeginGroup();
    segmented("format", kFormats, 3, format);
    ImGui::EndGroup();
    ImGui::EndDisabled();
    form.format = form.ffmpeg ? static_cast<FilmFormat>(format) : FilmFormat::Frames;
    if (!form.ffmpeg) {
        field_label("");
        text_wrapped(
            "ffmpeg is not installed: a video is a folder of PNG files, which other programs can join.",
            colour::kTextDim);
    }
    constexpr int kRates[] = {20, 24, 25, 30, 50, 60};
    const char* const kRateHelp = "Frames a second of the video";
    field_label("Frames", kRateHelp);
    if (ImGui::BeginCombo("##rate", fmt::format("{} a second", form.fps).c_str())) {
        for (const int rate : kRates) {
            if (ImGui::Selectable(fmt::format("{} a second", rate).c_str(), rate == form.fps)) {
                form.fps = rate;
            }
        }
        ImGui::EndCombo();
    }
    tooltip(kRateHelp);
    if (form.kind == CaptureKind::Turntable) {
        const char* const kTurnHelp = "Seconds that the camera takes for one round";
        field_label("One round", kTurnHelp);
        ImGui::SliderFloat("##turn", &form.turn_seconds, 1, 30, "%.1f s", ImGuiSliderFlags_AlwaysClamp);
        tooltip(kTurnHelp);
        field_label("");
        ImGui::Checkbox("The movement goes on", &form.moves);
        tooltip("Else the figure stands as it does now while the camera goes around it");
    }
}

void draw_place(CaptureForm& form) {
    field_label("Folder", "Where the file is written");
    ImGui::InputText("##folder", &form.folder);
    tooltip("Where the file is written");
    field_label("Name", "Of the file, without its extension");
    ImGui::InputText("##name", &form.name);
    tooltip(
        "Of the file, without its extension. A file that is there already stays: the new one gets a number");
}

void draw_start(StudioState& state) {
    CaptureForm& form = state.capture;
    if (form.running) {
        const float stop = em(6);
        progress_bar(
            form.progress, fmt::format("{:.0f} %", form.progress * 100).c_str(),
            ImVec2(ImGui::GetContentRegionAvail().x - stop - ImGui::GetStyle().ItemSpacing.x, em(2)));
        ImGui::SameLine();
        if (ImGui::Button(IM_ICON_STOP "  Cancel###Cancel", ImVec2(stop, em(2)))) {
            form.cancel_requested = true;
        }
        tooltip("Stop; nothing is left behind");
        return;
    }
    const bool ready = state.take() && !state.take()->growing();
    ImGui::BeginDisabled(!ready || form.name.empty() || form.folder.empty());
    if (primary_button(IM_ICON_SAVE "  Save###Save picture", ImVec2(-FLT_MIN, em(2)))) {
        form.start_requested = true;
    }
    ImGui::EndDisabled();
    tooltip(ready ? "Drawn off screen in the background; the window can be used meanwhile"
                  : "Generate a movement first");
}

}  // namespace

void open_capture_window(StudioState& state) {
    CaptureForm& form = state.capture;
    form.open = true;
    form.error.clear();
    form.ffmpeg = find_ffmpeg().has_value();
    if (form.folder.empty()) {
        const char* home = std::getenv("HOME");
        form.folder = !state.settings.save_folder.empty() ? state.settings.save_folder : home ? home : "/";
    }
    if (const Take* take = state.take()) {
        form.name = file_name_of(take->request.prompt);
    }
}

void draw_capture_window(StudioState& state) {
    CaptureForm& form = state.capture;
    if (!form.open) {
        return;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->WorkPos + ImVec2(viewport->WorkSize.x - em(1), em(1)),
                            ImGuiCond_Appearing, ImVec2(1, 0));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(28), viewport->WorkSize.x * 0.95f), 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleColor(ImGuiCol_TitleBgActive, colour::kRaised);
    if (ImGui::Begin("Picture or video", &form.open,
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoResize)) {
        ImGui::BeginDisabled(form.running);
        const char* const kKinds[] = {"Picture", "Movement", "Turntable"};
        int kind = static_cast<int>(form.kind);
        ImGui::BeginGroup();
        segmented("kind", kKinds, 3, kind);
        ImGui::EndGroup();
        tooltip("One picture as you see it now; the whole movement as a video; or once around the figure");
        form.kind = static_cast<CaptureKind>(kind);
        draw_size(form);
        if (form.kind != CaptureKind::Picture) {
            draw_film(form);
        }
        draw_place(form);
        ImGui::EndDisabled();
        ImGui::Spacing();
        draw_start(state);
        if (!form.error.empty() && error_box("error", form.error)) {
            form.error.clear();
        }
    }
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

}  // namespace im::studio

// Under the picture: play head, speed, time.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

/// Seconds that the whole bar stands for: while generating, what was asked for or the most the model can do.
double bar_seconds(const StudioState& state, const Take& take) {
    if (!take.growing()) {
        return take.ready_seconds();
    }
    const ModelInfo& info = state.model.info;
    const double most = info.seconds_max();
    return std::max(take.request.seconds.value_or(most), take.ready_seconds());
}

void draw_scrub_slider(StudioState& state, float width) {
    const Take* take = state.take();
    const double ready = take ? take->ready_seconds() : 0;
    const double total = take ? bar_seconds(state, *take) : 0;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 size(std::max(width, em(2)), ImGui::GetFrameHeight());
    ImGui::InvisibleButton("scrub", size);
    const bool active = ImGui::IsItemActive() && total > 0;
    const bool hovered = ImGui::IsItemHovered();
    const float inset = em(0.4f);
    const float left = corner.x + inset;
    const float length = size.x - 2 * inset;
    if (active) {
        const double fraction = std::clamp((ImGui::GetIO().MousePos.x - left) / length, 0.0f, 1.0f);
        state.playback.playing = false;
        state.playback.seek(fraction * total, ready);
    }

    const auto x_of = [&](double seconds) {
        return left + length * static_cast<float>(total > 0 ? std::clamp(seconds / total, 0.0, 1.0) : 0);
    };
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float middle = corner.y + size.y / 2;
    const float half = em(0.14f);
    const auto bar = [&](float to, const ImVec4& bar_colour) {
        if (to > left) {
            draw->AddRectFilled(ImVec2(left, middle - half), ImVec2(to, middle + half),
                                ImGui::GetColorU32(bar_colour), half);
        }
    };
    bar(left + length, colour::kRaised);
    bar(x_of(ready),
        take && take->growing() ? colour::kChosen : colour::kRaisedMost);  // streamed so far
    bar(x_of(state.playback.time), colour::kAccent);
    if (total > 0) {
        draw->AddCircleFilled(ImVec2(x_of(state.playback.time), middle),
                              em(active || hovered ? 0.46f : 0.38f), ImGui::GetColorU32(colour::kText));
    }
}

void draw_speed(StudioState& state, float width) {
    constexpr double kSpeeds[] = {0.25, 0.5, 0.75, 1, 1.25, 1.5, 2};
    ImGui::SetNextItemWidth(width);
    if (ImGui::BeginCombo("##speed", fmt::format("{:g}x", state.playback.speed).c_str(),
                          ImGuiComboFlags_HeightLarge)) {
        for (const double speed : kSpeeds) {
            if (ImGui::Selectable(fmt::format("{:g}x", speed).c_str(), speed == state.playback.speed)) {
                state.playback.speed = speed;
            }
        }
        ImGui::EndCombo();
    }
    tooltip("Speed of playing");
}

}  // namespace

void draw_playback_bar(StudioState& state) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const Take* take = state.take();
    const double ready = take ? take->ready_seconds() : 0;
    const double fps = take ? take->fps() : 20;
    const float margin = em(0.6f);
    ImGui::SetCursorPos(ImGui::GetCursorPos() + ImVec2(margin, style.ItemSpacing.y));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.15f), 0));
    ImGui::BeginDisabled(!take);

    if (icon_button(IM_ICON_STEP_BACK, "previous frame",
                    keyed(state, "Previous frame", "play.previous_frame").c_str())) {
        state.playback.step(-1, fps, ready);
    }
    ImGui::SameLine();
    if (icon_button(take && state.playback.playing ? IM_ICON_PAUSE : IM_ICON_PLAY, "play",
                    keyed(state, "Play or pause", "play.toggle").c_str())) {
        state.playback.toggle(ready);
    }
    ImGui::SameLine();
    if (icon_button(IM_ICON_STEP_FORWARD, "next frame",
                    keyed(state, "Next frame", "play.next_frame").c_str())) {
        state.playback.step(1, fps, ready);
    }
    ImGui::SameLine();
    icon_toggle(IM_ICON_LOOP, "loop", keyed(state, "Start over at the end", "play.loop").c_str(),
                state.playback.loop);
    ImGui::SameLine(0, em(0.5f));

    const int frame = static_cast<int>(std::lround(std::floor(state.playback.time * fps + 1e-6)));
    const int last = static_cast<int>(std::lround(ready * fps));
    const std::string readout =
        take ? fmt::format("{:.2f} / {:.2f} s", state.playback.time, ready) : std::string("0.00 / 0.00 s");
    const std::string frames = take ? fmt::format("frame {} / {}", frame, last) : std::string("frame 0 / 0");
    const float readout_width = ImGui::CalcTextSize("00.00 / 00.00 s").x;
    const float frames_width = ImGui::CalcTextSize("frame 000 / 000").x;
    const float speed_width = em(4.4f);
    const float gap = em(0.7f);
    float room = ImGui::GetContentRegionAvail().x - margin - speed_width - gap;
    // In a narrow window the readouts give way to the slider.
    const bool show_readout = room > readout_width + gap + em(6);
    const bool show_frames = room > readout_width + frames_width + 2 * gap + em(14);
    room -= show_readout ? readout_width + gap : 0;
    room -= show_frames ? frames_width + gap : 0;
    // Places are counted from the slider's end, not from the text before, so that nothing moves as digits
    // change.
    float x = ImGui::GetCursorPosX() + room + gap;
    draw_scrub_slider(state, room);
    if (show_readout) {
        ImGui::SameLine(x);
        ImGui::AlignTextToFramePadding();
        ImGui::TextUnformatted(readout.c_str());
        x += readout_width + gap;
    }
    if (show_frames) {
        ImGui::SameLine(x);
        ImGui::AlignTextToFramePadding();
        text_dim(frames.c_str());
        x += frames_width + gap;
    }
    ImGui::SameLine(x);
    draw_speed(state, speed_width);

    ImGui::EndDisabled();
    ImGui::PopStyleVar();
}

}  // namespace im::studio

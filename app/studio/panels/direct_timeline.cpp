#include "app/studio/panels/direct_timeline.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/block_edits.h"
#include "app/studio/actions/direct_actions.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr double kRoomBehind = 1.15;  // so that the last block's edge can be drawn to the right

/// Seconds <-> pixels of the screen.
struct Axis {
    float left = 0, width = 1;
    double seconds = 1;
    float x(double at) const { return left + width * static_cast<float>(at / seconds); }
    double at(float place) const {
        return std::max(0.0, static_cast<double>(place - left) / width * seconds);
    }
};

struct Lane {
    float top = 0, height = 0;
    float bottom() const { return top + height; }
};

/// The clip that the lower lane is about; null: none is shown, or it has no frames yet.
const Take* shown_clip(const StudioState& state) {
    const Take* take = state.take();
    return take && take->ready_seconds() > 0 ? take : nullptr;
}

/// What stands in a block that has no prompt.
const char* stand_in(const std::vector<SequenceBlock>& blocks, std::size_t block) {
    const auto named = [](const SequenceBlock& b) { return !b.prompt.empty(); };
    const bool before =
        std::any_of(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(block), named);
    return before && blocks[block].seconds ? "... goes on" : "no prompt yet";
}

void draw_ruler(StudioState& state, const Axis& axis, const Lane& lane) {
    ImGui::SetCursorScreenPos(ImVec2(axis.left, lane.top));
    ImGui::InvisibleButton("ruler", ImVec2(axis.width, lane.height));
    const Take* take = shown_clip(state);
    if (ImGui::IsItemActive() && take) {
        state.playback.playing = false;
        state.playback.seek(axis.at(ImGui::GetIO().MousePos.x), take->ready_seconds());
    }
    tooltip("Drag to go to another moment of the shown clip");
    constexpr double kSteps[] = {0.5, 1, 2, 5, 10, 30, 60, 300, 600};
    double step = 1800;
    for (const double candidate : kSteps) {
        if (axis.x(candidate) - axis.left >= em(3.2f)) {
            step = candidate;
            break;
        }
    }
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (int i = 0; i * step <= axis.seconds; ++i) {
        const float x = std::round(axis.x(i * step));
        draw->AddLine(ImVec2(x, lane.bottom() - em(0.35f)), ImVec2(x, lane.bottom()),
                      ImGui::GetColorU32(colour::kTextDim));
        draw->AddText(ImVec2(x + em(0.25f), lane.top), ImGui::GetColorU32(colour::kTextDim),
                      fmt::format("{:g} s", i * step).c_str());
    }
}

void draw_block(const StudioState& state, std::size_t i, ImVec2 low, ImVec2 high, double length) {
    const DirectState& direct = state.direct;
    const SequenceBlock& block = direct.blocks[i];
    const bool chosen = i == direct.chosen;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float rounding = ImGui::GetStyle().FrameRounding;
    const ImVec4 back = chosen                   ? colour::kChosen
                        : ImGui::IsItemHovered() ? colour::kRaisedHover
                                                 : colour::kRaised;
    draw->AddRectFilled(low, high, ImGui::GetColorU32(back), rounding);
    draw->AddRect(low, high, ImGui::GetColorU32(chosen ? colour::kAccent : colour::kLine), rounding, 0,
                  em(chosen ? 0.1f : 0.06f));
    const float inset = em(0.4f), room = high.x - low.x - 2 * inset;
    if (room < em(0.6f)) {
        return;
    }
    draw->PushClipRect(low, high, true);
    const bool empty = block.prompt.empty();
    const std::string text = empty ? stand_in(direct.blocks, i) : block.prompt;
    draw->AddText(low + ImVec2(inset, em(0.15f)),
                  ImGui::GetColorU32(empty ? colour::kTextDim : colour::kText),
                  shortened(text, room).c_str());
    const std::string facts =
        fmt::format("{}   {:.1f} s{}", i + 1, length, block.seconds ? "" : ", automatic");
    draw->AddText(low + ImVec2(inset, em(1.2f)), ImGui::GetColorU32(colour::kTextDim),
                  shortened(facts, room).c_str());
    draw->PopClipRect();
}

/// The handle at a block's right edge.
void draw_edge(StudioState& state, Services& services, std::size_t i, const Axis& axis, const Lane& lane,
               double begin, double end) {
    const float half = em(0.35f);
    ImGui::SetCursorScreenPos(ImVec2(axis.x(end) - half, lane.top));
    ImGui::InvisibleButton(fmt::format("edge {}", i + 1).c_str(), ImVec2(2 * half, lane.height));
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        const float x = axis.x(end) - em(0.1f);
        ImGui::GetWindowDrawList()->AddLine(ImVec2(x, lane.top), ImVec2(x, lane.bottom()),
                                            ImGui::GetColorU32(colour::kAccent), em(0.16f));
    }
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
        state.direct.chosen = i;
        const double length = axis.at(ImGui::GetIO().MousePos.x) - begin;
        set_block_length(state, services, i, std::max(std::round(length * 10) / 10, kShortestBlock));
    }
    tooltip("Drag for the block's length");
}

/// Where the dragged block would be put: as many of the others lie left of the mouse.
std::size_t target_of(const std::vector<double>& middles, std::size_t dragged, double mouse) {
    std::size_t target = 0;
    for (std::size_t i = 0; i < middles.size(); ++i) {
        target += i != dragged && middles[i] < mouse ? 1 : 0;
    }
    return target;
}

void draw_blocks(StudioState& state, Services& services, const Axis& axis, const Lane& lane,
                 const std::vector<double>& lengths) {
    DirectState& direct = state.direct;
    const ImVec2 seen_low = ImGui::GetWindowDrawList()->GetClipRectMin();
    const ImVec2 seen_high = ImGui::GetWindowDrawList()->GetClipRectMax();
    std::vector<double> middles, ends;
    double end = 0;
    for (const double length : lengths) {
        middles.push_back(end + length / 2);
        end += length;
        ends.push_back(end);
    }
    const double mouse = axis.at(ImGui::GetIO().MousePos.x);
    for (std::size_t i = 0; i < lengths.size() && i < direct.blocks.size(); ++i) {
        const ImVec2 low(axis.x(ends[i] - lengths[i]) + 1, lane.top),
            high(axis.x(ends[i]) - 1, lane.bottom());
        if (high.x < seen_low.x || low.x > seen_high.x) {
            continue;
        }
        ImGui::SetCursorScreenPos(low);
        ImGui::SetNextItemAllowOverlap();
        ImGui::InvisibleButton(fmt::format("block {}", i + 1).c_str(),
                               ImVec2(std::max(high.x - low.x, 1.0f), lane.height));
        if (ImGui::IsItemActivated()) {
            direct.chosen = i;
        }
        if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
            direct.dragged = i;
        }
        if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
            direct.focus_requested = true;
        }
        draw_block(state, i, low, high, lengths[i]);
        tooltip((direct.blocks[i].prompt + "\nDrag to move it, its right edge for its length").c_str());
    }
    for (std::size_t i = 0; i < lengths.size() && i < direct.blocks.size(); ++i) {
        const float x = axis.x(ends[i]);
        if (x > seen_low.x - em() && x < seen_high.x + em()) {
            draw_edge(state, services, i, axis, lane, ends[i] - lengths[i], ends[i]);
        }
    }
    if (direct.dragged && *direct.dragged < lengths.size()) {
        const std::size_t from = *direct.dragged, to = target_of(middles, from, mouse);
        // Between the blocks that it would come to lie between.
        const std::size_t before = to < from ? to : to + 1;
        const float x = axis.x(before == 0 ? 0 : ends[before - 1]);
        ImGui::GetWindowDrawList()->AddLine(ImVec2(x, lane.top - em(0.2f)),
                                            ImVec2(x, lane.bottom() + em(0.2f)),
                                            ImGui::GetColorU32(colour::kAccent), em(0.2f));
        if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
            move_block(state, services, from, to);
        }
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        direct.dragged.reset();
    }
}

/// A drag chooses a part of the clip, a click lets go of it.
void choose_span(StudioState& state, const Take& take, const Axis& axis) {
    DirectState& direct = state.direct;
    const double fps = take.fps();
    const auto frame = [&](double at) {
        return std::round(std::clamp(at, 0.0, take.ready_seconds() + 1 / fps) * fps) / fps;  // the last, too
    };
    const double mouse = frame(axis.at(ImGui::GetIO().MousePos.x));
    if (ImGui::IsItemActivated()) {
        direct.drag_from = mouse;
        direct.span.reset();
    }
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
        const auto [from, to] = std::minmax(direct.drag_from, mouse);
        direct.clip = take.job;
        direct.span.reset();
        if (to > from) {
            direct.span = {from, to};
        }
    }
    if (ImGui::IsItemDeactivated() && !direct.span) {
        state.playback.seek(mouse, take.ready_seconds());
    }
}

void draw_clip(StudioState& state, const Axis& axis, const Lane& lane) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const Take* take = shown_clip(state);
    ImGui::SetCursorScreenPos(ImVec2(axis.left, lane.top));
    ImGui::InvisibleButton("clip lane", ImVec2(axis.width, lane.height));
    if (!take) {
        draw->AddText(ImVec2(axis.left + em(0.4f), lane.top + em(0.2f)), ImGui::GetColorU32(colour::kTextDim),
                      "The shown clip lies here once there is one.");
        return;
    }
    tooltip("The shown clip. Drag to choose a part of it, click to let go of it");
    if (!take->growing() && !state.preview.take()) {
        choose_span(state, *take, axis);
    }
    const float rounding = ImGui::GetStyle().FrameRounding, end = axis.x(take->ready_seconds());
    const ImVec2 low(axis.left, lane.top), high(end, lane.bottom());
    draw->AddRectFilled(low, high, ImGui::GetColorU32(colour::kRaised), rounding);
    if (const auto span = chosen_span(state)) {
        const ImVec2 from(axis.x(span->first), lane.top), to(axis.x(span->second), lane.bottom());
        ImVec4 fill = colour::kAccent;
        fill.w = 0.35f;
        draw->AddRectFilled(from, to, ImGui::GetColorU32(fill));
        draw->AddRect(from, to, ImGui::GetColorU32(colour::kAccent), 0, 0, em(0.1f));
    }
    const auto label = [&](float from, float to, const std::string& text) {
        if (to - from > em(2)) {
            draw->AddText(ImVec2(from + em(0.4f), lane.top + em(0.2f)), ImGui::GetColorU32(colour::kTextDim),
                          shortened(text, to - from - em(0.8f)).c_str());
        }
    };
    const auto* blocks =
        take->directed && !take->directed->blocks.empty() ? &take->directed->blocks : nullptr;
    if (!blocks) {
        label(low.x, high.x, take->title());
    }
    for (std::size_t i = 0; blocks && i < blocks->size(); ++i) {
        const BlockMade& block = (*blocks)[i];
        const float from = axis.x(block.begin / take->fps()), to = axis.x(block.end / take->fps());
        label(from, to, block.prompt);
        if (i > 0) {
            draw->AddLine(ImVec2(from, lane.top), ImVec2(from, lane.bottom()),
                          ImGui::GetColorU32(colour::kAccentText), em(0.1f));
        }
    }
}

void draw_head(const StudioState& state, const Axis& axis, float top, float bottom) {
    const float x = axis.x(state.playback.time);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImU32 ink = ImGui::GetColorU32(colour::kText);
    draw->AddLine(ImVec2(x, top), ImVec2(x, bottom), ink, em(0.09f));
    draw->AddTriangleFilled(ImVec2(x - em(0.4f), top), ImVec2(x + em(0.4f), top), ImVec2(x, top + em(0.6f)),
                            ink);
    // Behind the window's right side it is followed.
    const float seen = ImGui::GetWindowPos().x + ImGui::GetWindowWidth();
    if (state.playback.playing && x > seen) {
        ImGui::SetScrollX(ImGui::GetScrollX() + x - seen + ImGui::GetWindowWidth() / 2);
    }
}

}  // namespace

void draw_direct_timeline(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    const auto lengths = block_lengths(direct.blocks, state.take());
    double total = 0;
    for (const double length : lengths) {
        total += length;
    }
    const Take* take = shown_clip(state);
    // While the mouse draws at something, nothing else moves below it.
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        direct.seconds_shown = kRoomBehind * std::max({total, take ? take->ready_seconds() : 0, 4.0});
    }
    const float gap = em(0.25f), ruler = em(1.4f), blocks = em(2.5f), clip = em(1.5f);
    const float width = std::max(std::floor(ImGui::GetContentRegionAvail().x - em(0.8f)),
                                 static_cast<float>(direct.seconds_shown) * em(0.9f));
    const bool scrolls = width > ImGui::GetContentRegionAvail().x;
    const float height = ruler + blocks + clip + 3 * gap + (scrolls ? ImGui::GetStyle().ScrollbarSize : 0);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kSunken);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    if (ImGui::BeginChild("timeline", ImVec2(0, height), ImGuiChildFlags_None,
                          ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_NoScrollWithMouse)) {
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        const Axis axis{corner.x + em(0.4f), width - em(0.4f), direct.seconds_shown};
        const Lane top{corner.y, ruler}, middle{top.bottom() + gap, blocks}, low{middle.bottom() + gap, clip};
        draw_ruler(state, axis, top);
        draw_blocks(state, services, axis, middle, lengths);
        draw_clip(state, axis, low);
        if (take) {
            draw_head(state, axis, top.top, low.bottom());
        }
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
}

}  // namespace im::studio

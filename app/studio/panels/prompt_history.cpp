// Below the prompt: what was made in this session, and all prompts ever typed.
#include <algorithm>
#include <cctype>
#include <ctime>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/session_edits.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

bool contains_ignoring_case(const std::string& text, const std::string& part) {
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string time_of_day(std::chrono::system_clock::time_point point) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(point);
    std::tm local{};
    localtime_r(&seconds, &local);
    return fmt::format("{:02}:{:02}", local.tm_hour, local.tm_min);
}

std::string take_facts(const Take& take) {
    switch (take.status) {
        case TakeStatus::Waiting:
            return "waiting";
        case TakeStatus::Running:
            return fmt::format("{:.0f} %", take.progress * 100);
        case TakeStatus::Failed:
            return "failed";
        case TakeStatus::Stopped:
        case TakeStatus::Done:
            break;
    }
    std::string facts = fmt::format("{}{}   {:.1f} s", take.opened ? "opened " : "", time_of_day(take.made),
                                    take.ready_seconds());
    if (take.figures.size() > 1) {
        facts += fmt::format("   {} variations", take.figures.size());
    }
    if (take.status == TakeStatus::Stopped) {
        facts += "   stopped";
    }
    for (const Figure& figure : take.figures) {
        if (!figure.name.empty()) {
            facts += "   " + figure.name;
        }
    }
    return facts;
}

/// By its words, and by the names and tags of its clips.
bool matches(const Take& take, const std::string& search) {
    const auto named = [&](const Figure& figure) {
        return contains_ignoring_case(figure.name, search) || contains_ignoring_case(figure.tags, search);
    };
    return contains_ignoring_case(take.title(), search) || contains_ignoring_case(take.model, search) ||
           std::any_of(take.figures.begin(), take.figures.end(), named);
}

/// Two lines: the prompt and something dim below it. Returns true when clicked.
bool history_row(const char* id, const std::string& prompt, const std::string& facts, bool chosen) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = (facts.empty() ? em() : em(2.15f)) + 2 * style.FramePadding.y;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const bool clicked =
        ImGui::Selectable(id, chosen, ImGuiSelectableFlags_AllowOverlap, ImVec2(width, height));
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 text = corner + style.FramePadding;
    const float room = width - 2 * style.FramePadding.x - 2 * ImGui::GetFrameHeight();
    draw->AddText(text, ImGui::GetColorU32(colour::kText), shortened(prompt, room).c_str());
    if (!facts.empty()) {
        draw->AddText(text + ImVec2(0, em(1.15f)), ImGui::GetColorU32(colour::kTextDim),
                      shortened(facts, room).c_str());
    }
    return clicked;
}

void draw_takes(StudioState& state, Services& services) {
    // Newest first.
    for (std::size_t i = state.takes.size(); i-- > 0;) {
        const Take& take = state.takes[i];
        if (!matches(take, state.prompt.search)) {
            continue;
        }
        ImGui::PushID(static_cast<int>(take.job));
        const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
        const float top = ImGui::GetCursorPosY();
        bool deleted = false;
        if (history_row("##take", take.title(), take_facts(take), state.shown_take == i)) {
            show_take(state, services, i);
        }
        const float below = ImGui::GetCursorPosY();
        ImGui::SetCursorPos(
            ImVec2(right - 2 * ImGui::GetFrameHeight(), top + ImGui::GetStyle().FramePadding.y));
        if (!take.growing()) {
            deleted = icon_button(IM_ICON_TRASH, "delete", "Delete this take; undo brings it back");
        } else {
            ImGui::Dummy(ImVec2(ImGui::GetFrameHeight(), ImGui::GetFrameHeight()));
        }
        ImGui::SameLine(0, 0);
        if (!take.opened &&
            icon_button(IM_ICON_REUSE, "reuse",
                        "Put this prompt, its seed and its settings back into the fields above")) {
            reuse_take(state, take);
        }
        ImGui::SetCursorPosY(below);
        ImGui::Dummy({0, 0});
        ImGui::PopID();
        if (deleted) {
            delete_take(state, services, i);
            break;  // the list is another one now
        }
    }
}

void draw_earlier_prompts(StudioState& state, Services& services) {
    std::string forgotten;
    for (std::size_t i = 0; i < state.history.size(); ++i) {
        const std::string& prompt = state.history[i];
        if (!contains_ignoring_case(prompt, state.prompt.search)) {
            continue;
        }
        ImGui::PushID(static_cast<int>(i));
        const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
        const float top = ImGui::GetCursorPosY();
        if (history_row("##prompt", prompt, "", false)) {
            state.prompt.text = prompt;
            state.prompt.error.clear();
            state.prompt.focus_requested = true;
        }
        const bool hovered = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenOverlappedByItem);
        tooltip("Use this prompt again");
        const float below = ImGui::GetCursorPosY();
        ImGui::SetCursorPos(ImVec2(right - ImGui::GetFrameHeight(), top));
        // Hundreds of crosses would be all that is seen.
        ImGui::PushStyleColor(ImGuiCol_Text, hovered ? colour::kTextDim : ImVec4(0, 0, 0, 0));
        if (icon_button(IM_ICON_CLOSE, "forget", "Take this prompt off the list; undo brings it back")) {
            forgotten = prompt;
        }
        ImGui::PopStyleColor();
        ImGui::SetCursorPosY(below);
        ImGui::Dummy({0, 0});
        ImGui::PopID();
    }
    if (!forgotten.empty()) {
        forget_prompt(state, services, forgotten);
    }
}

}  // namespace

void draw_prompt_history(StudioState& state, Services& services) {
    if (state.takes.empty() && state.history.empty()) {
        text_wrapped("Your prompts and what came of them will be listed here.", colour::kTextDim);
        return;
    }
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputTextWithHint("##search", IM_ICON_SEARCH "  Search prompts, names, tags",
                             &state.prompt.search);
    // At least four rows: in a low window the panel scrolls instead of the list.
    const float height = std::max(ImGui::GetContentRegionAvail().y, em(12));
    ImGui::BeginChild("list", ImVec2(0, height));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ImGui::GetStyle().ItemSpacing.x, em(0.15f)));
    if (!state.takes.empty()) {
        text_dim("This session");
        draw_takes(state, services);
        ImGui::Dummy(ImVec2(0, em(0.4f)));
    }
    if (!state.history.empty()) {
        text_dim("All prompts");
        ImGui::PushID("all");
        draw_earlier_prompts(state, services);
        ImGui::PopID();
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

}  // namespace im::studio

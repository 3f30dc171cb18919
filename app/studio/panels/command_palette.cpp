// Ctrl+P: every action, found by a few of its letters.
#include <algorithm>
#include <utility>

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"
#include "app/studio/shell/theme.h"
#include "app/studio/state/fuzzy_match.h"

namespace im::studio {
namespace {

constexpr const char* kTitle = "Commands";
constexpr std::size_t kRecentMax = 5;
constexpr int kRowsShown = 12;

struct Row {
    const Action* action;
    FuzzyMatch match;
};

std::string row_text(const Action& action) {
    return std::string(action.group) + ": " + action.title;
}

/// What is meant most likely first; without a word what was used last, then the table.
std::vector<Row> matching_rows(const PaletteState& palette) {
    std::vector<Row> rows;
    for (const Action& action : actions()) {
        if (auto match = fuzzy_match(palette.typed, row_text(action))) {
            rows.push_back({&action, std::move(*match)});
        }
    }
    const auto used = [&](const Row& row) {
        return std::find(palette.recent.begin(), palette.recent.end(), row.action->id) -
               palette.recent.begin();
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        return a.match.score != b.match.score ? a.match.score > b.match.score : used(a) < used(b);
    });
    return rows;
}

/// The letters that were typed stand out.
void draw_row_text(const Row& row, ImVec2 at, bool possible, float room) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const std::string text = row_text(*row.action);
    const std::string shown = shortened(text, room);
    const ImU32 plain = ImGui::GetColorU32(possible ? colour::kText : colour::kTextDim);
    draw->AddText(at, plain, shown.c_str());
    for (const std::size_t letter : row.match.letters) {
        if (letter < shown.size() && static_cast<unsigned char>(shown[letter]) < 0x80) {
            const char* begin = shown.c_str();
            const float x = ImGui::CalcTextSize(begin, begin + letter).x;
            draw->AddText(ImVec2(at.x + x, at.y), ImGui::GetColorU32(colour::kAccentText), begin + letter,
                          begin + letter + 1);
        }
    }
}

/// True when it is clicked.
bool draw_row(const StudioState& state, const Row& row, bool chosen, bool scroll) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ImGui::GetFrameHeight());
    const std::string reason = why_not(state, *row.action);
    const bool clicked = ImGui::Selectable((std::string("###") + row.action->id).c_str(), chosen,
                                           ImGuiSelectableFlags_NoAutoClosePopups, size);
    if (chosen && scroll) {
        ImGui::SetScrollHereY();
    }
    const ImVec2 text = corner + style.FramePadding;
    const float right = corner.x + size.x - style.FramePadding.x;
    std::string note = key_name(key_of(state.settings, *row.action));
    if (row.action->on && row.action->on(state)) {
        note = IM_ICON_CHECK + std::string(note.empty() ? "" : "   ") + note;
    }
    const float note_width = ImGui::CalcTextSize(note.c_str()).x;
    ImGui::GetWindowDrawList()->AddText(ImVec2(right - note_width, text.y),
                                        ImGui::GetColorU32(colour::kTextDim), note.c_str());
    draw_row_text(row, text, reason.empty(), right - note_width - text.x - em(1));
    if (!reason.empty()) {
        tooltip(reason.c_str());
    }
    return clicked;
}

/// The action that was decided for; null: none yet.
const Action* draw_rows(StudioState& state, const std::vector<Row>& rows, bool scroll) {
    PaletteState& palette = state.palette;
    const Action* decided = nullptr;
    const float height = ImGui::GetFrameHeight() + em(0.1f);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ImGui::GetStyle().ItemSpacing.x, em(0.1f)));
    // As high for every word: a list that jumps while one types cannot be read.
    ImGui::BeginChild("rows", ImVec2(0, height * kRowsShown));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (draw_row(state, rows[i], static_cast<int>(i) == palette.chosen, scroll)) {
            decided = rows[i].action;
        }
    }
    if (rows.empty()) {
        text_dim("No action is called so.");
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    return decided;
}

void remember(PaletteState& palette, const Action& action) {
    std::erase(palette.recent, action.id);
    palette.recent.insert(palette.recent.begin(), action.id);
    palette.recent.resize(std::min(palette.recent.size(), kRecentMax));
}

}  // namespace

void draw_command_palette(StudioState& state, Services& services) {
    PaletteState& palette = state.palette;
    if (palette.open_requested) {
        palette.open_requested = false;
        palette.typed.clear();
        palette.chosen = 0;
        ImGui::OpenPopup(kTitle);
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(ImVec2(viewport->GetCenter().x, viewport->WorkPos.y + em(3)), ImGuiCond_Always,
                            ImVec2(0.5f, 0));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(34), viewport->WorkSize.x * 0.95f), 0));
    if (!ImGui::BeginPopup(kTitle, ImGuiWindowFlags_NoMove)) {
        return;
    }
    if (std::exchange(palette.focus_requested, false) || ImGui::IsWindowAppearing()) {
        ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (ImGui::InputTextWithHint("##command", IM_ICON_SEARCH "  What do you want to do?", &palette.typed)) {
        palette.chosen = 0;
    }
    const std::vector<Row> rows = matching_rows(palette);
    const int count = static_cast<int>(rows.size());
    const int step = ImGui::IsKeyPressed(ImGuiKey_DownArrow) ? 1
                     : ImGui::IsKeyPressed(ImGuiKey_UpArrow) ? -1
                                                             : 0;
    palette.chosen = count == 0 ? 0 : (std::clamp(palette.chosen, 0, count - 1) + step + count) % count;
    const Action* decided = draw_rows(state, rows, step != 0);
    if (count > 0) {
        const std::string reason = why_not(state, *rows[static_cast<std::size_t>(palette.chosen)].action);
        text_dim(reason.empty() ? "Enter does it, Esc leaves" : reason.c_str());
        if (ImGui::IsKeyPressed(ImGuiKey_Enter, false) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false)) {
            decided = rows[static_cast<std::size_t>(palette.chosen)].action;
        }
    } else {
        text_dim("Fewer letters find more");
    }
    palette.focus_requested = decided != nullptr;  // what cannot be done leaves the list open, to type on
    const bool possible = decided && why_not(state, *decided).empty();
    if (possible || ImGui::IsKeyPressed(ImGuiKey_Escape)) {
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
    if (possible) {
        remember(palette, *decided);
        perform(state, services, *decided);
    }
}

}  // namespace im::studio

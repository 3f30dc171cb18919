#include "app/studio/panels/widgets.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/studio/panels/icons.h"
#include "app/studio/shell/theme.h"

namespace im::studio {

float em(float lines) {
    return ImGui::GetFontSize() * lines;
}

void tooltip(const char* text) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip | ImGuiHoveredFlags_AllowWhenDisabled) ||
        !ImGui::BeginTooltip()) {
        return;
    }
    ImGui::PushTextWrapPos(em(22));
    ImGui::TextUnformatted(text);
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

void text_dim(const char* text) {
    ImGui::TextColored(colour::kTextDim, "%s", text);
}

void text_wrapped(const char* text, const ImVec4& text_colour) {
    ImGui::PushStyleColor(ImGuiCol_Text, text_colour);
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(text);
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

std::string shortened(const std::string& text, float width) {
    // A long prompt is not measured whole: what cannot fit is cut off first.
    std::size_t end = std::min(text.find('\n'), std::min<std::size_t>(text.size(), 400));
    const bool whole = end >= text.size();
    const char* begin = text.c_str();
    if (whole && ImGui::CalcTextSize(begin, begin + end).x <= width) {
        return text;
    }
    const float room = width - ImGui::CalcTextSize("...").x;
    const char* fits = begin;
    ImGui::GetFont()->CalcTextSizeA(ImGui::GetFontSize(), std::max(room, 0.0f), 0, begin, begin + end, &fits);
    std::string cut(begin, fits);
    while (!cut.empty() && cut.back() == ' ') {
        cut.pop_back();
    }
    return cut + "...";
}

void heading(const char* text) {
    ImGui::PushFont(fonts().bold, 0);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

void field_label(const char* label, const char* explanation) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextColored(colour::kTextDim, "%s", label);
    if (explanation) {
        tooltip(explanation);
    }
    ImGui::SameLine(em(6.2f));
    ImGui::SetNextItemWidth(-FLT_MIN);
}

void beside(float width) {
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    if (ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x + width <= right) {
        ImGui::SameLine();
    }
}

void overlay_text(ImVec2 at, const ImVec4& text_colour, const char* text) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 padding(em(0.5f), em(0.22f));
    draw->AddRectFilled(at - padding, at + ImGui::CalcTextSize(text) + padding,
                        ImGui::GetColorU32(colour::kPlate), ImGui::GetStyle().FrameRounding);
    draw->AddText(at, ImGui::GetColorU32(text_colour), text);
}

namespace {

bool square_button(const char* icon, const char* id, const char* explanation) {
    const float side = ImGui::GetFrameHeight();
    const std::string label = std::string(icon) + "###" + id;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool pressed = ImGui::Button(label.c_str(), ImVec2(side, side));
    ImGui::PopStyleVar();
    tooltip(explanation);
    return pressed;
}

}  // namespace

bool icon_button(const char* icon, const char* id, const char* explanation) {
    ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
    const bool pressed = square_button(icon, id, explanation);
    ImGui::PopStyleColor();
    return pressed;
}

bool icon_toggle(const char* icon, const char* id, const char* explanation, bool& on) {
    ImGui::PushStyleColor(ImGuiCol_Button, on ? colour::kChosen : ImVec4(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_Text, on ? colour::kText : colour::kTextDim);
    const bool pressed = square_button(icon, id, explanation);
    ImGui::PopStyleColor(2);
    if (pressed) {
        on = !on;
    }
    return pressed;
}

bool primary_button(const char* label, ImVec2 size) {
    ImGui::PushStyleColor(ImGuiCol_Button, colour::kAccent);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, colour::kAccentHover);
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, colour::kAccentActive);
    ImGui::PushStyleColor(ImGuiCol_Text, colour::kOnAccent);
    ImGui::PushFont(fonts().bold, 0);
    const bool pressed = ImGui::Button(label, size);
    ImGui::PopFont();
    ImGui::PopStyleColor(4);
    return pressed;
}

bool quiet_button(const char* label) {
    ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_Text, colour::kTextDim);
    const bool pressed = ImGui::Button(label);
    ImGui::PopStyleColor(2);
    return pressed;
}

bool segmented(const char* id, const char* const* labels, int count, int& chosen, float width) {
    bool changed = false;
    ImGui::PushID(id);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(1, ImGui::GetStyle().ItemSpacing.y));
    if (width == 0) {
        width = ImGui::GetContentRegionAvail().x;
    }
    const float part = (width - static_cast<float>(count - 1)) / static_cast<float>(count);
    for (int i = 0; i < count; ++i) {
        if (i > 0) {
            ImGui::SameLine();
        }
        const bool on = i == chosen;
        ImGui::PushStyleColor(ImGuiCol_Button, on ? colour::kChosen : colour::kRaised);
        ImGui::PushStyleColor(ImGuiCol_Text, on ? colour::kText : colour::kTextDim);
        if (ImGui::Button(labels[i], ImVec2(part, 0)) && !on) {
            chosen = i;
            changed = true;
        }
        ImGui::PopStyleColor(2);
    }
    ImGui::PopStyleVar();
    ImGui::PopID();
    return changed;
}

void progress_bar(double fraction, const char* label, ImVec2 size) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::Dummy(size);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float rounding = ImGui::GetStyle().FrameRounding;
    draw->AddRectFilled(corner, corner + size, ImGui::GetColorU32(colour::kRaised), rounding);
    const float filled = size.x * static_cast<float>(std::clamp(fraction, 0.0, 1.0));
    if (filled > 1) {
        draw->PushClipRect(corner, corner + ImVec2(filled, size.y), true);
        draw->AddRectFilled(corner, corner + size, ImGui::GetColorU32(colour::kChosen), rounding);
        draw->PopClipRect();
    }
    const ImVec2 text = ImGui::CalcTextSize(label);
    draw->AddText(corner + (size - text) * 0.5f, ImGui::GetColorU32(colour::kText), label);
}

void begin_card(const char* id) {
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kRaised);
    ImGui::PushStyleColor(ImGuiCol_Button, colour::kRaisedActive);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, colour::kRaisedMost);
    ImGui::BeginChild(id, ImVec2(0, 0), ImGuiChildFlags_AutoResizeY | ImGuiChildFlags_AlwaysUseWindowPadding,
                      ImGuiWindowFlags_NoScrollbar);
}

void end_card() {
    ImGui::EndChild();
    ImGui::PopStyleColor(3);
}

bool begin_facts(const char* id) {
    if (!ImGui::BeginTable(id, 2, ImGuiTableFlags_SizingFixedFit)) {
        return false;
    }
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed, em(6));
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
    return true;
}

void fact(const char* name, const std::string& value, const char* explanation) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    text_dim(name);
    if (explanation) {
        tooltip(explanation);
    }
    ImGui::TableNextColumn();
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(value.c_str());
    ImGui::PopTextWrapPos();
}

namespace {

bool message_box(const char* id, const std::string& message, const ImVec4& icon_colour, const ImVec4& back) {
    bool dismissed = false;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, back);
    ImGui::BeginChild(id, ImVec2(0, 0), ImGuiChildFlags_AutoResizeY | ImGuiChildFlags_AlwaysUseWindowPadding,
                      ImGuiWindowFlags_NoScrollbar);
    const float button = ImGui::GetFrameHeight();
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    ImGui::TextColored(icon_colour, IM_ICON_WARNING);
    ImGui::SameLine();
    ImGui::PushTextWrapPos(right - button);
    ImGui::TextUnformatted(message.c_str());
    ImGui::PopTextWrapPos();
    ImGui::SameLine(right - button * 0.75f);
    ImGui::SetCursorPosY(ImGui::GetStyle().WindowPadding.y * 0.5f);
    dismissed = icon_button(IM_ICON_CLOSE, "dismiss", "Close this message");
    ImGui::EndChild();
    ImGui::PopStyleColor();
    return dismissed;
}

}  // namespace

bool error_box(const char* id, const std::string& message) {
    return message_box(id, message, colour::kBad, colour::kBadBack);
}

bool warning_box(const char* id, const std::string& message) {
    return message_box(id, message, colour::kWarning, colour::kWarningBack);
}

}  // namespace im::studio

// Short messages that come up in the corner and go by themselves.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

const char* icon_of(Toast::Kind kind) {
    switch (kind) {
        case Toast::Kind::Success:
            return IM_ICON_CHECK;
        case Toast::Kind::Error:
            return IM_ICON_WARNING;
        case Toast::Kind::Info:
            break;
    }
    return IM_ICON_INFO;
}

ImVec4 colour_of(Toast::Kind kind) {
    switch (kind) {
        case Toast::Kind::Success:
            return colour::kGood;
        case Toast::Kind::Error:
            return colour::kBad;
        case Toast::Kind::Info:
            break;
    }
    return colour::kAccentText;
}

}  // namespace

void draw_toasts(StudioState& state, double elapsed) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImVec2 corner = viewport->WorkPos + viewport->WorkSize - ImVec2(em(1), em(1));
    const float width = std::min(em(26), viewport->WorkSize.x - em(2));
    for (std::size_t i = state.toasts.size(); i-- > 0;) {  // the newest at the bottom
        Toast& toast = state.toasts[i];
        ImGui::SetNextWindowPos(corner, ImGuiCond_Always, ImVec2(1, 1));
        ImGui::SetNextWindowSize(ImVec2(width, 0));
        ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
        ImGui::PushStyleVar(ImGuiStyleVar_Alpha,
                            static_cast<float>(std::clamp(toast.seconds_left / 0.4, 0.05, 1.0)));
        ImGui::PushStyleColor(ImGuiCol_WindowBg, colour::kRaised);
        const std::string name = fmt::format("##toast {}", i);
        ImGui::Begin(name.c_str(), nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                         ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoNav);
        ImGui::TextColored(colour_of(toast.kind), "%s", icon_of(toast.kind));
        ImGui::SameLine();
        text_wrapped(toast.text.c_str(), colour::kText);
        const bool hovered = ImGui::IsWindowHovered();
        if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
            toast.seconds_left = 0;
        }
        corner.y -= ImGui::GetWindowHeight() + em(0.5f);
        ImGui::End();
        ImGui::PopStyleColor();
        ImGui::PopStyleVar(2);
        if (!hovered) {
            toast.seconds_left -= elapsed;  // who reads is given time
        }
    }
    std::erase_if(state.toasts, [](const Toast& toast) { return toast.seconds_left <= 0; });
}

}  // namespace im::studio

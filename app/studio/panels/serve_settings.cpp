// Serving other programs: the switch, where and with which token they ask, and who asks for what.
#include <algorithm>
#include <ctime>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/serve_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr int kPortMin = 1024;  // lower ones are the system's
constexpr int kPortMax = 65535;

std::string time_of_day(double seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm local{};
    localtime_r(&time, &local);
    return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

void draw_switch(StudioState& state, Services& services) {
    const char* const kHelp =
        "Programs on this machine, such as Blender and scripts, may ask for motion while the studio is open. "
        "They get a model of their own: what you generate does not wait for them, but both use the same "
        "processor and memory";
    const Serving status = state.serve.status;
    bool on = status == Serving::Starting || status == Serving::On;
    const bool waits = status == Serving::Stopping || (!on && state.model.status != ModelStatus::Ready);
    ImGui::BeginDisabled(waits);
    if (ImGui::Checkbox("Serve other programs###serve", &on)) {
        switch_serving(state, services, on);
    }
    ImGui::EndDisabled();
    tooltip(kHelp);
    ImGui::SameLine();
    text_dim(status == Serving::Starting   ? "Loading a model for them ..."
             : status == Serving::Stopping ? "Ending ..."
             : status == Serving::On       ? "On"
                                           : "Off");
}

void draw_port(StudioState& state) {
    const char* const kHelp = "Where they ask: a number from 1024 to 65535 that no other program listens on";
    field_label("Port", kHelp);
    ImGui::BeginDisabled(state.serve.status != Serving::Off);
    ImGui::SetNextItemWidth(em(9));
    if (ImGui::InputInt("##serve port", &state.settings.serve_port, 1, 100)) {
        state.settings.serve_port = std::clamp(state.settings.serve_port, kPortMin, kPortMax);
    }
    ImGui::EndDisabled();
    tooltip(state.serve.status == Serving::Off ? kHelp : "Switch it off to choose another port");
}

void draw_place(StudioState& state, Services& services) {
    ServeState& serve = state.serve;
    field_label("Address", "What they are told as the server. It is reached from this machine alone");
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(serve.url.c_str());
    ImGui::SameLine();
    if (icon_button(IM_ICON_COPY, "copy address", "Copy the address")) {
        ImGui::SetClipboardText(serve.url.c_str());
    }
    const char* const kTokenHelp =
        "Callers send it as Authorization: Bearer TOKEN; who does not is refused. It is kept in the "
        "workspace, "
        "in serve-token, readable for you alone";
    field_label("Token", kTokenHelp);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - 3 * (ImGui::GetFrameHeight() + em(0.4f)));
    ImGui::InputText("##serve token", &serve.token,
                     ImGuiInputTextFlags_ReadOnly |
                         (serve.token_shown ? ImGuiInputTextFlags_None : ImGuiInputTextFlags_Password));
    tooltip(kTokenHelp);
    ImGui::SameLine(0, em(0.3f));
    icon_toggle(IM_ICON_VIEW, "show token", "Show the token", serve.token_shown);
    ImGui::SameLine(0, em(0.3f));
    if (icon_button(IM_ICON_COPY, "copy token", "Copy the token")) {
        ImGui::SetClipboardText(serve.token.c_str());
    }
    ImGui::SameLine(0, em(0.3f));
    if (icon_button(IM_ICON_REUSE, "new token",
                    "Make a new token: who has the old one is refused from now on")) {
        serve_again(state, services, true);
    }
    field_label("Model", "What they ask");
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(serve.model.c_str());
    if (state.model.status == ModelStatus::Ready && state.model.folder != serve.folder) {
        ImGui::SameLine();
        if (ImGui::Button(fmt::format("Serve {} instead###serve active", state.model.info.name).c_str())) {
            serve_again(state, services, false);
        }
        tooltip("Another model is active by now. What they are waiting for ends");
    }
}

void draw_requests(const ServeState& serve) {
    if (serve.requests.empty()) {
        text_dim("Nobody has asked yet.");
        return;
    }
    if (!ImGui::BeginTable("requests", 4, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg)) {
        return;
    }
    ImGui::TableSetupColumn("Time");
    ImGui::TableSetupColumn("From");
    ImGui::TableSetupColumn("What", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("State");
    ImGui::TableHeadersRow();
    for (const ServedRequest& request : serve.requests) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(time_of_day(request.when).c_str());
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(request.from.c_str());
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(shortened(request.what, ImGui::GetContentRegionAvail().x).c_str());
        tooltip(request.what.c_str());
        ImGui::TableNextColumn();
        const bool bad = request.state == "refused" || request.state == "failed";
        ImGui::PushStyleColor(ImGuiCol_Text, bad ? colour::kBad : colour::kText);
        ImGui::TextUnformatted(request.state.c_str());
        ImGui::PopStyleColor();
    }
    ImGui::EndTable();
}

}  // namespace

void draw_serve_settings(StudioState& state, Services& services) {
    heading("Other programs");
    draw_switch(state, services);
    draw_port(state);
    ServeState& serve = state.serve;
    if (!serve.error.empty() && error_box("serve error", serve.error)) {
        serve.error.clear();
    }
    if (serve.on()) {
        draw_place(state, services);
        draw_requests(serve);
    }
}

}  // namespace im::studio

// In the empty viewport: what the model has learnt, to be clicked.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/knowledge_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/vocabulary/sample_prompts.h"

namespace im::studio {
namespace {

constexpr std::size_t kSamples = 6;

}  // namespace

void draw_sample_prompts(StudioState& state, Services& services, ImVec2 middle, float room) {
    if (!state.model.reader || state.generating()) {
        return;
    }
    const auto prompts = sample_prompts(*state.model.reader->vocabulary(), kSamples);
    if (prompts.empty()) {
        return;
    }
    const float width = std::clamp(room - em(2), em(10), em(24));
    ImVec2 at(middle.x - width / 2, middle.y);
    std::string taken;
    ImGui::PushStyleColor(ImGuiCol_Button, colour::kPlate);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        ImGui::SetCursorScreenPos(at);
        const std::string label =
            fmt::format("{}###sample {}", shortened(prompts[i], width - em(1.5f)), i + 1);
        if (ImGui::Button(label.c_str(), ImVec2(width, 0))) {
            taken = prompts[i];
        }
        tooltip("Generate this: one of the things that the model has seen most often");
        at.y += ImGui::GetFrameHeight() + em(0.35f);
    }
    ImGui::PopStyleColor();
    if (!taken.empty()) {
        take_prompt(state, taken);
        start_generation(state, services);
    }
}

}  // namespace im::studio

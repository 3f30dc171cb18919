// Inside the Evaluate panel: which of two models' motions is better, prompt after prompt.
#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/evaluation_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr double kChanceMax = 0.05;  // what is rarer than this by chance is called a difference

void tally_line(const std::string& name, int count, int all, const ImVec4& colour) {
    text_dim(shortened(name, em(9)).c_str());
    tooltip(name.c_str());
    ImGui::SameLine(em(9.5f));
    const float room = ImGui::GetContentRegionAvail().x - em(2.2f);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = all > 0 ? room * static_cast<float>(count) / static_cast<float>(all) : 0;
    ImGui::GetWindowDrawList()->AddRectFilled(at + ImVec2(0, em(0.2f)), at + ImVec2(width, em(0.9f)),
                                              ImGui::GetColorU32(colour), em(0.15f));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room + em(0.6f));
    ImGui::Text("%d", count);
}

void draw_tally(const ComparisonShown& shown) {
    const Tally tally = shown.tally();
    const auto& names = shown.comparison.request.names;
    heading("Preferred");
    const int all = tally.first + tally.second + tally.same;
    tally_line(names[0], tally.first, all, colour::kAccent);
    tally_line(names[1], tally.second, all, colour::kGood);
    tally_line("Neither", tally.same, all, colour::kRaisedActive);
    if (tally.decided() == 0) {
        return;
    }
    const double chance = tally.chance();
    text_wrapped(fmt::format("{} By chance alone so uneven a count comes with probability {:.2g}.{}",
                             chance > kChanceMax          ? "This may be chance."
                             : tally.first > tally.second ? fmt::format("{} is preferred.", names[0])
                                                          : fmt::format("{} is preferred.", names[1]),
                             chance,
                             shown.before.first + shown.before.second + shown.before.same > 0
                                 ? " Earlier comparisons of the two are counted in."
                                 : "")
                     .c_str(),
                 colour::kTextDim);
}

void draw_choice(StudioState& state, Services& services) {
    const ComparisonShown& shown = *state.evaluation.comparison;
    const ComparisonRequest& request = shown.comparison.request;
    const auto name = [&](bool left) {
        return shown.blind ? std::string(left ? "A" : "B")
                           : request.names[stands_left(shown, 0) == left ? 0 : 1];
    };
    text_dim(fmt::format("Prompt {} of {}", shown.number + 1, request.prompts.size()).c_str());
    text_wrapped(shortened(request.prompts[shown.number], ImGui::GetContentRegionAvail().x * 3).c_str(),
                 colour::kText);
    ImGui::Spacing();
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    const float room = width - em(1);
    const bool left =
        primary_button((shortened(name(true), room) + "###left is better").c_str(), ImVec2(width, em(3)));
    tooltip("The one at the left is better");
    ImGui::SameLine();
    const bool right =
        primary_button((shortened(name(false), room) + "###right is better").c_str(), ImVec2(width, em(3)));
    tooltip("The one at the right is better");
    const bool neither = ImGui::Button("Neither is better###neither", ImVec2(-FLT_MIN, 0));
    if (left || right || neither) {
        choose_side(state, services, neither ? std::nullopt : std::optional<bool>(left));
    }
}

}  // namespace

void draw_comparison(StudioState& state, Services& services) {
    const ComparisonShown& shown = *state.evaluation.comparison;
    heading(shown.blind && !shown.done() ? "Which one is better?"
                                         : fmt::format("{} and {}", shown.comparison.request.names[0],
                                                       shown.comparison.request.names[1])
                                               .c_str());
    if (!shown.done()) {
        if (!state.preview.tenant<ModelComparison>()) {
            if (ImGui::Button("Show them again###Show again", ImVec2(-FLT_MIN, em(2)))) {
                show_compared_pair(state, services, shown.number);
            }
        } else {
            draw_choice(state, services);
        }
    }
    ImGui::Spacing();
    // Who won so far would tell who is who.
    if (!shown.blind || shown.done()) {
        draw_tally(shown);
    }
    ImGui::Spacing();
    if (ImGui::Button(shown.done() ? "New comparison###End comparison" : "End###End comparison",
                      ImVec2(-FLT_MIN, 0))) {
        end_comparison(state, services);
    }
    if (!shown.done()) {
        tooltip("What was chosen so far is kept");
    }
}

}  // namespace im::studio

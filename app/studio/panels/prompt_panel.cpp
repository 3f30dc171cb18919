// Left: what to generate and how.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/take_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr int kVariationsShown = 16;  // as many figures as can be told apart on a screen
constexpr double kShortestSeconds = 1.0;

void draw_text_field(StudioState& state) {
    PromptForm& form = state.prompt;
    if (form.focus_requested) {
        ImGui::SetKeyboardFocusHere();
        form.focus_requested = false;
    }
    // Esc would take back everything typed since the box was entered: too much to lose by one key.
    const std::string kept = ImGui::IsKeyPressed(ImGuiKey_Escape) ? form.text : std::string();
    PromptKnowledge& known = state.knowledge;
    const bool offered = known.open && !known.suggestions.empty();  // else Tab leaves the field
    ImGui::InputTextMultiline(
        "##text", &form.text, ImVec2(-FLT_MIN, em(6.2f)),
        ImGuiInputTextFlags_WordWrap | ImGuiInputTextFlags_CallbackAlways |
            (offered ? ImGuiInputTextFlags_CallbackCompletion : ImGuiInputTextFlags_None),
        edit_prompt, &known);
    known.field_active = ImGui::IsItemActive();
    tooltip(keyed(state, "What a person does, in English. Generate it", "generate.start").c_str());
    if (!kept.empty()) {
        form.text = kept;
    }
    if (form.text.empty() && !ImGui::IsItemActive()) {
        const ImVec2 corner = ImGui::GetItemRectMin() + ImGui::GetStyle().FramePadding;
        ImGui::GetWindowDrawList()->AddText(corner, ImGui::GetColorU32(colour::kTextDim), "A person ...");
    }
}

/// What of the text the model does not hear, while it is being typed.
void draw_warnings(StudioState& state) {
    PromptForm& form = state.prompt;
    std::string now = state.model.info.folder.string() + '\n' + form.text;
    if (form.warned != now) {
        form.warned = std::move(now);
        form.warnings = prompt_warnings(form.text, state.model.info.window);
    }
    for (const std::string& warning : form.warnings) {
        text_wrapped(warning.c_str(), colour::kWarning);
    }
}

void draw_generate_row(StudioState& state, Services& services) {
    const float height = em(2.3f);
    if (!state.generating()) {
        if (primary_button(IM_ICON_WAND "  Generate###Generate", ImVec2(-FLT_MIN, height))) {
            start_generation(state, services);
        }
        tooltip(keyed(state, "Make the movement", "generate.start").c_str());
        return;
    }
    const float stop = em(5.2f);
    const Take& take = state.takes.back();
    progress_bar(take.progress,
                 take.status == TakeStatus::Waiting ? "Waiting for the model ..."
                 : take.best_of > 1 ? fmt::format("Choosing the best of {}", take.best_of).c_str()
                                    : fmt::format("Generating  {:.0f} %", take.progress * 100).c_str(),
                 ImVec2(ImGui::GetContentRegionAvail().x - stop - ImGui::GetStyle().ItemSpacing.x, height));
    ImGui::SameLine();
    if (ImGui::Button(IM_ICON_STOP "  Stop###Stop", ImVec2(stop, height))) {
        stop_generation(state, services);
    }
    tooltip(keyed(state, "Stop here and keep what there is", "generate.stop").c_str());
}

void draw_length(StudioState& state) {
    PromptForm& form = state.prompt;
    field_label("Length", "Automatic: the model decides when the movement is complete.");
    const char* const kLengths[] = {"Automatic", "Fixed"};
    int chosen = form.automatic_length ? 0 : 1;
    segmented("length", kLengths, 2, chosen);
    form.automatic_length = chosen == 0;
    if (!form.automatic_length) {
        const ModelInfo& info = state.model.info;
        const double longest = info.seconds_max();
        field_label("");
        ImGui::SliderFloat("##seconds", &form.seconds, kShortestSeconds, static_cast<float>(longest),
                           "%.2f s", ImGuiSliderFlags_AlwaysClamp);
        tooltip("Seconds that the movement lasts");
        form.seconds = static_cast<float>(std::round(form.seconds * info.fps) / info.fps);  // whole frames
    }
}

void draw_best_of(StudioState& state) {
    const char* const kExplanation =
        "Candidates for each variation, of which the reward keeps the best. More follow the words better and "
        "take "
        "longer; nothing plays before all are there.";
    field_label("Best of", kExplanation);
    ImGui::BeginDisabled(!state.model.scores);
    ImGui::SliderInt("##best of", &state.prompt.best_of, 1, 16, state.prompt.best_of == 1 ? "off" : "%d",
                     ImGuiSliderFlags_AlwaysClamp);
    ImGui::EndDisabled();
    tooltip(state.model.scores ? kExplanation
                               : "The model has no encoders that score its clips (reward.safetensors)");
}

void draw_draw_again(StudioState& state) {
    const char* const kExplanation =
        "A clip that misses what its prompt asks, where that can be measured (an action, a side, a count, a "
        "turn), is drawn up to three "
        "more times; the one that does most of it stays.";
    field_label("Draw again", kExplanation);
    ImGui::BeginDisabled(state.prompt.best_of > 1);
    ImGui::Checkbox("##draw again", &state.settings.draw_again);
    ImGui::EndDisabled();
    tooltip(state.prompt.best_of > 1 ? "Best of draws several for each anyway" : kExplanation);
}

void draw_seed(StudioState& state) {
    PromptForm& form = state.prompt;
    field_label("Seed", "The same seed with the same prompt and settings gives the same movement again.");
    const float buttons = 2 * (ImGui::GetFrameHeight() + ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - buttons);
    ImGui::InputScalar("##seed", ImGuiDataType_U64, &form.seed);
    tooltip("A whole number. The same seed with the same prompt and settings gives the same movement again.");
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    icon_toggle(form.seed_locked ? IM_ICON_LOCK : IM_ICON_UNLOCK, "lock",
                form.seed_locked ? "The seed stays as it is. Click to draw a new one with each Generate."
                                 : "Each Generate draws a new seed. Click to keep this one.",
                form.seed_locked);
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    if (icon_button(IM_ICON_DICE, "dice", "Draw a new seed now")) {
        roll_seed(state);
    }
}

void draw_sampling(StudioState& state) {
    SamplingOptions& sampling = state.prompt.sampling;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool open = ImGui::TreeNodeEx("Sampling", ImGuiTreeNodeFlags_NoTreePushOnOpen |
                                                        ImGuiTreeNodeFlags_SpanAvailWidth |
                                                        ImGuiTreeNodeFlags_FramePadding);
    ImGui::PopStyleVar();
    if (!open) {
        return;
    }
    const auto slider = [](const char* label, const char* id, double& value, float low, float high,
                           const char* format, const char* explanation) {
        field_label(label, explanation);
        auto shown = static_cast<float>(value);
        if (ImGui::SliderFloat(id, &shown, low, high, format, ImGuiSliderFlags_AlwaysClamp)) {
            value = shown;
        }
        tooltip(explanation);
    };
    slider("Temperature", "##temperature", sampling.temperature, 0, 2,
           sampling.temperature == 0 ? "greedy" : "%.2f",
           "How daring the choice is. Lower repeats what is most likely, higher surprises more and fails "
           "more. 1 is the model's own.");
    const char* const kTopK =
        "Choose only among the k most likely continuations at each step. Off leaves all in.";
    field_label("Top k", kTopK);
    ImGui::SliderInt("##top_k", &sampling.top_k, 0, 512, sampling.top_k == 0 ? "off" : "%d",
                     ImGuiSliderFlags_AlwaysClamp);
    tooltip(kTopK);
    slider("Top p", "##top_p", sampling.top_p, 0.05f, 1, sampling.top_p >= 1 ? "off" : "%.2f",
           "Choose only among the likeliest continuations that together have this probability. 1 leaves all "
           "in.");
    slider("Guidance", "##guidance", sampling.guidance, 0, 5, sampling.guidance == 0 ? "off" : "%.2f",
           "How strictly the movement follows the words. 1.5 is a good middle; high values follow to the "
           "letter and move less naturally.");
    if (quiet_button("Back to the defaults")) {
        sampling = SamplingOptions{};
    }
    tooltip("Temperature, top k, top p and guidance as the model came");
}

void draw_prompt_panel(StudioState& state, Services& services) {
    if (ImGui::Begin(kPromptPanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        heading("Describe a movement");
        draw_text_field(state);
        draw_warnings(state);
        draw_prompt_help(state);
        draw_generate_row(state, services);
        if (!state.prompt.error.empty() && error_box("error", state.prompt.error)) {
            state.prompt.error.clear();
        }
        ImGui::Spacing();
        field_label("Variations", "How many different movements to make of this prompt.");
        ImGui::SliderInt("##variations", &state.prompt.variations, 1, kVariationsShown, "%d",
                         ImGuiSliderFlags_AlwaysClamp);
        tooltip("How many different movements to make of this prompt, 1 to 16");
        draw_best_of(state);
        draw_draw_again(state);
        draw_length(state);
        draw_seed(state);
        draw_sampling(state);
        ImGui::Spacing();
        const char* const kLists[] = {"History", "What it can do"};
        int list = state.knowledge.list_shown ? 1 : 0;
        if (segmented("lists", kLists, 2, list)) {
            state.knowledge.list_shown = list == 1;
            state.knowledge.list_chosen = true;
        }
        if (state.knowledge.list_shown) {
            draw_known_actions(state);
        } else {
            draw_prompt_history(state, services);
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kPromptPanel{kPromptTitle, DockPlace::Left, drawn<draw_prompt_panel>};

}  // namespace im::studio

// The fine-tune panel before a run: what to learn, and how.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

void count_line(std::size_t count) {
    text_dim(count == 1 ? "1 prompt" : fmt::format("{} prompts", count).c_str());
}

void draw_typed(StudioState& state) {
    TrainingForm& form = state.training.form;
    ImGui::InputTextMultiline("##typed", &form.typed, ImVec2(-FLT_MIN, em(8)), ImGuiInputTextFlags_WordWrap);
    if (form.typed.empty() && !ImGui::IsItemActive()) {
        const ImVec2 corner = ImGui::GetItemRectMin() + ImGui::GetStyle().FramePadding;
        ImGui::GetWindowDrawList()->AddText(
            corner, ImGui::GetColorU32(colour::kTextDim),
            "One prompt a line, such as\na person crawls under a table\na person hops on one leg");
    }
    count_line(training_prompts(state).size());
}

void draw_history(StudioState& state) {
    TrainingForm& form = state.training.form;
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputTextWithHint("##search", IM_ICON_SEARCH "  Search prompts", &form.search);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::rgb(0x1a1b1e));
    ImGui::BeginChild("history", ImVec2(0, em(9)), ImGuiChildFlags_AlwaysUseWindowPadding);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.4f), em(0.15f)));
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    for (std::size_t i = 0; i < state.history.size(); ++i) {
        const std::string& prompt = state.history[i];
        if (std::search(prompt.begin(), prompt.end(), form.search.begin(), form.search.end(), same) ==
                prompt.end() &&
            !form.search.empty()) {
            continue;
        }
        ImGui::PushID(static_cast<int>(i));
        bool chosen = form.chosen.contains(prompt);
        if (ImGui::Checkbox("##chosen", &chosen)) {
            chosen ? static_cast<void>(form.chosen.insert(prompt))
                   : static_cast<void>(form.chosen.erase(prompt));
        }
        ImGui::SameLine();
        ImGui::TextUnformatted(shortened(prompt, ImGui::GetContentRegionAvail().x).c_str());
        tooltip(prompt.substr(0, 2000).c_str());
        ImGui::PopID();
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
    ImGui::PopStyleColor();
    count_line(training_prompts(state).size());
    ImGui::SameLine();
    if (quiet_button("All")) {
        form.chosen.insert(state.history.begin(), state.history.end());
    }
    ImGui::SameLine(0, 0);
    if (quiet_button("None")) {
        form.chosen.clear();
    }
}

void draw_prompts(StudioState& state) {
    TrainingForm& form = state.training.form;
    heading("Prompts to learn");
    const char* const kSources[] = {"Typed", "History", "File"};
    int source = static_cast<int>(form.source);
    segmented("source", kSources, 3, source);
    form.source = static_cast<PromptSource>(source);
    switch (form.source) {
        case PromptSource::Typed:
            draw_typed(state);
            break;
        case PromptSource::History:
            draw_history(state);
            break;
        case PromptSource::File:
            ImGui::SetNextItemWidth(-FLT_MIN);
            ImGui::InputTextWithHint("##file", "/path/to/prompts.txt", &form.file);
            text_wrapped(
                "A text with one prompt a line, or a prompt set (.json), of which the part 'train' is taken.",
                colour::kTextDim);
            break;
    }
}

void number(const char* label, const char* id, int& value, int low, int high, const char* explanation) {
    field_label(label, explanation);
    ImGui::InputInt(id, &value, 0);
    value = std::clamp(value, low, high);
    tooltip(explanation);
}

void number(const char* label, const char* id, double& value, double low, double high, const char* format,
            const char* explanation) {
    field_label(label, explanation);
    ImGui::InputDouble(id, &value, 0, 0, format);
    value = value >= low ? std::min(value, high) : low;  // NaN too becomes `low`
    tooltip(explanation);
}

void choice(const char* label, const char* id, std::string& value,
            const std::vector<std::pair<const char*, const char*>>& choices, const char* explanation) {
    field_label(label, explanation);
    const auto shown =
        std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return value == c.first; });
    if (ImGui::BeginCombo(id, shown == choices.end() ? value.c_str() : shown->second)) {
        for (const auto& [name, text] : choices) {
            if (ImGui::Selectable(text, value == name)) {
                value = name;
            }
        }
        ImGui::EndCombo();
    }
    tooltip(explanation);
}

void draw_ppo_settings(TrainingForm& form) {
    TrainingSettings& s = form.settings;
    const bool lora = s.learn == "lora";
    text_dim("Rollout");
    number("Sequences", "##sequences", s.sequences, 2, 4096,
           "Motions that are sampled and scored in an iteration. The paper: 128.");
    number("A prompt", "##samples", s.samples_per_prompt, 1, 64,
           "Motions of each prompt; Sequences is to be a multiple of it.");
    number("Temperature", "##temperature", s.temperature, 0.05, 10, "%.2f", "Of sampling during training.");
    number(
        "Guidance", "##guidance", s.guidance, 0, 20, "%.2f",
        "Above 0 the guided model is sampled and trained: dearer, and at its best where you sample guided.");
    text_dim("Advantage");
    choice("Baseline", "##baseline", s.baseline,
           {{"critic", "Critic (GAE)"}, {"leave_one_out", "The prompt's other motions"}},
           "What a motion's reward is held against. The second needs several motions a prompt.");
    if (s.baseline == "critic") {
        choice("Critic", "##critic", s.critic,
               {{"shared_detached", "Shared, detached"}, {"shared", "Shared"}, {"separate", "Separate copy"}},
               "Where the value head takes its features from.");
        number("Warm-up", "##warm-up", s.critic_warm_up, 0, 100000,
               "Iterations in which only the critic learns.");
    }
    text_dim("Nearness to the base");
    number("KL penalty", "##beta", s.beta, 0, 1000, "%.4f",
           "What a nat of distance from the base costs. Higher stays nearer.");
    number("KL loss", "##kl loss", s.kl_loss_weight, 0, 1000, "%.3f",
           "The exact KL as a part of the loss: same gain at half the distance, at 0.15.");
    field_label("Adaptive", "Moves the penalty so that the distance comes near a target");
    ImGui::Checkbox("##adaptive", &s.adaptive_beta);
    if (s.adaptive_beta) {
        number("Target", "##target", s.kl_target, 1e-6, 1e6, "%.1f nats",
               "Distance a sequence that the penalty steers to.");
    }
    text_dim("Update");
    double& rate = lora ? s.lora_learning_rate : s.learning_rate;
    number("Learning rate", "##rate", rate, 0, 1, "%.1e",
           "Too high, and the model runs away from the base while the judge falls.");
    if (lora) {
        number("Rank", "##rank", s.lora_rank, 1, 256, "Size of the LoRA corrections.");
    }
    number("Epochs", "##epochs", s.epochs, 1, 100, "Passes over each iteration's motions.");
    number("Mini-batch", "##mini-batch", s.mini_batch, 1, 4096, "Motions a step: all of Sequences, or half.");
    number("Clip", "##clip", s.clip, 1e-6, 10, "%.2f",
           "How far a step may move a token's probability (PPO's epsilon).");
    number("Entropy", "##entropy", s.entropy_weight, 0, 1000, "%.4f", "Rewards variety.");
    text_dim("Guard");
    number("Every", "##every", s.guard_every, 1, 1000000,
           "Iterations between two looks at the guard prompts.");
    number("Held out", "##held out", s.guard_held_out, 0, 10000,
           "Prompts that are watched and not learnt: at most a quarter of yours, none of fewer than 20.");
    number("KL limit", "##kl limit", s.kl_limit, 0, 1e9, "%.1f nats",
           "Alarm when the model is farther from the base, a sequence.");
    field_label("Stops", "An alarm of the guard ends the run; else it only warns");
    ImGui::Checkbox("##stops", &s.guard_stops);
    text_dim("Captured motions");
    field_label("Data set", "A folder of captioned captured motions to mix in; empty: words alone");
    ImGui::InputTextWithHint("##paired", "none", &form.paired);
    if (!form.paired.empty()) {
        number("Their weight", "##motion weight", s.motion_weight, 0, 1000, "%.2f",
               "Lambda_m of eq. 2: likeness to the captured motion.");
        number("Their share", "##paired share", s.paired_share, 0, 1, "%.2f", "Of an iteration's prompts.");
    }
    if (quiet_button("Back to the defaults")) {
        s = form.defaults;
    }
}

void draw_method(StudioState& state) {
    TrainingForm& form = state.training.form;
    TrainingSettings& settings = form.settings;
    heading("Training");
    field_label("Base", "The model that generates now. It is never overwritten.");
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(shortened(state.model.status == ModelStatus::Ready
                                         ? state.model.info.name
                                         : state.model.folder.filename().string(),
                                     ImGui::GetContentRegionAvail().x)
                               .c_str());
    const char* const kLearns =
        "LoRA: small corrections of a few MB, easy to take back. All weights: learns more, forgets more.";
    field_label("What learns", kLearns);
    const char* const kKinds[] = {"LoRA", "All weights"};
    int kind = settings.learn == "lora" ? 0 : 1;
    segmented("learn", kKinds, 2, kind);
    settings.learn = kind == 0 ? "lora" : "full";
    field_label("Iterations", "In each, motions are sampled, scored and learnt from.");
    ImGui::SliderInt("##iterations", &settings.iterations, 5, 300, "%d");
    settings.iterations = std::clamp(settings.iterations, 1, 100000);
    const char* const kTextWeight =
        "Lambda_t of eq. 2: how much nearness to the words counts against staying near the base. 2 is what "
        "people liked best.";
    field_label("Text reward", kTextWeight);
    auto weight = static_cast<float>(settings.text_weight);
    if (ImGui::SliderFloat("##text weight", &weight, 0, 5, "%.1f", ImGuiSliderFlags_AlwaysClamp)) {
        settings.text_weight = weight;
    }
    tooltip(kTextWeight);
    if (can_use_preferences(state)) {
        field_label("Your taste", "What was learnt from your ratings counts in the reward");
        ImGui::Checkbox("##taste", &form.use_preferences);
    }
    field_label("Name", "Of the run and the model it makes");
    ImGui::InputTextWithHint("##name", "after the first prompt", &form.name);
}

}  // namespace

void draw_training_setup(StudioState& state, Services& services) {
    TrainingForm& form = state.training.form;
    draw_prompts(state);
    ImGui::Spacing();
    draw_method(state);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool open = ImGui::TreeNodeEx("PPO settings", ImGuiTreeNodeFlags_NoTreePushOnOpen |
                                                            ImGuiTreeNodeFlags_SpanAvailWidth |
                                                            ImGuiTreeNodeFlags_FramePadding);
    ImGui::PopStyleVar();
    if (open) {
        draw_ppo_settings(form);
    }
    ImGui::Spacing();
    if (primary_button(IM_ICON_LEARN "  Start fine-tuning###Start", ImVec2(-FLT_MIN, em(2.3f)))) {
        start_training(state, services);
    }
    if (!form.error.empty() && error_box("error", form.error)) {
        form.error.clear();
    }
}

}  // namespace im::studio

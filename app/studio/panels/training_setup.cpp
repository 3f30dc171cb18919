// The fine-tune panel before a run: what to learn, and how.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/run_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/train/finetune/reward_presets.h"
#include "engine/train/finetune/run_presets.h"

namespace im::studio {
namespace {

constexpr int kIterationsMax = 100000;  // more than a month of anybody's patience

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
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kSunken);
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

void draw_value(const FinetuneField&, const char* id, bool& value) {
    ImGui::Checkbox(id, &value);
}

void draw_value(const FinetuneField& field, const char* id, std::int64_t& value) {
    ImGui::InputScalar(id, ImGuiDataType_S64, &value);
    value = std::clamp(value, static_cast<std::int64_t>(field.low), static_cast<std::int64_t>(field.high));
}

void draw_value(const FinetuneField& field, const char* id, double& value) {
    ImGui::InputDouble(id, &value, 0, 0, field.format);
    value = value >= field.low ? std::min(value, field.high) : field.low;  // NaN too becomes the lowest
}

void draw_value(const FinetuneField& field, const char* id, std::string& value) {
    const auto shown = std::find_if(field.choices.begin(), field.choices.end(),
                                    [&](const auto& choice) { return value == choice.first; });
    if (ImGui::BeginCombo(id, shown == field.choices.end() ? value.c_str() : shown->second)) {
        for (const auto& [name, words] : field.choices) {
            if (ImGui::Selectable(words, value == name)) {
                value = name;
            }
        }
        ImGui::EndCombo();
    }
}

/// All that is offered under headings, as finetune_fields.h describes it.
void draw_ppo_settings(TrainingForm& form) {
    const char* const kCaptured = "Captured motions";
    std::string heading_shown;
    for (const FinetuneField& field : finetune_fields()) {
        if (!field.group || *field.group == 0) {
            continue;
        }
        if (heading_shown != field.group) {
            heading_shown = field.group;
            text_dim(field.group);
            if (heading_shown == kCaptured) {
                field_label("Data set",
                            "A folder of captioned captured motions to mix in; empty: words alone");
                ImGui::InputTextWithHint("##paired", "none", &form.paired);
            }
        }
        const bool needs_captured = heading_shown == kCaptured;
        if (form.settings.applies(field) && !(needs_captured && form.paired.empty())) {
            const std::string id = "##" + field.key();
            field_label(field.label, field.help);
            std::visit([&](auto& value) { draw_value(field, id.c_str(), value); },
                       form.settings.value(field.key()));
            tooltip(field.help);
        }
    }
    if (quiet_button("Back to the defaults")) {
        form.settings = form.defaults;
    }
}

/// Weights of the reward by what one is after; "Custom" where they are none of the list's.
void draw_preset(TrainingSettings& settings) {
    const std::vector<std::string> keys = preset_keys();
    const auto is_set = [&](const RewardPreset& preset) {
        return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
            return settings.at<double>(key) == preset.weight_of(key);
        });
    };
    const auto presets = reward_presets();
    const auto now = std::find_if(presets.begin(), presets.end(), is_set);
    field_label("After", "What the run is after: weights of the reward, to be seen under PPO settings.");
    if (ImGui::BeginCombo("##preset", now == presets.end() ? "Custom" : now->title)) {
        for (const RewardPreset& preset : presets) {
            if (ImGui::Selectable(preset.title, now != presets.end() && &preset == &*now)) {
                for (const std::string& key : keys) {
                    settings.at<double>(key) = preset.weight_of(key);
                }
            }
            tooltip(preset.help);
        }
        ImGui::EndCombo();
    }
    tooltip(now == presets.end() ? "Weights of your own, under PPO settings." : now->help);
}

/// How much work the run is to be; "Custom" where its settings are none of the list's.
void draw_effort(TrainingSettings& settings) {
    const auto is_set = [&](const RunPreset& preset) {
        return std::all_of(preset.values.begin(), preset.values.end(),
                           [&](const auto& pair) { return settings.value(pair.first) == pair.second; });
    };
    const auto presets = run_presets();
    const auto now = std::find_if(presets.begin(), presets.end(), is_set);
    field_label("Effort", "Iterations, motions in each, and what learns.");
    if (ImGui::BeginCombo("##effort", now == presets.end() ? "Custom" : now->title)) {
        for (const RunPreset& preset : presets) {
            if (ImGui::Selectable(preset.title, now != presets.end() && &preset == &*now)) {
                for (const auto& [key, value] : preset.values) {
                    settings.value(key) = value;
                }
            }
            tooltip(preset.help);
        }
        ImGui::EndCombo();
    }
    tooltip(now == presets.end() ? "Settings of your own, here and under PPO settings." : now->help);
}

/// What it will take, before it is started.
void draw_cost(StudioState& state, Services& services) {
    find_cost_when_due(state, services);
    if (const std::string cost = cost_text(state); !cost.empty()) {
        text_wrapped(cost.c_str(), colour::kTextDim);
    }
    bool short_of_it = false;
    if (const std::string memory = memory_text(state, short_of_it); !memory.empty()) {
        text_wrapped((short_of_it ? IM_ICON_WARNING "  " + memory : memory).c_str(),
                     short_of_it ? colour::kWarning : colour::kTextDim);
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
    draw_effort(settings);
    const auto label = [](const char* key) {
        const FinetuneField& field = finetune_field(key);
        field_label(field.label, field.help);
    };
    label("learn");
    const char* const kKinds[] = {"LoRA", "All weights"};
    std::string& learn = settings.at<std::string>("learn");
    int kind = learn == "lora" ? 0 : 1;
    segmented("learn", kKinds, 2, kind);
    learn = kind == 0 ? "lora" : "full";
    label("iterations");
    auto& iterations = settings.at<std::int64_t>("iterations");
    int shown = static_cast<int>(std::clamp<std::int64_t>(iterations, 1, kIterationsMax));
    ImGui::SliderInt("##iterations", &shown, 5, 300, "%d");
    iterations = std::clamp(shown, 1, kIterationsMax);
    draw_preset(settings);
    label("reward.text");
    const FinetuneField& text = finetune_field("reward.text");
    auto& text_weight = settings.at<double>("reward.text");
    auto weight = static_cast<float>(text_weight);
    if (ImGui::SliderFloat("##text weight", &weight, 0, 5, text.format, ImGuiSliderFlags_AlwaysClamp)) {
        text_weight = weight;
    }
    tooltip(text.help);
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
    draw_cost(state, services);
    ImGui::Spacing();
    if (primary_button(IM_ICON_LEARN "  Start fine-tuning###Start", ImVec2(-FLT_MIN, em(2.3f)))) {
        start_training(state, services);
    }
    if (!form.error.empty() && error_box("error", form.error)) {
        form.error.clear();
    }
}

}  // namespace im::studio

// Left, beside the prompt: how good models are, by the papers' protocol, and two of them side by side.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/evaluation_actions.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

/// Which prompts or clips.
void draw_texts(EvaluationForm& form, bool places) {
    field_label("Of what",
                "Its captions: what the model learnt from, in its own words; no folder is needed.");
    const char* const kTexts[] = {"Its captions", "Typed", "Data"};
    int texts = std::min(static_cast<int>(form.texts), places ? 2 : 1);
    segmented("texts", kTexts, places ? 3 : 2, texts);
    form.texts = static_cast<EvaluatedTexts>(texts);
    if (form.texts == EvaluatedTexts::Typed) {
        ImGui::InputTextMultiline("##typed", &form.typed, ImVec2(-FLT_MIN, em(6)),
                                  ImGuiInputTextFlags_WordWrap);
        tooltip("One prompt a line");
    } else if (form.texts == EvaluatedTexts::Place) {
        ImGui::SetNextItemWidth(-FLT_MIN);
        ImGui::InputTextWithHint("##place", "/path/to/a data set, or prompts.txt", &form.place);
        tooltip(
            "A folder of captioned captured motion, whose test clips stand beside the model's in the table; "
            "or a "
            "file of prompts, one a line");
    }
}

void draw_models(StudioState& state) {
    EvaluationForm& form = state.evaluation.form;
    heading("Models");
    tooltip(
        "All that are chosen come into one table, scored by the first one's judge. None: the one that "
        "generates.");
    const auto& models = state.models.models;
    const float row = ImGui::GetFrameHeightWithSpacing();
    const auto usable =
        std::count_if(models.begin(), models.end(), [](const ShelfModel& m) { return m.usable(); });
    const float height = row * static_cast<float>(std::clamp<std::ptrdiff_t>(usable, 1, 5)) + em(0.4f);
    ImGui::BeginChild("models", ImVec2(0, height));
    for (const ShelfModel& model : models) {
        if (!model.usable()) {
            continue;
        }
        bool chosen = form.models.contains(model.folder);
        const std::string label =
            fmt::format("{}{}###model {}", shortened(model.name, ImGui::GetContentRegionAvail().x - em(6)),
                        is_active(state, model) ? "  (active)" : "", model.folder.filename().string());
        if (ImGui::Checkbox(label.c_str(), &chosen)) {
            chosen ? static_cast<void>(form.models.insert(model.folder))
                   : static_cast<void>(form.models.erase(model.folder));
        }
        tooltip(model.folder.c_str());
    }
    ImGui::EndChild();
}

void draw_measures(EvaluationForm& form) {
    ImGui::BeginDisabled(form.texts == EvaluatedTexts::Typed);
    field_label("How many",
                "Clips or captions, drawn at random where there are more; 0: all. From 32 on texts are "
                "ranked (R-precision).");
    ImGui::SliderInt("##items", &form.items, 0, 512, form.items == 0 ? "all" : "%d",
                     ImGuiSliderFlags_AlwaysClamp);
    ImGui::EndDisabled();
    field_label("Guidance",
                "A row of the table for each value, such as \"0 1.5\"; empty: what the model recommends");
    ImGui::InputTextWithHint("##guidance", "the model's own", &form.guidance);
    field_label("Best of", "Above 1 a further row: the best of so many motions by the reward");
    ImGui::SliderInt("##best of", &form.best_of, 1, 16, "%d", ImGuiSliderFlags_AlwaysClamp);
    field_label(
        "Repeats",
        "Times that everything is drawn and scored anew: the interval is over these. The papers: 20.");
    ImGui::SliderInt("##repeats", &form.repeats, 1, 20, "%d", ImGuiSliderFlags_AlwaysClamp);
    field_label("Variety", "Ten motions of twenty texts more: MultiModality, and how alike they are");
    ImGui::Checkbox("##samples", &form.samples);
}

/// While something is at work: how far it is. True: the buttons that start are not to be drawn.
bool draw_progress(StudioState& state, Services& services) {
    const EvaluationState& evaluation = state.evaluation;
    if (!evaluation.busy()) {
        return false;
    }
    progress_bar(evaluation.progress.fraction,
                 fmt::format("{:.0f} %", 100 * evaluation.progress.fraction).c_str(),
                 ImVec2(ImGui::GetContentRegionAvail().x, em(2)));
    text_dim(shortened(evaluation.progress.what, ImGui::GetContentRegionAvail().x * 0.6f).c_str());
    if (evaluation.progress.seconds_left > 0) {
        const std::string left = rough_duration(evaluation.progress.seconds_left) + " left";
        ImGui::SameLine(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x -
                        ImGui::CalcTextSize(left.c_str()).x);
        text_dim(left.c_str());
    }
    if (ImGui::Button(IM_ICON_STOP "  Cancel###Cancel", ImVec2(-FLT_MIN, em(2)))) {
        stop_evaluation(state, services);
    }
    return true;
}

void draw_error(EvaluationForm& form) {
    if (!form.error.empty() && error_box("error", form.error)) {
        form.error.clear();
    }
}

void draw_measure(StudioState& state, Services& services) {
    EvaluationForm& form = state.evaluation.form;
    draw_models(state);
    draw_texts(form, true);
    draw_measures(form);
    ImGui::Spacing();
    if (!draw_progress(state, services) &&
        primary_button(IM_ICON_GAUGE "  Measure###Measure it", ImVec2(-FLT_MIN, em(2.3f)))) {
        start_evaluation(state, services);
    }
    draw_error(form);
    list_evaluations_when_due(state, services);
    ImGui::Spacing();
    draw_evaluation_table(state);
}

void draw_side(StudioState& state, const char* label, std::size_t side) {
    const auto sides = sides_to_compare(state);
    std::string shown = "none";
    for (const ShelfModel& model : state.models.models) {
        if (model.folder == sides[side]) {
            shown = model.name;
        }
    }
    field_label(label);
    if (ImGui::BeginCombo(fmt::format("##side {}", side).c_str(), shown.c_str())) {
        for (const ShelfModel& model : state.models.models) {
            if (model.usable() &&
                ImGui::Selectable(fmt::format("{}###{}", model.name, model.folder.string()).c_str(),
                                  model.folder == sides[side])) {
                state.evaluation.form.sides = sides;
                state.evaluation.form.sides[side] = model.folder;
            }
        }
        ImGui::EndCombo();
    }
}

void draw_compare(StudioState& state, Services& services) {
    EvaluationForm& form = state.evaluation.form;
    if (state.evaluation.comparison) {
        draw_comparison(state, services);
        return;
    }
    heading("Two models, the same prompts and seeds");
    draw_side(state, "Model", 0);
    draw_side(state, "Against", 1);
    draw_texts(form, false);
    if (form.texts != EvaluatedTexts::Typed) {
        field_label("How many", "Of the first model's captions, drawn at random");
        ImGui::SliderInt("##prompts", &form.prompts, 1, 50, "%d", ImGuiSliderFlags_AlwaysClamp);
    }
    field_label("Seed", "Of the motions, and of which model stands at the left");
    ImGui::InputInt("##seed", &form.seed);
    form.seed = std::max(form.seed, 0);
    field_label("Blind", "Names are hidden and sides are shuffled, until all is chosen");
    ImGui::Checkbox("##blind", &form.blind);
    ImGui::Spacing();
    if (!draw_progress(state, services) &&
        primary_button(IM_ICON_BALANCE "  Compare###Compare them", ImVec2(-FLT_MIN, em(2.3f)))) {
        start_comparison(state, services);
    }
    draw_error(form);
}

void draw_evaluate_panel(StudioState& state, Services& services) {
    if (ImGui::Begin(kEvaluatePanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        list_models_when_due(state, services);
        const char* const kViews[] = {"Measure", "Compare"};
        int view = static_cast<int>(state.evaluation.form.view);
        segmented("view", kViews, 2, view);
        state.evaluation.form.view = static_cast<EvaluateView>(view);
        ImGui::Spacing();
        if (state.evaluation.form.view == EvaluateView::Measure) {
            draw_measure(state, services);
        } else {
            draw_compare(state, services);
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kEvaluatePanel{"Evaluate", DockPlace::Left, drawn<draw_evaluate_panel>};

}  // namespace im::studio

// Left, beside the prompt: the models that there are, which of them was fine-tuned from which, and which one
// generates.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/model_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr int kDepthShown = 4;  // farther in, names would have no room

std::string size_text(std::uintmax_t bytes) {
    const double megabytes = static_cast<double>(bytes) / 1e6;
    return megabytes >= 1000 ? fmt::format("{:.1f} GB", megabytes / 1000)
                             : fmt::format("{:.{}f} MB", megabytes, megabytes < 10 ? 1 : 0);
}

std::string parameters_text(std::int64_t count) {
    const double millions = static_cast<double>(count) / 1e6;
    return millions >= 1 ? fmt::format("{:.1f} million weights", millions) : fmt::format("{} weights", count);
}

const char* kind_text(const ShelfModel& model) {
    switch (model.place) {
        case ModelPlace::Program:
            return "Comes with the program";
        case ModelPlace::Trash:
            return "In the trash";
        case ModelPlace::Workspace:
        case ModelPlace::Added:
            break;
    }
    return model.lora_rank ? "LoRA" : model.iterations > 0 ? "All weights" : "Model";
}

/// The one whose facts are shown: what was clicked, else the active one; null when neither is on the list.
const ShelfModel* shown_model(const StudioState& state) {
    const auto& models = state.models.models;
    auto found = std::find_if(models.begin(), models.end(),
                              [&](const ShelfModel& m) { return m.folder == state.models.selected; });
    if (found == models.end()) {
        found = std::find_if(models.begin(), models.end(),
                             [&](const ShelfModel& m) { return is_active(state, m); });
    }
    return found == models.end() ? nullptr : &*found;
}

/// At the right end of the row, over it.
void right_aligned(float right, float y, const char* text, const ImVec4& text_colour) {
    ImGui::GetWindowDrawList()->AddText(ImVec2(right - ImGui::CalcTextSize(text).x, y),
                                        ImGui::GetColorU32(text_colour), text);
}

/// Two lines: the name, and below it what kind of model it is and whether fine-tuning helped. True when
/// clicked.
bool model_row(const StudioState& state, const ShelfModel& model, bool chosen) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, em(2.15f) + 2 * style.FramePadding.y);
    ImGui::PushID(model.folder.c_str());
    const std::string id = "###model " + model.folder.filename().string();
    const bool clicked = ImGui::Selectable(id.c_str(), chosen, 0, size);
    ImGui::PopID();

    const std::string problem = model.place == ModelPlace::Trash ? "" : model_problem(state, model);
    const float left =
        corner.x + style.FramePadding.x + em(0.9f) * static_cast<float>(std::min(model.depth, kDepthShown));
    const float right = corner.x + size.x - style.FramePadding.x;
    const float first = corner.y + style.FramePadding.y, second = first + em(1.15f);
    const char* mark = is_active(state, model) ? IM_ICON_CHECK "  active"
                       : model.being_trained   ? IM_ICON_HOURGLASS "  learning"
                                               : "";
    right_aligned(right, first, mark, is_active(state, model) ? colour::kGood : colour::kWarning);
    const float room = right - left - ImGui::CalcTextSize(mark).x - (*mark ? em(0.5f) : 0);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const bool dim = !problem.empty() || model.place == ModelPlace::Trash;
    draw->AddText(ImVec2(left, first), ImGui::GetColorU32(dim ? colour::kTextDim : colour::kText),
                  shortened(model.name, room).c_str());
    if (!problem.empty()) {
        const char* text = model.being_trained ? "No model yet" : IM_ICON_WARNING "  Cannot be used";
        draw->AddText(ImVec2(left, second),
                      ImGui::GetColorU32(model.being_trained ? colour::kTextDim : colour::kBad), text);
        return clicked;
    }
    draw->AddText(ImVec2(left, second), ImGui::GetColorU32(colour::kTextDim),
                  fmt::format("{}   {}", kind_text(model), size_text(model.bytes)).c_str());
    if (model.judge_before && model.judge_after) {
        const double change = *model.judge_after - *model.judge_before;
        right_aligned(right, second, fmt::format("judge {:+.3f}", change).c_str(),
                      change > 0.0005    ? colour::kGood
                      : change < -0.0005 ? colour::kBad
                                         : colour::kTextDim);
    }
    return clicked;
}

void draw_list(StudioState& state) {
    ModelsState& models = state.models;
    heading("Models");
    if (models.models.empty()) {
        text_dim("Looking at the disk ...");
        return;
    }
    const float row = em(2.15f) + 2 * ImGui::GetStyle().FramePadding.y + em(0.15f);
    const float wanted = row * static_cast<float>(models.models.size()) + em(1);
    const float height = std::min(wanted, std::max(ImGui::GetContentRegionAvail().y * 0.5f, em(9)));
    ImGui::BeginChild("list", ImVec2(0, height));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ImGui::GetStyle().ItemSpacing.x, em(0.15f)));
    const ShelfModel* shown = shown_model(state);
    for (const ShelfModel& model : models.models) {
        if (model_row(state, model, &model == shown)) {
            models.selected = model.folder;
            models.error.clear();
        }
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
    ImGui::Spacing();
}

std::string base_name(const StudioState& state, const ShelfModel& model) {
    for (const ShelfModel& other : state.models.models) {
        if (other.folder == model.base) {
            return other.name;
        }
    }
    return model.base.string();
}

void draw_judge_fact(const ShelfModel& model) {
    if (!model.judge_before) {
        return;
    }
    const bool better = model.judge_after && *model.judge_after > *model.judge_before;
    fact("Judge",
         better ? fmt::format("{:.3f} before, {:.3f} now", *model.judge_before, *model.judge_after)
                : fmt::format("{:.3f} before; nothing better was found", *model.judge_before),
         "Mean likeness of words and motion on the run's guard prompts, by encoders that the training never "
         "sees");
}

void draw_facts(const StudioState& state, const ShelfModel& model) {
    if (!begin_facts("facts")) {
        return;
    }
    fact("Kind",
         model.lora_rank ? fmt::format("LoRA corrections, rank {}", *model.lora_rank) : kind_text(model));
    if (!model.base.empty()) {
        fact("From", base_name(state, model), "The model that it was fine-tuned from");
    }
    fact("Size",
         model.parameters > 0
             ? fmt::format("{}, {}", parameters_text(model.parameters), size_text(model.bytes))
             : size_text(model.bytes),
         "Of the generator, and all files of the folder");
    if (model.iterations > 0) {
        fact("Learnt",
             fmt::format("{} {}", model.iterations, model.iterations == 1 ? "iteration" : "iterations"));
    }
    draw_judge_fact(model);
    if (model.place != ModelPlace::Trash) {
        fact("Licence", model.licence.empty() ? "not stated" : model.licence, "Of the weights");
    }
    ImGui::EndTable();
}

void draw_folder(const ShelfModel& model) {
    std::string folder = model.folder.string();
    const float side = ImGui::GetFrameHeight();
    ImGui::PushStyleColor(ImGuiCol_FrameBg, colour::kPanel);  // a field on a card
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - side - em(0.3f));
    ImGui::InputText("##folder", &folder, ImGuiInputTextFlags_ReadOnly);
    ImGui::PopStyleColor();
    tooltip(folder.c_str());
    ImGui::SameLine(0, em(0.3f));
    if (icon_button(IM_ICON_COPY, "copy folder", "Copy the folder's path")) {
        ImGui::SetClipboardText(folder.c_str());
    }
}

/// The button beside "Make active": how to be rid of the model.
void draw_removal(StudioState& state, const ShelfModel& model, bool active, ImVec2 size) {
    const bool own = model.place == ModelPlace::Workspace;
    ImGui::BeginDisabled(active || model.being_trained);
    if (ImGui::Button(own ? IM_ICON_TRASH "  Delete ...###Delete" : "Remove from list###Remove", size)) {
        if (own) {
            state.models.question = ModelQuestion::Trash;
        } else {
            forget_model_folder(state, model.folder);
        }
    }
    ImGui::EndDisabled();
    tooltip(active                ? "It generates now: make another one active first"
            : model.being_trained ? "It is being trained now"
            : own                 ? "Moves it to the trash of the workspace"
                                  : "The folder stays on the disk");
}

void draw_buttons(StudioState& state, Services& services, const ShelfModel& model) {
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    const ImVec2 size(half, em(2.1f));
    if (model.place == ModelPlace::Trash) {
        if (ImGui::Button(IM_ICON_UNDO "  Put back###Put back", size)) {
            put_back_model_folder(state, services, model);
        }
        ImGui::SameLine();
        if (ImGui::Button(IM_ICON_TRASH "  Empty trash ...###Empty trash", size)) {
            state.models.question = ModelQuestion::EmptyTrash;
        }
        return;
    }
    const bool active = is_active(state, model);
    const bool removable = model.place != ModelPlace::Program;
    const bool loading = state.model.status == ModelStatus::Loading;
    // One that could not be loaded may be tried again.
    ImGui::BeginDisabled(active || loading || !model.usable());
    if (primary_button(active ? IM_ICON_CHECK "  Active###Make active"
                       : loading && state.models.activating == model.folder ? "Loading ...###Make active"
                                                                            : "Make active###Make active",
                       removable ? size : ImVec2(-FLT_MIN, size.y))) {
        activate_model(state, services, model.folder);
    }
    ImGui::EndDisabled();
    tooltip(active ? "It generates, and new fine-tuning runs start from it"
                   : "It generates from now on, also after a restart and on the command line");
    if (removable) {
        ImGui::SameLine();
        draw_removal(state, model, active, size);
    }
}

void draw_selected(StudioState& state, Services& services) {
    const ShelfModel* shown = shown_model(state);
    if (!shown) {
        return;
    }
    const ShelfModel& model = *shown;
    const std::string problem = model.place == ModelPlace::Trash ? "" : model_problem(state, model);
    begin_card("selected");
    // Bold letters are wider.
    heading(shortened(model.name, ImGui::GetContentRegionAvail().x * 0.9f).c_str());
    tooltip(model.name.c_str());
    if (!problem.empty()) {
        text_wrapped(problem.c_str(), model.being_trained ? colour::kTextDim : colour::kBad);
        ImGui::Spacing();
    }
    draw_facts(state, model);
    draw_folder(model);
    ImGui::Spacing();
    draw_buttons(state, services, model);
    end_card();
    ImGui::Spacing();
}

void draw_add(StudioState& state) {
    ModelsState& models = state.models;
    heading("Add a model");
    tooltip("A folder that convert, train or finetune has made. It stays where it is.");
    const float button = em(4);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x);
    const bool entered = ImGui::InputTextWithHint("##add", "/path/to/a model's folder", &models.typed,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if (ImGui::Button("Add###Add", ImVec2(button, 0)) || entered) {
        add_model_folder(state);
    }
}

struct Question {
    const char* title;
    std::string text;
    const char* answer;
};

Question question_of(const StudioState& state) {
    const ModelsState& models = state.models;
    std::uintmax_t bytes = 0;
    int count = 0;
    for (const ShelfModel& model : models.models) {
        if (model.place == ModelPlace::Trash) {
            bytes += model.bytes;
            ++count;
        }
    }
    const ShelfModel* shown = shown_model(state);
    if (models.question == ModelQuestion::Trash) {
        return {"Delete a model",
                fmt::format("Move '{}' to the trash? It can be put back until the trash is emptied. Your "
                            "clips and ratings stay.",
                            shown ? shown->name : ""),
                "Move to trash###Delete it"};
    }
    return {"Empty the trash",
            fmt::format("Delete {} for good? This frees {} and cannot be taken back.",
                        count == 1 ? "1 model" : fmt::format("{} models", count), size_text(bytes)),
            "Delete for good###Delete it"};
}

void draw_question(StudioState& state, Services& services) {
    ModelsState& models = state.models;
    if (models.question == ModelQuestion::None) {
        return;
    }
    const Question question = question_of(state);
    if (!ImGui::IsPopupOpen(question.title)) {
        ImGui::OpenPopup(question.title);
    }
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(em(28), 0));
    if (!ImGui::BeginPopupModal(question.title, nullptr,
                                ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove)) {
        return;
    }
    text_wrapped(question.text.c_str(), colour::kText);
    ImGui::Spacing();
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    bool done = ImGui::IsKeyPressed(ImGuiKey_Escape);
    if (ImGui::Button(question.answer, ImVec2(width, em(2.2f)))) {
        if (models.question == ModelQuestion::EmptyTrash) {
            empty_model_trash(state, services);
        } else if (const ShelfModel* shown = shown_model(state)) {
            trash_model_folder(state, services, *shown);
        }
        done = true;
    }
    ImGui::SameLine();
    done = ImGui::Button("Cancel", ImVec2(width, em(2.2f))) || done;
    if (done) {
        models.question = ModelQuestion::None;
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

void draw_models_panel(StudioState& state, Services& services) {
    const bool shown = ImGui::Begin(kModelsPanel.title, nullptr, ImGuiWindowFlags_NoCollapse);
    if (shown) {
        if (!state.models.shown) {
            state.models.changed = true;  // another program may have trained one
        }
        list_models_when_due(state, services);
        draw_list(state);
        if (!state.models.error.empty() && error_box("error", state.models.error)) {
            state.models.error.clear();
        }
        draw_selected(state, services);
        draw_add(state);
        draw_question(state, services);
    }
    state.models.shown = shown;
    ImGui::End();
}

}  // namespace

const Panel kModelsPanel{"Models", DockPlace::Left, drawn<draw_models_panel>,
                         [](StudioState& state) { state.models.shown = false; }};

}  // namespace im::studio

// Left, beside the prompt: novel prompts out of a data set's captions, from the captions to the saved set.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/prompt_lab_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

/// 24520 -> "24,520"
std::string grouped(int number) {
    std::string text = std::to_string(number);
    for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

/// A titled part that can be folded away; open at first where `open`.
bool section(const char* title, bool open) {
    ImGui::PushFont(fonts().bold, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool shown =
        ImGui::TreeNodeEx(title, ImGuiTreeNodeFlags_NoTreePushOnOpen | ImGuiTreeNodeFlags_SpanAvailWidth |
                                     ImGuiTreeNodeFlags_FramePadding |
                                     (open ? ImGuiTreeNodeFlags_DefaultOpen : ImGuiTreeNodeFlags_None));
    ImGui::PopStyleVar();
    ImGui::PopFont();
    return shown;
}

void draw_progress_row(StudioState& state, Services& services) {
    const PromptLabState& lab = state.lab;
    const float stop = em(5.2f), height = em(2);
    const double fraction = lab.progress ? lab.progress->fraction : -1;
    progress_bar(std::max(fraction, 0.0), lab.progress ? lab.progress->what.c_str() : "Working ...",
                 ImVec2(ImGui::GetContentRegionAvail().x - stop - ImGui::GetStyle().ItemSpacing.x, height));
    ImGui::SameLine();
    if (ImGui::Button(IM_ICON_STOP "  Stop###Stop", ImVec2(stop, height))) stop_lab(services);
}

void draw_pool_facts(const LabPoolRead& pool) {
    text_wrapped(fmt::format("{} captions, {} of several actions: {} actions to combine, {} manners",
                             grouped(pool.captions), grouped(pool.decomposable), grouped(pool.motions),
                             grouped(pool.manners))
                     .c_str(),
                 colour::kTextDim);
    int refused = 0;
    std::string reasons;
    for (const auto& [reason, count] : pool.refused) {
        refused += count;
        reasons += fmt::format("{} {}\n", grouped(count), reason);
    }
    if (refused == 0) return;
    const std::string text =
        refused == 1 ? "1 caption is left out" : fmt::format("{} captions are left out", grouped(refused));
    ImGui::TextColored(colour::kWarning, "%s", text.c_str());
    tooltip(reasons.c_str());
}

void draw_samples(StudioState& state) {
    begin_card("sample card");
    for (const auto& sample : state.lab.samples) {
        text_wrapped(sample.caption.c_str(), colour::kTextDim);
        if (!sample.problem.empty())
            text_wrapped((IM_ICON_WARNING "  " + sample.problem).c_str(), colour::kWarning);
        for (const auto& part : sample.parts) {
            ImGui::Indent(em(0.8f));
            text_wrapped(part.c_str(), colour::kText);
            ImGui::Unindent(em(0.8f));
        }
        ImGui::Dummy(ImVec2(0, em(0.2f)));
    }
    end_card();
}

void draw_captions(StudioState& state, Services& services) {
    PromptLabState& lab = state.lab;
    if (!section("1  Captions", !lab.review)) return;
    if (!lab.pool)
        text_wrapped("New descriptions are put together from the actions that captions tell.",
                     colour::kTextDim);
    const bool own = state.model.reader != nullptr;
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputTextWithHint("##data", own ? "The model's own captions, or a folder" : "Folder of a data set",
                             &lab.form.data);
    tooltip(
        own ? "Left empty: the captions that the active model was trained on. Or the folder of a data set in "
              "this "
              "program's own format, HumanML3D's or KIT-ML's, of which the training clips' captions are read."
            : "A folder in this program's own format, HumanML3D's or KIT-ML's. Only the captions of its "
              "training "
              "clips are read.");
    ImGui::BeginDisabled(lab.busy());
    if (ImGui::Button("Read captions###Read captions", ImVec2(-FLT_MIN, em(2))))
        read_lab_captions(state, services);
    ImGui::EndDisabled();
    if (!lab.pool) return;
    draw_pool_facts(*lab.pool);
    if (lab.samples.empty()) return;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool open = ImGui::TreeNodeEx("How they are split###samples", ImGuiTreeNodeFlags_NoTreePushOnOpen);
    ImGui::PopStyleVar();
    if (!open) return;
    draw_samples(state);
    ImGui::BeginDisabled(lab.busy());
    if (quiet_button(IM_ICON_DICE "  Other samples###Other samples"))
        send_to_lab(state, services, LabSample{});
    ImGui::EndDisabled();
}

void draw_model_settings(StudioState& state, Services& services) {
    PromptLabForm& form = state.lab.form;
    begin_card("language model");
    ImGui::PushStyleColor(ImGuiCol_FrameBg, colour::kPanel);  // a field on a card
    field_label(
        "Address",
        "Of any endpoint that speaks OpenAI's chat protocol, also on this machine: http://localhost:8080/v1");
    ImGui::InputTextWithHint("##url", "https://host/v1", &form.url);
    field_label("Model");
    ImGui::InputText("##model", &form.model);
    field_label("Key",
                "Kept in the workspace in a file that only you can read; never shown or logged. $IM_LLM_KEY "
                "wins over it.");
    ImGui::InputTextWithHint("##key", state.lab.model.has_key ? "stored" : "none", &form.key,
                             ImGuiInputTextFlags_Password);
    field_label("Price in", "For a million tokens that are sent; only for the cost that is shown");
    ImGui::InputFloat("##price in", &form.price_in, 0, 0, "%.2f");
    field_label("Price out", "For a million tokens that are answered");
    ImGui::InputFloat("##price out", &form.price_out, 0, 0, "%.2f");
    form.price_in = std::clamp(form.price_in, 0.0f, 1e6f);
    form.price_out = std::clamp(form.price_out, 0.0f, 1e6f);
    if (ImGui::Button("Keep these settings###Keep model", ImVec2(-FLT_MIN, 0)))
        keep_lab_model(state, services);
    ImGui::PopStyleColor();
    end_card();
}

void draw_chosen_actions(StudioState& state) {
    PromptLabForm& form = state.lab.form;
    if (form.more_of.empty()) return;
    text_dim("With one of these in each:");
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    std::string dropped;
    for (std::size_t i = 0; i < form.more_of.size(); ++i) {
        const std::string label = form.more_of[i] + "  " IM_ICON_CLOSE;
        const float width = ImGui::CalcTextSize(label.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x;
        if (i > 0 && ImGui::GetItemRectMax().x + em(0.3f) + width <= right) ImGui::SameLine(0, em(0.3f));
        if (ImGui::SmallButton(fmt::format("{}###chip {}", label, form.more_of[i]).c_str()))
            dropped = form.more_of[i];
    }
    if (!dropped.empty()) make_more_of(state, dropped);
}

void draw_composed(const LabComposed& composed) {
    std::string text = fmt::format("{} new prompts", grouped(composed.made));
    if (composed.seconds >= 1) text += " in " + rough_duration(composed.seconds);
    if (composed.made < composed.asked)
        text += fmt::format(" of {}: the captions have no more such combinations", grouped(composed.asked));
    text_wrapped(text.c_str(), colour::kTextDim);
    std::string reasons;
    for (const auto& [reason, count] : composed.left_out)
        reasons += fmt::format("{} {}\n", grouped(count), reason);
    if (!reasons.empty()) tooltip(("Combinations that were left out:\n" + reasons).c_str());
    if (composed.model.empty()) return;
    const auto& usage = composed.usage;
    text =
        fmt::format("{}: {} requests, {} from the cache, {} + {} tokens, {}", composed.model, usage.requests,
                    usage.cached, usage.tokens_in, usage.tokens_out, rough_duration(usage.seconds));
    if (usage.cost > 0) text += fmt::format(", cost {:.4f}", usage.cost);
    text_wrapped(text.c_str(), colour::kTextDim);
    if (composed.fallbacks > 0) {
        text_wrapped(fmt::format(IM_ICON_WARNING "  {} worded by the offline engine instead: {}",
                                 composed.fallbacks, composed.last_problem)
                         .c_str(),
                     colour::kWarning);
    }
}

void draw_compose(StudioState& state, Services& services) {
    PromptLabState& lab = state.lab;
    PromptLabForm& form = lab.form;
    if (!section("2  Compose", true)) return;
    ImGui::Checkbox("In a row", &form.sequence);
    tooltip("Two or three actions one after another");
    ImGui::SameLine();
    ImGui::Checkbox("At once", &form.simultaneous);
    tooltip("Two actions that one body can do at the same time");
    ImGui::SameLine();
    ImGui::Checkbox("In a style", &form.style);
    tooltip("An action in a manner that no caption tells");
    field_label("How many");
    ImGui::SliderInt("##count", &form.count, 10, 10000, "%d",
                     ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_AlwaysClamp);
    draw_chosen_actions(state);
    ImGui::Checkbox("Let a language model word them", &form.ask_model);
    tooltip(lab.model.problem.empty() ? "What it gets wrong is worded by the offline engine"
                                      : lab.model.problem.c_str());
    if (form.ask_model && (!lab.model.problem.empty() ||
                           ImGui::TreeNodeEx("Its settings", ImGuiTreeNodeFlags_NoTreePushOnOpen)))
        draw_model_settings(state, services);

    const bool has_set = lab.review && lab.review->size > 0;
    ImGui::BeginDisabled(lab.busy() || !lab.pool || (form.ask_model && !lab.model.problem.empty()));
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    if (primary_button(
            has_set ? IM_ICON_WAND "  Add to the set###Compose" : IM_ICON_WAND "  Compose###Compose",
            ImVec2(has_set ? half : -FLT_MIN, em(2.2f))))
        compose_in_lab(state, services, false);
    if (has_set) {
        ImGui::SameLine();
        if (ImGui::Button("New set###New set", ImVec2(-FLT_MIN, em(2.2f))))
            compose_in_lab(state, services, true);
        tooltip("The set in progress is kept in the workspace, in the folder prompt-lab");
    }
    ImGui::EndDisabled();
    if (!lab.pool) text_dim("Read captions first: they hold the actions.");
    if (lab.composed) draw_composed(*lab.composed);
}

void draw_save(StudioState& state, Services& services) {
    PromptLabForm& form = state.lab.form;
    const LabReviewed& review = *state.lab.review;
    if (!section("4  Save", true)) return;
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputText("##file", &form.save_file);
    ImGui::Checkbox("Also what is not reviewed yet", &form.save_undecided);
    const std::size_t kept = review.approved + review.edited;
    const std::size_t count = form.save_undecided ? review.size - review.rejected : kept;
    ImGui::BeginDisabled(count == 0 || state.lab.busy());
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    if (ImGui::Button(
            fmt::format(IM_ICON_SAVE "  Save {}###Save set", grouped(static_cast<int>(count))).c_str(),
            ImVec2(half, em(2.2f))))
        save_lab_set(state, services, false);
    ImGui::SameLine();
    if (primary_button(IM_ICON_LEARN "  Fine-tune on it###Use set", ImVec2(-FLT_MIN, em(2.2f))))
        save_lab_set(state, services, true);
    tooltip("Saves the set and puts it into the Fine-tune panel");
    ImGui::EndDisabled();
}

void draw_prompt_lab_panel(StudioState& state, Services& services) {
    PromptLabState& lab = state.lab;
    lab.shown = ImGui::Begin(kPromptLabPanel.title, nullptr, ImGuiWindowFlags_NoCollapse);
    if (lab.shown) {
        open_prompt_lab(state, services);
        draw_captions(state, services);
        draw_compose(state, services);
        // Deciding takes a moment each time: a bar would flicker.
        if (lab.busy() && !lab.deciding && lab.progress) draw_progress_row(state, services);
        if (!lab.error.empty() && error_box("error", lab.error)) lab.error.clear();
        if (lab.review && lab.review->size > 0) {
            if (section("3  Review", true)) {
                const char* const kViews[] = {"Prompts", "Coverage"};
                int view = lab.form.view == LabView::Review ? 0 : 1;
                segmented("view", kViews, 2, view);
                lab.form.view = view == 0 ? LabView::Review : LabView::Coverage;
                if (view == 0) {
                    draw_lab_review(state, services);
                } else {
                    draw_lab_coverage(state);
                }
            }
            draw_save(state, services);
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kPromptLabPanel{"Prompt lab", DockPlace::Left, drawn<draw_prompt_lab_panel>,
                            [](StudioState& state) { state.lab.shown = false; }};

}  // namespace im::studio

// Inside the prompt lab: one prompt after another to approve or reject, and what the set covers.
#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/prompt_lab_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

const char* kind_text(const NovelPrompt& prompt) {
    switch (prompt.kind) {
        case CompositionKind::Sequence:
            return "In a row";
        case CompositionKind::Simultaneous:
            return "At once";
        case CompositionKind::Style:
            break;
    }
    return "In a style";
}

std::string preview_text(const StudioState& state) {
    const PromptLabState& lab = state.lab;
    if (!lab.form.preview) return "No preview";
    if (state.model.status == ModelStatus::Failed) return "No model to preview with";
    if (state.model.status == ModelStatus::Loading) return "The model is being loaded ...";
    if (!state.preview.tenant<LabPreview>())
        return state.generating() ? "Preview waits for the generation" : "Not shown";
    return state.preview.take() && state.preview.take()->growing() ? "Generating the preview ..."
                                                                   : "Shown in the viewport";
}

void draw_tally(const LabReviewed& review) {
    progress_bar(
        static_cast<double>(review.done) / static_cast<double>(std::max<std::size_t>(review.size, 1)),
        fmt::format("{} of {} reviewed", review.done, review.size).c_str(),
        ImVec2(ImGui::GetContentRegionAvail().x, em(1.5f)));
    ImGui::TextColored(colour::kGood, "%s",
                       fmt::format("{} approved", review.approved + review.edited).c_str());
    ImGui::SameLine(0, em(1));
    ImGui::TextColored(colour::kBad, "%s", fmt::format("{} rejected", review.rejected).c_str());
    ImGui::SameLine(0, em(1));
    text_dim("keys A R E U");
    tooltip("A approves, R rejects, E edits, U takes the last decision back");
}

void draw_editor(StudioState& state, Services& services) {
    PromptLabForm& form = state.lab.form;
    if (form.edit_focus_requested) {
        ImGui::SetKeyboardFocusHere();
        form.edit_focus_requested = false;
    }
    ImGui::PushStyleColor(ImGuiCol_FrameBg, colour::kPanel);  // a field on a card
    const bool entered =
        ImGui::InputTextMultiline("##edit", &form.edit, ImVec2(-FLT_MIN, em(4.6f)),
                                  ImGuiInputTextFlags_WordWrap | ImGuiInputTextFlags_EnterReturnsTrue |
                                      ImGuiInputTextFlags_CtrlEnterForNewLine);
    ImGui::PopStyleColor();
    const bool left = ImGui::IsKeyPressed(ImGuiKey_Escape);
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    if (primary_button("Keep this text###Keep text", ImVec2(half, em(2))) || entered) {
        decide_in_lab(state, services, LabDecision::Edit, form.edit);
    }
    tooltip("Enter");
    ImGui::SameLine();
    if (ImGui::Button("Leave it as it was###Leave text", ImVec2(-FLT_MIN, em(2))) || left)
        form.editing = false;
}

void draw_buttons(StudioState& state, Services& services) {
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    const float quarter = (ImGui::GetContentRegionAvail().x - 3 * gap) / 4;
    const ImVec2 size(quarter, em(2.2f));
    if (primary_button("Approve###Approve", size)) decide_in_lab(state, services, LabDecision::Approve);
    action_tooltip(state, "lab.approve", "");
    ImGui::SameLine();
    if (ImGui::Button("Reject###Reject", size)) decide_in_lab(state, services, LabDecision::Reject);
    action_tooltip(state, "lab.reject", "");
    ImGui::SameLine();
    if (ImGui::Button("Edit###Edit", size)) begin_lab_edit(state);
    action_tooltip(state, "lab.edit", "");
    ImGui::SameLine();
    ImGui::BeginDisabled(state.lab.review->done == 0);
    if (ImGui::Button("Undo###Undo", size)) decide_in_lab(state, services, LabDecision::Undo);
    ImGui::EndDisabled();
    action_tooltip(state, "lab.undo", "");
}

}  // namespace

void draw_lab_review(StudioState& state, Services& services) {
    PromptLabState& lab = state.lab;
    draw_tally(*lab.review);
    const NovelPrompt* prompt = lab.current();
    if (prompt == nullptr) {
        begin_card("done");
        ImGui::TextColored(colour::kGood, IM_ICON_CHECK "  All reviewed");
        text_wrapped("Save the set below, or compose more.", colour::kTextDim);
        end_card();
        draw_buttons(state, services);
        return;
    }
    begin_card("prompt");
    text_dim(kind_text(*prompt));
    if (prompt->engine != "offline") {
        ImGui::SameLine();
        text_dim(fmt::format("worded by {}", prompt->engine).c_str());
    }
    if (lab.form.editing) {
        draw_editor(state, services);
    } else {
        ImGui::PushFont(fonts().bold, ImGui::GetStyle().FontSizeBase * 1.12f);
        text_wrapped(prompt->text.c_str(), colour::kText);
        ImGui::PopFont();
    }
    for (const auto& part : prompt->parts) text_wrapped(part.c_str(), colour::kTextDim);
    end_card();
    if (!lab.form.editing) draw_buttons(state, services);
    ImGui::Checkbox("Preview###Preview", &lab.form.preview);
    tooltip("What the studio's model makes of the prompt, with the sampling settings of the Prompt panel");
    ImGui::SameLine();
    text_dim(preview_text(state).c_str());
}

namespace {

/// The least covered first, as many as can be looked through.
constexpr std::size_t kRowsShown = 500;

std::vector<std::pair<std::string, int>> coverage_rows(const Coverage& coverage, const PromptLabForm& form) {
    std::vector<std::pair<std::string, int>> rows;
    if (form.coverage_of_pairs) {
        for (const auto& [pair, count] : coverage.pairs)
            rows.push_back({pair.first + " + " + pair.second, count});
        std::stable_sort(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    } else {
        rows = coverage.rare(coverage.actions.size());
    }
    std::erase_if(rows,
                  [&](const auto& row) { return row.first.find(form.coverage_search) == std::string::npos; });
    if (rows.size() > kRowsShown) rows.resize(kRowsShown);
    return rows;
}

void draw_coverage_row(StudioState& state, const std::string& name, int count, int most) {
    PromptLabForm& form = state.lab.form;
    ImGui::PushID(name.c_str());
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    if (!form.coverage_of_pairs) {
        bool chosen = std::find(form.more_of.begin(), form.more_of.end(), name) != form.more_of.end();
        if (ImGui::Checkbox("##more", &chosen)) make_more_of(state, name);
        tooltip("Make more of these");
    }
    ImGui::TableNextColumn();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(shortened(name, ImGui::GetContentRegionAvail().x).c_str());
    tooltip(name.c_str());
    ImGui::TableNextColumn();
    progress_bar(static_cast<double>(count) / most, std::to_string(count).c_str(),
                 ImVec2(em(4), ImGui::GetFrameHeight()));
    ImGui::PopID();
}

}  // namespace

void draw_lab_coverage(StudioState& state) {
    PromptLabState& lab = state.lab;
    if (!lab.coverage) {
        text_dim("Counting ...");
        return;
    }
    const Coverage& coverage = *lab.coverage;
    text_wrapped(fmt::format("{} actions in {} pairs. Tick rare ones to make more of them.",
                             coverage.actions.size(), coverage.pairs.size())
                     .c_str(),
                 colour::kTextDim);
    if (coverage.shared_pairs > 0)
        text_wrapped(
            fmt::format(IM_ICON_WARNING "  {} pairs are in both train and test", coverage.shared_pairs)
                .c_str(),
            colour::kWarning);
    const char* const kWhat[] = {"Actions", "Pairs"};
    int what = lab.form.coverage_of_pairs ? 1 : 0;
    segmented("what", kWhat, 2, what);
    lab.form.coverage_of_pairs = what == 1;
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::InputTextWithHint("##search", IM_ICON_SEARCH "  Search", &lab.form.coverage_search);
    const auto rows = coverage_rows(coverage, lab.form);
    int most = 1;
    for (const auto& row : rows) most = std::max(most, row.second);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kSunken);
    ImGui::BeginChild("rows", ImVec2(0, em(11)), ImGuiChildFlags_AlwaysUseWindowPadding);
    if (ImGui::BeginTable("rows", 3, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableSetupColumn("more", ImGuiTableColumnFlags_WidthFixed);
        ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch);
        ImGui::TableSetupColumn("count", ImGuiTableColumnFlags_WidthFixed, em(4));
        for (const auto& [name, count] : rows) draw_coverage_row(state, name, count, most);
        ImGui::EndTable();
    }
    ImGui::EndChild();
    ImGui::PopStyleColor();
}

}  // namespace im::studio

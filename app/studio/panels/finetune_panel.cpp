// Left, beside the prompt: teaching the model prompts that it has no captured motion for.
#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

void draw_unfinished(StudioState& state, Services& services) {
    const UnfinishedRunFound found = *state.training.unfinished;
    begin_card("unfinished");
    heading("An unfinished run");
    text_wrapped(
        fmt::format(
            "'{}' was interrupted when the studio was last closed. It can go on from where it was saved.",
            found.name)
            .c_str(),
        colour::kTextDim);
    const float width = (ImGui::GetContentRegionAvail().x - 2 * ImGui::GetStyle().ItemSpacing.x) / 3;
    if (primary_button("Go on###Go on", ImVec2(width, em(2)))) {
        go_on_with_run(state, services, found.run);
    }
    ImGui::SameLine();
    ImGui::BeginDisabled(!found.holds_model);
    if (ImGui::Button("Keep###Keep it", ImVec2(width, em(2)))) {
        keep_unfinished_run(state, services);
    }
    ImGui::EndDisabled();
    tooltip(found.holds_model ? "The run ends here: its best model so far generates from now on"
                              : "It was interrupted before there was a model to keep");
    ImGui::SameLine();
    if (ImGui::Button("Discard###Leave it", ImVec2(width, em(2)))) {
        dismiss_unfinished_run(state, services);
    }
    tooltip("It is not offered again; its best model so far stays in the workspace, under Models");
    end_card();
    ImGui::Spacing();
}

void draw_finetune_panel(StudioState& state, Services& services) {
    if (ImGui::Begin(kFinetunePanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        if (state.training.unfinished && !state.training.active()) {
            draw_unfinished(state, services);
        }
        if (state.training.active() || state.training.view) {
            draw_training_run(state, services);
        } else {
            draw_training_setup(state, services);
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kFinetunePanel{kFinetuneTitle, DockPlace::Left, drawn<draw_finetune_panel>};

void draw_close_dialog(StudioState& state, Services& services) {
    constexpr const char* kTitle = "Fine-tuning is running";
    if (state.closing == Closing::Asked && !ImGui::IsPopupOpen(kTitle)) {
        ImGui::OpenPopup(kTitle);
    }
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(em(28), 0));
    if (!ImGui::BeginPopupModal(kTitle, nullptr, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove)) {
        return;
    }
    if (state.closing == Closing::Asked && !state.training.active()) {
        state.closing = Closing::Now;  // it ended while the question stood
    }
    if (state.closing == Closing::Saving) {
        ImGui::TextUnformatted("Saving the run ...");
    } else if (state.closing == Closing::Asked) {
        text_wrapped(
            "Closing stops the run in progress. It is saved, and can go on the next time the studio is "
            "opened.",
            colour::kText);
        ImGui::Spacing();
        const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
        if (primary_button("Save and close###Save and close", ImVec2(width, em(2.2f)))) {
            stop_run_and_close(state, services);
        }
        ImGui::SameLine();
        if (ImGui::Button("Keep it running###Keep it running", ImVec2(width, em(2.2f))) ||
            ImGui::IsKeyPressed(ImGuiKey_Escape)) {
            state.closing = Closing::No;
            ImGui::CloseCurrentPopup();
        }
    } else {
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace im::studio

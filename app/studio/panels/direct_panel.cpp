// Below: prompts in a row as one motion, and edits of the shown clip.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/block_edits.h"
#include "app/studio/actions/direct_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/direct_constraints.h"
#include "app/studio/panels/direct_timeline.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/theme.h"
#include "engine/direct/clip_edits.h"

namespace im::studio {
namespace {

constexpr const char* kSceneTitle = "Scene file";
constexpr int kLoopsShown = 50;
constexpr int kSettlingFrames = 3;

void draw_make(StudioState& state, Services& services) {
    const ImVec2 size(em(6), ImGui::GetFrameHeight());
    if (!state.generating()) {
        if (primary_button(IM_ICON_WAND "  Make it###Make", size)) {
            make_blocks(state, services);
        }
        tooltip(keyed(state, "Make one motion of all blocks, along the path and with the pins", "direct.make")
                    .c_str());
        return;
    }
    const Take& take = state.takes.back();
    progress_bar(take.progress, take.status == TakeStatus::Waiting ? "Waiting ..." : "Making ...", size);
    ImGui::SameLine();
    if (icon_button(IM_ICON_STOP, "stop", keyed(state, "Stop", "generate.stop").c_str())) {
        stop_generation(state, services);
    }
}

void draw_how(StudioState& state) {
    DirectState& direct = state.direct;
    beside(em(6));
    ImGui::SetNextItemWidth(em(6));
    ImGui::BeginDisabled(!state.model.scores);
    ImGui::SliderInt("##best of", &direct.best_of, 1, 16, "best of %d", ImGuiSliderFlags_AlwaysClamp);
    ImGui::EndDisabled();
    tooltip(state.model.scores
                ? "Candidates for each block, of which the best is kept: what the prompt says in numbers "
                  "counts first, then the reward. More take longer."
                : "The model has no encoders that score its clips (reward.safetensors)");
    beside(em(6) + ImGui::GetFrameHeight());
    ImGui::SetNextItemWidth(em(5));
    ImGui::InputScalar("##seed", ImGuiDataType_U64, &direct.seed, nullptr, nullptr, "seed %llu");
    tooltip("The same seed with the same blocks gives the same motion again");
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    if (icon_button(IM_ICON_DICE, "dice", "Draw a new seed: all blocks are made differently")) {
        roll_sequence_seed(state);
    }
}

void draw_toolbar(StudioState& state, Services& services) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.25f), ImGui::GetStyle().ItemSpacing.y));
    draw_make(state, services);
    action_button(state, services, "direct.add", IM_ICON_PLUS "###add", "Add a block");
    action_button(state, services, "direct.split", IM_ICON_CUT "###split",
                  "Split the chosen block at the play head, or in its middle");
    action_button(state, services, "direct.duplicate", IM_ICON_COPIES "###duplicate",
                  "Duplicate the chosen block");
    action_button(state, services, "direct.delete", IM_ICON_TRASH "###delete", "Delete the chosen block");
    action_button(state, services, "direct.left", IM_ICON_LEFT "###left",
                  "Move the chosen block to the left");
    action_button(state, services, "direct.right", IM_ICON_RIGHT "###right",
                  "Move the chosen block to the right");
    action_button(state, services, "direct.draw_path", IM_ICON_TRAIL "###path tool",
                  "Draw a path: click on the floor of the viewport");
    action_button(state, services, "direct.pin", IM_ICON_PIN "###pin tool",
                  "Pin the part of the body that is chosen below where the shown figure has it now");
    draw_how(state);
    action_button(state, services, "direct.open_scene", IM_ICON_FOLDER "###open scene",
                  "Open the prompts, the path and the pins of a scene's file");
    action_button(state, services, "direct.save_scene", IM_ICON_SAVE "###save scene",
                  "Save blocks, path and pins as a scene's file, which the command line makes, too");
    ImGui::PopStyleVar();
}

void draw_messages(StudioState& state) {
    DirectState& direct = state.direct;
    if (!direct.error.empty() && error_box("error", direct.error)) {
        direct.error.clear();
    }
    if (!direct.notices.empty() &&
        warning_box("notices", fmt::format("{}", fmt::join(direct.notices, "\n")))) {
        direct.notices.clear();
    }
}

/// After Enter one goes on with the next block; behind the last one comes a new one.
void go_on_typing(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    if (direct.chosen + 1 < direct.blocks.size()) {
        ++direct.chosen;
        direct.focus_requested = true;
    } else if (!direct.blocks[direct.chosen].prompt.empty()) {
        add_block(state, services);
    }
}

void draw_length(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    const std::size_t chosen = direct.chosen;
    const double now = block_lengths(direct.blocks, state.take())[chosen];
    bool automatic = !direct.blocks[chosen].seconds;
    ImGui::SameLine();
    if (ImGui::Checkbox("Automatic###automatic", &automatic)) {
        set_block_length(state, services, chosen, automatic ? std::nullopt : std::optional(now));
    }
    tooltip("The model decides when the block is complete");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(em(5));
    auto seconds = static_cast<float>(now);
    ImGui::BeginDisabled(automatic);
    if (ImGui::DragFloat("##seconds", &seconds, 0.05f, static_cast<float>(kShortestBlock),
                         static_cast<float>(kBlockSecondsMax), "%.2f s", ImGuiSliderFlags_AlwaysClamp)) {
        set_block_length(state, services, chosen, seconds);
    }
    ImGui::EndDisabled();
    tooltip("Seconds that the block lasts. Drag, or double-click to type");
    ImGui::SameLine();
    if (icon_button(IM_ICON_DICE, "block dice", "Make this block differently, and the others as they are")) {
        roll_block_seed(state, services, chosen);
    }
}

void draw_chosen_block(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    const std::size_t chosen = direct.chosen;
    ImGui::AlignTextToFramePadding();
    text_dim(fmt::format("Block {}", chosen + 1).c_str());
    ImGui::SameLine();
    const float behind = em(15.5f);
    ImGui::SetNextItemWidth(std::max(ImGui::GetContentRegionAvail().x - behind, em(8)));
    std::string prompt = direct.blocks[chosen].prompt;
    ImGui::PushID(static_cast<int>(chosen));  // letters must not go on in another block
    if (direct.focus_requested) {
        ImGui::SetKeyboardFocusHere();
        direct.focus_requested = false;
    }
    if (ImGui::InputTextWithHint("##prompt", "A person ...", &prompt)) {
        type_block_prompt(state, chosen, prompt);
    }
    // Another block may have been chosen while one typed in the one before: its field is gone.
    if (direct.typing && (!ImGui::IsItemActive() || direct.typing->block != chosen)) {
        end_typing(state);
    }
    const bool entered = ImGui::IsItemDeactivated() && !ImGui::GetIO().KeyCtrl &&
                         (ImGui::IsKeyPressed(ImGuiKey_Enter) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter));
    ImGui::PopID();
    tooltip("What a person does in this block, in English. Enter goes on to the next block");
    draw_length(state, services);
    std::string now = state.model.info.folder.string() + '\n' + direct.blocks[chosen].prompt;
    if (direct.warned != now) {
        direct.warned = std::move(now);
        direct.warnings = prompt_warnings(direct.blocks[chosen].prompt, state.model.info.window);
    }
    for (const std::string& warning : direct.warnings) {
        text_wrapped(warning.c_str(), colour::kWarning);
    }
    if (entered) {
        go_on_typing(state, services);
    }
}

void draw_clip_edits(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    const auto span = chosen_span(state);
    ImGui::AlignTextToFramePadding();
    text_dim("Clip");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(em(13));
    const std::string hint = span ? fmt::format("{:.2f} to {:.2f} s: as it is", span->first, span->second)
                                  : std::string("Drag over the clip for a part");
    ImGui::InputTextWithHint("##span prompt", hint.c_str(), &direct.span_prompt);
    tooltip("What the person does in the part that is made anew. Empty: what the clip shows there already");
    action_button(state, services, "direct.anew", "Make anew###anew",
                  "Make the chosen part anew; what is before and after stays as it is");
    action_button(state, services, "direct.onward", "From here on###onward",
                  "Make all anew from the chosen part's start on, or from the play head");
    action_button(state, services, "direct.trim", "Trim###trim", "Keep the chosen part alone");
    action_button(state, services, "direct.mirror", "Mirror###mirror", "Left becomes right");
    action_button(state, services, "direct.reverse", "Reverse###reverse", "The last frame comes first");
    beside(em(9));
    ImGui::SetNextItemWidth(em(4));
    ImGui::DragFloat("##tempo", &direct.tempo, 0.01f, static_cast<float>(kTempoLeast),
                     static_cast<float>(kTempoMost), "%.2fx", ImGuiSliderFlags_AlwaysClamp);
    tooltip("How many times as fast; less than 1 is slower");
    action_button(state, services, "direct.tempo", "Tempo###tempo button", "Play it faster or slower");
    beside(em(9));
    ImGui::SetNextItemWidth(em(4));
    ImGui::DragInt("##times", &direct.loop_times, 0.05f, 1, kLoopsShown, "%d times",
                   ImGuiSliderFlags_AlwaysClamp);
    tooltip("How many times over");
    action_button(state, services, "direct.loop", "Loop###loop",
                  "Bend the end to the start, and repeat it where it ended");
}

void draw_scene_dialog(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    const bool appears = direct.scene_dialog_requested;
    if (appears) {
        direct.scene_dialog_requested = false;
        if (direct.scene_file.empty()) {
            const char* home = std::getenv("HOME");
            const std::filesystem::path folder = !state.settings.save_folder.empty()
                                                     ? state.settings.save_folder
                                                 : home ? home
                                                        : "/";
            direct.scene_file = (folder / "scene.json").string();
        }
        ImGui::OpenPopup(kSceneTitle);
    }
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(34), ImGui::GetMainViewport()->WorkSize.x * 0.95f), 0));
    if (!ImGui::BeginPopupModal(kSceneTitle, nullptr,
                                ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings)) {
        return;
    }
    if (appears) {
        ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(-FLT_MIN);
    bool confirmed =
        ImGui::InputText("##scene file", &direct.scene_file, ImGuiInputTextFlags_EnterReturnsTrue);
    text_wrapped(
        direct.scene_saves
            ? "The blocks, path, pins, seeds and the sampling are written as JSON. 'instructmotion generate "
              "--sequence FILE' makes the same motion."
            : "The prompts, path and pins of the file's first figure take the place of these. Undo brings "
              "these "
              "back.",
        colour::kTextDim);
    ImGui::Spacing();
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    const char* label =
        direct.scene_saves ? IM_ICON_SAVE "  Save###scene yes" : IM_ICON_FOLDER "  Open###scene yes";
    confirmed = primary_button(label, ImVec2(width, em(2.2f))) || confirmed;
    ImGui::SameLine();
    const bool cancelled =
        ImGui::Button("Cancel", ImVec2(width, em(2.2f))) || ImGui::IsKeyPressed(ImGuiKey_Escape);
    if (confirmed && !direct.scene_file.empty()) {
        (direct.scene_saves ? save_blocks : open_blocks)(state, services, direct.scene_file);
    }
    if (confirmed || cancelled) {
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

void draw_direct_panel(StudioState& state, Services& services) {
    int& settling = state.direct.settling;
    settling = state.direct.focus_requested ? kSettlingFrames : std::max(settling - 1, 0);
    state.direct.focused = false;
    state.direct.handles.shown = ImGui::Begin(kDirectPanel.title, nullptr, ImGuiWindowFlags_NoCollapse);
    if (state.direct.handles.shown) {
        state.direct.focused = settling == 0 && ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows);
        draw_toolbar(state, services);
        draw_messages(state);
        draw_direct_timeline(state, services);
        draw_chosen_block(state, services);
        draw_clip_edits(state, services);
        draw_constraints(state, services);
        draw_scene_dialog(state, services);
        state.direct.focused = state.direct.focused && !state.direct.focus_requested;
    } else {
        end_typing(state);
    }
    ImGui::End();
}

void leave(StudioState& state) {
    state.direct.focused = false;
    state.direct.handles.shown = false;
    end_typing(state);
}

}  // namespace

const Panel kDirectPanel{kDirectTitle, DockPlace::Bottom, drawn<draw_direct_panel>, leave};

}  // namespace im::studio

// Sequences of prompts, and edits of the shown clip.
#include <imgui.h>

#include "app/studio/actions/block_edits.h"
#include "app/studio/actions/constraint_edits.h"
#include "app/studio/actions/direct_actions.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

Action row(const char* id, const char* title, void (*run)(S&, Services&), std::string (*reason)(const S&),
           ImGuiKeyChord key = 0) {
    return {.id = id,
            .title = title,
            .group = "Direct",
            .run = run,
            .context = KeyContext::Direct,
            .key = key,
            .why_not = reason};
}

Action first_of_part(Action action) {
    action.begins_part = true;
    return action;
}

template <int step>
void move_chosen(S& state, Services& services) {
    const std::size_t from = state.direct.chosen;
    move_block(state, services, from, step < 0 ? from - 1 : from + 1);
}

template <PathPreset preset>
void use(S& state, Services& services) {
    use_preset(state, services, preset);
}

template <bool saves>
void ask_for_scene(S& state, Services&) {
    state.direct.scene_dialog_requested = true;
    state.direct.scene_saves = saves;
    if (!state.direct.focused) {
        state.windows.bring_to_front(kDirectTitle);  // else it would close the dialog
    }
}

}  // namespace

std::vector<Action> directing_actions() {
    constexpr ImGuiKeyChord kCtrl = ImGuiMod_Ctrl;
    return {
        {.id = "direct.make",
         .title = "Make the sequence",
         .group = "Direct",
         .run = make_blocks,
         .context = KeyContext::DirectToo,
         .key = kCtrl | ImGuiKey_Enter,
         .other_key = kCtrl | ImGuiKey_KeypadEnter,
         .why_not = why_not_make},
        row("direct.add", "Add a block", add_block, why_no_block, ImGuiKey_A),
        row("direct.split", "Split the chosen block", split_block, why_no_split, ImGuiKey_S),
        row("direct.duplicate", "Duplicate the chosen block", duplicate_block, why_no_block, ImGuiKey_D),
        row("direct.delete", "Delete the chosen block", delete_block, why_no_delete, ImGuiKey_Delete),
        row(
            "direct.left", "Move the chosen block to the left", move_chosen<-1>,
            [](const S& s) -> std::string { return s.direct.chosen > 0 ? "" : "It is the first one."; },
            kCtrl | ImGuiKey_LeftArrow),
        row(
            "direct.right", "Move the chosen block to the right", move_chosen<1>,
            [](const S& s) -> std::string {
                return s.direct.chosen + 1 < s.direct.blocks.size() ? "" : "It is the last one.";
            },
            kCtrl | ImGuiKey_RightArrow),
        first_of_part(row("direct.anew", "Make the chosen part of the clip anew", make_span_anew, why_no_span,
                          ImGuiKey_N)),
        row("direct.onward", "Make the clip anew from here on", make_onward, why_not_edit),
        row("direct.trim", "Trim the clip to the chosen part", trim_to_span, why_no_span),
        row("direct.mirror", "Mirror the clip", mirror_clip, why_not_edit, ImGuiKey_M),
        row("direct.reverse", "Reverse the clip", reverse_clip, why_not_edit),
        row("direct.tempo", "Play the clip faster or slower", change_tempo, why_not_edit),
        row("direct.loop", "Loop the clip", loop_clip, why_not_edit),
        {.id = "direct.draw_path",
         .title = "Draw a path on the floor",
         .group = "Direct",
         .run = switch_drawing,
         .context = KeyContext::Direct,
         .key = ImGuiKey_P,
         .on = [](const S& s) { return s.direct.handles.draws(); },
         .begins_part = true},
        row("direct.path_circle", "Path: a circle", use<PathPreset::Circle>, nullptr),
        row("direct.path_snake", "Path: an S", use<PathPreset::Snake>, nullptr),
        row("direct.path_corner", "Path: a corner", use<PathPreset::Corner>, nullptr),
        row("direct.clear_path", "Clear the path", clear_path, why_no_path),
        first_of_part(
            row("direct.pin", "Pin a part of the body where it is", add_pin, why_no_pin, ImGuiKey_K)),
        row("direct.clear_pins", "Remove all pins", remove_pins, why_no_pins),
        {.id = "direct.remove_handle",
         .title = "Remove the chosen way point or pin",
         .group = "Direct",
         .run = remove_chosen_handle,
         .context = KeyContext::Handles,
         .key = ImGuiKey_Delete,
         .why_not = why_no_handle},
        {.id = "direct.let_go",
         .title = "End drawing, let go of way points and pins",
         .group = "Direct",
         .run = let_go_of_handles,
         .context = KeyContext::Handles,
         .key = ImGuiKey_Escape},
        first_of_part(row("direct.save_scene", "Save scene ...", ask_for_scene<true>, nullptr)),
        row("direct.open_scene", "Open scene ...", ask_for_scene<false>, nullptr),
    };
}

}  // namespace im::studio

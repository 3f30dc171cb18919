// Takes of the session, clips of the library, prompts of the prompt lab.
#include <imgui.h>

#include "app/studio/actions/library_actions.h"
#include "app/studio/actions/prompt_lab_actions.h"
#include "app/studio/actions/session_edits.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

std::string no_review(const S& state) {
    return state.lab.review ? "" : "No prompt is under review in the Prompt lab.";
}

template <LabDecision decision>
Action review(const char* id, const char* title, ImGuiKey key) {
    return {.id = id,
            .title = title,
            .group = "Prompt lab",
            .run = [](S& s, Services& v) { decide_in_lab(s, v, decision); },
            .context = KeyContext::PromptLab,
            .key = key,
            .why_not = no_review};
}

std::string none_chosen(const S& state) {
    return state.library.chosen.empty() ? "No clip is chosen in the library." : "";
}

std::string none_chosen_in_trash(const S& state) {
    return !state.library.query.trashed ? "The library does not show the trash." : none_chosen(state);
}

std::string none_chosen_outside(const S& state) {
    return state.library.query.trashed ? "It is in the trash already." : none_chosen(state);
}

Action library(const char* id, const char* title, void (*run)(S&, Services&), ImGuiKeyChord key,
               std::string (*reason)(const S&)) {
    return {.id = id,
            .title = title,
            .group = "Library",
            .run = run,
            .context = KeyContext::Library,
            .key = key,
            .why_not = reason};
}

}  // namespace

std::vector<Action> clip_actions() {
    return {
        {.id = "take.delete",
         .title = "Delete the shown take",
         .group = "Edit",
         .run = [](S& s, Services& v) { delete_take(s, v, *s.shown_take); },
         .key = ImGuiKey_Delete,
         .why_not = [](const S& s) -> std::string {
             return s.preview.take() || !s.shown_take  ? "No take of this session is shown."
                    : s.takes[*s.shown_take].growing() ? "It is still being generated."
                                                       : "";
         }},
        {.id = "take.reuse",
         .title = "Use the shown take's prompt and seed again",
         .group = "Edit",
         .run = [](S& s, Services&) { reuse_take(s, s.takes[*s.shown_take]); },
         .why_not = [](const S& s) -> std::string {
             return s.shown_take ? "" : "No take of this session is shown.";
         }},
        {.id = "edit.clear_prompts",
         .title = "Clear the list of prompts",
         .group = "Edit",
         .run = forget_all_prompts,
         .why_not = [](const S& s) -> std::string { return s.history.empty() ? "The list is empty." : ""; }},
        library("library.play", "Play the chosen clips", play_chosen, ImGuiKey_Enter, none_chosen),
        library("library.save", "Save the chosen clips ...", save_chosen, 0, none_chosen),
        library("library.delete", "Delete the chosen clips", trash_chosen, ImGuiKey_Delete,
                none_chosen_outside),
        library("library.put_back", "Put the chosen clips back", put_back_chosen, 0, none_chosen_in_trash),
        library(
            "library.all", "Choose all clips", [](S& s, Services&) { choose_all_clips(s); },
            ImGuiMod_Ctrl | ImGuiKey_A, nullptr),
        {.id = "library.search",
         .title = "Search the library",
         .group = "Library",
         .run =
             [](S& s, Services&) {
                 s.windows.bring_to_front(kLibraryTitle);
                 s.library.search_focus_requested = true;
             },
         .context = KeyContext::Always,
         .key = ImGuiMod_Ctrl | ImGuiKey_F},
        {.id = "library.trash",
         .title = "Show the trash",
         .group = "Library",
         .run =
             [](S& s, Services&) {
                 s.library.query.trashed = !s.library.query.trashed;
                 s.library.chosen.clear();
             },
         .on = [](const S& s) { return s.library.query.trashed; }},
        review<LabDecision::Approve>("lab.approve", "Approve the prompt under review", ImGuiKey_A),
        review<LabDecision::Reject>("lab.reject", "Reject the prompt under review", ImGuiKey_R),
        {.id = "lab.edit",
         .title = "Edit the prompt under review",
         .group = "Prompt lab",
         .run = [](S& s, Services&) { begin_lab_edit(s); },
         .context = KeyContext::PromptLab,
         .key = ImGuiKey_E,
         .why_not = no_review},
        review<LabDecision::Undo>("lab.undo", "Take the last decision back", ImGuiKey_U),
    };
}

}  // namespace im::studio

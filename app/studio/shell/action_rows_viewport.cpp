// What the viewport shows, and from where.
#include <imgui.h>

#include "app/studio/actions/own_rig_view_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/panels/panels.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

template <bool ViewportForm::*shown>
void flip(S& state, Services&) {
    state.viewport.*shown = !(state.viewport.*shown);
}

template <bool ViewportForm::*shown>
bool is_on(const S& state) {
    return state.viewport.*shown;
}

template <BodyStyle style>
void show_body(S& state, Services&) {
    state.viewport.body = style;
}

template <BodyStyle style>
bool shows_body(const S& state) {
    return state.viewport.body == style;
}

template <ViewDirection direction>
void look_from(S& state, Services&) {
    state.viewport.view_requested = direction;
}

template <bool ViewportForm::*shown>
Action flag(const char* id, const char* title, ImGuiKeyChord key) {
    return {.id = id, .title = title, .group = "Look", .run = flip<shown>, .key = key, .on = is_on<shown>};
}

template <BodyStyle style>
Action body(const char* id, const char* title) {
    return {.id = id, .title = title, .group = "Look", .run = show_body<style>, .on = shows_body<style>};
}

template <ViewDirection direction>
Action view(const char* id, const char* title) {
    constexpr int kNumber = static_cast<int>(direction);
    return {.id = id,
            .title = title,
            .group = "Look",
            .run = look_from<direction>,
            .key = ImGuiMod_Shift | static_cast<ImGuiKey>(ImGuiKey_0 + kNumber),
            .other_key = static_cast<ImGuiKey>(ImGuiKey_Keypad0 + kNumber)};
}

}  // namespace

std::vector<Action> viewport_actions() {
    return {
        flag<&ViewportForm::follow>("look.follow", "Camera follows the movement", ImGuiKey_F),
        flag<&ViewportForm::grid>("look.grid", "Ground grid", ImGuiKey_G),
        flag<&ViewportForm::trail>("look.trail", "Path over the ground", ImGuiKey_T),
        flag<&ViewportForm::shadow>("look.shadow", "Shadow", 0),
        flag<&ViewportForm::contacts>("look.contacts", "Foot contacts", 0),
        {.id = "look.frame_all",
         .title = "Show everything",
         .group = "Look",
         .run = [](S& s, Services&) { s.viewport.frame_all_requested = true; },
         .key = ImGuiKey_Home},
        view<ViewDirection::Perspective>("look.three_quarter", "Look from three-quarter"),
        view<ViewDirection::Front>("look.front", "Look from the front"),
        view<ViewDirection::Back>("look.back", "Look from the back"),
        view<ViewDirection::Left>("look.left", "Look from the left"),
        view<ViewDirection::Right>("look.right", "Look from the right"),
        view<ViewDirection::Top>("look.top", "Look from the top"),
        body<BodyStyle::Body>("look.body", "Show a body"),
        body<BodyStyle::Skeleton>("look.skeleton", "Show a skeleton"),
        body<BodyStyle::Both>("look.both", "Show body and skeleton"),
        {.id = "look.own_rig",
         .title = "Show my own rig",
         .group = "Look",
         .run = show_own_rig,
         .why_not = no_own_rig,
         .on = shows_body<BodyStyle::OwnRig>},
        {.id = "look.overlaid",
         .title = "Variations in one place",
         .group = "Look",
         .run =
             [](S& s, Services&) {
                 const bool beside = s.viewport.arrangement == Arrangement::SideBySide;
                 s.viewport.arrangement = beside ? Arrangement::Overlaid : Arrangement::SideBySide;
             },
         .on = [](const S& s) { return s.viewport.arrangement == Arrangement::Overlaid; }},
        {.id = "look.no_trails",
         .title = "No motion trails",
         .group = "Look",
         .run = [](S& s, Services&) { s.viewport.trails.reset(); },
         .why_not = [](const S& s) -> std::string {
             return s.viewport.trails.any() ? "" : "No joint's way is drawn.";
         }},
        {.id = "look.keep_view",
         .title = "Keep this view",
         .group = "Look",
         .run = [](S& s, Services&) { s.viewport.bookmark_requested = true; },
         .why_not = [](const S& s) -> std::string {
             return s.settings.bookmarks.size() < kBookmarksMax
                        ? ""
                        : "The list is full: forget another view first.";
         }},
        {.id = "look.capture",
         .title = "Picture or video ...",
         .group = "Look",
         .run = [](S& s, Services&) { open_capture_window(s); }},
        {.id = "look.back_to_clips",
         .title = "Back to my clips",
         .group = "Look",
         .run = close_preview,
         .why_not = [](const S& s) -> std::string {
             return s.preview.take() ? "" : "The viewport shows your clips.";
         }},
    };
}

}  // namespace im::studio

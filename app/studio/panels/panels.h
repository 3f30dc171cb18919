#pragma once
// The studio's panels, one source file each. A panel draws a part of the state; what its buttons do are actions
// (../actions), which may need the services.

#include <array>

#include <imgui.h>

#include "app/studio/actions/services.h"
#include "app/studio/panels/panel.h"
#include "app/studio/state/studio_state.h"

struct ImGuiInputTextCallbackData;

namespace im::studio {

// Each is defined beside what it draws.
extern const Panel kPromptPanel, kFinetunePanel, kPromptLabPanel, kModelsPanel, kViewportPanel, kClipPanel,
    kLogPanel, kCurvesPanel, kLibraryPanel, kEvaluatePanel, kDirectPanel;
/// All docked windows, in the order of tabs and menu.
inline constexpr std::array kPanels = {&kPromptPanel,   &kFinetunePanel, &kPromptLabPanel, &kModelsPanel,
                                       &kEvaluatePanel, &kViewportPanel, &kClipPanel,      &kLogPanel,
                                       &kCurvesPanel,   &kLibraryPanel,  &kDirectPanel};

void draw_menu_bar(StudioState& state, Services& services);
void draw_status_bar(StudioState& state);
/// The space the panels dock in; builds the default arrangement when there is none or a reset was asked for.
void draw_dock_space(StudioState& state);
/// Before the panel is drawn: docks it beside those of its place where the arrangement was saved before there was
/// such a panel.
void give_new_panel_a_place(const Panel& panel);

// Inside the prompt panel: as many lines under the prompt for every text, so that nothing moves while one types
// (suggestions or the notice, nothing for a model that does not tell what it knows); then one of two lists.
void draw_prompt_help(StudioState& state);
void draw_known_actions(StudioState& state);
void draw_prompt_history(StudioState& state, Services& services);
/// Tab and the arrow keys in the prompt's field. For ImGui's CallbackCompletion and CallbackAlways; the user
/// data is the PromptKnowledge.
int edit_prompt(ImGuiInputTextCallbackData* data);

/// Inside the empty viewport, from `middle` (screen pixels) downward: prompts of the model's own to click.
void draw_sample_prompts(StudioState& state, Services& services, ImVec2 middle, float room);
/// Inside the viewport panel, below the picture.
void draw_playback_bar(StudioState& state);

// Inside the fine-tune panel: what to train, and the run in progress.
void draw_training_setup(StudioState& state, Services& services);
void draw_training_run(StudioState& state, Services& services);
void draw_training_gallery(StudioState& state, Services& services);

// Inside the Evaluate panel: a table that was measured, and two models side by side.
void draw_evaluation_table(StudioState& state);
void draw_comparison(StudioState& state, Services& services);

// Inside the prompt lab.
void draw_lab_review(StudioState& state, Services& services);
void draw_lab_coverage(StudioState& state);

void draw_save_dialog(StudioState& state, Services& services);
void draw_open_dialog(StudioState& state, Services& services);
/// Asked while a fine-tuning run is in progress.
void draw_close_dialog(StudioState& state, Services& services);
void draw_settings_window(StudioState& state, Services& services);
// Inside the settings.
void draw_key_settings(StudioState& state);
void draw_serve_settings(StudioState& state, Services& services);
/// Every action, found by a few of its letters.
void draw_command_palette(StudioState& state, Services& services);
void draw_help_window(StudioState& state);
void draw_tour(StudioState& state);
void open_capture_window(StudioState& state);
void draw_capture_window(StudioState& state);
void draw_toasts(StudioState& state, double elapsed);

/// Keys that work wherever the mouse is, unless text is being typed.
void handle_shortcuts(StudioState& state, Services& services);

}  // namespace im::studio

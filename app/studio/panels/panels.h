#pragma once
// The studio's panels, one source file each. A panel draws a part of the state and calls studio_actions.h.

#include "app/studio/state/studio_state.h"

namespace im::studio {

class ViewportScene;

// Docked windows; the names are also those in the layout file.
inline constexpr const char* kPromptPanel = "Prompt";
inline constexpr const char* kViewportPanel = "Viewport";
inline constexpr const char* kClipPanel = "Clip";
inline constexpr const char* kLogPanel = "Log";
inline constexpr const char* kFinetunePanel = "Fine-tune";
inline constexpr const char* kCurvesPanel = "Curves";
inline constexpr const char* kPromptLabPanel = "Prompt lab";
inline constexpr const char* kModelsPanel = "Models";

void draw_menu_bar(StudioState& state);
void draw_status_bar(StudioState& state);
/// The space the panels dock in; builds the default arrangement when there is none or a reset was asked for.
void draw_dock_space(StudioState& state);

void draw_prompt_panel(StudioState& state);
void draw_prompt_history(StudioState& state);
void draw_viewport_panel(StudioState& state, ViewportScene& scene);
/// Inside the viewport panel, below the picture.
void draw_playback_bar(StudioState& state);
void draw_clip_panel(StudioState& state);
void draw_log_panel(StudioState& state);

void draw_finetune_panel(StudioState& state);
// Inside the fine-tune panel: what to train, and the run in progress.
void draw_training_setup(StudioState& state);
void draw_training_run(StudioState& state);
void draw_curves_panel(StudioState& state);
void draw_models_panel(StudioState& state);

void draw_save_dialog(StudioState& state);
/// Asked while a fine-tuning run is in progress.
void draw_close_dialog(StudioState& state);
void draw_settings_window(StudioState& state);
void draw_help_window(StudioState& state);
void draw_toasts(StudioState& state, double elapsed);

/// Keys that work wherever the mouse is, unless text is being typed.
void handle_shortcuts(StudioState& state);

}  // namespace im::studio

#pragma once
// The studio's panels, one source file each. A panel draws a part of the state; what its buttons do are actions
// (../actions), which may need the services.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

struct ImGuiInputTextCallbackData;

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

void draw_menu_bar(StudioState& state, Services& services);
void draw_status_bar(StudioState& state);
/// The space the panels dock in; builds the default arrangement when there is none or a reset was asked for.
void draw_dock_space(StudioState& state);

void draw_prompt_panel(StudioState& state, Services& services);
// Inside the prompt panel: as many lines under the prompt for every text, so that nothing moves while one types
// (suggestions or the notice, nothing for a model that does not tell what it knows); then one of two lists.
void draw_prompt_help(StudioState& state);
void draw_known_actions(StudioState& state);
void draw_prompt_history(StudioState& state, Services& services);
/// Tab and the arrow keys in the prompt's field. For ImGui's CallbackCompletion and CallbackAlways; the user
/// data is the PromptKnowledge.
int edit_prompt(ImGuiInputTextCallbackData* data);

void draw_viewport_panel(StudioState& state, Services& services, ViewportScene& scene);
/// Inside the viewport panel, below the picture.
void draw_playback_bar(StudioState& state);
void draw_clip_panel(StudioState& state, Services& services);
void draw_log_panel(StudioState& state);

void draw_finetune_panel(StudioState& state, Services& services);
// Inside the fine-tune panel: what to train, and the run in progress.
void draw_training_setup(StudioState& state, Services& services);
void draw_training_run(StudioState& state, Services& services);
void draw_curves_panel(StudioState& state);
void draw_models_panel(StudioState& state, Services& services);

void draw_prompt_lab_panel(StudioState& state, Services& services);
// Inside the prompt lab.
void draw_lab_review(StudioState& state, Services& services);
void draw_lab_coverage(StudioState& state);

void draw_save_dialog(StudioState& state, Services& services);
/// Asked while a fine-tuning run is in progress.
void draw_close_dialog(StudioState& state, Services& services);
void draw_settings_window(StudioState& state);
void draw_help_window(StudioState& state);
void draw_toasts(StudioState& state, double elapsed);

/// Keys that work wherever the mouse is, unless text is being typed.
void handle_shortcuts(StudioState& state, Services& services);

}  // namespace im::studio

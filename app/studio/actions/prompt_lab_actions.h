#pragma once
// What the Prompt lab's buttons and keys do. None of these waits.

#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Begins the lab's thread and opens the set of the last session. Called by the panel;
/// does nothing a second time.
void open_prompt_lab(StudioState& state, Services& services);
void send_to_lab(StudioState& state, Services& services, LabCommand command);
void stop_lab(Services& services);

void read_lab_captions(StudioState& state, Services& services);
/// Adds prompts to the set; `fresh`: begins a new one.
void compose_in_lab(StudioState& state, Services& services, bool fresh);
/// The next compositions all take part in one of these actions.
void make_more_of(StudioState& state, const std::string& action);
void decide_in_lab(StudioState& state, Services& services, LabDecision decision,
                   const std::string& text = {});
/// Puts the prompt under review into the edit box.
void begin_lab_edit(StudioState& state);
void save_lab_set(StudioState& state, Services& services, bool use_for_finetuning);
void keep_lab_model(StudioState& state, Services& services);

/// Takes what the lab's thread has to say, and keeps the preview to the prompt under review. Once a frame.
void update_prompt_lab(StudioState& state, Services& services);

}  // namespace im::studio

#pragma once
// What the Prompt panel asks of the active model's vocabulary. None of these waits: whatever looks through it is a
// background task.

#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Starts what is due and takes up what has ended. Once a frame.
void update_prompt_knowledge(StudioState& state, Services& services, double elapsed);
/// A prompt that was clicked, into the panel.
void take_prompt(StudioState& state, const std::string& prompt);

}  // namespace im::studio

#pragma once
// Generating, and going from one take to another. None of these waits.

#include <cstddef>
#include <cstdint>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Sends what is typed in the prompt panel to the worker, or puts the reason why not into `prompt.error`.
void start_generation(StudioState& state, Services& services);
void stop_generation(StudioState& state, Services& services);
/// Draws a new seed.
void roll_seed(StudioState& state);

void show_take(StudioState& state, Services& services, std::size_t index);
/// Puts a take's prompt, seed and settings back into the prompt panel.
void reuse_take(StudioState& state, const Take& take);
void add_to_history(StudioState& state, Services& services, const std::string& prompt);

}  // namespace im::studio

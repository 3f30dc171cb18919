#pragma once
// Edits of this session's takes and of the list of prompts. Each can be undone. None of these waits.

#include <cstddef>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Takes a take off this session's list and puts its clips into the trash. Not while it is being generated.
void delete_take(StudioState& state, Services& services, std::size_t index);
/// An edit made the take `made` of `source`: undo takes it away as delete_take does and shows `source` again.
void let_take_be_undone(StudioState& state, std::string title, JobId made, JobId source);
/// Takes a prompt off the list of all prompts; what was made of it stays.
void forget_prompt(StudioState& state, Services& services, const std::string& prompt);
void forget_all_prompts(StudioState& state, Services& services);

}  // namespace im::studio

#pragma once
// The session that a state stands for, and back.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// All but the motion. Takes that still grow are left out, and of very many the oldest; positions that follow from
/// others (where the camera follows the figure, where the play head is while it plays) are left at 0.
Session session_of(const StudioState& state, const render::OrbitCamera& camera);
/// The clips of session_of() whose files are not in `kept`.
std::vector<SessionClip> clips_to_keep(const StudioState& state, const std::set<std::string>& kept);

/// Puts what was kept before what is there. The prompt, panels and view are put back where nothing was generated or
/// opened yet. Values out of range are brought into it.
void apply_session(StudioState& state, const Session& session, std::map<std::string, MotionClip> clips);
/// Nothing where it was not kept.
std::optional<render::OrbitCamera> camera_of(const Session& session);

}  // namespace im::studio

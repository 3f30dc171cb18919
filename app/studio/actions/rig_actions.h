#pragma once
// Reading and mapping the user's own rig. None of these waits.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Reads `save.rig.file` in the background. A rig that was edited before gets its bones as they were left.
void open_own_rig(StudioState& state, Services& services);
/// The table as the user wants it: kept in the settings, checked, and used if nothing is wrong with it.
void set_bones(StudioState& state, Services& services, BoneTable bones);

/// The file form of `export --rig-map`. What the file does not name stays as found.
void load_bones(StudioState& state, Services& services);
void save_bones(StudioState& state, Services& services);

}  // namespace im::studio

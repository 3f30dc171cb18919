#pragma once
// Rigs that animation programs know by name.

#include <string>
#include <vector>

#include "engine/motion/rig/rig.h"

namespace im {

struct RigPreset {
    std::string name;   ///< as typed: "mixamo"
    std::string title;  ///< as shown: "Mixamo"
};

/// smpl (the figure as it is: HumanML3D's 22 joints, which are SMPL's), mixamo, ue5, unity, rigify.
const std::vector<RigPreset>& rig_presets();

/// Joint names, hierarchy, rest pose (T-pose; Unreal: A-pose) and joint axes of that rig, on a figure of
/// usual proportions, 1.8 m tall, facing +Z, feet on y = 0: mixamo and rigify with Y along the bones, ue5
/// with X along them (mirrored on the right) below a root joint on the floor, unity with axes as the world's.
/// Throws Usage for another name, listing the known ones.
const Rig& rig_preset(const std::string& name);

}  // namespace im

#pragma once
// What joints' names say once their decoration is off: for bone_match alone.

#include <string>
#include <vector>

#include "engine/motion/rig/rig.h"

namespace im {

enum class BoneSide { Middle, Left, Right };

/// "mixamorig:LeftUpLeg" is "upleg" on the left, "spine.002" is "spine", number 2, "L_legUpper0001_bind_JNT"
/// is "legupper" on the left, number 0001.
struct BoneWord {
    std::string base;  ///< small letters, no separators
    BoneSide side = BoneSide::Middle;
    std::string number;
};

/// One a joint. What most names of the rig begin or end with is decoration, as are the words that programs
/// put there (Bip01, def, jnt, bind, ...) and name spaces.
std::vector<BoneWord> bone_words(const Rig& rig);

}  // namespace im

#pragma once
// Which joint of an unknown rig plays which part.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "engine/motion/rig/rig.h"

namespace im {

/// By names first (Mixamo, Unreal, Unity, Rigify, 3ds Max Biped, CMU, SMPL and their kin: sides, prefixes,
/// numbers and the words that are used for each part), then, where hips and legs are still missing, by shape
/// at rest: two like chains at the hips, two at the chest. Parts that are not found are -1; the rig's own
/// roles do not count.
std::array<int, kRoleCount> match_bones(const Rig& rig);

/// HumanML3D's joint names to a rig's; "" for a part that nobody plays. What people edit.
using BoneTable = std::map<std::string, std::string>;
BoneTable bone_table_of(const Rig& rig);
/// Parts that the table does not name keep theirs. Throws Input for names that are no part or not in the rig,
/// and for one joint in two parts.
void apply_bone_table(Rig& rig, const BoneTable& table);

struct BoneProblem {
    enum class Kind {
        Missing,  ///< a part that retargeting needs (rig_retarget.h) and that nobody plays
        Unknown,  ///< a joint that the rig does not have
        Twice,    ///< one joint in this part and in `other`
    };
    Kind kind;
    std::string part, other;
};
/// All that keeps a table of every part (bone_table_of) from being used, by part. For whoever edits it.
std::vector<BoneProblem> bone_table_problems(const Rig& rig, const BoneTable& table);

}  // namespace im

#pragma once
// Rotations of SMPL's joints, under the names that its many tools give them.

#include <map>
#include <string>
#include <vector>

#include "engine/io/npy.h"
#include "engine/motion/representation/pose.h"

namespace im {

/// All that smpl_pose asks for.
const std::vector<std::string>& smpl_array_names();
/// Whether there are rotations of the body.
bool has_smpl_pose(const std::map<std::string, NpyArray>& arrays);

/// HumanML3D's 22 joints, which are the first of SMPL's, in the file's own axes; `root_positions` as
/// stated, else the origin. The root's turn comes from the pose, or, where that has none, from Rh,
/// global_orient or root_orient; without any it is a warning. Throws Input: shapes that do not fit,
/// NaN and Inf, 6-d rotations.
PosedMotion smpl_pose(const std::map<std::string, NpyArray>& arrays, std::vector<std::string>& warnings);

}  // namespace im

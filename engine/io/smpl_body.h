#pragma once
// SMPL's body model (Loper et al., SIGGRAPH Asia 2015) out of the user's own file. Nothing of it is shipped.

#include <filesystem>

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// The mean body at rest: rig with all parts assigned, skinned mesh; no motion. The .npz holds
///
///   v_template     (V, 3)
///   weights        (V, K)
///   f              (F, 3)
///   J_regressor    (K, V), or J (K, 3)
///   kintree_table  (2, K), the parents; without it SMPL's own
///
/// with K of at least 22 (SMPL 24, SMPL+H 52, SMPL-X 55), whose first 22 are
/// HumanML3D's joints. Throws Input.
FigureScene read_smpl_body(const std::filesystem::path& file);

}  // namespace im

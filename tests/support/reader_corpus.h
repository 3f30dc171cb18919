#pragma once
// What a reader must make of every spelling of one motion.

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/rig.h"

namespace im::test {

/// A walk to the left of ahead with the left arm raised and the right one bent, so that sides, facing and
/// every limb show: 40 frames at 20 a second.
PosedMotion corpus_pose();
/// The same as people see it: on the floor, from the origin, facing +Z.
MotionClip corpus_clip();
/// The figure's rig, all joints resting unrotated, and the motion on it.
Rig corpus_rig();
RigMotion corpus_motion();

/// The largest angle, in degrees, between the same limb or trunk of two clips, over all frames; 180 where
/// their frames differ in number.
double worst_limb_degrees(const MotionClip& a, const MotionClip& b);

struct CorpusLimits {
    double limb_degrees = 3;
    double metres = 0.02;       ///< of height, floor and the path's end
    double facing_degrees = 3;  ///< of the first frame
    bool as_placed = true;      ///< from the origin, facing +Z; else only the shape is compared
};
/// The same pose, height, floor, facing, path and sides; reports each that is not.
void expect_corpus_clip(const MotionClip& found, double fps, const CorpusLimits& limits = {});

/// The same motion told by a rig whose joints rest turned by `rest` in the world (J): the rest pose changes,
/// the joints' places in all frames do not.
void change_rest(Rig& rig, RigMotion& motion, const std::vector<glm::dquat>& rest);
/// Every bone but those at the hips along X.
void lay_along_x(Rig& rig, RigMotion& motion);

/// Everything scaled, turned and moved.
void change_space(Rig& rig, RigMotion& motion, double scale, const glm::dquat& turn,
                  const glm::dvec3& move = {0, 0, 0});

/// HumanML3D's joints under other names, in its order.
void rename(Rig& rig, const std::vector<std::string>& names);

}  // namespace im::test

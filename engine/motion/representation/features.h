#pragma once
// The motion representation of HumanML3D (263 columns) and KIT-ML (251): joints -> features -> joints.
//
//   column            width    meaning
//   root_yaw_velocity 1        HALF the root's turn from this frame to the next, radians
//   root_velocity     2        displacement x, z to the next frame, in the root's heading frame, metres/frame
//   root_height       1        metres
//   ric               3 (J-1)  joints 1.., relative to the root's x and z, in the heading frame, metres
//   rot6d             6 (J-1)  rotation of the bone that ENDS at the joint: first two matrix columns
//   velocity          3 J      every joint's displacement to the next frame, heading frame, metres/frame
//   contacts          4        1 where a foot joint rests: left two, right two
//
// Source: Guo et al., CVPR 2022, and its published extraction script.

#include <string>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// Official   bit-faithful to the published script, flaws included: hips and shoulders enter the facing
///            direction with opposite signs; the root quaternion's sign jumps when the heading passes 180
///            degrees; frame 0's heading is overwritten by the identity. What official checkpoints were
///            trained on.
/// Corrected  one consistent facing direction for hips and shoulders; the heading is an unwrapped angle,
///            smoothed so that its first and last frames stay true, so that several full turns survive the
///            round trip; rot6d is told in the heading frame (Official's first joints turn with the heading,
///            twice). For own models.
/// Both       a bone without length leaves its joint unrotated; `between` is guarded at half turns (the
///            published code gives NaN).
enum class FeatureCodec { Official, Corrected };
FeatureCodec feature_codec_by_name(const std::string& name);  ///< "official" | "corrected"; throws Input

struct ColumnRange {
    int begin = 0, end = 0;
    int width() const { return end - begin; }
};

struct FeatureLayout {
    explicit FeatureLayout(int joint_count);
    int joint_count;
    ColumnRange yaw_velocity, root_velocity, root_height, ric, rot6d, velocity, contacts;
    int width;  ///< 263 for 22 joints, 251 for 21
};

/// (T, D) row-major.
struct FeatureSequence {
    int frames = 0;
    int width = 0;
    std::vector<float> values;
    const float* row(int frame) const { return values.data() + static_cast<std::size_t>(frame) * width; }
    float* row(int frame) { return values.data() + static_cast<std::size_t>(frame) * width; }
};

/// Steps 1-7 of the published extraction: retarget to the figure of `target_offsets` (J, the bone that ends
/// at each joint, along its raw offset, metres; pass empty to keep the clip's own proportions), floor,
/// centre, face +Z, contacts, IK, columns. A clip of T frames gives T - 1 rows. Throws Input for fewer than 2
/// frames, NaN/Inf, or a joint count that differs.
FeatureSequence encode_features(const MotionClip& clip, const Skeleton& skeleton, FeatureCodec codec,
                                const std::vector<glm::dvec3>& target_offsets = {});

/// Recovery from the root columns and `ric` (the published `recover_from_ric`). T rows give T frames. The
/// same for both codecs. Throws Input for another width or no rows.
MotionClip decode_features(const FeatureSequence& features, const Skeleton& skeleton);

/// Recovery from the root columns and `rot6d` on bones of the given offsets (the published
/// `recover_from_rot`), J metres.
MotionClip decode_rotations(const FeatureSequence& features, const Skeleton& skeleton, FeatureCodec codec,
                            const std::vector<glm::dvec3>& offsets);

/// The root as the features' first four columns tell it.
struct RootPath {
    std::vector<glm::dquat> rotations;  ///< T, turn a frame of the world into the heading frame
    std::vector<glm::dvec3> positions;  ///< T, metres
};
RootPath decode_root(const FeatureSequence& features, const Skeleton& skeleton);

}  // namespace im

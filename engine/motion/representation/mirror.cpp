#include "engine/motion/representation/mirror.h"

#include "engine/motion/representation/placement.h"

namespace im {

MotionClip mirror(const MotionClip& clip, const Skeleton& skeleton) {
    check_clip(clip, skeleton);
    MotionClip mirrored = clip;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto from = clip.frame(t);
        const auto to = mirrored.frame(t);
        for (std::size_t j = 0; j < from.size(); ++j) {
            const glm::vec3& other = from[static_cast<std::size_t>(skeleton.mirror[j])];
            to[j] = {-other.x, other.y, other.z};
        }
    }
    return mirrored;
}

}  // namespace im

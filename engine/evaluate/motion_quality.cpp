#include "engine/evaluate/motion_quality.h"

#include <algorithm>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/placement.h"

namespace im {

MotionQuality measure_quality(const MotionClip& clip, const Skeleton& skeleton) {
    check_clip(clip, skeleton);
    const double unit = metres_per_unit(clip, skeleton);
    MotionQuality quality;
    quality.foot_skate_cm_per_s = measure_foot_skate(clip, skeleton).cm_per_second;

    const int T = clip.frame_count();
    const auto at = [&](int frame, std::size_t joint) { return glm::dvec3(clip.frame(frame)[joint]); };
    double jerk = 0, depth = 0;
    for (int t = 0; t < T; ++t) {
        double lowest = 0;
        for (std::size_t j = 0; j < static_cast<std::size_t>(clip.joint_count); ++j) {
            lowest = std::min(lowest, at(t, j).y);
            if (t >= 3)
                jerk += glm::length(at(t, j) - 3.0 * at(t - 1, j) + 3.0 * at(t - 2, j) - at(t - 3, j));
        }
        depth -= lowest;
    }
    quality.penetration_mm = 1000 * unit * depth / T;
    if (T > 3)
        quality.jerk_m_per_s3 = unit * jerk * clip.fps * clip.fps * clip.fps / ((T - 3) * clip.joint_count);
    return quality;
}

}  // namespace im

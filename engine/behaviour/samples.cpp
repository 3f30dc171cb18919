#include "engine/behaviour/samples.h"

#include <algorithm>
#include <cmath>

#include <glm/glm.hpp>

#include "engine/motion/clean_up/join.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

glm::vec3 turned(const glm::vec3& v, double degrees) {
    const double a = glm::radians(degrees), c = std::cos(a), s = std::sin(a);
    return {static_cast<float>(c * v.x + s * v.z), v.y, static_cast<float>(c * v.z - s * v.x)};
}

double facing_deg(std::span<const glm::vec3> joints) {
    const glm::vec3 right =
        joints[kRightHip] - joints[kLeftHip] + joints[kRightShoulder] - joints[kLeftShoulder];
    return glm::degrees(std::atan2(right.z, -right.x));
}

}  // namespace

MotionClip steered(const MotionClip& clip, const std::function<double(double)>& offset_deg) {
    MotionClip result = clip;
    glm::vec3 place(0);
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto from = clip.frame(t);
        const double turn = offset_deg(t / clip.fps);
        const glm::vec3 root(from[kPelvis].x, 0, from[kPelvis].z);
        if (t > 0) {
            const glm::vec3 before = clip.frame(t - 1)[kPelvis];
            place += turned(root - glm::vec3(before.x, 0, before.z), turn);
        }
        const auto to = result.frame(t);
        for (std::size_t j = 0; j < to.size(); ++j) to[j] = place + turned(from[j] - root, turn);
    }
    return result;
}

MotionClip held(const MotionClip& clip, double before_s, double after_s) {
    MotionClip result{clip.joint_count, clip.fps, {}};
    const auto add = [&](int frame, double seconds) {
        const auto joints = clip.frame(frame);
        for (int i = 0; i < static_cast<int>(seconds * clip.fps); ++i)
            result.positions.insert(result.positions.end(), joints.begin(), joints.end());
    };
    add(0, before_s);
    result.positions.insert(result.positions.end(), clip.positions.begin(), clip.positions.end());
    add(clip.frame_count() - 1, after_s);
    return result;
}

MotionClip repeated(const MotionClip& clip, int times) {
    MotionClip result = clip;
    for (int i = 1; i < times; ++i) result = join_clips(result, clip, humanml3d_skeleton());
    return result;
}

MotionClip backwards(const MotionClip& clip) {
    MotionClip result{clip.joint_count, clip.fps, {}};
    for (int t = clip.frame_count() - 1; t >= 0; --t)
        result.positions.insert(result.positions.end(), clip.frame(t).begin(), clip.frame(t).end());
    return result;
}

MotionClip with_upper_body(const MotionClip& legs, const MotionClip& arms) {
    MotionClip result = legs;
    const int upper = arms.frame_count();
    for (int t = 0; t < legs.frame_count(); ++t) {
        const auto to = result.frame(t);
        const auto from = arms.frame(std::min(t, upper - 1));
        const glm::vec3 root = to[kSpine1];
        const double turn = facing_deg(legs.frame(t)) - facing_deg(from);
        for (const Role joint : {kSpine2, kSpine3, kNeck, kHead, kLeftCollar, kRightCollar, kLeftShoulder,
                                 kRightShoulder, kLeftElbow, kRightElbow, kLeftWrist, kRightWrist})
            to[joint] = root + turned(from[joint] - from[kSpine1], turn);
    }
    return result;
}

}  // namespace im

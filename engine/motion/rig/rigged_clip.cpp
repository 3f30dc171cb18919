#include "engine/motion/rig/rigged_clip.h"

#include <algorithm>
#include <utility>

#include <glm/common.hpp>
#include <glm/gtc/quaternion.hpp>

#include "engine/motion/rig/clip_figure.h"

namespace im {
namespace {

MotionClip joints_of(const Rig& rig, const RigMotion& motion) {
    const Skeleton& figure = humanml3d_skeleton();
    MotionClip clip{.joint_count = kRoleCount, .fps = motion.fps, .positions = {}};
    for (int frame = 0; frame < motion.frame_count(); ++frame) {
        const std::vector<Transform> world = world_transforms(rig, motion, frame);
        const std::size_t first = clip.positions.size();
        for (std::size_t role = 0; role < rig.roles.size(); ++role) {
            const int parent = figure.parents[role];
            if (rig.roles[role] >= 0) {
                clip.positions.emplace_back(world[static_cast<std::size_t>(rig.roles[role])].translation);
            } else {
                clip.positions.push_back(
                    parent < 0 ? glm::vec3(0) : clip.positions[first + static_cast<std::size_t>(parent)]);
            }
        }
    }
    return clip;
}

/// One frame's poses, `mix` of the way to the next one's.
RigMotion frame_between(const RigMotion& motion, int before, int after, double mix) {
    const auto frame_of = [](const auto& values, int frame, std::size_t count) {
        return values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(frame) * count);
    };
    const auto J = static_cast<std::size_t>(motion.joint_count), M = motion.moving.size();
    RigMotion one{motion.fps, motion.joint_count, std::vector<glm::dquat>(J), motion.moving,
                  std::vector<glm::dvec3>(M)};
    std::transform(frame_of(motion.rotations, before, J), frame_of(motion.rotations, before + 1, J),
                   frame_of(motion.rotations, after, J), one.rotations.begin(),
                   [mix](const glm::dquat& a, const glm::dquat& b) { return glm::slerp(a, b, mix); });
    std::transform(frame_of(motion.translations, before, M), frame_of(motion.translations, before + 1, M),
                   frame_of(motion.translations, after, M), one.translations.begin(),
                   [mix](const glm::dvec3& a, const glm::dvec3& b) { return glm::mix(a, b, mix); });
    return one;
}

}  // namespace

RiggedClip put_on_rig(const MotionClip& clip, std::shared_ptr<const FigureScene> rig) {
    FigureScene figure = figure_of(clip, {.own_rig = rig}, false);
    MotionClip joints = joints_of(figure.rig, figure.motion);
    return {std::move(rig), std::move(figure.motion), std::move(joints)};
}

std::vector<glm::mat4x3> skin_at(const RiggedClip& clip, double seconds) {
    const int frames = clip.motion.frame_count();
    if (frames == 0) return {};
    const double position = std::clamp(seconds * clip.motion.fps, 0.0, static_cast<double>(frames - 1));
    const int before = static_cast<int>(position), after = std::min(before + 1, frames - 1);
    const Rig& rig = clip.rig->rig;
    const std::vector<Transform> world =
        world_transforms(rig, frame_between(clip.motion, before, after, position - before), 0);
    const std::vector<Transform> rest = rest_transforms(rig);
    std::vector<glm::mat4x3> skin(world.size());
    for (std::size_t j = 0; j < skin.size(); ++j) {
        const Transform away = world[j] * rest[j].inverse();
        skin[j] = glm::mat4x3(glm::mat3(glm::mat3_cast(away.rotation)));
        skin[j][3] = glm::vec3(away.translation);
    }
    return skin;
}

}  // namespace im

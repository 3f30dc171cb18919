#include "engine/motion/rig/upright.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include <glm/geometric.hpp>

#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

constexpr Role kLegs[] = {kLeftHip, kRightHip, kLeftKnee, kRightKnee, kLeftAnkle, kRightAnkle};
/// What tells where the trunk is, best first.
constexpr Role kTrunk[] = {kNeck, kHead, kSpine3, kLeftShoulder, kSpine2, kSpine1};

bool knows_legs(const Rig& rig) {
    return std::all_of(std::begin(kLegs), std::end(kLegs),
                       [&rig](Role role) { return rig.roles[role] >= 0; });
}

const glm::dvec3& at(const Rig& rig, const std::vector<Transform>& world, Role role) {
    return world[static_cast<std::size_t>(rig.roles[role])].translation;
}

/// 1: legs straight and opposite to the trunk; 0 and less: no way to stand.
double straightness(const Rig& rig, const std::vector<Transform>& world) {
    const glm::dvec3 hips = 0.5 * (at(rig, world, kLeftHip) + at(rig, world, kRightHip));
    double worst = 1;
    glm::dvec3 down(0);
    for (const int side : {0, 1}) {
        const auto joint = [&](Role left) { return at(rig, world, static_cast<Role>(left + side)); };
        const glm::dvec3 leg = joint(kLeftAnkle) - joint(kLeftHip);
        const double bones = glm::distance(joint(kLeftHip), joint(kLeftKnee)) +
                             glm::distance(joint(kLeftKnee), joint(kLeftAnkle));
        if (!(bones > 0)) return 0;
        worst = std::min(worst, glm::length(leg) / bones);
        down += leg;
    }
    for (const Role role : kTrunk) {
        if (rig.roles[role] < 0) continue;
        const glm::dvec3 trunk = at(rig, world, role) - hips;
        if (!(glm::length(trunk) > 0) || !(glm::length(down) > 0)) continue;
        return std::min(worst, -glm::dot(glm::normalize(trunk), glm::normalize(down)));
    }
    return worst;
}

/// Radians between the lines of hips and shoulders, seen along the trunk; 0 where they are not known.
double twist(const Rig& rig, const std::vector<Transform>& world) {
    const bool known = rig.roles[kLeftShoulder] >= 0 && rig.roles[kRightShoulder] >= 0;
    if (!known) return 0;
    const auto across = [&](Role left, Role right) { return at(rig, world, left) - at(rig, world, right); };
    glm::dvec3 hips = across(kLeftHip, kRightHip), shoulders = across(kLeftShoulder, kRightShoulder);
    glm::dvec3 trunk = at(rig, world, kLeftShoulder) + at(rig, world, kRightShoulder) -
                       at(rig, world, kLeftHip) - at(rig, world, kRightHip);
    if (!(glm::length(trunk) > 1e-9)) return 0;
    trunk = glm::normalize(trunk);
    hips -= glm::dot(hips, trunk) * trunk;
    shoulders -= glm::dot(shoulders, trunk) * trunk;
    return std::atan2(glm::length(glm::cross(hips, shoulders)), glm::dot(hips, shoulders));
}

/// Rest poses stand along an axis of their world: the nearest one is meant, whatever the lean.
glm::dvec3 nearest_axis(const glm::dvec3& v) {
    const glm::dvec3 a = glm::abs(v);
    const int axis = a.x >= a.y && a.x >= a.z ? 0 : a.y >= a.z ? 1 : 2;
    glm::dvec3 unit(0);
    unit[axis] = v[axis] < 0 ? -1 : 1;
    return unit;
}

Transform placement_of(const Rig& rig, std::optional<UpAxis> given) {
    const std::vector<Transform> rest = rest_transforms(rig);
    const glm::dvec3 feet = 0.5 * (at(rig, rest, kLeftAnkle) + at(rig, rest, kRightAnkle));
    const glm::dvec3 hips = 0.5 * (at(rig, rest, kLeftHip) + at(rig, rest, kRightHip));
    glm::dvec3 up = hips - feet, across = at(rig, rest, kLeftHip) - at(rig, rest, kRightHip);
    if (!(glm::length(up) > 1e-9) || !(glm::length(across) > 1e-9)) return {};
    up = !given ? nearest_axis(up) : *given == UpAxis::Y ? glm::dvec3(0, 1, 0) : glm::dvec3(0, 0, 1);
    across -= glm::dot(across, up) * up;
    if (!(glm::length(across) > 1e-9)) return {};
    across = glm::normalize(across);
    if (glm::distance(across, nearest_axis(across)) < 0.15) across = nearest_axis(across);
    const glm::dquat from = glm::quat_cast(glm::dmat3(across, up, glm::cross(across, up)));
    Transform placement;
    if (std::abs(from.w) < std::cos(std::numbers::pi / 180))
        placement.rotation = glm::normalize(glm::conjugate(from));
    double lowest = 1e300, highest = -1e300;
    for (const Transform& t : rest) {
        const double y = (placement * t.translation).y;
        lowest = std::min(lowest, y);
        highest = std::max(highest, y);
    }
    const double height = highest - lowest;
    if (lowest < -0.05 * height || lowest > 0.12 * height) placement.translation.y = -lowest;
    return placement;
}

/// Where a part of HumanML3D's figure rests, seen from between the hips: Y up, facing +Z.
glm::dvec3 figure_at(Role role) {
    static const Rig figure = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    static const std::vector<Transform> rest = rest_transforms(figure);
    return at(figure, rest, role) - 0.5 * (at(figure, rest, kLeftHip) + at(figure, rest, kRightHip));
}

/// Turns the joint at `start`, with all below it, so that its bone to `end` points along `wanted`.
void point_bone(Rig& rig, Role start, Role end, const glm::dvec3& wanted) {
    if (rig.roles[end] < 0) return;
    const std::vector<Transform> rest = rest_transforms(rig);
    const auto joint = static_cast<std::size_t>(rig.roles[start]);
    const glm::dquat turn = between(at(rig, rest, end) - at(rig, rest, start), wanted);
    const int parent = rig.joints[joint].parent;
    const glm::dquat above =
        parent < 0 ? glm::dquat(1, 0, 0, 0) : rest[static_cast<std::size_t>(parent)].rotation;
    rig.joints[joint].rest.rotation = glm::normalize(glm::conjugate(above) * turn * rest[joint].rotation);
}

/// A frame of a motion leans, looks and steps where it likes. As a rest pose its hips lie along an axis of
/// the world, at the origin; trunk, legs and feet stand as the figure's do: how far a trunk turns away from
/// rest and how high ankles are over the floor is judged from there.
void square_up(Rig& rig) {
    const std::vector<Transform> rest = rest_transforms(rig);
    const auto known = std::find_if(std::begin(kTrunk), std::end(kTrunk), [&rig](Role role) {
        return rig.roles[role] >= 0 && role != kLeftShoulder;
    });
    if (known == std::end(kTrunk)) return;
    const glm::dvec3 hips = 0.5 * (at(rig, rest, kLeftHip) + at(rig, rest, kRightHip)),
                     trunk = at(rig, rest, *known) - hips;
    const auto basis = [](glm::dvec3 across, const glm::dvec3& along) {
        const glm::dvec3 up = glm::normalize(along);
        across = glm::normalize(across - glm::dot(across, up) * up);
        return glm::quat_cast(glm::dmat3(across, up, glm::cross(across, up)));
    };
    const glm::dvec3 across = at(rig, rest, kLeftHip) - at(rig, rest, kRightHip);
    if (!(glm::length(trunk) > 1e-9) || !(glm::length(glm::cross(across, trunk)) > 1e-9)) return;
    const glm::dvec3 up_axis = nearest_axis(trunk),
                     across_axis = nearest_axis(across - glm::dot(across, up_axis) * up_axis),
                     stands = figure_at(*known), ahead = glm::cross(across_axis, up_axis);
    const glm::dvec3 wanted = stands.y * up_axis + stands.z * ahead;
    const glm::dquat turn = glm::normalize(basis(across_axis, wanted) * glm::conjugate(basis(across, trunk)));
    const Transform squared{turn * -hips, turn};
    for (RigJoint& joint : rig.joints) {
        if (joint.parent < 0) joint.rest = squared * joint.rest;
    }
    for (const int side : {0, 1}) {
        const auto part = [side](Role left) { return static_cast<Role>(left + side); };
        point_bone(rig, part(kLeftHip), part(kLeftKnee), -up_axis);
        point_bone(rig, part(kLeftKnee), part(kLeftAnkle), -up_axis);
        const glm::dvec3 foot = figure_at(part(kLeftFoot)) - figure_at(part(kLeftAnkle));
        point_bone(rig, part(kLeftAnkle), part(kLeftFoot), foot.y * up_axis + foot.z * ahead);
    }
}

/// Linear blend skinning from one pose to another.
void pose_meshes(std::vector<SkinnedMesh>& meshes, const std::vector<Transform>& before,
                 const std::vector<Transform>& after) {
    for (SkinnedMesh& mesh : meshes) {
        for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
            const glm::dvec3 place(mesh.positions[v]), normal(mesh.normals[v]);
            glm::dvec3 moved(0), turned(0);
            for (std::size_t i = 0; i < 4; ++i) {
                const auto joint = static_cast<std::size_t>(mesh.influences[v].joints[i]);
                const auto weight = static_cast<double>(mesh.influences[v].weights[i]);
                const Transform change = after[joint] * before[joint].inverse();
                moved += weight * (change * place);
                turned += weight * (change.rotation * normal);
            }
            mesh.positions[v] = glm::vec3(moved);
            if (glm::length(turned) > 0) mesh.normals[v] = glm::vec3(glm::normalize(turned));
        }
    }
}

}  // namespace

FigureScene stand_upright(FigureScene scene, std::optional<UpAxis> up) {
    Rig& rig = scene.rig;
    RigMotion& motion = scene.motion;
    if (!knows_legs(rig)) return scene;
    const Transform placement = placement_of(rig, up);
    if (placement.rotation.w == 1 && placement.translation.y == 0) return scene;
    const std::size_t J = rig.joints.size();
    const auto is_root = [&rig](std::size_t joint) { return rig.joints[joint].parent < 0; };
    for (std::size_t j = 0; j < J; ++j) {
        if (is_root(j)) rig.joints[j].rest = placement * rig.joints[j].rest;
    }
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        if (is_root(i % J)) motion.rotations[i] = placement.rotation * motion.rotations[i];
    }
    for (std::size_t i = 0; i < motion.translations.size(); ++i) {
        if (is_root(static_cast<std::size_t>(motion.moving[i % motion.moving.size()])))
            motion.translations[i] = placement * motion.translations[i];
    }
    const glm::quat turn(placement.rotation);
    for (SkinnedMesh& mesh : scene.meshes) {
        for (glm::vec3& p : mesh.positions) p = glm::vec3(placement * glm::dvec3(p));
        for (glm::vec3& n : mesh.normals) n = turn * n;
    }
    return scene;
}

RestPoseKind mend_rest_pose(FigureScene& scene) {
    constexpr double kStands = 0.7, kCrooked = 0.3;
    constexpr int kTried = 500;  // frames, evenly spread
    Rig& rig = scene.rig;
    const RigMotion& motion = scene.motion;
    if (!knows_legs(rig)) return RestPoseKind::Stands;
    const double resting = straightness(rig, rest_transforms(rig));
    if (resting > kStands) return RestPoseKind::Stands;
    int straightest = -1;
    double best = resting, best_score = 0;
    const int step = std::max(1, motion.frame_count() / kTried);
    for (int t = 0; t < motion.frame_count(); t += step) {
        const std::vector<Transform> world = world_transforms(rig, motion, t);
        const double straight = straightness(rig, world), score = straight - twist(rig, world);
        if (straight > resting && (straightest < 0 || score > best_score))
            std::tie(best, best_score, straightest) = std::tuple(straight, score, t);
    }
    if (straightest < 0) return best > kCrooked ? RestPoseKind::Stands : RestPoseKind::Crooked;
    const std::vector<Transform> before = rest_transforms(rig);
    const auto t = static_cast<std::size_t>(straightest);
    for (std::size_t j = 0; j < rig.joints.size(); ++j)
        rig.joints[j].rest.rotation = motion.rotations[t * rig.joints.size() + j];
    for (std::size_t m = 0; m < motion.moving.size(); ++m)
        rig.joints[static_cast<std::size_t>(motion.moving[m])].rest.translation =
            motion.translations[t * motion.moving.size() + m];
    square_up(rig);
    pose_meshes(scene.meshes, before, rest_transforms(rig));
    return best > kCrooked ? RestPoseKind::Mended : RestPoseKind::Crooked;
}

}  // namespace im

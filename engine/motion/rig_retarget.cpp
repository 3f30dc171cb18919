#include "engine/motion/rig_retarget.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/rotations.h"

namespace im {
namespace {

constexpr Role kNeeded[] = {kPelvis, kLeftHip, kRightHip, kLeftKnee, kRightKnee, kLeftAnkle, kRightAnkle};
constexpr double kReach = 0.9995;  // of a leg: IK leaves knees a trace of bend, so that they know where to go

struct Leg {
    Role hip, knee, ankle;
};
constexpr Leg kLegs[] = {{kLeftHip, kLeftKnee, kLeftAnkle}, {kRightHip, kRightKnee, kRightAnkle}};

/// Limb bones, which keep their directions: the joint where one starts, and where it ends.
constexpr std::pair<Role, Role> kLimbBones[] = {
    {kLeftHip, kLeftKnee},       {kRightHip, kRightKnee},       {kLeftKnee, kLeftAnkle},   {kRightKnee, kRightAnkle},
    {kLeftShoulder, kLeftElbow}, {kRightShoulder, kRightElbow}, {kLeftElbow, kLeftWrist}, {kRightElbow, kRightWrist}};

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

/// What of the rig and the figure stays the same over all frames.
class Retargeter {
  public:
    explicit Retargeter(const Rig& rig)
        : rig_(rig), rest_(rest_transforms(rig)), figure_rest_(rest_transforms(rig_of(humanml3d_skeleton(), humanml3d_rest_pose()))) {
        const auto& names = humanml3d_skeleton().joint_names;
        for (const Role role : kNeeded) {
            if (rig.roles[role] < 0)
                throw input_error("rig {}: no joint is known to be its {}; name it in a mapping table", rig.name, names[role]);
        }
        for (const Leg& leg : kLegs) {
            rig_leg_ += glm::distance(at(leg.hip), at(leg.knee)) + glm::distance(at(leg.knee), at(leg.ankle));
            figure_leg_ += glm::distance(figure(leg.hip), figure(leg.knee)) + glm::distance(figure(leg.knee), figure(leg.ankle));
        }
        if (!(rig_leg_ > 1e-6)) throw input_error("rig {}: its legs have no length", rig.name);
        find_sources();
        align_limbs();
    }

    /// `world` (22): the figure's joints. Appends one frame.
    void add(const std::vector<Transform>& world, RigMotion& out) const {
        std::vector<glm::dquat> turned(rig_.joints.size());  // away from rest, in the world
        for (std::size_t j = 0; j < turned.size(); ++j) {
            const Source& source = sources_[j];
            if (source.below < 0) continue;
            const glm::dquat below = world[size(source.below)].rotation * alignment_[size(source.below)];
            turned[j] = source.above == source.below
                            ? below
                            : glm::slerp(below, world[size(source.above)].rotation * alignment_[size(source.above)], source.share);
        }
        std::vector<Transform> posed(rig_.joints.size());
        for (std::size_t j = 0; j < posed.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            posed[j] = parent < 0 ? rig_.joints[j].rest : posed[size(parent)] * rig_.joints[j].rest;
            if (sources_[j].below >= 0) posed[j].rotation = turned[j] * rest_[j].rotation;
        }
        place_hips(world, posed);
        for (const Leg& leg : kLegs) plant(world, leg, posed);

        const std::size_t hips = size(rig_.roles[kPelvis]);
        for (std::size_t j = 0; j < posed.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            const Transform local = parent < 0 ? posed[j] : posed[size(parent)].inverse() * posed[j];
            const glm::dquat q = glm::normalize(local.rotation);
            const std::size_t before = out.rotations.size() - posed.size();
            const bool flipped = out.rotations.size() >= posed.size() && glm::dot(q, out.rotations[before]) < 0;
            out.rotations.push_back(flipped ? -q : q);
            if (j == hips) out.translations.push_back(local.translation);
        }
    }

  private:
    /// The figure's joints whose turns a joint takes: one, or a share of the way between two; -1: it stays at rest.
    struct Source {
        int below = -1, above = -1;
        double share = 0;
    };

    const glm::dvec3& at(Role role) const { return rest_[size(rig_.roles[role])].translation; }
    const glm::dvec3& figure(Role role) const { return figure_rest_[role].translation; }
    glm::dvec3 midway(const glm::dvec3& a, const glm::dvec3& b) const { return 0.5 * (a + b); }

    void find_sources() {
        sources_.resize(rig_.joints.size());
        for (int role = 0; role < kRoleCount; ++role) {
            if (rig_.roles[size(role)] >= 0) sources_[size(rig_.roles[size(role)])] = {role, role, 0};
        }
        // From every known joint down to the next known one: those between share out the turn by their number.
        for (int role = 1; role < kRoleCount; ++role) {
            const int end = rig_.roles[size(role)];
            if (end < 0) continue;
            std::vector<int> between_them;
            int joint = rig_.joints[size(end)].parent;
            while (joint >= 0 && sources_[size(joint)].below < 0) {
                between_them.push_back(joint);
                joint = rig_.joints[size(joint)].parent;
            }
            if (joint < 0) continue;
            const Source below = sources_[size(joint)];
            if (below.below != below.above) continue;
            const double steps = static_cast<double>(between_them.size()) + 1;
            for (std::size_t i = 0; i < between_them.size(); ++i)
                sources_[size(between_them[i])] = {below.below, role, 1 - static_cast<double>(i + 1) / steps};
        }
    }

    /// The turn from a limb bone's direction in the rig's rest pose to that in the figure's.
    void align_limbs() {
        alignment_.assign(kRoleCount, glm::dquat(1, 0, 0, 0));
        for (const auto& [start, end] : kLimbBones) {
            if (rig_.roles[start] < 0 || rig_.roles[end] < 0) continue;
            alignment_[start] = between(at(end) - at(start), figure(end) - figure(start));
        }
        for (const auto& [elbow, wrist] : {std::pair{kLeftElbow, kLeftWrist}, {kRightElbow, kRightWrist}})
            alignment_[wrist] = alignment_[elbow];  // a hand goes on from its arm
    }

    double scale() const { return rig_leg_ / figure_leg_; }
    /// How much higher the rig's ankles rest than the scaled figure's.
    double lift() const {
        const double own = midway(at(kLeftAnkle), at(kRightAnkle)).y;
        return own - scale() * midway(figure(kLeftAnkle), figure(kRightAnkle)).y;
    }
    glm::dvec3 scaled(const glm::dvec3& p) const { return scale() * p + glm::dvec3(0, lift(), 0); }

    static void move_subtree(const Rig& rig, std::size_t root, const Transform& by, std::vector<Transform>& posed) {
        std::vector<bool> below(posed.size(), false);
        for (std::size_t j = root; j < posed.size(); ++j) {
            below[j] = j == root || (rig.joints[j].parent >= 0 && below[size(rig.joints[j].parent)]);
            if (below[j]) posed[j] = by * posed[j];
        }
    }

    /// Between the hip joints is where the two figures agree.
    void place_hips(const std::vector<Transform>& world, std::vector<Transform>& posed) const {
        const auto now = [&](Role role) { return posed[size(rig_.roles[role])].translation; };
        const glm::dvec3 goal = scaled(midway(world[kLeftHip].translation, world[kRightHip].translation));
        move_subtree(rig_, size(rig_.roles[kPelvis]), {goal - midway(now(kLeftHip), now(kRightHip)), {1, 0, 0, 0}}, posed);
    }

    /// Two-bone IK: the ankle goes where the scaled figure has it, as far beside the middle as the rig's own hips are wide; the
    /// knee stays in its plane, the foot keeps its turn.
    void plant(const std::vector<Transform>& world, const Leg& leg, std::vector<Transform>& posed) const {
        const std::size_t hip = size(rig_.roles[leg.hip]), knee = size(rig_.roles[leg.knee]), ankle = size(rig_.roles[leg.ankle]);
        const glm::dvec3 h = posed[hip].translation, k = posed[knee].translation, a = posed[ankle].translation;
        const double thigh = glm::distance(h, k), shin = glm::distance(k, a);
        if (!(thigh > 1e-9) || !(shin > 1e-9)) return;
        const glm::dvec3 goal = scaled(world[leg.ankle].translation);
        glm::dvec3 reach = goal - h;
        const double distance =
            std::clamp(glm::length(reach), std::abs(thigh - shin) + 1e-6, kReach * (thigh + shin));
        if (!(glm::length(reach) > 1e-9)) return;
        reach = glm::normalize(reach);
        glm::dvec3 out = k - h - glm::dot(k - h, reach) * reach;
        if (!(glm::length(out) > 1e-9)) out = posed[knee].rotation * glm::conjugate(rest_[knee].rotation) * glm::dvec3(0, 0, 1);
        out = glm::normalize(out - glm::dot(out, reach) * reach);
        const double along = (thigh * thigh - shin * shin + distance * distance) / (2 * distance);
        const glm::dvec3 new_knee = h + along * reach + std::sqrt(std::max(0.0, thigh * thigh - along * along)) * out;
        const glm::dvec3 new_ankle = h + distance * reach;

        const glm::dquat foot = posed[ankle].rotation;
        turn_about(hip, between(k - h, new_knee - h), posed);
        turn_about(knee, between(posed[ankle].translation - posed[knee].translation, new_ankle - posed[knee].translation), posed);
        turn_about(ankle, foot * glm::conjugate(posed[ankle].rotation), posed);
    }

    void turn_about(std::size_t joint, const glm::dquat& turn, std::vector<Transform>& posed) const {
        const glm::dvec3 center = posed[joint].translation;
        move_subtree(rig_, joint, {center - turn * center, turn}, posed);
    }

    const Rig& rig_;
    std::vector<Transform> rest_, figure_rest_;
    std::vector<Source> sources_;        // J
    std::vector<glm::dquat> alignment_;  // 22
    double rig_leg_ = 0, figure_leg_ = 0;
};

}  // namespace

RigMotion retarget_to_rig(const PosedMotion& motion, const Rig& rig) {
    const Rig figure = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    const RigMotion source = rig_motion_of(motion);
    check_rig_motion(figure, source, "retarget");
    const Retargeter retargeter(rig);
    RigMotion out;
    out.fps = motion.fps;
    out.joint_count = rig.joint_count();
    out.moving = {rig.roles[kPelvis]};
    for (int t = 0; t < motion.frame_count(); ++t) retargeter.add(world_transforms(figure, source, t), out);
    return out;
}

Transform upright_placement(const Rig& rig) {
    for (const Role role : kNeeded) {
        if (rig.roles[role] < 0) return {};
    }
    const std::vector<Transform> rest = rest_transforms(rig);
    const auto at = [&](Role role) { return rest[size(rig.roles[role])].translation; };
    const glm::dvec3 feet = 0.5 * (at(kLeftAnkle) + at(kRightAnkle)), hips = 0.5 * (at(kLeftHip) + at(kRightHip));
    glm::dvec3 up = hips - feet, across = at(kLeftHip) - at(kRightHip);
    if (!(glm::length(up) > 1e-9) || !(glm::length(across) > 1e-9)) return {};
    // Rest poses stand along an axis of their world: the nearest one is meant, whatever the lean.
    const auto nearest_axis = [](const glm::dvec3& v) {
        const glm::dvec3 a = glm::abs(v);
        const int axis = a.x >= a.y && a.x >= a.z ? 0 : a.y >= a.z ? 1 : 2;
        glm::dvec3 unit(0);
        unit[axis] = v[axis] < 0 ? -1 : 1;
        return unit;
    };
    up = nearest_axis(up);
    across -= glm::dot(across, up) * up;
    if (!(glm::length(across) > 1e-9)) return {};
    across = glm::normalize(across);
    if (glm::distance(across, nearest_axis(across)) < 0.15) across = nearest_axis(across);
    const glm::dmat3 from(across, up, glm::cross(across, up));
    Transform placement;
    if (std::abs(glm::quat_cast(from).w) < std::cos(std::numbers::pi / 180))
        placement.rotation = glm::normalize(glm::conjugate(glm::quat_cast(from)));
    double lowest = 1e300, height = 0;
    for (const Transform& t : rest) {
        lowest = std::min(lowest, (placement * t.translation).y);
        height = std::max(height, (placement * t.translation).y);
    }
    height -= lowest;
    if (lowest < -0.05 * height || lowest > 0.12 * height) placement.translation.y = -lowest;
    return placement;
}

}  // namespace im

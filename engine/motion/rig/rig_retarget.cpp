#include "engine/motion/rig/rig_retarget.h"

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/contact_goals.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/clean_up/pose_goals.h"
#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

struct Leg {
    Role hip, knee, ankle;
};
constexpr Leg kLegs[] = {{kLeftHip, kLeftKnee, kLeftAnkle}, {kRightHip, kRightKnee, kRightAnkle}};

/// Limb bones, which keep their directions: the joint where one starts, and where it ends.
constexpr std::pair<Role, Role> kLimbBones[] = {{kLeftHip, kLeftKnee},       {kRightHip, kRightKnee},
                                                {kLeftKnee, kLeftAnkle},     {kRightKnee, kRightAnkle},
                                                {kLeftShoulder, kLeftElbow}, {kRightShoulder, kRightElbow},
                                                {kLeftElbow, kLeftWrist},    {kRightElbow, kRightWrist}};

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

glm::dvec3 midway(const glm::dvec3& a, const glm::dvec3& b) {
    return 0.5 * (a + b);
}

/// A rig at rest, its joints found by the parts that they play.
class RestingRig {
  public:
    explicit RestingRig(const Rig& rig) : rig_(rig), rest_(rest_transforms(rig)) {
        const auto& names = humanml3d_skeleton().joint_names;
        for (const Role role : kNeededRoles) {
            if (!knows(role))
                throw input_error("rig {}: no joint is known to be its {}; name it in a mapping table",
                                  rig.name, names[role]);
        }
        for (const Leg& leg : kLegs)
            leg_ += glm::distance(at(leg.hip), at(leg.knee)) + glm::distance(at(leg.knee), at(leg.ankle));
        if (!(leg_ > 1e-6)) throw input_error("rig {}: its legs have no length", rig.name);
    }
    bool knows(int role) const { return rig_.roles[size(role)] >= 0; }
    std::size_t joint(int role) const { return size(rig_.roles[size(role)]); }
    const glm::dvec3& at(int role) const { return rest_[joint(role)].translation; }
    const Transform& rest(std::size_t joint) const { return rest_[joint]; }
    /// Both legs.
    double leg_length() const { return leg_; }
    double ankle_height() const { return midway(at(kLeftAnkle), at(kRightAnkle)).y; }

  private:
    const Rig& rig_;
    std::vector<Transform> rest_;
    double leg_ = 0;
};

/// What stays the same over all frames.
class Retargeter {
  public:
    Retargeter(const Rig& source, const Rig& target)
        : rig_(target),
          source_(source),
          target_(target),
          scale_(target_.leg_length() / source_.leg_length()),
          lift_(target_.ankle_height() - scale_ * source_.ankle_height()),
          contacts_(source, target, scale_, lift_),
          solver_(target) {
        find_turns();
        align_limbs();
        for (const int role : kNeededRoles)
            subtrees_.emplace_back(target_.joint(role), subtree_of(target_.joint(role)));
        for (const Role wrist : {kLeftWrist, kRightWrist}) {
            if (target_.knows(wrist))
                subtrees_.emplace_back(target_.joint(wrist), subtree_of(target_.joint(wrist)));
        }
    }

    /// `world`: the source's joints. Appends one frame.
    void add(const std::vector<Transform>& world, RigMotion& out) const {
        std::vector<Transform> posed(rig_.joints.size());
        for (std::size_t j = 0; j < posed.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            posed[j] = parent < 0 ? rig_.joints[j].rest : posed[size(parent)] * rig_.joints[j].rest;
            const Turn& turn = turns_[j];
            if (turn.below < 0) continue;
            const glm::dquat below = turned(world, turn.below);
            const glm::dquat away =
                turn.above == turn.below ? below : glm::slerp(below, turned(world, turn.above), turn.share);
            posed[j].rotation = away * target_.rest(j).rotation;
        }
        place_hips(world, posed);
        const double contact = contacts_.strength(world);
        std::vector<Transform> down =
            contact > 0 ? locals_of(resting(world, posed)) : std::vector<Transform>();
        if (contact < 1) {
            for (const Leg& leg : kLegs) plant(leg, scaled(source_at(world, leg.ankle)), posed);
        }
        posed = locals_of(posed);
        if (contact > 0) {
            for (std::size_t j = 0; j < posed.size(); ++j)
                posed[j] = between_poses(posed[j], down[j], contact);
            keep_soles(world, contact, posed);
        }
        append(posed, out);
    }

  private:
    /// The parts whose turns a joint takes: one, or a share of the way between two; -1: it stays at rest.
    struct Turn {
        int below = -1, above = -1;
        double share = 0;
    };

    bool known(int role) const { return source_.knows(role) && target_.knows(role); }

    /// How far the source's part has turned away from rest, in the world.
    glm::dquat turned(const std::vector<Transform>& world, int role) const {
        const std::size_t joint = source_.joint(role);
        return world[joint].rotation * glm::conjugate(source_.rest(joint).rotation) * alignment_[size(role)];
    }

    void find_turns() {
        turns_.resize(rig_.joints.size());
        for (int role = 0; role < kRoleCount; ++role) {
            if (known(role)) turns_[target_.joint(role)] = {role, role, 0};
        }
        // From every known joint down to the next known one: those between share out the turn by their
        // number.
        for (int role = 1; role < kRoleCount; ++role) {
            if (!known(role)) continue;
            std::vector<int> between_them;
            int joint = rig_.joints[target_.joint(role)].parent;
            while (joint >= 0 && turns_[size(joint)].below < 0) {
                between_them.push_back(joint);
                joint = rig_.joints[size(joint)].parent;
            }
            if (joint < 0) continue;
            const Turn below = turns_[size(joint)];
            if (below.below != below.above) continue;
            const double steps = static_cast<double>(between_them.size()) + 1;
            for (std::size_t i = 0; i < between_them.size(); ++i)
                turns_[size(between_them[i])] = {below.below, role, 1 - static_cast<double>(i + 1) / steps};
        }
    }

    /// The turn from a limb bone's direction in the target's rest pose to that in the source's.
    void align_limbs() {
        alignment_.assign(kRoleCount, glm::dquat(1, 0, 0, 0));
        for (const auto& [start, end] : kLimbBones) {
            if (known(start) && known(end))
                alignment_[start] =
                    between(target_.at(end) - target_.at(start), source_.at(end) - source_.at(start));
        }
        for (const auto& [elbow, wrist] : {std::pair{kLeftElbow, kLeftWrist}, {kRightElbow, kRightWrist}})
            alignment_[wrist] = alignment_[elbow];  // a hand goes on from its arm
    }

    std::vector<Transform> locals_of(const std::vector<Transform>& posed) const {
        std::vector<Transform> locals(posed);
        for (std::size_t j = 0; j < posed.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            if (parent >= 0) locals[j] = posed[size(parent)].inverse() * posed[j];
        }
        return locals;
    }
    static Transform between_poses(const Transform& a, const Transform& b, double u) {
        return {glm::mix(a.translation, b.translation, u), glm::slerp(a.rotation, b.rotation, u)};
    }

    /// Between two poses and on a solver's compromise soles would slide. `locals` in and out.
    void keep_soles(const std::vector<Transform>& world, double contact,
                    std::vector<Transform>& locals) const {
        std::vector<Transform> posed(locals);
        for (std::size_t j = 0; j < posed.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            if (parent >= 0) posed[j] = posed[size(parent)] * locals[j];
        }
        for (const int side : {0, 1}) {
            const Leg& leg = kLegs[side];
            const auto [ankle, stands] = contacts_.sole(world, side);
            const glm::dvec3 goal = glm::mix(scaled(source_at(world, leg.ankle)), ankle, contact);
            const double strict = 1 - contact * (1 - stands);
            if (strict > 0)
                plant(leg, glm::mix(posed[target_.joint(leg.ankle)].translation, goal, strict), posed);
        }
        locals = locals_of(posed);
    }

    void append(const std::vector<Transform>& locals, RigMotion& out) const {
        const std::size_t hips = target_.joint(kPelvis), J = locals.size();
        for (std::size_t j = 0; j < J; ++j) {
            const glm::dquat q = glm::normalize(locals[j].rotation);
            const bool flipped =
                out.rotations.size() >= J && glm::dot(q, out.rotations[out.rotations.size() - J]) < 0;
            out.rotations.push_back(flipped ? -q : q);
        }
        out.translations.push_back(locals[hips].translation);
    }

    /// What is on the floor is where the scaled source has it; feet and hands keep their turns.
    std::vector<Transform> resting(const std::vector<Transform>& world, std::vector<Transform> posed) const {
        const std::vector<Transform> before = posed;
        solver_.solve(posed, contacts_.goals(world));
        for (const Role end : {kLeftAnkle, kRightAnkle, kLeftWrist, kRightWrist}) {
            if (!target_.knows(end)) continue;
            const std::size_t joint = target_.joint(end);
            turn_about(joint, before[joint].rotation * glm::conjugate(posed[joint].rotation), posed);
        }
        return posed;
    }

    std::vector<std::size_t> subtree_of(std::size_t root) const {
        std::vector<std::size_t> joints{root};
        std::vector<bool> below(rig_.joints.size(), false);
        below[root] = true;
        for (std::size_t j = root + 1; j < below.size(); ++j) {
            below[j] = rig_.joints[j].parent >= 0 && below[size(rig_.joints[j].parent)];
            if (below[j]) joints.push_back(j);
        }
        return joints;
    }

    void move_subtree(std::size_t root, const Transform& by, std::vector<Transform>& posed) const {
        for (const auto& [joint, below] : subtrees_) {
            if (joint != root) continue;
            for (const std::size_t j : below) posed[j] = by * posed[j];
            return;
        }
    }

    glm::dvec3 scaled(const glm::dvec3& p) const { return scale_ * p + glm::dvec3(0, lift_, 0); }
    const glm::dvec3& source_at(const std::vector<Transform>& world, Role role) const {
        return world[source_.joint(role)].translation;
    }

    /// Between the hip joints is where the two figures agree.
    void place_hips(const std::vector<Transform>& world, std::vector<Transform>& posed) const {
        const auto now = [&](Role role) { return posed[target_.joint(role)].translation; };
        const glm::dvec3 goal = scaled(midway(source_at(world, kLeftHip), source_at(world, kRightHip)));
        move_subtree(target_.joint(kPelvis), {goal - midway(now(kLeftHip), now(kRightHip)), {1, 0, 0, 0}},
                     posed);
    }

    /// The ankle goes to its goal; the knee stays in its plane, the foot keeps its turn.
    void plant(const Leg& leg, const glm::dvec3& goal, std::vector<Transform>& posed) const {
        const std::size_t hip = target_.joint(leg.hip), knee = target_.joint(leg.knee),
                          ankle = target_.joint(leg.ankle);
        const glm::dvec3 h = posed[hip].translation, k = posed[knee].translation,
                         a = posed[ankle].translation;
        const glm::dvec3 ahead =
            posed[knee].rotation * glm::conjugate(target_.rest(knee).rotation) * glm::dvec3(0, 0, 1);
        const TwoBone bent = solve_two_bone(h, k, a, goal, ahead);
        const glm::dquat foot = posed[ankle].rotation;
        turn_about(hip, between(k - h, bent.middle - h), posed);
        const glm::dvec3 shin = posed[ankle].translation - posed[knee].translation;
        turn_about(knee, between(shin, bent.end - posed[knee].translation), posed);
        turn_about(ankle, foot * glm::conjugate(posed[ankle].rotation), posed);
    }

    void turn_about(std::size_t joint, const glm::dquat& turn, std::vector<Transform>& posed) const {
        const glm::dvec3 center = posed[joint].translation;
        move_subtree(joint, {center - turn * center, turn}, posed);
    }

    const Rig& rig_;  // the target
    RestingRig source_, target_;
    // Of the path: lift is how much higher the target's ankles rest than the scaled source's.
    double scale_, lift_;
    ContactGoals contacts_;
    PoseSolver solver_;
    std::vector<Turn> turns_;                                                 // of the target's joints
    std::vector<glm::dquat> alignment_;                                       // 22
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> subtrees_;  // of the joints that are moved
};

}  // namespace

RigMotion retarget_motion(const Rig& source, const RigMotion& motion, const Rig& target, double floor) {
    check_rig_motion(source, motion, "retarget");
    const Retargeter retargeter(source, target);
    RigMotion out;
    out.fps = motion.fps;
    out.joint_count = target.joint_count();
    out.moving = {target.roles[kPelvis]};
    out.rotations.reserve(size(motion.frame_count()) * target.joints.size());
    for (int t = 0; t < motion.frame_count(); ++t) {
        std::vector<Transform> world = world_transforms(source, motion, t);
        for (Transform& joint : world) joint.translation.y -= floor;
        retargeter.add(world, out);
    }
    return out;
}

RigMotion retarget_to_rig(const PosedMotion& motion, const Rig& target) {
    return retarget_motion(rig_of(humanml3d_skeleton(), humanml3d_rest_pose()), rig_motion_of(motion),
                           target);
}

}  // namespace im

#include "engine/motion/rig/rig.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "engine/core/error.h"

namespace im {
namespace {

bool finite(const glm::dvec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

bool finite(const glm::dquat& q) {
    return std::isfinite(q.w) && std::isfinite(q.x) && std::isfinite(q.y) && std::isfinite(q.z);
}

/// Bytes of the well-formed UTF-8 character that `text` begins with (Unicode 15, table 3-7); 0: none.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto follows = [byte](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return text.empty() ? 0 : 1;
    if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef)
        return follows(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
    if (lead >= 0xf0 && lead <= 0xf4)
        return follows(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3)
                   ? 4
                   : 0;
    return 0;
}

}  // namespace

void check_rig_motion(const Rig& rig, const RigMotion& motion, const std::string& place) {
    const auto J = rig.joints.size();
    if (J == 0) throw input_error("{}: expected a rig with joints, found none", place);
    for (std::size_t j = 0; j < J; ++j) {
        const RigJoint& joint = rig.joints[j];
        if (joint.parent >= static_cast<int>(j) || joint.parent < -1)
            throw input_error("{}: joint {}: expected a parent before it, found number {}", place, joint.name,
                              joint.parent);
        if (!finite(joint.rest.translation) || !finite(joint.rest.rotation))
            throw input_error("{}: joint {}: expected a finite rest pose, found NaN or Inf", place,
                              joint.name);
    }
    const auto frames = static_cast<std::size_t>(motion.frame_count());
    if (frames == 0 || motion.joint_count != static_cast<int>(J) || motion.rotations.size() != frames * J ||
        motion.translations.size() != frames * motion.moving.size()) {
        throw input_error(
            "{}: expected at least one frame of {} joints, found {} joints, {} rotations, {} translations of "
            "{}",
            place, J, motion.joint_count, motion.rotations.size(), motion.translations.size(),
            motion.moving.size());
    }
    if (!(motion.fps > 0) || !std::isfinite(motion.fps))
        throw input_error("{}: expected a frame rate above 0, found {}", place, motion.fps);
    for (const int joint : motion.moving) {
        if (joint < 0 || joint >= static_cast<int>(J))
            throw input_error("{}: expected moving joints below {}, found {}", place, J, joint);
    }
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        if (!finite(motion.rotations[i]))
            throw input_error("{}: frame {}, joint {}: expected a rotation, found NaN or Inf", place, i / J,
                              rig.joints[i % J].name);
    }
    for (std::size_t i = 0; i < motion.translations.size(); ++i) {
        if (!finite(motion.translations[i]))
            throw input_error("{}: frame {}: expected a position, found NaN or Inf", place,
                              i / motion.moving.size());
    }
}

Rig rig_of(const Skeleton& skeleton, const RestPose& rest) {
    if (rest.offsets.size() != skeleton.parents.size()) {
        throw input_error("rig: expected {} rest offsets ({}), found {}", skeleton.parents.size(),
                          skeleton.name, rest.offsets.size());
    }
    Rig rig;
    rig.name = skeleton.name;
    for (std::size_t j = 0; j < skeleton.parents.size(); ++j)
        rig.joints.push_back({skeleton.joint_names[j], skeleton.parents[j], {rest.offsets[j], {1, 0, 0, 0}}});
    const auto& names = humanml3d_skeleton().joint_names;
    for (std::size_t role = 0; role < names.size(); ++role) {
        const auto found = std::find(skeleton.joint_names.begin(), skeleton.joint_names.end(), names[role]);
        if (found != skeleton.joint_names.end())
            rig.roles[role] = static_cast<int>(found - skeleton.joint_names.begin());
    }
    return rig;
}

RigMotion rig_motion_of(const PosedMotion& motion) {
    return {motion.fps, motion.joint_count, motion.rotations, {0}, motion.root_positions};
}

std::string clean_name(std::string name) {
    for (std::size_t i = 0; i < name.size();) {
        const std::size_t length = character_length(std::string_view(name).substr(i));
        char& c = name[i];
        if (length == 0 || static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '_';
        i += std::max<std::size_t>(length, 1);
    }
    return name;
}

void make_names_unique(Rig& rig) {
    std::set<std::string> taken;
    for (RigJoint& joint : rig.joints) {
        joint.name = clean_name(joint.name);
        if (joint.name.empty()) joint.name = "joint";
        std::string name = joint.name;
        for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}", joint.name, i);
        joint.name = name;
    }
}

std::vector<Transform> rest_transforms(const Rig& rig) {
    std::vector<Transform> world(rig.joints.size());
    for (std::size_t j = 0; j < world.size(); ++j) {
        const RigJoint& joint = rig.joints[j];
        world[j] = joint.parent < 0 ? joint.rest : world[static_cast<std::size_t>(joint.parent)] * joint.rest;
    }
    return world;
}

std::vector<Transform> world_transforms(const Rig& rig, const RigMotion& motion, int frame) {
    const auto J = rig.joints.size(), t = static_cast<std::size_t>(frame);
    std::vector<Transform> world(J);
    for (std::size_t j = 0; j < J; ++j)
        world[j] = {rig.joints[j].rest.translation, motion.rotations[t * J + j]};
    for (std::size_t m = 0; m < motion.moving.size(); ++m)
        world[static_cast<std::size_t>(motion.moving[m])].translation =
            motion.translations[t * motion.moving.size() + m];
    for (std::size_t j = 0; j < J; ++j) {
        const int parent = rig.joints[j].parent;
        if (parent >= 0) world[j] = world[static_cast<std::size_t>(parent)] * world[j];
    }
    return world;
}

PlainRig without_rest_rotations(const Rig& rig, const RigMotion& motion) {
    // A joint's plain world rotation P is what turned it away from rest: P = W R^-1, with W and R its
    // rotations in the world, posed and resting. Seen from the parent: P_parent^-1 P = R_parent L R^-1, with
    // L the rotation that the rig stores.
    const std::vector<Transform> rest = rest_transforms(rig);
    const auto parent_rest = [&](std::size_t j) {
        const int parent = rig.joints[j].parent;
        return parent < 0 ? glm::dquat(1, 0, 0, 0) : rest[static_cast<std::size_t>(parent)].rotation;
    };
    PlainRig plain{rig, motion};
    const auto J = rig.joints.size();
    for (std::size_t j = 0; j < J; ++j)
        plain.rig.joints[j].rest = {parent_rest(j) * rig.joints[j].rest.translation, {1, 0, 0, 0}};
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        const std::size_t j = i % J;
        plain.motion.rotations[i] =
            glm::normalize(parent_rest(j) * motion.rotations[i] * glm::conjugate(rest[j].rotation));
    }
    for (std::size_t i = 0; i < motion.translations.size(); ++i) {
        const auto j = static_cast<std::size_t>(motion.moving[i % motion.moving.size()]);
        plain.motion.translations[i] = parent_rest(j) * motion.translations[i];
    }
    return plain;
}

}  // namespace im

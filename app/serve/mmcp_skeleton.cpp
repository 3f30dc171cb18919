#include "app/serve/mmcp_skeleton.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "app/serve/api_error.h"
#include "app/serve/mmcp_fields.h"
#include "engine/core/error.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/bone_match.h"
#include "engine/motion/rig/rig_retarget.h"

namespace im::serve {
namespace {

using nlohmann::json;

/// How far a joint of the canonical figure may be off for a rig still to be that figure.
constexpr double kSamePlace = 1e-3;

ApiError bad_skeleton(const std::string& message, json details = nullptr) {
    return {400, "invalid_skeleton", message, std::move(details)};
}

std::size_t codepoints(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string joint_name(const json& joint, const std::string& place) {
    const std::string name = text_field(joint, "name", place);
    const bool clean = std::none_of(name.begin(), name.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (name.empty() || codepoints(name) > 128 || !clean || name.front() == ' ' || name.back() == ' ')
        throw schema_error(place + ".name",
                           "expected 1 to 128 characters, none of them control characters, no space at the "
                           "ends");
    return name;
}

Rig rig_of_json(const json& skeleton) {
    const json& joints = list_field(skeleton, "joints", "skeleton");
    if (joints.empty() || joints.size() > kRigJointsMax)
        throw bad_skeleton(fmt::format("expected 1 to {} joints, found {}", kRigJointsMax, joints.size()));
    Rig rig;
    rig.name = "skeleton";
    std::map<std::string, int> numbers;
    for (std::size_t i = 0; i < joints.size(); ++i) {
        const std::string place = fmt::format("skeleton.joints[{}]", i);
        RigJoint joint;
        joint.name = joint_name(object_at(joints[i], place), place);
        joint.rest.translation = vector_field(joints[i], "rest_translation", place);
        quaternion_field(joints[i], "rest_rotation", place);
        const auto parent = joints[i].find("parent");
        const bool is_root = parent == joints[i].end() || parent->is_null();
        if (!is_root && !parent->is_string())
            throw schema_error(place + ".parent", "expected a joint's name or null");
        if (is_root && i != 0)
            throw bad_skeleton(
                fmt::format("expected one root, the first joint; \"{}\" is another", joint.name),
                {{"joint", joint.name}});
        if (!is_root) {
            const auto found = numbers.find(parent->get<std::string>());
            if (found == numbers.end())
                throw bad_skeleton(fmt::format("the parent of \"{}\" does not come before it", joint.name),
                                   {{"joint", joint.name}});
            joint.parent = found->second;
        }
        if (!numbers.emplace(joint.name, static_cast<int>(i)).second)
            throw bad_skeleton(fmt::format("two joints are called \"{}\"", joint.name),
                               {{"joint", joint.name}});
        rig.joints.push_back(std::move(joint));
    }
    return rig;
}

/// The protocol knows one space alone.
void check_space(const json& skeleton) {
    const auto expect = [&](const char* key, const char* value) {
        const auto found = skeleton.find(key);
        if (found != skeleton.end() && !found->is_null() && *found != value)
            throw schema_error(std::string("skeleton.") + key, fmt::format("expected \"{}\"", value));
    };
    expect("coordinate_system", "right_handed_y_up");
    expect("units", "meters");
}

bool is_canonical(const Rig& rig) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const auto& offsets = humanml3d_rest_pose().offsets;
    if (rig.joint_count() != skeleton.joint_count()) return false;
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        const RigJoint& joint = rig.joints[j];
        if (joint.name != skeleton.joint_names[j] || joint.parent != skeleton.parents[j]) return false;
        // The root may stand anywhere on the floor.
        glm::dvec3 off = joint.rest.translation - offsets[j];
        if (j == 0) off.x = off.z = 0;
        if (glm::length(off) > kSamePlace) return false;
    }
    return true;
}

void check_parts(const Rig& rig) {
    json missing = json::array();
    for (const Role role : kNeededRoles) {
        if (rig.roles[role] < 0) missing.push_back(humanml3d_skeleton().joint_names[role]);
    }
    if (!missing.empty())
        throw bad_skeleton(
            "the rig has no hips and legs that can be told by the names and places of its joints",
            {{"missing_parts", missing}});
}

glm::dquat about_y(double angle) {
    return {std::cos(angle / 2), 0, std::sin(angle / 2), 0};
}

/// World turns of the joints since the rest pose as sent, and where the hips are.
struct TurnedFrame {
    std::vector<glm::dquat> turns;
    glm::dvec3 hips;
};

TurnedFrame turned(const FigureScene& posed, const std::vector<Transform>& rest, const ServedRig& served,
                   int frame) {
    const std::vector<Transform> world = world_transforms(posed.rig, posed.motion, frame);
    TurnedFrame out{{}, world[static_cast<std::size_t>(served.rig.roles[kPelvis])].translation};
    for (std::size_t j = 0; j < world.size(); ++j)
        out.turns.push_back(world[j].rotation * glm::conjugate(rest[j].rotation) * served.stood_up);
    return out;
}

/// Where the hips are while the root is at the origin: the bones between them keep their lengths.
glm::dvec3 hips_from_root(const Rig& rig, const std::vector<glm::dquat>& turns) {
    glm::dvec3 way(0);
    for (int j = rig.roles[kPelvis]; rig.joints[static_cast<std::size_t>(j)].parent >= 0;) {
        const RigJoint& joint = rig.joints[static_cast<std::size_t>(j)];
        way += turns[static_cast<std::size_t>(joint.parent)] * joint.rest.translation;
        j = joint.parent;
    }
    return way;
}

double heading_of(const MotionClip& clip) {
    const std::vector<glm::dvec3> joints(clip.frame(0).begin(), clip.frame(0).end());
    const glm::dvec3 forward = facing(joints, humanml3d_skeleton());
    return std::atan2(forward.x, forward.z);
}

}  // namespace

ServedRig read_skeleton(const json& skeleton) {
    object_at(skeleton, "skeleton");
    check_space(skeleton);
    ServedRig served{.rig = rig_of_json(skeleton)};
    if (is_canonical(served.rig)) {
        for (int role = 0; role < kRoleCount; ++role) served.rig.roles[static_cast<std::size_t>(role)] = role;
        return served;
    }
    served.rig.roles = match_bones(served.rig);
    check_parts(served.rig);
    FigureScene scene;
    scene.rig = served.rig;
    try {
        served.upright = rig_to_export_on(std::move(scene));
    } catch (const Error& error) {
        throw bad_skeleton(fmt::format("the rig cannot be moved as a person: {}", error.what()));
    }
    served.rig.roles = served.upright->rig.roles;
    served.stood_up = rest_transforms(served.upright->rig).front().rotation;
    const glm::dvec3 ahead = glm::conjugate(served.stood_up) * glm::dvec3(0, 0, 1);
    if (std::hypot(ahead.x, ahead.z) > 0.1) served.heading = std::atan2(ahead.x, ahead.z);
    return served;
}

json canonical_skeleton() {
    const Skeleton& skeleton = humanml3d_skeleton();
    const auto& offsets = humanml3d_rest_pose().offsets;
    json joints = json::array();
    for (std::size_t j = 0; j < offsets.size(); ++j) {
        const int parent = skeleton.parents[j];
        const glm::dvec3& p = offsets[j];
        joints.push_back(
            {{"name", skeleton.joint_names[j]},
             {"parent", parent < 0 ? json() : json(skeleton.joint_names[static_cast<std::size_t>(parent)])},
             {"rest_translation", {p.x, p.y, p.z}},
             {"rest_rotation", {0.0, 0.0, 0.0, 1.0}}});
    }
    return {{"joints", joints}, {"coordinate_system", "right_handed_y_up"}, {"units", "meters"}};
}

TrackPlacement placement_of(const MotionClip& clip, const ServedRig& rig, const MotionStart& start) {
    const glm::dvec3& home = rig.rig.joints.front().rest.translation;
    return {about_y(start.heading ? *start.heading - heading_of(clip) : rig.heading),
            start.place.value_or(glm::dvec2(home.x, home.z))};
}

RigTrack track_of(const MotionClip& clip, const ServedRig& rig, const MotionStart& start) {
    ExportOptions options;
    options.own_rig = rig.upright;
    const FigureScene posed = export_scene(clip, options, false);
    const std::vector<Transform> rest = rest_transforms(posed.rig);
    const auto [turn, place] = placement_of(clip, rig, start);
    const std::size_t J = rig.rig.joints.size();

    RigTrack track;
    track.fps = clip.fps;
    glm::dvec3 first(0);
    for (int t = 0; t < clip.frame_count(); ++t) {
        TurnedFrame frame = turned(posed, rest, rig, t);
        const glm::dvec3 root = frame.hips - hips_from_root(rig.rig, frame.turns);
        if (t == 0) first = {root.x, 0, root.z};
        track.root.push_back(turn * (root - first) + glm::dvec3(place.x, 0, place.y));
        for (std::size_t j = 0; j < J; ++j) {
            const int parent = rig.rig.joints[j].parent;
            const glm::dquat above =
                parent < 0 ? turn : glm::conjugate(frame.turns[static_cast<std::size_t>(parent)]);
            const glm::dquat local = glm::normalize(above * frame.turns[j]);
            const bool flipped = t > 0 && glm::dot(local, track.rotations[track.rotations.size() - J]) < 0;
            track.rotations.push_back(flipped ? -local : local);
        }
    }
    return track;
}

}  // namespace im::serve

#include "app/serve/mmcp_constraints.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/direct/apply_pins.h"
#include "engine/motion/representation/pose.h"

namespace im::serve {
namespace {

/// A leg of a path that says where it goes, metres.
constexpr double kTelling = 0.1;
constexpr int kCorrections = 2;

double leg_length(const Rig& rig) {
    const std::vector<Transform> rest = rest_transforms(rig);
    double length = 0;
    for (const int side : {0, 1}) {
        const auto at = [&](Role left) {
            return rest[static_cast<std::size_t>(rig.roles[left + side])].translation;
        };
        length += glm::distance(at(kLeftHip), at(kLeftKnee)) + glm::distance(at(kLeftKnee), at(kLeftAnkle));
    }
    return length;
}

/// What retargeting scales the way over the floor by.
double scale_of(const ServedRig& rig) {
    if (!rig.upright) return 1;
    return leg_length(rig.upright->rig) / leg_length(rig_of(humanml3d_skeleton(), humanml3d_rest_pose()));
}

/// Where a joint of the rig is in a frame.
glm::dvec3 place_of(const RigTrack& track, const Rig& rig, int frame, int joint) {
    const std::size_t J = rig.joints.size();
    std::vector<int> chain;
    for (int j = joint; j >= 0; j = rig.joints[static_cast<std::size_t>(j)].parent) chain.push_back(j);
    Transform world;
    for (auto j = chain.rbegin(); j != chain.rend(); ++j) {
        const auto number = static_cast<std::size_t>(*j);
        const auto t = static_cast<std::size_t>(frame);
        world = world * Transform{number == 0 ? track.root[t] : rig.joints[number].rest.translation,
                                  track.rotations[t * J + number]};
    }
    return world.translation;
}

int joint_of(const MmcpPin& pin, const Rig& rig) {
    switch (pin.part) {
        case PinnedPart::LeftHand:
            return rig.roles[kLeftWrist];
        case PinnedPart::RightHand:
            return rig.roles[kRightWrist];
        case PinnedPart::LeftFoot:
            return rig.roles[pin.ankle ? kLeftAnkle : kLeftFoot];
        case PinnedPart::RightFoot:
            return rig.roles[pin.ankle ? kRightAnkle : kRightFoot];
        default:
            return -1;
    }
}

}  // namespace

bool pinned_part_of(const Rig& rig, const std::string& joint, MmcpPin& pin) {
    struct Known {
        Role role;
        PinnedPart part;
        bool ankle;
    };
    static constexpr Known known[] = {
        {kLeftWrist, PinnedPart::LeftHand, false}, {kRightWrist, PinnedPart::RightHand, false},
        {kLeftAnkle, PinnedPart::LeftFoot, true},  {kRightAnkle, PinnedPart::RightFoot, true},
        {kLeftFoot, PinnedPart::LeftFoot, false},  {kRightFoot, PinnedPart::RightFoot, false},
        {kPelvis, PinnedPart::Pelvis, false}};
    for (const auto& [role, part, ankle] : known) {
        const int number = rig.roles[role];
        if (number < 0 || rig.joints[static_cast<std::size_t>(number)].name != joint) continue;
        pin.part = part;
        pin.ankle = ankle;
        return true;
    }
    return false;
}

std::vector<MmcpPin> thinned(const std::vector<MmcpPin>& pins, std::size_t most) {
    if (pins.size() <= most) return pins;
    std::vector<MmcpPin> kept;
    for (std::size_t i = 0; i < most; ++i) kept.push_back(pins[i * (pins.size() - 1) / (most - 1)]);
    return kept;
}

MotionStart start_of_path(const std::vector<MmcpPin>& path, MotionStart start) {
    for (const MmcpPin& pin : path) {
        if (pin.part == PinnedPart::Facing && pin.frame == 0) start.heading = pin.heading;
        if (pin.part == PinnedPart::Pelvis && pin.frame == 0)
            start.place = glm::dvec2(pin.place.x, pin.place.z);
    }
    if (!start.place || start.heading) return start;
    for (const MmcpPin& pin : path) {
        const glm::dvec2 way = glm::dvec2(pin.place.x, pin.place.z) - *start.place;
        if (pin.part != PinnedPart::Pelvis || glm::length(way) < kTelling) continue;
        start.heading = std::atan2(way.x, way.y);
        break;
    }
    return start;
}

MotionClip meet_pins(const MotionClip& clip, const std::vector<MmcpPin>& pins, const ServedRig& rig,
                     const MotionStart& start, double fps) {
    if (pins.empty()) return clip;
    const double scale = scale_of(rig);
    const TrackPlacement placed = placement_of(clip, rig, start);
    const glm::dquat back = glm::conjugate(placed.turn);
    const glm::dvec3 first(clip.frame(0)[kPelvis].x, 0, clip.frame(0)[kPelvis].z);
    std::vector<Pin> wanted;
    for (const MmcpPin& pin : pins) {
        Pin now{.part = pin.part, .any_height = pin.any_height};
        now.from = now.to = pin.frame / fps;
        if (pin.part == PinnedPart::Facing) {
            const glm::dvec3 ahead = back * glm::dvec3(std::sin(pin.heading), 0, std::cos(pin.heading));
            now.degrees = std::atan2(ahead.x, ahead.z) * 180 / std::numbers::pi;
        } else {
            now.place = back * (pin.place - glm::dvec3(placed.place.x, 0, placed.place.y)) / scale + first;
        }
        if (pin.ankle) {
            // The ball goes where it is now, seen from the ankle.
            const int frame =
                std::clamp(static_cast<int>(std::lround(now.from * clip.fps)), 0, clip.frame_count() - 1);
            const bool left = pin.part == PinnedPart::LeftFoot;
            now.place += glm::dvec3(clip.frame(frame)[left ? kLeftFoot : kRightFoot]) -
                         glm::dvec3(clip.frame(frame)[left ? kLeftAnkle : kRightAnkle]);
        }
        wanted.push_back(now);
    }
    MotionClip met = apply_pins(clip, wanted);
    if (!rig.upright) return met;
    // A rig's arms and legs are not the figure's: what is missed on the rig is asked for on the figure.
    for (int round = 0; round < kCorrections; ++round) {
        const RigTrack track = track_of(met, rig, start);
        for (std::size_t i = 0; i < pins.size(); ++i) {
            const int joint = joint_of(pins[i], rig.rig);
            if (joint < 0) continue;
            const int frame =
                std::clamp(static_cast<int>(std::lround(wanted[i].from * met.fps)), 0, met.frame_count() - 1);
            wanted[i].place += back * (pins[i].place - place_of(track, rig.rig, frame, joint)) / scale;
        }
        met = apply_pins(clip, wanted);
    }
    return met;
}

}  // namespace im::serve

#include "engine/synthesis/counting.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace im {
namespace {

glm::dvec3 joint(const MotionClip& clip, int frame, int role) {
    return glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(role)]);
}

double higher(const MotionClip& clip, int t, int left) {
    return std::max(joint(clip, t, left).y, joint(clip, t, left + 1).y);
}

/// Ahead of the shoulders, where the chest faces.
double reach(const MotionClip& clip, int t, int side) {
    const glm::dvec3 across = joint(clip, t, kLeftShoulder) - joint(clip, t, kRightShoulder);
    const glm::dvec3 ahead = glm::normalize(glm::cross(across, glm::dvec3(0, 1, 0)));
    return glm::dot(joint(clip, t, kLeftWrist + side) - joint(clip, t, kLeftShoulder + side), ahead);
}

double side_way(const MotionClip& clip, int t) {
    const int side = acting_side(clip, t, CountSignal::HandSide);
    const glm::dvec3 across = glm::normalize(joint(clip, t, kLeftShoulder) - joint(clip, t, kRightShoulder));
    const double way =
        glm::dot(joint(clip, t, kLeftWrist + side) - joint(clip, t, kLeftElbow + side), across);
    return side == 0 ? way : -way;
}

double value_at(const MotionClip& clip, int t, CountSignal signal) {
    switch (signal) {
        case CountSignal::Air:
            return std::min(joint(clip, t, kLeftFoot).y, joint(clip, t, kRightFoot).y);
        case CountSignal::LowerAir:
            return std::min(joint(clip, t, kLeftAnkle).y, joint(clip, t, kRightAnkle).y);
        case CountSignal::PelvisDip:
            return -joint(clip, t, kPelvis).y;
        case CountSignal::HeadDip:
            return -joint(clip, t, kHead).y;
        case CountSignal::HandHeight:
            return higher(clip, t, kLeftWrist);
        case CountSignal::HandReach:
            return std::max(reach(clip, t, 0), reach(clip, t, 1));
        case CountSignal::FootHeight:
            return higher(clip, t, kLeftAnkle);
        case CountSignal::KneeHeight:
            return higher(clip, t, kLeftKnee);
        case CountSignal::Clap:
            return -glm::length(joint(clip, t, kLeftWrist) - joint(clip, t, kRightWrist));
        case CountSignal::HandSide:
            return side_way(clip, t);
    }
    return 0;
}

}  // namespace

int acting_side(const MotionClip& clip, int frame, CountSignal signal) {
    const auto compare = [&](int left) {
        return joint(clip, frame, left).y >= joint(clip, frame, left + 1).y ? 0 : 1;
    };
    switch (signal) {
        case CountSignal::HandReach:
            return reach(clip, frame, 0) >= reach(clip, frame, 1) ? 0 : 1;
        case CountSignal::FootHeight:
            return compare(kLeftAnkle);
        case CountSignal::KneeHeight:
            return compare(kLeftKnee);
        case CountSignal::LowerAir:
            return 1 - compare(kLeftAnkle);  // it hops on the lower foot
        case CountSignal::HandHeight:
        case CountSignal::HandSide:
            return compare(kLeftWrist);
        default:
            return 0;
    }
}

std::vector<double> count_signal(const MotionClip& clip, CountSignal signal) {
    const int T = clip.frame_count();
    std::vector<double> raw(static_cast<std::size_t>(T)), smooth(raw.size());
    for (int t = 0; t < T; ++t) raw[static_cast<std::size_t>(t)] = value_at(clip, t, signal);
    for (int t = 0; t < T; ++t) {
        const auto at = [&](int k) { return raw[static_cast<std::size_t>(std::clamp(k, 0, T - 1))]; };
        smooth[static_cast<std::size_t>(t)] = 0.25 * at(t - 1) + 0.5 * at(t) + 0.25 * at(t + 1);
    }
    return smooth;
}

std::vector<CountedEvent> count_events(const std::vector<double>& signal, double rise) {
    std::vector<CountedEvent> events;
    const int T = static_cast<int>(signal.size());
    const auto at = [&](int t) { return signal[static_cast<std::size_t>(t)]; };
    // A peak is known when the signal has fallen by `rise` behind it; the low point between two peaks parts
    // them.
    int low = 0, peak = 0;
    bool rising = false;
    for (int t = 0; t < T; ++t) {
        if (!rising) {
            if (at(t) < at(low)) low = t;
            if (at(t) - at(low) >= rise) {
                rising = true;
                peak = t;
                if (!events.empty()) events.back().end = low;
            }
        } else {
            if (at(t) > at(peak)) peak = t;
            if (at(peak) - at(t) >= rise) {
                events.push_back({events.empty() ? low : events.back().end, peak, T - 1});
                rising = false;
                low = t;
            }
        }
    }
    if (!events.empty() && !rising) events.back().end = low;
    return events;
}

}  // namespace im

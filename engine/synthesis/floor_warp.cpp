#include "engine/synthesis/floor_warp.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

constexpr double kDraggedMax = 0.25;  // metres: a foot that goes farther while it "stands" is dragged
constexpr int kSwing = 10;            // frames of a swing that the clip's end cuts off, where none is whole
constexpr int kLongGap = 30;          // frames: a foot that stands nowhere for longer goes with the body
constexpr int kRelease = 6;           // frames in which the pinning of a ball fades
constexpr double kReach = 0.998;      // of a leg
constexpr double kDropMax = 0.15;     // metres

struct Stand {
    int begin, end;  ///< frames [begin, end)
    double middle() const { return 0.5 * (begin + end - 1); }
    int length() const { return end - begin; }
};

glm::dvec3 turned(const glm::dvec3& v, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {c * v.x + s * v.z, v.y, -s * v.x + c * v.z};
}

glm::dvec3 on_floor(const FloorPlace& place, const glm::dvec3& p) {
    return place.to + turned(p - place.from, place.turn);
}

/// The place at a time between frames.
FloorPlace at(const std::vector<FloorPlace>& places, double time) {
    const double last = static_cast<double>(places.size()) - 1;
    time = std::clamp(time, 0.0, last);
    const auto before = static_cast<std::size_t>(std::min(time, std::max(0.0, last - 1)));
    const auto after = std::min(before + 1, places.size() - 1);
    const double u = time - static_cast<double>(before);
    const FloorPlace &a = places[before], &b = places[after];
    return {glm::mix(a.from, b.from, u), glm::mix(a.to, b.to, u), a.turn + u * (b.turn - a.turn), {}};
}

double smoothstep(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

std::vector<Stand> stands_of(const MotionClip& clip, std::size_t ball, const std::vector<bool>& flags) {
    std::vector<Stand> stands;
    const int T = static_cast<int>(flags.size());
    for (int t = 0; t < T; ++t) {
        if (!flags[static_cast<std::size_t>(t)]) continue;
        const int begin = t;
        while (t < T && flags[static_cast<std::size_t>(t)]) ++t;
        glm::dvec3 low(1e9), high(-1e9);
        for (int k = begin; k < t; ++k) {
            low = glm::min(low, glm::dvec3(clip.frame(k)[ball]));
            high = glm::max(high, glm::dvec3(clip.frame(k)[ball]));
        }
        if (std::hypot(high.x - low.x, high.z - low.z) < kDraggedMax) stands.push_back({begin, t});
    }
    return stands;
}

/// A value that a foot's time has in a frame, and how fast it goes there (frames a frame).
struct Knot {
    double frame, time, slope;
};

double between_knots(const Knot& a, const Knot& b, double t) {
    const double span = b.frame - a.frame;
    if (!(span > 0)) return b.time;
    const double u = (t - a.frame) / span, u2 = u * u, u3 = u2 * u;
    return (2 * u3 - 3 * u2 + 1) * a.time + (u3 - 2 * u2 + u) * span * a.slope + (3 * u2 - 2 * u3) * b.time +
           (u3 - u2) * span * b.slope;
}

/// At which time's place the foot is in each frame, (T): the middle of its stand while it stands.
std::vector<double> foot_times(const std::vector<Stand>& stands, int T) {
    std::vector<double> times(static_cast<std::size_t>(T));
    for (int t = 0; t < T; ++t) times[static_cast<std::size_t>(t)] = t;
    if (stands.empty()) return times;
    double swing = 0;
    int swings = 0;
    for (std::size_t i = 1; i < stands.size(); ++i) {
        const int gap = stands[i].begin - stands[i - 1].end + 1;
        if (gap > kLongGap) continue;
        swing += gap;
        ++swings;
    }
    swing = swings > 0 ? swing / swings : kSwing;

    std::vector<Knot> knots;
    const Stand &first = stands.front(), &last = stands.back();
    // A swing that the clip's start or end cuts off goes on beyond it as long as the others.
    if (first.begin <= swing + 2)
        knots.push_back({first.begin - swing, first.middle() - swing - first.length() + 1, 0});
    else
        knots.push_back({0, 0, 1});
    for (std::size_t i = 0; i < stands.size(); ++i) {
        const Stand& stand = stands[i];
        if (i > 0 && stand.begin - stands[i - 1].end > kLongGap) {
            for (const double t : {stands[i - 1].end + kLongGap / 3.0, stand.begin - kLongGap / 3.0})
                knots.push_back({t, t, 1});
        }
        knots.push_back({static_cast<double>(stand.begin), stand.middle(), 0});
        knots.push_back({static_cast<double>(stand.end - 1), stand.middle(), 0});
    }
    if (T - last.end <= swing + 2)
        knots.push_back({last.end - 1 + swing, last.middle() + swing + last.length() - 1, 0});
    else
        knots.push_back({T - 1.0, T - 1.0, 1});
    std::size_t k = 0;
    for (int t = 0; t < T; ++t) {
        while (k + 2 < knots.size() && knots[k + 1].frame <= t) ++k;
        times[static_cast<std::size_t>(t)] = between_knots(knots[k], knots[k + 1], t);
    }
    return times;
}

/// What puts a ball that stands to the mean of its stand, (T), fading around it.
std::vector<glm::dvec3> pins_of(const MotionClip& clip, std::size_t ball, const std::vector<Stand>& stands) {
    std::vector<glm::dvec3> pins(static_cast<std::size_t>(clip.frame_count()), glm::dvec3(0));
    for (std::size_t i = 0; i < stands.size(); ++i) {
        const Stand& stand = stands[i];
        glm::dvec3 mean(0);
        for (int t = stand.begin; t < stand.end; ++t) mean += glm::dvec3(clip.frame(t)[ball]);
        mean /= stand.length();
        const auto pin = [&](int t) {
            const glm::dvec3 d = mean - glm::dvec3(clip.frame(t)[ball]);
            return glm::dvec3(d.x, 0, d.z);
        };
        for (int t = stand.begin; t < stand.end; ++t) pins[static_cast<std::size_t>(t)] = pin(t);
        const int before = i > 0 ? stands[i - 1].end : 0;
        const int after = i + 1 < stands.size() ? stands[i + 1].begin : clip.frame_count();
        for (int t = std::max(before, stand.begin - kRelease); t < stand.begin; ++t) {
            const double span = std::min(kRelease, stand.begin - before) + 1.0;
            pins[static_cast<std::size_t>(t)] +=
                (1 - smoothstep((stand.begin - t) / span)) * pin(stand.begin);
        }
        for (int t = stand.end; t < std::min(after, stand.end + kRelease); ++t) {
            const double span = std::min(kRelease, after - stand.end) + 1.0;
            pins[static_cast<std::size_t>(t)] +=
                (1 - smoothstep((t - stand.end + 1) / span)) * pin(stand.end - 1);
        }
    }
    return pins;
}

/// How far the hip must come down for the leg to reach, metres.
double missing_drop(const glm::dvec3& hip, const glm::dvec3& knee, const glm::dvec3& ankle,
                    const glm::dvec3& goal) {
    const double own = glm::distance(hip, ankle);
    const double reach = std::max(kReach * (glm::distance(hip, knee) + glm::distance(knee, ankle)), own);
    const glm::dvec3 way = goal - hip;
    if (glm::dot(way, way) <= reach * reach) return 0;
    const double flat = way.x * way.x + way.z * way.z;
    const double height = flat < reach * reach ? std::sqrt(reach * reach - flat) : 0;
    return std::clamp(-way.y - height, 0.0, kDropMax);
}

/// At least what each frame asks for, smooth in time.
std::vector<double> eased(const std::vector<double>& wanted) {
    constexpr int kReachFrames = 3;
    const int T = static_cast<int>(wanted.size());
    std::vector<double> greatest(wanted.size(), 0.0), result(wanted.size(), 0.0);
    const auto held = [T](const std::vector<double>& track, int t) {
        return track[static_cast<std::size_t>(std::clamp(t, 0, T - 1))];
    };
    for (int t = 0; t < T; ++t) {
        for (int k = -kReachFrames; k <= kReachFrames; ++k)
            greatest[static_cast<std::size_t>(t)] =
                std::max(greatest[static_cast<std::size_t>(t)], held(wanted, t + k));
    }
    for (int t = 0; t < T; ++t) {
        double sum = 0;
        for (int k = -kReachFrames; k <= kReachFrames; ++k) sum += held(greatest, t + k);
        result[static_cast<std::size_t>(t)] = sum / (2 * kReachFrames + 1);
    }
    return result;
}

double fastest_joint(const MotionClip& clip) {
    float fastest = 0;
    for (std::size_t i = 22; i < clip.positions.size(); ++i)
        fastest = std::max(fastest, glm::distance(clip.positions[i], clip.positions[i - 22]));
    return fastest * clip.fps;
}

double lowest_joint(const MotionClip& clip) {
    float lowest = 1e9f;
    for (const glm::vec3& p : clip.positions) lowest = std::min(lowest, p.y);
    return lowest;
}

}  // namespace

MotionClip warp_over_floor(const MotionClip& clip, const std::vector<FloorPlace>& places,
                           const Contacts& contacts) {
    const int T = clip.frame_count();
    const auto frames = static_cast<std::size_t>(T);
    if (places.size() != frames || contacts.feet[0].size() != frames || contacts.feet[1].size() != frames)
        throw usage_error("warp: expected a place and contacts of each of {} frames, found {}, {} and {}", T,
                          places.size(), contacts.feet[0].size(), contacts.feet[1].size());
    MotionClip result = clip;
    for (int t = 0; t < T; ++t) {
        const FloorPlace& place = places[static_cast<std::size_t>(t)];
        const double lean = glm::length(place.lean);
        const glm::dquat tilt =
            lean > 1e-6 ? glm::angleAxis(lean, place.lean / lean) : glm::dquat(1, 0, 0, 0);
        for (glm::vec3& p : result.frame(t))
            p = glm::vec3(place.to + tilt * turned(glm::dvec3(p) - place.from, place.turn));
    }
    std::vector<glm::dvec3> ankles[2], balls[2];
    for (const std::size_t side : {0u, 1u}) {
        const std::size_t ankle = kLeftAnkle + side, ball = kLeftFoot + side;
        const std::vector<Stand> stands = stands_of(clip, ball, contacts.feet[side]);
        const std::vector<double> times = foot_times(stands, T);
        const std::vector<glm::dvec3> pins = pins_of(clip, ball, stands);
        for (int t = 0; t < T; ++t) {
            const auto i = static_cast<std::size_t>(t);
            const FloorPlace place = at(places, times[i]);
            ankles[side].push_back(on_floor(place, glm::dvec3(clip.frame(t)[ankle]) + pins[i]));
            balls[side].push_back(on_floor(place, glm::dvec3(clip.frame(t)[ball]) + pins[i]));
        }
    }
    std::vector<double> drops(frames, 0.0);
    for (std::size_t t = 0; t < frames; ++t) {
        const auto joints = result.frame(static_cast<int>(t));
        for (const std::size_t side : {0u, 1u})
            drops[t] = std::max(drops[t], missing_drop(joints[kLeftHip + side], joints[kLeftKnee + side],
                                                       joints[kLeftAnkle + side], ankles[side][t]));
    }
    drops = eased(drops);
    for (std::size_t t = 0; t < frames; ++t) {
        const auto joints = result.frame(static_cast<int>(t));
        for (glm::vec3& p : joints) p.y -= static_cast<float>(drops[t]);
        for (const std::size_t side : {0u, 1u}) {
            const glm::dvec3 toes = balls[side][t] - ankles[side][t];
            const TwoBone leg = solve_two_bone(joints[kLeftHip + side], joints[kLeftKnee + side],
                                               joints[kLeftAnkle + side], ankles[side][t], toes);
            joints[kLeftKnee + side] = glm::vec3(leg.middle);
            joints[kLeftAnkle + side] = glm::vec3(leg.end);
            joints[kLeftFoot + side] = glm::vec3(leg.end + toes);
        }
    }
    return result;
}

bool is_sound(const MotionClip& result, const MotionClip& source) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const std::vector<double>& lengths = humanml3d_bone_lengths();
    for (int t = 0; t < result.frame_count(); ++t) {
        const auto joints = result.frame(t);
        for (std::size_t j = 1; j < joints.size(); ++j) {
            const double length =
                glm::distance(joints[j], joints[static_cast<std::size_t>(skeleton.parents[j])]);
            if (!(std::abs(length - lengths[j]) < 1e-3)) return false;
        }
    }
    if (lowest_joint(result) < std::min(-0.025, lowest_joint(source))) return false;
    if (fastest_joint(result) > std::max(15.0, 1.3 * fastest_joint(source))) return false;
    const double before = measure_foot_skate(source, skeleton).mm_per_frame;
    return measure_foot_skate(result, skeleton).mm_per_frame <= std::max(2.5, 1.3 * before);
}

}  // namespace im

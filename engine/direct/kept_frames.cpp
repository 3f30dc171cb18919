#include "engine/direct/kept_frames.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/foot_join.h"

namespace im {
namespace {

constexpr int kBlendMost = 12;         // frames
constexpr double kStandHeight = 0.05;  // metres, as measure_foot_skate
constexpr double kStandSpeed = 0.02;   // metres a frame
constexpr int kRelease = 5;            // frames in which a held foot is let go

double heading(std::span<const glm::vec3> joints) {
    const std::vector<glm::dvec3> places(joints.begin(), joints.end());
    const glm::dvec3 ahead = facing(places, humanml3d_skeleton());
    return std::atan2(ahead.x, ahead.z);
}

glm::dvec3 on_floor(const glm::dvec3& p) {
    return {p.x, 0, p.z};
}

double smoothstep(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

/// From x0 and speed v0 (a frame) to rest at 0 after `end` frames: the quintic of join.cpp.
glm::dvec3 decay(const glm::dvec3& x0, const glm::dvec3& v0, double t, double end) {
    if (t >= end) return glm::dvec3(0);
    const double s = t / end;
    return x0 * (1 - s * s * s * (10 - 15 * s + 6 * s * s)) +
           v0 * (end * (s - s * s * s * (6 - 8 * s + 3 * s * s)));
}

/// One end of the gap: the kept frame there, the one beyond it, and which way the new frames lie.
struct End {
    const MotionClip* kept = nullptr;
    int frame = 0, beyond = 0;
    bool empty() const { return kept == nullptr; }
    glm::dvec3 place(std::size_t joint) const { return kept->frame(frame)[joint]; }
    /// A frame's move towards the gap.
    glm::dvec3 speed(std::size_t joint) const {
        return beyond == frame ? glm::dvec3(0) : place(joint) - glm::dvec3(kept->frame(beyond)[joint]);
    }
    bool stands(std::size_t ball) const {
        return place(ball).y < kStandHeight && glm::length(on_floor(speed(ball))) < kStandSpeed;
    }
};

/// Frame `i` from that end on.
int index_from(const MotionClip& clip, bool at_start, int i) {
    return at_start ? i : clip.frame_count() - 1 - i;
}

/// The way over the floor that is missing at the end comes to it little by little, feet planted anew.
MotionClip stretched(const MotionClip& fresh, const glm::dvec3& miss, double turn) {
    std::vector<FloorPlace> places;
    const int last = fresh.frame_count() - 1;
    for (int t = 0; t <= last; ++t) {
        const double share = smoothstep(static_cast<double>(t) / last);
        const glm::dvec3 root = on_floor(fresh.frame(t)[0]);
        places.push_back({root, root + share * miss, share * turn, {}});
    }
    return warp_over_floor(fresh, places, find_contacts(fresh));
}

/// For how many frames from an end on a ball that stands there goes on standing in the new motion.
int standing_from(const MotionClip& fresh, bool at_start, std::size_t ball) {
    int frames = 0;
    for (; frames + 1 < fresh.frame_count(); ++frames) {
        const glm::dvec3 a = fresh.frame(index_from(fresh, at_start, frames))[ball],
                         b = fresh.frame(index_from(fresh, at_start, frames + 1))[ball];
        if (std::max(a.y, b.y) > kStandHeight || glm::length(on_floor(b - a)) > kStandSpeed) break;
    }
    return frames;
}

/// How much a frame belongs to a stand of the new motion's own, which no end of the gap holds: 1 in it, less
/// beside it.
double landed_weight(const MotionClip& fresh, std::size_t ball, int t, const int (&held)[2]) {
    const int last = fresh.frame_count() - 1;
    double weight = 0;
    for (int k = std::max(0, t - kRelease); k <= std::min(last - 1, t + kRelease); ++k) {
        const bool is_held = (held[0] > 0 && k <= held[0]) || (held[1] > 0 && k + 1 >= last - held[1]);
        const glm::dvec3 a = fresh.frame(k)[ball], b = fresh.frame(k + 1)[ball];
        const bool stands = std::max(a.y, b.y) < kStandHeight && glm::length(on_floor(b - a)) < kStandSpeed;
        if (is_held || !stands) continue;
        const int away = std::max({k - t, t - (k + 1), 0});
        weight = std::max(weight, 1 - smoothstep(away / (kRelease + 1.0)));
    }
    return weight;
}

/// Feet that stand across an end of the gap stay where the kept frame has them until they are lifted.
void hold_feet(MotionClip& result, const MotionClip& fresh, const End (&ends)[2]) {
    const int last = result.frame_count() - 1;
    for (const int side : {0, 1}) {
        const auto ball = static_cast<std::size_t>(kLeftFoot + side);
        int held[2] = {0, 0};
        for (const int e : {0, 1}) {
            if (!ends[e].empty() && ends[e].stands(ball)) held[e] = standing_from(fresh, e == 0, ball);
        }
        std::vector<glm::dvec3> offsets(static_cast<std::size_t>(last) + 1, glm::dvec3(0));
        for (int t = 0; t <= last; ++t) {
            const glm::dvec3 now = result.frame(t)[ball];
            // A foot that lands later stands where the new motion has it.
            double weights = landed_weight(fresh, ball, t, held);
            glm::dvec3 sum = weights * on_floor(glm::dvec3(fresh.frame(t)[ball]) - now);
            for (const int e : {0, 1}) {
                if (held[e] == 0) continue;
                const int from = e == 0 ? t : last - t;
                double weight = from <= held[e] ? 1 : 1 - smoothstep((from - held[e]) / (kRelease + 1.0));
                // Where both ends hold the foot all the time, it goes from one place to the other.
                if (std::min(held[0], held[1]) >= last)
                    weight = 1 - smoothstep(static_cast<double>(from) / last);
                sum += weight * on_floor(ends[e].place(ball) - now);
                weights += weight;
            }
            offsets[static_cast<std::size_t>(t)] = weights > 1 ? sum / weights : sum;
        }
        for (int t = ends[0].empty() ? 0 : 1; t < last + ends[1].empty(); ++t) {
            const glm::dvec3& by = offsets[static_cast<std::size_t>(t)];
            if (glm::length(by) > 0) move_foot(result.frame(t), side, by);
        }
    }
}

EndMiss miss_of(const MotionClip& fresh, const End& end) {
    const auto joints = fresh.frame(fresh.frame_count() - 1), wanted = end.kept->frame(end.frame);
    const FloorTurn turn = floor_turn(joints, wanted);
    EndMiss miss{glm::length(turn.to - turn.from), std::abs(turn.angle), 0};
    for (std::size_t j = 0; j < joints.size(); ++j)
        miss.pose_m +=
            glm::length(turn(joints[j]) - glm::dvec3(wanted[j])) / static_cast<double>(joints.size());
    return miss;
}

}  // namespace

glm::dvec3 FloorTurn::operator()(const glm::dvec3& p) const {
    const glm::dvec3 v = p - from;
    const double c = std::cos(angle), s = std::sin(angle);
    return to + glm::dvec3(c * v.x + s * v.z, v.y, -s * v.x + c * v.z);
}

FloorTurn floor_turn(std::span<const glm::vec3> joints, std::span<const glm::vec3> onto) {
    const double angle = std::remainder(heading(onto) - heading(joints), 2 * std::numbers::pi);
    return {angle, on_floor(joints[0]), on_floor(onto[0])};
}

MotionClip moved_by(MotionClip clip, const FloorTurn& turn) {
    for (glm::vec3& p : clip.positions) p = glm::vec3(turn(p));
    return clip;
}

MotionClip frames_between(const MotionClip& before, const MotionClip& fresh_anywhere, const MotionClip& after,
                          EndMiss* miss) {
    const int J = humanml3d_skeleton().joint_count();
    const int B = before.frame_count(), A = after.frame_count(), N = fresh_anywhere.frame_count();
    const int inside = N - (B > 0) - (A > 0);
    if (inside < 1 || fresh_anywhere.joint_count != J || (B > 0 && before.joint_count != J) ||
        (A > 0 && after.joint_count != J))
        throw usage_error("new frames: expected at least one of {} joints, found {} of {}", J, inside,
                          fresh_anywhere.joint_count);
    End ends[2];
    if (B > 0) ends[0] = {&before, B - 1, std::max(0, B - 2)};
    if (A > 0) ends[1] = {&after, 0, std::min(1, A - 1)};

    MotionClip fresh = fresh_anywhere;
    if (B > 0) fresh = moved_by(fresh, floor_turn(fresh.frame(0), before.frame(B - 1)));
    if (A > 0) {
        const FloorTurn missing = floor_turn(fresh.frame(N - 1), after.frame(0));
        if (miss != nullptr && B > 0) *miss = miss_of(fresh, ends[1]);
        fresh = B > 0 ? stretched(fresh, missing.to - missing.from, missing.angle) : moved_by(fresh, missing);
    }
    const double blend = std::min(kBlendMost, N - 1);
    MotionClip result = fresh;
    for (const int e : {0, 1}) {
        const End& end = ends[e];
        if (end.empty()) continue;
        const auto first = fresh.frame(index_from(fresh, e == 0, 0)),
                   second = fresh.frame(index_from(fresh, e == 0, 1));
        for (std::size_t j = 0; j < static_cast<std::size_t>(J); ++j) {
            const glm::dvec3 place = end.place(j) - glm::dvec3(first[j]);
            const glm::dvec3 speed = end.beyond == end.frame
                                         ? glm::dvec3(0)
                                         : end.speed(j) - (glm::dvec3(second[j]) - glm::dvec3(first[j]));
            for (int i = 0; i < blend; ++i)
                result.frame(index_from(fresh, e == 0, i))[j] += glm::vec3(decay(place, speed, i, blend));
        }
    }
    restore_bones(result, B > 0, B > 0 ? 1 + inside : inside, humanml3d_skeleton());
    hold_feet(result, fresh, ends);
    result.positions.erase(result.positions.begin(), result.positions.begin() + (B > 0) * J);
    result.positions.resize(static_cast<std::size_t>(inside) * static_cast<std::size_t>(J));
    return result;
}

}  // namespace im

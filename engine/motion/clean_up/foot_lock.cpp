// Feet that stand do not slide: the foot-contact part of clean_up.h.

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/rig/rig.h"

namespace im {
namespace {

constexpr double kHeightMax = 0.05;        // metres, as measure_foot_skate
constexpr double kVerticalSpeedMax = 0.1;  // metres/second, as measure_foot_skate
constexpr double kSpeedMax = 1.0;          // metres/second: a faster foot swings low and does not stand
constexpr double kShortest = 0.1;          // seconds
constexpr double kRelease = 0.25;          // seconds
constexpr double kReach = 0.999;           // of a leg
constexpr double kClear = 0.055;           // metres: higher than what measure_foot_skate takes for standing
constexpr double kRise = 0.15;             // seconds to get there

struct Stay {
    int begin, end;  ///< frames [begin, end)
    glm::dvec3 place;
};

std::vector<std::pair<int, int>> runs_of(const std::vector<bool>& flags, bool value) {
    std::vector<std::pair<int, int>> runs;
    const int T = static_cast<int>(flags.size());
    for (int t = 0; t < T; ++t) {
        if (flags[static_cast<std::size_t>(t)] != value) continue;
        const int begin = t;
        while (t < T && flags[static_cast<std::size_t>(t)] == value) ++t;
        runs.emplace_back(begin, t);
    }
    return runs;
}

double smoothstep(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

/// How far the foot is moved over the floor in each frame: to its place while it stands, fading in and out
/// between.
std::vector<glm::dvec3> offsets_of(const MotionClip& clip, std::size_t ball, const std::vector<Stay>& stays) {
    const int T = clip.frame_count();
    std::vector<glm::dvec3> offsets(static_cast<std::size_t>(T), glm::dvec3(0));
    const auto needed = [&](int t, const Stay& stay) {
        const glm::dvec3 d = stay.place - glm::dvec3(clip.frame(t)[ball]);
        return glm::dvec3(d.x, 0, d.z);
    };
    const double release = std::max(1.0, kRelease * clip.fps);
    for (std::size_t i = 0; i < stays.size(); ++i) {
        const Stay& stay = stays[i];
        for (int t = stay.begin; t < stay.end; ++t) offsets[static_cast<std::size_t>(t)] = needed(t, stay);
        // Between this stay and the next both offsets fade, over the release time or the gap, whichever is
        // shorter.
        const int next = i + 1 < stays.size() ? stays[i + 1].begin : T;
        const int before = i > 0 ? stays[i - 1].end : 0;
        for (int t = stay.end; t < next; ++t) {
            const double gap = std::min(release, static_cast<double>(next - stay.end + 1));
            offsets[static_cast<std::size_t>(t)] +=
                (1 - smoothstep((t - stay.end + 1) / gap)) * needed(stay.end - 1, stay);
        }
        for (int t = before; t < stay.begin; ++t) {
            const double gap = std::min(release, static_cast<double>(stay.begin - before + 1));
            offsets[static_cast<std::size_t>(t)] +=
                (1 - smoothstep((stay.begin - t) / gap)) * needed(stay.begin, stay);
        }
    }
    return offsets;
}

/// How far the foot is lifted in each frame: one that slips over the floor without standing swings, and
/// swings clear of it.
std::vector<double> lifts_of(const MotionClip& clip, std::size_t ball, const std::vector<bool>& stands) {
    const int T = clip.frame_count();
    const auto height = [&](int t) { return static_cast<double>(clip.frame(t)[ball].y); };
    std::vector<double> needed(static_cast<std::size_t>(T), 0.0);
    for (int t = 0; t + 1 < T; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const bool slips = height(t) < kHeightMax && height(t + 1) < kHeightMax &&
                           std::abs(height(t + 1) - height(t)) * clip.fps < kVerticalSpeedMax;
        if (!slips || (stands[i] && stands[i + 1])) continue;
        for (const int k : {t, t + 1}) needed[static_cast<std::size_t>(k)] = kClear - height(k);
    }
    std::vector<double> lifts(needed.size(), 0.0);
    const int rise = std::max(1, static_cast<int>(std::lround(kRise * clip.fps)));
    for (int t = 0; t < T; ++t) {
        if (stands[static_cast<std::size_t>(t)]) continue;
        for (int k = std::max(0, t - rise); k <= std::min(T - 1, t + rise); ++k)
            lifts[static_cast<std::size_t>(t)] = std::max(
                lifts[static_cast<std::size_t>(t)],
                needed[static_cast<std::size_t>(k)] * (1 - smoothstep(std::abs(k - t) / (rise + 1.0))));
    }
    return lifts;
}

/// How far the whole figure must move for a leg to reach: towards the ankle's goal, by what is missing.
glm::dvec3 missing_reach(std::span<const glm::vec3> joints, int side, const glm::dvec3& offset) {
    const auto at = [&](Role left) { return glm::dvec3(joints[static_cast<std::size_t>(left + side)]); };
    const double leg =
        glm::distance(at(kLeftHip), at(kLeftKnee)) + glm::distance(at(kLeftKnee), at(kLeftAnkle));
    const double own = glm::distance(at(kLeftHip), at(kLeftAnkle));
    const glm::dvec3 way = at(kLeftAnkle) + offset - at(kLeftHip);
    const double missing = glm::length(way) - std::max(kReach * leg, own);
    return missing > 0 ? missing * glm::normalize(way) : glm::dvec3(0);
}

}  // namespace

Contacts find_contacts(const MotionClip& clip) {
    Contacts contacts;
    const int T = clip.frame_count();
    const int shortest = std::max(2, static_cast<int>(std::lround(kShortest * clip.fps)));
    for (const int side : {0, 1}) {
        const auto ball = static_cast<std::size_t>(kLeftFoot + side);
        std::vector<bool>& stands = contacts.feet[side];
        stands.assign(static_cast<std::size_t>(T), false);
        for (int t = 0; t + 1 < T; ++t) {
            const glm::dvec3 a(clip.frame(t)[ball]), b(clip.frame(t + 1)[ball]);
            const bool stood = a.y < kHeightMax && b.y < kHeightMax &&
                               std::abs(b.y - a.y) * clip.fps < kVerticalSpeedMax &&
                               std::hypot(b.x - a.x, b.z - a.z) * clip.fps < kSpeedMax;
            if (stood) stands[static_cast<std::size_t>(t)] = stands[static_cast<std::size_t>(t + 1)] = true;
        }
        for (const auto& [begin, end] : runs_of(stands, false)) {
            const bool low =
                std::all_of(stands.begin() + begin, stands.begin() + end,
                            [&, t = begin](bool) mutable { return clip.frame(t++)[ball].y < kHeightMax; });
            if (begin > 0 && end < T && end - begin < shortest && low)
                std::fill(stands.begin() + begin, stands.begin() + end, true);
        }
        for (const auto& [begin, end] : runs_of(stands, true)) {
            if (end - begin < 2) std::fill(stands.begin() + begin, stands.begin() + end, false);
        }
    }
    return contacts;
}

MotionClip lock_feet(MotionClip clip, const Contacts& contacts) {
    std::vector<glm::dvec3> offsets[2];
    for (const int side : {0, 1}) {
        const auto ball = static_cast<std::size_t>(kLeftFoot + side);
        std::vector<Stay> stays;
        for (const auto& [begin, end] : runs_of(contacts.feet[side], true)) {
            glm::dvec3 sum(0);
            for (int t = begin; t < end; ++t) sum += glm::dvec3(clip.frame(t)[ball]);
            stays.push_back({begin, end, sum / static_cast<double>(end - begin)});
        }
        offsets[side] = offsets_of(clip, ball, stays);
        const std::vector<double> lifts = lifts_of(clip, ball, contacts.feet[side]);
        for (std::size_t t = 0; t < lifts.size(); ++t) offsets[side][t].y = lifts[t];
    }
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto joints = clip.frame(t);
        glm::dvec3 pull(0);
        for (const int side : {0, 1})
            pull += missing_reach(joints, side, offsets[side][static_cast<std::size_t>(t)]);
        for (glm::vec3& p : joints) p += glm::vec3(pull);
        for (const int side : {0, 1}) {
            const glm::dvec3 offset = offsets[side][static_cast<std::size_t>(t)] - pull;
            if (glm::length(offset) > 0) move_foot(joints, side, offset);
        }
    }
    return clip;
}

}  // namespace im

#include "engine/synthesis/travel.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include <glm/geometric.hpp>

#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"

namespace im {
namespace {

constexpr double kMovesMin = 0.15;          // metres/second: slower has no direction
constexpr double kHeadingSmoothing = 0.35;  // seconds
constexpr double kHeadingEnds = 0.5;        // seconds
constexpr double kFacingSmoothing = 0.1;    // seconds
constexpr int kLoopMin = 10;                // frames
constexpr double kSimilar = 0.07;           // metres a joint, speeds counted over 0.1 s
constexpr int kBlend = 8;                   // frames
/// What makes two frames of a gait alike.
constexpr std::size_t kWatched[] = {kPelvis,     kLeftKnee,  kRightKnee,  kLeftAnkle,
                                    kRightAnkle, kLeftWrist, kRightWrist, kHead};

/// Under a Gaussian of `sigma` frames, ends continued by point reflection.
std::vector<double> smoothed(const std::vector<double>& track, double sigma) {
    const int radius = static_cast<int>(std::ceil(3 * sigma)), last = static_cast<int>(track.size()) - 1;
    if (radius < 1 || last < 2) return track;
    std::vector<double> weights, result;
    double total = 0;
    for (int k = -radius; k <= radius; ++k)
        total += weights.emplace_back(std::exp(-0.5 * k * k / (sigma * sigma)));
    const auto at = [&](int i) {
        if (i < 0) return 2 * track.front() - track[static_cast<std::size_t>(std::min(-i, last))];
        if (i > last) return 2 * track.back() - track[static_cast<std::size_t>(std::max(2 * last - i, 0))];
        return track[static_cast<std::size_t>(i)];
    };
    for (int t = 0; t <= last; ++t) {
        double sum = 0;
        for (int k = -radius; k <= radius; ++k)
            sum += weights[static_cast<std::size_t>(k + radius)] * at(t + k);
        result.push_back(sum / total);
    }
    return result;
}

/// A path that is smoothed up to its ends hides how it bends there: the heading goes on as it does next to
/// them.
void continue_ends(std::vector<double>& heading, int frames) {
    const int T = static_cast<int>(heading.size());
    if (frames < 1 || T < 4 * frames) return;
    const auto at = [&](int t) -> double& { return heading[static_cast<std::size_t>(t)]; };
    const double first = (at(2 * frames) - at(frames)) / frames;
    const double last = (at(T - 1 - frames) - at(T - 1 - 2 * frames)) / frames;
    for (int k = 1; k <= frames; ++k) {
        at(frames - k) = at(frames) - k * first;
        at(T - 1 - frames + k) = at(T - 1 - frames) + k * last;
    }
}

double unwrapped(double angle, double near) {
    return near + std::remainder(angle - near, 2 * std::numbers::pi);
}

/// Mean distance of the watched joints of two frames on the same line, places on it left aside, and of
/// their speeds.
double unlikeness(const StraightGait& gait, int a, int b) {
    const auto part = [&](int frame, std::size_t joint) {
        glm::vec3 p = gait.clip.frame(frame)[joint];
        p.z -= static_cast<float>(gait.way[static_cast<std::size_t>(frame)]);
        return p;
    };
    double sum = 0;
    for (const std::size_t joint : kWatched) {
        const glm::vec3 pa = part(a, joint), pb = part(b, joint);
        sum += glm::distance(pa, pb) + 2.0 * glm::distance(part(a + 1, joint) - pa, part(b + 1, joint) - pb);
    }
    return sum / static_cast<double>(std::size(kWatched));
}

}  // namespace

Travel measure_travel(const MotionClip& clip) {
    Travel travel;
    for (const glm::vec3& p : floor_path(clip)) travel.path.emplace_back(p);
    const int T = clip.frame_count();
    double heading = 0;
    bool known = false;
    std::vector<double> raw(static_cast<std::size_t>(T), 0.0);
    for (int t = 0; t < T; ++t) {
        const glm::dvec3 step = travel.path[static_cast<std::size_t>(std::min(t + 1, T - 1))] -
                                travel.path[static_cast<std::size_t>(std::max(t - 1, 0))];
        const double span = std::min(t + 1, T - 1) - std::max(t - 1, 0);
        if (span > 0 && glm::length(step) * clip.fps / span > kMovesMin) {
            const double angle = std::atan2(step.x, step.z);
            heading = known ? unwrapped(angle, heading) : angle;
            // What came before the first movement looks where that goes.
            if (!known) std::fill(raw.begin(), raw.begin() + t, heading);
            known = true;
        }
        raw[static_cast<std::size_t>(t)] = heading;
        const double before = t == 0 ? 0 : travel.way.back();
        const double way = t == 0 ? 0
                                  : glm::distance(travel.path[static_cast<std::size_t>(t)],
                                                  travel.path[static_cast<std::size_t>(t - 1)]);
        travel.way.push_back(before + way);
    }
    travel.heading = smoothed(raw, kHeadingSmoothing * clip.fps);
    continue_ends(travel.heading, static_cast<int>(std::lround(kHeadingEnds * clip.fps)));
    return travel;
}

std::vector<double> body_headings(const MotionClip& clip) {
    std::vector<double> angles;
    double angle = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto frame = clip.frame(t);
        const std::vector<glm::dvec3> joints(frame.begin(), frame.end());
        const glm::dvec3 ahead = facing(joints, humanml3d_skeleton());
        if (glm::length(ahead) > 1e-3) {
            const double found = std::atan2(ahead.x, ahead.z);
            angle = angles.empty() ? found : unwrapped(found, angle);
        }
        angles.push_back(angle);
    }
    return smoothed(angles, kFacingSmoothing * clip.fps);
}

StraightGait straighten(const MotionClip& clip) {
    const Travel travel = measure_travel(clip);
    StraightGait gait;
    gait.contacts = find_contacts(clip);
    gait.way = travel.way;
    std::vector<FloorPlace> places;
    for (std::size_t t = 0; t < travel.path.size(); ++t)
        places.push_back({travel.path[t], {0, 0, travel.way[t]}, -travel.heading[t], {}});
    gait.clip = warp_over_floor(clip, places, gait.contacts);
    return gait;
}

StraightGait first_frames(StraightGait gait, int frames) {
    const auto n = static_cast<std::size_t>(frames);
    gait.clip.positions.resize(n * static_cast<std::size_t>(gait.clip.joint_count));
    gait.way.resize(n);
    for (auto& feet : gait.contacts.feet) feet.resize(n);
    return gait;
}

void go_on_from(StraightGait& longer, const StraightGait& gait, int a, int b, int frames) {
    const int end = std::min(gait.clip.frame_count(), a + frames - longer.clip.frame_count());
    const double shift = longer.way.back() + gait.way[static_cast<std::size_t>(b)] -
                         gait.way[static_cast<std::size_t>(b - 1)] - gait.way[static_cast<std::size_t>(a)];
    const double between = gait.way[static_cast<std::size_t>(b)] - gait.way[static_cast<std::size_t>(a)];
    MotionClip blended;
    blended.fps = gait.clip.fps;
    const int from = longer.clip.frame_count();
    for (int t = a; t < end; ++t) {
        const double u = static_cast<double>(t - a + 1) / (kBlend + 1), fade = 1 - u * u * (3 - 2 * u);
        for (std::size_t j = 0; j < 22; ++j) {
            glm::vec3 p = gait.clip.frame(t)[j];
            p.z += static_cast<float>(shift);
            if (t - a < kBlend) {
                glm::vec3 miss = gait.clip.frame(b)[j] - gait.clip.frame(a)[j];
                miss.z -= static_cast<float>(between);
                p += static_cast<float>(fade) * miss;
                blended.positions.push_back(p);
            }
            longer.clip.positions.push_back(p);
        }
        longer.way.push_back(gait.way[static_cast<std::size_t>(t)] + shift);
        for (const std::size_t side : {0u, 1u})
            longer.contacts.feet[side].push_back(gait.contacts.feet[side][static_cast<std::size_t>(t)]);
    }
    if (blended.positions.empty()) return;
    const MotionClip restored = restore_bone_lengths(blended, humanml3d_skeleton());
    std::copy(restored.positions.begin(), restored.positions.end(),
              longer.clip.positions.begin() + static_cast<std::ptrdiff_t>(from) * 22);
}

MotionClip planted(const MotionClip& clip, const Contacts& contacts) {
    return warp_over_floor(clip, std::vector<FloorPlace>(static_cast<std::size_t>(clip.frame_count())),
                           contacts);
}

std::optional<StraightGait> gait_of_length(const StraightGait& gait, int frames) {
    const int T = gait.clip.frame_count();
    if (frames <= T) return first_frames(gait, frames);
    // The start of the repeat lies in the first part, its end in the last; a longer one repeats less.
    int a = 0, b = 0;
    double least = 1e9;
    for (int from = 1; from < T / 2; ++from) {
        for (int to = std::max(from + kLoopMin, T / 2); to + 1 < T; ++to) {
            const double found = unlikeness(gait, from, to) - 1e-4 * (to - from);
            if (found < least) std::tie(least, a, b) = std::tuple(found, from, to);
        }
    }
    if (b <= a || unlikeness(gait, a, b) > kSimilar) return std::nullopt;
    StraightGait longer = first_frames(gait, b);
    while (longer.clip.frame_count() < frames) {
        go_on_from(longer, gait, a, b, frames);
        if (longer.clip.frame_count() >= frames) break;
        longer = first_frames(std::move(longer), longer.clip.frame_count() - (T - b));
    }
    return longer;
}

StraightGait at_tempo(const StraightGait& gait, double factor) {
    StraightGait result;
    MotionClip faster = gait.clip;
    faster.fps *= factor;
    result.clip = restore_bone_lengths(resample(faster, gait.clip.fps), humanml3d_skeleton());
    result.contacts = find_contacts(result.clip);
    for (int t = 0; t < result.clip.frame_count(); ++t) {
        const double at = t * factor;
        const auto before = std::min(static_cast<std::size_t>(at), gait.way.size() - 1);
        const auto after = std::min(before + 1, gait.way.size() - 1);
        result.way.push_back(gait.way[before] + (at - std::floor(at)) * (gait.way[after] - gait.way[before]));
    }
    return result;
}

}  // namespace im

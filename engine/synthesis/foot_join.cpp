#include "engine/synthesis/foot_join.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/pose.h"

namespace im {
namespace {

constexpr double kStandHeight = 0.07;  // metres, of a ball that stands
constexpr double kStandSpeed = 0.025;  // metres a frame
constexpr double kNoFoot = 0.12;       // metres, added to pairs without a common foot
constexpr int kStandsOn = 7;           // frames that a foot must go on standing to be joined at
constexpr double kSpeedSeconds = 0.1;
constexpr double kLoopDifference = 0.12;  // metres
constexpr int kLoopShortest = 14;         // frames

glm::dvec3 joint(const MotionClip& clip, int frame, int role) {
    return glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(role)]);
}

glm::dvec3 on_floor(const glm::dvec3& p) {
    return {p.x, 0, p.z};
}

double heading(const MotionClip& clip, int frame, const Skeleton& skeleton) {
    std::array<glm::dvec3, kRoleCount> joints;
    std::copy(clip.frame(frame).begin(), clip.frame(frame).end(), joints.begin());
    const glm::dvec3 forward = facing(joints, skeleton);
    return std::atan2(forward.x, forward.z);
}

struct Turn {
    double cosine = 1, sine = 0;
    explicit Turn(double angle) : cosine(std::cos(angle)), sine(std::sin(angle)) {}
    glm::dvec3 operator()(const glm::dvec3& v) const {
        return {cosine * v.x + sine * v.z, v.y, -sine * v.x + cosine * v.z};
    }
};

/// Does the foot stand between two neighbouring frames?
bool stands(const MotionClip& clip, int frame, int neighbour, int side) {
    const glm::dvec3 a = joint(clip, frame, kLeftFoot + side), b = joint(clip, neighbour, kLeftFoot + side);
    return a.y < kStandHeight && glm::length(a - b) < kStandSpeed;
}

/// For how many frames, up to `most`, the foot stands from `frame` on. What lasts to the clip's end lasts for
/// ever.
int standing_frames(const MotionClip& clip, int frame, int side, int most) {
    int stood = 0;
    for (int t = frame; stood < most; ++t, ++stood) {
        if (t + 1 >= clip.frame_count()) return stood == 0 ? 0 : most;
        if (!stands(clip, t, t + 1, side)) break;
    }
    return stood;
}

/// A frame as numbers that compare: joints and speeds seen from the pelvis' place and the figure's heading.
struct Pose {
    std::array<float, std::size_t{6} * kRoleCount> values;
    bool foot[2];
};

Pose pose_at(const MotionClip& clip, int frame, int neighbour, const Skeleton& skeleton) {
    const Turn turn(-heading(clip, frame, skeleton));
    const double over = kSpeedSeconds * clip.fps * (neighbour > frame ? 1 : -1);
    const glm::dvec3 root = on_floor(joint(clip, frame, kPelvis));
    Pose pose{};
    for (int j = 0; j < kRoleCount; ++j) {
        const glm::dvec3 here = joint(clip, frame, j);
        const glm::dvec3 place = turn(here - root), speed = over * turn(joint(clip, neighbour, j) - here);
        for (int axis = 0; axis < 3; ++axis) {
            pose.values[static_cast<std::size_t>(6 * j + axis)] = static_cast<float>(place[axis]);
            pose.values[static_cast<std::size_t>(6 * j + 3 + axis)] = static_cast<float>(speed[axis]);
        }
    }
    for (const int side : {0, 1})
        pose.foot[side] = neighbour < frame ? stands(clip, frame, neighbour, side)
                                            : standing_frames(clip, frame, side, kStandsOn) == kStandsOn;
    return pose;
}

double difference(const Pose& a, const Pose& b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        const float d = a.values[i] - b.values[i];
        sum += d * d;
    }
    const bool common = (a.foot[0] && b.foot[0]) || (a.foot[1] && b.foot[1]);
    return std::sqrt(sum / static_cast<float>(kRoleCount)) + (common ? 0 : kNoFoot);
}

/// From value x0 and speed v0 to rest at 0 after `end` frames: the quintic of inertialisation (Bollo, GDC
/// 2018).
glm::dvec3 decay(const glm::dvec3& x0, const glm::dvec3& v0, double t, double end) {
    if (t >= end) return glm::dvec3(0);
    const double s = t / end;
    const double value = 1 - s * s * s * (10 - 15 * s + 6 * s * s);
    const double speed = s - s * s * s * (6 - 8 * s + 3 * s * s);
    return x0 * value + v0 * (end * speed);
}

/// Where the turned second clip's frame 0 must be moved: the foot that goes on standing longest stays.
glm::dvec3 shift_of(const MotionClip& first, const MotionClip& second, const Turn& turn) {
    const int last = first.frame_count() - 1;
    glm::dvec3 gaps[2];
    int stays[2];
    for (const int side : {0, 1}) {
        const int ball = kLeftFoot + side;
        gaps[side] = on_floor(joint(first, last, ball) - turn(joint(second, 0, ball)));
        stays[side] =
            stands(first, last, last - 1, side) ? standing_frames(second, 0, side, 3 * kStandsOn) : 0;
    }
    const int longest = std::max(stays[0], stays[1]);
    if (longest >= 2) {
        if (stays[0] == stays[1] && glm::length(gaps[0] - gaps[1]) < 0.03) return 0.5 * (gaps[0] + gaps[1]);
        return gaps[stays[1] > stays[0] ? 1 : 0];
    }
    const glm::dvec3 step = on_floor(joint(first, last, kPelvis) - joint(first, last - 1, kPelvis));
    return on_floor(joint(first, last, kPelvis) - turn(joint(second, 0, kPelvis))) + step;
}

/// A foot's way from where it was to where the second clip has it.
struct Step {
    int frames = 0;
    double lift = 0;        ///< metres, in the middle
    double speed_kept = 1;  ///< share of the difference of speeds that goes in
};

/// Fast enough not to swing past its place and back, and off the floor if it is far.
Step step_of(const glm::dvec3& offset, const glm::dvec3& speed, bool lands, int blend) {
    const double way = glm::length(on_floor(offset)), pace = glm::length(on_floor(speed));
    Step step{blend, 0, 1};
    if (way <= 0.03) {
        step.speed_kept = 0;
        return step;
    }
    const double towards = -glm::dot(on_floor(offset), on_floor(speed)) / way;
    if (towards > 0.005) step.frames = std::clamp(static_cast<int>(2.2 * way / towards), 5, blend);
    if (pace * step.frames > 2.2 * way) step.speed_kept = 2.2 * way / (pace * step.frames);
    if (lands) step.lift = std::min(0.12, 0.05 + 0.3 * way);
    return step;
}

}  // namespace

FootCut best_foot_cut(const MotionClip& first, FrameRange ends, const MotionClip& second, FrameRange begins,
                      const Skeleton& skeleton) {
    ends = {std::max(1, ends.begin), std::min(first.frame_count(), ends.end)};
    begins = {std::max(0, begins.begin), std::min(second.frame_count() - 1, begins.end)};
    FootCut best;
    std::vector<Pose> starts;
    const int stride_b = begins.length() > 24 ? 2 : 1, stride_a = ends.length() > 24 ? 2 : 1;
    for (int b = begins.begin; b < begins.end; b += stride_b)
        starts.push_back(pose_at(second, b, b + 1, skeleton));
    for (int a = ends.begin; a < ends.end; a += stride_a) {
        const Pose end = pose_at(first, a, a - 1, skeleton);
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const double found = difference(end, starts[i]);
            if (found < best.difference) best = {a + 1, begins.begin + stride_b * static_cast<int>(i), found};
        }
    }
    return best;
}

void restore_bones(MotionClip& clip, int begin, int end, const Skeleton& skeleton) {
    const MotionClip mended = restore_bone_lengths(frames_of(clip, begin, end), skeleton);
    for (int t = begin; t < end; ++t) {
        const glm::dvec3 balls[2] = {joint(clip, t, kLeftFoot), joint(clip, t, kRightFoot)};
        const auto frame = clip.frame(t);
        std::copy(mended.frame(t - begin).begin(), mended.frame(t - begin).end(), frame.begin());
        for (const int side : {0, 1}) move_foot(frame, side, balls[side] - joint(clip, t, kLeftFoot + side));
    }
}

double standing_slide(const MotionClip& clip, int begin, int end) {
    double worst = 0;
    for (const int side : {0, 1}) {
        double slide = 0;
        for (int t = std::max(0, begin); t + 1 < std::min(clip.frame_count(), end); ++t) {
            const glm::dvec3 a = joint(clip, t, kLeftFoot + side), b = joint(clip, t + 1, kLeftFoot + side);
            if (a.y < 0.05 && b.y < 0.05 && std::abs(b.y - a.y) * clip.fps < 0.1)
                slide += glm::length(on_floor(b - a));
        }
        worst = std::max(worst, slide);
    }
    return worst;
}

MotionClip join_at_foot(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton,
                        int blend) {
    const int last = first.frame_count() - 1, B = second.frame_count();
    const Turn turn(heading(first, last, skeleton) - heading(second, 0, skeleton));
    const glm::dvec3 shift = shift_of(first, second, turn);
    MotionClip joined = first;
    std::array<glm::dvec3, kRoleCount> offset, speed;
    for (int j = 0; j < kRoleCount; ++j) {
        const glm::dvec3 was = joint(first, last, j), step = was - joint(first, last - 1, j);
        const glm::dvec3 is = turn(joint(second, 0, j)) + shift, next = turn(joint(second, 1, j)) + shift;
        // The second's first frame comes one frame after the first's last.
        offset[static_cast<std::size_t>(j)] = was + step - is;
        speed[static_cast<std::size_t>(j)] = step - (next - is);
    }
    Step steps[2];
    for (const int side : {0, 1}) {
        const auto ball = static_cast<std::size_t>(kLeftFoot + side),
                   ankle = static_cast<std::size_t>(kLeftAnkle + side);
        steps[side] = step_of(offset[ball], speed[ball], stands(second, 0, 1, side), blend);
        for (const std::size_t j : {ball, ankle}) speed[j] *= steps[side].speed_kept;
    }
    const double end = std::max(1, blend);
    for (int t = 0; t < B; ++t) {
        for (int j = 0; j < kRoleCount; ++j) {
            const auto i = static_cast<std::size_t>(j);
            const bool left = j == kLeftAnkle || j == kLeftFoot, right = j == kRightAnkle || j == kRightFoot;
            const double until = left ? steps[0].frames : right ? steps[1].frames : end;
            joined.positions.push_back(
                glm::vec3(turn(joint(second, t, j)) + shift + decay(offset[i], speed[i], t, until)));
        }
        for (const int side : {0, 1}) {
            const double s = std::min(1.0, (t + 1.0) / std::max(1, steps[side].frames));
            const auto frame = joined.frame(last + 1 + t);
            for (const int j : {kLeftAnkle + side, kLeftFoot + side})
                frame[static_cast<std::size_t>(j)].y +=
                    static_cast<float>(steps[side].lift * 4 * s * (1 - s));
        }
    }
    restore_bones(joined, last + 1, std::min(joined.frame_count(), last + 1 + blend), skeleton);
    return joined;
}

MotionClip lengthen(const MotionClip& clip, int frames, const Skeleton& skeleton) {
    const int T = clip.frame_count();
    if (T >= frames) return clip;
    if (T < 2 * kLoopShortest) return MotionClip{clip.joint_count, clip.fps, {}};
    FootCut best;
    for (int end = T - 1; end >= T / 2; --end) {
        const FootCut cut =
            best_foot_cut(clip, {end, end + 1}, clip, {1, std::min(T / 2, end - kLoopShortest)}, skeleton);
        // A long way back needs fewer joins.
        if (cut.difference + 0.001 * cut.second_begin < best.difference) best = cut;
    }
    MotionClip longer{clip.joint_count, clip.fps, {}};
    if (best.difference > kLoopDifference) return longer;
    const MotionClip again = frames_of(clip, best.second_begin, best.first_frames);
    longer = frames_of(clip, 0, best.first_frames);
    while (longer.frame_count() < frames) longer = join_at_foot(longer, again, skeleton, 6);
    return longer;
}

}  // namespace im

#include "engine/synthesis/side_steps.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/moving_words.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr int kFramesMin = 24, kFramesMax = 196;
constexpr double kStepMin = 0.08;     // metres
constexpr double kStrideMax = 0.36;   // metres: wider ones would cross the legs
constexpr double kSidewaysMin = 0.6;  // metres
constexpr int kCountMax = 6;

struct Stand {
    int begin, end;
    glm::vec3 place;
};

/// The leading foot's stands, each at least kStepMin from the one before: stand i is left for step i + 1.
std::vector<Stand> stands_of(const MotionClip& clip, const std::vector<bool>& flags, int side) {
    std::vector<Stand> stands;
    const auto ball = static_cast<std::size_t>(kLeftFoot + side);
    for (int t = 0; t < clip.frame_count(); ++t) {
        if (!flags[static_cast<std::size_t>(t)]) continue;
        const int begin = t;
        while (t < clip.frame_count() && flags[static_cast<std::size_t>(t)]) ++t;
        const glm::vec3 place = clip.frame((begin + t) / 2)[ball];
        const bool stepped = stands.empty() || std::hypot(place.x - stands.back().place.x,
                                                          place.z - stands.back().place.z) > kStepMin;
        if (stepped)
            stands.push_back({begin, t, place});
        else
            stands.back().end = t;
    }
    return stands;
}

void tell(SynthesisedClip& clip, const std::string& side, int count, SynthesisRandom& random) {
    const std::string other = side == "left" ? "right" : "left";
    const auto counted = [](int n, const std::string& to) -> std::vector<Saying> {
        const std::string number = count_word(n);
        if (n == 1)
            return {{"take", "one side step to the " + to},
                    {"take", "a side step to the " + to},
                    {"step", "to the " + to + " once"},
                    {"take", "one step to the " + to}};
        return {{"take", number + " side steps to the " + to},
                {"take", number + " steps to the " + to},
                {"sidestep", number + " times to the " + to},
                {"step", "sideways to the " + to + " " + number + " times"},
                {"take", number + " steps sideways to the " + to}};
    };
    const auto plain = [](const std::string& to) -> std::vector<Saying> {
        return {{"sidestep", "to the " + to},          {"step", "sideways to the " + to},
                {"move", "sideways to the " + to},     {"step", "to {their} " + to},
                {"walk", "sideways to the " + to},     {"shuffle", "sideways to the " + to},
                {"move", "to the " + to + " sideways"}};
    };
    std::vector<std::string> captions;
    const auto add = [&](const std::vector<Saying>& among) {
        captions.push_back(say(random, drawn_subject(random), drawn_of(random, among)));
    };
    static const std::vector<Saying> sideless = {
        {"move", "sideways"}, {"sidestep", ""}, {"walk", "sideways"}};
    if (count > 0) {
        add(counted(count, side));
        add(counted(count, side));
    } else {
        add(plain(side));
    }
    add(plain(side));
    add(drawn_true(random, 0.2) ? sideless : plain(side));
    clip.captions = distinct(captions, 4);

    const auto miss = [&](const char* kind, const std::vector<Saying>& among) {
        clip.near_misses.push_back({kind, say_plainly(drawn_subject(random), drawn_of(random, among))});
    };
    miss("side", count > 0 ? counted(count, other) : plain(other));
    miss("path", {{"walk", "forward"}, {"walk", "backwards"}, {"walk", "forward in a straight line"}});
    if (count == 0) return;
    const int wrong = count == 1 || drawn_true(random, 0.5) ? count + 1 : count - 1;
    miss("count", counted(wrong, side));
}

}  // namespace

int count_side_steps(const MotionClip& clip, int side) {
    const Contacts contacts = find_contacts(clip);
    return std::max(0, static_cast<int>(stands_of(clip, contacts.feet[side], side).size()) - 1);
}

std::optional<MotionClip> side_steps(const MotionClip& clip, int side, int count) {
    const StraightGait gait = straighten(clip);
    const std::vector<Stand> stands = stands_of(gait.clip, gait.contacts.feet[side], side);
    const int own = static_cast<int>(stands.size()) - 1, T = gait.clip.frame_count();
    if (own < 2 || count < 1) return std::nullopt;
    // Frame in which step i (from 0) starts: the foot that leads leaves the floor.
    const auto start = [&](int step) { return stands[static_cast<std::size_t>(step)].end - 1; };
    StraightGait made = gait;
    if (count < own) {
        made = first_frames(gait, start(1));
        go_on_from(made, gait, start(1 + own - count), start(1), kFramesMax + 1);
        if (count == 1) {
            // The last step alone: from standing, as the first one starts.
            made = first_frames(gait, start(0));
            go_on_from(made, gait, start(own - 1), start(0), kFramesMax + 1);
        }
    } else if (count > own) {
        made = first_frames(gait, start(own - 1));
        for (int more = own; more < count; ++more) {
            const int length = made.clip.frame_count() + start(own - 1) - start(own - 2);
            go_on_from(made, gait, start(own - 2), start(own - 1), length);
        }
        const int last = start(own - 1);
        StraightGait rest = gait;
        go_on_from(made, rest, last, last, made.clip.frame_count() + T - last);
    }
    const int frames = made.clip.frame_count();
    if (frames < kFramesMin || frames > kFramesMax) return std::nullopt;
    MotionClip result = planted(made.clip, made.contacts);
    if (count_side_steps(result, side) != count || !is_sound(result, clip)) return std::nullopt;
    return result;
}

std::optional<MotionClip> sideways(const MotionClip& diagonal, int side) {
    const Contacts contacts = find_contacts(diagonal);
    const std::vector<glm::vec3> path = floor_path(diagonal);
    // Twice smoothed: the trunk's sway of each step stays.
    MotionClip facing_only;
    facing_only.joint_count = 1;
    facing_only.fps = diagonal.fps;
    for (const double heading : body_headings(diagonal))
        facing_only.positions.emplace_back(static_cast<float>(heading), 0.0f, 0.0f);
    const std::vector<glm::vec3> slow = floor_path(facing_only);
    std::vector<double> way{0};
    for (std::size_t t = 1; t < path.size(); ++t) {
        const double heading = slow[t].x;
        const glm::dvec3 left(std::cos(heading), 0, -std::sin(heading)), step(path[t] - path[t - 1]);
        way.push_back(way.back() + glm::dot(step, left));
    }
    const int steps = static_cast<int>(stands_of(diagonal, contacts.feet[side], side).size()) - 1;
    const double sign = side == 0 ? 1 : -1;
    if (steps < 2 || sign * way.back() < kSidewaysMin) return std::nullopt;
    const double share = std::min(1.0, kStrideMax * steps / std::abs(way.back()));
    std::vector<FloorPlace> places;
    for (std::size_t t = 0; t < path.size(); ++t)
        places.push_back({glm::dvec3(path[t]), {share * way[t], 0, 0}, -static_cast<double>(slow[t].x), {}});
    MotionClip result = warp_over_floor(diagonal, places, contacts);
    const double went = sign * (result.frame(result.frame_count() - 1)[0].x - result.frame(0)[0].x);
    if (went < kSidewaysMin || !is_sound(result, diagonal)) return std::nullopt;
    return result;
}

std::optional<SynthesisedClip> make_side_steps(const ClipPool& pool, SynthesisRandom& random) {
    const int side = drawn_true(random, 0.5) ? 0 : 1;
    const std::string word = side == 0 ? "left" : "right";
    const bool counted = drawn_true(random, 0.6);
    const auto& clips = pool.of((counted ? "side_step_" : "walk_diag_") + word);
    if (clips.empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, clips);
    const MotionClip motion = pool.motion(source);
    const int count = counted ? 1 + static_cast<int>(drawn_index(random, kCountMax)) : 0;
    const auto made = counted ? side_steps(motion, side, count) : sideways(motion, side);
    if (!made) return std::nullopt;
    SynthesisedClip clip = made_of(source, *made);
    clip.actions = {"side_step_" + word};
    tell(clip, word, count, random);
    if (counted) clip.facts = {{"count", count}};
    return clip;
}

}  // namespace im

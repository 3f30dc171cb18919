#include "engine/synthesis/turn_on_spot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/join.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/moving_words.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr int kFramesMin = 24, kFramesMax = 196;
constexpr double kScaleMin = 0.45, kScaleMax = 1.6;
constexpr double kTurnError = 10;     // degrees
constexpr double kTurnsMin = 30;      // degrees: less is no turn
constexpr double kPauseShare = 0.03;  // of a turn: what is turned before and after counts as standing
constexpr int kPause = 3;             // frames of standing that stay between chained turns
constexpr double kBlend = 0.4;        // seconds
constexpr double kDriftMax = 0.8;     // metres: who goes farther does not turn on the spot

MotionClip part(const MotionClip& clip, int begin, int end) {
    MotionClip result;
    result.joint_count = clip.joint_count;
    result.fps = clip.fps;
    const auto J = static_cast<std::ptrdiff_t>(clip.joint_count);
    result.positions.assign(clip.positions.begin() + begin * J, clip.positions.begin() + end * J);
    return result;
}

/// The turns one after another, without the standing between them.
MotionClip chained(const MotionClip& turn, int times) {
    const std::vector<double> headings = body_headings(turn);
    const double whole = headings.back() - headings.front();
    const int T = turn.frame_count();
    int begin = 0, end = T;
    const auto share = [&](int t) {
        return (headings[static_cast<std::size_t>(t)] - headings.front()) / whole;
    };
    while (begin + 1 < T && share(begin + 1) < kPauseShare) ++begin;
    while (end - 2 > begin && share(end - 2) > 1 - kPauseShare) --end;
    begin = std::max(0, begin - kPause);
    end = std::min(T, end + kPause);
    // Both feet have come to rest: a step that is cut off would go on into the floor.
    const Contacts contacts = find_contacts(turn);
    const auto stands = [&](int t) {
        return contacts.feet[0][static_cast<std::size_t>(t)] && contacts.feet[1][static_cast<std::size_t>(t)];
    };
    while (begin > 0 && !(stands(begin) && stands(begin + 1))) --begin;
    while (end < T && !(stands(end - 1) && stands(end - 2))) ++end;
    MotionClip chain = part(turn, 0, times > 1 ? end : T);
    for (int i = 1; i < times; ++i)
        chain = join_clips(chain, part(turn, begin, i + 1 < times ? end : T), humanml3d_skeleton(), kBlend);
    return chain;
}

struct Angle {
    int degrees;
    double weight;
    std::vector<Saying> exact;  ///< that tell it from other angles
    std::vector<Saying> loose;
};

/// Over 80 lines, for it is one table: all that is said of an angle.
const std::vector<Angle>& angles() {
    static const std::vector<Angle> all = {
        {45,
         1,
         {{"turn", "45 degrees to the {side}"},
          {"turn", "{side} by 45 degrees"},
          {"make", "a 45 degree turn to the {side}"},
          {"turn", "forty-five degrees to the {side}"},
          {"make", "an eighth turn to the {side}"}},
         {{"turn", "slightly to the {side}"}, {"turn", "a little to the {side}"}, {"turn", "a bit {side}"}}},
        {90,
         2,
         {{"turn", "90 degrees to the {side}"},
          {"turn", "{side} by 90 degrees"},
          {"make", "a quarter turn to the {side}"},
          {"turn", "ninety degrees to the {side}"},
          {"do", "a quarter turn {side}"},
          {"make", "a 90 degree turn to the {side}"}},
         {{"turn", "to the {side}"},
          {"turn", "{side}"},
          {"turn", "to {their} {side}"},
          {"turn", "to the {side} on the spot"},
          {"turn", "{side} in place"},
          {"step", "around to face {side}"}}},
        {135,
         0.8,
         {{"turn", "135 degrees to the {side}"},
          {"turn", "{side} by 135 degrees"},
          {"make", "a 135 degree turn to the {side}"},
          {"turn", "a hundred and thirty-five degrees to the {side}"}},
         {{"turn", "far to the {side}"}}},
        {180,
         2,
         {{"turn", "180 degrees to the {side}"},
          {"turn", "180 degrees"},
          {"make", "a half turn to the {side}"},
          {"make", "a half turn"},
          {"turn", "one hundred and eighty degrees to the {side}"},
          {"turn", "halfway around to the {side}"},
          {"turn", "to face the other way"}},
         {{"turn", "around"},
          {"turn", "around to the {side}"},
          {"turn", "around on the spot"},
          {"turn", "around in place"},
          {"turn", "{their} back by turning {side}"}}},
        {270,
         1,
         {{"turn", "270 degrees to the {side}"},
          {"make", "a three-quarter turn to the {side}"},
          {"turn", "three quarters of the way around to the {side}"},
          {"turn", "{side} by 270 degrees"}},
         {}},
        {360,
         2,
         {{"turn", "in a full circle on the spot"},
          {"turn", "360 degrees to the {side}"},
          {"turn", "360 degrees"},
          {"make", "a full turn to the {side}"},
          {"make", "a full turn on the spot"},
          {"spin", "around once"},
          {"spin", "once to the {side}"},
          {"rotate", "once on the spot to the {side}"},
          {"turn", "all the way around to the {side}"}},
         {{"spin", "around"},
          {"spin", "in place"},
          {"spin", "to the {side}"},
          {"turn", "in a circle on the spot"}}},
        {540,
         0.6,
         {{"turn", "540 degrees to the {side}"},
          {"turn", "around one and a half times"},
          {"spin", "one and a half times to the {side}"},
          {"make", "one and a half turns to the {side}"}},
         {}},
        {720,
         1.2,
         {{"spin", "around twice"},
          {"spin", "twice to the {side}"},
          {"spin", "around two times"},
          {"turn", "720 degrees to the {side}"},
          {"turn", "720 degrees"},
          {"turn", "all the way around twice"},
          {"make", "two full turns to the {side}"},
          {"turn", "in a circle twice on the spot"},
          {"rotate", "twice on the spot to the {side}"}},
         {{"spin", "around"}, {"spin", "in place"}}}};
    return all;
}

Saying sided(Saying saying, int side) {
    const std::size_t at = saying.rest.find("{side}");
    if (at != std::string::npos) saying.rest.replace(at, 6, side > 0 ? "left" : "right");
    return saying;
}

bool has_side(const Saying& saying) {
    return saying.rest.find("{side}") != std::string::npos;
}

std::string tag_of(const Angle& angle, int side) {
    if (angle.degrees >= 360) return "spin";
    if (angle.degrees == 180) return "turn_around";
    const std::string tag = side > 0 ? "turn_left" : "turn_right";
    return angle.degrees == 90 ? tag : tag + "_" + std::to_string(angle.degrees);
}

void tell(SynthesisedClip& clip, const Angle& angle, int side, SynthesisRandom& random) {
    std::vector<Saying> all = angle.exact, with_side;
    all.insert(all.end(), angle.loose.begin(), angle.loose.end());
    std::copy_if(all.begin(), all.end(), std::back_inserter(with_side), has_side);
    const auto told = [&](const std::vector<Saying>& among) {
        return say(random, drawn_subject(random), sided(drawn_of(random, among), side));
    };
    clip.captions = distinct({told(angle.exact), told(with_side),
                              told(angle.loose.empty() ? all : angle.loose), told(all), told(all)},
                             4);

    clip.near_misses.push_back(
        {"side", say_plainly(drawn_subject(random), sided(drawn_of(random, with_side), -side))});
    for (int i = 0; i < 2; ++i) {
        const Angle& other = drawn_of(random, angles());
        if (other.degrees == angle.degrees) continue;
        clip.near_misses.push_back(
            {"turn", say_plainly(drawn_subject(random), sided(drawn_of(random, other.exact), side))});
    }
}

}  // namespace

double turned_degrees(const MotionClip& clip) {
    const std::vector<double> headings = body_headings(clip);
    return (headings.back() - headings.front()) * 180 / std::numbers::pi;
}

std::optional<MotionClip> turn_by(const MotionClip& turn, double degrees, int times) {
    const double own = turned_degrees(turn), scale = std::abs(degrees / (times * own));
    if (std::abs(own) < kTurnsMin || scale < kScaleMin || scale > kScaleMax) return std::nullopt;
    const MotionClip chain = times > 1 ? chained(turn, times) : turn;
    const int T = chain.frame_count();
    if (T < kFramesMin || T > kFramesMax) return std::nullopt;
    const std::vector<double> headings = body_headings(chain);
    const double whole = headings.back() - headings.front();
    // What the chain lacks is shared out as its own turning goes.
    const double more = std::copysign(std::abs(degrees) * std::numbers::pi / 180, whole) / whole - 1;
    const std::vector<glm::vec3> path = floor_path(chain);
    std::vector<FloorPlace> places;
    for (std::size_t t = 0; t < headings.size(); ++t) {
        const glm::dvec3 here(path[t]);
        if (glm::distance(path[t], path[0]) > kDriftMax) return std::nullopt;
        places.push_back({here, here, more * (headings[t] - headings.front()), {}});
    }
    MotionClip result = warp_over_floor(chain, places, find_contacts(chain));
    if (!is_sound(result, turn)) return std::nullopt;
    if (std::abs(std::abs(turned_degrees(result)) - std::abs(degrees)) > kTurnError) return std::nullopt;
    return result;
}

std::optional<SynthesisedClip> make_turn_on_spot(const ClipPool& pool, SynthesisRandom& random) {
    static const std::vector<std::string> sources = {"turn_left",   "turn_left",   "turn_right", "turn_right",
                                                     "turn_around", "turn_around", "spin"};
    const auto& clips = pool.of(drawn_of(random, sources));
    if (clips.empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, clips);
    const MotionClip turn = pool.motion(source);
    const double own = turned_degrees(turn);
    // As often as makes the turns about as large as captured ones.
    const auto times_of = [own](const Angle& angle) {
        return std::max(1, static_cast<int>(std::lround(angle.degrees / std::abs(own))));
    };
    std::vector<double> weights;
    for (const Angle& angle : angles()) {
        const double scale = angle.degrees / (times_of(angle) * std::abs(own));
        weights.push_back(scale < kScaleMin || scale > kScaleMax ? 0 : angle.weight);
    }
    if (std::abs(own) < kTurnsMin ||
        std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; }))
        return std::nullopt;
    const Angle& angle = angles()[drawn_by_weight(random, weights)];
    const int times = times_of(angle);
    const auto turned = turn_by(turn, angle.degrees, times);
    if (!turned) return std::nullopt;
    const int side = own > 0 ? 1 : -1;
    SynthesisedClip clip = made_of(source, *turned);
    clip.actions = {tag_of(angle, side)};
    tell(clip, angle, side, random);
    clip.facts = {{"turn_deg", turned_degrees(*turned)}};
    return clip;
}

}  // namespace im

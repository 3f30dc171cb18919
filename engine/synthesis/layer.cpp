// The upper body of a gesture over the legs of another action.

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "engine/synthesis/foot_join.h"
#include "engine/synthesis/operators_joining.h"
#include "engine/synthesis/upper_body.h"
#include "engine/synthesis/wording.h"

namespace im {
namespace {

constexpr int kFramesMin = 40, kFramesMax = 180;
constexpr int kFade = 8;                 // frames in and out of a gesture that does not last
constexpr double kLoopDifference = 0.2;  // radians
constexpr double kDone = 0.15;           // metres: the hand is back at the thigh

/// What people say first: drawn for half of the clips.
constexpr std::array<const char*, 4> kEverydayCarriers = {"walk", "walk", "run", "sit_idle"};
constexpr std::array<const char*, 16> kEverydayGestures = {"wave_right_hand",
                                                           "wave_left_hand",
                                                           "wave_both_hands",
                                                           "raise_right_hand",
                                                           "raise_left_hand",
                                                           "raise_both_hands",
                                                           "cross_arms",
                                                           "hands_on_hips",
                                                           "clap",
                                                           "point_forward",
                                                           "salute",
                                                           "talk_on_phone",
                                                           "look_around",
                                                           "drink",
                                                           "punch",
                                                           "t_pose"};

template <class Everyday>
std::string draw_action(const Everyday& everyday, const std::vector<std::string>& all,
                        SynthesisRandom& random) {
    if (draw_chance(random, 0.5)) {
        const std::string action = draw_from(random, everyday);
        if (std::find(all.begin(), all.end(), action) != all.end()) return action;
    }
    return draw_from(random, all);
}

/// Frames in which the gesture is under way, and when its hands are farthest from rest.
struct GesturePhases {
    FrameRange whole;   ///< from leaving the thigh to being back
    FrameRange active;  ///< hands beyond 0.6 of their farthest
};

GesturePhases phases_of(const MotionClip& clip, const ClipTraits& traits) {
    const int T = clip.frame_count();
    const bool arms = traits.arm_used[0] || traits.arm_used[1];
    if (!arms) return {moving_range(clip), {0, T}};
    std::vector<double> away(static_cast<std::size_t>(T), 0.0);
    for (int t = 0; t < T; ++t) {
        for (const int side : {0, 1}) {
            if (traits.arm_used[side])
                away[static_cast<std::size_t>(t)] =
                    std::max(away[static_cast<std::size_t>(t)], hand_displacement(clip, t, side));
        }
    }
    const double farthest = *std::max_element(away.begin(), away.end());
    const auto range_over = [&](double least) {
        FrameRange range{0, T};
        while (range.begin < T - 1 && away[static_cast<std::size_t>(range.begin)] < least) ++range.begin;
        while (range.end > range.begin + 1 && away[static_cast<std::size_t>(range.end - 1)] < least)
            --range.end;
        return range;
    };
    const FrameRange away_from_thigh = range_over(std::min(kDone, 0.75 * farthest));
    return {{std::max(0, away_from_thigh.begin - 3), std::min(T, away_from_thigh.end + 3)},
            range_over(0.6 * farthest)};
}

/// A gesture in time with its carrier.
struct Timing {
    UpperMotion gesture;          ///< (T)
    std::vector<double> weights;  ///< (T)
};

/// It lasts for the whole clip, as waving or crossed arms may; empty where it does not.
std::optional<Timing> lasting(const UpperMotion& upper, const GesturePhases& phases, const UpperMask& mask,
                              int frames) {
    Timing timing;
    timing.gesture = loop_gesture(upper, phases.active, mask, frames, kLoopDifference);
    if (timing.gesture.empty()) return std::nullopt;
    timing.weights.assign(static_cast<std::size_t>(frames), 1.0);
    return timing;
}

/// It is done once, from `start`; before and after the carrier's own arms swing.
Timing passing(const UpperMotion& upper, const FrameRange& part, int start, int frames) {
    Timing timing;
    for (int t = 0; t < frames; ++t) {
        const int since = t - start, left = start + part.length() - 1 - t;
        timing.gesture.push_back(
            upper[static_cast<std::size_t>(std::clamp(part.begin + since, part.begin, part.end - 1))]);
        // What is cut at an end of the clip does not fade there.
        const double in = start <= 0 ? 1 : (since + 1.0) / kFade;
        const double out = start + part.length() >= frames ? 1 : (left + 1.0) / kFade;
        const double u = std::clamp(std::min(in, out), 0.0, 1.0);
        timing.weights.push_back(u * u * (3 - 2 * u));
    }
    return timing;
}

/// Legs for about `frames`; a piece of the clip, or more than the clip where it repeats itself.
MotionClip carrier_piece(const MotionClip& clip, bool whole, int frames, SynthesisRandom& random) {
    const Skeleton& skeleton = humanml3d_skeleton();
    if (whole) return clip;
    if (clip.frame_count() < frames) {
        const MotionClip longer = lengthen(clip, frames, skeleton);
        if (longer.frame_count() >= frames) return frames_of(longer, 0, frames);
        return clip;
    }
    const int begin = draw_between(random, 0, clip.frame_count() - frames);
    return frames_of(clip, begin, begin + frames);
}

/// Turns and arcs are told by where they lead: no piece of them will do.
bool must_stay_whole(const std::string& action) {
    for (const char* word : {"turn", "circle", "curve", "step_", "diag", "stop", "down"}) {
        if (action.find(word) != std::string::npos) return true;
    }
    return false;
}

bool names_arms(const std::string& text) {
    for (const char* word : {"hand", "arm", "fist", "shoulder", "head"}) {
        if (text.find(word) != std::string::npos) return true;
    }
    return false;
}

/// "stands and salutes" does not go with legs that walk.
bool stays(const Phrase& phrase) {
    static constexpr std::array<std::string_view, 8> kStays = {"stand", "wait",   "sit",   "keep",
                                                               "stop",  "remain", "start", "walk"};
    return std::find(kStays.begin(), kStays.end(), phrase.lemma) != kStays.end() ||
           phrase.rest.find("and wait") != std::string::npos ||
           phrase.rest.find("and stand") != std::string::npos;
}

std::string layered_caption(const std::string& subject, const Phrase& legs, const Phrase& arms, int form) {
    switch (form) {
        case 0:
            return subject + " " + third_person(legs) + " while " + gerund(arms) + ".";
        case 1:
            return subject + " " + third_person(arms) + " while " + gerund(legs) + ".";
        case 2:
            return subject + " " + third_person(legs) + " and " + third_person(arms) + " at the same time.";
        case 3:
            return "while " + gerund(legs) + ", " + subject + " " + third_person(arms) + ".";
        case 4:
            return subject + " is " + gerund(legs) + " and " + gerund(arms) + " at the same time.";
        case 5:
            return gerund(legs) + ", " + subject + " " + third_person(arms) + ".";
        case 6:
            return subject + " is " + gerund(arms) + " while " + gerund(legs) + ".";
        case 7:
            return subject + " " + third_person(arms) + " and " + third_person(legs) + " at the same time.";
        default:
            return subject + " " + third_person(legs) + ", " + gerund(arms) + ".";
    }
}
constexpr int kForms = 9;

/// Captions and near misses. False where the captions do not join.
bool word(SynthesisedClip& clip, const CaptionedMotion& carrier, const CaptionedMotion& gesture, bool piece,
          bool lasts, SynthesisRandom& random) {
    const int first = draw_between(random, 0, kForms - 1);
    for (int i = 0; i < 5 && clip.captions.size() < 3; ++i) {
        const std::string subject = draw_subject(random);
        const auto legs = draw_clause(carrier, subject, piece, random);
        const auto arms = draw_clause(gesture, subject, lasts, random);
        if (!legs || !arms) return false;
        // Legs whose caption tells of hands as well: they are another's now.
        if (names_arms(legs->rest) || stays(*arms) || legs->lemma == "stop") continue;
        clip.captions.push_back(layered_caption(subject, *legs, *arms, (first + 4 * i) % kForms));
        if (clip.captions.size() == 1) {
            clip.near_misses.push_back({"part missing", sentence(subject + " " + third_person(*legs))});
            clip.near_misses.push_back({"part missing", sentence(subject + " " + third_person(*arms))});
            if (draw_chance(random, 0.3))
                clip.near_misses.push_back({"order", subject + " " + third_person(*legs) + " and then " +
                                                         third_person(*arms) + "."});
        }
    }
    if (clip.captions.size() < 2) return false;
    const std::string& caption = draw_from(random, clip.captions);
    if (const std::string other = mirror_sides(caption); other != caption)
        clip.near_misses.push_back({"side", other});
    if (const std::string other = swap_limb(caption); !other.empty())
        clip.near_misses.push_back({"limb", other});
    return true;
}

}  // namespace

std::optional<SynthesisedClip> make_layer(const ClipPool& pool, SynthesisRandom& random) {
    if (pool.gestures().empty() || pool.carriers().empty()) return std::nullopt;
    const std::string legs = draw_action(kEverydayCarriers, pool.carriers(), random);
    const std::string arms = draw_action(kEverydayGestures, pool.gestures(), random);
    if (pool.held_out(legs, arms, true)) return std::nullopt;
    const CaptionedMotion &carrier = *draw_from(random, pool.of(legs)),
                          &gesture = *draw_from(random, pool.of(arms));
    const ClipTraits &carried = pool.traits(carrier), &gestured = pool.traits(gesture);
    const bool any_arm = gestured.arm_used[0] || gestured.arm_used[1];
    if (!gestured.legs_rest || !gestured.trunk_upright || !(any_arm || gestured.head_used))
        return std::nullopt;
    if (!carried.trunk_upright || carried.hand_high[0] || carried.hand_high[1]) return std::nullopt;

    const MotionClip source = pool.motion(gesture);
    const UpperMotion upper = upper_body(source);
    const UpperMask mask{{gestured.arm_used[0], gestured.arm_used[1]}, true};
    const GesturePhases phases = phases_of(source, gestured);
    const bool whole = must_stay_whole(legs);
    // A raised hand that stays up is another action than raising it.
    const bool may_last = arms.find("raise") == std::string::npos && phases.active.length() >= 24;
    const bool lasts = may_last && draw_chance(random, 0.7);
    const int wanted = std::clamp(
        lasts ? draw_between(random, 60, 140) : phases.whole.length() + draw_between(random, 0, 36),
        kFramesMin, kFramesMax);
    const MotionClip under = carrier_piece(pool.motion(carrier), whole, wanted, random);
    const int frames = under.frame_count();
    if (frames < kFramesMin || frames > kFramesMax) return std::nullopt;

    std::optional<Timing> timing;
    if (lasts) timing = lasting(upper, phases, mask, frames);
    if (!timing) {
        FrameRange part = phases.whole;
        if (part.length() > frames) {
            // What matters is in the middle of the gesture.
            if (phases.active.length() > frames + frames / 2) return std::nullopt;
            const int middle = (phases.active.begin + phases.active.end) / 2;
            part.begin = std::clamp(middle - frames / 2, part.begin, part.end - frames);
            part.end = part.begin + frames;
        }
        timing = passing(upper, part, draw_between(random, 0, frames - part.length()), frames);
    }
    SynthesisedClip clip;
    clip.motion = over_legs(timing->gesture, under, mask, timing->weights);
    if (!word(clip, carrier, gesture, !whole, lasts, random)) return std::nullopt;
    clip.actions = {legs + "+" + arms};
    clip.style = carrier.style == gesture.style ? carrier.style : "";
    clip.parts = {&carrier, &gesture};
    return clip;
}

}  // namespace im

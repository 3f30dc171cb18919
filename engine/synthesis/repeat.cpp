// One action a given number of times.

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "engine/synthesis/counting.h"
#include "engine/synthesis/foot_join.h"
#include "engine/synthesis/operators_joining.h"
#include "engine/synthesis/wording.h"

namespace im {
namespace {

constexpr int kFramesMin = 30, kFramesMax = 196;
constexpr double kDifferenceMax = 0.2;  // metres, see FootCut
constexpr int kRest = 8;                // frames kept before and after
constexpr int kTries = 8;
constexpr double kRestShare = 0.3;  // of the signal's rise: below it the thing is not being done

/// An action that can be counted, and how it is said. "{side}" in a predicate is the side that does it; a
/// predicate with it is only used where one side does all.
struct Countable {
    std::vector<const char*> actions;
    CountSignal signal;
    double rise;                     ///< of the signal
    std::vector<Phrase> predicates;  ///< "kick" "with the {side} leg"
    std::vector<const char*> nouns;  ///< "squat": "does three squats"
    int blend = 6;                   ///< frames
};

/// Over 80 lines, for it is one table of what can be counted.
const std::vector<Countable>& countables() {
    static const std::vector<Countable> list = {
        {{"jump", "jump_repeat"},
         CountSignal::Air,
         0.06,
         {{"", "jump", ""},
          {"", "jump", "up"},
          {"", "jump", "in the air"},
          {"", "leap", "into the air"},
          {"", "jump", "on the spot"}},
         {"jump"}},
        {{"jump_forward"},
         CountSignal::Air,
         0.06,
         {{"", "jump", "forward"}, {"", "leap", "forward"}},
         {"forward jump"}},
        {{"hop_one_leg"},
         CountSignal::LowerAir,
         0.05,
         {{"", "hop", "on the {side} leg"}, {"", "hop", "on one leg"}, {"", "hop", "on the {side} foot"}},
         {"hop"}},
        {{"jumping_jacks"}, CountSignal::HandHeight, 0.4, {}, {"jumping jack", "star jump"}},
        {{"squat"},
         CountSignal::PelvisDip,
         0.15,
         {{"", "squat", ""}, {"", "squat", "down"}, {"", "squat", "down and stands up"}},
         {"squat", "knee bend"}},
        {{"punch"},
         CountSignal::HandReach,
         0.2,
         {{"", "punch", ""}, {"", "punch", "with the {side} hand"}, {"", "punch", "the air"}},
         {"punch"}},
        {{"kick", "side_kick", "soccer_kick"},
         CountSignal::FootHeight,
         0.25,
         {{"", "kick", ""}, {"", "kick", "with the {side} leg"}, {"", "kick", "with the {side} foot"}},
         {"kick"}},
        {{"side_kick"},
         CountSignal::FootHeight,
         0.25,
         {{"", "kick", "sideways with the {side} leg"}, {"", "kick", "to the side"}},
         {"side kick"}},
        {{"knee_raise"},
         CountSignal::KneeHeight,
         0.15,
         {{"", "raise", "the {side} knee"}, {"", "lift", "the {side} knee"}, {"", "raise", "a knee"}},
         {"knee raise", "knee lift"}},
        {{"clap"},
         CountSignal::Clap,
         0.07,
         {{"", "clap", ""}, {"", "clap", "the hands"}, {"", "clap", "both hands"}},
         {"clap"},
         4},
        {{"bow"},
         CountSignal::HeadDip,
         0.12,
         {{"", "bow", ""}, {"", "bow", "forward"}, {"", "take", "a bow"}},
         {"bow"}},
        {{"touch_toes", "bend_over"},
         CountSignal::HeadDip,
         0.4,
         {{"", "touch", "the toes"}, {"", "bend", "down and touches the toes"}},
         {"toe touch"}},
        {{"raise_right_hand", "raise_left_hand"},
         CountSignal::HandHeight,
         0.35,
         {{"", "raise", "the {side} hand"},
          {"", "lift", "the {side} arm"},
          {"", "put", "the {side} hand up"}},
         {}},
        {{"raise_both_hands"},
         CountSignal::HandHeight,
         0.35,
         {{"", "raise", "both hands"}, {"", "lift", "both arms"}, {"", "raise", "both arms"}},
         {}},
        {{"wave_right_hand", "wave_left_hand", "wave_hello", "wave_goodbye"},
         CountSignal::HandSide,
         0.1,
         {{"", "wave", "the {side} hand"}, {"", "wave", "with the {side} hand"}, {"", "wave", ""}},
         {}},
        {{"throw"},
         CountSignal::HandReach,
         0.35,
         {{"", "throw", "with the {side} hand"}, {"", "throw", "something"}},
         {"throw"}},
        {{"salute"},
         CountSignal::HandHeight,
         0.3,
         {{"", "salute", ""}, {"", "salute", "with the {side} hand"}},
         {"salute"}},
        {{"lunge"}, CountSignal::PelvisDip, 0.12, {{"", "lunge", ""}, {"", "lunge", "forward"}}, {"lunge"}},
    };
    return list;
}

bool names_side(const Phrase& phrase) {
    return phrase.rest.find("{side}") != std::string::npos;
}

Phrase with_side(Phrase phrase, const char* side) {
    if (const auto at = phrase.rest.find("{side}"); at != std::string::npos) phrase.rest.replace(at, 6, side);
    return phrase;
}

/// "jumps three times", "does three jumps", "jumps up 3 times".
std::string counted_predicate(const Phrase& phrase, const char* noun, int count, int form,
                              SynthesisRandom& random) {
    if (noun != nullptr) {
        const std::string number = draw_chance(random, 0.2) ? std::to_string(count) : number_word(count);
        const std::string what = number + " " + noun +
                                 (count == 1                          ? ""
                                  : std::string(noun).ends_with("ch") ? "es"
                                                                      : "s");
        return form % 3 == 0 ? "is doing " + what : form % 3 == 1 ? "does " + what : "performs " + what;
    }
    const std::string times = draw_times(count, random);
    return (form % 4 == 0 ? "is " + gerund(phrase) : third_person(phrase)) + " " + times;
}

struct Repeated {
    MotionClip motion;
    std::vector<CountedEvent> events;
};

/// The clip's own events, a run of `count` of them, with the rest around.
std::optional<MotionClip> out_of_run(const MotionClip& clip, const std::vector<CountedEvent>& events,
                                     int count, SynthesisRandom& random) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const int all = static_cast<int>(events.size());
    if (all < count) return std::nullopt;
    const int first = draw_chance(random, 0.5) ? 0 : draw_between(random, 0, all - count);
    const int begin = first == 0 ? 0 : events[static_cast<std::size_t>(first)].begin;
    const CountedEvent& last = events[static_cast<std::size_t>(first + count - 1)];
    if (first + count == all) return frames_of(clip, begin, clip.frame_count());
    // The run ends as the clip's last time does.
    const CountedEvent& final_event = events.back();
    const MotionClip run = frames_of(clip, begin, last.end + 1);
    const int from_peak = last.peak + 1 - begin;
    const FootCut cut = best_foot_cut(run, {from_peak, run.frame_count()}, clip,
                                      {final_event.peak + 1, clip.frame_count() - 6}, skeleton);
    if (cut.difference > kDifferenceMax) return std::nullopt;
    return join_at_foot(frames_of(run, 0, cut.first_frames),
                        frames_of(clip, cut.second_begin, clip.frame_count()), skeleton, 6);
}

/// One of the events again and again, between similar poses.
std::optional<MotionClip> out_of_cycle(const MotionClip& clip, const std::vector<double>& signal,
                                       const std::vector<CountedEvent>& events, int count, int blend,
                                       SynthesisRandom& random) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const int all = static_cast<int>(events.size());
    const CountedEvent event = events[static_cast<std::size_t>(draw_between(random, 0, all - 1))];
    // From somewhere behind the peak back to somewhere before it, both where the thing is not being done.
    const auto value = [&](int t) { return signal[static_cast<std::size_t>(t)]; };
    const double low = std::max(value(event.begin), value(event.end));
    const double rest = low + kRestShare * (value(event.peak) - low);
    int behind = event.peak + 1, before = event.peak - 1;
    while (behind < event.end && value(behind) > rest) ++behind;
    while (before > event.begin && value(before) > rest) --before;
    const FootCut cut =
        best_foot_cut(clip, {behind, event.end + 1}, clip, {event.begin, before + 1}, skeleton);
    if (cut.difference > kDifferenceMax) return std::nullopt;
    const CountedEvent &first = events.front(), &last = events.back();
    // Before: the clip's own start; of several events the first's approach leads to this one's peak.
    MotionClip motion = frames_of(clip, 0, cut.first_frames);
    if (event.peak != first.peak) {
        const FootCut in = best_foot_cut(clip, {std::max(1, first.begin - 2), first.peak}, clip,
                                         {event.begin, event.peak - 1}, skeleton);
        if (in.difference > kDifferenceMax || in.second_begin >= cut.first_frames - 3) return std::nullopt;
        motion = join_at_foot(frames_of(clip, 0, std::max(2, in.first_frames)),
                              frames_of(clip, in.second_begin, cut.first_frames), skeleton, blend);
    }
    const MotionClip cycle = frames_of(clip, cut.second_begin, cut.first_frames);
    if (cycle.frame_count() < 6) return std::nullopt;
    for (int i = 1; i < count; ++i) {
        motion = join_at_foot(motion, cycle, skeleton, blend);
        if (motion.frame_count() > kFramesMax) return std::nullopt;
    }
    if (cut.first_frames >= clip.frame_count() - 2) return motion;
    // Behind: what follows the clip's last event.
    int from = cut.first_frames;
    if (event.peak != last.peak) {
        const FootCut out = best_foot_cut(cycle, {cycle.frame_count() - 1, cycle.frame_count()}, clip,
                                          {last.peak + 1, clip.frame_count() - 2}, skeleton);
        if (out.difference > kDifferenceMax) return std::nullopt;
        from = out.second_begin;
    }
    return join_at_foot(motion, frames_of(clip, from, clip.frame_count()), skeleton, blend);
}

/// Without the long rests at both ends. Where the signal counts another number than asked: empty.
std::optional<Repeated> checked(const MotionClip& clip, const Countable& what, int count) {
    FrameRange range = moving_range(clip);
    range = {std::max(0, range.begin - kRest), std::min(clip.frame_count(), range.end + kRest)};
    if (range.length() < kFramesMin || range.length() > kFramesMax) return std::nullopt;
    Repeated repeated{frames_of(clip, range.begin, range.end), {}};
    const auto signal = count_signal(repeated.motion, what.signal);
    repeated.events = count_events(signal, what.rise);
    if (static_cast<int>(repeated.events.size()) != count) return std::nullopt;
    // A weak second count, as of a bounce after a landing, makes the number unclear.
    const auto sharp = count_events(signal, 0.6 * what.rise);
    if (static_cast<int>(sharp.size()) != count) return std::nullopt;
    // A clip that begins or ends half-way through one more leaves the number unclear, too.
    const auto [low, high] = std::minmax_element(signal.begin(), signal.end());
    const double half = 0.5 * (*low + *high);
    const bool at_rest = signal.front() < half && signal.back() < half;
    return at_rest || what.signal == CountSignal::HandSide ? std::optional(repeated) : std::nullopt;
}

void word(SynthesisedClip& clip, const Countable& what, const Repeated& repeated, int count,
          SynthesisRandom& random) {
    int sides[2] = {0, 0};
    for (const CountedEvent& event : repeated.events)
        ++sides[acting_side(repeated.motion, event.peak, what.signal)];
    const char* side = sides[0] == count ? "left" : sides[1] == count ? "right" : nullptr;
    std::vector<Phrase> predicates;
    for (const Phrase& phrase : what.predicates) {
        if (side != nullptr || !names_side(phrase))
            predicates.push_back(with_side(phrase, side == nullptr ? "" : side));
    }
    for (int i = 0; i < 4; ++i) {
        const std::string subject = draw_subject(random);
        const bool noun = !what.nouns.empty() && (predicates.empty() || draw_chance(random, 0.3));
        if (!noun && predicates.empty()) return;
        const Phrase phrase = noun ? Phrase{} : with_subject(draw_from(random, predicates), subject);
        const char* name = noun ? draw_from(random, what.nouns) : nullptr;
        const auto say = [&](int number) {
            return subject + " " + counted_predicate(phrase, name, number, i, random) + ".";
        };
        clip.captions.push_back(say(count));
        if (i == 0) {
            clip.near_misses.push_back({"count", say(count + 1)});
            if (count > 1) clip.near_misses.push_back({"count", say(count - 1)});
            if (count > 2) clip.near_misses.push_back({"count", say(1)});
            if (count == 1) clip.near_misses.push_back({"count", say(3)});
        }
        if (const std::string other = mirror_sides(clip.captions.back());
            side != nullptr && i == 1 && other != clip.captions.back())
            clip.near_misses.push_back({"side", other});
        if (const std::string other = swap_limb(clip.captions.back()); i == 1 && !other.empty())
            clip.near_misses.push_back({"limb", other});
    }
}

/// One draw of a clip and a way.
std::optional<SynthesisedClip> repeated_once(const ClipPool& pool, const Countable& what,
                                             const std::string& action, int count, SynthesisRandom& random) {
    const CaptionedMotion& source = *draw_from(random, pool.of(action));
    const MotionClip clip = pool.motion(source);
    const auto signal = count_signal(clip, what.signal);
    const auto events = count_events(signal, what.rise);
    if (events.empty()) return std::nullopt;
    const bool enough = static_cast<int>(events.size()) >= count;
    const auto motion = enough && draw_chance(random, 0.6)
                            ? out_of_run(clip, events, count, random)
                            : out_of_cycle(clip, signal, events, count, what.blend, random);
    if (!motion) return std::nullopt;
    const auto repeated = checked(*motion, what, count);
    if (!repeated) return std::nullopt;
    SynthesisedClip result;
    word(result, what, *repeated, count, random);
    if (result.captions.empty()) return std::nullopt;
    result.motion = repeated->motion;
    result.actions = {action};
    result.style = source.style;
    result.facts = {{"count", count}};
    result.parts = {&source};
    return result;
}

}  // namespace

std::optional<SynthesisedClip> make_repeat(const ClipPool& pool, SynthesisRandom& random) {
    const Countable& what = draw_from(random, countables());
    std::vector<std::string> there;
    for (const char* action : what.actions) {
        if (!pool.of(action).empty()) there.emplace_back(action);
    }
    if (there.empty()) return std::nullopt;
    const double draw = draw_unit(random);
    const int count = draw < 0.15 ? 1 : draw < 0.43 ? 2 : draw < 0.71 ? 3 : draw < 0.87 ? 4 : 5;
    // Some actions are hard to repeat; they shall not be rare for that.
    for (int i = 0; i < kTries; ++i) {
        if (auto clip = repeated_once(pool, what, draw_from(random, there), count, random)) return clip;
    }
    return std::nullopt;
}

}  // namespace im

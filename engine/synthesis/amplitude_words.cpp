// The operator on amplitude: which captured actions it takes, and how the result is said.

#include <algorithm>
#include <string_view>

#include "engine/synthesis/amplitude.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/gait_words.h"
#include "engine/synthesis/moving_words.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr double kJumpMin = 0.12;  // metres: lower ones are no jumps

enum class Kind { Swing, Raise, Bow, Jump, Steps };

/// Sayings of the movement made larger and smaller.
struct Family {
    Kind kind;
    std::vector<std::string> actions;
    /// Factors: [low, less] for smaller, [more, high] for larger; more 0: none.
    double low, less, more, high;
    std::vector<Saying> smaller, larger;
};

std::vector<Saying> waves(const std::string& hand, bool large) {
    if (large)
        return {{"wave", hand + " with big movements"},
                {"wave", hand + " widely"},
                {"wave", hand + " in big arcs"},
                {"wave", hand + " with large movements"}};
    return {{"wave", hand + " with small movements"},
            {"wave", hand + " slightly"},
            {"wave", hand + " a little"},
            {"wave", hand + " in small movements"}};
}

std::vector<Saying> raises(const std::string& hand) {
    return {{"raise", hand + " slightly"},
            {"raise", hand + " a little"},
            {"lift", hand + " a little"},
            {"raise", hand + " only halfway"},
            {"lift", hand + " slightly"}};
}

/// What captured ones do: told as near misses only.
std::vector<Saying> high_raises(const std::string& hand) {
    return {{"raise", hand + " high"},
            {"raise", hand + " all the way up"},
            {"lift", hand + " high above {their} head"}};
}

/// Over 80 lines, for it is one table of movements.
const std::vector<Family>& families() {
    static const std::vector<Family> all = [] {
        std::vector<Family> made = {
            {Kind::Bow,
             {"bow"},
             0.45,
             0.65,
             1.25,
             1.45,
             {{"bow", "slightly"}, {"make", "a small bow"}, {"bow", "a little"}, {"take", "a slight bow"}},
             {{"bow", "deeply"}, {"take", "a deep bow"}, {"bow", "very low"}, {"make", "a deep bow"}}},
            {Kind::Jump,
             {"jump", "jump_repeat"},
             0.4,
             0.6,
             1.35,
             1.7,
             {{"jump", "a little"}, {"jump", "slightly"}, {"jump", "only a bit"}, {"jump", "low"}},
             {{"jump", "high"}, {"jump", "very high"}, {"jump", "high into the air"}, {"jump", "up high"}}},
            {Kind::Jump,
             {"jump_forward"},
             0.4,
             0.6,
             1.35,
             1.7,
             {{"make", "a low jump forward"}, {"jump", "forward with a low leap"}},
             {{"make", "a high jump forward"}, {"jump", "high and forward"}}},
            {Kind::Steps,
             {"walk"},
             0.58,
             0.75,
             1.18,
             1.28,
             {{"walk", "with short steps"},
              {"take", "short steps forward"},
              {"walk", "forward with small steps"},
              {"take", "small steps"}},
             {{"walk", "with long steps"},
              {"take", "long steps forward"},
              {"walk", "forward with big steps"},
              {"walk", "with long strides"},
              {"take", "big steps"}}},
            {Kind::Steps,
             {"run"},
             0.55,
             0.72,
             1.15,
             1.25,
             {{"run", "with short steps"}, {"jog", "with small steps"}, {"run", "forward with short steps"}},
             {{"run", "with long strides"}, {"run", "with long steps"}, {"run", "forward with big strides"}}},
            {Kind::Swing,
             {"wave_both_hands", "wave_goodbye_both"},
             0.35,
             0.55,
             1.45,
             1.8,
             waves("both hands", false),
             waves("both arms", true)},
            {Kind::Raise,
             {"raise_both_hands"},
             0.4,
             0.6,
             0,
             0,
             raises("both hands"),
             high_raises("both hands")}};
        for (const std::string side : {"left", "right"}) {
            made.push_back({Kind::Swing,
                            {"wave_" + side + "_hand"},
                            0.35,
                            0.55,
                            1.45,
                            1.8,
                            waves("{their} " + side + " hand", false),
                            waves("{their} " + side + " arm", true)});
            made.push_back({Kind::Raise,
                            {"raise_" + side + "_hand"},
                            0.4,
                            0.6,
                            0,
                            0,
                            raises("{their} " + side + " hand"),
                            high_raises("{their} " + side + " hand")});
        }
        return made;
    }();
    return all;
}

std::optional<MotionClip> scaled(const MotionClip& clip, Kind kind, double factor) {
    switch (kind) {
        case Kind::Swing:
            return with_swings(clip, factor);
        case Kind::Raise:
            return with_raises(clip, factor);
        case Kind::Bow:
            return with_bows(clip, factor);
        case Kind::Jump:
            if (jump_height(clip) < kJumpMin) return std::nullopt;
            return with_jumps(clip, factor);
        case Kind::Steps:
            return with_steps(clip, factor);
    }
    return std::nullopt;
}

/// Some captured captions tell an amplitude already.
bool says_amplitude(const std::string& caption) {
    for (const std::string_view word : {"slightly", "deeply", "low", "high", "deep", "small", "big", "large",
                                        "long", "short", "little", "exaggerated", "shoulder"}) {
        if (has_word(caption, word)) return true;
    }
    return false;
}

}  // namespace

std::optional<SynthesisedClip> make_amplitude(const ClipPool& pool, SynthesisRandom& random) {
    const Family& family = drawn_of(random, families());
    const auto sources = pool.of_any(family.actions);
    if (sources.empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, sources);
    if (std::any_of(source.captions.begin(), source.captions.end(), says_amplitude)) return std::nullopt;
    const bool large = family.more > 0 && drawn_true(random, 0.5);
    const double factor = large ? drawn_between(random, family.more, family.high)
                                : drawn_between(random, family.low, family.less);
    const MotionClip motion = pool.motion(source);
    const auto made = scaled(motion, family.kind, factor);
    if (!made || !is_sound(*made, motion)) return std::nullopt;
    SynthesisedClip clip = made_of(source, *made);
    clip.actions = source.actions;
    if (clip.style == "normal") clip.style = large ? "large" : "small";
    const auto& right = large ? family.larger : family.smaller;
    for (int i = 0; i < 6; ++i)
        clip.captions.push_back(say(random, drawn_subject(random), drawn_of(random, right)));
    clip.captions = distinct(clip.captions, 4);
    if (clip.captions.size() < 2) return std::nullopt;
    const auto& wrong = large ? family.smaller : family.larger;
    if (!wrong.empty())
        clip.near_misses.push_back(
            {"amplitude", say_plainly(drawn_subject(random), drawn_of(random, wrong))});
    clip.facts = {{"amplitude", factor}};
    return clip;
}

}  // namespace im

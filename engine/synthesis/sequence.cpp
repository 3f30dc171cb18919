// Two to four actions one after another, with stops.

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/synthesis/foot_join.h"
#include "engine/synthesis/operators_joining.h"
#include "engine/synthesis/told_sequences.h"
#include "engine/synthesis/wording.h"

namespace im {
namespace {

constexpr int kFramesMax = 196;
constexpr int kPieceMin = 30;                // frames of a walk that still shows it
constexpr double kDifferenceMax = 0.3;       // metres, see FootCut
constexpr double kSlideMax = 0.12;           // metres
constexpr int kBlend = 10, kBlendStop = 14;  // frames

/// What goes on as long as one likes: a piece shows it as well as the whole.
constexpr std::array<std::string_view, 27> kLasting = {"walk",
                                                       "run",
                                                       "walk_back",
                                                       "dash",
                                                       "idle",
                                                       "sit_idle",
                                                       "tiptoe",
                                                       "crouch_walk",
                                                       "zombie_walk",
                                                       "crawl",
                                                       "jog_in_place",
                                                       "march_in_place",
                                                       "lie",
                                                       "dance",
                                                       "jog",
                                                       "sprint",
                                                       "stand",
                                                       "sit",
                                                       "walk_arms_crossed",
                                                       "walk_hands_on_hips",
                                                       "sleep",
                                                       "walk_hands_behind_back",
                                                       "carry",
                                                       "walk_phone",
                                                       "limp_left",
                                                       "limp_right",
                                                       "stroll"};

constexpr std::array<const char*, 34> kEveryday = {"walk",
                                                   "walk",
                                                   "walk",
                                                   "run",
                                                   "wave_right_hand",
                                                   "wave_left_hand",
                                                   "wave_both_hands",
                                                   "raise_right_hand",
                                                   "raise_left_hand",
                                                   "sit_down",
                                                   "stand_up",
                                                   "jump",
                                                   "kick",
                                                   "punch",
                                                   "squat",
                                                   "clap",
                                                   "bow",
                                                   "turn_around",
                                                   "turn_left",
                                                   "turn_right",
                                                   "walk_back",
                                                   "idle",
                                                   "sit_idle",
                                                   "pick_up_floor",
                                                   "look_around",
                                                   "point_forward",
                                                   "cross_arms",
                                                   "salute",
                                                   "throw",
                                                   "dance",
                                                   "walk_stop",
                                                   "jumping_jacks",
                                                   "side_step_left",
                                                   "kneel"};

bool lasting(const std::string& action) {
    return std::find(kLasting.begin(), kLasting.end(), action) != kLasting.end();
}

bool travels(const ClipTraits& traits) {
    return traits.speed_mps > 0.45;
}

/// A part of the sequence: its clip, and which frames may be used.
struct Part {
    const CaptionedMotion* source = nullptr;
    std::string action;
    MotionClip clip;
    FrameRange core;     ///< what must be seen
    bool piece = false;  ///< any frames will do
};

Part part_of(const ClipPool& pool, const std::string& action, SynthesisRandom& random) {
    Part part;
    part.source = draw_from(random, pool.of(action));
    part.action = action;
    part.clip = pool.motion(*part.source);
    part.piece = lasting(action);
    part.core = part.piece ? FrameRange{0, part.clip.frame_count()} : moving_range(part.clip);
    return part;
}

/// The motion so far, and where its parts begin.
struct Chain {
    std::vector<Part> parts;
    std::vector<int> begins;
    MotionClip motion;
    int piece_frames = 60;  ///< of a part of which a piece serves
};

/// Frames of the motion so far at which its last part may end.
FrameRange ends_of(const Chain& chain) {
    const Part& part = chain.parts.back();
    const int length = chain.motion.frame_count(), begin = chain.begins.back();
    if (part.piece) return {std::min(begin + kPieceMin, length - 1), length};
    // The last part starts behind its clip's beginning: its core ends as far from the end as it does there.
    const int rest = part.clip.frame_count() - part.core.end;
    return {std::max(begin + 8, length - std::max(rest, part.clip.frame_count() / 8)), length};
}

FrameRange begins_of(const Part& part) {
    const int T = part.clip.frame_count();
    if (part.piece) return {0, std::max(1, T - kPieceMin)};
    return {0, std::max(std::max(part.core.begin, T / 10), 1)};
}

void start(Chain& chain, Part part) {
    const int T = part.clip.frame_count();
    int begin = std::max(0, part.core.begin - 6), end = T;
    if (part.piece) {
        // Long enough to choose a good end from; the cut takes the rest away.
        end = std::min(T, chain.piece_frames + 24);
    }
    if (part.piece || begin > 0) {
        part.clip = frames_of(part.clip, begin, end);
        part.core = {std::max(0, part.core.begin - begin), std::min(part.core.end, end) - begin};
    }
    chain.motion = part.clip;
    chain.begins = {0};
    chain.parts = {std::move(part)};
}

FootCut cut_to(const Chain& chain, const Part& part) {
    return best_foot_cut(chain.motion, ends_of(chain), part.clip, begins_of(part), humanml3d_skeleton());
}

/// False where feet slide at the join by more than in the part itself; the chain is broken then.
bool append(Chain& chain, Part part, const FootCut& cut, int blend) {
    int end = part.clip.frame_count();
    if (part.piece) end = std::min(end, cut.second_begin + chain.piece_frames + 16);
    const MotionClip kept = frames_of(chain.motion, 0, cut.first_frames);
    chain.motion =
        join_at_foot(kept, frames_of(part.clip, cut.second_begin, end), humanml3d_skeleton(), blend);
    chain.begins.push_back(cut.first_frames);
    const double own = standing_slide(part.clip, cut.second_begin, cut.second_begin + blend);
    if (standing_slide(chain.motion, cut.first_frames - 1, cut.first_frames + blend) > own + kSlideMax)
        return false;
    part.core = {std::max(0, part.core.begin - cut.second_begin),
                 std::min(part.core.end, end) - cut.second_begin};
    part.clip = frames_of(part.clip, cut.second_begin, end);
    chain.parts.push_back(std::move(part));
    return true;
}

/// The end of the last part, cut to what is needed. False where it is too long all the same.
bool finish(Chain& chain) {
    const Part& last = chain.parts.back();
    const int begin = chain.begins.back(), length = chain.motion.frame_count();
    const int needed = last.piece ? begin + std::min(chain.piece_frames, length - begin)
                                  : std::min(length, begin + last.core.end + 8);
    const int least = last.piece ? begin + kPieceMin : begin + last.core.end;
    const int end = std::clamp(needed, std::min(least, length), std::max(least, kFramesMax));
    if (end > kFramesMax || end - begin < std::min(kPieceMin, 20)) return false;
    chain.motion = frames_of(chain.motion, 0, end);
    return true;
}

bool any_held_out(const ClipPool& pool, const std::vector<std::string>& actions) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
        for (std::size_t j = i + 1; j < actions.size(); ++j) {
            if (pool.held_out(actions[i], actions[j], false)) return true;
        }
    }
    return false;
}

/// A further action out of three clips of it, the one that fits best. False where none does.
bool append_best(Chain& chain, const ClipPool& pool, const std::string& action, SynthesisRandom& random) {
    FootCut best;
    Part chosen;
    for (int i = 0; i < 3; ++i) {
        Part part = part_of(pool, action, random);
        if (part.clip.frame_count() < 24 ||
            pool.traits(*part.source).start != pool.traits(*chain.parts.back().source).end)
            continue;
        const FootCut cut = cut_to(chain, part);
        if (cut.difference < best.difference) {
            best = cut;
            chosen = std::move(part);
        }
        if (best.difference < 0.12) break;
    }
    if (best.difference > kDifferenceMax) return false;
    const bool stops =
        travels(pool.traits(*chain.parts.back().source)) != travels(pool.traits(*chosen.source));
    return append(chain, std::move(chosen), best, stops ? kBlendStop : kBlend);
}

/// What needs a place of its own: water, a ladder, a car.
constexpr std::array<std::string_view, 8> kElsewhere = {
    "tread_water", "swim", "climb_up", "climb_down", "stairs_up", "stairs_down", "drive", "uneven_walk"};

std::string draw_action(const ClipPool& pool, SynthesisRandom& random) {
    if (draw_chance(random, 0.55)) {
        const std::string action = draw_from(random, kEveryday);
        if (!pool.of(action).empty()) return action;
    }
    for (;;) {
        const std::string& action = draw_from(random, pool.actions());
        if (std::find(kElsewhere.begin(), kElsewhere.end(), action) == kElsewhere.end() ||
            draw_chance(random, 0.01))
            return action;
    }
}

/// "s p, then q, and finally r."
std::string told_in_order(const std::string& subject, const std::vector<Phrase>& phrases, int form) {
    const auto third = [&](std::size_t i) { return third_person(phrases[i]); };
    if (phrases.size() == 2) {
        switch (form % 10) {
            case 0:
                return subject + " " + third(0) + ", then " + third(1) + ".";
            case 1:
                return subject + " " + third(0) + " and then " + third(1) + ".";
            case 2:
                return subject + " first " + third(0) + ", then " + third(1) + ".";
            case 3:
                return "after " + gerund(phrases[0]) + ", " + subject + " " + third(1) + ".";
            case 4:
                return subject + " " + third(0) + " before " + gerund(phrases[1]) + ".";
            case 5:
                return subject + " " + third(0) + ", and after that " + third(1) + ".";
            case 6:
                return subject + " " + third(1) + " after " + gerund(phrases[0]) + ".";
            case 7:
                return subject + " is " + gerund(phrases[0]) + ", then " + gerund(phrases[1]) + ".";
            case 8:
                return subject + " " + third(0) + ", followed by " + gerund(phrases[1]) + ".";
            default:
                return subject + " " + third(0) + " and " + third(1) + ".";
        }
    }
    static constexpr std::array<const char*, 3> kThen = {", then ", ", and then ", ", after that "};
    static constexpr std::array<const char*, 3> kLast = {", and finally ", " and then ", ", and at last "};
    std::string text = subject + (form % 3 == 0 ? " first " : " ") + third(0);
    for (std::size_t i = 1; i < phrases.size(); ++i) {
        const bool last = i + 1 == phrases.size();
        const auto word = static_cast<std::size_t>(form / 3 + static_cast<int>(i)) % 3;
        text += last ? kLast[static_cast<std::size_t>(form) % 3] : form % 4 == 1 ? ", " : kThen[word];
        text += third(i);
    }
    return text + ".";
}

/// Everything but the motion. False where the captions do not join.
bool word(SynthesisedClip& clip, const Chain& chain, SynthesisRandom& random) {
    const int first = draw_between(random, 0, 9);
    for (int i = 0; i < 3; ++i) {
        const std::string subject = draw_subject(random);
        std::vector<Phrase> phrases;
        for (const Part& part : chain.parts) {
            const auto phrase = draw_clause(*part.source, subject, part.piece, random);
            if (!phrase) return false;
            phrases.push_back(*phrase);
        }
        clip.captions.push_back(told_in_order(subject, phrases, first + 3 * i));
        if (i > 0) continue;
        std::vector<Phrase> other = phrases;
        const std::size_t swapped = random() % (phrases.size() - 1);
        std::swap(other[swapped], other[swapped + 1]);
        clip.near_misses.push_back({"order", told_in_order(subject, other, draw_between(random, 0, 2))});
        other = phrases;
        other.erase(other.begin() + static_cast<std::ptrdiff_t>(random() % other.size()));
        clip.near_misses.push_back({"part missing", other.size() == 1
                                                        ? sentence(subject + " " + third_person(other[0]))
                                                        : told_in_order(subject, other, first)});
    }
    const std::string& caption = draw_from(random, clip.captions);
    if (const std::string swapped = mirror_sides(caption); swapped != caption)
        clip.near_misses.push_back({"side", swapped});
    return true;
}

SynthesisedClip clip_of(const Chain& chain) {
    SynthesisedClip clip;
    clip.motion = chain.motion;
    clip.style = chain.parts[0].source->style;
    for (const Part& part : chain.parts) {
        clip.actions.push_back(part.action);
        clip.parts.push_back(part.source);
        if (part.source->style != clip.style) clip.style.clear();
    }
    clip.cut_frame = chain.begins[1];
    return clip;
}

std::optional<SynthesisedClip> make_told(const ClipPool& pool, SynthesisRandom& random) {
    const ToldSequence& wanted = draw_from(random, told_sequences());
    for (const std::string& action : wanted.actions) {
        if (pool.of(action).empty()) return std::nullopt;
    }
    if (any_held_out(pool, wanted.actions)) return std::nullopt;
    Chain chain;
    chain.piece_frames = draw_between(random, 34, wanted.actions.size() == 3 ? 62 : 84);
    Part first = part_of(pool, wanted.actions[0], random);
    if (first.clip.frame_count() < 24) return std::nullopt;
    const CaptionedMotion* way = first.source;
    start(chain, std::move(first));
    for (std::size_t i = 1; i < wanted.actions.size(); ++i) {
        if (wanted.back && i + 1 == wanted.actions.size()) {
            // Back at the pace of the way there.
            Part part = part_of(pool, wanted.actions[i], random);
            part.source = way;
            part.clip = pool.motion(*way);
            part.core = {0, part.clip.frame_count()};
            const FootCut cut = cut_to(chain, part);
            chain.piece_frames = chain.begins[1];
            if (cut.difference > kDifferenceMax || !append(chain, std::move(part), cut, kBlendStop))
                return std::nullopt;
        } else if (!append_best(chain, pool, wanted.actions[i], random)) {
            return std::nullopt;
        }
    }
    if (!finish(chain)) return std::nullopt;
    SynthesisedClip clip = clip_of(chain);
    const std::size_t from = random();
    for (std::size_t i = 0; i < std::min<std::size_t>(3, wanted.predicates.size()); ++i)
        clip.captions.push_back(draw_subject(random) + " " +
                                wanted.predicates[(from + i) % wanted.predicates.size()] + ".");
    for (const auto& [kind, predicate] : wanted.near_misses)
        clip.near_misses.push_back({kind, "a person " + std::string(predicate) + "."});
    return clip;
}

}  // namespace

std::optional<SynthesisedClip> make_sequence(const ClipPool& pool, SynthesisRandom& random) {
    if (pool.actions().empty()) return std::nullopt;
    if (draw_chance(random, 0.35)) return make_told(pool, random);
    const double draw = draw_unit(random);
    const int count = draw < 0.68 ? 2 : draw < 0.94 ? 3 : 4;
    Chain chain;
    chain.piece_frames = draw_between(random, kPieceMin + 4, 150 / count);
    std::vector<std::string> actions;
    for (int i = 0; i < count; ++i) {
        const std::string action = draw_action(pool, random);
        actions.push_back(action);
        if (i == 0) {
            Part part = part_of(pool, action, random);
            if (part.clip.frame_count() < 24) return std::nullopt;
            start(chain, std::move(part));
            continue;
        }
        if (action == actions[static_cast<std::size_t>(i) - 1] || any_held_out(pool, actions))
            return std::nullopt;
        if (!append_best(chain, pool, action, random)) return std::nullopt;
        if (chain.motion.frame_count() > kFramesMax + 60) return std::nullopt;
    }
    if (!finish(chain)) return std::nullopt;
    SynthesisedClip clip = clip_of(chain);
    if (!word(clip, chain, random)) return std::nullopt;
    return clip;
}

}  // namespace im

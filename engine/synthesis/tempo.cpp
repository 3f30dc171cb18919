#include "engine/synthesis/tempo.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/moving_words.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr int kFramesMin = 24, kFramesMax = 196;
constexpr double kMovesMin = 0.2;  // metres/second of hands and feet: in slower clips nobody sees a tempo

/// Actions whose tempo is their meaning, or that have none.
bool has_tempo_of_its_own(std::string_view action) {
    static constexpr std::array actions = {
        std::string_view("idle"),     std::string_view("lie"),   std::string_view("sleep"),
        std::string_view("sit_idle"), std::string_view("dash"),  std::string_view("meditate"),
        std::string_view("t_pose"),   std::string_view("aim"),   std::string_view("crouch"),
        std::string_view("torch"),    std::string_view("death"), std::string_view("hit_react")};
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

/// Mean speed of the faster of hands and feet, metres/second.
double liveliness(const MotionClip& clip) {
    double fastest = 0;
    for (const std::size_t joint : {kLeftWrist, kRightWrist, kLeftAnkle, kRightAnkle}) {
        double way = 0;
        for (int t = 1; t < clip.frame_count(); ++t)
            way += glm::distance(clip.frame(t)[joint], clip.frame(t - 1)[joint]);
        fastest = std::max(fastest, way / clip.seconds());
    }
    return fastest;
}

/// Words of tempo: adverbs can stand before the verb, phrases only at the end.
struct TempoWords {
    std::vector<std::string> adverbs, phrases;
};

TempoWords tempo_words(double factor) {
    if (factor < 0.68)
        return {{"slowly", "slowly", "very slowly"},
                {"in slow motion", "at a slow pace", "at a very slow pace"}};
    if (factor < 1) return {{"slowly", "slowly", "unhurriedly"}, {"at a slow pace", "at a slow speed"}};
    if (factor > 1.4) return {{"quickly", "rapidly", "very quickly"}, {"fast", "very fast", "at high speed"}};
    return {{"quickly", "quickly", "swiftly"}, {"fast", "at a fast pace", "at a quick pace"}};
}

}  // namespace

std::optional<MotionClip> played_at(const MotionClip& clip, double factor) {
    MotionClip faster = clip;
    faster.fps *= factor;
    MotionClip result = restore_bone_lengths(resample(faster, clip.fps), humanml3d_skeleton());
    if (result.frame_count() < kFramesMin || result.frame_count() > kFramesMax) return std::nullopt;
    // Seen at the same rate as the source, standing feet slide as far as they did.
    MotionClip compared = result;
    compared.fps = clip.fps * std::min(1.0, 1 / factor);
    if (!is_sound(compared, clip)) result = planted(result, find_contacts(result));
    compared.positions = result.positions;
    if (!is_sound(compared, clip)) return std::nullopt;
    return result;
}

std::optional<std::string> with_tempo(const std::string& caption, double factor, SynthesisRandom& random) {
    if (says_tempo(caption)) return std::nullopt;
    const std::optional<Phrase> phrase = parse_phrase(caption);
    if (!phrase || phrase->subject.empty()) return std::nullopt;
    const TempoWords words = tempo_words(factor);
    const bool simple = phrase->rest.find(',') == std::string::npos && !has_word(phrase->rest, "and") &&
                        !has_word(phrase->rest, "while") && !has_word(phrase->rest, "then") &&
                        !has_word(phrase->rest, "as");
    const bool progressive = drawn_true(random, 0.2);
    const std::string said = progressive ? gerund(*phrase) : third_person(*phrase);
    const std::string start = phrase->subject + (progressive ? " is " : " ");
    const bool lengthy = std::count(phrase->rest.begin(), phrase->rest.end(), ' ') > 4;
    if (!simple || drawn_true(random, lengthy ? 0.75 : 0.35))
        return start + drawn_of(random, words.adverbs) + " " + said + ".";
    const auto& last = drawn_true(random, 0.5) ? words.adverbs : words.phrases;
    return start + said + " " + drawn_of(random, last) + ".";
}

std::optional<SynthesisedClip> make_tempo(const ClipPool& pool, SynthesisRandom& random) {
    const std::string& action = drawn_of(random, pool.actions());
    if (has_tempo_of_its_own(action) || pool.of(action).empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, pool.of(action));
    if (source.style == "slow" || source.style == "fast") return std::nullopt;
    const bool slow = drawn_true(random, 0.5);
    const double factor = slow ? drawn_between(random, 0.6, 0.8) : drawn_between(random, 1.25, 1.5);
    // One captured caption that says a tempo tells that this clip has one already.
    if (std::any_of(source.captions.begin(), source.captions.end(), says_tempo)) return std::nullopt;
    const MotionClip motion = pool.motion(source);
    if (liveliness(motion) < kMovesMin) return std::nullopt;
    std::vector<std::string> captions, wrong;
    for (const std::string& caption : source.captions) {
        if (const auto told = with_tempo(caption, factor, random)) captions.push_back(*told);
        if (const auto told = with_tempo(caption, 1 / factor, random)) wrong.push_back(*told);
    }
    captions = distinct(captions, 4);
    if (captions.size() < 2) return std::nullopt;
    const auto played = played_at(motion, factor);
    if (!played) return std::nullopt;
    SynthesisedClip clip = made_of(source, *played);
    clip.actions = source.actions;
    if (clip.style == "normal") clip.style = slow ? "slow" : "fast";
    clip.captions = captions;
    for (const std::string& caption : distinct(wrong, 2)) clip.near_misses.push_back({"tempo", caption});
    clip.facts = {{"tempo", factor}};
    return clip;
}

}  // namespace im

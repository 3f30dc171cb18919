#include "engine/synthesis/in_place.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/gait_words.h"
#include "engine/synthesis/path_words.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr double kSpeedMin = 0.25;  // metres/second
constexpr double kStrayMax = 0.35;  // metres
constexpr int kFramesMin = 32;

const std::vector<std::string>& ways() {
    static const std::vector<std::string> all = {
        "in place", "in place", "on the spot", "on the spot", "without moving forward", "in one place"};
    return all;
}

void tell(SynthesisedClip& clip, const CaptionedMotion& source, const Gait& gait, SynthesisRandom& random) {
    std::vector<std::string> captions;
    const auto add = [&](const std::string& way) {
        captions.push_back(say(random, drawn_subject(random), said_along(drawn_of(random, gait.verbs), way)));
    };
    add("in place");
    add(drawn_of(random, ways()));
    for (const std::string& caption : source.captions) {
        const auto phrase = going(caption);
        if (!phrase || captions.size() >= 4) continue;
        captions.push_back(say(random, phrase->subject, going_along(*phrase, drawn_of(random, ways()))));
    }
    add("on the spot");
    add(drawn_of(random, ways()));
    clip.captions = distinct(captions, 4);
    for (const Shape shape : {Shape::Straight, drawn_true(random, 0.5) ? Shape::Circle : Shape::Straight}) {
        const auto& verb = drawn_of(random, gait.verbs);
        const ShapeWays wrong = shape_ways(shape, 1);
        clip.near_misses.push_back(
            {"path", say_plainly(drawn_subject(random), said_along(verb, drawn_of(random, wrong.plain)))});
    }
}

}  // namespace

std::optional<MotionClip> in_place(const MotionClip& travelling) {
    const StraightGait gait = straighten(travelling);
    if (gait.way.back() < kSpeedMin * travelling.seconds()) return std::nullopt;
    std::vector<FloorPlace> places;
    for (const double way : gait.way) places.push_back({{0, 0, way}, glm::dvec3(0), 0, {}});
    MotionClip result = warp_over_floor(gait.clip, places, gait.contacts);
    for (int t = 0; t < result.frame_count(); ++t) {
        const glm::vec3 root = result.frame(t)[0];
        if (std::hypot(root.x, root.z) > kStrayMax) return std::nullopt;
    }
    if (!is_sound(result, travelling)) return std::nullopt;
    return result;
}

std::optional<SynthesisedClip> make_in_place(const ClipPool& pool, SynthesisRandom& random) {
    static const std::vector<std::string> suited = [] {
        std::vector<std::string> actions;
        for (const Gait& gait : gaits()) {
            if (!gait.backwards) actions.push_back(gait.action);
        }
        return actions;
    }();
    // Walks and runs are what people ask for.
    const bool common = drawn_true(random, 0.6);
    static const std::vector<std::string> walks = {"walk"}, runs = {"run"};
    const DrawnGait drawn = drawn_gait(pool, random,
                                       !common                   ? suited
                                       : drawn_true(random, 0.5) ? walks
                                                                 : runs);
    if (!drawn.clip) return std::nullopt;
    const MotionClip motion = pool.motion(*drawn.clip);
    if (motion.frame_count() < kFramesMin) return std::nullopt;
    const auto made = in_place(motion);
    if (!made) return std::nullopt;
    SynthesisedClip clip = made_of(*drawn.clip, *made);
    // Captured runs on the spot are known as jogs.
    clip.actions = {(drawn.gait->action == "run" ? "jog" : drawn.gait->action) + "_in_place"};
    tell(clip, *drawn.clip, *drawn.gait, random);
    return clip;
}

}  // namespace im

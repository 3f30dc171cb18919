#include "engine/synthesis/posture.h"

#include <algorithm>
#include <string_view>

#include "engine/synthesis/moving_words.h"
#include "engine/synthesis/operators_moving.h"
#include "engine/synthesis/tempo.h"

namespace im {
namespace {

/// A change of posture, the captured actions that show it as they are or backwards, and how it is said.
struct PostureChange {
    const char* action;
    const char* opposite;
    double weight;  ///< those that are captured least are made most
    std::vector<Saying> sayings;
};

const std::vector<PostureChange>& posture_changes() {
    static const std::vector<PostureChange> list = {
        {"sit_down",
         "stand_up",
         1.5,
         {{"sit", "down"},
          {"sit", "down on a chair"},
          {"take", "a seat"},
          {"sit", "down on a stool"},
          {"lower", "{their} body onto a chair"},
          {"sit", "down on a seat and stays there"}}},
        {"stand_up",
         "sit_down",
         1,
         {{"stand", "up"},
          {"stand", "up from a chair"},
          {"rise", "from a chair"},
          {"get", "up from a chair"},
          {"get", "up from {their} seat"},
          {"rise", "to {their} feet"}}},
        {"sit_down_floor",
         "stand_up_floor",
         0.8,
         {{"sit", "down on the floor"},
          {"sit", "down on the ground"},
          {"lower", "{their} body to sit on the floor"}}},
        {"stand_up_floor",
         "sit_down_floor",
         0.8,
         {{"stand", "up from sitting on the floor"},
          {"get", "up after sitting on the ground"},
          {"rise", "from sitting on the floor"}}},
        {"lie_down",
         "get_up",
         1.5,
         {{"lie", "down"},
          {"lie", "down on the floor"},
          {"lie", "down on the ground"},
          {"lie", "down flat on {their} back"},
          {"get", "down and lies on the floor"},
          {"lower", "{their} body to the floor and lies down"}}},
        {"get_up",
         "lie_down",
         1.5,
         {{"get", "up from the floor"},
          {"get", "up after lying down"},
          {"get", "up from lying on the ground"},
          {"rise", "from lying on the floor"},
          {"stand", "up after lying on the ground"},
          {"get", "back up on {their} feet from the floor"}}},
    };
    return list;
}

}  // namespace

MotionClip played_backwards(const MotionClip& clip) {
    MotionClip result = clip;
    const auto J = static_cast<std::ptrdiff_t>(clip.joint_count);
    const int T = clip.frame_count();
    for (int t = 0; t < T; ++t) {
        const auto from = clip.positions.begin() + (T - 1 - t) * J;
        std::copy(from, from + J, result.positions.begin() + t * J);
    }
    return result;
}

std::optional<SynthesisedClip> make_posture(const ClipPool& pool, SynthesisRandom& random) {
    const auto& changes = posture_changes();
    std::vector<double> weights;
    for (const PostureChange& change : changes) weights.push_back(change.weight);
    const PostureChange& change = changes[drawn_by_weight(random, weights)];
    const bool backwards = drawn_true(random, 0.5);
    const auto& clips = pool.of(backwards ? change.opposite : change.action);
    if (clips.empty()) return std::nullopt;
    const CaptionedMotion& source = *drawn_of(random, clips);
    const MotionClip motion = pool.motion(source);
    const auto played =
        played_at(backwards ? played_backwards(motion) : motion, drawn_between(random, 0.75, 1.25));
    if (!played) return std::nullopt;
    SynthesisedClip clip = made_of(source, *played);
    clip.actions = {change.action};
    std::vector<std::string> captions;
    for (int i = 0; i < 5; ++i)
        captions.push_back(say(random, drawn_subject(random), drawn_of(random, change.sayings)));
    clip.captions = distinct(captions, 4);
    for (const PostureChange& other : changes) {
        if (std::string_view(other.action) == change.opposite) {
            clip.near_misses.push_back(
                {"order", say_plainly(drawn_subject(random), drawn_of(random, other.sayings))});
        }
    }
    clip.facts = {{"backwards", backwards ? 1.0 : 0.0}};
    return clip;
}

}  // namespace im

#include "engine/synthesis/clip_pool.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/core/error.h"
#include "engine/language/phrase.h"
#include "engine/motion/representation/features.h"
#include "engine/synthesis/wording.h"

namespace im {
namespace {

/// Actions that arms do, but not over other legs: they need their own stance, or mean the whole body.
constexpr std::array<std::string_view, 37> kWholeBody = {
    "idle",        "fight_idle", "sword_idle",   "death",       "hit_react", "shiver",     "dizzy",
    "power_up",    "defend",     "land",         "angry",       "stumble",   "golf_swing", "bat_swing",
    "pull",        "push",       "lift_heavy",   "pick_lift",   "exercise",  "pick_up",    "balance",
    "crouch",      "bow",        "step_forward", "step_back",   "tiptoe",    "dance",      "laugh",
    "stab",        "slash",      "swordplay",    "spin_attack", "sit_idle",  "sit_talk",   "lie",
    "tread_water", "wash_window"};

/// First words of actions of the legs.
constexpr std::array<std::string_view, 15> kOfLegs = {"walk", "run",    "jog",    "dash", "turn",
                                                      "side", "march",  "stroll", "sit",  "tiptoe",
                                                      "pace", "sprint", "step",   "idle", "stand"};
/// Words in the names of such actions that say that the arms have a task, or that the legs do something else.
constexpr std::array<std::string_view, 20> kArmsBusy = {
    "hand", "hands", "arms", "arm",     "wave", "raise", "phone", "talk",  "bend",  "kick",
    "down", "up",    "leg",  "crossed", "look", "flip",  "jump",  "drink", "carry", "ups"};

std::vector<std::string_view> words_of_tag(std::string_view tag) {
    std::vector<std::string_view> words;
    while (!tag.empty()) {
        const std::size_t end = tag.find('_');
        words.push_back(tag.substr(0, end));
        tag = end == std::string_view::npos ? std::string_view() : tag.substr(end + 1);
    }
    return words;
}

template <class List>
bool has(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool named_of_legs(const std::string& action) {
    const auto words = words_of_tag(action);
    return !words.empty() && has(kOfLegs, words[0]) &&
           std::none_of(words.begin(), words.end(),
                        [](std::string_view word) { return has(kArmsBusy, word); });
}

std::string action_of(const CaptionedMotion& clip) {
    if (clip.actions.size() == 1) return clip.actions[0];
    if (!clip.actions.empty()) return {};
    for (const std::string& caption : clip.captions) {
        if (const auto phrase = parse_phrase(caption)) return phrase->lemma;
    }
    return {};
}

}  // namespace

ClipPool::ClipPool(const MotionDataset& data)
    : skeleton_(&skeleton_by_name(data.skeleton)), codec_(data.codec) {
    if (data.skeleton != humanml3d_skeleton().name)
        throw input_error("synthesis: expected the figure humanml3d, found {}", data.skeleton);
    std::size_t unlicensed = 0, wordless = 0;
    for (const CaptionedMotion& clip : data.motions) {
        if (clip.split != Split::Train || clip.composed || clip.augmented || clip.source == "synthesised")
            continue;
        const std::string action = action_of(clip);
        if (action.empty()) {
            wordless += clip.actions.empty();
            continue;
        }
        unlicensed += clip.licence.empty();
        by_action_[action].push_back(&clip);
        clips_.push_back(&clip);
        traits_.emplace(&clip, measure_traits(motion(clip), *skeleton_));
    }
    if (unlicensed > 0)
        warnings_.push_back(fmt::format("{} clips name no licence: what is made of them says \"{}\"",
                                        unlicensed, kUnknownLicence));
    if (wordless > 0)
        warnings_.push_back(fmt::format(
            "{} clips are not used: they have no action tags, and no caption has a verb", wordless));
    for (const auto& [action, clips] : by_action_) {
        actions_.push_back(action);
        const auto share = [&, &list = clips](auto&& test) {
            const auto count = std::count_if(list.begin(), list.end(),
                                             [&](const auto* clip) { return test(traits(*clip)); });
            return static_cast<double>(count) / static_cast<double>(list.size());
        };
        const bool over_resting_legs = share([](const ClipTraits& t) {
                                           return t.legs_rest && t.trunk_upright &&
                                                  t.start == Stance::Upright &&
                                                  (t.arm_used[0] || t.arm_used[1] || t.head_used);
                                       }) >= 0.6;
        if (over_resting_legs && !has(kWholeBody, action)) gestures_.push_back(action);
        const bool arms_free = share([](const ClipTraits& t) {
                                   return t.trunk_upright && !t.hand_high[0] && !t.hand_high[1];
                               }) >= 0.6;
        if (arms_free && named_of_legs(action)) carriers_.push_back(action);
    }
}

const std::vector<const CaptionedMotion*>& ClipPool::of(const std::string& action) const {
    static const std::vector<const CaptionedMotion*> none;
    const auto found = by_action_.find(action);
    return found == by_action_.end() ? none : found->second;
}

std::vector<const CaptionedMotion*> ClipPool::of_any(const std::vector<std::string>& actions) const {
    std::vector<const CaptionedMotion*> clips;
    for (const std::string& action : actions) {
        const auto& more = of(action);
        clips.insert(clips.end(), more.begin(), more.end());
    }
    return clips;
}

MotionClip ClipPool::motion(const CaptionedMotion& clip) const {
    return decode_features(clip.features, *skeleton_);
}

bool ClipPool::held_out(const std::string& first, const std::string& second, bool at_once) const {
    return is_held_out(held_out_, first, second, at_once);
}

bool is_held_out(const std::set<std::string>& pairs, const std::string& first, const std::string& second,
                 bool at_once) {
    if (pairs.empty()) return false;
    const auto kept = [&](const std::string& a, const std::string& b) {
        const auto listed = [&](const std::string& x, const std::string& y) {
            return pairs.contains(x + (at_once ? "+" : ">") + y);
        };
        return listed(a, b) || (at_once && listed(b, a));
    };
    return kept(first, second) || kept(mirror_sides(first), mirror_sides(second));
}

}  // namespace im

#include "engine/vocabulary/action_groups.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace im {
namespace {

struct GroupRule {
    std::string_view group;
    std::string_view words;  ///< any of these in the name, padded by spaces
};

constexpr std::string_view kWalking = "Walking and running", kTurns = "Turns and paths",
                           kGestures = "Arms and gestures", kSports = "Jumps and sports",
                           kFloor = "Sitting and on the floor", kFight = "Fight and play", kDance = "Dance",
                           kEveryday = "Everyday", kAtOnce = "Two at once", kRow = "One after another";

// The first rule that fits counts: what is rarer comes first.
constexpr std::array<GroupRule, 8> kRules = {{
    {kDance, " dance ballet breakdance ymca dab waltz salsa "},
    {kSports,
     " jump hop leap dribble ball soccer basketball throw catch golf bat tennis racket flip backflip "
     "cartwheel swim "
     "tread jumping squat lunge exercise stretch push-up push pushups ups jacks skip balance handstand toes "
     "twist bend "
     "knee leg somersault spin-jump climb march "},
    {kFight,
     " sword swordplay slash stab shoot aim reload block fight fighting punch kick martial box boxing cast "
     "spell "
     "attack hit death defend taunt power gun torch duel karate parry zombie "},
    {kFloor, " sit lie kneel crouch crawl stand get roll sleep meditate floor seat chair wake "},
    {kGestures,
     " wave raise point clap salute bow nod shake cross arms hands hand arm beckon head conduct traffic "
     "referee pray "
     "shrug cheer pump goodbye hello reject gesture fingers thumb shoulder guide call "},
    {kTurns,
     " turn circle curve zigzag spin diag diagonal diagonally side sideways s corner arc back backward "
     "backwards "
     "pivot rotate "},
    {kWalking,
     " walk run jog dash sprint step stride limp tiptoe sneak stairs stagger stumble stroll pace carry "
     "stop "},
    {kEveryday, " "},
}};

std::vector<std::string> parts_of(const std::string& tag) {
    std::vector<std::string> parts(1);
    for (const char c : tag) {
        if (c == '_' || c == '+' || c == '>') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

bool is_one_of(const std::string& word, std::string_view words) {
    return words.find(" " + word + " ") != std::string_view::npos;
}

bool any_is_one_of(const std::vector<std::string>& found, std::string_view words) {
    return std::any_of(found.begin(), found.end(), [&](const auto& word) { return is_one_of(word, words); });
}

}  // namespace

const std::vector<std::string>& action_groups() {
    static const std::vector<std::string> all = {
        std::string(kWalking), std::string(kTurns), std::string(kGestures), std::string(kSports),
        std::string(kFloor),   std::string(kDance), std::string(kFight),    std::string(kEveryday),
        std::string(kAtOnce),  std::string(kRow)};
    return all;
}

std::string group_of_action(const std::string& name) {
    if (name.find('>') != std::string::npos) return std::string(kRow);
    if (name.find('+') != std::string::npos) return std::string(kAtOnce);
    const auto parts = parts_of(name);
    // "walk_wave", "walk_arms_crossed": moving on and something of the arms or the head.
    if (parts.size() > 1 && (parts.front() == "walk" || parts.front() == "run" || parts.front() == "sit") &&
        any_is_one_of({parts.begin() + 1, parts.end()},
                      " wave raise arms hands hand look phone carry point talk drink "))
        return std::string(kAtOnce);
    if (parts.front() == "walk" || parts.front() == "run" || parts.front() == "step")
        return std::string(any_is_one_of(parts, kRules[5].words) ? kTurns : kWalking);
    for (const auto& rule : kRules) {
        if (any_is_one_of(parts, rule.words)) return std::string(rule.group);
    }
    return std::string(kEveryday);
}

std::string without_side(const std::string& tag) {
    const auto is_side = [](const std::string& part) {
        return part == "left" || part == "right" || part == "both";
    };
    std::string name;
    std::string part;
    char joint = 0;
    const auto sides = [&] {
        const auto parts = parts_of(tag);
        return std::count_if(parts.begin(), parts.end(), is_side);
    }();
    const bool at_once = tag.find('+') != std::string::npos || tag.find('>') != std::string::npos;
    if (sides == 0 || (sides > 1 && !at_once)) return tag;  // "look_left_right" is one action
    for (std::size_t i = 0; i <= tag.size(); ++i) {
        const char c = i < tag.size() ? tag[i] : 0;
        if (c != 0 && c != '_' && c != '+' && c != '>') {
            part += c;
            continue;
        }
        if (!is_side(part)) {
            if (part == "hands" || part == "arms" || part == "legs") part.pop_back();
            if (!name.empty()) name += joint;
            name += part;
            joint = c;
        } else if (c == '+' || c == '>') {
            joint = c;
        }
        part.clear();
    }
    return name.empty() ? tag : name;
}

}  // namespace im

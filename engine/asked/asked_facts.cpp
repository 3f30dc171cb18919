#include "engine/asked/asked_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "engine/asked/clause.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

/// What a verb or its noun ("two squats") does that can be counted.
struct Countable {
    std::string_view lemma;
    const char* name;
    double (*count)(const MotionFacts&);
};

double raises(const MotionFacts& f) {
    return std::max(f.arm[kLeft].raises, f.arm[kRight].raises);
}

constexpr auto kCountables = std::to_array<Countable>({
    {"jump", "jumps", [](const MotionFacts& f) { return static_cast<double>(f.body.jumps); }},
    {"leap", "jumps", [](const MotionFacts& f) { return static_cast<double>(f.body.jumps); }},
    {"squat", "squats", [](const MotionFacts& f) { return static_cast<double>(f.body.squats); }},
    {"crouch", "squats", [](const MotionFacts& f) { return static_cast<double>(f.body.squats); }},
    {"lunge", "lunges", [](const MotionFacts& f) { return static_cast<double>(f.body.lunges); }},
    {"bow", "bows", [](const MotionFacts& f) { return static_cast<double>(f.body.bows); }},
    {"clap", "claps", [](const MotionFacts& f) { return static_cast<double>(f.body.claps); }},
    {"nod", "nods", [](const MotionFacts& f) { return static_cast<double>(f.body.nods); }},
    {"punch", "punches", [](const MotionFacts& f) { return static_cast<double>(f.punches()); }},
    {"kick", "kicks", [](const MotionFacts& f) { return static_cast<double>(f.kicks()); }},
    {"raise", "raises", raises},
    {"lift", "raises", raises},
});

const Countable* countable(const std::string& word) {
    const std::string lemma = verb_lemma(word);
    for (const auto& known : kCountables) {
        if (known.lemma == lemma || word == std::string(known.lemma) + "s") return &known;
    }
    return nullptr;
}

/// "three" -> 3; "a couple" is read at its second word. 0: no number.
int number_of(const std::string& word) {
    constexpr auto words = std::to_array<std::string_view>(
        {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"});
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<int>(found - words.begin()) + 1;
    if (word == "couple") return 2;
    if (word.empty() || word.size() > 4) return 0;
    int value = 0;
    for (const char c : word) {
        if (c < '0' || c > '9') return 0;
        value = 10 * value + (c - '0');
    }
    return value;
}

bool is_turn_verb(const std::string& lemma) {
    return is_among(lemma, {"turn", "spin", "rotate", "pivot", "twirl", "whirl", "pirouette", "revolve"});
}
bool is_gait_verb(const std::string& lemma) {
    return is_among(lemma, {"walk",   "run",  "jog",     "stroll", "stride", "sprint",  "march",
                            "step",   "move", "go",      "tiptoe", "sneak",  "creep",   "limp",
                            "hobble", "pace", "amble",   "wander", "dash",   "strut",   "trot",
                            "crawl",  "skip", "shuffle", "hop",    "jump",   "stumble", "stagger"});
}
/// "jumps three times", "does two squats", "claps twice".
std::optional<AskedFact> asked_count(const AskedClause& clause) {
    const auto& words = clause.words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto* what = countable(words[i]);
        if (what == nullptr) continue;
        if (what->count == raises && !clause.has({"hand", "hands", "arm", "arms"})) continue;
        int wanted = 0;
        for (std::size_t j = 0; j < words.size() && wanted == 0; ++j) {
            if (words[j] == "once") wanted = 1;
            if (words[j] == "twice") wanted = 2;
            if (words[j] == "thrice") wanted = 3;
            const int number = number_of(words[j]);
            if (number == 0 || j + 1 >= words.size()) continue;
            const bool times = words[j + 1] == "times" || words[j + 1] == "time" ||
                               (words[j] == "couple" && j + 2 < words.size() && words[j + 2] == "times");
            const bool of_noun = j < i && i - j <= 2 && words[j] != "one";  // "two squats", "two deep squats"
            if (times || of_noun) wanted = number;
        }
        if (wanted == 0) return std::nullopt;
        return AskedFact{what->name, std::to_string(wanted), "times", static_cast<double>(wanted), 0.5,
                         what->count};
    }
    return std::nullopt;
}

/// Degrees that a turn is said to have; 0 where it does not say.
double turn_size(const AskedClause& clause) {
    const auto& words = clause.words;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (is_among(words[i + 1], {"degrees", "degree"})) return number_of(words[i]);
    }
    for (const auto& word : words) {
        if (is_among(word, {"45", "90", "135", "180", "270", "360", "540", "720"})) return number_of(word);
    }
    if (clause.has({"quarter"})) return 90;
    if (clause.has({"half", "halfway"})) return 180;
    const bool rounds =
        clause.has({"full", "complete", "whole", "completely"}) || clause.words.back() == "circle";
    double times = clause.has({"twice"}) ? 2 : clause.has({"thrice"}) ? 3 : clause.has({"once"}) ? 1 : 0;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (is_among(words[i + 1], {"times", "full", "complete"})) times = number_of(words[i]);
    }
    if (times > 0) return 360 * times;
    if (rounds) return 360;
    const bool spins = clause.has_lemma([](const std::string& lemma) {
        return is_among(lemma, {"spin", "twirl", "whirl", "pirouette"});
    });
    if (!spins && clause.has({"around", "round", "about"})) return 180;
    return 0;
}

std::string side_words(double side) {
    return side > 0 ? "to the left" : side < 0 ? "to the right" : "either way";
}

std::optional<AskedFact> asked_turn(const AskedClause& clause) {
    if (!clause.has_lemma(is_turn_verb) && !clause.has({"turn", "spin"})) return std::nullopt;
    if (clause.has({"head", "trunk", "torso", "wheel", "face", "arm", "arms", "hips", "waist", "wrist"}))
        return std::nullopt;
    const double side = clause.side(), size = turn_size(clause);
    if (size > 0) {
        return AskedFact{
            "turn",
            fmt::format("{:.0f} degrees {}", size, side_words(side)),
            "degrees",
            side == 0 ? size : side * size,
            size >= 360 ? 70.0 : 45.0,
            [side](const MotionFacts& f) { return side == 0 ? std::abs(f.turn.net_deg) : f.turn.net_deg; }};
    }
    if (side == 0) return std::nullopt;
    // A side alone: any turn that a viewer sees, to that side.
    return AskedFact{
        "turn", side_words(side),
        "",     1,
        0.25,   [side](const MotionFacts& f) { return std::clamp(side * f.turn.net_deg / 45, -1.0, 1.0); }};
}

/// Which hand or leg does it.
std::optional<AskedFact> asked_limb(const AskedClause& clause) {
    const double side = clause.side();
    const bool both = clause.has({"both", "arms", "hands"});
    if (side == 0 || both) return std::nullopt;
    const auto next_to_side = [&](std::initializer_list<std::string_view> parts) {
        for (std::size_t i = 0; i + 1 < clause.words.size(); ++i) {
            if (is_among(clause.words[i], {"left", "right"}) && is_among(clause.words[i + 1], parts))
                return true;
        }
        return false;
    };
    if (next_to_side({"hand", "arm", "fist", "elbow", "finger"})) {
        return AskedFact{"hand", side > 0 ? "left" : "right", "", 1, 0.7, [side](const MotionFacts& f) {
                             const auto busy = [](const ArmFacts& arm) {
                                 return arm.raised_s + static_cast<double>(frames_in(arm.lifted)) / 40.0 +
                                        0.3 * arm.punches + 0.3 * arm.swings + 0.2 * arm.speed_max_mps;
                             };
                             const double left = busy(f.arm[kLeft]), right = busy(f.arm[kRight]);
                             return side * (left - right) / std::max(0.1, left + right);
                         }};
    }
    if (next_to_side({"leg", "foot", "knee"})) {
        return AskedFact{"leg", side > 0 ? "left" : "right", "", 1, 0.9, [side](const MotionFacts& f) {
                             const auto busy = [](const LegFacts& leg) {
                                 return leg.lifted_s + leg.kicks + leg.knee_raises + leg.kick_m;
                             };
                             const double left = busy(f.leg[kLeft]), right = busy(f.leg[kRight]);
                             return side * (left - right) / std::max(0.1, left + right);
                         }};
    }
    return std::nullopt;
}

/// Where the way goes as seen from the body.
std::optional<AskedFact> asked_direction(const AskedClause& clause) {
    if (!clause.has_lemma(is_gait_verb)) return std::nullopt;
    if (clause.has({"place", "spot", "treadmill"})) {
        return AskedFact{"place", "on the spot", "metres",
                         0,       0.8,           [](const MotionFacts& f) { return f.travel.furthest_m; }};
    }
    if (clause.has({"backwards", "backward"})) {
        return AskedFact{"direction", "backwards", "", 1, 0.5, [](const MotionFacts& f) {
                             const auto& t = f.travel;
                             const double all = t.forward_m + t.back_m + t.left_m + t.right_m;
                             return all < 0.3 ? 0 : (t.back_m - t.forward_m) / all;
                         }};
    }
    if (clause.has({"sideways", "sidestep", "sidesteps"}) && clause.side() != 0) {
        return AskedFact{"direction",
                         clause.side() > 0 ? "to the left" : "to the right",
                         "",
                         1,
                         0.5,
                         [side = clause.side()](const MotionFacts& f) {
                             const auto& t = f.travel;
                             const double all = t.forward_m + t.back_m + t.left_m + t.right_m;
                             return all < 0.3 ? 0 : side * (t.left_m - t.right_m) / all;
                         }};
    }
    return std::nullopt;
}

std::optional<AskedFact> asked_way(const AskedClause& clause) {
    if (!clause.has_lemma(is_gait_verb)) return std::nullopt;
    const double side = clause.side();
    if (clause.has({"circle", "circles", "round"}) && !clause.has({"half"})) {
        return AskedFact{
            "way", "a circle " + side_words(side), "degrees", 330, 210, [side](const MotionFacts& f) {
                return side == 0 ? std::abs(f.path.turned_deg) : side * f.path.turned_deg;
            }};
    }
    if (clause.has({"zigzag", "slalom"})) {
        return AskedFact{"way",   "a zigzag",
                         "bends", 3,
                         1.5,     [](const MotionFacts& f) { return static_cast<double>(f.path.bends); }};
    }
    if (clause.has({"straight"})) {
        return AskedFact{"way",     "straight",
                         "degrees", 0,
                         35,        [](const MotionFacts& f) {
                             return f.path.left_deg + f.path.right_deg; }};
    }
    return std::nullopt;
}

bool is_stop(const AskedClause& clause) {
    return clause.has({"stop", "stops", "stopping", "halt", "halts", "stopped"}) ||
           (clause.has({"stand", "stands", "standing", "stood"}) && clause.has({"still"}));
}

AskedFact stop_at_end() {
    return {"stop",    "stands at the end",
            "seconds", 1,
            0.6,       [](const MotionFacts& f) { return std::min(1.0, f.travel.still_end_s); }};
}

}  // namespace

bool AskedFact::kept(const MotionFacts& facts) const {
    return std::abs(measure(facts) - value) <= tolerance;
}

double AskedFact::closeness(const MotionFacts& facts) const {
    const double off = std::abs(measure(facts) - value) / tolerance;
    return off <= 1 ? 1 : std::max(0.0, 1 - (off - 1) / 2);
}

std::vector<AskedFact> asked_facts(const std::string& prompt) {
    std::vector<AskedFact> asked;
    const auto clauses = clauses_of(prompt);
    const auto add = [&](std::optional<AskedFact> fact) {
        if (!fact) return;
        const bool known = std::any_of(asked.begin(), asked.end(), [&](const AskedFact& other) {
            return other.name == fact->name && other.wanted == fact->wanted;
        });
        if (!known) asked.push_back(std::move(*fact));
    };
    int turns = 0;
    for (const auto& clause : clauses) turns += asked_turn(clause) ? 1 : 0;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        const auto& clause = clauses[i];
        if (is_stop(clause)) {
            if (i > 0 && i + 1 == clauses.size()) add(stop_at_end());
            continue;
        }
        if (clause.negated()) continue;
        add(asked_count(clause));
        // Several turns add up to a net one that nobody asked for.
        const bool way = asked_way(clause).has_value();
        if (turns == 1 && !way) add(asked_turn(clause));
        add(asked_limb(clause));
        add(asked_direction(clause));
        add(asked_way(clause));
    }
    return asked;
}

std::vector<MissedFact> missed_facts(const std::vector<AskedFact>& asked, const MotionFacts& facts) {
    std::vector<MissedFact> missed;
    for (const auto& fact : asked) {
        if (fact.kept(facts)) continue;
        const double found = fact.measure(facts);
        const std::string seen = fact.unit.empty()      ? ""
                                 : fact.unit == "times" ? fmt::format("{:.0f}", found)
                                 : fact.unit == "metres" || fact.unit == "seconds"
                                     ? fmt::format("{:.1f} {}", found, fact.unit)
                                     : fmt::format("{:.0f} {}", found, fact.unit);
        missed.push_back({fact.name, fact.wanted, seen, fact.is_event});
    }
    return missed;
}

std::string in_words(const std::vector<MissedFact>& missed) {
    std::string text;
    for (const auto& fact : missed) {
        if (fact.is_event) {
            text += fmt::format("{}{}: not seen", text.empty() ? "" : "; ", fact.wanted);
            continue;
        }
        text += fmt::format("{}{}: {} asked", text.empty() ? "" : "; ", fact.name, fact.wanted);
        if (!fact.found.empty()) text += fmt::format(", {} seen", fact.found);
    }
    return text;
}

double facts_score(const std::vector<AskedFact>& asked, const MotionFacts& facts) {
    if (asked.empty()) return 1;
    double sum = 0;
    for (const auto& fact : asked) sum += fact.closeness(facts);
    return sum / static_cast<double>(asked.size());
}

std::vector<std::string> contradictions(const std::vector<AskedFact>& asked) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        for (std::size_t j = i + 1; j < asked.size(); ++j) {
            if (asked[i].name == asked[j].name && asked[i].name != "hand" && asked[i].name != "leg")
                found.push_back(fmt::format("{}: {}, {}", asked[i].name, asked[i].wanted, asked[j].wanted));
        }
    }
    return found;
}

}  // namespace im

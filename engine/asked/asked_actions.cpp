#include "engine/asked/asked_actions.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "engine/asked/clause.h"
#include "engine/asked/known_actions.h"
#include "engine/behaviour/behaviour.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

bool has_word(const AskedClause& clause, std::string_view word) {
    if (word.front() == '-') return !clause.has_stem(word.substr(1));
    if (word.front() == '=') return clause.has({word.substr(1)});
    return clause.has_stem(word);
}

/// One alternative of KnownAction::words.
bool fits_all(const AskedClause& clause, std::string_view words) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (end > 0 && !has_word(clause, words.substr(0, end))) return false;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return true;
}

bool fits(const AskedClause& clause, std::string_view alternatives) {
    while (!alternatives.empty()) {
        const auto end = std::min(alternatives.find(" | "), alternatives.size());
        if (fits_all(clause, alternatives.substr(0, end))) return true;
        alternatives.remove_prefix(std::min(end + 3, alternatives.size()));
    }
    return false;
}

/// An action of the prompt.
struct Named {
    const KnownAction* action;
    AskedSide side;
    std::size_t clause;
};

AskedSide side_of(const AskedClause& clause) {
    const double side = clause.side();
    return side > 0 ? AskedSide::Left : side < 0 ? AskedSide::Right : AskedSide::Any;
}

std::vector<Named> named_actions(const std::vector<AskedClause>& clauses) {
    std::vector<Named> named;
    for (std::size_t c = 0; c < clauses.size(); ++c) {
        if (clauses[c].negated()) continue;
        for (const auto part : {KnownAction::Part::Gait, KnownAction::Part::Other}) {
            const auto& known = known_actions();
            const auto found = std::find_if(known.begin(), known.end(), [&](const KnownAction& action) {
                return action.part == part && fits(clauses[c], action.words);
            });
            if (found != known.end()) named.push_back({&*found, side_of(clauses[c]), c});
        }
    }
    return named;
}

/// Whether a clause tells something that is not in the table.
bool tells_more(const std::vector<AskedClause>& clauses, const std::vector<Named>& named) {
    for (std::size_t c = 0; c < clauses.size(); ++c) {
        const bool known =
            std::any_of(named.begin(), named.end(), [&](const Named& action) { return action.clause == c; });
        if (!known && clauses[c].has_lemma([](const std::string& lemma) { return is_known_verb(lemma); }))
            return true;
    }
    return false;
}

AskedFact yes_or_no(std::string name, std::string wanted, std::function<bool(const MotionFacts&)> shown) {
    return {std::move(name),
            std::move(wanted),
            "",
            1,
            0.5,
            [shown = std::move(shown)](const MotionFacts& facts) { return shown(facts) ? 1.0 : 0.0; },
            true};
}

std::optional<AskedFact> alone(const Named& named) {
    const KnownAction& action = *named.action;
    const char* name = named.side == AskedSide::Left && action.alone_left     ? action.alone_left
                       : named.side == AskedSide::Right && action.alone_right ? action.alone_right
                                                                              : action.alone;
    if (name == nullptr) {
        if (!action.on_the_spot || action.seen == nullptr) return std::nullopt;
        return yes_or_no("action", action.name, [named](const MotionFacts& facts) {
            return named.action->seen(facts, named.side) && facts.travel.furthest_m < 0.8;
        });
    }
    const auto& all = all_behaviours();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Behaviour& b) { return b.name == name; });
    if (found == all.end()) return std::nullopt;
    return yes_or_no("action", action.name, found->shown);
}

std::optional<AskedFact> seen(const Named& named) {
    if (named.action->seen == nullptr) return std::nullopt;
    return yes_or_no("action", named.action->name,
                     [named](const MotionFacts& facts) { return named.action->seen(facts, named.side); });
}

/// Mean of the frames in the mask; negative without one.
double middle_frame(const Mask& mask) {
    double sum = 0;
    int count = 0;
    for (std::size_t t = 0; t < mask.size(); ++t) {
        if (!mask[t]) continue;
        sum += static_cast<double>(t);
        ++count;
    }
    return count > 0 ? sum / count : -1;
}

AskedFact in_order(const Named& first, const Named& second) {
    return yes_or_no("order", fmt::format("{}, then {}", first.action->name, second.action->name),
                     [first, second](const MotionFacts& facts) {
                         const double before = middle_frame(first.action->when(facts, first.side));
                         const double after = middle_frame(second.action->when(facts, second.side));
                         return before >= 0 && after > before + facts.signals.frames_of(0.3);
                     });
}

AskedFact at_once(const Named& first, const Named& second) {
    return yes_or_no("at once", fmt::format("{} while {}", first.action->name, second.action->name),
                     [first, second](const MotionFacts& facts) {
                         const Mask a = first.action->when(facts, first.side),
                                    b = second.action->when(facts, second.side);
                         return facts.seconds_in_all(both(a, b)) > 0.6;
                     });
}

std::optional<AskedFact> in_time(const Named& first, const Named& second, ClauseJoint joint) {
    if (first.action->when == nullptr || second.action->when == nullptr ||
        first.action->when == second.action->when)
        return std::nullopt;
    if (first.clause == second.clause || joint == ClauseJoint::While) return at_once(first, second);
    if (joint == ClauseJoint::Then) return in_order(first, second);
    if (joint == ClauseJoint::Earlier) return in_order(second, first);
    return std::nullopt;
}

}  // namespace

std::vector<AskedFact> asked_actions(const std::string& prompt) {
    const auto clauses = clauses_of(prompt);
    const auto named = named_actions(clauses);
    std::vector<AskedFact> asked;
    const auto add = [&](std::optional<AskedFact> fact) {
        if (!fact) return;
        const bool known = std::any_of(asked.begin(), asked.end(), [&](const AskedFact& other) {
            return other.name == fact->name && other.wanted == fact->wanted;
        });
        if (!known) asked.push_back(std::move(*fact));
    };
    if (named.size() == 1 && !tells_more(clauses, named)) {
        const auto whole = alone(named.front());
        add(whole ? whole : seen(named.front()));
        return asked;
    }
    for (const auto& action : named) add(seen(action));
    for (std::size_t i = 0; i + 1 < named.size(); ++i)
        add(in_time(named[i], named[i + 1], clauses[named[i + 1].clause].joint));
    return asked;
}

std::vector<AskedFact> everything_asked(const std::string& prompt) {
    auto asked = asked_facts(prompt);
    auto actions = asked_actions(prompt);
    // An action is asked with its side; which hand does most says nothing where there are several.
    if (!actions.empty()) {
        std::erase_if(asked, [&](const AskedFact& fact) {
            return fact.name == "hand" || fact.name == "leg" ||
                   (fact.name == "direction" && actions.size() > 1);
        });
    }
    std::move(actions.begin(), actions.end(), std::back_inserter(asked));
    return asked;
}

}  // namespace im

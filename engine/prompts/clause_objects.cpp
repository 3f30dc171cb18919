#include "engine/prompts/clause_objects.h"

#include <algorithm>
#include <utility>

#include "engine/prompts/clause_boundary.h"
#include "engine/prompts/clause_repeats.h"

namespace im {
namespace {

using Words = std::vector<std::string>;
using Range = std::pair<std::size_t, std::size_t>;

std::ptrdiff_t at(std::size_t i) {
    return static_cast<std::ptrdiff_t>(i);
}

/// Verbs that are nothing without an object: "raises and lowers both arms" raises both arms.
bool needs_object(const std::string& lemma) {
    return is_one_of(lemma, {"raise", "lower", "lift",       "extend", "bring", "put",    "hold",   "flex",
                             "pick",  "grab",  "take",       "place",  "toss",  "hurl",   "clench", "unfold",
                             "fold",  "tap",   "rub",        "wipe",   "carry", "throw",  "catch",  "open",
                             "close", "bend",  "straighten", "shake",  "wave",  "swing",  "rotate", "move",
                             "pull",  "push",  "drop",       "spread", "cross", "stretch"});
}

/// Commas and adverbs of time at both ends; "at the same time" becomes the link that it is.
void strip_edges(Clause& clause) {
    const auto drop = [&](std::size_t from, std::size_t count) {
        clause.rest.erase(clause.rest.begin() + at(from), clause.rest.begin() + at(from + count));
        clause.rest_tags.erase(clause.rest_tags.begin() + at(from),
                               clause.rest_tags.begin() + at(from + count));
    };
    for (std::size_t i = 0; i + 4 <= clause.rest.size(); ++i) {
        if (clause.rest[i] == "at" && clause.rest[i + 1] == "the" && clause.rest[i + 2] == "same" &&
            clause.rest[i + 3] == "time") {
            drop(i, 4);
            clause.with_previous = true;
        }
    }
    if (!clause.rest.empty() && clause.rest.back() == "simultaneously") {
        drop(clause.rest.size() - 1, 1);
        clause.with_previous = true;
    }
    while (!clause.rest.empty() &&
           (clause.rest.back() == "," || clause.rest.back() == "and" ||
            is_one_of(clause.rest.back(), {"then", "afterwards", "afterward", "first", "finally", "next"}))) {
        drop(clause.rest.size() - 1, 1);
    }
}

/// The noun phrase behind the verb and its particle.
Range object_of(const Clause& clause) {
    std::size_t i = 0;
    while (i < clause.rest.size() && i < 2 &&
           (clause.rest_tags[i] == PosTag::Adv ||
            is_one_of(clause.rest[i], {"up", "down", "out", "off", "over"}))) {
        ++i;
    }
    return noun_phrase(clause.rest, clause.rest_tags, i);
}

/// The last noun phrase behind a preposition that names a thing, no direction or manner.
Range mentioned_in(const Clause& clause) {
    Range found{0, 0};
    for (std::size_t i = 0; i + 1 < clause.rest.size(); ++i) {
        if (clause.rest_tags[i] != PosTag::Adp) continue;
        const auto [first, last] = noun_phrase(clause.rest, clause.rest_tags, i + 1);
        const bool tool = clause.rest[i] == "with" && last > first && names_limb(clause.rest[last - 1]);
        if (first == last || tool ||
            is_one_of(clause.rest[last - 1],
                      {"left",  "right",  "side",    "sides",     "place",  "way",  "front",
                       "back",  "circle", "circles", "line",      "air",    "pace", "manner",
                       "style", "time",   "times",   "direction", "motion", "it",   "them"}))
            continue;
        found = {first, last};
    }
    return found;
}

void lend_object(const Clause& giver, Clause& taker) {
    const auto [first, last] = object_of(giver);
    if (first >= last || !needs_object(taker.lemma) || taker.negated != giver.negated) return;
    const bool bare = std::all_of(taker.rest.begin(), taker.rest.end(), [](const auto& w) {
        return is_one_of(w, {"up", "down", "out", "off", "over"}) || w.ends_with("ly");
    });
    // "waves and raises a hand" waves without an object; "bends and lifts a box" bends by itself.
    const bool may_stand_alone =
        is_one_of(taker.lemma,
                  {"wave", "bend", "stretch", "move", "swing", "shake", "rotate", "open", "spread"}) &&
        !is_one_of(giver.lemma,
                   {"straighten", "unbend", "close", "extend", "relax", "stretch", "bend", "cross"});
    if (!bare || may_stand_alone || is_one_of(giver.rest[first], {"it", "them"})) return;
    taker.rest.insert(taker.rest.end(), giver.rest.begin() + at(first), giver.rest.begin() + at(last));
    taker.rest_tags.insert(taker.rest_tags.end(), giver.rest_tags.begin() + at(first),
                           giver.rest_tags.begin() + at(last));
}

}  // namespace

bool ClauseObjects::Phrase::plural() const {
    return words.back().ends_with('s') || words.back() == "feet" || words.front() == "both";
}

void ClauseObjects::finish(Clause& clause, Clause* before) {
    strip_edges(clause);
    if (before != nullptr) lend_object(clause, *before);
    replace_pronouns(clause);
    remember(clause);
}

void ClauseObjects::remember(const Clause& clause) {
    if (clause.lemma == "do" && clause.rest.size() > 1 && clause.rest[1] == "same") return;
    const auto phrase = [&](Range range) {
        return Phrase{
            {clause.rest.begin() + at(range.first), clause.rest.begin() + at(range.second)},
            {clause.rest_tags.begin() + at(range.first), clause.rest_tags.begin() + at(range.second)}};
    };
    const auto object = object_of(clause), mentioned = mentioned_in(clause);
    if (object.first < object.second) last_ = object_ = phrase(object);
    if (mentioned.first < mentioned.second) last_ = mentioned_ = phrase(mentioned);
}

void ClauseObjects::mention(Words words, std::vector<PosTag> tags) {
    last_ = mentioned_ = {std::move(words), std::move(tags)};
}

void ClauseObjects::fill_gap(Clause& clause) const {
    clause.rest.insert(clause.rest.begin(), last_.words.begin(), last_.words.end());
    clause.rest_tags.insert(clause.rest_tags.begin(), last_.tags.begin(), last_.tags.end());
}

/// "picks it up": what was held or moved last, else the last thing spoken of; "sits on it": the last thing.
const ClauseObjects::Phrase* ClauseObjects::noun_of(const std::string& pronoun,
                                                    bool behind_preposition) const {
    const auto fits = [&](const Phrase& phrase) {
        return !phrase.words.empty() && phrase.plural() == (pronoun == "them");
    };
    if (behind_preposition && fits(last_)) return &last_;
    if (fits(object_)) return &object_;
    const bool holds = fits(mentioned_) && !is_one_of(mentioned_.words.back(), {"ground", "floor"});
    return holds ? &mentioned_ : nullptr;
}

void ClauseObjects::replace_pronouns(Clause& clause) const {
    if (clause.lemma == "do" || repeats_action(clause.lemma)) return;  // does it again: the action
    const auto own = object_of(clause);
    for (std::size_t i = 0; i < clause.rest.size(); ++i) {
        if (!is_one_of(clause.rest[i], {"it", "them"})) continue;
        if (own.first < own.second && own.second <= i) continue;  // "lifts a foot, holding it"
        const bool particle = i > 0 && is_one_of(clause.rest[i - 1], {"up", "down", "out", "off"});
        const auto* noun =
            noun_of(clause.rest[i], i > 0 && !particle && clause.rest_tags[i - 1] == PosTag::Adp);
        if (noun == nullptr) continue;
        clause.rest.erase(clause.rest.begin() + at(i));
        clause.rest_tags.erase(clause.rest_tags.begin() + at(i));
        clause.rest.insert(clause.rest.begin() + at(i), noun->words.begin(), noun->words.end());
        clause.rest_tags.insert(clause.rest_tags.begin() + at(i), noun->tags.begin(), noun->tags.end());
        i += noun->words.size() - 1;
    }
}

}  // namespace im

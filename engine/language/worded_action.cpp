#include "engine/language/worded_action.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/language/chance.h"
#include "engine/language/synonyms.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

Phrase phrase_of(const std::string& predicate) {
    const Words words = split_words(predicate);
    return {"", verb_lemma(words.front()), join_words({words.begin() + 1, words.end()})};
}

/// "waves his left hand slowly" -> "slowly", "waves his left hand".
void move_adverb(WordedAction& action, std::mt19937_64& random) {
    constexpr auto manner = std::to_array<std::string_view>(
        {"slowly",     "quickly",     "calmly",     "briskly",       "gracefully", "angrily",
         "happily",    "sadly",       "wearily",    "timidly",       "proudly",    "playfully",
         "cheerfully", "confidently", "hesitantly", "rapidly",       "carefully",  "sluggishly",
         "vigorously", "sleepily",    "furiously",  "energetically", "repeatedly", "rhythmically",
         "tiredly",    "quietly",     "stealthily"});
    Words rest = split_words(action.phrase.rest);
    const bool last = !rest.empty() && std::find(manner.begin(), manner.end(), rest.back()) != manner.end();
    const bool degree =
        rest.size() > 1 && (rest[rest.size() - 2] == "very" || rest[rest.size() - 2] == "really" ||
                            rest[rest.size() - 2] == "and");
    if (!last || degree || !chance(0.5, random)) return;
    const auto adverb = rest.back();
    rest.pop_back();
    constexpr auto after_verb = std::to_array<std::string_view>(
        {"in", "on", "forward", "ahead", "backwards", "backward", "to", "around", "up", "down", "sideways"});
    const bool inside =
        !rest.empty() && std::find(after_verb.begin(), after_verb.end(), rest[0]) != after_verb.end();
    if (inside && chance(0.3, random))
        rest.insert(rest.begin(), adverb);
    else
        action.adverb = adverb;
    action.phrase.rest = join_words(rest);
}

}  // namespace

WordedAction other_words(Phrase phrase, const std::string& possessive, std::mt19937_64& random) {
    for (const double share : {0.65, 0.2}) {
        if (!chance(share, random)) continue;
        if (const auto other = say_otherwise(third_person(phrase), possessive, random))
            phrase = phrase_of(*other);
    }
    if (chance(0.5, random)) {
        if (const auto other = style_otherwise(third_person(phrase), random)) phrase = phrase_of(*other);
    }
    WordedAction action{std::move(phrase), "", Joint::Then};
    move_adverb(action, random);
    return action;
}

Phrase at_once(const Phrase& first, const Phrase& second) {
    return {"", first.lemma, (first.rest.empty() ? "" : first.rest + " ") + "while " + gerund(second)};
}

std::string say(const WordedAction& action, VerbForm form) {
    const auto& phrase = action.phrase;
    const std::string words = form == VerbForm::Third    ? third_person(phrase)
                              : form == VerbForm::Gerund ? gerund(phrase)
                              : form == VerbForm::Base   ? imperative(phrase)
                                                         : past_tense(phrase);
    return action.adverb.empty() ? words : action.adverb + " " + words;
}

bool is_short(const WordedAction& action) {
    return action.phrase.rest.find(" and ") == std::string::npos &&
           action.phrase.rest.find(',') == std::string::npos && !action.phrase.rest.starts_with("and ") &&
           action.phrase.rest.find("while ") == std::string::npos;
}

}  // namespace im

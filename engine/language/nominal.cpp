#include "engine/language/nominal.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "engine/language/one_of.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

/// Verbs whose base form is also the noun.
constexpr auto kNouns = std::to_array<std::string_view>(
    {"walk",     "run",   "jog",    "jump",   "kick",   "punch",   "bow",      "wave",    "spin",
     "turn",     "dance", "squat",  "hop",    "leap",   "stretch", "shrug",    "nod",     "salute",
     "crawl",    "throw", "lunge",  "yawn",   "laugh",  "swim",    "limp",     "stumble", "cartwheel",
     "backflip", "roll",  "sprint", "stroll", "march",  "dash",    "facepalm", "twirl",   "pivot",
     "trot",     "clap",  "cheer",  "sneak",  "shuffle"});
/// What may stand behind such a noun as it stood behind the verb.
constexpr auto kBehind = std::to_array<std::string_view>(
    {"in", "on",        "with",     "like",    "at",    "around",   "along", "to",    "from",   "over",
     "as", "backwards", "backward", "forward", "ahead", "sideways", "up",    "while", "before", "for"});
constexpr auto kArticles = std::to_array<std::string_view>(
    {"a", "an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "some"});
/// What one makes, takes or throws without there being a thing.
constexpr auto kDeeds = std::to_array<std::string_view>(
    {"bow",   "step",    "steps",  "jump", "jumps", "turn",   "turns", "kick",  "kicks",
     "punch", "punches", "hop",    "hops", "lunge", "lunges", "walk",  "wave",  "nod",
     "shrug", "salute",  "stroll", "leap", "leaps", "spin",   "spins", "swing", "shot"});

/// "slowly" -> "slow", "angrily" -> "angry"; "" for what is no such adverb.
std::string adjective_of(const std::string& word) {
    constexpr auto manner = std::to_array<std::string_view>(
        {"slowly",     "quickly",     "calmly",     "briskly",  "gracefully", "angrily",
         "happily",    "sadly",       "wearily",    "timidly",  "proudly",    "playfully",
         "cheerfully", "confidently", "hesitantly", "rapidly",  "casually",   "carefully",
         "sluggishly", "vigorously",  "sleepily",   "furiously"});
    if (!one_of(word, manner)) return {};
    const auto root = word.substr(0, word.size() - 2);
    return root.ends_with('i') ? root.substr(0, root.size() - 1) + "y" : root;
}

std::string number_of(const Words& words, std::size_t& taken) {
    taken = 0;
    if (words.empty()) return {};
    if (words[0] == "twice" || words[0] == "thrice") {
        taken = 1;
        return words[0] == "twice" ? "two" : "three";
    }
    if (words.size() > 1 && words[1] == "times" && one_of(words[0], kArticles)) {
        taken = 2;
        return words[0];
    }
    return {};
}

/// The object of "does a backflip" and "takes two steps forward".
std::optional<std::string> deed(const Phrase& phrase, const Words& rest) {
    if (rest.empty()) return std::nullopt;
    const bool doing = phrase.lemma == "do" || phrase.lemma == "perform";
    const bool making =
        phrase.lemma == "make" || phrase.lemma == "take" || phrase.lemma == "throw" || phrase.lemma == "give";
    const bool counted = one_of(rest[0], kArticles);
    const bool plural = rest[0].ends_with('s') || (rest.size() > 1 && rest[1].ends_with('s'));
    if (doing && (counted || plural)) return join_words(rest);
    if (!making || !counted) return std::nullopt;
    for (std::size_t i = 1; i < std::min<std::size_t>(rest.size(), 4); ++i) {
        if (one_of(rest[i], kDeeds)) return join_words(rest);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> noun_phrase(const Phrase& phrase) {
    Words rest = split_words(phrase.rest);
    Words all = rest;
    all.insert(all.begin(), inflect(phrase.lemma, VerbForm::Third));
    const bool simple = verb_positions(all).size() == 1 &&
                        std::find(rest.begin(), rest.end(), ",") == rest.end() &&
                        std::find(rest.begin(), rest.end(), "and") == rest.end();
    if (!simple) return std::nullopt;
    if (auto done = deed(phrase, rest)) return done;
    if (!one_of(phrase.lemma, kNouns)) return std::nullopt;

    std::string adjective;
    for (const auto at : {std::size_t{0}, rest.size() - 1}) {
        if (at >= rest.size() || !adjective.empty()) continue;
        adjective = adjective_of(rest[at]);
        if (!adjective.empty()) rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
    }
    std::size_t taken = 0;
    const std::string number = number_of(rest, taken);
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(taken));
    for (auto& word : rest) {
        if (word == "his" || word == "her" || word == "their" || word == "its" || word == "your" ||
            word == "my")
            word = "the";
    }
    Words words;
    const bool side = phrase.lemma == "turn" && !rest.empty() && (rest[0] == "left" || rest[0] == "right");
    if (!rest.empty() && !side && !one_of(rest[0], kBehind)) return std::nullopt;
    if (!adjective.empty()) words.push_back(adjective);
    if (side) {
        words.push_back(rest[0]);
        rest.erase(rest.begin());
        if (!rest.empty() && !one_of(rest[0], kBehind)) return std::nullopt;
    }
    words.push_back(number.empty() ? phrase.lemma
                                   : inflect(phrase.lemma, VerbForm::Third));  // as nouns' plural
    words.insert(words.begin(), number.empty() ? std::string(article_for(words[0])) : number);
    words.insert(words.end(), rest.begin(), rest.end());
    return join_words(words);
}

}  // namespace im

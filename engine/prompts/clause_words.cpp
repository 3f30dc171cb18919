#include "engine/prompts/clause_words.h"

#include "engine/prompts/clause_boundary.h"
#include "engine/prompts/clause_repeats.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

bool is_conjunction(const std::string& word) {
    return is_one_of(word, {"while",   "whilst", "after",   "before",  "as",    "if",     "when",     "once",
                            "until",   "till",   "that",    "because", "since", "though", "although", "so",
                            "whereas", "than",   "whether", "unless",  "like",  "where",  "how",      "what",
                            "by",      "for",    "in",      "upon",    "with",  "without"});
}

/// What hardly ever is anything but a preposition in front of a noun.
bool opens_phrase(const std::string& word) {
    return is_one_of(word,
                     {"from", "with", "at", "into", "onto", "of", "without", "during", "in", "on", "upon"});
}

bool may_be_preposition(const std::string& word) {
    return opens_phrase(word) ||
           is_one_of(word,
                     {"to",      "up",        "down",       "out",        "off",      "over",    "under",
                      "around",  "across",    "along",      "about",      "above",    "against", "among",
                      "away",    "back",      "before",     "behind",     "below",    "beneath", "beside",
                      "between", "beyond",    "by",         "for",        "inside",   "like",    "near",
                      "next",    "outside",   "past",       "round",      "through",  "toward",  "towards",
                      "upwards", "downwards", "forward",    "backward",   "after",    "as",      "while",
                      "than",    "per",       "till",       "until",      "aside",    "apart",   "sideways",
                      "besides", "alongside", "underneath", "throughout", "atop",     "within",  "via",
                      "first",   "forwards",  "backwards",  "upward",     "downward", "ahead",   "together"});
}

bool opens_noun(PosTag tag) {
    return tag == PosTag::Det || tag == PosTag::Pron || tag == PosTag::Num || tag == PosTag::Adj ||
           tag == PosTag::Noun;
}

bool has_participle(const std::vector<std::string>& words, std::size_t i) {
    for (std::size_t k = i + 1; k < words.size() && k < i + 3; ++k) {
        if (is_verb_form(words[k], VerbForm::Participle) || is_verb_form(words[k], VerbForm::Past))
            return true;
        if (!words[k].ends_with("ly") && !is_one_of(words[k], {"just", "not", "already"})) return false;
    }
    return false;
}

}  // namespace

std::vector<PosTag> mended_tags(const std::vector<std::string>& words, std::vector<PosTag> tags) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const auto next = i + 1 < words.size() ? tags[i + 1] : PosTag::Punct;
        const bool begins = i == 0 || is_one_of(words[i - 1], {".", ";", ",", "!", "?", "then", "and"});
        const bool behind_subject = i > 0 && is_one_of(words[i - 1], {"he", "she", "they", "it", "who"});
        if (is_one_of(word, {"who", "which", "whose"})) {
            tags[i] = PosTag::Pron;
        } else if (word == "then") {
            tags[i] = PosTag::Adv;
        } else if (repeats_action(word) && (i == 0 || tags[i - 1] != PosTag::Det)) {
            tags[i] = PosTag::Verb;
        } else if (tags[i] == PosTag::Sconj && !is_conjunction(word)) {
            tags[i] = word.ends_with("ly") || is_one_of(word, {"still", "almost", "now", "just"})
                          ? PosTag::Adv
                          : tags[i];
        } else if (tags[i] == PosTag::Adj && i > 0 && tags[i - 1] == PosTag::Det && next == PosTag::Verb &&
                   is_verb_form(words[i + 1], VerbForm::Third)) {
            tags[i] = PosTag::Noun;  // the gymnast moves
        } else if (i == 0 && next == PosTag::Adp && word.ends_with('s') && names_limb(word)) {
            tags[i] = PosTag::Noun;  // hands on hips
        } else if (begins && opens_phrase(word) && opens_noun(next)) {
            tags[i] = PosTag::Adp;
        } else if (tags[i] == PosTag::Adp && behind_subject && !may_be_preposition(word)) {
            tags[i] = PosTag::Verb;
        } else if (is_one_of(word, {"has", "have", "had"}) && has_participle(words, i)) {
            tags[i] = PosTag::Aux;
        }
    }
    return tags;
}

}  // namespace im

#include "engine/language/speaker.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/language/phrase.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

constexpr auto kAnyone = std::to_array<std::string_view>(
    {"",          "a person", "the person",  "this person",   "someone", "somebody", "a human",
     "the human", "a figure", "the figure",  "a man",         "the man", "a woman",  "the woman",
     "a guy",     "the guy",  "a character", "the character", "he",      "she",      "they",
     "i",         "you",      "person",      "man",           "woman",   "one"});
/// As often as they are here; captions have the first ones already.
constexpr auto kNeutral = std::to_array<std::string_view>(
    {"a person",      "a person",      "a person", "the person",  "person",   "someone",
     "someone",       "somebody",      "a human",  "the figure",  "a figure", "a character",
     "the character", "the character", "they",     "they",        "i",        "the avatar",
     "the actor",     "the model",     "an actor", "this person", "you"});
constexpr auto kGendered =
    std::to_array<std::string_view>({"he", "he", "he", "she", "she", "a man", "the man", "man", "a man",
                                     "a guy", "the guy", "a woman", "the woman", "a dude"});

Speaker speaker_of(const std::string& name) {
    Speaker speaker{name, name, "they", "is", false, false};
    const auto his = possessive(name);
    if (his == "his") speaker.pronoun = "he";
    if (his == "her") speaker.pronoun = "she";
    struct Pronoun {
        const char *name, *object, *be;
    };
    for (const auto& [pronoun, object, be] : {Pronoun{"i", "me", "am"},
                                              {"you", "you", "are"},
                                              {"they", "them", "are"},
                                              {"he", "him", "is"},
                                              {"she", "her", "is"}}) {
        if (name != pronoun) continue;
        speaker = {name, object, name, be, std::string_view(be) != "is", true};
    }
    return speaker;
}

}  // namespace

bool is_anyone(const std::string& subject) {
    return std::find(kAnyone.begin(), kAnyone.end(), subject) != kAnyone.end();
}

Speaker other_speaker(const std::string& subject, bool plain, bool singular, std::mt19937_64& random) {
    if (!is_anyone(subject)) {
        std::string name = subject;
        for (const char* article : {"a ", "an ", "the ", "this "}) {
            if (name.starts_with(article)) {
                name.erase(0, std::string_view(article).size());
                break;
            }
        }
        switch (random() % 4) {
            case 0:
                return speaker_of("the " + name);
            case 1:
                return speaker_of(name);
            default:
                return speaker_of(std::string(article_for(name)) + " " + name);
        }
    }
    for (;;) {
        const bool gendered = !plain && random() % 5 < 2;
        const auto speaker = speaker_of(std::string(gendered ? kGendered[random() % kGendered.size()]
                                                             : kNeutral[random() % kNeutral.size()]));
        if (!(singular && speaker.base_form)) return speaker;
    }
}

}  // namespace im

#include "engine/prompts/style.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

bool any_of(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_manner_adverb(const std::string& word) {
    if (any_of(word, {"diagonally", "repeatedly", "slightly", "deeply", "horizontally", "vertically",
                      "continuously", "alternately", "simultaneously", "only", "directly", "partially",
                      "fully", "repetitively", "clockwise"})) {
        return false;
    }
    return (word.size() > 4 && word.ends_with("ly")) || any_of(word, {"fast", "hard"});
}

/// Whether words[from..] is one manner to the end.
bool is_manner(const Words& words, std::size_t from) {
    const auto word = [&](std::size_t i) {
        return from + i < words.size() ? std::string_view(words[from + i]) : std::string_view();
    };
    const auto count = words.size() - from;
    const std::string_view last = words.back();
    const bool hands_behind =
        count <= 7 && word(0) == "with" && last == "back" && word(count - 3) == "behind";
    for (std::size_t i = from; i < words.size(); ++i) {  // limbs and sides belong to the action
        if (any_of(words[i], {"left", "right"}) && !(word(count - 2) == "energy")) return false;
        if (!hands_behind &&
            any_of(words[i], {"hand", "hands", "arm", "arms", "leg", "foot", "feet", "body"}))
            return false;
    }
    if (hands_behind) return true;
    if (std::find(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(), ",") != words.end())
        return false;
    if (count == 1) return is_manner_adverb(words.back());
    if (word(0) == "in") {
        for (std::size_t i = 1; i < count; ++i) {  // "in front in a cartoon style" begins at the second one
            if (word(i) == "in") return false;
        }
        const bool kind =
            any_of(last, {"manner", "way", "style", "fashion", "mood", "spirits"}) && count <= 6;
        return kind || (word(1) == "the" && word(2) == "manner" && word(3) == "of" && count <= 8);
    }
    if (word(0) == "at") return any_of(last, {"pace", "speed"}) && count <= 4;
    if (word(0) == "with" || word(0) == "without") {
        if (word(count - 2) == "energy" && last == "left") return count <= 5;
        if (count <= 4 && word(count - 1) == "hanging") return true;
        if (last == "back") return word(count - 2) == "bent";
        if (last == "out" && word(count - 2) != "chest") return false;
        return count <= 6 &&
               any_of(last, {"energy", "heart", "pride", "joy", "confidence", "stoop", "movement",
                             "movements", "swagger", "out", "shoulders", "rhythm", "age", "speed", "force",
                             "caution", "care", "anger", "enthusiasm"});
    }
    if (word(0) == "like") {  // "walks like a zombie" is another walk, not a mood
        return any_of(word(1), {"a", "an", "the"}) && !any_of(word(2), {"zombie", "referee", "robot"}) &&
               count <= 6;
    }
    if (word(0) == "as") return word(1) == "if" && any_of(last, {"music", "drunk", "tired"});
    if (any_of(word(0), {"full", "low"}) && !any_of(word(1), {"of", "on"})) return false;
    if (any_of(word(0), {"full", "low", "looking", "clearly", "lacking", "unsure", "moving", "acting"}))
        return count <= 5 && !any_of(last, {"hands", "arms", "feet", "legs"});
    if (word(0) == "to") return count <= 3 && any_of(last, {"rhythm", "beat", "music"});
    return false;
}

/// "for nine steps", "taking seven steps": how far, which neither is a manner nor makes another action.
bool is_step_count(const Words& words, std::size_t from) {
    return from > 0 && words.size() - from <= 4 && any_of(words[from], {"for", "taking"}) &&
           any_of(words.back(), {"steps", "step"});
}

void erase(Words& words, std::vector<PosTag>& tags, std::size_t from) {
    words.resize(from);
    tags.resize(from);
}

/// "holds out a hand as if to guide someone with their left hand" -> "holds out their left hand as if to
/// guide someone": captions made by templates name the side behind everything else.
void name_side_with_its_limb(MetaMotion& motion) {
    auto& words = motion.rest;
    auto& tags = motion.rest_tags;
    const auto is_arm = [](const std::string& word) { return any_of(word, {"hand", "arm", "fist"}); };
    if (words.size() < 6 || !is_arm(words.back())) return;
    const std::size_t tail = words.size() - 4;
    if (words[tail] != "with" || !any_of(words[tail + 1], {"their", "his", "her", "the"}) ||
        !any_of(words[tail + 2], {"left", "right"}))
        return;
    for (std::size_t i = 0; i + 1 < tail; ++i) {
        // "strikes with their fists with their right fist"
        if (i + 3 == tail && words[i] == "with" && any_of(words[i + 2], {"hands", "arms", "fists"})) {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                        words.begin() + static_cast<std::ptrdiff_t>(tail));
            tags.erase(tags.begin() + static_cast<std::ptrdiff_t>(i),
                       tags.begin() + static_cast<std::ptrdiff_t>(tail));
            return;
        }
        if (!any_of(words[i], {"a", "an", "one"}) || !is_arm(words[i + 1])) continue;
        words[i] = words[tail + 2];
        tags[i] = tags[tail + 2];
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(i), words[tail + 1]);
        tags.insert(tags.begin() + static_cast<std::ptrdiff_t>(i), tags[tail + 1]);
        erase(words, tags, tail + 1);
        return;
    }
}

}  // namespace

StyledMotion split_style(const MetaMotion& motion) {
    StyledMotion result{motion, {}};
    auto& bare = result.bare;
    auto& manners = result.manners;
    for (bool found = true; found;) {
        found = false;
        for (std::size_t from = 0; from < bare.rest.size() && !found; ++from) {
            const bool comma = bare.rest[from] == "," && from + 1 < bare.rest.size();
            if (is_step_count(bare.rest, from)) {
                erase(bare.rest, bare.rest_tags, from);
                found = true;
                break;
            }
            if (!is_manner(bare.rest, comma ? from + 1 : from)) continue;
            const Words manner(bare.rest.begin() + static_cast<std::ptrdiff_t>(comma ? from + 1 : from),
                               bare.rest.end());
            if (from == 0 &&
                any_of(bare.lemma, {"look", "move", "act", "behave", "stand", "be", "walk-like"}) &&
                manner.size() > 1 && !any_of(manner[0], {"in", "at", "with", "like"}))
                break;
            manners.insert(manners.begin(), join_words(manner));
            erase(bare.rest, bare.rest_tags, from);
            found = true;
        }
    }
    std::erase_if(bare.adverbs, [&](const auto& adverb) {
        if (!is_manner_adverb(adverb)) return false;
        manners.push_back(adverb);
        return true;
    });
    while (!bare.rest.empty() && bare.rest.back() == ",")
        erase(bare.rest, bare.rest_tags, bare.rest.size() - 1);
    // "bows, low".
    if (bare.rest.size() > 1 && bare.rest.back() == "low" && bare.rest[bare.rest.size() - 2] == ",")
        erase(bare.rest, bare.rest_tags, bare.rest.size() - 2);
    if (bare.lemma == "take" && !bare.rest.empty() && bare.rest.back() == "deeply")  // "takes a bow deeply"
        erase(bare.rest, bare.rest_tags, bare.rest.size() - 1);
    bare.subject = {"a", "person"};
    bare.plural = bare.with_previous = false;
    for (auto& word :
         bare.rest) {  // belongs to "a person" now; "grabs her hand" after a person's other hand stays open
        if (any_of(word, {"his", "her"})) word = "their";
        if (any_of(word, {"himself", "herself"})) word = "themselves";
    }
    name_side_with_its_limb(bare);
    bare.text = sentence_of(bare);
    return result;
}

bool depends_on_context(const MetaMotion& motion) {
    const auto& rest = motion.rest;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const auto& word = rest[i];
        const std::string_view before = i > 0 ? std::string_view(rest[i - 1]) : std::string_view();
        const std::string_view after =
            i + 1 < rest.size() ? std::string_view(rest[i + 1]) : std::string_view();
        if (word == "again" && before != "and" && after != "and") return true;
        if (any_of(word, {"also", "too", "another", "other", "same", "there", "it", "them", "him", "instead",
                          "still"}))
            return true;
        if (word == "back" && any_of(after, {"down", "up", "to", "in", "again", "into"})) return true;
        if (word == "degrees" && motion.lemma != "turn" && motion.lemma != "take" && motion.lemma != "jump")
            return true;
        if (word == "air" && motion.lemma == "turn") return true;
        if (word == "one" && any_of(before, {"right", "left", "other"})) return true;
    }
    const bool lacks_object =
        rest.empty() &&
        any_of(motion.lemma, {"stand", "step",   "get",   "lift", "raise", "lower", "hold",
                              "put",   "extend", "bring", "take", "make",  "pick",  "throw",
                              "open",  "close",  "pull",  "push", "carry", "do",    "perform"});
    const bool run_up =
        motion.lemma == "run" && rest.size() == 1 && rest[0] == "up";  // to what is kicked next
    return lacks_object || run_up ||
           any_of(motion.lemma, {"continue", "stay", "remain", "return", "resume", "repeat", "stop", "finish",
                                 "end", "keep", "land", "rise"}) ||
           motion.lemma == "be";
}

}  // namespace im

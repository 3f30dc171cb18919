#include "engine/vocabulary/caption_choices.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "engine/text/english_words.h"

namespace im {
namespace {

constexpr std::array<std::string_view, 11> kNumbers = {"zero", "one",   "two",   "three", "four", "five",
                                                       "six",  "seven", "eight", "nine",  "ten"};
/// Parts of the body and the like: "two hands" is no count of anything done.
constexpr std::array<std::string_view, 16> kLimbs = {"hand", "arm",     "leg",    "foot",    "knee",   "fist",
                                                     "side", "elbow",   "degree", "second",  "person", "ball",
                                                     "way",  "step-up", "finger", "shoulder"};

struct PathRule {
    std::string_view path;
    std::vector<std::string_view> words;  ///< all of one of these phrases
};

const std::vector<PathRule>& path_rules() {
    static const std::vector<PathRule> rules = {
        {"in a circle",
         {"in a circle", "in circles", "circles", "full circle", "clockwise", "counterclockwise"}},
        {"in a zigzag", {"zigzag", "zig-zag", "zigzags"}},
        {"in an S", {"s-curve", "in an s", "s-shaped", "serpentine", "slalom", "winding"}},
        {"around a corner", {"corner"}},
        {"in a curve", {"curve", "curves", "curving", "in an arc", "arc"}},
        {"there and back",
         {"there and back", "back again", "turns around and walks back", "and back to the start"}},
        {"diagonally", {"diagonally", "at an angle", "diagonal", "drifting"}},
        {"sideways", {"sideways", "side step", "side steps", "sidesteps", "to the side"}},
        {"backwards", {"backwards", "backward"}},
        {"upstairs", {"up the stairs", "up some steps", "up a few stairs", "ascends"}},
        {"downstairs", {"down the stairs", "down some steps", "down a few stairs", "descends"}},
        {"on the spot", {"on the spot", "in place"}},
        {"straight ahead", {"straight ahead", "in a straight line"}},
    };
    return rules;
}

bool is_limb(const std::string& word) {
    return std::find(kLimbs.begin(), kLimbs.end(), noun_lemma(word)) != kLimbs.end();
}

/// 0 where the word is no number up to ten.
int number_of(const std::string& word) {
    for (std::size_t n = 1; n < kNumbers.size(); ++n) {
        if (word == kNumbers[n]) return static_cast<int>(n);
    }
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() && value >= 1 && value <= 10 ? value : 0;
}

}  // namespace

std::optional<std::string> side_in(std::string_view caption) {
    bool left = false, right = false, both = false;
    const auto words = split_words(caption);
    for (std::size_t i = 0; i < words.size(); ++i) {
        left |= words[i] == "left";
        right |= words[i] == "right";
        both |= words[i] == "both" || (words[i] == "two" && i + 1 < words.size() && is_limb(words[i + 1]));
    }
    if (left != right) return left ? "left" : "right";
    if (left || !both) return std::nullopt;
    return "both";
}

std::optional<CountInWords> count_in(std::string_view caption) {
    const auto words = split_words(caption);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "once") return CountInWords{1, "once"};
        if (words[i] == "twice") return CountInWords{2, "twice"};
        if (words[i] == "thrice") return CountInWords{3, "three times"};
        const int count = number_of(words[i]);
        if (count == 0 || i + 1 == words.size()) continue;
        // "three big jumps": at most one word between the number and what is counted.
        for (std::size_t noun = i + 1; noun <= std::min(i + 2, words.size() - 1); ++noun) {
            const auto& word = words[noun];
            if (is_limb(word)) break;
            const bool counted =
                word == "times" || word == "time" ||
                (is_known_verb(noun_lemma(word)) && (count == 1) == (noun_lemma(word) == word)) ||
                word == "reps" || word == "claps";
            if (!counted) continue;
            if (word == "times" || word == "time")
                return CountInWords{
                    count, count == 1   ? "once"
                           : count == 2 ? "twice"
                                        : std::string(kNumbers[static_cast<std::size_t>(count)]) + " times"};
            if (count == 1) break;  // "one step": hardly ever a choice
            return CountInWords{count, std::string(kNumbers[static_cast<std::size_t>(count)]) + " " + word};
        }
    }
    return std::nullopt;
}

std::optional<std::string> path_in(std::string_view caption) {
    const std::string padded = " " + join_words(split_words(caption)) + " ";
    for (const auto& rule : path_rules()) {
        for (const auto& phrase : rule.words) {
            for (auto at = padded.find(phrase); at != std::string::npos; at = padded.find(phrase, at + 1)) {
                const char before = padded[at - 1], after = padded[at + phrase.size()];
                if (before == ' ' && (after == ' ' || after == ',' || after == '.'))
                    return std::string(rule.path);
            }
        }
    }
    return std::nullopt;
}

}  // namespace im

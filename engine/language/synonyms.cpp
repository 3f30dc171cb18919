#include "engine/language/synonyms.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/language/one_of.h"
#include "engine/language/phrase.h"
#include "engine/language/synonym_table.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

struct Name {
    Words words;            ///< with the marks P, S, N, #
    bool any_tail = false;  ///< "*"
    bool replaced = true, first = false;
    int marks(std::string_view mark) const {
        return static_cast<int>(std::count(words.begin(), words.end(), mark));
    }
};
using Synonyms = std::vector<Name>;

constexpr auto kPossessives =
    std::to_array<std::string_view>({"his", "her", "their", "its", "my", "your", "our", "the"});
constexpr auto kNumbers = std::to_array<std::string_view>(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"});
constexpr auto kBoundaries =
    std::to_array<std::string_view>({",", "and", "then", "or", "but", "while", "before", "after"});
/// What a style or a speed begins with, if no limb, side or path comes in it.
constexpr auto kStyleStarts = std::to_array<std::string_view>(
    {"in",      "at",         "with",       "like",    "full",    "looking",     "moving", "low",
     "lacking", "without",    "as",         "to",      "for",     "taking",      "fast",   "clearly",
     "acting",  "completely", "very",       "really",  "once",    "twice",       "again",  "over",
     "several", "many",       "gracefully", "lightly", "heavily", "aggressively"});
constexpr auto kNoStyle = std::to_array<std::string_view>({"hand",
                                                           "hands",
                                                           "arm",
                                                           "arms",
                                                           "leg",
                                                           "legs",
                                                           "foot",
                                                           "feet",
                                                           "fist",
                                                           "fists",
                                                           "head",
                                                           "knee",
                                                           "knees",
                                                           "left",
                                                           "right",
                                                           "side",
                                                           "sides",
                                                           "place",
                                                           "spot",
                                                           "circle",
                                                           "circles",
                                                           "curve",
                                                           "line",
                                                           "direction",
                                                           "path",
                                                           "air",
                                                           "someone",
                                                           "something",
                                                           "both",
                                                           "elbows",
                                                           "hips",
                                                           "hip",
                                                           "chest",
                                                           "face",
                                                           "ball",
                                                           "box",
                                                           "door",
                                                           "floor",
                                                           "ground",
                                                           "around",
                                                           "up",
                                                           "down",
                                                           "back",
                                                           "forward",
                                                           "one",
                                                           "other",
                                                           "toes",
                                                           "tiptoe",
                                                           "height",
                                                           "degrees",
                                                           "partner",
                                                           "clockwise",
                                                           "counterclockwise"});

Words split_at_spaces(std::string_view text) {
    Words words;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        std::string word(text.substr(at, end - at));
        const bool comma = word.size() > 1 && word.back() == ',';
        if (comma) word.pop_back();
        if (!word.empty()) words.push_back(std::move(word));
        if (comma) words.emplace_back(",");
        at = end + 1;
    }
    return words;
}

Synonyms parse_line(std::string_view line) {
    Synonyms names;
    for (std::size_t at = 0; at <= line.size();) {
        const auto end = std::min(line.find(" / ", at), line.size());
        Name name;
        auto text = line.substr(at, end - at);
        if (text.starts_with('>')) name.replaced = false, text.remove_prefix(1);
        if (text.starts_with('^')) name.first = true, text.remove_prefix(1);
        name.words = split_at_spaces(text);
        if (name.words.back() == "*") name.any_tail = true, name.words.pop_back();
        names.push_back(std::move(name));
        at = end + 3;
    }
    return names;
}

void parse_table(std::string_view text, std::vector<Synonyms>& table) {
    std::string line;
    const auto finish = [&] {
        if (!line.empty()) table.push_back(parse_line(line));
        line.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto part = text.substr(at, end - at);
        at = end + 1;
        const auto first = std::min(part.find_first_not_of(' '), part.size());
        if (first == 0) finish();
        if (!line.empty()) line += ' ';
        line += part.substr(first);
    }
    finish();
}

struct Match {
    const Synonyms* names = nullptr;
    const Name* name = nullptr;
    std::size_t begin = 0, end = 0;
    Words sides, times, numbers;  ///< what the marks stood for, in order
};

/// How many words the count at `at` has: "twice" 1, "three times" 2, none 0.
std::size_t count_words(const Words& words, std::size_t at) {
    if (at >= words.size()) return 0;
    if (words[at] == "once" || words[at] == "twice" || words[at] == "thrice") return 1;
    const bool times = at + 1 < words.size() && words[at + 1] == "times";
    return times && (one_of(words[at], kNumbers) || words[at] == "several") ? 2 : 0;
}

/// `name` at `begin`; an end of 0 where it is not there.
Match match_at(const Words& words, std::size_t begin, const Name& name) {
    Match match{nullptr, &name, begin, 0, {}, {}, {}};
    auto at = begin;
    for (const auto& mark : name.words) {
        if (at >= words.size()) return match;
        std::size_t taken = 1;
        if (mark == "P") {
            if (!one_of(words[at], kPossessives)) return match;
        } else if (mark == "S") {
            if (words[at] != "left" && words[at] != "right") return match;
            match.sides.push_back(words[at]);
        } else if (mark == "N") {
            taken = count_words(words, at);
            if (taken == 0) return match;
            match.times.push_back(taken == 1 ? words[at] : words[at] + " " + words[at + 1]);
        } else if (mark == "#") {
            if (!one_of(words[at], kNumbers)) return match;
            match.numbers.push_back(words[at]);
        } else if (words[at] != mark) {
            return match;
        }
        at += taken;
    }
    match.end = at;
    return match;
}

/// Behind "with their left hand", "at head height", "above their head", "high in the air", all of which stay.
std::size_t skip_places(const Words& words, std::size_t at) {
    constexpr auto limbs = std::to_array<std::string_view>({"hand", "arm", "leg", "foot", "fist"});
    constexpr auto heights = std::to_array<std::string_view>({"head", "shoulder", "chest", "hip", "knee"});
    const auto word = [&](std::size_t i) {
        return i < words.size() ? std::string_view(words[i]) : std::string_view();
    };
    const bool side = word(at + 2) == "left" || word(at + 2) == "right";
    if (word(at) == "with" && one_of(word(at + 1), kPossessives) && one_of(word(at + (side ? 3 : 2)), limbs))
        return skip_places(words, at + (side ? 4 : 3));
    if (word(at) == "at" && one_of(word(at + 1), heights) && word(at + 2) == "height")
        return skip_places(words, at + 3);
    if (word(at) == "above" && one_of(word(at + 1), kPossessives) && one_of(word(at + 2), heights))
        return skip_places(words, at + 3);
    if (word(at) == "high" && word(at + 1) == "in" && word(at + 2) == "the" && word(at + 3) == "air")
        return skip_places(words, at + 4);
    return at;
}

bool only_style_follows(const Words& words, std::size_t at) {
    at = skip_places(words, at);
    if (at == words.size() || one_of(words[at], kBoundaries)) return true;
    const bool adverb = words[at].size() > 4 && words[at].ends_with("ly");
    if (!adverb && !one_of(words[at], kStyleStarts) && count_words(words, at) == 0) return false;
    for (; at < words.size() && !one_of(words[at], kBoundaries); ++at) {
        if (one_of(words[at], kNoStyle)) return false;
    }
    return true;
}

/// The longest names that are there, all of the same length.
std::vector<Match> matches_in(const Words& words, const std::vector<Synonyms>& table,
                              const std::vector<std::size_t>& begins, bool styles) {
    std::vector<Match> best;
    std::size_t longest = 0;
    for (const auto begin : begins) {
        for (const auto& names : table) {
            for (const auto& name : names) {
                if (!name.replaced || (name.first && begin > 0)) continue;
                auto match = match_at(words, begin, name);
                if (match.end == 0) continue;
                const bool at_end = match.end == words.size() || one_of(words[match.end], kBoundaries);
                if (!(styles ? at_end : name.any_tail || only_style_follows(words, match.end))) continue;
                if (match.end - begin < longest) continue;
                if (match.end - begin > longest) best.clear();
                longest = match.end - begin;
                match.names = &names;
                best.push_back(std::move(match));
            }
        }
    }
    return best;
}

/// Names that say as much of sides and counts as the one that is replaced.
std::vector<const Name*> replacements(const Match& match) {
    std::vector<const Name*> names;
    for (const auto& name : *match.names) {
        bool same = name.words != match.name->words && name.any_tail == match.name->any_tail;
        for (const char* mark : {"S", "N", "#"}) same = same && name.marks(mark) == match.name->marks(mark);
        if (same) names.push_back(&name);
    }
    return names;
}

Words filled(const Name& name, const Match& match, const std::string& possessive) {
    Words words;
    std::size_t side = 0, time = 0, number = 0;
    for (const auto& word : name.words) {
        if (word == "P")
            words.push_back(possessive);
        else if (word == "S")
            words.push_back(match.sides[side++]);
        else if (word == "N")
            words.push_back(match.times[time++]);
        else if (word == "#")
            words.push_back(match.numbers[number++]);
        else
            words.push_back(word);
    }
    return words;
}

std::optional<std::string> replaced(const Words& words, const std::vector<Match>& matches,
                                    const std::string& possessive, std::mt19937_64& random) {
    if (matches.empty()) return std::nullopt;
    const auto& match = matches[random() % matches.size()];
    const auto names = replacements(match);
    if (names.empty()) return std::nullopt;
    Words said(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(match.begin));
    const auto name = filled(*names[random() % names.size()], match, possessive);
    said.insert(said.end(), name.begin(), name.end());
    said.insert(said.end(), words.begin() + static_cast<std::ptrdiff_t>(match.end), words.end());
    return join_words(said);
}

}  // namespace

std::optional<std::string> say_otherwise(const std::string& predicate, const std::string& possessive,
                                         std::mt19937_64& random) {
    static const auto table = [] {
        std::vector<Synonyms> lines;
        for (const auto text : {moving_synonyms(), leg_synonyms(), gesture_synonyms(), thing_synonyms()})
            parse_table(text, lines);
        return lines;
    }();
    const Words words = split_words(predicate);
    std::vector<std::vector<Match>> places;  // one a verb that begins a name
    std::size_t covered = 0;  // "walks forward and turns left" is one motion: its turn is none on the spot
    for (const auto verb : verb_positions(words)) {
        if (verb < covered) continue;
        auto matches = matches_in(words, table, {verb}, false);
        if (matches.empty()) continue;
        covered = matches.front().end;
        places.push_back(std::move(matches));
    }
    if (places.empty()) return std::nullopt;
    return replaced(words, places[random() % places.size()], possessive, random);
}

std::optional<std::string> style_otherwise(const std::string& predicate, std::mt19937_64& random) {
    static const auto table = [] {
        std::vector<Synonyms> lines;
        parse_table(style_synonyms(), lines);
        return lines;
    }();
    const Words words = split_words(predicate);
    std::vector<std::size_t> begins;
    for (std::size_t i = 1; i < words.size(); ++i) begins.push_back(i);
    return replaced(words, matches_in(words, table, begins, true), "their", random);
}

}  // namespace im

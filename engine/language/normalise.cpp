#include "engine/language/normalise.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/language/one_of.h"
#include "engine/language/word_lists.h"
#include "engine/text/english_words.h"
#include "engine/text/utf8.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

constexpr auto kNumbers =
    std::to_array<std::string_view>({"zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
                                     "nine", "ten", "eleven", "twelve"});

/// Chat, British and run-together spellings -> what captions say. Nothing on the right is on the left.
const std::unordered_map<std::string_view, std::string_view>& spellings() {
    static const std::unordered_map<std::string_view, std::string_view> table = {
        {"w/", "with"},
        {"w/o", "without"},
        {"&", "and"},
        {"+", "and"},
        {"n", "and"},
        {"u", "you"},
        {"ur", "your"},
        {"pls", "please"},
        {"plz", "please"},
        {"ppl", "people"},
        {"b4", "before"},
        {"thru", "through"},
        {"fwd", "forward"},
        {"fwds", "forward"},
        {"forwards", "forward"},
        {"bwd", "backwards"},
        {"bwds", "backwards"},
        {"bkwd", "backwards"},
        {"bkwds", "backwards"},
        {"backward", "backwards"},
        {"toward", "towards"},
        {"sideway", "sideways"},
        {"sidewards", "sideways"},
        {"upward", "upwards"},
        {"downward", "downwards"},
        {"cw", "clockwise"},
        {"ccw", "counterclockwise"},
        {"anticlockwise", "counterclockwise"},
        {"anti-clockwise", "counterclockwise"},
        {"counter-clockwise", "counterclockwise"},
        {"afterward", "afterwards"},
        {"thrice", "three times"},
        {"deg", "degrees"},
        {"degs", "degrees"},
        {"centre", "center"},
        {"metre", "meter"},
        {"metres", "meters"},
        {"practise", "practice"},
        {"practises", "practices"},
        {"practising", "practicing"},
        {"practised", "practiced"},
        {"signalling", "signaling"},
        {"travelling", "traveling"},
        {"favouring", "favoring"},
        {"favours", "favors"},
        {"leant", "leaned"},
        {"learnt", "learned"},
        {"manoeuvre", "maneuver"},
        {"im", "i'm"},
        {"hes", "he's"},
        {"shes", "she's"},
        {"theyre", "they're"},
        {"dont", "don't"},
        {"doesnt", "doesn't"},
        {"cant", "can't"},
        {"1st", "first"},
        {"2nd", "second"},
        {"3rd", "third"},
        {"alot", "a lot"},
        {"infront", "in front"},
        {"jumpingjacks", "jumping jacks"},
        {"pushups", "push-ups"},
        {"pushup", "push-up"},
        {"situps", "sit-ups"},
        {"situp", "sit-up"},
        {"tpose", "t-pose"},
        {"cross-armed", "with arms crossed"}};
    return table;
}

constexpr auto kLimbs = std::to_array<std::string_view>(
    {"hand", "hands", "arm", "arms", "leg", "legs", "foot", "feet", "knee", "knees", "fist", "elbow", "side",
     "wrist", "shoulder", "ear", "palm", "hip", "ankle"});
/// What is measured and not counted keeps its digits.
constexpr auto kUnits = std::to_array<std::string_view>(
    {"degrees", "degree",  "seconds", "second", "sec",    "secs",    "s",      "meters", "meter", "m",
     "cm",      "km",      "ft",      "inch",   "inches", "minutes", "minute", "min",    "mins",  "frames",
     "fps",     "percent", "%",       "kg",     "years",  "year",    "mph",    "o'clock"});

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

bool is_mark(std::string_view word) {
    return word == "," || word == ".";
}

/// One character of the prompt, lower-cased; typographic signs as ASCII.
void append_folded(std::string& text, char32_t character) {
    switch (character) {
        case U'\u2018':
        case U'\u2019':
        case U'\u00B4':
        case U'`':
            text += '\'';
            return;
        case U'\u201C':
        case U'\u201D':
        case U'\u201E':
        case U'\u00AB':
        case U'\u00BB':
        case U'"':
            text += ' ';
            return;
        case U'\u2013':
        case U'\u2014':
            text += " , ";
            return;
        case U'\u2026':
            text += " . ";
            return;
        case U'\u00D7':
            text += 'x';
            return;
        case U'\u00B0':
        case U'\u00BA':
            text += " degrees ";
            return;
        case U'\u2192':
        case U'\u21D2':
            text += " -> ";
            return;
        default:
            break;
    }
    const auto kind = category(character);
    const bool space = kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL ||
                       kind == UTF8PROC_CATEGORY_ZP || kind == UTF8PROC_CATEGORY_CC ||
                       kind == UTF8PROC_CATEGORY_SO;  // emoji, bytes that are no UTF-8
    if (space || kind == UTF8PROC_CATEGORY_CF) {
        if (space) text += ' ';  // what joins or directs letters has no width
        return;
    }
    append_utf8(text, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character))));
}

void add_mark(Words& words, std::string_view mark) {
    if (words.empty()) return;
    if (!is_mark(words.back()))
        words.emplace_back(mark);
    else if (mark == ".")
        words.back() = ".";
}

void add_word(Words& words, std::string word) {
    while (!word.empty() && (word.front() == '\'' || word.front() == '-')) word.erase(0, 1);
    while (!word.empty() && (word.back() == '\'' || word.back() == '-')) word.pop_back();
    if (!word.empty()) words.push_back(std::move(word));
}

/// Words and the marks "," and "."; brackets and quotes are left out.
Words split_prompt(std::string_view prompt) {
    std::string text;
    while (!prompt.empty()) append_folded(text, take_character(prompt));
    Words words;
    std::string word;
    const auto finish = [&] { add_word(words, std::exchange(word, {})); };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        const bool arrow = (c == '-' || c == '=') && next == '>';
        if (arrow || c == '>') {
            finish();
            if (!words.empty()) add_mark(words, ","), words.emplace_back("then");
            if (arrow) ++at;
        } else if (c == ' ' || std::string_view("()[]{}<*_~\"|\\=").find(c) != std::string_view::npos) {
            finish();
        } else if (c == '.' && !word.empty() && is_digit(word.back()) && is_digit(next)) {
            word += c;  // 2.5
        } else if (c == '.' || c == '!' || c == '?') {
            finish();
            add_mark(words, ".");
        } else if (c == ',' || c == ';' || c == ':') {
            finish();
            add_mark(words, ",");
        } else if (c == '&' || c == '+') {
            finish();
            words.emplace_back("and");
        } else {
            word += c;
        }
    }
    finish();
    while (!words.empty() && is_mark(words.back())) words.pop_back();
    return words;
}

/// "360deg" -> "360", "degrees".
void split_units(Words& words) {
    Words split;
    for (auto& word : words) {
        std::size_t digits = 0;
        while (digits < word.size() && is_digit(word[digits])) ++digits;
        const auto unit = std::string_view(word).substr(digits);
        const bool degrees =
            digits > 0 && (unit == "deg" || unit == "degs" || unit == "degree" || unit == "degrees");
        if (degrees) {
            split.push_back(word.substr(0, digits));
            split.emplace_back(unit);
        } else {
            split.push_back(std::move(word));
        }
    }
    words = std::move(split);
}

void add_text(Words& words, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
}

/// A whole number as digits or a word, none for others.
std::optional<std::string> number_of(const std::string& word) {
    if (all_digits(word)) return word.size() <= 4 ? std::optional(word) : std::nullopt;
    const auto found = std::find(kNumbers.begin() + 1, kNumbers.end(), word);
    return found == kNumbers.end() ? std::nullopt : std::optional(std::to_string(found - kNumbers.begin()));
}

/// "3" -> "three", "20" -> "20".
std::string as_word(const std::string& digits) {
    if (digits.size() > 2 || (digits.size() > 1 && digits[0] == '0')) return digits;
    const auto value = static_cast<std::size_t>(std::stoi(digits));
    return value > 0 && value < kNumbers.size() ? std::string(kNumbers[value]) : digits;
}

void add_times(Words& words, const std::string& digits) {
    if (digits == "1")
        words.emplace_back("once");
    else if (digits == "2")
        words.emplace_back("twice");
    else
        add_text(words, as_word(digits) + " times");
}

/// Counts: x3, 3x, 3 times, two times, 3 steps.
Words with_counts(const Words& words) {
    Words counted;
    const auto at = [&](std::size_t i) {
        return i < words.size() ? std::string_view(words[i]) : std::string_view();
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const auto number = number_of(word);
        const auto inner = std::string_view(word);
        if (word.size() > 1 && word.size() < 5 && word[0] == 'x' && all_digits(inner.substr(1))) {
            add_times(counted, std::string(inner.substr(1)));
        } else if (word.size() > 1 && word.size() < 5 && word.back() == 'x' &&
                   all_digits(inner.substr(0, word.size() - 1))) {
            add_times(counted, std::string(inner.substr(0, word.size() - 1)));
            if (at(i + 1) == "times") ++i;
        } else if (word == "x" && i + 1 < words.size() && number_of(words[i + 1]) && at(i + 2) != "times" &&
                   at(i + 2) != "time" && at(i + 2) != "x") {
            add_times(counted, *number_of(words[i + 1]));
            ++i;
        } else if (number && (at(i + 1) == "times" || at(i + 1) == "time" || at(i + 1) == "x") &&
                   !(at(i + 1) == "time" && *number != "1")) {
            const bool more =
                i > 0 && (counted.back() == "or" || counted.back() == "to");  // "two or three times"
            if (more)
                add_text(counted, as_word(*number) + " times");
            else
                add_times(counted, *number);
            ++i;
        } else if (all_digits(word) && number && !one_of(at(i + 1), kUnits)) {
            counted.push_back(as_word(*number));
        } else {
            counted.push_back(word);
        }
    }
    return counted;
}

bool only_letters(const std::string& word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Spellings and slips, a word at a time.
Words respelt(Words words) {
    for (auto& word : words) {  // first, as what stands beside a word decides below
        if (only_letters(word) && !spellings().contains(word)) word = mended_word(word);
    }
    Words spelt;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const bool limb_next = i + 1 < words.size() && one_of(words[i + 1], kLimbs);
        if (limb_next && (word == "l" || word == "r")) {
            spelt.emplace_back(word == "l" ? "left" : "right");
        } else if (word == "lh" || word == "rh") {
            add_text(spelt, word == "lh" ? "left hand" : "right hand");
        } else if (word == "round" && !spelt.empty() &&
                   (verb_lemma(spelt.back()) == "turn" || verb_lemma(spelt.back()) == "spin" ||
                    verb_lemma(spelt.back()) == "look")) {
            spelt.emplace_back("around");
        } else {
            const auto other = spellings().find(word);
            add_text(spelt, other == spellings().end() ? std::string_view(word) : other->second);
        }
    }
    return spelt;
}

enum class Slip { Exchanged, Doubled, Missing, Added, Wrong };

/// Neighbours on a keyboard, where wrong and additional letters come from.
bool are_neighbours(char a, char b) {
    constexpr auto rows = std::to_array<std::string_view>({"qwertyuiop", "asdfghjkl", "zxcvbnm"});
    std::array<std::pair<int, int>, 2> places{};
    for (int row = 0; row < 3; ++row) {
        for (int i = 0; const char c : {a, b}) {
            const auto at = rows[static_cast<std::size_t>(row)].find(c);
            if (at != std::string_view::npos)
                // Rows are half a key apart.
                places[static_cast<std::size_t>(i)] = {row, static_cast<int>(2 * at) + row};
            ++i;
        }
    }
    return std::abs(places[0].first - places[1].first) <= 1 &&
           std::abs(places[0].second - places[1].second) <= 2;
}

/// All words of motion that one slip makes `word` of. People hit the first letter, and short words have too
/// many neighbours that are English.
std::vector<std::pair<Slip, std::string>> possible_words(const std::string& word) {
    std::vector<std::pair<Slip, std::string>> found;
    const auto add = [&](Slip slip, std::string candidate) {
        if (candidate != word && candidate.size() > 2 && is_motion_word(candidate))
            found.emplace_back(slip, std::move(candidate));
    };
    const auto n = word.size();
    for (std::size_t i = 0; i + 1 < n; ++i) {
        std::string other = word;
        std::swap(other[i], other[i + 1]);
        add(Slip::Exchanged, std::move(other));
    }
    for (std::size_t i = 1; i < n; ++i) {
        std::string shorter = word;
        shorter.erase(i, 1);
        const bool slipped =
            are_neighbours(word[i], word[i - 1]) || (i + 1 < n && are_neighbours(word[i], word[i + 1]));
        if (word[i] == word[i - 1])
            add(Slip::Doubled, std::move(shorter));
        else if (n > 4 && slipped)
            add(Slip::Added, std::move(shorter));
    }
    for (char c = 'a'; c <= 'z'; ++c) {
        for (std::size_t i = 1; i <= n; ++i) {
            const bool twin = word[i - 1] == c || (i < n && word[i] == c);  // "claping"
            if (n > 4 || i < n)
                add(twin ? Slip::Doubled : Slip::Missing, word.substr(0, i) + c + word.substr(i));
            if (i == n || n < 5 || !are_neighbours(c, word[i])) continue;
            std::string other = word;
            other[i] = c;
            add(Slip::Wrong, std::move(other));
        }
    }
    return found;
}

std::string stem(const std::string& word) {
    const auto verb = verb_lemma(word);
    return is_known_verb(verb) ? verb : noun_lemma(word);
}

}  // namespace

std::string mended_word(const std::string& word) {
    constexpr std::size_t kShortest = 4, kLongest = 24;
    if (word.size() < kShortest || word.size() > kLongest || is_motion_word(word) || is_other_word(word) ||
        is_motion_word(noun_lemma(word)))
        return word;
    auto candidates = possible_words(word);
    if (candidates.empty()) return word;
    const auto stems = [&] {
        std::set<std::string> different;
        for (const auto& candidate : candidates) different.insert(stem(candidate.second));
        return different;
    };
    if (stems().size() > 1) {  // the likeliest kind of slip decides
        const auto likeliest = std::min_element(candidates.begin(), candidates.end())->first;
        std::erase_if(candidates, [&](const auto& candidate) { return candidate.first != likeliest; });
        if (stems().size() > 1) return word;
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [slip, candidate] :
         candidates) {  // "jumpe" of "jump", "jumps" and "jumped": as captions say it
        if (slip != Slip::Exchanged && is_verb_form(candidate, VerbForm::Third)) return candidate;
    }
    return candidates.front().second;
}

std::string normalise_prompt(std::string_view prompt) {
    Words words = split_prompt(prompt);
    split_units(words);
    words = with_counts(respelt(words));
    std::string text;
    for (const auto& word : words) {
        if (!text.empty() && !is_mark(word)) text += ' ';
        text += word;
    }
    return text.empty() ? text : text + ".";
}

}  // namespace im

#include "engine/synthesis/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

namespace im {
namespace {

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Each word through `change`; what stands between words stays.
template <class Change>
std::string map_words(const std::string& text, Change&& change) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_letter(text[end])) ++end;
        if (end > at) {
            result += change(text.substr(at, end - at));
            at = end;
        } else {
            result += text[at++];
        }
    }
    return result;
}

std::string lower(std::string word) {
    for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return word;
}

/// `word` with its first letter as large as `like`'s.
std::string cased(std::string word, const std::string& like) {
    if (std::isupper(static_cast<unsigned char>(like[0])) != 0)
        word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    return word;
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0)
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

template <class List>
bool one_of(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// "walks forward, in high spirits" -> "walks forward": what joins with another clause stands in front. Empty
/// where more is done behind the comma than told in which way: "lifts their arm, pointing ahead".
std::optional<std::string> before_comma(const std::string& text) {
    static constexpr std::array<std::string_view, 6> kOfStyle = {"looking", "acting",  "lacking",
                                                                 "feeling", "showing", "being"};
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos) return text;
    const auto behind = words_of(text.substr(comma));
    if (!behind.empty() && behind[0].ends_with("ing") && !one_of(kOfStyle, behind[0])) return std::nullopt;
    return text.substr(0, comma);
}

}  // namespace

std::string mirror_sides(const std::string& text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPairs = {{
        {"left", "right"},
        {"leftward", "rightward"},
        {"leftwards", "rightwards"},
        {"lefthand", "righthand"},
        {"clockwise", "counterclockwise"},
        {"clockwise", "anticlockwise"},
    }};
    return map_words(text, [](const std::string& word) {
        const std::string plain = lower(word);
        for (const auto& [a, b] : kPairs) {
            if (plain == a) return cased(std::string(b), word);
            if (plain == b) return cased(std::string(a), word);
        }
        return word;
    });
}

bool says_amount(const std::string& text) {
    static constexpr std::array<std::string_view, 24> kAmounts = {
        "one",  "two",   "three",   "four",   "five",  "six",  "seven",       "eight",
        "nine", "ten",   "eleven",  "twelve", "twice", "once", "thrice",      "times",
        "step", "steps", "several", "few",    "again", "hops", "alternately", "first"};
    for (const std::string& word : words_of(text)) {
        if (one_of(kAmounts, word) || std::isdigit(static_cast<unsigned char>(word[0])) != 0) return true;
    }
    return false;
}

std::string swap_limb(const std::string& text) {
    static constexpr std::array<const char*, 2> kLimbs = {"hand", "arm"};
    static constexpr std::array<const char*, 5> kOwners = {"their ", "his ", "her ", "its ", "the "};
    for (const char* limb : kLimbs) {
        const std::string both = std::string("both ") + limb + "s";
        if (const auto at = text.find(both); at != std::string::npos)
            return text.substr(0, at) + "the right " + limb + text.substr(at + both.size());
        for (const char* side : {"right ", "left "}) {
            for (const char* owner : kOwners) {
                const std::string one = std::string(owner) + side + limb;
                const auto at = text.find(one);
                if (at == std::string::npos) continue;
                const std::size_t end = at + one.size();
                if (end < text.size() && is_letter(text[end])) continue;
                return text.substr(0, at) + both + text.substr(end);
            }
        }
    }
    return {};
}

std::string draw_subject(SynthesisRandom& random) {
    static constexpr std::array<const char*, 16> kSubjects = {
        "a person",    "a person", "a person", "a person", "someone", "someone", "the person", "the person",
        "this person", "a figure", "a human",  "a man",    "the man", "a woman", "the woman",  "the figure"};
    return draw_from(random, kSubjects);
}

std::optional<Phrase> draw_clause(const CaptionedMotion& clip, const std::string& subject, bool piece,
                                  SynthesisRandom& random) {
    if (clip.captions.empty()) return std::nullopt;
    const std::size_t first = random() % clip.captions.size();
    for (std::size_t i = 0; i < clip.captions.size(); ++i) {
        auto phrase = parse_phrase(clip.captions[(first + i) % clip.captions.size()]);
        if (!phrase) continue;
        const bool goes_on = phrase->rest.find(" then ") != std::string::npos ||
                             phrase->rest.find("while ") != std::string::npos;
        if (goes_on || phrase->lemma == "be") continue;
        const auto front = before_comma(phrase->rest);
        if (!front) continue;
        phrase->rest = *front;
        if (piece && says_amount(phrase->rest)) continue;
        if (words_of(phrase->rest).size() > 11) continue;
        return with_subject(*phrase, subject);
    }
    return std::nullopt;
}

std::string sentence(const std::string& text) {
    return text.empty() || text.back() == '.' ? text : text + ".";
}

std::string number_word(int number) {
    static constexpr std::array<const char*, 11> kNumbers = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    return number >= 0 && number <= 10 ? kNumbers[static_cast<std::size_t>(number)] : std::to_string(number);
}

std::string draw_times(int count, SynthesisRandom& random) {
    const double draw = draw_unit(random);
    if (count == 1) return draw < 0.75 ? "once" : draw < 0.9 ? "one time" : "1 time";
    if (draw < 0.2) return std::to_string(count) + " times";
    if (count == 2) return draw < 0.8 ? "twice" : "two times";
    if (count == 3 && draw > 0.85) return "thrice";
    return number_word(count) + " times";
}

std::string join_licences(const std::vector<const CaptionedMotion*>& parts) {
    std::set<std::string> licences;
    for (const CaptionedMotion* part : parts) {
        std::string rest = part->licence.empty() ? kUnknownLicence : part->licence;
        for (std::size_t at; (at = rest.find(" + ")) != std::string::npos; rest = rest.substr(at + 3))
            licences.insert(rest.substr(0, at));
        licences.insert(rest);
    }
    std::string joined;
    for (const std::string& licence : licences) joined += (joined.empty() ? "" : " + ") + licence;
    return joined;
}

}  // namespace im

#include "engine/evaluate/composed_caption.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "engine/text/person_words.h"

namespace im {
namespace {

bool is_in(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

/// Without white space and full stops at the ends.
std::string trimmed(std::string_view text) {
    constexpr std::string_view kEnds = " \t\r\n.";
    const auto first = text.find_first_not_of(kEnds);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kEnds) - first + 1));
}

std::string_view next_word(std::string_view text) {
    return text.substr(0, text.find(' '));
}

/// "jumping," counts, "sing" does not.
bool begins_with_participle(std::string_view text) {
    auto word = next_word(text);
    if (word.ends_with(',')) word.remove_suffix(1);
    return word.size() > 4 && word.ends_with("ing");
}

/// Letters of "a young man" in "a young man walks"; 0 when the text does not begin with a person.
std::size_t subject_length(std::string_view text) {
    const auto first = next_word(text);
    if (is_in(first, {"someone", "somebody", "he", "she", "they"})) return first.size();
    if (!is_in(first, {"a", "an", "the", "this", "one"})) return 0;
    std::size_t end = first.size();
    for (int adjectives = 0; adjectives < 4 && end < text.size(); ++adjectives) {
        const auto word = next_word(text.substr(end + 1));
        end += 1 + word.size();
        if (is_person_noun(word)) return end;
    }
    return 0;
}

/// Subject and what it does.
struct Clause {
    std::string subject, rest;
    explicit Clause(std::string_view text) {
        const auto length = subject_length(text);
        subject = text.substr(0, length);
        rest = trimmed(text.substr(length));
    }
    bool is_whole() const { return !subject.empty() && !rest.empty(); }
};

/// The text before and behind the only occurrence of `connective`.
struct Halves {
    bool found = false;
    std::string before, behind;
};
Halves halves(const std::string& text, const std::string& connective) {
    const auto at = text.find(connective);
    if (at == std::string::npos || text.find(connective, at + 1) != std::string::npos) return {};
    return {true, trimmed(text.substr(0, at)), trimmed(text.substr(at + connective.size()))};
}

/// "after A-ing, S B": `word` is "after", "before" or "while"; only the first two can be turned round.
std::optional<ComposedCaption> parse_leading(const std::string& text, const std::string& word,
                                             const std::string& opposite) {
    if (!text.starts_with(word + " ")) return {};
    auto comma = text.find(", ");  // of several, the one before the subject
    while (comma != std::string::npos && subject_length(text.substr(comma + 2)) == 0)
        comma = text.find(", ", comma + 1);
    if (comma == std::string::npos) return {};
    const auto part = text.substr(word.size() + 1, comma - word.size() - 1);
    const Clause main(text.substr(comma + 2));
    if (!main.is_whole() || !begins_with_participle(part)) return {};
    const auto of_part = main.subject + " is " + part + ".", of_main = main.subject + " " + main.rest + ".";
    const auto reversed = opposite.empty() ? "" : opposite + text.substr(word.size()) + ".";
    return word == "before" ? ComposedCaption{reversed, of_main, of_part}
                            : ComposedCaption{reversed, of_part, of_main};
}

/// "S A before B-ing": `word` is "before", "after" or "while" with spaces around.
std::optional<ComposedCaption> parse_trailing(const std::string& text, const std::string& word,
                                              const std::string& opposite) {
    const auto parts = halves(text, word);
    const Clause main(parts.before);
    if (!parts.found || !main.is_whole() || !begins_with_participle(parts.behind)) return {};
    const auto of_main = parts.before + ".", of_part = main.subject + " is " + parts.behind + ".";
    if (opposite.empty()) return ComposedCaption{"", of_main, of_part};
    const auto reversed = parts.before + opposite + parts.behind + ".";
    return word == " after " ? ComposedCaption{reversed, of_part, of_main}
                             : ComposedCaption{reversed, of_main, of_part};
}

/// "S A, then B".
std::optional<ComposedCaption> parse_joined(const std::string& text, const std::string& connective) {
    const auto parts = halves(text, connective);
    Clause main(parts.before);
    if (!parts.found || !main.is_whole()) return {};
    std::string head = main.subject;
    if (main.rest.starts_with("first ")) {
        head += " first";
        main.rest.erase(0, 6);
    }
    const Clause second(parts.behind);  // its subject may be said again
    const auto& behind = second.is_whole() ? second.rest : parts.behind;
    if (behind.empty()) return {};
    return ComposedCaption{head + " " + behind + connective + main.rest + ".",
                           main.subject + " " + main.rest + ".", main.subject + " " + behind + "."};
}

std::optional<ComposedCaption> parse_starts_ends(const std::string& text) {
    const Clause main(text);
    if (!main.is_whole() || !main.rest.starts_with("starts by ")) return {};
    const auto parts = halves(main.rest.substr(10), " and ends by ");
    if (!parts.found) return {};
    return ComposedCaption{main.subject + " starts by " + parts.behind + " and ends by " + parts.before + ".",
                           main.subject + " is " + parts.before + ".",
                           main.subject + " is " + parts.behind + "."};
}

std::optional<ComposedCaption> parse_afterwards(const std::string& text) {
    const auto parts = halves(text, ". afterwards, ");
    if (!parts.found || !Clause(parts.before).is_whole() || !Clause(parts.behind).is_whole()) return {};
    return ComposedCaption{parts.before + ". before that, " + parts.behind + ".", parts.before + ".",
                           parts.behind + "."};
}

/// "S A and B at the same time": understood where one "and" leaves no doubt what the two are.
std::optional<ComposedCaption> parse_same_time(const std::string& text) {
    constexpr std::string_view kEnd = " at the same time";
    if (!text.ends_with(kEnd)) return {};
    const auto parts = halves(text.substr(0, text.size() - kEnd.size()), " and ");
    const Clause main(parts.before);
    if (!parts.found || !main.is_whole() || parts.behind.empty()) return {};
    return ComposedCaption{"", parts.before + ".", main.subject + " " + parts.behind + "."};
}

}  // namespace

std::optional<ComposedCaption> parse_composed(const std::string& caption) {
    const auto text = trimmed(lower(caption));
    if (auto found = parse_starts_ends(text)) return found;
    if (auto found = parse_afterwards(text)) return found;
    if (auto found = parse_leading(text, "after", "before")) return found;
    if (auto found = parse_leading(text, "before", "after")) return found;
    if (auto found = parse_leading(text, "while", "")) return found;
    // Longer connectives first: ", then" is part of none of them, "then" of several.
    static const std::array<std::string, 6> connectives{", and after that ", ", and then ", ", after which ",
                                                        ", then ",           " and then ",  " then "};
    for (const auto& connective : connectives) {
        if (text.find(connective) != std::string::npos) return parse_joined(text, connective);
    }
    if (auto found = parse_trailing(text, " before ", " after ")) return found;
    if (auto found = parse_trailing(text, " after ", " before ")) return found;
    if (auto found = parse_same_time(text)) return found;
    return parse_trailing(text, " while ", "");
}

}  // namespace im

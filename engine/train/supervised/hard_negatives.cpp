#include "engine/train/supervised/hard_negatives.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/text/person_words.h"

namespace im {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Lower case, without the full stop and spaces at the ends.
std::string plain(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
    const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t.");
    return first == std::string::npos || last == std::string::npos ? ""
                                                                   : text.substr(first, last + 1 - first);
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        if (is_letter(c) || c == '-' || c == '\'') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

struct Clause {
    std::string subject, verb;  ///< "the old man", "is walking ahead"
    bool valid() const { return !verb.empty(); }
    /// "walking ahead" of "is walking ahead"; empty for another tense.
    std::string gerund() const {
        const auto space = verb.find(' ');
        const bool progressive =
            verb.starts_with("is ") &&
            verb.substr(space + 1, verb.find(' ', space + 1) - space - 1).ends_with("ing");
        return progressive ? verb.substr(3) : "";
    }
};

/// The subject is what ends with the first noun for a person among the first words.
Clause clause_of(const std::string& text) {
    constexpr int kSubjectWordsMax = 5;
    std::size_t start = 0;
    for (int i = 0; i < kSubjectWordsMax && start < text.size(); ++i) {
        const auto end = std::min(text.find(' ', start), text.size());
        const auto word = text.substr(start, end - start);
        if ((is_person_word(word) || word == "he" || word == "she") && end + 1 < text.size())
            return {text.substr(0, end), text.substr(end + 1)};
        start = end + 1;
    }
    return {};
}

/// Splits at the only place where `mark` occurs.
bool split_once(const std::string& text, const std::string& mark, std::string& before, std::string& after) {
    const auto at = text.find(mark);
    if (at == std::string::npos || text.find(mark, at + 1) != std::string::npos) return false;
    before = text.substr(0, at);
    after = text.substr(at + mark.size());
    return !before.empty() && !after.empty();
}

/// `first` and `second` are verb phrases of `subject`, joined in this order.
std::string in_order(const std::string& subject, const Clause& first, const Clause& second,
                     const std::string& joint) {
    // "then is walking" is no English; "before walking" is.
    if (const auto gerund = second.gerund(); !gerund.empty())
        return fmt::format("{} {} before {}.", subject, first.verb, gerund);
    return fmt::format("{} {}{}{}.", subject, first.verb, joint, second.verb);
}

}  // namespace

std::string swap_sides(const std::string& caption) {
    std::string swapped, before, two_before;  // the words before this one
    bool changed = false;
    for (std::size_t i = 0; i < caption.size();) {
        std::size_t end = i;
        while (end < caption.size() && is_letter(caption[end])) ++end;
        const std::string word = caption.substr(i, end - i);
        const bool remaining = word == "left" && two_before == "no";  // "with no energy left"
        if (!remaining && (word.starts_with("left") || word == "right" || word.starts_with("rightward"))) {
            swapped += word[0] == 'l' ? "right" + word.substr(4) : "left" + word.substr(5);
            changed = true;
        } else {
            swapped += word;
        }
        if (!word.empty()) two_before = std::exchange(before, word);
        if (end == i) swapped += caption[end++];
        i = end;
    }
    return changed ? swapped : "";
}

Retold retell(const std::string& caption) {
    const std::string text = plain(caption);
    std::string a, b;
    for (const auto& [word, other] : {std::pair{"after ", "before "}, std::pair{"before ", "after "}}) {
        if (text.starts_with(word)) {  // "after bowing, a person walks": the comma may be followed by more of
                                       // the first part
            for (auto comma = text.find(", "); comma != std::string::npos;
                 comma = text.find(", ", comma + 1)) {
                const std::string gerund =
                    text.substr(std::string_view(word).size(), comma - std::string_view(word).size());
                const Clause clause = clause_of(text.substr(comma + 2));
                if (!clause.valid()) continue;
                return {fmt::format("{} {} {}{}.", clause.subject, clause.verb, word, gerund),
                        fmt::format("{}{}, {} {}.", other, gerund, clause.subject, clause.verb)};
            }
            return {};
        }
    }
    if (split_once(text, ". afterwards, they ", a, b))
        return {"", fmt::format("{}. before that, they {}.", a, b)};
    if (split_once(text, ". before that, they ", a, b))
        return {"", fmt::format("{}. afterwards, they {}.", a, b)};
    if (split_once(text, " starts by ", a, b)) {
        std::string first, second;
        if (split_once(b, " and ends by ", first, second))
            return {"", fmt::format("{} starts by {} and ends by {}.", a, second, first)};
        return {};
    }
    for (const char* joint : {", and after that ", ", and then ", " and then ", ", then ", " then "}) {
        if (!split_once(text, joint, a, b)) continue;
        Clause first = clause_of(a);
        if (!first.valid() || b.find(" then ") != std::string::npos ||
            first.verb.find(" then ") != std::string::npos)
            return {};
        std::string subject = first.subject;
        const bool counted = first.verb.starts_with("first ");
        if (counted) {
            first.verb = first.verb.substr(6);
            if (first.gerund().empty()) subject += " first";
        }
        return {"", in_order(subject, {"", b}, first, joint)};
    }
    for (const auto& [word, other] : {std::pair{" before ", " after "}, std::pair{" after ", " before "}}) {
        if (!split_once(text, word, a, b) || !b.substr(0, b.find(' ')).ends_with("ing")) continue;
        const Clause clause = clause_of(a);
        if (!clause.valid()) return {};
        return {fmt::format("{}{}, {} {}.", word + 1, b, clause.subject, clause.verb),
                fmt::format("{}{}{}.", a, other, b)};
    }
    return {};
}

std::string tell_in_order(const std::string& first, const std::string& second, unsigned variant) {
    const Clause a = clause_of(plain(first)), b = clause_of(plain(second));
    if (!a.valid() || !b.valid()) return "";
    const std::string ga = a.gerund(), gb = b.gerund();
    const auto& s = a.subject;
    std::vector<std::string> ways;
    if (gb.empty()) {
        for (const char* joint : {", then ", " and then ", ", and after that "})
            ways.push_back(fmt::format("{} {}{}{}.", s, a.verb, joint, b.verb));
        ways.push_back(fmt::format("{} first {}, then {}.", s, a.verb, b.verb));
    } else {
        ways.push_back(fmt::format("{} {} before {}.", s, a.verb, gb));
        ways.push_back(fmt::format("before {}, {} {}.", gb, s, a.verb));
        ways.push_back(fmt::format("{} {}. afterwards, they are {}.", s, a.verb, gb));
    }
    if (!ga.empty()) {
        ways.push_back(fmt::format("after {}, {} {}.", ga, s, b.verb));
        ways.push_back(fmt::format("{} {} after {}.", s, b.verb, ga));
        ways.push_back(fmt::format("{} {}. before that, they are {}.", s, b.verb, ga));
        if (!gb.empty()) ways.push_back(fmt::format("{} starts by {} and ends by {}.", s, ga, gb));
    }
    return ways[variant % ways.size()];
}

StyleWords::StyleWords(const std::vector<const CaptionedMotion*>& motions) {
    constexpr int kUsesMin = 4;
    constexpr double kShareMin = 0.9;
    std::map<std::string, std::map<std::string, int>> uses;
    for (const auto* motion : motions) {
        if (motion->style.empty() || motion->actions.size() > 1) continue;  // two actions may have two styles
        for (const auto& caption : motion->captions) {
            const auto words = words_of(caption);
            for (const auto& word : std::set<std::string>(words.begin(), words.end()))
                ++uses[word][motion->style];
        }
    }
    // Words of an action that has one style only ("salsa") tell nothing about style: the word must occur with
    // several actions.
    std::map<std::string, std::set<std::string>> actions;
    for (const auto* motion : motions) {
        if (motion->actions.size() != 1) continue;
        for (const auto& caption : motion->captions) {
            for (const auto& word : words_of(caption)) actions[word].insert(motion->actions.front());
        }
    }
    for (const auto& [word, by_style] : uses) {
        int all = 0;
        const auto most = std::max_element(by_style.begin(), by_style.end(),
                                           [](const auto& x, const auto& y) { return x.second < y.second; });
        for (const auto& entry : by_style) all += entry.second;
        if (all >= kUsesMin && most->second >= kShareMin * all && most->first != "normal" &&
            actions[word].size() > 1) {
            style_by_word_[word] = most->first;
        }
    }
}

std::string StyleWords::style_of(const std::string& caption) const {
    std::string style;
    for (const auto& word : words_of(caption)) {
        const auto found = style_by_word_.find(word);
        if (found == style_by_word_.end()) continue;
        if (!style.empty() && style != found->second) return "";
        style = found->second;
    }
    return style;
}

std::string label_of(const CaptionedMotion& motion) {
    if (motion.actions.empty()) return motion.id;
    return fmt::format("{}|{}", fmt::join(motion.actions, ">"), motion.style);
}

}  // namespace im

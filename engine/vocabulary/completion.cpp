#include "engine/vocabulary/completion.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "engine/text/english_words.h"

namespace im {
namespace {

constexpr std::string_view kSubject = "a person ";

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (static_cast<unsigned char>(c) < 0x80)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

std::string without_end(std::string text) {
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    return text;
}

std::string predicate(const std::string& sentence) {
    return without_end(sentence.starts_with(kSubject) ? sentence.substr(kSubject.size()) : sentence);
}

/// "waves" -> "waving", of a predicate's first word.
std::string in_gerund(const std::string& text) {
    const auto end = std::min(text.find(' '), text.size());
    const auto verb = verb_lemma(text.substr(0, end));
    return is_known_verb(verb) ? inflect(verb, VerbForm::Gerund) + text.substr(end) : text;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (auto& word : split_words(text)) {
        const auto first = static_cast<unsigned char>(word.front());
        if (std::isalnum(first) != 0 || first >= 0x80) words.push_back(std::move(word));
    }
    return words;
}

/// Whether each of `typed` is the beginning of a word of `words`.
bool has_beginnings(const std::vector<std::string>& words, const std::vector<std::string>& typed) {
    return std::all_of(typed.begin(), typed.end(), [&](const std::string& part) {
        return std::any_of(words.begin(), words.end(),
                           [&](const auto& word) { return word.starts_with(part); });
    });
}

/// The text up to the action that is being typed, and that action.
struct Typed {
    std::string head;  ///< "a person walks forward, then "; empty for the first action
    std::string tail;  ///< "wav", lower-cased, without subject
    bool gerund = false;
};

Typed take_apart(std::string_view text) {
    constexpr std::array<std::string_view, 5> kJoints = {" then ", " and ", " while ", ", ", ". "};
    const std::string small = lower(text);
    std::size_t at = 0;
    bool gerund = false;
    for (const auto joint : kJoints) {
        const auto found = small.rfind(joint);
        if (found == std::string::npos || found + joint.size() <= at) continue;
        at = found + joint.size();
        gerund = joint == " while ";
    }
    Typed typed{std::string(text.substr(0, at)), small.substr(at), gerund};
    const auto first = typed.tail.find_first_not_of(' ');
    typed.tail.erase(0, first == std::string::npos ? typed.tail.size() : first);
    return typed;
}

/// "a person", "someone", "the man": what the first action's text begins with, or the default.
std::string subject_of(const std::string& tail) {
    constexpr std::array<std::string_view, 10> kSubjects = {
        "a person ", "the person ", "this person ", "someone ",  "a man ",
        "the man ",  "a woman ",    "the woman ",   "a figure ", "a human "};
    for (const auto subject : kSubjects) {
        if (tail.starts_with(subject)) return std::string(subject);
    }
    return {};
}

struct Ranked {
    int rank = 0;
    int clips = 0;
    std::size_t order = 0;
    Suggestion suggestion;
};

}  // namespace

std::vector<Suggestion> complete_prompt(const Vocabulary& vocabulary, std::string_view text,
                                        std::size_t count) {
    Typed typed = take_apart(text);
    const std::string subject = typed.head.empty() ? subject_of(typed.tail) : std::string();
    const std::string action = typed.tail.substr(subject.size());
    const auto words = words_of(action);
    if (words.empty()) return {};
    const std::string whole = without_end(lower(text));
    std::vector<Ranked> found;
    std::unordered_set<std::string> seen;
    const auto offer = [&](const VocabularyAction& owner, const std::string& prompt) {
        std::string phrase = predicate(prompt);
        if (typed.gerund) phrase = in_gerund(phrase);
        const bool goes_on = phrase.starts_with(action);
        if (!goes_on && !has_beginnings(words_of(phrase), words)) return;
        const std::string begin =
            typed.head.empty() ? (subject.empty() ? std::string(kSubject) : subject) : typed.head;
        std::string full = begin + phrase;
        if (without_end(lower(full)) == whole || !seen.insert(full).second) return;
        found.push_back({goes_on ? 0 : 1, owner.clips, found.size(), {phrase, full}});
    };
    for (const auto& owner : vocabulary.actions) {
        const bool row = owner.name.find('>') != std::string::npos;
        if (row && !typed.head.empty()) continue;
        offer(owner, owner.prompt);
        for (const auto* choices : {&owner.sides, &owner.counts, &owner.paths})
            for (const auto& choice : *choices) offer(owner, choice.prompt);
        for (const auto& example : owner.examples) offer(owner, example);
    }
    std::stable_sort(found.begin(), found.end(), [](const Ranked& a, const Ranked& b) {
        return a.rank != b.rank     ? a.rank < b.rank
               : a.clips != b.clips ? a.clips > b.clips
                                    : a.order < b.order;
    });
    std::vector<Suggestion> best;
    for (auto& ranked : found) {
        if (best.size() == count) break;
        best.push_back(std::move(ranked.suggestion));
    }
    return best;
}

std::vector<const VocabularyAction*> find_actions(const Vocabulary& vocabulary, std::string_view search) {
    const auto typed = words_of(search);
    std::vector<std::pair<int, const VocabularyAction*>> found;
    for (const auto& action : vocabulary.actions) {
        std::string text = action.name + " " + action.phrase;
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '_' || c == '+' || c == '>'; }, ' ');
        auto words = words_of(text);
        const bool named = has_beginnings(words, typed);
        for (const auto& more : action.examples) {
            for (auto& word : words_of(more)) words.push_back(std::move(word));
        }
        for (auto& word : words_of(action.group)) words.push_back(std::move(word));
        for (const auto* choices : {&action.sides, &action.counts, &action.paths, &action.styles}) {
            for (const auto& choice : *choices) {
                for (auto& word : words_of(choice.value)) words.push_back(std::move(word));
            }
        }
        if (named || has_beginnings(words, typed)) found.emplace_back(named ? 0 : 1, &action);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const VocabularyAction*> actions;
    for (const auto& [rank, action] : found) actions.push_back(action);
    return actions;
}

}  // namespace im

#include "engine/language/clauses.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

/// What stands between two finite verbs, longest first.
constexpr auto kThen = std::to_array<std::string_view>(
    {", and after that", ", and then", ", after that", "and after that", "and then", ", then",
     ", followed by", "then", "followed by", ", and afterwards", "and afterwards", "before", "and finally",
     ", and finally"});
constexpr auto kWhile = std::to_array<std::string_view>({"while", "as"});

bool begins_at(const Words& words, std::size_t at, const Words& wanted) {
    return at + wanted.size() < words.size() &&
           std::equal(wanted.begin(), wanted.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
}

bool is_pronoun(const std::string& word) {
    constexpr auto pronouns = std::to_array<std::string_view>({"they", "he", "she", "it", "i", "you", "we"});
    return std::find(pronouns.begin(), pronouns.end(), word) != pronouns.end();
}

Words slice(const Words& words, std::size_t begin, std::size_t end) {
    return {words.begin() + static_cast<std::ptrdiff_t>(begin),
            words.begin() + static_cast<std::ptrdiff_t>(end)};
}

struct Boundary {
    std::size_t begin = 0, end = 0;  ///< of the joining words
    Joint joint = Joint::Then;
    Phrase next;  ///< what they join, up to the end of the text
};

/// The first place where another action is joined.
std::optional<Boundary> find_boundary(const Words& words) {
    for (std::size_t at = 1; at < words.size(); ++at) {
        for (const auto joint : {Joint::Then, Joint::While}) {
            const auto try_joint = [&](std::string_view text) -> std::optional<Boundary> {
                const auto joining = split_words(text);
                if (!begins_at(words, at, joining)) return std::nullopt;
                const auto next = at + joining.size();
                const bool gerund_only =
                    text == "before" || text.ends_with("followed by") || joint == Joint::While;
                const bool clause = is_pronoun(words[next]);
                const bool gerund = is_verb_form(words[next], VerbForm::Gerund);
                const bool third =
                    is_verb_form(words[next], VerbForm::Third) || words[next] == "is" || words[next] == "has";
                if (!(clause || gerund || (third && !gerund_only))) return std::nullopt;
                if (text == "as" && !clause) return std::nullopt;
                auto phrase = parse_phrase(join_words(slice(words, next, words.size())));
                if (!phrase) return std::nullopt;
                return Boundary{at, next, joint, *phrase};
            };
            const auto search = [&](const auto& list) -> std::optional<Boundary> {
                for (const auto text : list) {
                    if (auto found = try_joint(text)) return found;
                }
                return std::nullopt;
            };
            if (auto found = joint == Joint::Then ? search(kThen) : search(kWhile)) return found;
        }
    }
    return std::nullopt;
}

/// `phrase` with its own clauses split off behind it.
void append_clauses(Phrase phrase, Clauses& clauses) {
    phrase.subject.clear();
    const Words words = split_words(third_person(phrase));
    const auto boundary = find_boundary(words);
    if (!boundary) {
        clauses.actions.push_back(std::move(phrase));
        return;
    }
    // "jumps while swinging both arms and spreading their legs": what "while" governs goes on to the end.
    phrase.rest = join_words(slice(words, 1, boundary->begin));
    clauses.actions.push_back(std::move(phrase));
    clauses.joints.push_back(boundary->joint);
    append_clauses(boundary->next, clauses);
}

/// "starts by bowing and ends by waving".
bool append_start_and_end(const Phrase& phrase, Clauses& clauses) {
    constexpr std::string_view middle = " and ends by ";
    const auto at = phrase.rest.find(middle);
    if (phrase.lemma != "start" || !phrase.rest.starts_with("by ") || at == std::string::npos) return false;
    const auto first = parse_phrase(phrase.rest.substr(3, at - 3));
    const auto second = parse_phrase(phrase.rest.substr(at + middle.size()));
    if (!first || !second) return false;
    append_clauses(*first, clauses);
    clauses.joints.push_back(Joint::Then);
    append_clauses(*second, clauses);
    return true;
}

std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" .,!?\t"), last = text.find_last_not_of(" .,!?\t");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// "after bowing, a man walks", "while waving, a man walks": the clause in front and the text behind it.
std::optional<std::pair<Phrase, std::string>> front_clause(const std::string& text, std::string_view word) {
    if (!text.starts_with(word)) return std::nullopt;
    for (auto comma = text.find(", "); comma != std::string::npos; comma = text.find(", ", comma + 1)) {
        auto front = parse_phrase(text.substr(word.size(), comma - word.size()));
        auto behind = text.substr(comma + 2);
        const auto main = parse_phrase(behind);
        if (front && front->subject.empty() && main && !main->subject.empty())
            return std::pair{*front, std::move(behind)};
    }
    return std::nullopt;
}

bool append_sentence(const std::string& text, Clauses& clauses) {
    if (auto front = front_clause(text, "after ")) {
        append_clauses(std::move(front->first), clauses);
        clauses.joints.push_back(Joint::Then);
        return append_sentence(front->second, clauses);
    }
    if (auto front = front_clause(text, "while ")) {
        const auto main = parse_phrase(front->second);
        clauses.subject = main->subject;
        append_clauses(*main, clauses);
        clauses.joints.push_back(Joint::While);
        append_clauses(std::move(front->first), clauses);
        return true;
    }
    const auto phrase = parse_phrase(text);
    if (!phrase) return false;
    if (clauses.subject.empty()) clauses.subject = phrase->subject;
    if (!append_start_and_end(*phrase, clauses)) append_clauses(*phrase, clauses);
    return true;
}

/// Without "afterwards," and the like in front of a second sentence.
std::string without_order(std::string text) {
    for (const std::string_view word :
         {"afterwards", "after that", "and then", "then", "next", "finally", "lastly"}) {
        if (text.starts_with(word) && text.size() > word.size() &&
            (text[word.size()] == ' ' || text[word.size()] == ','))
            return trimmed(text.substr(word.size()));
    }
    return text;
}

}  // namespace

std::optional<Clauses> split_clauses(const std::string& caption) {
    const std::string text = trimmed(join_words(split_words(caption)));
    Clauses clauses;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(". ", at), text.size());
        const auto sentence = trimmed(text.substr(at, end - at));
        at = end + 2;
        if (sentence.empty()) continue;
        const bool first = clauses.actions.empty();
        if (!first) clauses.joints.push_back(Joint::Then);
        if (!append_sentence(first ? sentence : without_order(sentence), clauses)) return std::nullopt;
    }
    if (clauses.actions.empty()) return std::nullopt;
    return clauses;
}

}  // namespace im

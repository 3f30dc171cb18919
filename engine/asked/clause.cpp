#include "engine/asked/clause.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/language/normalise.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

bool is_negation(const std::string& word) {
    return is_among(word, {"not", "without", "never", "no", "don't", "doesn't", "stop", "stops", "stopping"});
}

/// Punctuation as words of its own.
std::string spaced(const std::string& prompt) {
    std::string text;
    for (const char c : normalise_prompt(prompt)) {
        if (c == ',' || c == '.' || c == ';' || c == '!' || c == ':' || c == '+')
            text += c == '+' ? " while " : " , ";
        else
            text += c;
    }
    return text;
}

/// "back and forth": an "and" that joins no two actions.
bool joins_ways(std::string_view before, std::string_view after) {
    constexpr std::pair<std::string_view, std::string_view> pairs[] = {
        {"back", "forth"}, {"to", "fro"}, {"up", "down"},      {"left", "right"},
        {"right", "left"}, {"in", "out"}, {"around", "around"}};
    return std::find(std::begin(pairs), std::end(pairs), std::pair(before, after)) != std::end(pairs);
}

}  // namespace

bool is_among(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool AskedClause::has(std::initializer_list<std::string_view> list) const {
    return std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_among(word, list); });
}

bool AskedClause::has_lemma(bool (*test)(const std::string&)) const {
    return std::any_of(words.begin(), words.end(), [&](const auto& word) { return test(verb_lemma(word)); });
}

bool AskedClause::has_stem(std::string_view stem) const {
    return std::any_of(words.begin(), words.end(), [&](const auto& word) {
        return word == stem || verb_lemma(word) == stem || noun_lemma(word) == stem;
    });
}

double AskedClause::side() const {
    const bool left =
        has({"left", "leftwards", "leftward", "counterclockwise", "anticlockwise", "left-handed"});
    const bool right = has({"right", "rightwards", "rightward", "clockwise", "right-handed"});
    return left == right ? 0 : left ? 1 : -1;
}

bool AskedClause::negated() const {
    return std::any_of(words.begin(), words.end(), is_negation);
}

std::vector<AskedClause> clauses_of(const std::string& prompt) {
    std::vector<AskedClause> clauses(1);
    bool begun_with_before = false, begun_with_after = false;
    const std::string text = spaced(prompt);
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty()) continue;
        if (!is_among(word, {",", "then", "and", "while", "before", "after", "afterwards", "followed"})) {
            clauses.back().words.push_back(word);
            continue;
        }
        const auto next_end = begin < text.size() ? std::min(text.find(' ', begin), text.size()) : begin;
        const std::string_view next =
            std::string_view(text).substr(std::min(begin, text.size()), next_end - begin);
        if (word == "and" && !clauses.back().words.empty() && joins_ways(clauses.back().words.back(), next))
            continue;
        const bool first = clauses.size() == 1 && clauses.back().words.empty();
        if (first) {
            begun_with_before = begun_with_before || word == "before";
            begun_with_after = begun_with_after || word == "after";
            continue;
        }
        if (!clauses.back().words.empty()) clauses.emplace_back();
        ClauseJoint& joint = clauses.back().joint;
        if (is_among(word, {"then", "before", "afterwards", "followed"})) joint = ClauseJoint::Then;
        if (word == "after") joint = ClauseJoint::Earlier;
        if (word == "while") joint = ClauseJoint::While;
        if (joint == ClauseJoint::None) joint = ClauseJoint::And;
    }
    if (clauses.back().words.empty()) clauses.pop_back();
    if (begun_with_before && clauses.size() == 2) clauses[1].joint = ClauseJoint::Earlier;
    if (begun_with_after && clauses.size() == 2) clauses[1].joint = ClauseJoint::Then;
    return clauses;
}

}  // namespace im

#pragma once
// A prompt cut where one action ends and the next begins, as words: what the readers of asked_facts.h and
// asked_actions.h look at.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace im {

/// How a clause stands to the one before it.
enum class ClauseJoint { None, And, Then, Earlier, While };

/// One action of the prompt with everything that is said of it.
struct AskedClause {
    std::vector<std::string> words;  ///< lower case, without punctuation; at least one
    /// "Earlier": "walks after bowing" has its second clause before the first.
    ClauseJoint joint = ClauseJoint::None;

    bool has(std::initializer_list<std::string_view> list) const;
    bool has_lemma(bool (*test)(const std::string&)) const;
    /// A word, or the verb or noun that it is a form of.
    bool has_stem(std::string_view stem) const;
    /// +1 left, -1 right, 0 neither or both.
    double side() const;
    bool negated() const;  ///< "without turning", "does not jump"
};

bool is_among(std::string_view word, std::initializer_list<std::string_view> list);

/// Cut at commas, "then", "and", "while", "before", "after", "as", full stops.
std::vector<AskedClause> clauses_of(const std::string& prompt);

}  // namespace im

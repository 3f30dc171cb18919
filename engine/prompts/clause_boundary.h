#pragma once
// Where clauses begin in one sentence of tagged words: connecting words, subjects, finite verbs. Looks only;
// what the clauses say is put together by clause_parser.cpp.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/text/pos_tagger.h"

namespace im {

/// Form of a verb as it stands in a sentence; None: no verb.
enum class ClauseForm { None, Third, Base, Gerund, Past };

/// How a clause follows the one before it: later, at the same time, or told later but done earlier ("X after
/// Y").
enum class ClauseLink { Then, With, After };

struct ClauseBoundary {
    std::size_t next = 0;  ///< where the next clause's subject or verb begins
    ClauseLink link = ClauseLink::Then;
    bool subject = false;  ///< the next clause has a subject of its own
    bool gerund = false;   ///< the next clause is a gerund behind before, after, while
    bool gap = false;      ///< its object is the noun before it: "..., which he kicks"
    bool noun = false;     ///< it has no verb: "followed by [does] a jump"
    bool same = false;     ///< it has no verb: "... and then [does the same with] the right hand"
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list);
bool is_subject_pronoun(const std::string& word);
/// Adverbs that order actions in time and so belong to no action.
bool orders_time(const std::string& word);

/// The first noun phrase in words[from..]: [first, last); empty when another word stands there.
std::pair<std::size_t, std::size_t> noun_phrase(const std::vector<std::string>& words,
                                                const std::vector<PosTag>& tags, std::size_t from);

/// Words [.., end_) are the sentence; positions are those of the whole text.
class ClauseFinder {
  public:
    ClauseFinder(const std::vector<std::string>& words, const std::vector<PosTag>& tags)
        : words_(words), tags_(tags) {}

  protected:
    const std::string& word(std::size_t i) const;  ///< empty behind the sentence
    bool tagged(std::size_t i, PosTag tag) const;  ///< false behind the sentence
    bool is_be(std::size_t i) const;
    bool is_verbal(std::size_t i) const;  ///< a verb or an auxiliary
    ClauseForm form_of(std::size_t i) const;
    std::size_t strict_noun_phrase(std::size_t i) const;  ///< its end; i where none begins
    std::size_t skip_adverbs(std::size_t i) const;        ///< the first position from i on that is none
    /// "after that", "at the same time", "and", "then", ",": how many words of such connection stand at i.
    std::size_t connector(std::size_t i, ClauseLink& link, bool& explicit_) const;
    /// Where the verb group of a clause begins whose subject begins at i; nothing when there is no such
    /// clause. `loose`: at the beginning of a sentence the subject may carry a relative clause or a
    /// participle ("a man holding a ball walks").
    std::optional<std::size_t> verb_after_subject(std::size_t i, bool loose) const;
    /// Whether a new clause begins behind the connecting words at i, given the verb form that the clauses so
    /// far have.
    std::optional<ClauseBoundary> boundary(std::size_t i, ClauseForm form, bool has_adjunct) const;
    /// before/after/while/as at i with a verb of its own.
    std::optional<ClauseBoundary> subordinate(std::size_t i) const;
    /// "..., which he" at i.
    std::optional<ClauseBoundary> relative_gap(std::size_t i) const;
    /// "then (with) the right (hand)" at i, where `rest`, behind the verb so far, names the left.
    std::optional<ClauseBoundary> other_side(std::size_t i, const std::vector<std::string>& rest) const;
    bool names_person(std::size_t verb, const std::string& subject) const;

    const std::vector<std::string>& words_;
    const std::vector<PosTag>& tags_;
    std::size_t end_ = 0;

  private:
    bool could_be_past(std::size_t i) const;
    /// A finite verb at i, adverbs and "first" before it allowed.
    std::optional<std::size_t> finite_at(std::size_t i, const std::string& subject) const;
    /// "..., his arms swing" is a clause; "..., the ball in hand" is not. Only pronouns and people open a
    /// clause behind a bare comma.
    bool starts_clause_after_comma(std::size_t i) const;
    /// X, Y and Z: behind the comma comes a list, not a remark.
    bool list_goes_on(std::size_t i) const;
};

}  // namespace im

#pragma once
// Clauses one after another in one sentence: "a man picks up a box, carries it and then sits down". How a
// sentence opens is read by clause_parser.cpp.

#include <optional>
#include <string>
#include <vector>

#include "engine/prompts/clause_boundary.h"
#include "engine/prompts/clause_objects.h"
#include "engine/prompts/clause_parser.h"

namespace im {

class ClauseChain : protected ClauseFinder {
  public:
    using ClauseFinder::ClauseFinder;

  protected:
    using Words = std::vector<std::string>;

    static std::ptrdiff_t at(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

    /// Clauses from at_ to end_. With `own_subject` the first one's subject stands at at_, else it is
    /// `subject`.
    void chain(ClauseLink link, bool own_subject, Words subject, bool plural);
    /// A clause that is complete.
    void push(Clause clause, ClauseLink link);

    /// Whether a noun stands for something that one does: a jog, three jumping jacks; not a moment.
    static bool names_action(const std::string& noun);
    /// "take" steps, "do" a spin.
    static std::string verb_for(const std::string& noun);
    static bool is_plural(const Words& subject);
    static bool is_body_part_phrase(const Words& phrase);
    /// "they" behind "a man" is that man.
    Words resolved_subject(Words named, bool& plural);

    std::size_t at_ = 0;              ///< the word that is read next
    int sentence_ = 0;                ///< its number
    bool existential_ = false;        ///< "there is ... who": another "who" tells more of the same person
    std::size_t sentence_start_ = 0;  ///< number of the first clause that shares objects with the next
    std::vector<Clause> clauses_;
    Words antecedent_;  ///< the noun that a pronoun stands for
    bool antecedent_plural_ = false;

  private:
    /// Reads auxiliaries, negation, adverbs and the verb; what follows "starts by" is the verb itself.
    ClauseForm verb_group(Clause& clause);
    /// "followed by a jump" at at_: the jump is a clause of its own.
    std::optional<ClauseBoundary> followed_by() const;
    ClauseForm same_again(Clause& clause, ClauseForm form) const;
    /// Reads what stands behind the verb, up to the next clause, if there is one.
    std::optional<ClauseBoundary> predicate(Clause& clause, ClauseForm form);
    void mention_owned(std::size_t from, std::size_t to);
    static Words without_relative(Words subject);

    ClauseObjects objects_;
};

}  // namespace im

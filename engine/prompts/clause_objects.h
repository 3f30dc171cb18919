#pragma once
// What one clause borrows from those before it: objects that two verbs share ("raises and lowers both arms"),
// nouns behind "it" and "them" ("bends down to a box and picks it up").

#include <string>
#include <vector>

#include "engine/prompts/clause_parser.h"

namespace im {

class ClauseObjects {
  public:
    /// Puts in order the edges of a clause that was just read, lends its object to `before` (null: the clause
    /// is the first of its sentence), puts nouns for its pronouns and remembers its own nouns.
    void finish(Clause& clause, Clause* before);
    /// "..., which he kicks": the noun that stood last becomes the object of the clause, which has none.
    void fill_gap(Clause& clause) const;
    /// A noun that stands in a subject: "a person whose right arm is raised ... lowers it".
    void mention(std::vector<std::string> words, std::vector<PosTag> tags);

  private:
    struct Phrase {
        std::vector<std::string> words;
        std::vector<PosTag> tags;
        bool plural() const;
    };
    void replace_pronouns(Clause& clause) const;
    const Phrase* noun_of(const std::string& pronoun, bool behind_preposition) const;
    void remember(const Clause& clause);

    Phrase object_;     ///< of the last verb that had one
    Phrase mentioned_;  ///< the last noun behind a preposition
    Phrase last_;       ///< the later of both
};

}  // namespace im

#pragma once
// The clauses of one English description: who does what, in which order in time.
//
//   "after waving, a man walks and sits down."  ->  wave (a man) | walk (a man) | sit down (a man)
//
// A scanner over part-of-speech tags, no grammar of all English: coordination, "then", "before", "after",
// "while", "as", shared subjects and objects, "it" and "them", pronouns as subjects. Participles without a
// conjunction, infinitives and "by" + gerund stay with their verb: they say how or why, not what comes next.

#include <string>
#include <vector>

#include "engine/text/pos_tagger.h"

namespace im {

struct Clause {
    std::vector<std::string> subject;  ///< "a", "young", "man"; empty: the sentence names none
    bool plural = false;               ///< of the subject: "two people walk"
    bool negated = false;
    std::vector<std::string> adverbs;  ///< between subject and verb: "slowly"
    std::string lemma;  ///< "walk"; for what has no simple verb (is raised, can fly) "be" or the modal
    std::vector<std::string> rest;  ///< words after the verb, punctuation inside included
    std::vector<PosTag> rest_tags;  ///< as many
    bool with_previous = false;     ///< at the same time as the clause before
    int sentence = 0;               ///< number of the sentence that it stands in
};

/// In the order in which things happen. `words` and `tags` as split_words() and PosTagger::tag() give them,
/// any number of sentences. A text without a verb gives no clause.
std::vector<Clause> parse_clauses(const std::vector<std::string>& words, const std::vector<PosTag>& tags);

}  // namespace im

#include "engine/prompts/decompose.h"

#include <algorithm>

#include "engine/prompts/caption_check.h"
#include "engine/prompts/clause_parser.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

bool takes_article(const std::vector<std::string>& subject, const std::vector<PosTag>& tags) {
    return !subject.empty() && tags.back() == PosTag::Noun && tags.front() != PosTag::Det &&
           tags.front() != PosTag::Pron && tags.front() != PosTag::Num;
}

std::string verb_of(const MetaMotion& motion) {
    const bool auxiliary = motion.lemma == "be" || !is_known_verb(motion.lemma);
    if (motion.lemma == "be")
        return std::string(motion.plural ? "are" : "is") + (motion.negated ? " not" : "");
    if (auxiliary && (motion.lemma == "can" || motion.lemma == "could" || motion.lemma == "will" ||
                      motion.lemma == "would" || motion.lemma == "should" || motion.lemma == "must" ||
                      motion.lemma == "may" || motion.lemma == "might")) {
        return motion.lemma + (motion.negated ? " not" : "");
    }
    if (motion.negated) return (motion.plural ? "do not " : "does not ") + motion.lemma;
    return inflect(motion.lemma, motion.plural ? VerbForm::Base : VerbForm::Third);
}

}  // namespace

std::string sentence_of(const MetaMotion& motion) {
    std::vector<std::string> words = motion.subject;
    words.insert(words.end(), motion.adverbs.begin(), motion.adverbs.end());
    words.push_back(verb_of(motion));
    words.insert(words.end(), motion.rest.begin(), motion.rest.end());
    return join_words(words) + ".";
}

Decomposition Decomposer::decompose(std::string_view caption) const {
    Decomposition result;
    const std::string tidy = tidy_caption(caption);
    result.problem = caption_problem(tidy);
    if (result.problem) return result;

    const auto words = split_words(tidy);
    auto clauses = parse_clauses(words, tagger_->tag(words));
    // For captions that name nobody: "walks forward and turns".
    std::vector<std::string> subject = {"a", "person"};
    bool plural = false;
    for (auto& clause : clauses) {
        if (!clause.subject.empty()) {
            subject = clause.subject;
            plural = clause.plural;
            const auto tags = tagger_->tag(subject);
            if (!plural && takes_article(subject, tags))
                subject.insert(subject.begin(), std::string(article_for(subject.front())));
        }
        MetaMotion part{.text = {},
                        .subject = subject,
                        .lemma = std::move(clause.lemma),
                        .adverbs = std::move(clause.adverbs),
                        .rest = std::move(clause.rest),
                        .rest_tags = std::move(clause.rest_tags),
                        .plural = plural,
                        .negated = clause.negated,
                        .with_previous = clause.with_previous};
        part.text = sentence_of(part);
        result.parts.push_back(std::move(part));
    }
    if (result.parts.empty())
        result.problem = "names no action";
    else
        result.parts.front().with_previous = false;
    return result;
}

}  // namespace im

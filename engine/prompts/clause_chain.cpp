#include "engine/prompts/clause_chain.h"

#include <algorithm>

#include "engine/text/english_words.h"

namespace im {

using Form = ClauseForm;
using Link = ClauseLink;

bool ClauseChain::is_plural(const Words& subject) {
    if (subject.empty()) return false;
    if (is_one_of(subject.back(), {"they", "people", "men", "women", "children", "hands", "arms", "legs",
                                   "feet", "knees", "both"}))
        return true;
    return subject.front() == "two" || subject.front() == "both" ||
           is_one_of(subject.front(), {"we", "you", "i"});
}

void ClauseChain::chain(Link link, bool own_subject, Words subject, bool plural) {
    if (!own_subject && !subject.empty()) subject = resolved_subject(std::move(subject), plural);
    Form main_form = Form::None;
    ClauseBoundary here{.link = link, .subject = own_subject};
    while (at_ < end_) {
        if (here.subject) {
            const auto verb = verb_after_subject(at_, true);
            if (verb) {
                mention_owned(at_, *verb);
                Words named(words_.begin() + at(at_), words_.begin() + at(*verb));
                plural = is_plural(named);
                subject = resolved_subject(std::move(named), plural);
                at_ = *verb;
            }
        }
        Clause clause;
        clause.subject = subject;
        clause.plural = plural;
        clause.with_previous = here.link == Link::With && !clauses_.empty();
        Form form = main_form;
        if (here.noun)
            clause.lemma = verb_for(word(strict_noun_phrase(at_) - 1));
        else
            form = here.same ? same_again(clause, main_form) : verb_group(clause);
        if (form == Form::None) return;
        if (main_form == Form::None || (here.subject && !here.gerund)) main_form = form;
        const auto next = predicate(clause, form);
        if (here.gap) objects_.fill_gap(clause);
        push(std::move(clause), here.link);
        if (!next) {
            at_ = end_;
            return;
        }
        here = *next;
        at_ = next->next;
        subject = without_relative(std::move(subject));
    }
}

std::optional<ClauseBoundary> ClauseChain::followed_by() const {
    if (word(at_) != "followed" || word(at_ + 1) != "by") return std::nullopt;
    if (form_of(skip_adverbs(at_ + 2)) == Form::Gerund)
        return ClauseBoundary{.next = at_ + 2, .gerund = true};
    const std::size_t after = strict_noun_phrase(at_ + 2);
    if (after == at_ + 2 || !names_action(word(after - 1))) return std::nullopt;
    return ClauseBoundary{.next = at_ + 2, .noun = true};
}

bool ClauseChain::names_action(const std::string& noun) {
    const auto lemma = noun_lemma(noun);
    if (is_one_of(lemma, {"moment", "pause", "rest", "wait", "while", "stop", "hand", "back", "turn-around",
                          "position", "pose", "look"}))
        return false;
    return is_known_verb(lemma) ||
           is_one_of(lemma, {"jack", "push-up", "pushup", "sit-up", "situp", "burpee", "lap", "stroll",
                             "handstand", "headstand", "pirouette", "twirl", "swing"});
}

std::string ClauseChain::verb_for(const std::string& noun) {
    return is_one_of(noun_lemma(noun), {"step", "stride", "walk", "stroll", "breath"}) ? "take" : "do";
}

void ClauseChain::push(Clause clause, Link link) {
    clause.sentence = sentence_;
    objects_.finish(clause, clauses_.size() > sentence_start_ ? &clauses_.back() : nullptr);
    if (link == Link::After && !clauses_.empty()) {
        // "X after Y": Y comes first. Behind a chain "X, then Z after Y" Y belongs before Z.
        clause.with_previous = clauses_.back().with_previous;
        clauses_.back().with_previous = false;
        clauses_.insert(clauses_.end() - 1, std::move(clause));
    } else {
        clauses_.push_back(std::move(clause));
    }
}

/// "... then the right hand" -> does the same with the right hand; resolve_repeats() says what.
ClauseForm ClauseChain::same_again(Clause& clause, Form form) const {
    clause.lemma = "do";
    clause.rest = {"the", "same"};
    clause.rest_tags = {PosTag::Det, PosTag::Noun};
    if (!tagged(at_, PosTag::Adp)) {
        clause.rest.emplace_back("with");
        clause.rest_tags.push_back(PosTag::Adp);
    }
    return form;
}

/// "a person whose right arm is raised": "it" may be the right arm.
void ClauseChain::mention_owned(std::size_t from, std::size_t to) {
    for (std::size_t k = from; k + 1 < to; ++k) {
        if (word(k) != "whose") continue;
        std::size_t last = k + 1;
        while (last < to && !is_verbal(last)) ++last;
        Words noun(words_.begin() + at(k + 1), words_.begin() + at(last));
        std::vector<PosTag> tags(tags_.begin() + at(k + 1), tags_.begin() + at(last));
        noun.insert(noun.begin(), "the");
        tags.insert(tags.begin(), PosTag::Det);
        objects_.mention(std::move(noun), std::move(tags));
    }
}

/// What is told of the subject by the way is told once: "a man who sits on a chair gets up", "a man
/// waves".
ClauseChain::Words ClauseChain::without_relative(Words subject) {
    const auto told =
        std::find_if(subject.begin() + (subject.empty() ? 0 : 1), subject.end(), [](const auto& w) {
            return is_one_of(w, {",", "who", "that", "which", "whose"}) ||
                   (w.ends_with("ing") && is_verb_form(w, VerbForm::Gerund));
        });
    subject.erase(told, subject.end());
    return subject;
}

/// "they" behind "a man" is that man.
ClauseChain::Words ClauseChain::resolved_subject(Words named, bool& plural) {
    while (!named.empty() && orders_time(named.back())) named.pop_back();
    const bool pronoun = named.size() == 1 && is_one_of(named[0], {"he", "she", "they", "it"});
    if (!pronoun && !named.empty()) {
        antecedent_ = without_relative(named);
        antecedent_plural_ = plural;
    } else if (pronoun && !antecedent_.empty() && !is_body_part_phrase(antecedent_)) {
        plural = antecedent_plural_;
        return antecedent_;
    } else if (pronoun && antecedent_.empty()) {
        antecedent_ = named;
        antecedent_plural_ = plural;
    }
    return named;
}

bool ClauseChain::is_body_part_phrase(const Words& phrase) {
    return is_one_of(phrase.back(), {"hand", "hands", "arm", "arms", "leg", "legs", "foot", "feet", "head",
                                     "body", "knee", "knees"});
}

/// Reads auxiliaries, negation, adverbs and the verb; what follows "starts by" is the verb itself.
ClauseForm ClauseChain::verb_group(Clause& clause) {
    std::string auxiliary;
    for (; at_ < end_; ++at_) {
        if (is_one_of(word(at_), {"not", "n't", "never"}))
            clause.negated = true;
        else if (orders_time(word(at_)) && !is_verbal(at_))
            continue;
        else if (tagged(at_, PosTag::Adv))
            clause.adverbs.push_back(word(at_));
        else if (tagged(at_, PosTag::Aux) && word(at_) != "having")
            auxiliary = word(at_);
        else
            break;
    }
    Form form = form_of(at_);
    if (form == Form::None && auxiliary.empty() && is_verb_form(word(at_), VerbForm::Base)) form = Form::Base;
    const bool be = is_one_of(auxiliary, {"is", "are", "was", "were", "be", "been"});
    if (is_one_of(auxiliary, {"has", "have", "had"}) && form == Form::Past) {
        clause.lemma = verb_lemma(word(at_++));  // has picked up
        return Form::Past;
    }
    if (!auxiliary.empty() && (form == Form::None || (be && form != Form::Gerund))) {
        clause.lemma = be ? "be" : auxiliary;  // is on the floor; is raised
        return Form::Third;
    }
    if (is_one_of(auxiliary, {"can", "could", "will", "would", "should", "must", "may", "might"})) {
        clause.lemma = auxiliary;
        return Form::Third;
    }
    if (form == Form::None) return Form::None;
    clause.lemma = verb_lemma(word(at_));
    ++at_;
    if (is_one_of(clause.lemma, {"start", "begin", "end", "finish"}) && word(at_) == "by" &&
        form_of(at_ + 1) == Form::Gerund) {
        clause.lemma = verb_lemma(word(at_ + 1));
        at_ += 2;
        return Form::Gerund;
    }
    if (is_one_of(clause.lemma, {"appear", "seem"}) && word(at_) == "to" && word(at_ + 1) == "be" &&
        form_of(at_ + 2) == Form::Gerund) {
        clause.lemma = verb_lemma(word(at_ + 2));
        at_ += 3;
        return Form::Gerund;
    }
    if (auxiliary.empty() && form == Form::Base && clause.plural) return Form::Base;
    if (is_one_of(auxiliary, {"do", "does", "did"})) return Form::Base;
    return auxiliary.empty() ? form : Form::Gerund;
}

std::optional<ClauseBoundary> ClauseChain::predicate(Clause& clause, Form form) {
    bool has_adjunct = false;
    for (; at_ < end_; ++at_) {
        if (auto next = other_side(at_, clause.rest)) return next;
        if (auto next = relative_gap(at_)) return next;
        if (auto next = followed_by()) return next;
        if (existential_ && word(at_) == "who") return ClauseBoundary{.next = at_ + 1};
        if (auto next = boundary(at_, form, has_adjunct)) return next;
        if (form_of(at_) == Form::Gerund) has_adjunct = true;
        clause.rest.push_back(word(at_));
        clause.rest_tags.push_back(tags_[at_]);
    }
    return std::nullopt;
}

}  // namespace im

#include "engine/prompts/clause_parser.h"

#include <algorithm>
#include <optional>

#include "engine/prompts/clause_boundary.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;
using Form = ClauseForm;
using Link = ClauseLink;
using Boundary = ClauseBoundary;

bool ends_sentence(const std::string& word) {
    return is_one_of(word, {".", ";", "!", "?"});
}

/// Verbs that are nothing without an object: "raises and lowers both arms" raises both arms.
bool needs_object(const std::string& lemma) {
    return is_one_of(lemma, {"raise", "lower", "lift",       "extend", "bring", "put",    "hold",   "flex",
                             "pick",  "grab",  "take",       "place",  "toss",  "hurl",   "clench", "unfold",
                             "fold",  "tap",   "rub",        "wipe",   "carry", "throw",  "catch",  "open",
                             "close", "bend",  "straighten", "shake",  "wave",  "swing",  "rotate", "move",
                             "pull",  "push",  "drop",       "spread", "cross", "stretch"});
}

class Scanner : ClauseFinder {
  public:
    using ClauseFinder::ClauseFinder;

    std::vector<Clause> parse() {
        while (at_ < words_.size()) {
            end_ = at_;
            while (end_ < words_.size() && !ends_sentence(words_[end_])) ++end_;
            sentence();
            at_ = end_ + 1;
        }
        return std::move(clauses_);
    }

  private:
    // ---- one sentence
    // ----------------------------------------------------------------------------------------------
    void sentence() {
        Link link = Link::Then;
        bool explicit_ = false;
        at_ += connector(at_, link, explicit_);
        if (at_ >= end_) return;
        sentence_start_ = clauses_.size();
        Words lead_words;
        std::vector<PosTag> lead_tags;

        if (auto opening = subordinate(at_)) {  // "after walking, a man sits down"
            const std::size_t main = main_clause_after(opening->next);
            if (main < end_) {
                const auto end = end_;
                const std::size_t comma = word(main - 1) == "," ? main - 1 : main;
                const std::string which = word(at_);
                Words subject = opening->subject ? Words{} : subject_at(main);
                const bool plural = is_plural(subject);
                const std::size_t first = clauses_.size();
                end_ = comma;
                at_ = opening->next;
                chain(link, opening->subject, subject, plural);
                end_ = end;
                at_ = main;
                const std::size_t second = clauses_.size();
                sentence_start_ = second;
                chain(opening->link == Link::With ? Link::With : Link::Then, true, {}, false);
                if (which == "before")
                    std::rotate(clauses_.begin() + at(first), clauses_.begin() + at(second), clauses_.end());
                return;
            }
        }
        // "with arms out, a man walks", "slowly, a man walks": goes to the end of the first clause.
        if ((tagged(at_, PosTag::Adp) || tagged(at_, PosTag::Adv)) && !verb_after_subject(at_, false)) {
            for (std::size_t k = at_; k < end_; ++k) {
                if (word(k) != "," || !verb_after_subject(k + 1, true)) continue;
                lead_words.assign(words_.begin() + at(at_), words_.begin() + at(k));
                lead_tags.assign(tags_.begin() + at(at_), tags_.begin() + at(k));
                at_ = k + 1;
                break;
            }
        }
        const bool subject = verb_after_subject(at_, true).has_value();
        const std::size_t first = clauses_.size();
        chain(link, subject, {}, false);
        if (first < clauses_.size()) {
            auto& clause = clauses_[first];
            clause.rest.insert(clause.rest.end(), lead_words.begin(), lead_words.end());
            clause.rest_tags.insert(clause.rest_tags.end(), lead_tags.begin(), lead_tags.end());
        }
    }

    static std::ptrdiff_t at(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

    std::size_t main_clause_after(std::size_t i) const {
        for (std::size_t k = i; k < end_; ++k) {
            if (word(k) == "," && verb_after_subject(k + 1, true)) return k + 1;
        }
        for (std::size_t k = i + 2; k < end_; ++k) {  // without a comma: only where a determiner tells
            if ((tagged(k, PosTag::Det) || is_subject_pronoun(word(k))) && verb_after_subject(k, false))
                return k;
        }
        return end_;
    }

    Words subject_at(std::size_t i) const {
        const auto verb = verb_after_subject(i, true);
        if (!verb) return {};
        Words subject(words_.begin() + at(i), words_.begin() + at(*verb));
        return subject;
    }

    bool is_plural(const Words& subject) const {
        if (subject.empty()) return false;
        if (is_one_of(subject.back(), {"they", "people", "men", "women", "children", "hands", "arms", "legs",
                                       "feet", "knees", "both"}))
            return true;
        return subject.front() == "two" || subject.front() == "both" ||
               is_one_of(subject.front(), {"we", "you", "i"});
    }

    /// Clauses one after another from at_ to end_. With `own_subject` the first one's subject stands at at_,
    /// else it is `subject`.
    void chain(Link link, bool own_subject, Words subject, bool plural) {
        Form main_form = Form::None;
        bool gerund_clause = false;  // behind before, after, while: "before walking and sitting"
        while (at_ < end_) {
            if (own_subject) {
                const auto verb = verb_after_subject(at_, true);
                if (verb) {
                    Words named(words_.begin() + at(at_), words_.begin() + at(*verb));
                    plural = is_plural(named);
                    subject = resolved_subject(std::move(named), plural);
                    at_ = *verb;
                }
            }
            Clause clause;
            clause.subject = subject;
            clause.plural = plural;
            clause.with_previous = link == Link::With && !clauses_.empty();
            const Form form = verb_group(clause);
            if (form == Form::None) return;
            if (main_form == Form::None || (own_subject && !gerund_clause)) main_form = form;
            const auto next = predicate(clause, form);
            finish(clause);
            if (link == Link::After && !clauses_.empty()) {
                // "X after Y": Y comes first. Behind a chain "X, then Z after Y" Y belongs before Z.
                clause.with_previous = clauses_.back().with_previous;
                clauses_.back().with_previous = false;
                clauses_.insert(clauses_.end() - 1, std::move(clause));
            } else {
                clauses_.push_back(std::move(clause));
            }
            if (!next) {
                at_ = end_;
                return;
            }
            link = next->link;
            own_subject = next->subject;
            gerund_clause = next->gerund;
            at_ = next->next;
        }
    }

    /// "they" behind "a man" is that man.
    Words resolved_subject(Words named, bool& plural) {
        while (!named.empty() && orders_time(named.back())) named.pop_back();
        const bool pronoun = named.size() == 1 && is_one_of(named[0], {"he", "she", "they", "it"});
        if (!pronoun && !named.empty()) {
            antecedent_ = named;
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

    static bool is_body_part_phrase(const Words& phrase) {
        return is_one_of(phrase.back(), {"hand", "hands", "arm", "arms", "leg", "legs", "foot", "feet",
                                         "head", "body", "knee", "knees"});
    }

    /// Reads auxiliaries, negation, adverbs and the verb; what follows "starts by" is the verb itself.
    Form verb_group(Clause& clause) {
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
        if (form == Form::None && auxiliary.empty() && is_verb_form(word(at_), VerbForm::Base))
            form = Form::Base;
        const bool be = is_one_of(auxiliary, {"is", "are", "was", "were", "be", "been"});
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

    std::optional<Boundary> predicate(Clause& clause, Form form) {
        bool has_adjunct = false;
        for (; at_ < end_; ++at_) {
            if (auto next = boundary(at_, form, has_adjunct)) return next;
            if (form_of(at_) == Form::Gerund) has_adjunct = true;
            clause.rest.push_back(word(at_));
            clause.rest_tags.push_back(tags_[at_]);
        }
        return std::nullopt;
    }

    // ---- what one clause borrows from another
    // -----------------------------------------------------------------------
    void finish(Clause& clause) {
        strip_edges(clause);
        const auto [first, last] = object_of(clause);
        if (clauses_.size() > sentence_start_) lend_object(clauses_.back(), clause, first, last);
        replace_pronouns(clause);
        const auto [begin, end] = object_of(clause);
        if (begin < end) {
            object_.assign(clause.rest.begin() + at(begin), clause.rest.begin() + at(end));
            object_tags_.assign(clause.rest_tags.begin() + at(begin), clause.rest_tags.begin() + at(end));
        }
    }

    /// Commas and adverbs of time at both ends; "at the same time" becomes the link that it is.
    static void strip_edges(Clause& clause) {
        const auto drop = [&](std::size_t from, std::size_t count) {
            clause.rest.erase(clause.rest.begin() + at(from), clause.rest.begin() + at(from + count));
            clause.rest_tags.erase(clause.rest_tags.begin() + at(from),
                                   clause.rest_tags.begin() + at(from + count));
        };
        for (std::size_t i = 0; i + 4 <= clause.rest.size(); ++i) {
            if (clause.rest[i] == "at" && clause.rest[i + 1] == "the" && clause.rest[i + 2] == "same" &&
                clause.rest[i + 3] == "time") {
                drop(i, 4);
                clause.with_previous = true;
            }
        }
        if (!clause.rest.empty() && clause.rest.back() == "simultaneously") {
            drop(clause.rest.size() - 1, 1);
            clause.with_previous = true;
        }
        while (!clause.rest.empty() && (clause.rest.back() == "," || clause.rest.back() == "and" ||
                                        is_one_of(clause.rest.back(), {"then", "afterwards", "afterward",
                                                                       "first", "finally", "next"}))) {
            drop(clause.rest.size() - 1, 1);
        }
    }

    /// The noun phrase behind the verb and its particle.
    static std::pair<std::size_t, std::size_t> object_of(const Clause& clause) {
        std::size_t i = 0;
        while (i < clause.rest.size() && i < 2 &&
               (clause.rest_tags[i] == PosTag::Adv ||
                is_one_of(clause.rest[i], {"up", "down", "out", "off", "over"}))) {
            ++i;
        }
        return noun_phrase(clause.rest, clause.rest_tags, i);
    }

    static void lend_object(Clause& taker, const Clause& giver, std::size_t first, std::size_t last) {
        if (first >= last || !needs_object(taker.lemma) || taker.negated != giver.negated) return;
        const bool bare = std::all_of(taker.rest.begin(), taker.rest.end(), [](const auto& w) {
            return is_one_of(w, {"up", "down", "out", "off", "over"}) || w.ends_with("ly");
        });
        // "waves and raises a hand" waves without an object; "bends and lifts a box" bends by itself.
        const bool may_stand_alone =
            is_one_of(taker.lemma,
                      {"wave", "bend", "stretch", "move", "swing", "shake", "rotate", "open", "spread"}) &&
            !is_one_of(giver.lemma,
                       {"straighten", "unbend", "close", "extend", "relax", "stretch", "bend", "cross"});
        if (!bare || may_stand_alone || is_one_of(giver.rest[first], {"it", "them"})) return;
        taker.rest.insert(taker.rest.end(), giver.rest.begin() + at(first), giver.rest.begin() + at(last));
        taker.rest_tags.insert(taker.rest_tags.end(), giver.rest_tags.begin() + at(first),
                               giver.rest_tags.begin() + at(last));
    }

    void replace_pronouns(Clause& clause) {
        if (object_.empty()) return;
        const bool plural =
            object_.back().ends_with('s') || object_.back() == "feet" || object_.front() == "both";
        for (std::size_t i = 0; i < clause.rest.size(); ++i) {
            const bool fits = plural ? clause.rest[i] == "them" : clause.rest[i] == "it";
            if (!fits) continue;
            clause.rest.erase(clause.rest.begin() + at(i));
            clause.rest_tags.erase(clause.rest_tags.begin() + at(i));
            clause.rest.insert(clause.rest.begin() + at(i), object_.begin(), object_.end());
            clause.rest_tags.insert(clause.rest_tags.begin() + at(i), object_tags_.begin(),
                                    object_tags_.end());
            i += object_.size() - 1;
        }
    }

    std::size_t at_ = 0;
    std::size_t sentence_start_ = 0;  ///< number of the first clause that shares objects with the next
    std::vector<Clause> clauses_;
    Words antecedent_, object_;
    bool antecedent_plural_ = false;
    std::vector<PosTag> object_tags_;
};

}  // namespace

std::vector<Clause> parse_clauses(const std::vector<std::string>& words, const std::vector<PosTag>& tags) {
    return Scanner(words, tags).parse();
}

}  // namespace im

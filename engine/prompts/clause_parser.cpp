#include "engine/prompts/clause_parser.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

bool any_of(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool ends_sentence(const std::string& word) {
    return any_of(word, {".", ";", "!", "?"});
}

bool is_subject_pronoun(const std::string& word) {
    return any_of(word, {"he", "she", "they", "it", "someone", "somebody", "everyone", "anyone", "who", "i",
                         "you", "we"});
}

bool is_possessive(const std::string& word) {
    return any_of(word, {"his", "her", "their", "its", "my", "your", "our"});
}

/// Adverbs that order actions in time and so belong to no action.
bool orders_time(const std::string& word) {
    return any_of(word, {"then", "afterwards", "afterward", "next", "finally", "first", "firstly", "secondly",
                         "lastly", "subsequently", "eventually", "thereafter", "later"});
}

/// Verbs that are nothing without an object: "raises and lowers both arms" raises both arms.
bool needs_object(const std::string& lemma) {
    return any_of(lemma, {"raise", "lower", "lift",       "extend", "bring", "put",    "hold",   "flex",
                          "pick",  "grab",  "take",       "place",  "toss",  "hurl",   "clench", "unfold",
                          "fold",  "tap",   "rub",        "wipe",   "carry", "throw",  "catch",  "open",
                          "close", "bend",  "straighten", "shake",  "wave",  "swing",  "rotate", "move",
                          "pull",  "push",  "drop",       "spread", "cross", "stretch"});
}

enum class Form { None, Third, Base, Gerund, Past };

class Scanner {
  public:
    Scanner(const Words& words, const std::vector<PosTag>& tags) : words_(words), tags_(tags) {}

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
    /// Whether the action goes on with the next one at once, and where a clause of "after" has to be put in.
    enum class Link { Then, With, After };

    // ---- words
    // --------------------------------------------------------------------------------------------------------
    const std::string& word(std::size_t i) const {
        static const std::string kNone;
        return i < end_ ? words_[i] : kNone;
    }
    bool tagged(std::size_t i, PosTag tag) const { return i < end_ && tags_[i] == tag; }

    bool is_be(std::size_t i) const { return any_of(word(i), {"is", "are", "was", "were"}); }
    bool is_verbal(std::size_t i) const {
        return tagged(i, PosTag::Verb) || tagged(i, PosTag::Aux) || is_be(i);
    }

    Form form_of(std::size_t i) const {
        const auto& w = word(i);
        if (any_of(w, {"is", "does", "has", "was", "did", "had"})) return Form::Third;
        if (any_of(w, {"are", "do", "have", "were"})) return Form::Base;
        if (!is_verbal(i)) return Form::None;
        if (tagged(i, PosTag::Aux))
            return any_of(w, {"being", "having"}) ? Form::Gerund
                   : any_of(w, {"be", "been"})    ? Form::None
                                                  : Form::Third;
        if (w.ends_with("ing") && !is_verb_form(w, VerbForm::Base)) return Form::Gerund;
        if (is_verb_form(w, VerbForm::Base)) return Form::Base;
        if (is_verb_form(w, VerbForm::Third)) return Form::Third;
        if (is_verb_form(w, VerbForm::Past) || is_verb_form(w, VerbForm::Participle) || w.ends_with("ed"))
            return Form::Past;
        return w.ends_with('s') ? Form::Third : Form::Base;
    }

    bool could_be_past(std::size_t i) const {  // put, cut, hit: both
        return tagged(i, PosTag::Verb) && is_verb_form(word(i), VerbForm::Past);
    }

    std::size_t skip_adverbs(std::size_t i) const {
        while (tagged(i, PosTag::Adv) || tagged(i, PosTag::Part)) {
            if (any_of(word(i), {"to", "who", "that", "which"})) break;
            ++i;
        }
        return i;
    }

    /// "after that", "at the same time", "and", "then", ",": how many words of such connection stand at i.
    std::size_t connector(std::size_t i, Link& link, bool& explicit_) const {
        const auto start = i;
        for (bool more = true; more && i < end_;) {
            more = false;
            if (word(i) == "," || any_of(word(i), {"and", "but", "or"}) ||
                (orders_time(word(i)) && tagged(i, PosTag::Adv)) ||
                (word(i) == "first" && !tagged(i, PosTag::Num))) {
                explicit_ |= word(i) != ",";
                more = true;
                ++i;
            } else if (any_of(word(i), {"after", "following"}) &&
                       any_of(word(i + 1), {"that", "this", "which"})) {
                explicit_ = more = true;
                i += 2;
            } else if (word(i) == "at" && word(i + 1) == "the" && word(i + 2) == "same" &&
                       word(i + 3) == "time") {
                explicit_ = more = true;
                link = Link::With;
                i += 4;
            } else if (any_of(word(i), {"simultaneously", "meanwhile"}) && i > start) {
                explicit_ = more = true;
                link = Link::With;
                ++i;
            } else if (any_of(word(i), {"in"}) && word(i + 1) == "the" && word(i + 2) == "end") {
                more = true;
                i += 3;
            }
        }
        return i - start;
    }

    // ---- noun phrases and subjects
    // ----------------------------------------------------------------------------------
    std::size_t strict_noun_phrase(std::size_t i) const {
        const auto [first, last] = noun_phrase(words_, tags_, i);
        return last > end_ ? end_ : last;
    }

    /// Where the verb group of a clause begins whose subject begins at i; nothing when there is no such
    /// clause. `loose`: at the beginning of a sentence the subject may carry a relative clause or a
    /// participle ("a man holding a ball walks").
    std::optional<std::size_t> verb_after_subject(std::size_t i, bool loose) const {
        if (i >= end_) return std::nullopt;
        std::size_t after = i;
        if (is_subject_pronoun(word(i)))
            after = i + 1;
        else if (!is_verbal(i))
            after = strict_noun_phrase(i);
        if (after == i) return std::nullopt;
        if (const auto verb = finite_at(after, word(i))) return verb;
        if (!loose) return std::nullopt;
        bool relative = false;
        for (std::size_t k = after; k < end_; ++k) {
            if (word(k) == ",") return std::nullopt;
            if (any_of(word(k), {"who", "that", "which"})) relative = true;
            const Form form = form_of(k);
            if (form != Form::Third && !(form == Form::Base && tagged(k, PosTag::Aux))) continue;
            if (relative) {
                relative = false;
                if (tagged(k, PosTag::Aux)) ++k;
                continue;
            }
            return k;
        }
        return std::nullopt;
    }

    /// A finite verb at i, adverbs and "first" before it allowed.
    std::optional<std::size_t> finite_at(std::size_t i, const std::string& subject) const {
        const std::size_t verb = skip_adverbs(i);
        const Form form = form_of(verb);
        if (form == Form::Third || form == Form::Past || (form == Form::Base && word(verb) != "to")) {
            // "with arms raised": a participle, no verb of its own; "arms raised" is told from "arms swung"
            // by nothing, so a past form counts only behind people.
            if (form == Form::Past && !names_person(verb, subject)) return std::nullopt;
            if (form == Form::Base && !tagged(verb, PosTag::Aux) &&
                !any_of(subject, {"they", "you", "i", "we"}) && verb > i + 2)
                return std::nullopt;
            return i;
        }
        return std::nullopt;
    }

    bool names_person(std::size_t verb, const std::string& subject) const {
        if (is_subject_pronoun(subject)) return true;
        for (std::size_t k = verb; k-- > 0 && k + 6 > verb;) {
            if (any_of(word(k),
                       {"person", "man", "woman", "human", "figure", "character", "boy", "girl", "guy",
                        "lady", "individual", "child", "people", "player", "dancer", "one"})) {
                return true;
            }
        }
        return false;
    }

    // ---- boundaries
    // --------------------------------------------------------------------------------------------------
    struct Boundary {
        std::size_t next = 0;  ///< where the next clause's subject or verb begins
        Link link = Link::Then;
        bool subject = false;  ///< the next clause has a subject of its own
        bool gerund = false;   ///< the next clause is a gerund behind before, after, while
    };

    /// Whether a new clause begins behind the connecting words at i, given the verb form that the clauses so
    /// far have.
    std::optional<Boundary> boundary(std::size_t i, Form form, bool has_adjunct) const {
        Boundary found;
        bool explicit_ = false;
        const std::size_t length = connector(i, found.link, explicit_);
        std::size_t next = i + length;
        if (next >= end_) return std::nullopt;
        if (auto conjunction = subordinate(next)) return conjunction;
        if (length == 0) return std::nullopt;
        found.next = next;
        const bool comma_only = !explicit_;
        if (const auto verb = verb_after_subject(next, false);
            verb && !(comma_only && !starts_clause_after_comma(next))) {
            found.subject = true;
            return found;
        }
        const std::size_t verb = skip_adverbs(next);
        switch (form_of(verb)) {
            case Form::Third:
                return found;
            case Form::Gerund:
                if (form == Form::Gerund && (!comma_only || list_goes_on(verb + 1))) return found;
                if (form != Form::Gerund && explicit_ && !has_adjunct) return found;
                return std::nullopt;
            case Form::Base:
                if (form == Form::Base && (!comma_only || list_goes_on(verb + 1))) return found;
                if (form == Form::Past && could_be_past(verb)) return found;
                // "a person sits down and stand up": slips of those who write captions.
                if (form == Form::Third && explicit_ && word(next - 1) == "then") return found;
                return std::nullopt;
            case Form::Past:
                if (form == Form::Past && explicit_) return found;
                return std::nullopt;
            case Form::None:
                // "they raise a hand and wave": a noun would have an article.
                if (form == Form::Base && explicit_ && tagged(verb, PosTag::Noun) &&
                    is_verb_form(word(verb), VerbForm::Base))
                    return found;
                break;
        }
        return std::nullopt;
    }

    /// "..., his arms swing" is a clause; "..., the ball in hand" is not. Only pronouns and people open a
    /// clause behind a bare comma.
    bool starts_clause_after_comma(std::size_t i) const {
        return is_subject_pronoun(word(i)) || tagged(i, PosTag::Det) || is_possessive(word(i));
    }

    /// X, Y and Z: behind the comma comes a list, not a remark.
    bool list_goes_on(std::size_t i) const {
        for (; i < end_; ++i) {
            if (any_of(word(i), {"while", "before", "after", "as"})) return false;
            if (!any_of(word(i), {"and", "then"})) continue;
            const Form form = form_of(skip_adverbs(any_of(word(i + 1), {"then", "finally"}) ? i + 2 : i + 1));
            if (form == Form::Gerund || form == Form::Base) return true;
            if (form == Form::Third) return false;
        }
        return false;
    }

    /// before/after/while/as at i with a verb of its own.
    std::optional<Boundary> subordinate(std::size_t i) const {
        const auto& w = word(i);
        Boundary found;
        if (any_of(w, {"while", "whilst", "when", "as"}))
            found.link = Link::With;
        else if (any_of(w, {"after", "once"}))
            found.link = Link::After;
        else if (w != "before")
            return std::nullopt;
        if (w == "as" && any_of(word(i + 1), {"if", "though", "well"})) return std::nullopt;
        std::size_t next = i + 1;
        if (any_of(word(next), {"also", "then", "still"})) ++next;
        found.next = next;
        if (verb_after_subject(next, false)) {
            found.subject = true;
            return found;
        }
        found.gerund = form_of(skip_adverbs(next)) == Form::Gerund;
        if (!found.gerund || w == "as") return std::nullopt;
        return found;
    }

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
        if (any_of(subject.back(), {"they", "people", "men", "women", "children", "hands", "arms", "legs",
                                    "feet", "knees", "both"}))
            return true;
        return subject.front() == "two" || subject.front() == "both" ||
               any_of(subject.front(), {"we", "you", "i"});
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
        const bool pronoun = named.size() == 1 && any_of(named[0], {"he", "she", "they", "it"});
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
        return any_of(phrase.back(), {"hand", "hands", "arm", "arms", "leg", "legs", "foot", "feet", "head",
                                      "body", "knee", "knees"});
    }

    /// Reads auxiliaries, negation, adverbs and the verb; what follows "starts by" is the verb itself.
    Form verb_group(Clause& clause) {
        std::string auxiliary;
        for (; at_ < end_; ++at_) {
            if (any_of(word(at_), {"not", "n't", "never"}))
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
        const bool be = any_of(auxiliary, {"is", "are", "was", "were", "be", "been"});
        if (!auxiliary.empty() && (form == Form::None || (be && form != Form::Gerund))) {
            clause.lemma = be ? "be" : auxiliary;  // is on the floor; is raised
            return Form::Third;
        }
        if (any_of(auxiliary, {"can", "could", "will", "would", "should", "must", "may", "might"})) {
            clause.lemma = auxiliary;
            return Form::Third;
        }
        if (form == Form::None) return Form::None;
        clause.lemma = verb_lemma(word(at_));
        ++at_;
        if (any_of(clause.lemma, {"start", "begin", "end", "finish"}) && word(at_) == "by" &&
            form_of(at_ + 1) == Form::Gerund) {
            clause.lemma = verb_lemma(word(at_ + 1));
            at_ += 2;
            return Form::Gerund;
        }
        if (any_of(clause.lemma, {"appear", "seem"}) && word(at_) == "to" && word(at_ + 1) == "be" &&
            form_of(at_ + 2) == Form::Gerund) {
            clause.lemma = verb_lemma(word(at_ + 2));
            at_ += 3;
            return Form::Gerund;
        }
        if (auxiliary.empty() && form == Form::Base && clause.plural) return Form::Base;
        if (any_of(auxiliary, {"do", "does", "did"})) return Form::Base;
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
                                        any_of(clause.rest.back(), {"then", "afterwards", "afterward",
                                                                    "first", "finally", "next"}))) {
            drop(clause.rest.size() - 1, 1);
        }
    }

    /// The noun phrase behind the verb and its particle.
    static std::pair<std::size_t, std::size_t> object_of(const Clause& clause) {
        std::size_t i = 0;
        while (i < clause.rest.size() && i < 2 &&
               (clause.rest_tags[i] == PosTag::Adv ||
                any_of(clause.rest[i], {"up", "down", "out", "off", "over"}))) {
            ++i;
        }
        return noun_phrase(clause.rest, clause.rest_tags, i);
    }

    static void lend_object(Clause& taker, const Clause& giver, std::size_t first, std::size_t last) {
        if (first >= last || !needs_object(taker.lemma) || taker.negated != giver.negated) return;
        const bool bare = std::all_of(taker.rest.begin(), taker.rest.end(), [](const auto& w) {
            return any_of(w, {"up", "down", "out", "off", "over"}) || w.ends_with("ly");
        });
        // "waves and raises a hand" waves without an object; "bends and lifts a box" bends by itself.
        const bool may_stand_alone =
            any_of(taker.lemma,
                   {"wave", "bend", "stretch", "move", "swing", "shake", "rotate", "open", "spread"}) &&
            !any_of(giver.lemma,
                    {"straighten", "unbend", "close", "extend", "relax", "stretch", "bend", "cross"});
        if (!bare || may_stand_alone || any_of(giver.rest[first], {"it", "them"})) return;
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

    const Words& words_;
    const std::vector<PosTag>& tags_;
    std::size_t at_ = 0, end_ = 0;
    std::size_t sentence_start_ = 0;  ///< number of the first clause that shares objects with the next
    std::vector<Clause> clauses_;
    Words antecedent_, object_;
    bool antecedent_plural_ = false;
    std::vector<PosTag> object_tags_;
};

}  // namespace

std::pair<std::size_t, std::size_t> noun_phrase(const Words& words, const std::vector<PosTag>& tags,
                                                std::size_t from) {
    const auto is = [&](std::size_t i, PosTag tag) { return i < words.size() && tags[i] == tag; };
    std::size_t i = from;
    if (i < words.size() && any_of(words[i], {"it", "them", "something", "someone", "everything", "somebody",
                                              "him", "himself", "herself", "themselves"})) {
        return {from, i + 1};
    }
    const auto opens = [&](std::size_t k) {
        return is(k, PosTag::Det) || is(k, PosTag::Num) || (is(k, PosTag::Pron) && is_possessive(words[k]));
    };
    while (opens(i)) {
        ++i;
        if (i < words.size() && words[i] == "of" && opens(i + 1)) ++i;  // both of their hands
    }
    const auto modifies = [&](std::size_t k) {
        return is(k, PosTag::Adj) ||
               (is(k, PosTag::Verb) && k > from && k + 1 < words.size() && is(k + 1, PosTag::Noun) &&
                !is_verb_form(words[k], VerbForm::Third)) ||
               (is(k, PosTag::Adv) && is(k + 1, PosTag::Adj));
    };
    std::size_t k = i;
    while (k < words.size() && (modifies(k) || (k > i && (words[k] == "and" || words[k] == "or") &&
                                                modifies(k + 1) && modifies(k - 1))))
        ++k;
    const std::size_t nouns = k;
    while (is(k, PosTag::Noun)) ++k;
    if (k == nouns) return {from, from};
    while (k + 1 < words.size() && words[k] == "'s" && is(k + 1, PosTag::Noun)) k += 2;
    return {from, k};
}

std::vector<Clause> parse_clauses(const std::vector<std::string>& words, const std::vector<PosTag>& tags) {
    return Scanner(words, tags).parse();
}

}  // namespace im

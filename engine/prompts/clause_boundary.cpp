#include "engine/prompts/clause_boundary.h"

#include <algorithm>

#include "engine/prompts/clause_repeats.h"
#include "engine/text/english_words.h"
#include "engine/text/person_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;
using Form = ClauseForm;
using Link = ClauseLink;

bool is_possessive(const std::string& word) {
    return is_one_of(word, {"his", "her", "their", "its", "my", "your", "our"});
}

}  // namespace

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_subject_pronoun(const std::string& word) {
    return is_one_of(word, {"he", "she", "they", "it", "someone", "somebody", "everyone", "anyone", "who",
                            "i", "you", "we"});
}

bool orders_time(const std::string& word) {
    return is_one_of(word, {"then", "afterwards", "afterward", "next", "finally", "first", "firstly",
                            "secondly", "lastly", "subsequently", "eventually", "thereafter", "later"});
}

const std::string& ClauseFinder::word(std::size_t i) const {
    static const std::string kNone;
    return i < end_ ? words_[i] : kNone;
}

bool ClauseFinder::tagged(std::size_t i, PosTag tag) const {
    return i < end_ && tags_[i] == tag;
}

bool ClauseFinder::is_be(std::size_t i) const {
    return is_one_of(word(i), {"is", "are", "was", "were"});
}

bool ClauseFinder::is_verbal(std::size_t i) const {
    return tagged(i, PosTag::Verb) || tagged(i, PosTag::Aux) || is_be(i);
}

ClauseForm ClauseFinder::form_of(std::size_t i) const {
    const auto& w = word(i);
    if (is_one_of(w, {"is", "does", "has", "was", "did", "had"})) return Form::Third;
    if (is_one_of(w, {"are", "do", "have", "were"})) return Form::Base;
    if (!is_verbal(i)) return Form::None;
    if (tagged(i, PosTag::Aux))
        return is_one_of(w, {"being", "having"}) ? Form::Gerund
               : is_one_of(w, {"be", "been"})    ? Form::None
                                                 : Form::Third;
    if (w.ends_with("ing") && !is_verb_form(w, VerbForm::Base)) return Form::Gerund;
    if (is_verb_form(w, VerbForm::Base)) return Form::Base;
    if (is_verb_form(w, VerbForm::Third)) return Form::Third;
    if (is_verb_form(w, VerbForm::Past) || is_verb_form(w, VerbForm::Participle) || w.ends_with("ed"))
        return Form::Past;
    return w.ends_with('s') ? Form::Third : Form::Base;
}

bool ClauseFinder::could_be_past(std::size_t i) const {  // put, cut, hit: both
    return tagged(i, PosTag::Verb) && is_verb_form(word(i), VerbForm::Past);
}

std::size_t ClauseFinder::skip_adverbs(std::size_t i) const {
    while (tagged(i, PosTag::Adv) || tagged(i, PosTag::Part)) {
        if (is_one_of(word(i), {"to", "who", "that", "which"})) break;
        ++i;
    }
    return i;
}

std::size_t ClauseFinder::connector(std::size_t i, ClauseLink& link, bool& explicit_) const {
    const auto start = i;
    for (bool more = true; more && i < end_;) {
        more = false;
        if (word(i) == "," || is_one_of(word(i), {"and", "but", "or"}) ||
            (orders_time(word(i)) && tagged(i, PosTag::Adv)) ||
            (word(i) == "first" && !tagged(i, PosTag::Num))) {
            explicit_ |= word(i) != ",";
            more = true;
            ++i;
        } else if (is_one_of(word(i), {"after", "following"}) &&
                   is_one_of(word(i + 1), {"that", "this", "which"})) {
            explicit_ = more = true;
            i += 2;
        } else if (word(i) == "at" && word(i + 1) == "the" && word(i + 2) == "same" &&
                   word(i + 3) == "time") {
            explicit_ = more = true;
            link = Link::With;
            i += 4;
        } else if (is_one_of(word(i), {"simultaneously", "meanwhile"}) && i > start) {
            explicit_ = more = true;
            link = Link::With;
            ++i;
        } else if (is_one_of(word(i), {"in", "at"}) && word(i + 1) == "the" &&
                   is_one_of(word(i + 2), {"end", "beginning", "start"}) && word(i + 3) != "of") {
            more = true;
            i += 3;
        } else if (word(i) == "at" && is_one_of(word(i + 1), {"first", "last"})) {
            more = true;
            i += 2;
        }
    }
    return i - start;
}

std::size_t ClauseFinder::strict_noun_phrase(std::size_t i) const {
    const auto [first, last] = noun_phrase(words_, tags_, i);
    return last > end_ ? end_ : last;
}

std::optional<std::size_t> ClauseFinder::verb_after_subject(std::size_t i, bool loose) const {
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
        if (is_one_of(word(k), {"who", "that", "which", "whose"})) relative = true;
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

std::optional<std::size_t> ClauseFinder::finite_at(std::size_t i, const std::string& subject) const {
    const std::size_t verb = skip_adverbs(i);
    const Form form = form_of(verb);
    if (form == Form::Third || form == Form::Past || (form == Form::Base && word(verb) != "to")) {
        // "with arms raised": a participle, no verb of its own; "arms raised" is told from "arms swung"
        // by nothing, so a past form counts only behind people.
        if (form == Form::Past && !names_person(verb, subject)) return std::nullopt;
        if (form == Form::Base && !tagged(verb, PosTag::Aux) &&
            !is_one_of(subject, {"they", "you", "i", "we"}) && verb > i + 2)
            return std::nullopt;
        return i;
    }
    return std::nullopt;
}

bool ClauseFinder::names_person(std::size_t verb, const std::string& subject) const {
    if (is_subject_pronoun(subject)) return true;
    for (std::size_t k = verb; k-- > 0 && k + 6 > verb;) {
        if (is_person_noun(word(k)) || is_one_of(word(k), {"people", "one"})) return true;
    }
    return false;
}

std::optional<ClauseBoundary> ClauseFinder::boundary(std::size_t i, ClauseForm form, bool has_adjunct) const {
    ClauseBoundary found;
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
            if (repeats_action(word(verb))) return found;
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

bool ClauseFinder::starts_clause_after_comma(std::size_t i) const {
    return is_subject_pronoun(word(i)) || tagged(i, PosTag::Det) || is_possessive(word(i));
}

bool ClauseFinder::list_goes_on(std::size_t i) const {
    for (; i < end_; ++i) {
        if (is_one_of(word(i), {"while", "before", "after", "as"})) return false;
        if (!is_one_of(word(i), {"and", "then"})) continue;
        const Form form = form_of(skip_adverbs(is_one_of(word(i + 1), {"then", "finally"}) ? i + 2 : i + 1));
        if (form == Form::Gerund || form == Form::Base) return true;
        if (form == Form::Third) return false;
    }
    return false;
}

std::optional<ClauseBoundary> ClauseFinder::subordinate(std::size_t i) const {
    const auto& w = word(i);
    ClauseBoundary found;
    if (is_one_of(w, {"while", "whilst", "when", "as"}))
        found.link = Link::With;
    else if (is_one_of(w, {"after", "once", "upon"}))
        found.link = Link::After;
    else if (w != "before")
        return std::nullopt;
    if (w == "as" && is_one_of(word(i + 1), {"if", "though", "well"})) return std::nullopt;
    std::size_t next = i + 1;
    if (w == "as" && word(next) == "soon" && word(next + 1) == "as") {
        found.link = Link::After;
        next += 2;
    }
    if (is_one_of(word(next), {"also", "then", "still"})) ++next;
    found.next = next;
    if (verb_after_subject(next, false)) {
        found.subject = true;
        return found;
    }
    found.gerund = form_of(skip_adverbs(next)) == Form::Gerund;
    if (!found.gerund || w == "as") return std::nullopt;
    return found;
}

std::optional<ClauseBoundary> ClauseFinder::relative_gap(std::size_t i) const {
    const std::size_t which = word(i) == "," ? i + 1 : i;
    if (word(which) != "which" && !(word(which) == "that" && word(which + 2) == "then")) return std::nullopt;
    if (!is_subject_pronoun(word(which + 1)) && !tagged(which + 1, PosTag::Det)) return std::nullopt;
    if (!verb_after_subject(which + 1, false)) return std::nullopt;
    return ClauseBoundary{.next = which + 1, .link = Link::Then, .subject = true, .gap = true};
}

std::optional<ClauseBoundary> ClauseFinder::other_side(std::size_t i, const Words& rest) const {
    ClauseBoundary found{.same = true};
    bool explicit_ = false;
    found.next = i + connector(i, found.link, explicit_);
    if (word(i) == "followed" && word(i + 1) == "by")
        found.next = i + 2;
    else if (found.next == i || !orders_time(word(found.next - 1)))
        return std::nullopt;
    std::size_t side = found.next;
    if (is_one_of(word(side), {"with", "to", "on"})) ++side;
    if (tagged(side, PosTag::Det) || is_possessive(word(side))) ++side;
    if (!names_side(word(side)) || !is_other_side(rest, word(side))) return std::nullopt;
    std::size_t after = side + 1;
    while (tagged(after, PosTag::Noun)) ++after;
    if (after < end_ && !is_one_of(word(after), {",", "and", "then", "again", "before", "while"}))
        return std::nullopt;
    return found;
}

std::pair<std::size_t, std::size_t> noun_phrase(const Words& words, const std::vector<PosTag>& tags,
                                                std::size_t from) {
    const auto is = [&](std::size_t i, PosTag tag) { return i < words.size() && tags[i] == tag; };
    std::size_t i = from;
    if (i < words.size() && is_one_of(words[i], {"it", "them", "something", "someone", "everything",
                                                 "somebody", "him", "himself", "herself", "themselves"})) {
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

}  // namespace im

#include "engine/prompts/clause_parser.h"

#include <algorithm>
#include <optional>

#include "engine/prompts/clause_chain.h"
#include "engine/prompts/clause_repeats.h"
#include "engine/prompts/clause_words.h"
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

class Scanner : ClauseChain {
  public:
    using ClauseChain::ClauseChain;

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
        ++sentence_;
        existential_ = false;
        if (opening_clause() || opening_noun() || opening_participle() || apposition() || existential())
            return;
        const auto lead = opening_phrase();
        const std::size_t first = clauses_.size();
        if (!subject_and_participle()) chain(link, verb_after_subject(at_, true).has_value(), {}, false);
        if (first < clauses_.size()) {
            auto& clause = clauses_[first];
            clause.rest.insert(clause.rest.end(), words_.begin() + at(lead.first),
                               words_.begin() + at(lead.second));
            clause.rest_tags.insert(clause.rest_tags.end(), tags_.begin() + at(lead.first),
                                    tags_.begin() + at(lead.second));
        }
    }

    /// chain() over [from, end).
    void chain_within(std::size_t from, std::size_t end, Link link, bool own_subject, const Words& subject) {
        const auto whole = end_;
        end_ = end;
        at_ = from;
        chain(link, own_subject, subject, is_plural(subject));
        end_ = whole;
        at_ = end;
    }

    /// "after walking, a man sits down"; "while he walks the man waves".
    bool opening_clause() {
        const auto opening = subordinate(at_);
        if (!opening) return false;
        const std::size_t verb = opening->subject
                                     ? verb_after_subject(opening->next, false).value_or(opening->next)
                                     : opening->next;
        const std::size_t main = main_clause_after(verb + 1);
        if (main == end_) return false;
        const std::string which = word(at_);
        Words subject = subject_at(main);
        // "as he walks, the man waves": the pronoun comes before its noun.
        const bool pronoun_first = opening->subject && is_subject_pronoun(word(opening->next)) &&
                                   antecedent_.empty() && !subject.empty() &&
                                   !is_subject_pronoun(subject[0]) && !is_body_part_phrase(subject);
        if (opening->subject && !pronoun_first) subject.clear();
        const std::size_t first = clauses_.size();
        chain_within(pronoun_first ? verb : opening->next, before_comma(main), Link::Then, subject.empty(),
                     subject);
        const std::size_t second = clauses_.size();
        sentence_start_ = second;
        chain_within(main, end_, opening->link == Link::With ? Link::With : Link::Then, true, {});
        if (which == "before")
            std::rotate(clauses_.begin() + at(first), clauses_.begin() + at(second), clauses_.end());
        return true;
    }

    /// "slowly getting up, the man rubs his back"; "having sat down, he waves".
    bool opening_participle() {
        std::size_t from = at_;
        while (is_one_of(word(from), {"not", "never"}) || tagged(from, PosTag::Adv)) ++from;
        const bool having = word(from) == "having";
        const std::size_t verb = having ? skip_adverbs(from + 1) : from;
        if (form_of(verb) != (having ? Form::Past : Form::Gerund) || is_start(verb_lemma(word(verb))))
            return false;
        const std::size_t main = main_clause_after(verb + 1);
        if (main == end_) return false;
        chain_within(having ? verb : at_, before_comma(main), Link::Then, false, subject_at(main));
        sentence_start_ = clauses_.size();
        chain_within(main, end_, having ? Link::Then : Link::With, true, {});
        return true;
    }

    static bool is_start(const std::string& lemma) { return lemma == "start" || lemma == "begin"; }

    /// "after a short jog the person stops": does a short jog. "after a moment" is no action.
    bool opening_noun() {
        if (!is_one_of(word(at_), {"after", "following"})) return false;
        const auto [first, last] = noun_phrase(words_, tags_, at_ + 1);
        if (first == last || last > end_ || !names_action(word(last - 1))) return false;
        const std::size_t main = main_clause_after(last);
        if (main == end_) return false;
        Clause clause;
        clause.subject = subject_at(main);
        clause.plural = is_plural(clause.subject);
        clause.subject = resolved_subject(clause.subject, clause.plural);
        clause.lemma = verb_for(word(last - 1));
        const auto end = before_comma(main);
        clause.rest.assign(words_.begin() + at(first), words_.begin() + at(end));
        clause.rest_tags.assign(tags_.begin() + at(first), tags_.begin() + at(end));
        push(std::move(clause), Link::Then);
        chain_within(main, end_, Link::Then, true, {});
        return true;
    }

    /// "a person, slowly walking forward, raises both hands"; "the man, who is tired, gets up".
    bool apposition() {
        const std::size_t comma = strict_noun_phrase(at_);
        if (comma == at_ || word(comma) != ",") return false;
        const bool relative = is_one_of(word(comma + 1), {"who", "which", "that"});
        const std::size_t verb = skip_adverbs(comma + (relative ? 2 : 1));
        const bool phrase = !relative && tagged(comma + 1, PosTag::Adp);  // "a man, with arms raised, walks"
        if (!phrase && (form_of(verb) == Form::None || (!relative && form_of(verb) != Form::Gerund)))
            return false;
        std::size_t close = verb + 1;
        for (; close < end_; ++close) {
            if (word(close) == "," && form_of(skip_adverbs(close + 1)) == Form::Third) break;
        }
        if (close >= end_) return false;
        Words subject(words_.begin() + at(at_), words_.begin() + at(comma));
        const bool progressive = is_be(verb) && form_of(skip_adverbs(verb + 1)) == Form::Gerund;
        const bool state = phrase || (relative && !progressive && (is_be(verb) || !is_motion(verb)));
        if (!state) {
            const bool then = is_one_of(word(verb), {"was", "were", "had"});
            chain_within(comma + (relative ? 2 : 1), close, Link::Then, false, subject);
            sentence_start_ = clauses_.size();
            chain_within(close + 1, end_, then ? Link::Then : Link::With, false, subject);
            return true;
        }
        subject.assign(words_.begin() + at(at_), words_.begin() + at(close + 1));
        chain_within(close + 1, end_, Link::Then, false, subject);
        return true;
    }

    bool is_motion(std::size_t verb) const {
        return !is_one_of(verb_lemma(word(verb)), {"have", "seem", "appear", "feel", "look", "want", "need"});
    }

    /// "there is a man who walks", "this is a person walking": they do nothing but walk.
    bool existential() {
        if (!is_one_of(word(at_), {"there", "this", "it", "that"}) || !is_be(at_ + 1)) return false;
        const std::size_t from = at_ + 2, after = strict_noun_phrase(at_ + 2);
        if (after == from || !names_person(after, word(from))) return false;
        const bool relative = is_one_of(word(after), {"who", "that", "which"});
        if (!relative && form_of(skip_adverbs(after)) != Form::Gerund) return false;
        existential_ = true;
        const Words subject(words_.begin() + at(from), words_.begin() + at(after));
        chain_within(after + (relative ? 1 : 0), end_, Link::Then, false, subject);
        return true;
    }

    /// "a man carefully stepping over a log", without any finite verb.
    bool subject_and_participle() {
        if (verb_after_subject(at_, true)) return false;
        const std::size_t after = strict_noun_phrase(at_);
        if (after == at_ || is_verbal(at_) || form_of(skip_adverbs(after)) != Form::Gerund ||
            !names_person(after, word(at_)))
            return false;
        const Words subject(words_.begin() + at(at_), words_.begin() + at(after));
        chain_within(after, end_, Link::Then, false, subject);
        return true;
    }

    /// "with arms out, a man walks", "slowly, a man walks", "arms swinging, he runs": [first, last), which
    /// goes to the end of the first clause. Empty: there is none, and at_ stays.
    std::pair<std::size_t, std::size_t> opening_phrase() {
        const std::size_t first = at_;
        if (verb_after_subject(first, false)) return {first, first};
        const bool participle = form_of(first) == Form::Past || is_start(verb_lemma(word(first)));
        const bool absolute = strict_noun_phrase(first) > first;
        const bool opens = tagged(first, PosTag::Adp) || tagged(first, PosTag::Adv) ||
                           is_one_of(word(first), {"to", "in", "from", "with", "after", "until", "like", "as",
                                                   "without", "instead", "despite", "during"});
        if (!opens && !participle && !absolute) return {first, first};
        const auto told = verb_after_subject(first + (word(first) == "as" ? 2 : 1),
                                             false);  // "until he stops, ...", "as if he falls"
        const std::size_t main = main_clause_after(told.value_or(first) + 1);
        if (main == end_ || (word(main - 1) != "," && !opens)) return {first, first};
        if (absolute && !opens && !names_person(*verb_after_subject(main, true), word(main)))
            return {first, first};
        at_ = main;
        return {first, before_comma(main)};
    }

    std::size_t before_comma(std::size_t main) const { return word(main - 1) == "," ? main - 1 : main; }

    /// Where the main clause's subject begins, from i on; end_ if nowhere. Without a comma only a determiner
    /// or a pronoun tells.
    std::size_t main_clause_after(std::size_t i) const {
        for (std::size_t k = i; k < end_; ++k) {
            if (word(k) == "," && verb_after_subject(k + 1, true)) return k + 1;
            if ((tagged(k, PosTag::Det) || (is_subject_pronoun(word(k)) && word(k) != "who")) &&
                word(k - 1) != "," && verb_after_subject(k, false))
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
};

}  // namespace

std::vector<Clause> parse_clauses(const std::vector<std::string>& words, const std::vector<PosTag>& tags) {
    const auto mended = mended_tags(words, tags);
    auto clauses = Scanner(words, mended).parse();
    resolve_repeats(clauses);
    return clauses;
}

}  // namespace im

#include "engine/language/phrase.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "engine/language/phrase_words.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

/// What takes gerunds for itself: "greets by waving and bowing" bows to greet.
constexpr auto kGerundHeads = std::to_array<std::string_view>(
    {"while", "before", "after", "by", "without", "when", "for", "from", "of", "if", "though", "with"});
/// Participles that say who somebody is, not what they do.
constexpr auto kDescribing = std::to_array<std::string_view>({"hearing", "wearing", "called", "named"});
/// Plurals that verb forms look like: "stands, hands on hips".
constexpr auto kNoVerbs =
    std::to_array<std::string_view>({"hands", "arms", "backs", "heads", "faces", "legs"});
/// Verbs whose objects are exercises: "does kicks and punches" names two kinds of nouns.
constexpr auto kDoing =
    std::to_array<std::string_view>({"do", "perform", "practise", "practice", "train", "throw", "make", "mix",
                                     "combine", "exercise", "rehearse"});

/// Words of one sentence without its full stop; empty where there are several sentences or none.
Words words_of_sentence(const std::string& text) {
    Words words = split_words(text);
    const auto ends = [](const std::string& word) {
        return word == "." || word == "!" || word == "?" || word == ";";
    };
    while (!words.empty() && ends(words.back())) words.pop_back();
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] != "shadow" || !words[i + 1].starts_with("box")) continue;
        words[i] += words[i + 1];
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    if (std::any_of(words.begin(), words.end(), ends)) return {};
    return words;
}

/// Where the predicate of "the old man with a stick | walks" begins; words.size() where no subject is found.
std::size_t predicate_start(const Words& words) {
    const auto none = words.size();
    if (one_of(words[0], kPronouns)) return 1;
    std::size_t at = 0;
    while (at < words.size() && at < 8 && !one_of(words[at], kPeople)) {
        // No noun of the list: "a pirate walks", but not "a slow walk in circles".
        const bool inner =
            at > 1 || (at == 1 && !one_of(words[0], kDeterminers) && !one_of(words[0], kNumbers));
        if (inner && !one_of(words[0], kNumbers) &&
            (one_of(words[at], kBe) || has_form(words[at], VerbForm::Third)))
            return at;
        if (one_of(words[at], kPrepositions) || words[at] == ",") return none;
        ++at;
    }
    if (at == words.size() || at == 8) return none;
    ++at;
    if (at < words.size() && one_of(words[at], kPeople)) ++at;      // "a cartoon robot figure"
    if (at + 2 < words.size() && one_of(words[at], kDescribing)) {  // "a person hearing music | bows"
        for (auto verb = at + 2; verb < words.size() && !one_of(words[verb], kPrepositions); ++verb) {
            if (has_form(words[verb], VerbForm::Third) || one_of(words[verb], kBe)) return verb;
        }
    }
    std::size_t verb = at;
    while (verb < words.size() && is_adverb(words[verb])) ++verb;
    if (verb < words.size() &&
        (is_finite(words[verb]) || has_form(words[verb], VerbForm::Base) || may_be_verb(words[verb])))
        return at;
    if (verb < words.size() && !one_of(words[verb], kPrepositions) && words[verb] != "who" &&
        words[verb] != "that")
        return none;
    for (++verb; verb < words.size(); ++verb) {  // "the man in the red hat walks", "a man who is tired walks"
        if (has_form(words[verb], VerbForm::Third) || one_of(words[verb], kBe)) break;
    }
    if (verb + 2 < words.size() && one_of(words[verb], kBe) && words[at] == "who") {
        for (auto next = verb + 1; next < words.size(); ++next) {
            if (has_form(words[next], VerbForm::Third) || one_of(words[next], kBe)) return next;
        }
    }
    return verb;
}

/// The main verb: its lemma, the form that its conjuncts have too, and where its complements begin.
struct Head {
    std::string lemma;
    VerbForm form = VerbForm::Third;
    std::size_t next = 0;
    Words adverbs;  ///< those in front of it
};

std::optional<Head> plain_verb(const Words& words, std::size_t at, bool base_first) {
    const auto& word = words[at];
    using enum VerbForm;
    const auto orders = base_first ? std::array{Base, Gerund, Third, Past, Participle}
                                   : std::array{Third, Gerund, Past, Base, Participle};
    for (const auto form : orders) {
        if (has_form(word, form)) return Head{verb_lemma(word), form == Participle ? Past : form, at + 1, {}};
    }
    if (!may_be_verb(word)) return std::nullopt;
    const auto form = word.ends_with("ing") ? Gerund : (word.ends_with("ed") ? Past : Third);
    return Head{verb_lemma(word), form, at + 1, {}};
}

std::size_t skip_adverbs(const Words& words, std::size_t at, Words& adverbs) {
    while (at < words.size() && is_adverb(words[at])) {
        if (!one_of(words[at], kShortAdverbs)) adverbs.push_back(words[at]);
        ++at;
    }
    return at;
}

/// "begins to walk", "starts walking", "is about to walk", "proceeds to walk": the verb that is begun.
std::optional<Head> begun_verb(const Words& words, const Head& outer, Words& adverbs) {
    auto at = outer.next;
    const bool beginning = outer.lemma == "begin" || outer.lemma == "start" || outer.lemma == "proceed";
    const bool intending = outer.lemma == "be" && at + 1 < words.size() &&
                           (words[at] == "about" || words[at] == "going") && words[at + 1] == "to";
    if (intending) ++at;
    if (!(beginning || intending) || at >= words.size()) return std::nullopt;
    const bool infinitive = words[at] == "to";
    if (infinitive) ++at;
    at = skip_adverbs(words, at, adverbs);
    if (at >= words.size()) return std::nullopt;
    if (infinitive && words[at] == "be" && at + 1 < words.size() && looks_like_gerund(words[at + 1])) ++at;
    if (infinitive && !has_form(words[at], VerbForm::Gerund))
        return Head{words[at], VerbForm::Base, at + 1, {}};
    if (!looks_like_gerund(words[at])) return std::nullopt;
    return Head{verb_lemma(words[at]), VerbForm::Gerund, at + 1, {}};
}

std::optional<Head> find_head(const Words& words, std::size_t at, bool base_first) {
    Words adverbs;
    at = skip_adverbs(words, at, adverbs);
    if (at >= words.size()) return std::nullopt;
    const auto negated = [&](std::size_t i) {
        return i < words.size() && (words[i] == "not" || words[i] == "n't");
    };
    std::optional<Head> head;
    if (one_of(words[at], kBe)) {
        if (negated(at + 1)) return std::nullopt;
        Words inner;
        auto verb = skip_adverbs(words, at + 1, inner);
        const bool progressive =
            verb < words.size() && looks_like_gerund(words[verb]) && words[verb] != "being" &&
            !(words[verb] == "going" && verb + 1 < words.size() && words[verb + 1] == "to");
        if (progressive) {
            adverbs.insert(adverbs.end(), inner.begin(), inner.end());
            head = Head{verb_lemma(words[verb]), VerbForm::Gerund, verb + 1, {}};
        } else if (verb < words.size() && words[verb] == "being") {
            head = Head{"be", VerbForm::Gerund, verb + 1, {}};
        } else {
            head = Head{"be", VerbForm::Third, at + 1, {}};
        }
    } else if (one_of(words[at], kModals) && at + 1 < words.size() &&
               (negated(at + 1) || has_form(words[at + 1], VerbForm::Base)) && words[at] != "do" &&
               !(words[at] == "does" && !negated(at + 1) && !is_adverb(words[at + 1]))) {
        if (negated(at + 1)) return std::nullopt;
        head = plain_verb(words, at + 1, true);
    } else {
        head = plain_verb(words, at, base_first);
    }
    if (!head || negated(head->next)) return std::nullopt;
    if (auto begun = begun_verb(words, *head, adverbs)) head = std::move(begun);
    head->adverbs = std::move(adverbs);
    return head;
}

/// Positions of the rest's verbs that are coordinated with the main verb and have its form.
/// `list` also takes verbs behind a mere comma, as finite verbs may stand there and participles may not.
std::vector<std::size_t> conjuncts(const Words& rest, VerbForm form, bool list, std::string_view lemma) {
    std::vector<std::size_t> found;
    const auto is_found = [&](std::size_t i) {
        return std::find(found.begin(), found.end(), i) != found.end();
    };
    bool inner_gerunds = false;  // "by waving and bowing"
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (one_of(rest[at], kGerundHeads) && at + 1 < rest.size() &&
            has_form(rest[at + 1], VerbForm::Gerund))
            inner_gerunds = true;
        const bool comma = rest[at] == ",";
        if (!one_of(rest[at], kConjunctions) && !(comma && list)) continue;
        if (comma && at + 1 < rest.size() && one_of(rest[at + 1], kConjunctions)) continue;
        auto verb = at + 1;
        if (verb + 1 < rest.size() && rest[verb] == "after" && rest[verb + 1] == "that") verb += 2;
        while (verb < rest.size() && (is_adverb(rest[verb]) || rest[verb] == ",")) ++verb;
        if (verb >= rest.size()) continue;
        const bool fits =
            form == VerbForm::Gerund ? looks_like_gerund(rest[verb]) : has_form(rest[verb], form);
        if (!fits || one_of(rest[verb], kNoVerbs)) continue;
        if (form == VerbForm::Gerund && inner_gerunds && rest[at] != "then") continue;
        if (form == VerbForm::Base && at > 0 &&
            (one_of(rest[at - 1], kPrepositions) || rest[at - 1] == "left"))
            continue;  // "side to side and back"
        if (at > 0 && form == VerbForm::Third && has_form(rest[at - 1], VerbForm::Third) &&
            !is_found(at - 1)) {
            // "with punches and blocks" and "does kicks and punches" are nouns; "takes two steps and stops"
            // is not.
            const auto before = at > 1 ? rest[at - 2] : std::string(lemma);
            const bool counted = one_of(before, kDeterminers) || one_of(before, kNumbers) ||
                                 before == "right" || before == "left";
            if (!counted && (at > 1 || one_of(lemma, kDoing))) continue;
        }
        // "crouching down, grabbing it and lifting it": what "and" ends is a list, commas and all.
        if (form == VerbForm::Gerund && !comma) {
            const auto from = found.empty() ? std::size_t{0} : found.back();
            for (auto i = from; i + 1 < at; ++i) {
                if (rest[i] == "," && looks_like_gerund(rest[i + 1])) found.push_back(i + 1);
            }
        }
        found.push_back(verb);
        inner_gerunds = false;
    }
    return found;
}

/// `rest` with its coordinated verbs changed from one form to another.
Words reinflect(Words rest, VerbForm from, VerbForm to, bool list, std::string_view lemma) {
    if (from == to) return rest;
    for (const auto at : conjuncts(rest, from, list, lemma)) rest[at] = inflect(verb_lemma(rest[at]), to);
    return rest;
}

/// "and is waving" -> "and waves", "and then they wave" -> "and then waves".
Words without_second_subjects(const Words& rest) {
    constexpr auto pronouns = std::to_array<std::string_view>({"they", "he", "she", "it", "i", "you"});
    Words kept;
    bool going_on = false;  // "then is waving and clapping"
    for (std::size_t at = 0; at < rest.size(); ++at) {
        const bool joined = at > 0 && (one_of(rest[at - 1], kConjunctions) || rest[at - 1] == ",");
        std::size_t verb = at;
        if (joined && one_of(rest[verb], pronouns) && verb + 1 < rest.size()) ++verb;
        const bool progressive = joined && one_of(rest[verb], kBe) && verb + 1 < rest.size() &&
                                 has_form(rest[verb + 1], VerbForm::Gerund);
        if (progressive) ++verb;
        going_on = going_on || progressive;
        const bool another = going_on && joined && rest[at - 1] != "," && looks_like_gerund(rest[at]);
        const bool base = verb == at + 1 && !progressive && has_form(rest[verb], VerbForm::Base);
        const bool third = verb == at + 1 && !progressive && has_form(rest[verb], VerbForm::Third);
        if (progressive || base || third || another) {
            kept.push_back(inflect(verb_lemma(rest[verb]), VerbForm::Third));
            at = verb;
        } else {
            kept.push_back(rest[at]);
        }
    }
    return kept;
}

/// Adverbs from before the verb: "walks slowly ahead", but "raises the arm slowly and waves".
Words with_adverbs(Words rest, const Words& adverbs) {
    auto place = rest.begin();
    const bool object = !rest.empty() && (one_of(rest[0], kDeterminers) || one_of(rest[0], kNumbers));
    if (object) {
        place = std::find_if(rest.begin(), rest.end(), [](const std::string& word) {
            return word == "," || one_of(word, kConjunctions);
        });
    }
    rest.insert(place, adverbs.begin(), adverbs.end());
    return rest;
}

std::string predicate(const Phrase& phrase, VerbForm form) {
    Words words{inflect(phrase.lemma, form)};
    const Words rest = reinflect(split_words(phrase.rest), VerbForm::Third, form, true, phrase.lemma);
    words.insert(words.end(), rest.begin(), rest.end());
    return join_words(words);
}

struct PersonWords {
    std::string_view possessive, object, reflexive;
};

PersonWords person_words(const std::string& subject) {
    for (const auto& word : split_words(subject)) {
        if (word == "i") return {"my", "me", "myself"};
        if (word == "you") return {"your", "you", "yourself"};
        if (word == "we") return {"our", "us", "ourselves"};
        for (const char* her : {"she", "woman", "girl", "lady", "female", "actress"}) {
            if (word == her) return {"her", "her", "herself"};
        }
        for (const char* his : {"he", "man", "guy", "boy", "gentleman", "dude", "fellow", "male", "actor"}) {
            if (word == his) return {"his", "him", "himself"};
        }
    }
    return {"their", "them", "themselves"};
}

}  // namespace

std::optional<Phrase> parse_phrase(const std::string& caption) {
    const Words words = words_of_sentence(caption);
    if (words.empty()) return std::nullopt;
    std::size_t start = 0;
    Words front;
    const auto first = skip_adverbs(words, 0, front);
    if (first >= words.size()) return std::nullopt;
    const Words body(words.begin() + static_cast<std::ptrdiff_t>(first + (words[first] == "," ? 1 : 0)),
                     words.end());
    if (body.empty()) return std::nullopt;
    const bool gerund_first = has_form(body[0], VerbForm::Gerund);
    const bool subjectless =
        !one_of(body[0], kPeople) && !one_of(body[0], kPronouns) && !one_of(body[0], kDeterminers) &&
        (gerund_first || has_form(body[0], VerbForm::Base) || has_form(body[0], VerbForm::Third));
    if (!subjectless) {
        start = predicate_start(body);
        if (start >= body.size()) return std::nullopt;
    }
    const bool plural =
        start > 0 && (body[0] == "i" || body[0] == "you" || body[0] == "we" || body[0] == "they" ||
                      body[start - 1] == "people" || body[start - 1] == "men" || body[start - 1] == "women" ||
                      body[start - 1] == "children");
    auto head = find_head(body, start, subjectless || plural);
    if (!head) return std::nullopt;
    Phrase phrase;
    phrase.subject = join_words(Words(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(start)));
    phrase.lemma = head->lemma;
    Words rest(body.begin() + static_cast<std::ptrdiff_t>(head->next), body.end());
    if (head->form != VerbForm::Third)
        rest = reinflect(rest, head->form, VerbForm::Third, head->form == VerbForm::Past, head->lemma);
    rest = without_second_subjects(rest);
    front.insert(front.end(), head->adverbs.begin(), head->adverbs.end());
    phrase.rest = join_words(with_adverbs(std::move(rest), front));
    return phrase;
}

std::vector<std::size_t> verb_positions(const Words& words) {
    if (words.empty()) return {};
    const Words rest(words.begin() + 1, words.end());
    std::vector<std::size_t> positions{0};
    for (const auto at : conjuncts(rest, VerbForm::Third, true, verb_lemma(words[0])))
        positions.push_back(at + 1);
    return positions;
}

std::string third_person(const Phrase& phrase) {
    return predicate(phrase, VerbForm::Third);
}

std::string gerund(const Phrase& phrase) {
    return predicate(phrase, VerbForm::Gerund);
}

std::string imperative(const Phrase& phrase) {
    return predicate(phrase, VerbForm::Base);
}

std::string past_tense(const Phrase& phrase) {
    return predicate(phrase, VerbForm::Past);
}

std::string possessive(const std::string& subject) {
    return std::string(person_words(subject).possessive);
}

Phrase with_subject(const Phrase& phrase, const std::string& subject) {
    const auto person = person_words(subject);
    constexpr auto possessives =
        std::to_array<std::string_view>({"his", "her", "their", "its", "my", "your", "our"});
    constexpr auto reflexives = std::to_array<std::string_view>(
        {"himself", "herself", "themselves", "themself", "itself", "myself", "yourself", "oneself"});
    constexpr auto places =
        std::to_array<std::string_view>({"of", "behind", "beside", "around", "above", "before"});
    Words words = split_words(phrase.rest);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool last = i + 1 == words.size() || words[i + 1] == "," ||
                          one_of(words[i + 1], kConjunctions) || one_of(words[i + 1], kPrepositions) ||
                          is_adverb(words[i + 1]);
        const bool object = words[i] == "him" || words[i] == "me" || (words[i] == "her" && last) ||
                            (words[i] == "them" && i > 0 && one_of(words[i - 1], places));
        if (object)
            words[i] = person.object;
        else if (one_of(words[i], possessives))
            words[i] = person.possessive;
        else if (one_of(words[i], reflexives))
            words[i] = person.reflexive;
    }
    return {subject, phrase.lemma, join_words(words)};
}

}  // namespace im

#include "engine/prompts/composer.h"

#include <algorithm>
#include <array>

#include "engine/core/error.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

struct Subject {
    const char* text;
    const char* pronoun;
    const char* possessive;
    const char* reflexive;
};
constexpr Subject kPerson = {"a person", "they", "their", "themselves"};
constexpr std::array<Subject, 12> kSubjects = {{kPerson,
                                                kPerson,
                                                kPerson,
                                                {"the person", "they", "their", "themselves"},
                                                {"this person", "they", "their", "themselves"},
                                                {"someone", "they", "their", "themselves"},
                                                {"a human", "they", "their", "themselves"},
                                                {"a figure", "they", "their", "themselves"},
                                                {"a man", "he", "his", "himself"},
                                                {"the man", "he", "his", "himself"},
                                                {"a woman", "she", "her", "herself"},
                                                {"the woman", "she", "her", "herself"}}};

class Phrases {
  public:
    Phrases(const std::vector<MetaMotion>& parts, const Subject& subject)
        : parts_(parts), subject_(subject) {}

    std::string third(std::size_t i) const { return predicate(i, VerbForm::Third); }
    std::string gerund(std::size_t i) const { return predicate(i, VerbForm::Gerund); }
    /// Behind the pronoun: "they walk", "she walks".
    std::string after_pronoun(std::size_t i) const {
        return predicate(i, std::string_view(subject_.pronoun) == "they" ? VerbForm::Base : VerbForm::Third);
    }
    /// A remark ("laughs, bending over") or an "and" of its own asks for a comma before "and" ...
    bool has_joints(std::size_t i) const {
        const auto& rest = parts_[i].rest;
        const auto joint = std::find(rest.begin(), rest.end(), "and");
        const bool fixed =
            joint != rest.begin() && joint != rest.end() && *(joint - 1) == "up";  // up and down
        return tells(i, ",") || (joint != rest.end() && !fixed);
    }
    /// ... and so does great length before "and then".
    bool heavy(std::size_t i) const { return has_joints(i) || parts_[i].rest.size() > 7; }
    bool tells(std::size_t i, std::string_view word) const {
        const auto& rest = parts_[i].rest;
        return std::find(rest.begin(), rest.end(), word) != rest.end();
    }
    std::size_t words_behind_verb(std::size_t i) const { return parts_[i].rest.size(); }

    /// What a wording does with the parts and what does not suit every part.
    enum Use : unsigned { kGerund0 = 1, kGerund1 = 2, kGerund2 = 4, kAs = 8, kList = 16 };
    /// "stands holding a torch" has no gerund ("standing holding"); "flinches as if hit as they kick" has an
    /// "as" too many, and a remark ("bounces a ball, turning left") is lost in a list.
    bool suits(unsigned wording) const {
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            const auto& rest = parts_[i].rest;
            const bool chain = !rest.empty() && is_verb_form(rest.front(), VerbForm::Gerund);
            if (chain && (wording & (kGerund0 << i)) != 0) return false;
            if (tells(i, "as") && (wording & kAs) != 0) return false;
            if (tells(i, ",") && (wording & kList) != 0) return false;
        }
        return true;
    }
    /// The number `wording` among those that suit; `uses` says what each one does. One of them does nothing
    /// special.
    template <std::size_t N>
    std::size_t choose(const std::array<unsigned, N>& uses, std::uint64_t wording) const {
        auto at = static_cast<std::size_t>(wording % N);
        while (!suits(uses[at])) at = (at + 1) % N;
        return at;
    }

  private:
    std::string predicate(std::size_t i, VerbForm form) const {
        const auto& part = parts_[i];
        std::vector<std::string> words = part.adverbs;
        words.push_back(inflect(part.lemma, form));
        for (const auto& word : part.rest) {
            if (word == "their" || word == "his")
                words.push_back(subject_.possessive);
            else if (word == "themselves")
                words.push_back(subject_.reflexive);
            else
                words.push_back(word);
        }
        return join_words(words);
    }
    const std::vector<MetaMotion>& parts_;
    const Subject& subject_;
};

std::string sequence_of_two(const Phrases& say, const Subject& subject, std::uint64_t wording) {
    const std::string who = subject.text;
    const std::string comma = say.heavy(0) ? "," : "";
    constexpr std::array<unsigned, 8> uses = {
        0, Phrases::kGerund1, Phrases::kGerund0, 0, 0, 0, Phrases::kGerund0 | Phrases::kGerund1, 0};
    switch (say.choose(uses, wording)) {
        case 0:
            return fmt::format("{} {} and then {}.", who, say.third(0) + comma, say.third(1));
        case 1:
            return fmt::format("{} {} before {}.", who, say.third(0) + (say.has_joints(0) ? "," : ""),
                               say.gerund(1));
        case 2:
            return fmt::format("after {}, {} {}.", say.gerund(0), who, say.third(1));
        case 3:
            return fmt::format("{} first {}, then {}.", who, say.third(0), say.third(1));
        case 4:
            return fmt::format("{} {}. afterwards, {} {}.", who, say.third(0), subject.pronoun,
                               say.after_pronoun(1));
        case 5:
            return fmt::format("{} {}, and after that {}.", who, say.third(0), say.third(1));
        case 6:
            return fmt::format("{} starts by {} and ends by {}.", who, say.gerund(0) + comma, say.gerund(1));
        default:
            return fmt::format("{} {}, then {}.", who, say.third(0), say.third(1));
    }
}

std::string sequence_of_three(const Phrases& say, const Subject& subject, std::uint64_t wording) {
    const std::string who = subject.text;
    constexpr std::array<unsigned, 5> uses = {0, 0, Phrases::kGerund0, Phrases::kGerund2, Phrases::kList};
    switch (say.choose(uses, wording)) {
        case 0:
            return fmt::format("{} {}, then {}, and finally {}.", who, say.third(0), say.third(1),
                               say.third(2));
        case 1:
            return fmt::format("{} first {}, then {} and then {}.", who, say.third(0),
                               say.third(1) + (say.heavy(1) ? "," : ""), say.third(2));
        case 2:
            return fmt::format("after {}, {} {} and then {}.", say.gerund(0), who,
                               say.third(1) + (say.heavy(1) ? "," : ""), say.third(2));
        case 3:
            return fmt::format("{} {}, then {} before {}.", who, say.third(0),
                               say.third(1) + (say.heavy(1) ? "," : ""), say.gerund(2));
        default:
            return fmt::format("{} {}, {}, and then {}.", who, say.third(0), say.third(1), say.third(2));
    }
}

std::string simultaneous(const Phrases& say, const Subject& subject, std::uint64_t wording) {
    const std::string who = subject.text;
    constexpr std::array<unsigned, 5> uses = {Phrases::kGerund1, Phrases::kGerund0, 0, Phrases::kAs,
                                              Phrases::kGerund0 | Phrases::kGerund1};
    switch (say.choose(uses, wording)) {
        case 0:
            return fmt::format("{} {} while {}.", who, say.third(0), say.gerund(1));
        case 1:
            return fmt::format("while {}, {} {}.", say.gerund(0), who, say.third(1));
        case 2:
            return fmt::format("{} {} and {} at the same time.", who,
                               say.third(0) + (say.has_joints(0) ? "," : ""), say.third(1));
        case 3:
            return fmt::format("{} {} as {} {}.", who, say.third(0), subject.pronoun, say.after_pronoun(1));
        default:
            return fmt::format("{} is {} while {}.", who, say.gerund(0), say.gerund(1));
    }
}

/// A manner that is set off by a comma: "with drooping shoulders", "looking proud".
bool is_remark(const std::string& manner) {
    constexpr std::array<std::string_view, 9> openings = {"with",   "full",    "low",     "looking", "moving",
                                                          "acting", "clearly", "lacking", "unsure"};
    return std::any_of(openings.begin(), openings.end(), [&](auto word) { return manner.starts_with(word); });
}

std::string with_manner(const Phrases& say, const Subject& subject, const std::string& manner,
                        bool progressive) {
    std::string own = " " + manner + " ";
    for (const char* other : {" their ", " his ", " her "}) {
        if (const auto at = own.find(other); at != std::string::npos)
            own.replace(at, std::string_view(other).size(), fmt::format(" {} ", subject.possessive));
    }
    own = own.substr(1, own.size() - 2);
    progressive = progressive && say.suits(Phrases::kGerund0);
    const std::string verb = progressive ? say.gerund(0) : say.third(0);
    const std::string who = subject.text + std::string(progressive ? " is" : "");
    // At the end of a long phrase an adverb would belong to its last words: "reaches out to press something
    // heartily".
    const bool adverb = own.ends_with("ly") && own.find(' ') == std::string::npos;
    if (adverb && say.words_behind_verb(0) > 2) return fmt::format("{} {} {}.", who, own, verb);
    return fmt::format("{} {}{} {}.", who, verb, is_remark(own) ? "," : "", own);
}

void check_count(const std::vector<MetaMotion>& parts, CompositionKind kind) {
    const std::size_t least = kind == CompositionKind::Style ? 1 : 2;
    const std::size_t most = kind == CompositionKind::Style ? 1 : kind == CompositionKind::Sequence ? 3 : 2;
    if (parts.size() < least || parts.size() > most) {
        throw usage_error("composition of kind {}: expected {} to {} parts, found {}",
                          composition_kind_name(kind), least, most, parts.size());
    }
}

}  // namespace

const char* composition_kind_name(CompositionKind kind) {
    constexpr std::array<const char*, 3> names = {"sequence", "simultaneous", "style"};
    return names[static_cast<std::size_t>(kind)];
}

CompositionKind composition_kind_by_name(const std::string& name) {
    for (const auto kind :
         {CompositionKind::Sequence, CompositionKind::Simultaneous, CompositionKind::Style}) {
        if (name == composition_kind_name(kind)) return kind;
    }
    throw usage_error("kind: expected sequence, simultaneous or style, found \"{}\"", name);
}

std::string compose_text(const std::vector<MetaMotion>& parts, CompositionKind kind,
                         const std::string& manner, std::uint64_t draw) {
    check_count(parts, kind);
    const auto greets_someone = [](const MetaMotion& part) {
        return std::find(part.rest.begin(), part.rest.end(), "someone") != part.rest.end();
    };
    const Subject& drawn = kSubjects[draw % kSubjects.size()];
    const bool twice =
        std::string_view(drawn.text) == "someone" && std::any_of(parts.begin(), parts.end(), greets_someone);
    const Subject& subject = twice ? kPerson : drawn;
    const std::uint64_t wording = draw / kSubjects.size();
    const Phrases say(parts, subject);
    if (kind == CompositionKind::Style) return with_manner(say, subject, manner, wording % 3 == 0);
    if (kind == CompositionKind::Simultaneous) return simultaneous(say, subject, wording);
    return parts.size() == 2 ? sequence_of_two(say, subject, wording)
                             : sequence_of_three(say, subject, wording);
}

std::string plain_text(const std::vector<MetaMotion>& parts, CompositionKind kind,
                       const std::string& manner) {
    check_count(parts, kind);
    const Phrases say(parts, kPerson);
    if (kind == CompositionKind::Style) return with_manner(say, kPerson, manner, false);
    if (kind == CompositionKind::Simultaneous)
        return fmt::format("a person {} and {}.", say.third(0) + (say.has_joints(0) ? "," : ""),
                           say.third(1));
    if (parts.size() == 2) return fmt::format("a person {}, then {}.", say.third(0), say.third(1));
    return fmt::format("a person {}, then {}, and then {}.", say.third(0), say.third(1), say.third(2));
}

}  // namespace im

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
    /// A remark behind a comma ("laughs, bending over") or a gerund at its end needs a comma before what
    /// follows.
    bool heavy(std::size_t i) const {
        const auto& part = parts_[i];
        return std::find(part.rest.begin(), part.rest.end(), ",") != part.rest.end() || part.rest.size() > 7;
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
    switch (wording % 8) {
        case 0:
            return fmt::format("{} {} and then {}.", who, say.third(0) + comma, say.third(1));
        case 1:
            return fmt::format("{} {} before {}.", who, say.third(0) + comma, say.gerund(1));
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
    switch (wording % 5) {
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
    switch (wording % 5) {
        case 0:
            return fmt::format("{} {} while {}.", who, say.third(0), say.gerund(1));
        case 1:
            return fmt::format("while {}, {} {}.", say.gerund(0), who, say.third(1));
        case 2:
            return fmt::format("{} {} and {} at the same time.", who, say.third(0), say.third(1));
        case 3:
            return fmt::format("{} {} as {} {}.", who, say.third(0), subject.pronoun, say.after_pronoun(1));
        default:
            return fmt::format("{} is {} while {}.", who, say.gerund(0), say.gerund(1));
    }
}

std::string with_manner(const Phrases& say, const Subject& subject, const std::string& manner,
                        bool progressive) {
    const bool remark = !manner.empty() && (manner.starts_with("with") || manner.starts_with("full") ||
                                            manner.starts_with("low") || manner.starts_with("looking") ||
                                            manner.starts_with("moving") || manner.starts_with("clearly") ||
                                            manner.starts_with("lacking") || manner.starts_with("unsure"));
    std::string own = " " + manner + " ";
    for (const char* other : {" their ", " his ", " her "}) {
        if (const auto at = own.find(other); at != std::string::npos)
            own.replace(at, std::string_view(other).size(), fmt::format(" {} ", subject.possessive));
    }
    own.pop_back();
    return fmt::format("{} {}{}{}.", subject.text, progressive ? "is " + say.gerund(0) : say.third(0),
                       remark ? "," : "", own);
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
    const Subject& subject = kSubjects[draw % kSubjects.size()];
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
        return fmt::format("a person {} and {}.", say.third(0), say.third(1));
    if (parts.size() == 2) return fmt::format("a person {}, then {}.", say.third(0), say.third(1));
    return fmt::format("a person {}, then {}, and then {}.", say.third(0), say.third(1), say.third(2));
}

}  // namespace im

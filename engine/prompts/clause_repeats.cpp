#include "engine/prompts/clause_repeats.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "engine/prompts/clause_boundary.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

/// What a clause says of the action that it repeats.
struct Repeat {
    bool whole = false;  ///< all that the sentence said, not the last action alone
    std::string side;    ///< left, right, other; empty: the same side again
    Words side_words;    ///< "with the right hand"
    Words suffix;        ///< "three times", "slowly"; what a single action carries
    int copies = 1;      ///< of several actions
};

bool is_action_noun(const std::string& word) {
    return is_one_of(noun_lemma(word), {"movement", "motion", "action", "move", "exercise", "sequence",
                                        "process", "pattern", "cycle", "gesture", "step", "thing", "routine",
                                        "activity", "kick", "jump", "punch", "turn"});
}

/// Reads `rest` of a repeating clause from left to right.
class Reader {
  public:
    explicit Reader(const Clause& clause) : clause_(clause), words_(clause.rest) {}

    std::optional<Repeat> read() {
        const auto& lemma = clause_.lemma;
        if (clause_.negated || !object(lemma)) return std::nullopt;
        while (at_ < words_.size()) {
            if (side() || count()) continue;
            if (word(0) != "," && word(0) != "then" && word(0) != "and") repeat_.suffix.push_back(word(0));
            ++at_;
        }
        if (lemma == "do" && !same_ && repeat_.side.empty() && !counted_) return std::nullopt;
        if (is_one_of(lemma, {"mirror", "copy"}) && repeat_.side.empty()) return std::nullopt;
        return std::move(repeat_);
    }

  private:
    const std::string& word(std::size_t ahead) const {
        static const std::string kNone;
        return at_ + ahead < words_.size() ? words_[at_ + ahead] : kNone;
    }

    /// it, this, the same motion, nothing; false: the clause has an object of its own.
    bool object(const std::string& lemma) {
        if (word(0) == "the" && word(1) == "same") {
            same_ = true;
            at_ += is_action_noun(word(2)) ? 3 : 2;
            return true;
        }
        if (lemma == "do") {
            if (!is_one_of(word(0), {"it", "this", "that", "so"})) return false;
            repeat_.whole = word(0) == "this" || word(0) == "that";
            ++at_;
            return true;
        }
        if (is_one_of(word(0), {"it", "this", "that", "these", "those"})) {
            repeat_.whole = word(0) != "it";
            at_ += is_action_noun(word(1)) ? 2 : 1;
            repeat_.whole |= is_whole(words_[at_ - 1]);
            return true;
        }
        if (is_one_of(word(0), {"the", "his", "her", "their", "its"}) && is_action_noun(word(1))) {
            repeat_.whole = is_whole(word(1));
            at_ += 2;
            return true;
        }
        repeat_.whole = true;
        return words_.empty() || starts_side() || counts(word(0)) || word(0).ends_with("ly") ||
               word(0) == ",";
    }

    static bool is_whole(const std::string& word) {
        return is_one_of(noun_lemma(word),
                         {"sequence", "process", "pattern", "cycle", "exercise", "routine"}) ||
               (word.ends_with('s') && is_action_noun(word));
    }

    std::size_t side_at()
        const {  // how far ahead the word left, right, other stands in "with the other hand"
        std::size_t ahead = 0;
        if (is_one_of(word(ahead), {"with", "to", "on", "for", "using", "in", "towards", "from", "at"}))
            ++ahead;
        if (is_one_of(word(ahead), {"the", "his", "her", "their", "its", "a"})) ++ahead;
        return ahead;
    }
    bool starts_side() const { return names_side(word(side_at())); }

    bool side() {
        const auto ahead = side_at();
        if (!names_side(word(ahead))) return false;
        repeat_.side = word(ahead) == "opposite" ? "other" : word(ahead);
        auto end = at_ + ahead + 1;
        while (end < words_.size() &&
               (names_limb(words_[end]) || is_one_of(words_[end], {"one", "direction", "way"})))
            ++end;
        repeat_.side_words.assign(words_.begin() + std::ptrdiff_t(at_), words_.begin() + std::ptrdiff_t(end));
        at_ = end;
        return true;
    }

    static bool counts(const std::string& word) {
        return is_one_of(word, {"again", "once",  "twice", "several", "many", "multiple", "numerous",
                                "a",     "one",   "two",   "three",   "four", "five",     "six",
                                "seven", "eight", "nine",  "ten",     "some", "over",     "another"}) ||
               (!word.empty() && word.find_first_not_of("0123456789") == std::string::npos);
    }

    /// twice, three, 4; 1 for what says no number.
    static int number(const std::string& word) {
        constexpr const char* kNumbers[] = {"once", "twice", "three", "four", "five",
                                            "six",  "seven", "eight", "nine", "ten"};
        for (int i = 0; i < 10; ++i) {
            if (word == kNumbers[i] || word == std::to_string(i + 1)) return i + 1;
        }
        return word == "two" ? 2 : 1;
    }

    /// "three more times", "once more", "again", "over and over".
    bool count() {
        if (!counts(word(0))) return false;
        std::size_t end = at_ + 1;
        const auto& first = words_[at_];
        if (first == "over" && word(1) == "and" && word(2) == "over") {
            end = at_ + 3;
        } else if (!is_one_of(first, {"again", "once", "twice", "over"})) {
            while (end < words_.size() && end < at_ + 5 && noun_lemma(words_[end]) != "time") ++end;
            if (end == words_.size() || end == at_ + 5) return false;
            ++end;
        } else if (word(1) == "more" || word(1) == "again") {
            ++end;
        }
        counted_ = true;
        repeat_.copies = number(first);
        repeat_.suffix.insert(repeat_.suffix.end(), words_.begin() + std::ptrdiff_t(at_),
                              words_.begin() + std::ptrdiff_t(end));
        at_ = end;
        return true;
    }

    const Clause& clause_;
    const Words& words_;
    Repeat repeat_;
    std::size_t at_ = 0;
    bool same_ = false, counted_ = false;
};

std::string opposite(const std::string& word) {
    constexpr std::pair<const char*, const char*> kPairs[] = {
        {"left", "right"},
        {"forward", "backward"},
        {"forwards", "backwards"},
        {"clockwise", "counterclockwise"},
        {"clockwise", "counter-clockwise"},
        {"up", "down"},
    };
    for (const auto& [one, other] : kPairs) {
        if (word == one) return other;
        if (word == other) return one;
    }
    return {};
}

/// Puts the clause on the other side. The only action that is repeated and has no side gets the words of the
/// repetition: "turns ... on the left foot".
void mirror(Clause& clause, const Repeat& repeat, bool alone) {
    const bool direction = is_one_of(repeat.side_words.back(), {"direction", "way"});
    bool changed = false;
    for (auto& word : clause.rest) {
        const bool side = word == "left" || word == "right";
        if (side && repeat.side != "other") {
            word = repeat.side;
            changed = true;
        } else if (side || direction) {
            const auto other = opposite(word);
            if (other.empty() || word == "up" || word == "down") continue;
            word = other;
            changed = true;
        }
    }
    for (std::size_t i = 0; i + 1 < clause.rest.size() && !changed; ++i) {
        if (!is_one_of(clause.rest[i], {"one", "a", "an"}) || !names_limb(clause.rest[i + 1])) continue;
        clause.rest[i] = "other";
        clause.rest.insert(clause.rest.begin() + std::ptrdiff_t(i), "the");
        clause.rest_tags.insert(clause.rest_tags.begin() + std::ptrdiff_t(i), PosTag::Det);
        if (repeat.side != "other") clause.rest[i + 1] = repeat.side;
        changed = true;
    }
    if (changed || !alone) return;
    clause.rest.insert(clause.rest.end(), repeat.side_words.begin(), repeat.side_words.end());
    clause.rest_tags.insert(clause.rest_tags.end(), repeat.side_words.size(), PosTag::Noun);
}

/// The clauses before clauses[i] that it repeats: [first, i).
std::size_t first_repeated(const std::vector<Clause>& clauses, std::size_t i, const Repeat& repeat) {
    const int sentence = clauses[i - 1].sentence;
    std::size_t first = i - 1;
    if (!repeat.side.empty()) {
        const auto in_reach = [&](std::size_t k) { return clauses[k].sentence == sentence; };
        const auto mirrors = [&](std::size_t k) { return is_other_side(clauses[k].rest, repeat.side); };
        // "walks to the left, stops and does the same to the right": back to what has a side.
        std::size_t found = first;
        while (found > 0 && !mirrors(found) && in_reach(found - 1)) --found;
        if (!mirrors(found)) return first;
        while (found > 0 && in_reach(found - 1) && mirrors(found - 1)) --found;
        return found;
    }
    while (repeat.whole && first > 0 && clauses[first - 1].sentence == sentence) --first;
    return first;
}

std::vector<Clause> repeated(const std::vector<Clause>& clauses, std::size_t i, const Repeat& repeat) {
    const auto first = first_repeated(clauses, i, repeat);
    const auto count = i - first;
    const auto copies = std::size_t(count == 1 ? 1 : repeat.copies);
    const bool too_many = clauses.size() - 1 + count * copies > kRepeatedClausesMax;
    std::vector<Clause> again;
    for (std::size_t copy = 0; copy < (too_many ? 1 : copies); ++copy) {
        again.insert(again.end(), clauses.begin() + std::ptrdiff_t(first),
                     clauses.begin() + std::ptrdiff_t(i));
    }
    for (auto& clause : again) {
        clause.sentence = clauses[i].sentence;
        if (!repeat.side.empty()) mirror(clause, repeat, count == 1);
    }
    again.front().with_previous = clauses[i].with_previous;
    if (count > 1) return again;
    auto& only = again.front();
    if (!clauses[i].adverbs.empty()) only.adverbs = clauses[i].adverbs;
    auto suffix = repeat.suffix;
    if (suffix.empty() && repeat.side.empty()) suffix = {"again"};
    only.rest.insert(only.rest.end(), suffix.begin(), suffix.end());
    only.rest_tags.insert(only.rest_tags.end(), suffix.size(), PosTag::Adv);
    return again;
}

}  // namespace

bool repeats_action(const std::string& word) {
    return is_one_of(
        word, {"repeat", "repeats", "repeating", "repeated", "mirror", "mirrors", "mirroring", "mirrored"});
}

bool names_limb(const std::string& word) {
    return is_one_of(noun_lemma(word),
                     {"hand", "arm", "leg", "foot", "knee", "fist", "elbow", "shoulder", "side", "hip",
                      "ankle", "wrist", "heel", "toe", "thigh", "palm", "ear", "eye", "forearm"});
}

bool names_side(const std::string& word) {
    return is_one_of(word, {"left", "right", "other", "opposite"});
}

bool is_other_side(const Words& words, const std::string& side) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (is_one_of(side, {"other", "opposite"})) {
            if (is_one_of(words[i], {"left", "right"})) return true;
            if (is_one_of(words[i], {"one", "a", "an"}) && i + 1 < words.size() && names_limb(words[i + 1]))
                return true;
        } else if (words[i] == (side == "left" ? "right" : "left")) {
            return true;
        }
    }
    return false;
}

void resolve_repeats(std::vector<Clause>& clauses) {
    for (std::size_t i = 1; i < clauses.size(); ++i) {
        if (!is_one_of(clauses[i].lemma, {"do", "repeat", "mirror", "copy"})) continue;
        const auto repeat = Reader(clauses[i]).read();
        if (!repeat || clauses[i - 1].negated) continue;
        auto again = repeated(clauses, i, *repeat);
        const auto where = clauses.erase(clauses.begin() + std::ptrdiff_t(i));
        const auto added = again.size();
        clauses.insert(where, std::make_move_iterator(again.begin()), std::make_move_iterator(again.end()));
        i += added - 1;
    }
}

}  // namespace im

#include "engine/language/widen.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "engine/language/chance.h"
#include "engine/language/clauses.h"
#include "engine/language/nominal.h"
#include "engine/language/speaker.h"
#include "engine/language/surface.h"
#include "engine/language/worded_action.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

using Words = std::vector<std::string>;

template <std::size_t N>
std::string one(const std::array<std::string_view, N>& list, std::mt19937_64& random) {
    return std::string(list[random() % N]);
}

/// With `%` replaced.
std::string fill(std::string frame, const std::string& text) {
    const auto at = frame.find('%');
    return at == std::string::npos ? frame : frame.replace(at, 1, text);
}

class Wording {
  public:
    Wording(const Clauses& clauses, std::mt19937_64& random) : clauses_(clauses), random_(random) {}

    std::string make() {
        choose_speaker();
        choose_actions();
        std::string text;
        if (stative_)
            text = sentence(VerbForm::Third);
        else if (chance(0.1, random_))
            text = nouns();
        if (text.empty()) text = frame();
        return as_typed(with_digits(text, random_), random_);
    }

  private:
    void choose_speaker() {
        bool plain = false;
        for (const auto& phrase : clauses_.actions) {
            stative_ = stative_ || phrase.lemma == "be";
            for (const char* word : {"feminine", "masculine", "lady", "manly", "woman", " man"})
                plain = plain || phrase.rest.find(word) != std::string::npos;
        }
        anyone_ = is_anyone(clauses_.subject);
        speaker_ = other_speaker(clauses_.subject, plain, stative_, random_);
    }

    void choose_actions() {
        const auto& phrases = clauses_.actions;
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            Phrase phrase = phrases[i];
            const auto joint = i == 0 ? Joint::Then : clauses_.joints[i - 1];
            const bool pair = i + 1 < phrases.size() && clauses_.joints[i] == Joint::While;
            // A turn while walking is no turn on the spot, which is what the table would make of it alone.
            const bool turning = pair && (phrase.lemma == "turn" || phrases[i + 1].lemma == "turn");
            const bool whole = pair && (turning || chance(0.5, random_));
            if (whole) phrase = at_once(phrase, phrases[++i]);
            actions_.push_back(other_words(std::move(phrase), "their", random_));
            actions_.back().joint = joint;
        }
        for (std::size_t i = 0; i + 1 < actions_.size(); ++i) {  // at once: either may be named first
            if (actions_[i + 1].joint == Joint::While && actions_[i].joint == Joint::Then &&
                chance(0.4, random_)) {
                std::swap(actions_[i].phrase, actions_[i + 1].phrase);
                std::swap(actions_[i].adverb, actions_[i + 1].adverb);
            }
        }
        for (auto& action : actions_) stative_ = stative_ || action.phrase.lemma == "be";
        if (stative_ && speaker_.base_form) speaker_ = other_speaker("a person", true, true, random_);
    }

    /// Their limbs are the speaker's, "the" or, as people type, nobody's: "raises left hand".
    void give_limbs(const std::string& owner) {
        for (auto& action : actions_) {
            action.phrase = with_subject(action.phrase, owner);
            const auto his = possessive(owner);
            Words words = split_words(action.phrase.rest);
            const bool article = chance(0.15, random_), none = chance(0.06, random_);
            for (std::size_t i = 0; i + 1 < words.size(); ++i) {
                const bool side = words[i + 1] == "left" || words[i + 1] == "right";
                if (words[i] != his || !side || !(article || none)) continue;
                if (none && i + 2 < words.size())
                    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
                else
                    words[i] = "the";
            }
            action.phrase.rest = join_words(words);
            action.phrase.subject.clear();
        }
    }

    /// All actions in one form, joined.
    std::string predicates(VerbForm form) {
        const bool first_word = actions_.size() == 2 && actions_[1].joint == Joint::Then &&
                                form != VerbForm::Gerund && chance(0.1, random_);
        std::string text = (first_word ? "first " : "") + say(actions_[0], form);
        for (std::size_t i = 1; i < actions_.size(); ++i) {
            const auto& action = actions_[i];
            if (action.joint == Joint::While) {
                const bool plain = is_short(action) && is_short(actions_[i - 1]) && actions_.size() == 2;
                if (plain && chance(0.3, random_))
                    text += " and " + say(action, form) + at_same_time();
                else
                    text += " while " + say(action, VerbForm::Gerund);
            } else if (!first_word && chance(0.25, random_)) {
                constexpr auto joints =
                    std::to_array<std::string_view>({" before ", ", followed by ", " followed by "});
                text += one(joints, random_) + say(action, VerbForm::Gerund);
            } else if (form == VerbForm::Base && actions_.size() > 1 && chance(0.15, random_)) {
                text += ", " + say(action, form);  // "walk forward, turn left, sit down"
            } else {
                constexpr auto joints = std::to_array<std::string_view>(
                    {", then ", ", then ", " then ", " and then ", " and then ", ", and then ",
                     ", after that ", " and afterwards ", " and after that "});
                text += one(joints, random_) + say(action, form);
            }
        }
        return text;
    }

    std::string at_same_time() {
        constexpr auto words = std::to_array<std::string_view>(
            {" at the same time", " at the same time", " simultaneously", " at once"});
        return one(words, random_);
    }

    std::string sentence(VerbForm form) {
        give_limbs(speaker_.name);
        if (form == VerbForm::Third && speaker_.base_form) form = VerbForm::Base;
        const bool pair = actions_.size() == 2;
        if (pair && actions_[1].joint == Joint::Then && chance(0.12, random_)) {
            return "after " + say(actions_[0], VerbForm::Gerund) + ", " + speaker_.name + " " +
                   say(actions_[1], form);
        }
        if (pair && actions_[1].joint == Joint::Then && chance(0.12, random_)) {
            const std::string then = chance(0.5, random_) ? ". then " : ". afterwards, ";
            return speaker_.name + " " + say(actions_[0], form) + then + second_subject() + " " +
                   say(actions_[1],
                       form == VerbForm::Third && speaker_.pronoun == "they" ? VerbForm::Base : form);
        }
        if (pair && actions_[1].joint == Joint::While && chance(0.25, random_)) {
            if (chance(0.4, random_))
                return "while " + say(actions_[1], VerbForm::Gerund) + ", " + speaker_.name + " " +
                       say(actions_[0], form);
            const bool they = speaker_.base_form || speaker_.pronoun == "they";
            const auto be = speaker_.base_form ? speaker_.be : they ? "are" : "is";
            return speaker_.name + " " + say(actions_[0], form) +
                   (chance(0.5, random_) ? " while " : " as ") + second_subject() + " " + be + " " +
                   say(actions_[1], VerbForm::Gerund);
        }
        auto& adverb = actions_[0].adverb;
        if (actions_.size() == 1 && !adverb.empty() && chance(0.35, random_)) {  // "slowly, a person walks"
            const std::string front = std::exchange(adverb, {}) + (chance(0.6, random_) ? ", " : " ");
            return front + speaker_.name + " " + say(actions_[0], form);
        }
        return speaker_.name + " " + predicates(form);
    }

    std::string second_subject() const { return speaker_.pronoun; }

    std::string progressive() {
        give_limbs(speaker_.name);
        std::string be = " " + speaker_.be + " ";
        if (chance(speaker_.is_pronoun ? 0.6 : 0.05, random_))
            be = speaker_.be == "is" ? "'s " : speaker_.be == "am" ? "'m " : "'re ";
        return speaker_.name + be + predicates(VerbForm::Gerund);
    }

    std::string beginning() {
        give_limbs(speaker_.name);
        const bool infinitive = chance(0.6, random_);
        const std::string verb = chance(0.5, random_) ? "start" : "begin";
        return speaker_.name + " " + (speaker_.base_form ? verb : verb + "s") + (infinitive ? " to " : " ") +
               predicates(infinitive ? VerbForm::Base : VerbForm::Gerund);
    }

    std::string asking() {
        constexpr auto with_somebody = std::to_array<std::string_view>({"make % ",
                                                                        "make % ",
                                                                        "can you make % ",
                                                                        "can you make % ",
                                                                        "could you make % ",
                                                                        "please make % ",
                                                                        "let % ",
                                                                        "have % ",
                                                                        "i want % to ",
                                                                        "i need % to ",
                                                                        "i'd like % to ",
                                                                        "get % to ",
                                                                        "we need % to ",
                                                                        "i would like % to ",
                                                                        "i need to see % ",
                                                                        "would you make % ",
                                                                        "please have % ",
                                                                        "please let % ",
                                                                        "could you get % to ",
                                                                        "can you get % to ",
                                                                        "we want % to ",
                                                                        "tell % to ",
                                                                        "ask % to ",
                                                                        "let me see % "});
        constexpr auto direct = std::to_array<std::string_view>(
            {"please ", "can you ", "could you ", "now ", "just ", "would you ", "try to ", "you should ",
             "you need to ", "i want you to ", "i'd like you to ", "go ahead and ", "ok, "});
        if (anyone_ && chance(0.2, random_)) {
            give_limbs("you");
            return one(direct, random_) + predicates(VerbForm::Base);
        }
        while (speaker_.is_pronoun && (speaker_.name == "i" || speaker_.name == "you"))
            speaker_ = other_speaker(clauses_.subject, false, false, random_);
        give_limbs(speaker_.name);
        return fill(one(with_somebody, random_), speaker_.object) + predicates(VerbForm::Base);
    }

    std::string showing() {
        constexpr auto frames = std::to_array<std::string_view>({"show % ",
                                                                 "show me % ",
                                                                 "can you show % ",
                                                                 "generate % ",
                                                                 "animate % ",
                                                                 "create an animation of % ",
                                                                 "an animation of % ",
                                                                 "a clip of % ",
                                                                 "a video of % ",
                                                                 "i want to see % ",
                                                                 "give me % ",
                                                                 "motion of % ",
                                                                 "mocap of % ",
                                                                 "a mocap clip of % ",
                                                                 "motion capture of % ",
                                                                 "a 3d animation of % ",
                                                                 "a motion clip of % ",
                                                                 "animation of % ",
                                                                 "make an animation of % ",
                                                                 "generate an animation of % ",
                                                                 "generate a motion of % ",
                                                                 "a short animation of % ",
                                                                 "footage of % ",
                                                                 "i need an animation of % ",
                                                                 "i need % ",
                                                                 "render % ",
                                                                 "simulate % ",
                                                                 "imagine % ",
                                                                 "picture % ",
                                                                 "we see % ",
                                                                 "there is % ",
                                                                 "let me see % ",
                                                                 "please show % ",
                                                                 "please animate % ",
                                                                 "could you animate % ",
                                                                 "a scene with % ",
                                                                 "a motion sequence of % ",
                                                                 "a loop of % ",
                                                                 "an animation where % is ",
                                                                 "a clip where % is ",
                                                                 "a video in which % is "});
        if (speaker_.is_pronoun) speaker_ = other_speaker(clauses_.subject, true, true, random_);
        give_limbs(speaker_.name);
        const auto frame = fill(one(frames, random_), speaker_.object);
        const bool clause = frame.ends_with("is ");
        if (!clause && chance(0.15, random_)) return frame + "who " + predicates(VerbForm::Third);
        if (!clause && chance(0.08, random_)) return frame + "who is " + predicates(VerbForm::Gerund);
        return frame + predicates(VerbForm::Gerund);
    }

    std::string fragment() {
        if (speaker_.is_pronoun) speaker_ = other_speaker(clauses_.subject, true, true, random_);
        give_limbs(speaker_.name);
        return speaker_.name + " " + predicates(VerbForm::Gerund);
    }

    /// "the character should walk", "he has to sit down".
    std::string having_to() {
        constexpr auto modals =
            std::to_array<std::string_view>({" should ", " should ", " should ", " will ", " must "});
        constexpr auto verbs = std::to_array<std::string_view>(
            {" needs to ", " has to ", " is supposed to ", " is going to ", " is about to "});
        give_limbs(speaker_.name);
        const bool modal = speaker_.base_form || chance(0.6, random_);
        return speaker_.name + (modal ? one(modals, random_) : one(verbs, random_)) +
               predicates(VerbForm::Base);
    }

    /// As in a list of shots: "walks forward, then sits down".
    std::string no_subject() {
        give_limbs(nobody());
        return predicates(VerbForm::Third);
    }

    /// Whose limbs a wording without subject speaks of.
    std::string nobody() {
        constexpr auto owners = std::to_array<std::string_view>({"they", "they", "he", "she", "you"});
        return one(owners, random_);
    }

    /// "a walk" -> "walk cycle", "a slow jump" -> "a slow jump animation".
    std::string as_clip(std::string noun) {
        constexpr auto gaits =
            std::to_array<std::string_view>({"walk", "run", "jog", "crawl", "limp", "sprint", "march"});
        constexpr auto clips =
            std::to_array<std::string_view>({" animation", " animation", " motion", " clip", " movement"});
        const auto& lemma = actions_[0].phrase.lemma;
        if (!noun.ends_with(" " + lemma)) return noun;
        const bool gait = std::find(gaits.begin(), gaits.end(), lemma) != gaits.end();
        noun += gait && chance(0.6, random_) ? " cycle" : one(clips, random_);
        const bool article = noun.starts_with("a ") || noun.starts_with("an ");
        return article && chance(0.6, random_) ? noun.substr(noun.find(' ') + 1) : noun;
    }

    std::string nouns() {
        if (!anyone_) return {};
        std::string text;
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            const auto noun = actions_[i].adverb.empty() ? noun_phrase(actions_[i].phrase) : std::nullopt;
            if (!noun || (i > 0 && actions_[i].joint == Joint::While)) return {};
            constexpr auto joints =
                std::to_array<std::string_view>({" followed by ", ", then ", " and then ", " then "});
            text += (i == 0 ? "" : one(joints, random_)) + *noun;
        }
        constexpr auto orders = std::to_array<std::string_view>(
            {"do ", "perform ", "show ", "show me ", "give me ", "animate ", "generate ", "animation of "});
        if (actions_.size() == 1 && chance(0.25, random_)) text = as_clip(std::move(text));
        return chance(0.2, random_) ? one(orders, random_) + text : text;
    }

    std::string frame() {
        const double draw = std::uniform_real_distribution<double>()(random_);
        if (anyone_ && draw < 0.17) {
            give_limbs(chance(0.75, random_) ? "you" : "they");
            return predicates(VerbForm::Base);
        }
        if (anyone_ && draw < 0.33) {
            give_limbs(nobody());
            return predicates(VerbForm::Gerund);
        }
        if (draw < 0.42) return fragment();
        if (draw < 0.52) return asking();
        if (draw < 0.60) return showing();
        if (draw < 0.64) return beginning();
        if (draw < 0.67) return sentence(VerbForm::Past);
        if (draw < 0.70) return having_to();
        if (anyone_ && draw < 0.73) return no_subject();
        return draw < 0.85 ? progressive() : sentence(VerbForm::Third);
    }

    const Clauses& clauses_;
    std::mt19937_64& random_;
    Speaker speaker_;
    bool anyone_ = true, stative_ = false;
    std::vector<WordedAction> actions_;
};

}  // namespace

std::vector<std::string> widen_caption(const std::string& caption, int count, std::mt19937_64& random) {
    const auto clauses = split_clauses(caption);
    std::vector<std::string> texts;
    std::set<std::string> known{caption};
    for (int tries = 0; tries < 4 * count && static_cast<int>(texts.size()) < count; ++tries) {
        auto text =
            clauses ? Wording(*clauses, random).make() : as_typed(with_digits(caption, random), random);
        if (known.insert(text).second) texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace im

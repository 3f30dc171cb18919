#include "engine/synthesis/moving_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <utility>

#include "engine/synthesis/gait_words.h"

namespace im {
namespace {

using namespace std::string_view_literals;

/// Going by words that a way can follow.
constexpr std::array kGoing = {"walk"sv,  "run"sv,    "jog"sv,     "stroll"sv,  "move"sv, "sneak"sv,
                               "creep"sv, "tiptoe"sv, "stagger"sv, "shuffle"sv, "limp"sv, "hobble"sv,
                               "march"sv, "step"sv,   "sprint"sv,  "race"sv,    "dash"sv};

std::string joined(std::string_view a, std::string_view b) {
    return a.empty() ? std::string(b) : b.empty() ? std::string(a) : std::string(a) + " " + std::string(b);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

template <class Form>
std::string predicate(const std::string& subject, const Saying& saying, const Form& form) {
    std::string rest = saying.rest;
    replace_all(rest, "{their}", possessive(subject));
    return form(Phrase{subject, saying.lemma, rest});
}

}  // namespace

double drawn_between(SynthesisRandom& random, double low, double high) {
    return low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53);
}

bool drawn_true(SynthesisRandom& random, double share) {
    return drawn_between(random, 0, 1) < share;
}

std::size_t drawn_index(SynthesisRandom& random, std::size_t count) {
    return std::min(count - 1,
                    static_cast<std::size_t>(drawn_between(random, 0, 1) * static_cast<double>(count)));
}

std::size_t drawn_by_weight(SynthesisRandom& random, const std::vector<double>& weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double left = drawn_between(random, 0, total);
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0) return i;
    }
    return weights.size() - 1;
}

std::string drawn_subject(SynthesisRandom& random) {
    static const std::vector<std::string> subjects = {"a person",    "a person",   "a person", "a person",
                                                      "the person",  "the person", "someone",  "someone",
                                                      "a man",       "the man",    "a woman",  "the woman",
                                                      "this person", "a human",    "a figure", "the figure"};
    return drawn_of(random, subjects);
}

std::string say(SynthesisRandom& random, const std::string& subject, const Saying& saying) {
    const double form = drawn_between(random, 0, 1);
    std::string text;
    if (form < 0.72)
        text = predicate(subject, saying, third_person);
    else if (form < 0.9)
        text = "is " + predicate(subject, saying, gerund);
    else if (form < 0.95)
        text = "begins to " + predicate(subject, saying, imperative);
    else
        text = "starts to " + predicate(subject, saying, imperative);
    return subject + " " + text + ".";
}

std::string say_plainly(const std::string& subject, const Saying& saying) {
    return subject + " " + predicate(subject, saying, third_person) + ".";
}

std::optional<Phrase> going(const std::string& caption, bool tempo_changed) {
    if (tempo_changed && says_tempo(caption)) return std::nullopt;
    std::optional<Phrase> phrase = parse_phrase(caption);
    if (!phrase || std::find(kGoing.begin(), kGoing.end(), phrase->lemma) == kGoing.end())
        return std::nullopt;
    static const std::regex more(
        R"(\b(and|then|before|after|until|step|steps|stop|stops|left|right|diagonally|angle|turn|turning|circle|curve|line of|around)\b|,.*,)");
    static const std::regex direction(
        R"(\b(straight ahead|straight forward|directly forward|right ahead|forwards?|ahead|in a straight line|straight|step by step)\b)");
    phrase->rest = std::regex_replace(phrase->rest, direction, "");
    phrase->rest = std::regex_replace(phrase->rest, std::regex(" +"), " ");
    phrase->rest = std::regex_replace(phrase->rest, std::regex("^ | $| (?=,)"), "");
    if (std::regex_search(phrase->rest, more)) return std::nullopt;
    // "at a walk", "backwards" and what the posture is belong to the verb; then comes the way.
    static const std::regex close(
        R"(^((?:backwards?|back|at a walk|at a run|crouched down|on tiptoes?|quietly|slowly|quickly)(?= |,|$))(.*)$)");
    std::smatch match;
    if (std::regex_match(phrase->rest, match, close))
        phrase->rest = match[1].str() + " {way}" + match[2].str();
    else
        phrase->rest = phrase->rest.starts_with(",") ? "{way}" + phrase->rest : joined("{way}", phrase->rest);
    return phrase;
}

Saying going_along(const Phrase& phrase, const std::string& way) {
    const std::size_t at = phrase.rest.find("{way}");
    if (at == std::string::npos) return {phrase.lemma, phrase.rest};
    const std::string behind = phrase.rest.substr(std::min(at + 6, phrase.rest.size()));
    const bool apart = phrase.rest.compare(at, 6, "{way},") == 0;
    return {phrase.lemma, phrase.rest.substr(0, at) + (apart ? way + "," + behind : way_with(way, behind))};
}

bool has_word(std::string_view text, std::string_view word) {
    const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end]))) return true;
    }
    return false;
}

bool says_tempo(std::string_view caption) {
    static constexpr std::array words = {
        "slow"sv,    "slowly"sv,    "quick"sv,  "quickly"sv,    "fast"sv,    "faster"sv,
        "speed"sv,   "pace"sv,      "dash"sv,   "dashes"sv,     "dashing"sv, "sprint"sv,
        "sprints"sv, "sprinting"sv, "races"sv,  "racing"sv,     "brisk"sv,   "briskly"sv,
        "calmly"sv,  "hurries"sv,   "rushes"sv, "sluggishly"sv, "rapidly"sv, "swiftly"sv,
        "calm"sv,    "leisurely"sv, "motion"sv, "hastily"sv,    "gently"sv,  "tempo"sv};
    return std::any_of(words.begin(), words.end(), [&](auto word) { return has_word(caption, word); });
}

std::string count_word(int number) {
    static constexpr std::array words = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                         "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    if (number >= 0 && number < static_cast<int>(words.size()))
        return words[static_cast<std::size_t>(number)];
    return std::to_string(number);
}

std::vector<std::string> distinct(const std::vector<std::string>& captions, std::size_t count) {
    std::vector<std::string> kept;
    for (const std::string& caption : captions) {
        if (kept.size() < count && std::find(kept.begin(), kept.end(), caption) == kept.end())
            kept.push_back(caption);
    }
    return kept;
}

SynthesisedClip made_of(const CaptionedMotion& source, MotionClip motion) {
    SynthesisedClip clip;
    clip.motion = std::move(motion);
    clip.style = source.style;
    clip.parts = {&source};
    return clip;
}

}  // namespace im

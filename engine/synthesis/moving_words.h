#pragma once
// How operators that change one clip's movement say what they made, and how they draw.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/phrase.h"
#include "engine/synthesis/operator.h"

namespace im {

/// Uniform in [low, high).
double drawn_between(SynthesisRandom& random, double low, double high);
/// True with probability `share`.
bool drawn_true(SynthesisRandom& random, double share);
/// An index below `count`, which is not 0.
std::size_t drawn_index(SynthesisRandom& random, std::size_t count);
/// An index, each as likely as its weight says.
std::size_t drawn_by_weight(SynthesisRandom& random, const std::vector<double>& weights);
template <class Value>
const Value& drawn_of(SynthesisRandom& random, const std::vector<Value>& values) {
    return values[drawn_index(random, values.size())];
}

/// "a person", "the man", "someone" ...
std::string drawn_subject(SynthesisRandom& random);

/// A predicate of a sentence that is to be made: "walk" + "in a circle with {their} arms crossed"; further
/// verbs are in the third person, "forward and turns left". {their} becomes the subject's possessive.
struct Saying {
    std::string lemma, rest;
};

/// "a woman is walking in a circle with her arms crossed.": mostly in the simple present, else progressive
/// or "begins to"/"starts".
std::string say(SynthesisRandom& random, const std::string& subject, const Saying& saying);
/// The same in the simple present.
std::string say_plainly(const std::string& subject, const Saying& saying);

/// A captured caption of going somewhere as a predicate that takes another way: words of direction, distance
/// and count are left out, {way} stands where the way is said: "walks straight ahead in a manly manner" ->
/// "walk" + "{way} in a manly manner". Empty where the caption says more than one thing, or something that a
/// way does not suit, or has a tempo that is not right any more (`tempo_changed`).
std::optional<Phrase> going(const std::string& caption, bool tempo_changed = false);
/// Such a predicate with a way: "walk" + "in a circle in a manly manner".
Saying going_along(const Phrase& phrase, const std::string& way);

/// Whether a caption says how fast: "slowly", "at a fast pace", "dashes" ...
bool says_tempo(std::string_view caption);
/// Whether the words hold this one, as a whole word.
bool has_word(std::string_view text, std::string_view word);

/// "one", "two" ... "twelve"; digits beyond.
std::string count_word(int number);

/// Leaves out captions that occur before; keeps the first `count`.
std::vector<std::string> distinct(const std::vector<std::string>& captions, std::size_t count);

/// A clip made of one captured clip, with nothing said yet.
SynthesisedClip made_of(const CaptionedMotion& source, MotionClip motion);

}  // namespace im

#pragma once
// How operators word what they made: clauses out of captured captions, sides, numbers, licences.

#include <optional>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/language/phrase.h"
#include "engine/synthesis/draw.h"

namespace im {

inline constexpr const char* kUnknownLicence = "licence not stated";

/// Left and right exchanged in text and in tags ("wave_left_hand"), "clockwise" with them; the case stays.
std::string mirror_sides(const std::string& text);

/// "walks for six steps", "jumps twice": says how often or how far, which a piece of the clip does not keep.
bool says_amount(const std::string& text);

/// "their right hand" as "both hands" and the other way round: the same with another limb; empty where the
/// text names no hand or arm.
std::string swap_limb(const std::string& text);

/// "a person", "the man", ... as captions of data sets have them.
std::string draw_subject(SynthesisRandom& random);

/// A predicate out of one of the clip's captions that can be joined with others: one clause, short, without
/// what comes behind a comma; with the possessives of `subject`. `piece`: of a part of the clip, so that it
/// says no amount. Empty where no caption serves.
std::optional<Phrase> draw_clause(const CaptionedMotion& clip, const std::string& subject, bool piece,
                                  SynthesisRandom& random);

/// With a full stop.
std::string sentence(const std::string& text);

/// 1 "once", 2 "twice", 3 "three times" or "thrice", in digits or words.
std::string draw_times(int count, SynthesisRandom& random);
/// "one" .. "ten", or the digits.
std::string number_word(int number);

/// The licences of all parts, each once, sorted, with " + ". No part's licence is ever lost.
std::string join_licences(const std::vector<const CaptionedMotion*>& parts);

}  // namespace im

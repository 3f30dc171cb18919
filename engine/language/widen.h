#pragma once
// Captions say the same things in the same few ways; people do not. Other wordings of a caption's motion, as
// people type them: "the man is waving his left hand slowly." -> "slowly wave your left hand", "Person
// greeting someone by waving their left arm", "can you make him wave the left hand in slow motion". Not all
// of it is good English.
//
// What stays: who does it where that is a style ("an old man"), sides, counts, angles, styles, directions,
// all actions and their order.

#include <random>
#include <string>
#include <vector>

namespace im {

/// At most `count` texts, different from each other and from `caption`; fewer where little can be
/// said in other ways. The same for the same state of `random`. A caption that is no sentence
/// with a verb keeps its words.
std::vector<std::string> widen_caption(const std::string& caption, int count, std::mt19937_64& random);

}  // namespace im

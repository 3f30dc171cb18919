#pragma once
// Which captured clips show a behaviour, and which do not: what the checks are checked with, before any model
// is measured with them.

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"

namespace im {

/// A captured or authored motion, and what its data set says of it.
struct TaggedClip {
    std::string id;
    std::vector<std::string> actions;  ///< two, in order, for a composed clip
    std::vector<std::string> captions;
    MotionClip motion;
};

/// Tags are actions of a data set, "jump_repeat", in order for two ("walk>wave_right_hand"); '*' at the end
/// or alone stands for any. After ':' words of which one must be in a caption, "jump_repeat:twice|two_times"
/// ('_' for a space). Separated by spaces.
struct Evidence {
    std::string behaviour;  ///< its name in the table of behaviours
    std::string right;      ///< clips that show it
    std::string either;     ///< clips that may show it, or a part of it: they prove nothing; with words, also
                            ///< of right actions
    std::string wrong;      ///< clips that do not, though their action is one of the right ones
};
const std::vector<Evidence>& behaviour_evidence();

/// Clips whose captions say what they do not show.
struct ExcludedClip {
    std::string prefix;     ///< of the id
    std::string behaviour;  ///< for which; empty for all
    std::string reason;
};
const std::vector<ExcludedClip>& excluded_clips();

enum class Verdict { Right, Other, Unclear };

/// What the clip is for the behaviour. Clips of a right action whose captions
/// do not say which are unclear; a clip of two actions is an other where each of them alone is one.
Verdict judge(const Evidence& evidence, const TaggedClip& clip);

}  // namespace im

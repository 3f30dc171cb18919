#pragma once
// How far what is read out of captions can be trusted: whether captured motion keeps what its own captions ask.

#include <string>
#include <vector>

#include "engine/behaviour/evidence.h"

namespace im {

struct AskedRate {
    std::string asked;  ///< "action: waves", "jumps"
    int captions = 0, kept = 0;
    std::vector<std::string> missed;  ///< up to 5: the clip's id and the caption

    double share() const { return captions > 0 ? static_cast<double>(kept) / captions : 0; }
};

struct AskedRates {
    std::vector<AskedRate> rates;    ///< the most frequent first
    int captions = 0, answered = 0;  ///< all, and those of which anything can be measured
    int kept = 0;                    ///< of these, by motions that keep everything
};

/// Up to `captions_max` captions of each clip.
AskedRates measure_asked(const std::vector<TaggedClip>& clips, int captions_max);

}  // namespace im

#pragma once
// Whether a clip is likely to be what its prompt asks for, in words: from what the model has learnt
// (prompt_reader.h) and from what the judge makes of the clip (motion_scorer.h).
//
//   'probably not what you asked: "does a cartwheel on one hand" is unlike anything that this model has
//   learnt;
//    near: "does a cartwheel"'

#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/prompt_reader.h"

namespace im {

enum class UnderstandingLevel { Fine, Doubtful, Unlikely };
const char* level_name(UnderstandingLevel level);  ///< "fine", "doubtful", "unlikely"

struct Understanding {
    UnderstandingLevel level = UnderstandingLevel::Fine;
    std::string reason;  ///< '"moonwalks" is unlike anything that this model has learnt'; empty: fine
    std::vector<std::string>
        nearest;  ///< what the model knows that is nearest, when the prompt is the reason
    std::optional<double> percentile;  ///< of the clip, as given

    /// "probably not what you asked: ...; near: ..." or "perhaps not what you asked: ..."; empty where it is
    /// fine.
    std::string notice() const;
};

/// `reading`: of the prompt; null where the model has no vocabulary. `percentile`: MotionScore::beats_matched
/// by the judge (without one, the reward) of a clip; empty before there is one. `calibration`: the
/// vocabulary's, or the defaults.
Understanding judge_understanding(const PromptReading* reading, std::optional<double> percentile,
                                  const NoticeCalibration& calibration);

/// The percentile in words: "nearer than 3 % of captured motions are to their own captions".
std::string percentile_in_words(double percentile);

}  // namespace im

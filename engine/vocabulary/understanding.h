#pragma once
// Whether a clip is likely to be what its prompt asks for, in words: from what the model has learnt
// (prompt_reader.h), from what the judge makes of the clip (motion_scorer.h) and from what can be counted and
// measured on it (asked_facts.h).
//
//   'probably not what you asked:
//    "does a cartwheel on one hand" is unlike anything that this model has learnt;
//    near: "does a cartwheel"'

#include <optional>
#include <string>
#include <vector>

#include "engine/asked/asked_facts.h"
#include "engine/vocabulary/prompt_reader.h"

namespace im {

enum class UnderstandingLevel { Fine, Doubtful, Unlikely };
const char* level_name(UnderstandingLevel level);  ///< "fine", "doubtful", "unlikely"

struct Understanding {
    UnderstandingLevel level = UnderstandingLevel::Fine;
    std::string reason;  ///< '"moonwalks" is unlike anything that this model has learnt'; empty: fine
    /// What the model knows that is nearest, when the prompt is the reason.
    std::vector<std::string> nearest;
    std::optional<double> percentile;  ///< of the clip, as given

    /// "probably not what you asked: ...; near: ..." or "perhaps not what you asked: ...";
    /// empty where it is fine.
    std::string notice() const;
    bool operator==(const Understanding&) const = default;
};

/// `reading`: of the prompt; null where the model has no vocabulary. `percentile`: MotionScore::beats_matched
/// by the judge (without one, the reward) of a clip; empty before there is one. `calibration`: the
/// vocabulary's, or the defaults. `missed`: what the prompt says in numbers and the clip does not do.
Understanding judge_understanding(const PromptReading* reading, std::optional<double> percentile,
                                  const NoticeCalibration& calibration,
                                  const std::vector<MissedFact>& missed = {});

/// The percentile in words: "nearer than 3 % of captured motions are to their own captions".
std::string percentile_in_words(double percentile);

}  // namespace im

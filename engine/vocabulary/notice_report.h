#pragma once
// How well the notice of not knowing tells clips that miss their prompt from those that do what it asks: by
// the behaviours' geometric checks (engine/evaluate/behaviour.h).

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/evaluate/behaviour_report.h"
#include "engine/generate/motion_scorer.h"
#include "engine/vocabulary/understanding.h"

namespace im {

/// One generated clip and what is known of it.
struct NoticeClip {
    std::string behaviour, prompt;
    bool shown = false;                ///< it passes the behaviour's check
    std::optional<double> percentile;  ///< MotionScore::beats_matched
    std::vector<MissedFact> missed;    ///< of what the prompt says in numbers
};

struct NoticeReport {
    std::vector<NoticeClip> clips;
    /// Of each prompt, where there is a vocabulary.
    std::vector<std::pair<std::string, PromptReading>> readings;
};

/// The share of wanted notices that is worth the false ones.
inline constexpr double kWantedOfFailing = 0.70, kAllowedOfPassing = 0.10;

/// `seeds` clips of each behaviour's prompts, scored by `scorer`; `reader` may be null.
NoticeReport measure_notices(const MotionSource& generate, const MotionScorer& scorer,
                             const PromptReader* reader, int seeds, const SamplingOptions& sampling,
                             const std::stop_token& stop = {});

struct NoticeShares {
    int failing = 0, passing = 0, marked_failing = 0, marked_passing = 0;
    double of_failing() const { return failing > 0 ? static_cast<double>(marked_failing) / failing : 0.0; }
    double of_passing() const { return passing > 0 ? static_cast<double>(marked_passing) / passing : 0.0; }
};
/// What is marked under `calibration`: every clip that gets a notice, doubtful or unlikely.
NoticeShares notice_shares(const NoticeReport& report, const NoticeCalibration& calibration);

/// `start` with the nearness and the percentile that together mark most of what fails and at most
/// kAllowedOfPassing of what passes, and with the shares that were measured. Strangers' wordings are less near
/// to captions than captions are to each other, so nearness_calibration.h alone marks too many. Where no
/// choice marks so few, no clip is marked by its percentile.
NoticeCalibration calibrate_notice(const NoticeReport& report, NoticeCalibration start);

}  // namespace im

#pragma once
// One look of the guard in plain numbers: for the run's log, the command line and the studio. Torch-free header.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/train/finetune/guard.h"

namespace im {

/// Of one prompt at one look, the mean of its samples.
struct PromptScore {
    double judge = 0;  ///< by the reward's encoders where there is no judge
    std::optional<double> facts =
        {};  ///< how much of what it says in numbers is done; empty where it says nothing
    double skating_cmps = 0;
};

struct GuardReport {
    std::int64_t iteration = 0;
    double reward = 0;  ///< mean cosine of text and motion by the reward's encoders
    double judge = 0;   ///< the same by the judge's
    bool has_judge = false;
    /// Its two kinds of prompts apart; 0 where there are none.
    double judge_captions = 0, judge_held_out = 0;
    std::optional<double> preference = {};  ///< mean of the preference term, when the run has one
    /// How much of what prompts say in numbers is done, 0 to 1, of those that do.
    std::optional<double> facts = {};
    double skating_cmps = 0;
    double distinct_share = 0;
    double tokens_mean = 0, end_rate = 0;
    double seconds = 0;
    std::vector<std::string> prompts;
    int captions = 0;  ///< the first so many prompts are of captured motions, the others the run's own
    std::vector<PromptScore> scores;  ///< one a prompt; empty in records of earlier versions
    int samples = 0;
    std::vector<std::vector<int>> tokens;  ///< prompt after prompt, `samples` each: for a gallery
    GuardVerdict verdict;
};

/// Mean over the run's own prompts, or over those of captured motions; nothing where the look tells of none.
std::optional<PromptScore> own_score(const GuardReport& report);
std::optional<PromptScore> rest_score(const GuardReport& report);

/// Without prompts, tokens and messages.
nlohmann::json to_json(const GuardReport& report);
/// The other way round. What is missing or no number stays as it is in a new report.
GuardReport guard_report_from(const nlohmann::json& line);

}  // namespace im

#pragma once
// What an evaluation found, as plain numbers. Torch-free header: the studio shows it.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace im {

/// Mean over repeats with the half-width of its 95 % interval, 1.96 std / sqrt(n) with the population's std.
struct Estimate {
    double mean = 0;
    double interval = 0;
};

/// Names of figures, as in JSON. Those of a row that make no sense (FID without captured motion,
/// MultiModality of captured motion) are absent.
namespace figure {
inline constexpr const char* kTop[3] = {"r_precision_top1", "r_precision_top2", "r_precision_top3"};
/// Clips of the same action and style left out of the pool; only where the data set names them.
inline constexpr const char* kDistinctTop[3] = {"r_precision_distinct_top1", "r_precision_distinct_top2",
                                                "r_precision_distinct_top3"};
inline constexpr const char* kFid = "fid";
inline constexpr const char* kMatching = "mm_dist";
inline constexpr const char* kDiversity = "diversity";
inline constexpr const char* kMultiModality = "multimodality";
/// Mean cosine of a text and its motion, by the judge and, of generated motion, by the reward's encoders:
/// where the second rises without the first, a fine-tuned model has learnt to please and not to move.
inline constexpr const char* kSimilarity = "similarity";
inline constexpr const char* kRewardSimilarity = "reward_similarity";
/// Mean cosine, by the judge, of two samples of one text; 1: the model has one motion for a text.
inline constexpr const char* kSampleSimilarity = "sample_similarity";
/// Of the first repeat; intervals are over clips.
inline constexpr const char* kFootSkate = "foot_skate_cm_per_s";  ///< speed of standing feet
inline constexpr const char* kJerk = "jerk_m_per_s3";             ///< mean over joints and frames
/// Mean depth of the lowest joint under the floor.
inline constexpr const char* kPenetration = "penetration_mm";
inline constexpr const char* kSeconds = "seconds";
/// Of composed captions, shares: nearer to the caption than to either of its actions alone; than to the
/// caption with the actions in the other order; both.
inline constexpr const char* kBothActions = "both_actions";
inline constexpr const char* kRightOrder = "right_order";
inline constexpr const char* kFollowed = "composition_followed";
}  // namespace figure

struct EvaluationRow {
    std::string name;
    std::map<std::string, Estimate> figures;
};

struct EvaluationReport {
    std::string model, data, encoders;
    std::int64_t items = 0;             ///< clips or prompts in the set
    std::int64_t items_per_repeat = 0;  ///< whole pools of 32; of fewer prompts all
    std::int64_t composed = 0;          ///< captions whose two actions could be told apart
    int repeats = 0;
    std::vector<EvaluationRow> rows;
    std::vector<std::string> notes;  ///< what a reader of the figures should know
    std::int64_t motions = 0;        ///< generated
    double generation_seconds = 0;   ///< drawing tokens and decoding them
    double encoder_seconds = 0;      ///< embedding motions and texts
    double metric_seconds = 0;       ///< everything after that
    double peak_memory_mb = 0;       ///< of the process
};

}  // namespace im

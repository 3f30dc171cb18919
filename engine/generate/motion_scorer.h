#pragma once
// How well a motion fits its text, by a model folder's reward encoders (or its judge): the door to eq. 2 for
// the command line, best-of-N and the studio. Torch-free header.
//
//   auto scorer = MotionScorer::load(folder, {});
//   double score = scorer->score({"a person walks"}, {motion.tokens}).front().total;

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/generate/motion_generator.h"
#include "engine/model/reward_weights.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

struct MotionScore {
    double total = 0;   ///< eq. 2: text + motion, where 0 is perfect, + what the user likes
    double text = 0;    ///< -lambda_t ||f_t - f_pred||^2
    double motion = 0;  ///< -lambda_m ||f_gt - f_pred||^2; 0 without a reference
    /// w s(f_t, f_pred), where the model was fine-tuned by a user's preferences and the reward scores.
    std::optional<double> preference = {};
    double distance = 0;                       ///< ||f_t - f_pred||
    std::optional<double> reference_distance;  ///< ||f_gt - f_pred||
    /// Shares of validation pairs that are farther apart than this one: of captured motions
    /// and their own captions, and of captured motions and captions of something else. Empty
    /// where the encoders do not know.
    std::optional<double> beats_matched, beats_mismatched;

    bool operator==(const MotionScore&) const = default;
};

class MotionScorer {
  public:
    /// `encoders`: "reward" or "judge". Throws Resource when the folder has none,
    /// Input when a file is damaged.
    static std::shared_ptr<const MotionScorer> load(const std::filesystem::path& model_folder,
                                                    const GeneratorOptions& options,
                                                    const std::string& encoders = "reward");
    static bool available(const std::filesystem::path& model_folder, const std::string& encoders = "reward");
    virtual ~MotionScorer() = default;

    /// Text-only reward of generated tokens; score i is of prompt i and motion i, whatever else is in the
    /// batch. Throws Usage when their numbers differ or a motion has no tokens.
    virtual std::vector<MotionScore> score(const std::vector<std::string>& prompts,
                                           const std::vector<std::vector<int>>& tokens) const = 0;
    /// Of any clip of the model's skeleton; with `reference`, a captured motion of the same text, the paired
    /// reward. A clip goes onto the model's figure first. Throws Input for another joint count or frame rate,
    /// or fewer than 2 frames.
    virtual MotionScore score_clip(const std::string& prompt, const MotionClip& clip,
                                   const MotionClip* reference = nullptr,
                                   const RewardWeights& weights = kTextOnlyReward) const = 0;
};

}  // namespace im

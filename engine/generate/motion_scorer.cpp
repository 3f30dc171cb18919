#include "engine/generate/motion_scorer.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/prompt_text.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/model_folder.h"
#include "engine/model/preference_head.h"
#include "engine/model/reward.h"
#include "engine/motion/rig/retarget.h"

namespace im {
namespace fs = std::filesystem;
namespace {

class Scorer final : public MotionScorer {
  public:
    Scorer(const fs::path& folder, const GeneratorOptions& options, const std::string& encoders)
        : encoders_(load_encoders(folder, encoders, choose_device(options.device))),
          config_(load_model_config(folder)),
          tokenizer_(load_tokenizer(folder, config_, choose_device(options.device))),
          skeleton_(skeleton_by_name(config_.skeleton)) {
        std::error_code code;
        const auto preference = preference_file(folder);
        if (encoders == "reward" && fs::exists(preference, code))
            preference_ = PreferenceTerm::load(preference, encoders_->width());
    }

    std::vector<MotionScore> score(const std::vector<std::string>& prompts,
                                   const std::vector<std::vector<int>>& tokens) const override {
        if (prompts.size() != tokens.size()) {
            throw usage_error("score: expected as many prompts as motions, found {} and {}", prompts.size(),
                              tokens.size());
        }
        const auto f_text = embed(prompts), f_pred = embed_tokens(*encoders_, tokenizer_, tokens);
        return told(f_text, f_pred, {}, kTextOnlyReward);
    }

    MotionScore score_clip(const std::string& prompt, const MotionClip& clip, const MotionClip* reference,
                           const RewardWeights& weights) const override {
        const auto f_gt = reference != nullptr ? embed(*reference) : torch::Tensor();
        return told(embed(std::vector{prompt}), embed(clip), f_gt, weights).front();
    }

  private:
    torch::Tensor embed(const std::vector<std::string>& prompts) const {
        std::vector<Caption> captions;
        for (const auto& prompt : prompts) captions.push_back({clean_prompt(prompt), {}});
        return encoders_->embed_texts(captions);
    }

    torch::Tensor embed(const MotionClip& clip) const {
        if (clip.joint_count != skeleton_.joint_count() || std::abs(clip.fps - skeleton_.fps) > 0.01) {
            throw input_error("motion: expected {} joints ({}) at {} frames a second, found {} at {}",
                              skeleton_.joint_count(), skeleton_.name, skeleton_.fps, clip.joint_count,
                              clip.fps);
        }
        const auto figure = skeleton_.name == "humanml3d" ? humanml3d_offsets() : std::vector<glm::dvec3>{};
        const FeatureSequence features = encode_features(clip, skeleton_, config_.codec, figure);
        return encoders_->embed_motions(feature_tensor(features).unsqueeze(0),
                                        torch::full({1}, features.frames, torch::kInt64));
    }

    std::vector<MotionScore> told(const torch::Tensor& f_text, const torch::Tensor& f_pred,
                                  const torch::Tensor& f_gt, const RewardWeights& weights) const {
        const RewardTerms terms = reward(f_text, f_pred, f_gt, {}, weights);
        const auto distances = (f_text - f_pred).norm(2, 1);
        const auto liked = preference_ ? (*preference_)(f_text, f_pred) : torch::Tensor();
        std::vector<MotionScore> scores;
        for (std::int64_t i = 0; i < f_pred.size(0); ++i) {
            MotionScore score;
            score.total = terms.total[i].item<double>();
            score.text = terms.text[i].item<double>();
            score.motion = terms.motion[i].item<double>();
            if (liked.defined()) score.total += *(score.preference = liked[i].item<double>());
            score.distance = distances[i].item<double>();
            if (f_gt.defined()) score.reference_distance = (f_gt[i] - f_pred[i]).norm().item<double>();
            if (const DistanceScale* scale = encoders_->distance_scale()) {
                score.beats_matched = scale->share_of_matched_beyond(score.distance);
                score.beats_mismatched = scale->share_of_mismatched_beyond(score.distance);
            }
            scores.push_back(score);
        }
        return scores;
    }

    std::shared_ptr<const MotionTextEncoders> encoders_;
    ModelConfig config_;
    Tokenizer tokenizer_;
    const Skeleton& skeleton_;
    std::optional<PreferenceTerm> preference_;
};

}  // namespace

std::shared_ptr<const MotionScorer> MotionScorer::load(const fs::path& model_folder,
                                                       const GeneratorOptions& options,
                                                       const std::string& encoders) {
    set_thread_count(options.threads);
    return std::make_shared<Scorer>(model_folder, options, encoders);
}

bool MotionScorer::available(const fs::path& model_folder, const std::string& encoders) {
    return has_encoders(model_folder, encoders);
}

}  // namespace im

#include "app/workers/preference_learner.h"

#include <optional>

#include <torch/torch.h>

#include "engine/generate/prompt_text.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/reward.h"
#include "engine/store/preference_data.h"
#include "engine/train/finetune/preference.h"

namespace im {

/// The encoders stay loaded between two learnings.
struct PreferenceLearner::Learnt {
    std::filesystem::path folder;
    std::shared_ptr<const MotionTextEncoders> encoders;
    Tokenizer tokenizer;
    std::optional<PreferenceHead> head;
    double average = 0;  ///< score of the clips that were learnt from
};

PreferenceLearner::PreferenceLearner(std::filesystem::path workspace, GeneratorOptions options)
    : workspace_(std::move(workspace)), options_(std::move(options)) {}

PreferenceLearner::~PreferenceLearner() = default;

Taste PreferenceLearner::learn(const std::filesystem::path& model_folder) {
    Taste taste;
    Workspace workspace(workspace_);
    taste.learnt.ratings = static_cast<int>(
        workspace.clips({.rated_only = true, .with_trash = true, .limit = 1'000'000}).size());
    taste.learnt.choices = static_cast<int>(workspace.comparisons().size());
    if (taste.learnt.ratings + taste.learnt.choices == 0) {
        taste.reason = "Rate some clips, or compare them, and the studio learns what you like.";
        return taste;
    }
    const auto folder = base_folder(model_folder);
    if (!has_encoders(folder, "reward")) {
        taste.reason = "The active model has no reward encoders (reward.safetensors) to learn with.";
        return taste;
    }
    if (!learnt_ || learnt_->folder != folder) {
        const auto device = choose_device(options_.device);
        learnt_ = std::make_unique<Learnt>(
            Learnt{.folder = folder,
                   .encoders = load_encoders(folder, "reward", device),
                   .tokenizer = load_tokenizer(folder, load_model_config(folder), device)});
    }
    learnt_->head.reset();
    const CollectedPreferences found = collect_preferences(workspace, *learnt_->encoders, learnt_->tokenizer);
    taste.learnt.left_out = found.left_out;
    taste.learnt.pairs = found.pairs.size();
    if (found.pairs.size() < kPreferencePairsMin) {
        taste.reason = "More is needed to learn from: clips that are rated differently, or comparisons.";
        return taste;
    }
    const PreferenceFit fit = fit_preferences(found.pairs, learnt_->encoders->width());
    taste.learnt.accuracy = fit.accuracy;
    taste.learnt.prior_accuracy = fit.prior_accuracy;
    taste.learnt.ramp = fit.ramp;
    learnt_->head = fit.head;
    learnt_->average = torch::cat({fit.head.score(found.pairs.better_text, found.pairs.better),
                                   fit.head.score(found.pairs.worse_text, found.pairs.worse)})
                           .mean()
                           .item<double>();
    return taste;
}

std::vector<double> PreferenceLearner::liking(const std::vector<std::string>& prompts,
                                              const std::vector<std::vector<int>>& tokens) const {
    if (!learnt_ || !learnt_->head || tokens.empty()) {
        return {};
    }
    std::vector<Caption> captions;
    for (const std::string& prompt : prompts) {
        captions.push_back({clean_prompt(prompt), {}});
    }
    const auto score = learnt_->head->score(learnt_->encoders->embed_texts(captions),
                                            embed_tokens(*learnt_->encoders, learnt_->tokenizer, tokens));
    const auto share = torch::sigmoid(score - learnt_->average).to(torch::kFloat64).contiguous();
    return {share.const_data_ptr<double>(), share.const_data_ptr<double>() + share.numel()};
}

}  // namespace im

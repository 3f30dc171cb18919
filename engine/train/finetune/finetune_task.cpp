#include "engine/train/finetune/finetune_task.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <torch/torch.h>

#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/generate/clip_decoding.h"
#include "engine/generate/text_condition.h"
#include "engine/model/feature_tensor.h"
#include "engine/train/finetune/reward_terms.h"

namespace im {
namespace {

constexpr std::size_t kEncodedMax = 2048;       // about 30 KB each
constexpr std::size_t kEmbeddingsMax = 100000;  // about 1 KB each

/// The value under `key`, made when it is not there. A full cache is emptied.
template <class Map, class Key, class Make>
const typename Map::mapped_type& cached(Map& map, const Key& key, std::size_t entries_max, const Make& make) {
    if (const auto found = map.find(key); found != map.end()) return found->second;
    if (map.size() >= entries_max) map.clear();
    return map.emplace(key, make()).first->second;
}

/// (texts x samples, E), each text's row `samples` times.
torch::Tensor embed_each(const MotionTextEncoders& encoders, const std::vector<std::string>& texts,
                         int samples) {
    std::vector<Caption> captions;
    for (const auto& text : texts) captions.push_back({text, {}});
    return encoders.embed_texts(captions).repeat_interleave(samples, 0);
}

/// (texts x samples) -> mean of each text's.
std::vector<double> mean_by_text(const torch::Tensor& values, int samples) {
    const auto mean = values.view({-1, samples}).mean(1).to(torch::kFloat64).contiguous();
    return {mean.const_data_ptr<double>(), mean.const_data_ptr<double>() + mean.numel()};
}

}  // namespace

FinetuneTask::FinetuneTask(FinetuneModels models, FinetuneTexts texts, const TransformerConfig& generator,
                           const FinetuneConfig& config, const Skeleton& skeleton, std::uint64_t seed)
    : models_(std::move(models)),
      texts_(std::move(texts)),
      generator_(generator),
      config_(config),
      skeleton_(skeleton),
      prompt_order_(static_cast<int>(texts_.prompts.size()), seed),
      caption_order_(1, seed) {
    for (const auto& motion : texts_.paired.motions) {
        for (const auto& caption : motion.captions) captions_.push_back({&motion, &caption});
    }
    if (!captions_.empty()) caption_order_ = PromptOrder(static_cast<int>(captions_.size()), seed + 1);
}

PpoTask FinetuneTask::ppo_task() {
    PpoTask task;
    task.draw = [this](std::int64_t iteration, int count) { return draw(iteration, count); };
    task.encode = [this](const std::vector<int>& prompts) {
        std::vector<std::string> texts;
        for (const int prompt : prompts) texts.push_back(text_of(prompt));
        return encode(texts);
    };
    task.reward = [this](const std::vector<int>& prompts, const std::vector<std::vector<int>>& tokens) {
        return reward(prompts, tokens);
    };
    return task;
}

const std::string& FinetuneTask::text_of(int prompt) const {
    const auto number = static_cast<std::size_t>(prompt);
    return number < texts_.prompts.size() ? texts_.prompts[number]
                                          : *captions_[number - texts_.prompts.size()].text;
}

std::vector<int> FinetuneTask::draw(std::int64_t iteration, int count) {
    const int paired = captions_.empty() ? 0 : static_cast<int>(std::lround(texts_.paired_share * count));
    const int unpaired = count - paired;
    std::vector<int> prompts;
    for (int i = 0; i < unpaired; ++i) prompts.push_back(prompt_order_.at(iteration * unpaired + i));
    for (int i = 0; i < paired; ++i) {
        prompts.push_back(static_cast<int>(texts_.prompts.size()) +
                          caption_order_.at(iteration * paired + i));
    }
    return prompts;
}

TextCondition FinetuneTask::encode(const std::vector<std::string>& texts) {
    std::vector<EncodedText> encoded;
    for (const auto& text : texts) {
        encoded.push_back(cached(encoded_, text, kEncodedMax,
                                 [&] { return models_.text->encode({text}, text_tokens_max(generator_)); }));
    }
    return text_condition(encoded, generator_.prefix_positions);
}

const torch::Tensor& FinetuneTask::text_embedding(const std::string& text) {
    return cached(text_embeddings_, text, kEmbeddingsMax, [&] {
        return models_.reward->embed_texts({{text, {}}})[0];
    });
}

const torch::Tensor& FinetuneTask::motion_embedding(const CaptionedMotion& motion) {
    return cached(motion_embeddings_, &motion, kEmbeddingsMax, [&] {
        const auto& features = motion.features;
        return models_.reward->embed_motions(feature_tensor(features).unsqueeze(0),
                                             torch::tensor({features.frames}, torch::kInt64))[0];
    });
}

SequenceRewards FinetuneTask::reward(const std::vector<int>& prompts,
                                     const std::vector<std::vector<int>>& tokens) {
    std::vector<torch::Tensor> f_texts, truths;
    std::vector<const std::string*> texts;
    std::vector<int> paired;
    const auto nothing = torch::zeros({models_.reward->width()});
    for (const int prompt : prompts) {
        texts.push_back(&text_of(prompt));
        f_texts.push_back(text_embedding(*texts.back()));
        const auto caption = prompt - static_cast<int>(texts_.prompts.size());
        paired.push_back(caption >= 0 ? 1 : 0);
        truths.push_back(caption >= 0 ? motion_embedding(*captions_[static_cast<std::size_t>(caption)].motion)
                                      : nothing);
    }
    RewardBatch batch;
    batch.any_captured = std::find(paired.begin(), paired.end(), 1) != paired.end();
    const auto f_text = torch::stack(f_texts),
               f_pred = embed_tokens(*models_.reward, models_.tokenizer, tokens);
    batch.words = im::reward(f_text, f_pred, batch.any_captured ? torch::stack(truths) : torch::Tensor(),
                             torch::tensor(paired).to(torch::kBool), config_.reward);
    if (models_.preference) batch.liked = (*models_.preference)(f_text, f_pred);
    if (config_.checked.any()) batch.checked = check_each(texts, tokens);
    return add_up(batch, config_);
}

const std::vector<AskedFact>& FinetuneTask::asked(const std::string& text) {
    return cached(asked_, text, kEmbeddingsMax, [&] { return everything_asked(text); });
}

std::vector<CheckedMotion> FinetuneTask::check_each(const std::vector<const std::string*>& texts,
                                                    const std::vector<std::vector<int>>& tokens) {
    const MotionBatch batch = decode_tokens(models_.tokenizer, tokens);
    std::vector<CheckedMotion> checked;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto frames = batch.frames[row].item<std::int64_t>();
        const auto clip = clip_of_features(batch.features[row].slice(0, 0, frames), skeleton_);
        checked.push_back(check_motion(clip, skeleton_, asked(*texts[i])));
    }
    return checked;
}

std::vector<CheckedMotion> FinetuneTask::check(const std::vector<std::string>& texts,
                                               const std::vector<std::vector<int>>& tokens, int samples) {
    std::vector<const std::string*> each;
    for (const auto& text : texts) each.insert(each.end(), static_cast<std::size_t>(samples), &text);
    const auto all = check_each(each, tokens);
    std::vector<CheckedMotion> means;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto count = static_cast<std::size_t>(samples);
        means.push_back(mean_of(std::span(all).subspan(i * count, count)));
    }
    return means;
}

std::vector<double> FinetuneTask::cosines(const MotionTextEncoders& encoders,
                                          const std::vector<std::string>& texts,
                                          const std::vector<std::vector<int>>& tokens, int samples) const {
    return mean_by_text(torch::cosine_similarity(embed_each(encoders, texts, samples),
                                                 embed_tokens(encoders, models_.tokenizer, tokens), 1, 1e-8),
                        samples);
}

std::vector<double> FinetuneTask::preferences(const std::vector<std::string>& texts,
                                              const std::vector<std::vector<int>>& tokens,
                                              int samples) const {
    if (!models_.preference) throw usage_error("preferences: none were given");
    return mean_by_text((*models_.preference)(embed_each(*models_.reward, texts, samples),
                                              embed_tokens(*models_.reward, models_.tokenizer, tokens)),
                        samples);
}

}  // namespace im

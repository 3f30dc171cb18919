#include "engine/evaluate/motion_sampler.h"

#include <algorithm>

#include <torch/torch.h>

#include "engine/generate/model_info.h"
#include "engine/generate/prompt_text.h"
#include "engine/generate/sampling.h"
#include "engine/generate/text_condition.h"
#include "engine/model/text_encoder.h"

namespace im {
namespace {

constexpr std::size_t kBatch = 64;          // sequences drawn together, as MotionGenerator does
constexpr std::size_t kPromptsKept = 4096;  // encoded prompts, about 40 KB each

}  // namespace

MotionSampler::MotionSampler(const std::filesystem::path& model_folder, torch::Device device)
    : device_(device), config_(load_model_config(model_folder)) {
    tokenizer_ = load_tokenizer(model_folder, config_, device_);
    decoder_ = std::make_unique<TokenDecoder>(load_generator(model_folder, config_, device_));
    text_encoder_ = load_text_encoder(model_folder, config_, device_);
}

TextCondition MotionSampler::condition_of(const std::vector<std::string>& prompts) {
    if (encoded_.size() > kPromptsKept) encoded_.clear();
    std::vector<std::string> missing;
    for (const auto& prompt : prompts) {
        if (!encoded_.contains(prompt)) missing.push_back(prompt);
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    if (!missing.empty()) {
        const auto text = text_encoder_->encode(missing, text_tokens_max(config_.generator));
        for (std::size_t i = 0; i < missing.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            const auto length = text.mask[row].sum().item<std::int64_t>();
            const auto own = [&](const torch::Tensor& all) { return all.slice(0, row, row + 1); };
            encoded_[missing[i]] = {own(text.states).slice(1, 0, length).clone(),
                                    own(text.mask).slice(1, 0, length).clone(), own(text.sentence).clone()};
        }
    }
    std::vector<EncodedText> texts;
    for (const auto& prompt : prompts) texts.push_back(encoded_.at(prompt));
    return text_condition(texts, config_.generator.prefix_positions).to(device_);
}

std::vector<std::vector<int>> MotionSampler::sample(const std::vector<MotionRequest>& requests,
                                                    const SamplingOptions& sampling,
                                                    const std::function<void(std::size_t done)>& on_progress,
                                                    std::stop_token stop) {
    torch::NoGradGuard no_grad;
    const int tokens_max = motion_tokens_max(config_);
    std::vector<std::vector<int>> tokens;
    tokens.reserve(requests.size());
    for (std::size_t first = 0; first < requests.size(); first += kBatch) {
        const auto last = std::min(first + kBatch, requests.size());
        std::vector<std::string> prompts;
        std::vector<SequenceRequest> sequences;
        for (std::size_t i = first; i < last; ++i) {
            // Samples of one prompt follow each other and share its condition.
            auto prompt = clean_prompt(requests[i].prompt);
            if (prompts.empty() || prompts.back() != prompt) prompts.push_back(std::move(prompt));
            sequences.push_back(
                {static_cast<int>(prompts.size()) - 1, requests[i].seed, requests[i].variation, 0});
        }
        auto drawn = decoder_->decode(condition_of(prompts), sequences,
                                      {sampling, tokens_max, kStepsMin * config_.tokenizer.levels}, {}, stop);
        for (auto& sequence : drawn) tokens.push_back(std::move(sequence.tokens));
        if (on_progress) on_progress(last);
    }
    return tokens;
}

}  // namespace im

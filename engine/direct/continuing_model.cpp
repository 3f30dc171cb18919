#include "engine/direct/continuing_model.h"

#include <map>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/clip_encoding.h"
#include "engine/generate/feature_stream.h"
#include "engine/generate/frame_stream.h"
#include "engine/generate/going_on.h"
#include "engine/generate/model_info.h"
#include "engine/generate/prompt_text.h"
#include "engine/generate/text_condition.h"
#include "engine/model/device.h"
#include "engine/model/generator_snapshot.h"
#include "engine/model/model_folder.h"
#include "engine/model/text_encoder.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBatch = 64;          // sequences drawn together, as MotionGenerator does
constexpr std::size_t kPromptsKept = 1024;  // encoded prompts, about 40 KB each
constexpr std::size_t kStepsTogether = 48;  // decoded at a time: bounds the memory
constexpr int kBlockStepsMin = 2;           // a block may be shorter than a motion alone (sampling.h)

class Model final : public ContinuingModel {
  public:
    Model(const fs::path& folder, const GeneratorOptions& options)
        : device_(choose_device(options.device)), config_(load_model_config(folder)) {
        set_thread_count(options.threads);
        skeleton_ = &skeleton_by_name(config_.skeleton);
        tokenizer_ = load_tokenizer(folder, config_, device_);
        const auto generator = load_generator(folder, config_, device_);
        take(generator);
        text_encoder_ = load_text_encoder(folder, config_, device_);
        stream_weights_ = std::make_shared<const StreamWeights>(tokenizer_.vqvae);
        info_ = model_info(folder, config_, text_encoder_, generator, tokenizer_);
    }

    const ModelInfo& info() const override { return info_; }
    std::vector<std::vector<int>> draw(const std::vector<StepRequest>& requests,
                                       const SamplingOptions& sampling, std::stop_token stop) override;
    MotionClip decode(const std::vector<int>& tokens) const override;
    std::vector<int> encode(const MotionClip& clip) const override;
    std::shared_ptr<ContinuingModel> with(const GeneratorSnapshot& snapshot) const override;

  private:
    void take(const Transformer& generator) {
        decoder_ = device_.is_cpu() ? make_cpu_model(generator) : make_tensor_model(generator);
    }
    const EncodedText& encoded(const std::string& prompt);

    torch::Device device_;
    ModelConfig config_;
    ModelInfo info_;
    const Skeleton* skeleton_;
    Tokenizer tokenizer_;
    std::shared_ptr<const SentenceEncoder> text_encoder_;
    std::shared_ptr<CachedModel> decoder_;
    std::shared_ptr<const StreamWeights> stream_weights_;
    std::map<std::string, EncodedText> texts_;
};

/// One text at a time, as MotionGenerator: a batch would change the last bits.
const EncodedText& Model::encoded(const std::string& prompt) {
    const auto found = texts_.find(prompt);
    if (found != texts_.end()) return found->second;
    if (texts_.size() >= kPromptsKept) texts_.clear();
    return texts_.emplace(prompt, text_encoder_->encode({prompt}, text_tokens_max(config_.generator)))
        .first->second;
}

std::vector<std::vector<int>> Model::draw(const std::vector<StepRequest>& requests,
                                          const SamplingOptions& sampling, std::stop_token stop) {
    torch::NoGradGuard no_grad;
    const int levels = info_.tokens_per_step;
    std::vector<std::vector<int>> drawn;
    for (std::size_t first = 0; first < requests.size(); first += kBatch) {
        const auto last = std::min(first + kBatch, requests.size());
        std::map<std::string, int> numbers;
        std::vector<EncodedText> texts;
        std::vector<SequenceRequest> sequences;
        std::vector<std::vector<int>> before;
        for (std::size_t i = first; i < last; ++i) {
            const StepRequest& request = requests[i];
            const auto prompt = clean_prompt(request.prompt);
            if (prompt.empty())
                throw usage_error("prompt: expected a description of a motion, found nothing");
            const auto [entry, is_new] = numbers.try_emplace(prompt, static_cast<int>(texts.size()));
            if (is_new) texts.push_back(encoded(prompt));
            const int given = static_cast<int>(request.given.size());
            const int wanted = request.steps > 0 ? given + request.steps * levels : 0;
            sequences.push_back({entry->second, request.seed, request.variation, wanted});
            before.push_back(request.given);
        }
        const auto condition = text_condition(texts, config_.generator.prefix_positions).to(device_);
        auto part = decode_going_on(*decoder_, config_.generator, condition, sequences, before,
                                    {sampling, info_.tokens_max, kBlockStepsMin * levels}, {}, stop);
        for (auto& sequence : part) drawn.push_back(std::move(sequence.tokens));
    }
    return drawn;
}

MotionClip Model::decode(const std::vector<int>& tokens) const {
    const auto levels = static_cast<std::size_t>(info_.tokens_per_step);
    const auto mean = tokenizer_.mean.to(torch::kCPU).contiguous(),
               std = tokenizer_.std.to(torch::kCPU).contiguous();
    const float *means = mean.const_data_ptr<float>(), *stds = std.const_data_ptr<float>();
    FeatureStream stream(stream_weights_);
    FeatureSequence features;
    features.width = stream_weights_->feature_width();
    const auto width = static_cast<std::size_t>(features.width);
    for (std::size_t at = 0; at < tokens.size(); at += kStepsTogether * levels) {
        const auto count = std::min(kStepsTogether * levels, tokens.size() - at);
        const auto fresh = stream.push(std::span(tokens).subspan(at, count), at + count == tokens.size());
        for (std::size_t i = 0; i < fresh.size(); ++i)
            features.values.push_back(fresh[i] * stds[i % width] + means[i % width]);
    }
    features.frames = static_cast<int>(features.values.size() / width);
    return joints_of(features, *skeleton_);
}

std::vector<int> Model::encode(const MotionClip& clip) const {
    return tokens_of_clip(clip, tokenizer_, config_, *skeleton_, info_.frames_per_step, device_);
}

std::shared_ptr<ContinuingModel> Model::with(const GeneratorSnapshot& snapshot) const {
    const TransformerConfig &expected = config_.generator, &found = snapshot.config();
    if (expected.codebook_size != found.codebook_size || expected.levels != found.levels ||
        expected.steps_max() != found.steps_max() || expected.prefix_positions != found.prefix_positions ||
        expected.condition_width != found.condition_width) {
        throw input_error("{}: expected weights of this model, found another one's", info_.folder.string());
    }
    auto other = std::make_shared<Model>(*this);
    other->take(snapshot.make(device_));
    return other;
}

}  // namespace

std::shared_ptr<ContinuingModel> ContinuingModel::load(const fs::path& model_folder,
                                                       const GeneratorOptions& options) {
    return std::make_shared<Model>(model_folder, options);
}

}  // namespace im

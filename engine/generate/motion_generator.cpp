#include "engine/generate/motion_generator.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/clip_decoding.h"
#include "engine/generate/clip_encoding.h"
#include "engine/generate/frame_stream.h"
#include "engine/generate/model_info.h"
#include "engine/generate/prompt_text.h"
#include "engine/generate/sampling.h"
#include "engine/generate/text_condition.h"
#include "engine/generate/token_decoder.h"
#include "engine/model/device.h"
#include "engine/model/generator_snapshot.h"
#include "engine/model/model_folder.h"
#include "engine/model/text_encoder.h"
#include "engine/text/sentence_encoder.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBatchMax = 64;  // sequences; bounds the cache

torch::Tensor to_tensor(const std::vector<int>& tokens) {
    return torch::tensor(at::ArrayRef<int>(tokens), torch::kInt64).unsqueeze(0);
}

std::vector<float> to_floats(const torch::Tensor& tensor) {
    const auto plain = tensor.to(torch::kCPU, torch::kFloat32).contiguous();
    return {plain.const_data_ptr<float>(), plain.const_data_ptr<float>() + plain.numel()};
}

/// One motion to be made: of which request, which variation.
struct Job {
    std::size_t request;
    SequenceRequest sequence;
    int frames = 0;  ///< that the clip is cut to; 0: all that the tokens have
};

class Generator final : public MotionGenerator {
  public:
    Generator(const fs::path& folder, const GeneratorOptions& options);

    const ModelInfo& info() const override { return info_; }
    std::vector<GeneratedMotion> generate(const GenerateRequest& request, const StreamListener& listener,
                                          std::stop_token stop) override;
    std::vector<std::vector<GeneratedMotion>> generate_batch(const std::vector<GenerateRequest>& requests,
                                                             std::stop_token stop) override;
    MotionClip decode_tokens(const std::vector<int>& tokens) override;
    std::vector<int> encode_clip(const MotionClip& clip) const override {
        return tokens_of_clip(clip, tokenizer_, config_, *skeleton_, info_.frames_per_step, device_);
    }
    std::shared_ptr<MotionGenerator> with(const GeneratorSnapshot& snapshot) const override;

  private:
    using Motions = std::vector<std::vector<GeneratedMotion>>;
    Motions run(const std::vector<GenerateRequest>& requests, const StreamListener& listener,
                const std::stop_token& stop);
    void run_batch(const TextCondition& condition, const std::vector<GenerateRequest>& requests,
                   std::span<const Job> jobs, const StreamListener& listener, const std::stop_token& stop,
                   Motions& motions);
    TextCondition encode(const std::vector<std::string>& prompts) const;
    std::vector<Job> jobs_of(const std::vector<GenerateRequest>& requests,
                             std::vector<std::string>& prompts) const;

    torch::Device device_;
    ModelConfig config_;
    ModelInfo info_;
    const Skeleton* skeleton_;
    Tokenizer tokenizer_;
    std::shared_ptr<const SentenceEncoder> text_encoder_;
    std::shared_ptr<TokenDecoder> decoder_;
    std::shared_ptr<const FrameDecoder> frame_decoder_;
};

Generator::Generator(const fs::path& folder, const GeneratorOptions& options)
    : device_(choose_device(options.device)) {
    set_thread_count(options.threads);
    config_ = load_model_config(folder);
    skeleton_ = &skeleton_by_name(config_.skeleton);
    tokenizer_ = load_tokenizer(folder, config_, device_);
    const auto generator = load_generator(folder, config_, device_);
    decoder_ = std::make_shared<TokenDecoder>(generator);
    text_encoder_ = load_text_encoder(folder, config_, device_);
    frame_decoder_ = std::make_shared<const FrameDecoder>(
        FrameDecoder{std::make_shared<const StreamWeights>(tokenizer_.vqvae), to_floats(tokenizer_.mean),
                     to_floats(tokenizer_.std), skeleton_});

    info_ = model_info(folder, config_, text_encoder_, generator, tokenizer_);
}

TextCondition Generator::encode(const std::vector<std::string>& prompts) const {
    std::vector<EncodedText> texts;
    for (const auto& prompt : prompts)
        texts.push_back(text_encoder_->encode({prompt}, text_tokens_max(config_.generator)));
    return text_condition(texts, config_.generator.prefix_positions).to(device_);
}

/// `prompts` receives the different texts; a job's condition is its text's number.
std::vector<Job> Generator::jobs_of(const std::vector<GenerateRequest>& requests,
                                    std::vector<std::string>& prompts) const {
    std::map<std::string, int> numbers;
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto& request = requests[i];
        request.validate(seconds_max());
        const auto prompt = clean_prompt(request.prompt);
        const auto [entry, is_new] = numbers.try_emplace(prompt, static_cast<int>(prompts.size()));
        if (is_new) prompts.push_back(prompt);
        int frames = 0;
        if (request.seconds) {
            frames = std::clamp(static_cast<int>(std::lround(*request.seconds * info_.fps)), 1,
                                info_.frames_max());
        }
        const int steps = (frames + info_.frames_per_step - 1) / info_.frames_per_step;
        const int tokens = steps * info_.tokens_per_step;
        for (int v = 0; v < request.variations; ++v)
            jobs.push_back({i, {entry->second, request.seed, request.first_variation + v, tokens}, frames});
    }
    return jobs;
}

Generator::Motions Generator::run(const std::vector<GenerateRequest>& requests,
                                  const StreamListener& listener, const std::stop_token& stop) {
    torch::NoGradGuard no_grad;
    std::vector<std::string> prompts;
    const auto jobs = jobs_of(requests, prompts);
    Motions motions(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        motions[i].resize(static_cast<std::size_t>(requests[i].variations));
    if (jobs.empty()) return motions;
    const auto condition = encode(prompts);
    // In batches of jobs that are sampled alike.
    for (std::size_t first = 0; first < jobs.size();) {
        const auto& sampling = requests[jobs[first].request].sampling;
        std::size_t end = first + 1;
        while (end < jobs.size() && end - first < kBatchMax &&
               requests[jobs[end].request].sampling == sampling)
            ++end;
        StreamListener part = listener;
        if (listener.on_progress) {
            part.on_progress = [&](double progress) {
                listener.on_progress(
                    (static_cast<double>(first) + progress * static_cast<double>(end - first)) /
                    static_cast<double>(jobs.size()));
            };
        }
        run_batch(condition, requests, std::span(jobs).subspan(first, end - first), part, stop, motions);
        first = end;
    }
    return motions;
}

void Generator::run_batch(const TextCondition& condition, const std::vector<GenerateRequest>& requests,
                          std::span<const Job> jobs, const StreamListener& listener,
                          const std::stop_token& stop, Motions& motions) {
    std::vector<SequenceRequest> sequences;
    for (const auto& job : jobs) sequences.push_back(job.sequence);

    std::vector<FrameStream> streams;
    DecodeListener decoding;
    decoding.on_progress = listener.on_progress;
    if (listener.on_frames) {
        for (const auto& job : jobs) streams.emplace_back(frame_decoder_, job.frames);
        const auto emit = [&](std::size_t i, const std::vector<glm::vec3>& frames) {
            if (frames.empty()) return;
            const auto fresh = static_cast<int>(frames.size()) / skeleton_->joint_count();
            listener.on_frames(jobs[i].sequence.variation, streams[i].clip().frame_count() - fresh, frames);
        };
        decoding.on_token = [&streams, emit](int i, int token) {
            const auto number = static_cast<std::size_t>(i);
            emit(number, streams[number].push(token));
        };
        decoding.on_end = [&streams, emit](int i) {
            const auto number = static_cast<std::size_t>(i);
            emit(number, streams[number].finish());
        };
    }
    const DecodeOptions options{requests[jobs.front().request].sampling, info_.tokens_max,
                                kStepsMin * info_.tokens_per_step};
    auto drawn = decoder_->decode(condition, sequences, options, decoding, stop);

    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& request = requests[jobs[i].request];
        const int place = jobs[i].sequence.variation - request.first_variation;
        auto& motion = motions[jobs[i].request][static_cast<std::size_t>(place)];
        motion.prompt = request.prompt;
        motion.seed = jobs[i].sequence.seed;
        motion.variation = jobs[i].sequence.variation;
        motion.ended = drawn[i].ended;
        motion.log_probability = drawn[i].plain_sum();
        motion.clip = streams.empty() ? decode_tokens(drawn[i].tokens) : streams[i].clip();
        if (jobs[i].frames > 0) cut_clip(motion.clip, jobs[i].frames);
        motion.tokens = std::move(drawn[i].tokens);
    }
}

std::vector<GeneratedMotion> Generator::generate(const GenerateRequest& request,
                                                 const StreamListener& listener, std::stop_token stop) {
    return std::move(run({request}, listener, stop).front());
}

std::vector<std::vector<GeneratedMotion>> Generator::generate_batch(
    const std::vector<GenerateRequest>& requests, std::stop_token stop) {
    return run(requests, {}, stop);
}

MotionClip Generator::decode_tokens(const std::vector<int>& tokens) {
    if (tokens.empty()) return joints_of({}, *skeleton_);
    for (const int token : tokens) {
        if (token < 0 || token >= config_.tokenizer.codebook_size) {
            throw usage_error("tokens: expected 0 to {}, found {}", config_.tokenizer.codebook_size - 1,
                              token);
        }
    }
    if (tokens.size() % static_cast<std::size_t>(config_.tokenizer.levels) != 0) {
        throw usage_error("tokens: expected whole steps of {}, found {} in all", config_.tokenizer.levels,
                          tokens.size());
    }
    return clip_of_codes(tokenizer_, to_tensor(tokens).to(device_), *skeleton_);
}

std::shared_ptr<MotionGenerator> Generator::with(const GeneratorSnapshot& snapshot) const {
    const auto shape = [](const TransformerConfig& c) {
        return fmt::format("{} codes, {} level(s), {} steps, texts of {} x {}", c.codebook_size, c.levels,
                           c.steps_max(), c.prefix_positions, c.condition_width);
    };
    const std::string expected = shape(config_.generator), found = shape(snapshot.config());
    if (expected != found) {
        throw input_error("{}: expected weights of this model ({}), found others ({})", info_.folder.string(),
                          expected, found);
    }
    auto other = std::make_shared<Generator>(*this);
    other->decoder_ = std::make_shared<TokenDecoder>(snapshot.make(device_));
    return other;
}

}  // namespace

void GenerateRequest::validate(double seconds_max) const {
    if (prompt.size() > static_cast<std::size_t>(kPromptBytesMax)) {
        throw usage_error("prompt: expected at most {} bytes, found {}", kPromptBytesMax, prompt.size());
    }
    if (clean_prompt(prompt).empty())
        throw usage_error("prompt: expected a description of a motion, found nothing");
    if (variations < 1 || variations > kVariationsMax) {
        throw usage_error("variations: expected 1 to {}, found {}", kVariationsMax, variations);
    }
    if (first_variation < 0 || first_variation > kVariationsMax - variations) {
        throw usage_error("first variation: expected 0 to {}, found {}", kVariationsMax - variations,
                          first_variation);
    }
    // Written so that NaN fails; a rounding error above the maximum passes.
    if (seconds && !(*seconds > 0 && *seconds <= seconds_max + 1e-9)) {
        throw usage_error("seconds: expected more than 0, at most {:.2f}, found {}", seconds_max, *seconds);
    }
    sampling.validate();
}

std::shared_ptr<MotionGenerator> MotionGenerator::load(const fs::path& model_folder,
                                                       const GeneratorOptions& options) {
    return std::make_shared<Generator>(model_folder, options);
}

}  // namespace im

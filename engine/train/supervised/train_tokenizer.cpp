#include <algorithm>
#include <random>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/precision.h"
#include "engine/train/run/train_loop.h"
#include "engine/train/supervised/feature_statistics.h"
#include "engine/train/supervised/tokenizer_loss.h"
#include "engine/train/supervised/tokenizer_score.h"
#include "engine/train/supervised/training_data.h"

namespace im {
namespace {

/// All clips of a split as one (frames, D) tensor of normalised features, and who can give a window of which
/// length.
class WindowSampler {
  public:
    WindowSampler(const std::vector<const CaptionedMotion*>& motions, const Tokenizer& statistics,
                  const TokenizerTraining& config)
        : config_(config) {
        std::int64_t frames = 0;
        for (const auto* motion : motions) frames += motion->features.frames;
        const auto D = statistics.mean.size(0);
        features_ = torch::empty({frames, D});
        std::int64_t at = 0;
        for (const auto* motion : motions) {
            const auto& f = motion->features;
            const auto rows = feature_tensor(f);
            features_.slice(0, at, at + f.frames).copy_((rows - statistics.mean) / statistics.std);
            clips_.push_back({at, f.frames, motion->weight});
            at += f.frames;
        }
        for (const int window : config.window_frames) {
            std::vector<double> weights;
            // Long clips give more windows; the data set's own weight balances actions.
            for (const auto& clip : clips_)
                weights.push_back(clip.frames >= window ? clip.weight * clip.frames : 0.0);
            usable_.push_back(std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; }));
            draw_.emplace_back(weights.begin(), weights.end());
        }
        if (std::none_of(usable_.begin(), usable_.end(), [](bool usable) { return usable; })) {
            throw input_error("window_frames: expected at least one clip of {} frames, found none",
                              *std::min_element(config.window_frames.begin(), config.window_frames.end()));
        }
    }

    /// (B, window, D), a function of (seed, step) alone.
    torch::Tensor batch(std::uint64_t seed, std::int64_t step) {
        std::mt19937_64 random(step_seed(seed, step, 1));
        std::size_t kind;
        do kind = random() % config_.window_frames.size();
        while (!usable_[kind]);
        const int window = config_.window_frames[kind];
        const int count = std::max(1, config_.batch_frames / window);
        std::vector<torch::Tensor> rows;
        for (int i = 0; i < count; ++i) {
            const auto& clip = clips_[static_cast<std::size_t>(draw_[kind](random))];
            const auto start =
                clip.start +
                static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(clip.frames - window + 1));
            rows.push_back(features_.slice(0, start, start + window));
        }
        return torch::stack(rows);
    }

  private:
    struct Clip {
        std::int64_t start;
        int frames;
        double weight;
    };
    const TokenizerTraining& config_;
    torch::Tensor features_;
    std::vector<Clip> clips_;
    std::vector<std::discrete_distribution<int>> draw_;
    std::vector<bool> usable_;
};

/// The tokenizer of `from`, to be trained further; with `config`'s detail levels where it has none.
Tokenizer load_or_grow(const std::filesystem::path& from, const ModelConfig& config) {
    const ModelConfig known = load_model_config(from);
    if (known.tokenizer.levels == config.tokenizer.levels) {
        Tokenizer tokenizer = load_tokenizer(from, config, torch::kCPU);
        tokenizer.vqvae->quantizer->restart_averages();
        for (auto& codes : tokenizer.vqvae->detail_quantizers) codes->restart_averages();
        return tokenizer;
    }
    if (known.tokenizer.levels > 1) {
        throw input_error("{}: tokenizer.levels: expected 1 or {}, found {}", from.string(),
                          config.tokenizer.levels, known.tokenizer.levels);
    }
    ModelConfig base_config = config;
    base_config.tokenizer.levels = 1;
    Tokenizer tokenizer = load_tokenizer(from, base_config, torch::kCPU);
    VqVae grown(config.tokenizer);
    grown->grow_from(*tokenizer.vqvae);
    grown->quantizer->restart_averages();
    tokenizer.vqvae = grown;
    return tokenizer;
}

}  // namespace

void train_tokenizer(const TrainRequest& request) {
    const TrainConfig config = load_train_config(request.config);
    const TokenizerTraining& training = config.tokenizer;
    if (training.freeze_base != (config.model.tokenizer.levels > 1)) {
        throw input_error(
            "{}: expected train.tokenizer.freeze_base exactly where tokenizer.levels is above 1 (details are "
            "learnt "
            "on a base that stays as it is), found levels {} and freeze_base {}",
            request.config.string(), config.model.tokenizer.levels, training.freeze_base);
    }
    if (training.freeze_base && request.from.empty()) {
        throw usage_error("train tokenizer: details need a trained base; name its folder with --from");
    }
    set_thread_count(request.threads);
    const torch::Device device = choose_device(request.device);
    const auto stage = [&](const std::string& name) {
        if (request.on_progress) request.on_progress({name, 0, training.steps, 0, 0, {}});
    };

    stage("loading data");
    MotionDataset data = load_training_data(request, config, config.model);
    add_synthesised_clips(data, training.synthesis, config, request);
    const auto train_clips = data.of(Split::Train);
    const auto val_clips = data.of(Split::Val);
    if (train_clips.empty())
        throw input_error("{}: expected train clips, found none", folder_names(request.data));
    if (val_clips.empty())
        throw input_error("{}: expected val clips, found none", folder_names(request.data));
    spdlog::info("{} train clips, {} val clips", train_clips.size(), val_clips.size());
    const Skeleton& skeleton = skeleton_by_name(data.skeleton);

    std::error_code code;
    std::filesystem::create_directories(request.out, code);
    Tokenizer tokenizer;
    torch::manual_seed(request.seed);
    if (request.from.empty()) {
        std::tie(tokenizer.mean, tokenizer.std) = feature_statistics(data, train_clips);
        tokenizer.vqvae = VqVae(config.model.tokenizer);
    } else {
        tokenizer = load_or_grow(request.from, config.model);
    }
    if (training.freeze_base) tokenizer.vqvae->freeze_base();
    WindowSampler sampler(train_clips, tokenizer, training);
    tokenizer.vqvae->to(device);
    tokenizer.mean = tokenizer.mean.to(device);
    tokenizer.std = tokenizer.std.to(device);

    TrainLoop loop = make_loop("tokenizer", training, request, device);
    loop.loss = [&](std::int64_t step) {
        const auto x = sampler.batch(request.seed, step).to(device);
        const bool reset =
            static_cast<double>(step) < training.reset_until * static_cast<double>(training.steps);
        tokenizer.vqvae->quantizer->reset_unused = reset;
        for (auto& codes : tokenizer.vqvae->detail_quantizers) codes->reset_unused = reset;
        const auto output = tokenizer.vqvae(x);
        const auto reconstruction = output.reconstruction.to(torch::kFloat32);
        const FullPrecisionScope full(device);
        auto loss = training.loss == "geometric" ? geometric_loss(reconstruction, x, tokenizer, skeleton)
                                                 : published_loss(reconstruction, x, skeleton.joint_count());
        loss.terms["commit"] = output.quantized.commit_loss.item<double>();
        loss.terms["perplexity"] = output.quantized.perplexity.item<double>();
        return TrainLoop::Loss{loss.total + training.commit_weight * output.quantized.commit_loss,
                               std::move(loss.terms)};
    };
    loop.validate = [&](std::int64_t) {
        const TokenizerScore score = score_tokenizer(tokenizer, val_clips, skeleton);
        // One number for both: what a viewer of the pose and of the path sees.
        return TrainLoop::Validation{score.local_mm + 0.25 * score.global_mm, score.values()};
    };
    loop.save_best = [&] {
        save_model_config(request.out, config.model);
        save_tokenizer(request.out, tokenizer, true);
    };
    loop.run(*tokenizer.vqvae, request);
}

}  // namespace im

#include <algorithm>
#include <iterator>
#include <memory>
#include <numeric>
#include <random>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/precision.h"
#include "engine/model/text_encoder.h"
#include "engine/model/weights.h"
#include "engine/text/text_cache.h"
#include "engine/train/run/run_folder.h"
#include "engine/train/run/train_config.h"
#include "engine/train/run/train_loop.h"
#include "engine/train/supervised/caption_widening.h"
#include "engine/train/supervised/compose.h"
#include "engine/train/supervised/generator_batches.h"
#include "engine/train/supervised/plain_captions.h"
#include "engine/train/supervised/training_data.h"

namespace im {
namespace {

constexpr std::size_t kValidationBatch = 64;

/// (t + 1): what each token's cross-entropy counts; those of the step's first level 1.
torch::Tensor level_weights(std::int64_t count, int levels, double detail_weight, torch::Device device) {
    auto weights = torch::full({count}, detail_weight);
    weights.slice(0, 0, count, levels).fill_(1.0);
    return weights.to(device);
}

/// Mean over sequences of the weighted mean cross-entropy over their tokens and END: long clips count as much
/// as short ones.
torch::Tensor sequence_cross_entropy(const torch::Tensor& logits, const torch::Tensor& targets,
                                     double label_smoothing, const torch::Tensor& weights) {
    const auto valid = targets.ne(-100).to(torch::kFloat32) * weights;
    namespace F = torch::nn::functional;
    const auto entropy = F::cross_entropy(logits.to(torch::kFloat32).transpose(1, 2), targets,
                                          F::CrossEntropyFuncOptions()
                                              .ignore_index(-100)
                                              .reduction(torch::kNone)
                                              .label_smoothing(label_smoothing));
    return ((entropy * valid).sum(1) / valid.sum(1)).mean();
}

/// The generator of `from`, to be trained further; with `model`'s details where it has none, its base tokens
/// as they were.
Transformer load_or_grow(const std::filesystem::path& from, const ModelConfig& model, torch::Device device) {
    if (load_model_config(from).generator.levels == model.generator.levels)
        return load_generator(from, model, device);
    ModelConfig base_model = model;
    base_model.generator.levels = 1;
    const Transformer base = load_generator(from, base_model, device);
    Transformer grown(model.generator);
    copy_known(*grown, tensors_of(*base));
    return grown;
}

/// The model folder's config with what the training's config says of the generator.
ModelConfig generator_model(const std::filesystem::path& tokenizer_folder, const TrainConfig& config,
                            const std::filesystem::path& config_file) {
    ModelConfig model = load_model_config(tokenizer_folder);
    model.generator = config.model.generator;
    model.name = config.model.name;
    model.guidance = config.model.guidance;
    if (model.generator.codebook_size != model.tokenizer.codebook_size) {
        throw input_error("{}: generator.codebook_size: expected the tokenizer's {}, found {}",
                          config_file.string(), model.tokenizer.codebook_size, model.generator.codebook_size);
    }
    model.text_encoder = config.model.text_encoder;
    model.prompt_form = config.model.prompt_form;
    return model;
}

class GeneratorTrainer {
  public:
    explicit GeneratorTrainer(const TrainRequest& request);
    void run();

  private:
    void stage(const std::string& name) const;
    void load_clips();
    void encode_captions();
    void tokenise_clips();
    std::vector<const TokenisedClip*> draw(std::int64_t step);
    TrainLoop::Loss loss(std::int64_t step);
    TrainLoop::Validation validate();
    void save_best() const;

    const TrainRequest& request_;
    TrainConfig config_;
    const GeneratorTraining& training_;
    torch::Device device_;
    std::filesystem::path tokenizer_folder_;
    ModelConfig model_;
    std::shared_ptr<const SentenceEncoder> encoder_;
    Tokenizer tokenizer_;
    MotionDataset data_;
    CaptionStates texts_;
    std::vector<TokenisedClip> train_clips_, val_clips_;
    std::discrete_distribution<std::size_t> draw_clip_;
    Transformer generator_{nullptr};
    std::unique_ptr<BatchMaker> batches_;
};

GeneratorTrainer::GeneratorTrainer(const TrainRequest& request)
    : request_(request),
      config_(load_train_config(request.config)),
      training_(config_.generator),
      device_(choose_device(request.device)),
      tokenizer_folder_(request.model.empty() ? request.out : request.model),
      model_(generator_model(tokenizer_folder_, config_, request.config)),
      // CLIP's text tower lies where the tokenizer does; OUT must have it too to run without that folder.
      encoder_(load_text_encoder(tokenizer_folder_, model_, device_)),
      tokenizer_(load_tokenizer(tokenizer_folder_, model_, device_)) {}

void GeneratorTrainer::stage(const std::string& name) const {
    if (request_.on_progress) request_.on_progress({name, 0, training_.steps, 0, 0, {}});
}

void GeneratorTrainer::load_clips() {
    stage("loading data");
    data_ = load_training_data(request_, config_, model_);

    stage("composing clips");
    const int frames_max = model_.tokenizer.frames_of(model_.generator.tokens_max());
    auto composed = compose_motions(data_, training_.composed_clips, frames_max, request_.seed);
    for (auto& motion : composed) motion.weight = training_.composed_weight;
    std::move(composed.begin(), composed.end(), std::back_inserter(data_.motions));

    add_synthesised_clips(data_, training_.synthesis, config_, request_);
    for (auto& motion : data_.motions) {
        const auto known = motion.captions.size();
        for (std::size_t i = 0; motion.split == Split::Train && i < known && motion.captions.size() == known;
             ++i) {
            if (auto plain = plain_caption(motion.captions[i]); !plain.empty())
                motion.captions.push_back(std::move(plain));
        }
    }
    widen_captions(data_, training_.widened_captions, model_.prompt_form, request_.seed);
}

void GeneratorTrainer::encode_captions() {
    stage("encoding captions");
    std::vector<std::string> captions;
    for (const auto& motion : data_.motions)
        captions.insert(captions.end(), motion.captions.begin(), motion.captions.end());
    std::error_code code;
    std::filesystem::create_directories(request_.out, code);
    texts_ = CaptionStates::encode_or_load(
        *encoder_, captions, text_tokens_max(model_.generator), RunFolder(request_.out).caption_cache(),
        [&](int done, int total) {
            if (request_.stop.stop_requested())
                throw Error(ErrorKind::Interrupted, "stopped while encoding captions");
            if (request_.on_progress) request_.on_progress({"encoding captions", done, total, 0, 0, {}});
        });
}

void GeneratorTrainer::tokenise_clips() {
    stage("tokenising clips");
    const torch::NoGradGuard no_grad;
    for (const auto& motion : data_.motions) {
        const bool train = motion.split == Split::Train;
        auto clip = tokenise(tokenizer_, motion, texts_, train ? training_.start_offsets : 1,
                             model_.generator.tokens_max());
        if (!clip.tokens.empty()) (train ? train_clips_ : val_clips_).push_back(std::move(clip));
    }
    if (train_clips_.empty() || val_clips_.empty())
        throw input_error("{}: expected train and val clips", folder_names(request_.data));
    std::vector<double> weights;
    for (const auto& clip : train_clips_) weights.push_back(clip.weight);
    draw_clip_ = std::discrete_distribution<std::size_t>(weights.begin(), weights.end());
    spdlog::info("{} train clips, {} val clips, {} captions", train_clips_.size(), val_clips_.size(),
                 texts_.size());
}

/// A step's clips. Those of `length_groups` steps are drawn at once, sorted by length and shared out.
std::vector<const TokenisedClip*> GeneratorTrainer::draw(std::int64_t step) {
    const int groups = training_.length_groups;
    std::mt19937_64 random(step_seed(request_.seed, step / groups, 2));
    std::vector<const TokenisedClip*> drawn;
    for (int i = 0; i < training_.batch * groups; ++i) drawn.push_back(&train_clips_[draw_clip_(random)]);
    std::stable_sort(drawn.begin(), drawn.end(),
                     [](const auto* a, const auto* b) { return a->tokens[0].size() < b->tokens[0].size(); });
    std::vector<int> order(static_cast<std::size_t>(groups));
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    const auto first =
        drawn.begin() +
        static_cast<std::ptrdiff_t>(order[static_cast<std::size_t>(step % groups)]) * training_.batch;
    return {first, first + training_.batch};
}

TrainLoop::Loss GeneratorTrainer::loss(std::int64_t step) {
    std::mt19937_64 random(step_seed(request_.seed, step, 1));
    const GeneratorBatch batch = batches_->make(draw(step), random, true);
    const auto logits = generator_(batch.inputs.to(device_), batch.condition.to(device_));
    const FullPrecisionScope full(device_);
    const auto loss = sequence_cross_entropy(
        logits, batch.targets.to(device_), training_.label_smoothing,
        level_weights(logits.size(1), model_.generator.levels, training_.detail_weight, device_));
    return {loss, {}};
}

TrainLoop::Validation GeneratorTrainer::validate() {
    std::mt19937_64 random(1);
    double sum = 0, base_sum = 0, right = 0, rows = 0;
    for (std::size_t first = 0; first < val_clips_.size(); first += kValidationBatch) {
        std::vector<const TokenisedClip*> chosen;
        for (std::size_t i = first; i < std::min(val_clips_.size(), first + kValidationBatch); ++i)
            chosen.push_back(&val_clips_[i]);
        const GeneratorBatch batch = batches_->make(chosen, random, false);
        const auto logits =
            generator_(batch.inputs.to(device_), batch.condition.to(device_)).to(torch::kFloat32);
        const FullPrecisionScope full(device_);
        const auto targets = batch.targets.to(device_);
        const auto entropy_of = [&](double detail_weight) {
            const auto counts =
                level_weights(logits.size(1), model_.generator.levels, detail_weight, device_);
            return sequence_cross_entropy(logits, targets, 0.0, counts).item<double>() *
                   static_cast<double>(chosen.size());
        };
        sum += entropy_of(training_.detail_weight);
        base_sum += entropy_of(0.0);
        right += logits.argmax(2).eq(targets).sum().item<double>();
        rows += targets.ne(-100).sum().item<double>();
    }
    const double entropy = sum / static_cast<double>(val_clips_.size());
    return {entropy,
            {{"val_cross_entropy", entropy},
             {"val_base_cross_entropy", base_sum / static_cast<double>(val_clips_.size())},
             {"val_accuracy", right / rows}}};
}

void GeneratorTrainer::save_best() const {
    save_model_config(request_.out, model_);
    if (request_.out != tokenizer_folder_) {
        save_tokenizer(request_.out, tokenizer_, true);
        copy_text_encoder(tokenizer_folder_, request_.out, model_);
    }
    save_generator(request_.out, generator_, true);
}

void GeneratorTrainer::run() {
    load_clips();
    encode_captions();
    tokenise_clips();

    torch::manual_seed(request_.seed);
    generator_ =
        request_.from.empty() ? Transformer(model_.generator) : load_or_grow(request_.from, model_, device_);
    generator_->to(device_);
    batches_ = std::make_unique<BatchMaker>(model_.generator, training_, texts_);

    TrainLoop loop = make_loop("generator", training_, request_, device_);
    loop.loss = [this](std::int64_t step) { return loss(step); };
    loop.validate = [this](std::int64_t) { return validate(); };
    loop.save_best = [this] { save_best(); };
    loop.run(*generator_, request_);
    if (request_.on_trained) request_.on_trained(data_.motions);
}

}  // namespace

void train_generator(const TrainRequest& request) {
    set_thread_count(request.threads);
    GeneratorTrainer(request).run();
}

}  // namespace im

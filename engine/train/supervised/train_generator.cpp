#include <algorithm>
#include <iterator>
#include <numeric>
#include <random>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/text_condition.h"
#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/precision.h"
#include "engine/model/text_encoder.h"
#include "engine/model/weights.h"
#include "engine/text/text_cache.h"
#include "engine/train/run/train_config.h"
#include "engine/train/run/train_loop.h"
#include "engine/train/supervised/caption_widening.h"
#include "engine/train/supervised/compose.h"
#include "engine/train/supervised/plain_captions.h"
#include "engine/train/supervised/training_data.h"

namespace im {
namespace {

/// A clip as the generator sees it: token sequences (one per start offset) and the numbers of its captions.
struct TokenisedClip {
    std::vector<std::vector<std::int64_t>> tokens;
    std::vector<int> captions;
    double weight = 1.0;
};

std::vector<std::int64_t> encode_clip(Tokenizer& tokenizer, const FeatureSequence& features, int first_frame,
                                      int tokens_max) {
    const VqVaeConfig& config = tokenizer.vqvae->config();
    const int tokens = std::min(tokens_max, config.tokens_of(features.frames - first_frame));
    if (tokens < 1) return {};
    const auto x =
        feature_tensor(features).slice(0, first_frame, first_frame + config.frames_of(tokens)).unsqueeze(0);
    const auto indices =
        tokenizer.vqvae->encode(tokenizer.normalise(x.to(tokenizer.mean.device()))).cpu().contiguous();
    return {indices.data_ptr<std::int64_t>(), indices.data_ptr<std::int64_t>() + indices.numel()};
}

struct Batch {
    torch::Tensor inputs;   ///< (B, t) tokens, END and PAD behind the last, some replaced by random codes
    torch::Tensor targets;  ///< (B, t + 1) tokens, END, then -100
    TextCondition condition;
};

class BatchMaker {
  public:
    BatchMaker(const TransformerConfig& model, const GeneratorTraining& training, const CaptionStates& texts)
        : model_(model), training_(training), texts_(texts) {}

    Batch make(const std::vector<const TokenisedClip*>& clips, std::mt19937_64& random, bool training) const {
        const auto B = static_cast<std::int64_t>(clips.size());
        std::vector<const std::vector<std::int64_t>*> sequences;
        std::vector<int> captions;
        std::size_t longest = 0;
        for (const auto* clip : clips) {
            sequences.push_back(&clip->tokens[training ? random() % clip->tokens.size() : 0]);
            captions.push_back(clip->captions[training ? random() % clip->captions.size() : 0]);
            longest = std::max(longest, sequences.back()->size());
        }
        const auto t = static_cast<std::int64_t>(longest);
        Batch batch;
        batch.inputs = torch::full({B, t}, model_.pad_token(), torch::kLong);
        batch.targets = torch::full({B, t + 1}, -100, torch::kLong);
        auto lengths = torch::zeros({B}, torch::kLong);
        for (std::int64_t b = 0; b < B; ++b) {
            const auto& sequence = *sequences[static_cast<std::size_t>(b)];
            const auto n = static_cast<std::int64_t>(sequence.size());
            auto* input = batch.inputs[b].data_ptr<std::int64_t>();
            auto* target = batch.targets[b].data_ptr<std::int64_t>();
            std::copy(sequence.begin(), sequence.end(), input);
            std::copy(sequence.begin(), sequence.end(), target);
            if (n < t) input[n] = model_.end_token();
            target[n] = model_.end_token();
            lengths[b] = n;
            if (!training) continue;
            // tau: some inputs are random codes, so that the model learns to go on after its own mistakes.
            const double share =
                training_.corrupt_per_sequence ? uniform_(random) * training_.corrupt : training_.corrupt;
            for (std::int64_t i = 0; i < n; ++i) {
                if (uniform_(random) < share)
                    input[i] = static_cast<std::int64_t>(random() %
                                                         static_cast<std::uint64_t>(model_.codebook_size));
            }
        }
        const EncodedText text = texts_.batch(captions);
        batch.condition.sentence = text.sentence;
        if (model_.prefix_positions > 0) {
            const auto positions = std::min<std::int64_t>(text.states.size(1), model_.prefix_positions);
            batch.condition.states = text.states.slice(1, 0, positions);
            batch.condition.mask = text.mask.slice(1, 0, positions);
        }
        if (training) {
            auto drop = torch::zeros({B}, torch::kBool);
            for (std::int64_t b = 0; b < B; ++b) {
                if (uniform_(random) < training_.drop_text) drop[b] = true;
                if (uniform_(random) < training_.drop_length) lengths[b] = 0;
            }
            batch.condition = drop_text(batch.condition, drop);
        } else {
            lengths.zero_();  // validation scores the model that is told nothing but the text
        }
        if (model_.length_condition) batch.condition.length = lengths;
        return batch;
    }

  private:
    const TransformerConfig& model_;
    const GeneratorTraining& training_;
    const CaptionStates& texts_;
    mutable std::uniform_real_distribution<double> uniform_{0.0, 1.0};
};

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
    const torch::NoGradGuard no_grad;
    const auto known = tensors_of(*base);
    for (auto& [name, tensor] : tensors_of(*grown)) {
        const auto found = known.find(name);
        if (found != known.end()) torch::Tensor(tensor).copy_(found->second);
    }
    return grown;
}

}  // namespace

void train_generator(const TrainRequest& request) {
    const TrainConfig config = load_train_config(request.config);
    const GeneratorTraining& training = config.generator;
    set_thread_count(request.threads);
    const torch::Device device = choose_device(request.device);
    const auto stage = [&](const std::string& name) {
        if (request.on_progress) request.on_progress({name, 0, training.steps, 0, 0, {}});
    };
    const auto tokenizer_folder = request.model.empty() ? request.out : request.model;
    ModelConfig model = load_model_config(tokenizer_folder);
    model.generator = config.model.generator;
    model.name = config.model.name;
    model.guidance = config.model.guidance;
    if (model.generator.codebook_size != model.tokenizer.codebook_size) {
        throw input_error("{}: generator.codebook_size: expected the tokenizer's {}, found {}",
                          request.config.string(), model.tokenizer.codebook_size,
                          model.generator.codebook_size);
    }
    model.text_encoder = config.model.text_encoder;
    model.prompt_form = config.model.prompt_form;
    // CLIP's text tower lies where the tokenizer does; OUT must have it too to run without that folder.
    const auto encoder = load_text_encoder(tokenizer_folder, model, device);
    Tokenizer tokenizer = load_tokenizer(tokenizer_folder, model, device);

    stage("loading data");
    MotionDataset data = load_training_data(request, config, model);

    stage("composing clips");
    {
        const int frames_max = model.tokenizer.frames_of(model.generator.tokens_max());
        auto composed = compose_motions(data, training.composed_clips, frames_max, request.seed);
        for (auto& motion : composed) motion.weight = training.composed_weight;
        std::move(composed.begin(), composed.end(), std::back_inserter(data.motions));
    }

    add_synthesised_clips(data, training.synthesis, config, request);
    for (auto& motion : data.motions) {
        const auto known = motion.captions.size();
        for (std::size_t i = 0; motion.split == Split::Train && i < known && motion.captions.size() == known;
             ++i) {
            if (auto plain = plain_caption(motion.captions[i]); !plain.empty())
                motion.captions.push_back(std::move(plain));
        }
    }

    widen_captions(data, training.widened_captions, model.prompt_form, request.seed);

    stage("encoding captions");
    std::vector<std::string> captions;
    for (const auto& motion : data.motions)
        captions.insert(captions.end(), motion.captions.begin(), motion.captions.end());
    std::error_code code;
    std::filesystem::create_directories(request.out, code);
    const CaptionStates texts = CaptionStates::encode_or_load(
        *encoder, captions, text_tokens_max(model.generator), request.out / "captions.cache.safetensors",
        [&](int done, int total) {
            if (request.stop.stop_requested())
                throw Error(ErrorKind::Interrupted, "stopped while encoding captions");
            if (request.on_progress) request.on_progress({"encoding captions", done, total, 0, 0, {}});
        });

    stage("tokenising clips");
    std::vector<TokenisedClip> train_clips, val_clips;
    {
        const torch::NoGradGuard no_grad;
        for (const auto& motion : data.motions) {
            TokenisedClip clip;
            clip.weight = motion.weight;
            for (const auto& caption : motion.captions) clip.captions.push_back(texts.index_of(caption));
            const int offsets = motion.split == Split::Train ? training.start_offsets : 1;
            for (int first = 0; first < offsets; ++first) {
                auto tokens = encode_clip(tokenizer, motion.features, first, model.generator.tokens_max());
                if (!tokens.empty()) clip.tokens.push_back(std::move(tokens));
            }
            if (!clip.tokens.empty())
                (motion.split == Split::Train ? train_clips : val_clips).push_back(std::move(clip));
        }
    }
    if (train_clips.empty() || val_clips.empty())
        throw input_error("{}: expected train and val clips", folder_names(request.data));
    std::vector<double> weights;
    for (const auto& clip : train_clips) weights.push_back(clip.weight);
    std::discrete_distribution<std::size_t> draw(weights.begin(), weights.end());
    spdlog::info("{} train clips, {} val clips, {} captions", train_clips.size(), val_clips.size(),
                 texts.size());

    torch::manual_seed(request.seed);
    Transformer generator =
        request.from.empty() ? Transformer(model.generator) : load_or_grow(request.from, model, device);
    generator->to(device);
    const BatchMaker batches(model.generator, training, texts);

    TrainLoop loop = make_loop("generator", training, request, device);
    loop.loss = [&](std::int64_t step) {
        const int groups = training.length_groups;
        std::mt19937_64 group_random(step_seed(request.seed, step / groups, 2)),
            random(step_seed(request.seed, step, 1));
        std::vector<const TokenisedClip*> drawn;
        for (int i = 0; i < training.batch * groups; ++i) drawn.push_back(&train_clips[draw(group_random)]);
        std::stable_sort(drawn.begin(), drawn.end(), [](const auto* a, const auto* b) {
            return a->tokens[0].size() < b->tokens[0].size();
        });
        std::vector<int> order(static_cast<std::size_t>(groups));
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), group_random);
        const auto first =
            drawn.begin() +
            static_cast<std::ptrdiff_t>(order[static_cast<std::size_t>(step % groups)]) * training.batch;
        const std::vector<const TokenisedClip*> chosen(first, first + training.batch);
        const Batch batch = batches.make(chosen, random, true);
        const auto logits = generator(batch.inputs.to(device), batch.condition.to(device));
        const FullPrecisionScope full(device);
        const auto loss = sequence_cross_entropy(
            logits, batch.targets.to(device), training.label_smoothing,
            level_weights(logits.size(1), model.generator.levels, training.detail_weight, device));
        return TrainLoop::Loss{loss, {}};
    };
    loop.validate = [&](std::int64_t) {
        std::mt19937_64 random(1);
        double sum = 0, base_sum = 0, right = 0, rows = 0;
        for (std::size_t first = 0; first < val_clips.size(); first += 64) {
            std::vector<const TokenisedClip*> chosen;
            for (std::size_t i = first; i < std::min(val_clips.size(), first + 64); ++i)
                chosen.push_back(&val_clips[i]);
            const Batch batch = batches.make(chosen, random, false);
            const auto logits =
                generator(batch.inputs.to(device), batch.condition.to(device)).to(torch::kFloat32);
            const FullPrecisionScope full(device);
            const auto targets = batch.targets.to(device);
            const auto entropy_of = [&](double detail_weight) {
                const auto counts =
                    level_weights(logits.size(1), model.generator.levels, detail_weight, device);
                return sequence_cross_entropy(logits, targets, 0.0, counts).item<double>() *
                       static_cast<double>(chosen.size());
            };
            sum += entropy_of(training.detail_weight);
            base_sum += entropy_of(0.0);
            right += logits.argmax(2).eq(targets).sum().item<double>();
            rows += targets.ne(-100).sum().item<double>();
        }
        const double entropy = sum / static_cast<double>(val_clips.size());
        return TrainLoop::Validation{
            entropy,
            {{"val_cross_entropy", entropy},
             {"val_base_cross_entropy", base_sum / static_cast<double>(val_clips.size())},
             {"val_accuracy", right / rows}}};
    };
    loop.save_best = [&] {
        save_model_config(request.out, model);
        if (request.out != tokenizer_folder) {
            save_tokenizer(request.out, tokenizer, true);
            copy_text_encoder(tokenizer_folder, request.out, model);
        }
        save_generator(request.out, generator, true);
    };
    loop.run(*generator, request);
    if (request.on_trained) request.on_trained(data.motions);
}

}  // namespace im

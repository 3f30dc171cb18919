// The reward and the judge: the same recipe with another architecture, seed and share of the data.

#include <algorithm>
#include <random>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/io/dataset.h"
#include "engine/model/device.h"
#include "engine/model/precision.h"
#include "engine/model/weights.h"
#include "engine/text/hash.h"
#include "engine/train/run/run_folder.h"
#include "engine/train/run/train_loop.h"
#include "engine/train/supervised/caption_widening.h"
#include "engine/train/supervised/contrastive.h"
#include "engine/train/supervised/contrastive_data.h"
#include "engine/train/supervised/feature_statistics.h"
#include "engine/train/supervised/training_data.h"

namespace im {
namespace {

constexpr double kScaleMax = 100;  // of InfoNCE's inverse temperature (Radford et al. 2021)

/// The pair and the temperature, which is of no use after training.
class TrainedPairImpl : public torch::nn::Module {
  public:
    TrainedPairImpl(const ContrastiveConfig& config, double temperature)
        : pair(register_module("pair", ContrastivePair(config))),
          log_scale(register_parameter("log_scale", torch::full({}, -std::log(temperature)))) {}
    torch::Tensor scale() const { return log_scale.exp().clamp_max(kScaleMax); }
    ContrastivePair pair;
    torch::Tensor log_scale;
};
TORCH_MODULE(TrainedPair);

/// Which clips are kept for validation: by a hash of their names, so that it is the same in every run.
bool held_out(const CaptionedMotion& motion, const ContrastiveTraining& training) {
    if (motion.split == Split::Val) return true;
    Hash hash;
    hash.add(motion.id);
    const double place = static_cast<double>(hash.value() >> 11) * 0x1.0p-53;
    const double begin = std::fmod(training.hold_out * training.hold_out_part, 1.0);
    return place >= begin && place < begin + training.hold_out;
}

struct Validation {
    double top1 = 0, top3 = 0, order = 0, sides = 0;
    DistanceScale scale;
};

/// Distances at 0, 1 ... 100 % of the pairs.
std::vector<float> percentiles(std::vector<float> distances) {
    std::vector<float> marks;
    std::sort(distances.begin(), distances.end());
    for (std::size_t i = 0; !distances.empty() && i <= 100; ++i)
        marks.push_back(distances[i * (distances.size() - 1) / 100]);
    return marks;
}

Validation validate(ContrastivePair& pair, const ContrastiveData& data, torch::Device device) {
    constexpr std::size_t kChunk = 64, kPool = 32;
    const auto& cases = data.validation();
    std::vector<torch::Tensor> texts, motions, orders, sides;
    std::vector<std::int64_t> order_rows, side_rows;
    for (std::size_t first = 0; first < cases.size(); first += kChunk) {
        std::vector<int> captions, numbers, reversed, swapped;
        for (std::size_t i = first; i < std::min(cases.size(), first + kChunk); ++i) {
            captions.push_back(cases[i].caption);
            numbers.push_back(cases[i].motion);
            if (cases[i].order >= 0)
                reversed.push_back(cases[i].order), order_rows.push_back(static_cast<std::int64_t>(i));
            if (cases[i].sides >= 0)
                swapped.push_back(cases[i].sides), side_rows.push_back(static_cast<std::int64_t>(i));
        }
        const auto embed = [&](const std::vector<int>& which) {
            const EncodedText text = data.texts(which);
            return pair->embed_text(text.states.to(device), text.mask.to(device)).cpu();
        };
        const ContrastiveBatch batch = data.motions(numbers);
        texts.push_back(embed(captions));
        motions.push_back(pair->embed_motion(batch.motion.to(device), batch.frames.to(device)).cpu());
        if (!reversed.empty()) orders.push_back(embed(reversed));
        if (!swapped.empty()) sides.push_back(embed(swapped));
    }
    const FullPrecisionScope full(torch::kCPU);
    const auto text = torch::cat(texts), motion = torch::cat(motions);
    Validation result;
    const auto told_apart = [&](const std::vector<torch::Tensor>& wrong,
                                const std::vector<std::int64_t>& rows) {
        if (rows.empty()) return 1.0;
        const auto at = torch::tensor(rows);
        const auto m = motion.index_select(0, at);
        return (text.index_select(0, at) - m)
            .norm(2, 1)
            .lt((torch::cat(wrong) - m).norm(2, 1))
            .to(torch::kFloat64)
            .mean()
            .item<double>();
    };
    result.order = told_apart(orders, order_rows);
    result.sides = told_apart(sides, side_rows);

    const auto distances = torch::cdist(text, motion);
    const auto d = distances.accessor<float, 2>();
    std::vector<std::size_t> shuffled(cases.size());
    for (std::size_t i = 0; i < shuffled.size(); ++i) shuffled[i] = i;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(1));
    std::vector<float> matched, mismatched;
    double asked = 0, first = 0, third = 0;
    for (std::size_t p = 0; p < shuffled.size(); p += kPool) {
        const auto end = std::min(shuffled.size(), p + kPool);
        for (std::size_t i = p; i < end; ++i) {
            const auto a = static_cast<std::int64_t>(shuffled[i]);
            int nearer = 0;
            for (std::size_t j = p; j < end; ++j) {
                const auto b = static_cast<std::int64_t>(shuffled[j]);
                if (a != b && d[a][b] <= d[a][a]) ++nearer;
                if (cases[shuffled[i]].label != cases[shuffled[j]].label) mismatched.push_back(d[a][b]);
            }
            matched.push_back(d[a][a]);
            asked += 1;
            first += nearer < 1 ? 1 : 0;
            third += nearer < 3 ? 1 : 0;
        }
    }
    result.top1 = first / asked;
    result.top3 = third / asked;
    result.scale = {percentiles(std::move(matched)), percentiles(std::move(mismatched))};
    return result;
}

/// The pair before its first step: an earlier one's weights, or random ones with the statistics of the clips.
TrainedPair first_pair(const TrainRequest& request, const std::string& name, const ContrastiveConfig& shape,
                       double temperature, const MotionDataset& set,
                       const std::vector<const CaptionedMotion*>& train) {
    torch::manual_seed(request.seed);
    TrainedPair trained(shape, temperature);
    if (!request.from.empty()) {
        load_into(*trained->pair, tensors_of(*load_contrastive_pair(request.from, name)), "",
                  (request.from / name).string());
    } else {
        const torch::NoGradGuard no_grad;
        const auto [mean, std] = feature_statistics(set, train);
        trained->pair->mean.copy_(mean);
        trained->pair->std.copy_(std);
    }
    return trained;
}

void train_contrastive(TrainRequest request, const std::string& name) {
    const TrainConfig config = load_train_config(request.config);
    const bool is_judge = name == "judge";
    const ContrastiveTraining& training = is_judge ? config.judge : config.reward;
    ContrastiveConfig shape = is_judge ? config.judge_encoders : config.reward_encoders;
    request.seed += training.seed;
    set_thread_count(request.threads);
    const torch::Device device = choose_device(request.device);
    const auto stage = [&](const std::string& what, std::int64_t done, std::int64_t total) {
        if (request.stop.stop_requested())
            throw Error(ErrorKind::Interrupted, "stopped before the first step");
        if (request.on_progress) request.on_progress({what, done, total, 0, 0, {}});
    };
    const auto tokenizer_folder = request.model.empty() ? request.out : request.model;
    const ModelConfig model = load_model_config(tokenizer_folder);
    const Tokenizer tokenizer = load_tokenizer(tokenizer_folder, model, device);
    shape.skeleton = model.skeleton;
    shape.codec = model.codec;
    shape.prompt_form = config.model.prompt_form;

    TrainedPair trained{nullptr};
    std::unique_ptr<ContrastiveData> data;
    {  // the clips' features are not needed afterwards
        stage("loading data", 0, training.steps);
        MotionDataset set = load_training_data(request, config, model);
        add_synthesised_clips(set, training.synthesis, config, request);
        widen_captions(set, training.widened_captions, shape.prompt_form, request.seed);
        std::vector<const CaptionedMotion*> train, validation;
        for (const auto& motion : set.motions)
            (held_out(motion, training) ? validation : train).push_back(&motion);
        if (train.empty() || validation.empty())
            throw input_error("{}: expected train and val clips", folder_names(request.data));
        trained = first_pair(request, name, shape, training.temperature, set, train);
        std::error_code code;
        std::filesystem::create_directories(request.out, code);
        data = std::make_unique<ContrastiveData>(train, validation, trained->pair, tokenizer, training,
                                                 config.held_out_pairs,
                                                 RunFolder(request.out).caption_cache(), stage);
        spdlog::info("{}: {} train clips, {} for validation", name, train.size(), validation.size());
    }
    trained->to(device);

    TrainLoop loop = make_loop(name, training, request, device);
    loop.loss = [&](std::int64_t step) {
        std::mt19937_64 random(step_seed(request.seed, step, 1));
        const ContrastiveBatch batch = data->batch(random);
        const auto texts =
            trained->pair->embed_text(batch.text.states.to(device), batch.text.mask.to(device));
        const auto motions = trained->pair->embed_motion(batch.motion.to(device), batch.frames.to(device));
        const FullPrecisionScope full(device);
        const auto mismatch = batch.mismatch.to(device);
        const auto loss = training.loss == "margin"
                              ? margin_loss(texts, motions, mismatch, batch.matched, training.margin)
                              : info_nce_loss(texts, motions, mismatch, batch.matched, trained->scale());
        return TrainLoop::Loss{loss, {}};
    };
    DistanceScale scale;
    loop.validate = [&](std::int64_t) {
        const Validation v = validate(trained->pair, *data, device);
        scale = v.scale;
        // Finding the motion, its order and its sides weigh alike: R-precision alone does not show who is
        // deaf to order.
        return TrainLoop::Validation{
            3 - v.top1 - v.order - v.sides,
            {{"val_top1", v.top1}, {"val_top3", v.top3}, {"val_order", v.order}, {"val_sides", v.sides}}};
    };
    loop.save_best = [&] {
        if (request.out != tokenizer_folder) save_model_config(request.out, model);
        save_encoders(request.out, name, trained->pair, scale, true);
    };
    loop.run(*trained, request);
}

}  // namespace

void train_reward(const TrainRequest& request) {
    train_contrastive(request, "reward");
}
void train_judge(const TrainRequest& request) {
    train_contrastive(request, "judge");
}

}  // namespace im

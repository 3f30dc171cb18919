#include "engine/model/guo_evaluator.h"

#include <sstream>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/shape_guard.h"

namespace im {
namespace fs = std::filesystem;
namespace nn = torch::nn;
namespace {

constexpr const char* kWeightsFile = "evaluator.safetensors";
constexpr const char* kWordsFile = "evaluator_words.txt";
constexpr int kContacts = 4;
constexpr double kLeak = 0.2;

nn::LeakyReLU leaky() {
    return nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(kLeak));
}

nn::Conv1d halving(int from, int to) {
    return nn::Conv1d(nn::Conv1dOptions(from, to, 4).stride(2).padding(1));
}

/// The size of one dimension; 1 where the tensor is missing or has another form: load_into then lists all
/// faults.
int size_of(const TensorMap& tensors, const std::string& name, std::int64_t dimension,
            std::int64_t dimensions) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.dim() != dimensions) return 1;
    return static_cast<int>(std::clamp<std::int64_t>(found->second.size(dimension), 1, 1 << 16));
}

}  // namespace

GuoSequenceEncoderImpl::GuoSequenceEncoderImpl(int input, int hidden, int output, int tags) {
    if (tags > 0) pos_emb_ = register_module("pos_emb", nn::Linear(tags, input));
    input_emb_ = register_module("input_emb", nn::Linear(input, hidden));
    gru_ =
        register_module("gru", nn::GRU(nn::GRUOptions(hidden, hidden).batch_first(true).bidirectional(true)));
    output_net_ = register_module("output_net", nn::Sequential(nn::Linear(2 * hidden, hidden),
                                                               nn::LayerNorm(nn::LayerNormOptions({hidden})),
                                                               leaky(), nn::Linear(hidden, output)));
    hidden_ = register_parameter("hidden", torch::zeros({2, 1, hidden}));
}

torch::Tensor GuoSequenceEncoderImpl::forward(torch::Tensor x, const torch::Tensor& tags,
                                              const torch::Tensor& lengths) {
    if (tags.defined()) x = x + pos_emb_(tags);
    const auto packed = nn::utils::rnn::pack_padded_sequence(input_emb_(x), lengths.cpu(), true, false);
    const auto initial = hidden_.repeat({1, x.size(0), 1});
    const auto last = std::get<1>(gru_->forward_with_packed_input(packed, initial));
    return output_net_->forward(torch::cat({last[0], last[1]}, 1));
}

GuoMovementEncoderImpl::GuoMovementEncoderImpl(const GuoEvaluatorConfig& c) {
    // The places of the published dropout layers, which do nothing here, keep the numbers of the others.
    main_ = register_module(
        "main",
        nn::Sequential(halving(c.feature_width - kContacts, c.movement_hidden), nn::Identity(), leaky(),
                       halving(c.movement_hidden, c.movement_width), nn::Identity(), leaky()));
    out_net_ = register_module("out_net", nn::Linear(c.movement_width, c.movement_width));
}

torch::Tensor GuoMovementEncoderImpl::forward(const torch::Tensor& motions) {
    return out_net_(main_->forward(motions.slice(2, 0, -kContacts).transpose(1, 2)).transpose(1, 2));
}

GuoNetworksImpl::GuoNetworksImpl(const GuoEvaluatorConfig& c) : config_(c) {
    text_encoder =
        register_module("text_encoder", GuoSequenceEncoder(c.word_width, c.text_hidden, c.width, c.tags));
    movement_encoder = register_module("movement_encoder", GuoMovementEncoder(c));
    motion_encoder =
        register_module("motion_encoder", GuoSequenceEncoder(c.movement_width, c.motion_hidden, c.width, 0));
}

torch::Tensor GuoNetworksImpl::embed_texts(const VectorisedWords& texts) {
    expect_shape(texts.words, {-1, -1, config_.word_width}, "word vectors");
    return text_encoder(texts.words, texts.tags, texts.lengths);
}

torch::Tensor GuoNetworksImpl::embed_motions(const torch::Tensor& motions, const torch::Tensor& frames) {
    expect_shape(motions, {-1, -1, config_.feature_width}, "motions");
    return motion_encoder(movement_encoder(motions), torch::Tensor(), frames.div(kFramesPerStep, "floor"));
}

GuoNetworks guo_networks(const TensorMap& tensors, const std::string& source) {
    GuoEvaluatorConfig config;
    const auto size = [&](const char* name, std::int64_t dimension, std::int64_t dimensions) {
        return size_of(tensors, name, dimension, dimensions);
    };
    config.word_width = size("text_encoder.pos_emb.weight", 0, 2);
    config.tags = size("text_encoder.pos_emb.weight", 1, 2);
    config.text_hidden = size("text_encoder.input_emb.weight", 0, 2);
    config.motion_hidden = size("motion_encoder.input_emb.weight", 0, 2);
    config.movement_hidden = size("movement_encoder.main.0.weight", 0, 3);
    config.feature_width = size("movement_encoder.main.0.weight", 1, 3) + kContacts;
    config.movement_width = size("movement_encoder.out_net.weight", 0, 2);
    config.width = size("motion_encoder.output_net.3.weight", 0, 2);
    TensorMap own;
    for (const auto& [name, tensor] : tensors) {
        for (const char* part : {"text_encoder.", "movement_encoder.", "motion_encoder."}) {
            if (name.starts_with(part)) own[name] = tensor;
        }
    }
    GuoNetworks networks(config);
    load_into(*networks, own, "", source);
    if (config.tags != WordVectoriser::kTags) {
        throw input_error("{}: text_encoder.pos_emb: expected {} kinds of words, found {}", source,
                          WordVectoriser::kTags, config.tags);
    }
    networks->eval();
    return networks;
}

GuoEvaluator::GuoEvaluator(GuoNetworks networks, WordVectoriser words, torch::Tensor mean, torch::Tensor std,
                           torch::Device device)
    : networks_(std::move(networks)),
      words_(std::move(words)),
      mean_(mean.to(device, torch::kFloat32)),
      std_(std.to(device, torch::kFloat32)),
      device_(device) {
    const auto& config = networks_->config();
    for (const auto& [statistic, name] : {std::pair{mean_, "mean"}, std::pair{std_, "std"}}) {
        if (statistic.dim() != 1 || statistic.size(0) != config.feature_width ||
            !statistic.isfinite().all().item<bool>()) {
            throw input_error("evaluator: {}: expected {} finite values, found {}", name,
                              config.feature_width, statistic.numel());
        }
    }
    if (!std_.gt(0).all().item<bool>()) throw input_error("evaluator: std: expected positive values");
    if (words_.vectors().size(1) != config.word_width) {
        throw input_error("evaluator: expected word vectors of {} values, found {}", config.word_width,
                          words_.vectors().size(1));
    }
    networks_->to(device);
    networks_->eval();
}

bool GuoEvaluator::is_in(const fs::path& folder) {
    std::error_code code;
    return fs::exists(folder / kWeightsFile, code);
}

std::shared_ptr<const GuoEvaluator> GuoEvaluator::load(const fs::path& folder, torch::Device device) {
    const auto file = folder / kWeightsFile;
    const auto tensors = load_tensors(file);
    const auto take = [&](const char* name) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            throw input_error("{}: expected the tensor \"{}\", found none", file.string(), name);
        return found->second;
    };
    std::vector<std::string> words;
    std::istringstream lines(read_text(folder / kWordsFile));
    for (std::string line; std::getline(lines, line);) words.push_back(line);
    return std::make_shared<const GuoEvaluator>(guo_networks(tensors, file.string()),
                                                WordVectoriser(std::move(words), take("word_vectors")),
                                                take("mean"), take("std"), device);
}

torch::Tensor GuoEvaluator::embed_texts(const std::vector<Caption>& captions) const {
    torch::NoGradGuard no_grad;
    std::vector<std::vector<std::string>> sentences;
    for (const auto& caption : captions) {
        if (caption.tagged_words.empty()) {
            throw input_error(
                "\"{}\": expected tagged words (person/NOUN walk/VERB), found none; the published evaluator "
                "reads them "
                "from texts/*.txt of HumanML3D and KIT-ML folders",
                caption.text);
        }
        sentences.push_back(caption.tagged_words);
    }
    const auto texts = words_(sentences);
    return networks_->embed_texts({texts.words.to(device_), texts.tags.to(device_), texts.lengths})
        .to(torch::kCPU, torch::kFloat32);
}

torch::Tensor GuoEvaluator::embed_motions(const torch::Tensor& features, const torch::Tensor& frames) const {
    torch::NoGradGuard no_grad;
    expect_shape(features, {-1, -1, feature_width()}, "features");
    expect_shape(frames, {features.size(0)}, "frames");
    const auto lengths =
        frames.to(torch::kCPU, torch::kInt64).clamp(GuoNetworksImpl::kFramesPerStep, kFramesMax);
    // Everything beyond four frames behind the longest end is zero and out of the reach of the steps that
    // count.
    const auto longest = lengths.numel() == 0 ? 0 : lengths.max().item<std::int64_t>();
    const auto T = std::min<std::int64_t>(kFramesMax, longest + 4);
    const auto kept = std::min(T, features.size(1));
    auto motions = (features.slice(1, 0, kept).to(device_, torch::kFloat32) - mean_) / std_;
    const auto valid = torch::arange(kept)
                           .unsqueeze(0)
                           .lt(frames.to(torch::kCPU, torch::kInt64).unsqueeze(1))
                           .unsqueeze(2)
                           .to(device_);
    motions = torch::constant_pad_nd(motions.masked_fill(valid.logical_not(), 0), {0, 0, 0, T - kept});
    return networks_->embed_motions(motions, lengths).to(torch::kCPU, torch::kFloat32);
}

void save_guo_evaluator(const fs::path& folder, const GuoNetworks& networks, const WordVectoriser& words,
                        const torch::Tensor& mean, const torch::Tensor& std) {
    std::string lines;
    for (const auto& word : words.words()) {
        if (word.find('\n') != std::string::npos)
            throw input_error("word vectors: expected words, found a line break in \"{}\"", word);
        lines += word + "\n";
    }
    auto tensors = tensors_of(*networks);
    tensors["word_vectors"] = words.vectors();
    tensors["mean"] = mean;
    tensors["std"] = std;
    write_file_atomically(folder / kWordsFile, lines);
    save_tensors(folder / kWeightsFile, tensors, {{"kind", "guo evaluator"}});
}

}  // namespace im

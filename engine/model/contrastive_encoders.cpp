#include "engine/model/contrastive_encoders.h"

#include <cmath>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "engine/language/prompt_encoder.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/precision.h"
#include "engine/model/shape_guard.h"
#include "engine/model/transformer.h"
#include "engine/model/weights.h"
#include "engine/text/sentence_encoder.h"

namespace im {
namespace fs = std::filesystem;
namespace nn = torch::nn;
using nlohmann::json;
namespace {

constexpr std::int64_t kChunk = 64;  // rows embedded together; bounds memory

/// (B, N) true at the first lengths[b] positions of row b.
torch::Tensor first_positions(const torch::Tensor& lengths, std::int64_t N) {
    return torch::arange(N, lengths.options()).unsqueeze(0).lt(lengths.unsqueeze(1));
}

/// Each row's first lengths[b] positions in reverse order; what lies behind them stays.
torch::Tensor reversed(const torch::Tensor& x, const torch::Tensor& lengths) {
    const auto position = torch::arange(x.size(1), lengths.options()).unsqueeze(0);
    const auto mirrored = lengths.unsqueeze(1) - 1 - position;
    const auto index = torch::where(mirrored.ge(0), mirrored, position.expand_as(mirrored));
    return x.gather(1, index.unsqueeze(2).expand_as(x));
}

torch::Tensor masked_mean(const torch::Tensor& x, const torch::Tensor& lengths) {
    const auto valid = first_positions(lengths, x.size(1)).to(x.dtype()).unsqueeze(2);
    return (x * valid).sum(1) / lengths.unsqueeze(1).to(x.dtype());
}

}  // namespace

/// A sequence (B, N, C) with lengths (B) int64, 1..N, to points (B, E). Nothing behind a row's end is seen.
class SequenceEncoder : public nn::Module {
  public:
    virtual torch::Tensor encode(const torch::Tensor& x, const torch::Tensor& lengths) = 0;
};

namespace {

class GruEncoder final : public SequenceEncoder {
  public:
    explicit GruEncoder(const ContrastiveConfig& c) : dropout_(c.dropout) {
        const auto options = nn::GRUOptions(c.width, c.hidden).batch_first(true);
        forward_ = register_module("forward", nn::GRU(options));
        backward_ = register_module("backward", nn::GRU(options));
        out_ = register_module("out", nn::Linear(4 * c.hidden, c.embedding));
    }
    torch::Tensor encode(const torch::Tensor& x, const torch::Tensor& lengths) override {
        // Two GRUs in one direction each: a row's padding comes last for both, so that neither hears it.
        const auto ahead = std::get<0>(forward_->forward(x)),
                   back = std::get<0>(backward_->forward(reversed(x, lengths)));
        const auto states = torch::cat({ahead, back}, 2);
        const auto at = (lengths - 1).view({-1, 1, 1}).expand({-1, 1, states.size(2)});
        const auto pooled = torch::cat({states.gather(1, at).squeeze(1), masked_mean(states, lengths)}, 1);
        return out_(torch::dropout(pooled, dropout_, is_training()));
    }

  private:
    nn::GRU forward_{nullptr}, backward_{nullptr};
    nn::Linear out_{nullptr};
    double dropout_;
};

class TransformerEncoder final : public SequenceEncoder {
  public:
    TransformerEncoder(const ContrastiveConfig& c, int layers) : dropout_(c.dropout) {
        TransformerConfig block;
        block.width = c.width;
        block.heads = c.heads;
        block.fc_rate = 2;
        block.dropout = c.dropout;
        for (int i = 0; i < layers; ++i)
            blocks_.push_back(register_module("block" + std::to_string(i), Block(block)));
        norm_ = register_module("norm", nn::LayerNorm(nn::LayerNormOptions({c.width})));
        out_ = register_module("out", nn::Linear(c.width, c.embedding));
    }
    torch::Tensor encode(const torch::Tensor& x, const torch::Tensor& lengths) override {
        const auto N = x.size(1);
        auto y = x + sinusoidal_positions(static_cast<int>(N), static_cast<int>(x.size(2))).to(x.options());
        const auto allowed = first_positions(lengths, N).view({-1, 1, 1, N}).expand({-1, 1, N, N});
        for (auto& block : blocks_) y = block(y, allowed);
        return out_(torch::dropout(masked_mean(norm_(y), lengths), dropout_, is_training()));
    }

  private:
    /// Positions count from the start; the sequences here are 49 positions long at most, in training.
    static torch::Tensor sinusoidal_positions(int count, int width) {
        const auto position = torch::arange(count, torch::kFloat32).unsqueeze(1);
        const auto rate =
            torch::exp(torch::arange(0, width, 2, torch::kFloat32) * (-std::log(10000.0) / width));
        return torch::cat({torch::sin(position * rate), torch::cos(position * rate)}, 1);
    }
    std::vector<Block> blocks_;
    nn::LayerNorm norm_{nullptr};
    nn::Linear out_{nullptr};
    double dropout_;
};

std::shared_ptr<SequenceEncoder> sequence_encoder(const ContrastiveConfig& config, int layers) {
    if (config.kind == "gru") return std::make_shared<GruEncoder>(config);
    return std::make_shared<TransformerEncoder>(config, layers);
}

torch::Tensor unit_length(const torch::Tensor& x) {
    const auto y = x.to(torch::kFloat32);
    return y / y.norm(2, 1, true).clamp_min(1e-6);
}

}  // namespace

ContrastiveConfig parse_contrastive_config(JsonReader reader) {
    ContrastiveConfig c;
    std::string codec = c.codec == FeatureCodec::Official ? "official" : "corrected";
    reader.read("kind", c.kind, {"gru", "transformer"});
    reader.read("skeleton", c.skeleton, {"humanml3d", "kit"});
    reader.read("codec", codec, {"official", "corrected"});
    c.codec = feature_codec_by_name(codec);
    reader.read("prompt_form", c.prompt_form, {kAsTyped, kNormalised});
    reader.read("width", c.width, 2, 1024);
    reader.read("hidden", c.hidden, 1, 1024);
    reader.read("layers", c.layers, 1, 16);
    reader.read("heads", c.heads, 1, 256);
    reader.read("embedding", c.embedding, 1, 4096);
    reader.read("dropout", c.dropout, 0.0, 0.9);
    reader.finish();
    if (c.kind == "transformer" && (c.width % c.heads != 0 || c.width % 2 != 0)) {
        throw input_error(
            "{}: expected an even width that the number of heads divides, found width {} and {} heads",
            reader.place(), c.width, c.heads);
    }
    return c;
}

json to_json(const ContrastiveConfig& c) {
    return {{"kind", c.kind},
            {"skeleton", c.skeleton},
            {"codec", c.codec == FeatureCodec::Official ? "official" : "corrected"},
            {"prompt_form", c.prompt_form},
            {"width", c.width},
            {"hidden", c.hidden},
            {"layers", c.layers},
            {"heads", c.heads},
            {"embedding", c.embedding},
            {"dropout", c.dropout}};
}

ContrastivePairImpl::ContrastivePairImpl(const ContrastiveConfig& config) : config_(config) {
    const FeatureLayout layout(skeleton_by_name(config.skeleton).joint_count());
    mean = register_buffer("mean", torch::zeros({layout.width}));
    std = register_buffer("std", torch::ones({layout.width}));
    columns_ = torch::cat({torch::arange(layout.rot6d.begin), torch::arange(layout.rot6d.end, layout.width)});
    const auto fold = [](std::int64_t in, int out) {
        return nn::Conv1d(nn::Conv1dOptions(in, out, 4).stride(2).padding(1));
    };
    conv1_ = register_module("conv1", fold(columns_.size(0), config.width));
    conv2_ = register_module("conv2", fold(config.width, config.width));
    text_in_ = register_module("text_in", nn::Linear(SentenceEncoder::kWidth, config.width));
    motion_ = register_module("motion", sequence_encoder(config, config.layers));
    text_ = register_module("text", sequence_encoder(config, std::max(1, config.layers - 1)));
}

torch::Tensor ContrastivePairImpl::embed_text(const torch::Tensor& states, const torch::Tensor& mask) {
    expect_shape(states, {-1, -1, SentenceEncoder::kWidth}, "text states");
    expect_shape(mask, {states.size(0), states.size(1)}, "text mask");
    const auto x = torch::dropout(states, config_.dropout, is_training());
    return unit_length(text_->encode(text_in_(x), mask.sum(1).clamp_min(1)));
}

torch::Tensor ContrastivePairImpl::motion_columns(const torch::Tensor& features) const {
    const auto normalised = (features - mean) / std;
    return normalised.index_select(features.dim() - 1, columns_.to(features.device()));
}

torch::Tensor ContrastivePairImpl::embed_motion(const torch::Tensor& x, const torch::Tensor& frames) {
    expect_shape(x, {-1, -1, columns_.size(0)}, "motion");
    expect_shape(frames, {x.size(0)}, "frames");
    const auto valid = [](const torch::Tensor& y, const torch::Tensor& lengths) {
        return y * first_positions(lengths, y.size(1)).to(y.dtype()).unsqueeze(2);
    };
    // Zeros behind a row's end are what the convolutions pad with, so a row sees the same in every batch.
    const auto missing = std::max<std::int64_t>(0, 4 - x.size(1));
    auto y = torch::constant_pad_nd(valid(x, frames), {0, 0, 0, missing});
    auto lengths = frames;
    for (auto* conv : {&conv1_, &conv2_}) {
        lengths = torch::div(lengths, 2, "floor").clamp_min(1);
        y = valid(torch::gelu((*conv)(y.transpose(1, 2)).transpose(1, 2)), lengths);
    }
    return unit_length(motion_->encode(torch::dropout(y, config_.dropout, is_training()), lengths));
}

namespace {

class ContrastiveEncoders final : public MotionTextEncoders {
  public:
    ContrastiveEncoders(ContrastivePair pair, DistanceScale scale)
        : pair_(std::move(pair)),
          scale_(std::move(scale)),
          device_(pair_->mean.device()),
          sentences_(with_prompt_form(SentenceEncoder::load(default_sentence_encoder_folder(), device_),
                                      pair_->config().prompt_form)) {}

    int width() const override { return pair_->config().embedding; }
    const DistanceScale* distance_scale() const override {
        return scale_.matched.empty() ? nullptr : &scale_;
    }

    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
        return in_chunks(
            static_cast<std::int64_t>(captions.size()), [&](std::int64_t begin, std::int64_t end) {
                std::vector<std::string> texts;
                for (auto i = begin; i < end; ++i)
                    texts.push_back(captions[static_cast<std::size_t>(i)].text);
                const EncodedText text = sentences_->encode(texts, ContrastiveConfig::kTextTokens);
                return ContrastivePair(pair_)->embed_text(text.states.to(device_), text.mask.to(device_));
            });
    }

    torch::Tensor embed_motions(const torch::Tensor& features, const torch::Tensor& frames) const override {
        expect_shape(features, {-1, -1, pair_->mean.size(0)}, "features");
        expect_shape(frames, {features.size(0)}, "frames");
        if (frames.numel() > 0 &&
            (frames.min().item<std::int64_t>() < 1 || frames.max().item<std::int64_t>() > features.size(1))) {
            throw input_error("frames: expected 1 to {}, found {} to {}", features.size(1),
                              frames.min().item<std::int64_t>(), frames.max().item<std::int64_t>());
        }
        return in_chunks(features.size(0), [&](std::int64_t begin, std::int64_t end) {
            const auto length = frames.slice(0, begin, end).to(torch::kInt64);
            const auto part = features.slice(0, begin, end).slice(1, 0, length.max().item<std::int64_t>());
            // What pads a row may be NaN; a product with zero would keep it.
            const auto valid = first_positions(length.to(part.device()), part.size(1)).unsqueeze(2);
            const auto clean = torch::where(valid, part, torch::zeros({}, part.options()));
            ContrastivePair pair = pair_;
            return pair->embed_motion(pair->motion_columns(clean.to(device_, torch::kFloat32)),
                                      length.to(device_));
        });
    }

  private:
    template <class Embed>
    torch::Tensor in_chunks(std::int64_t rows, const Embed& embed) const {
        const torch::NoGradGuard no_grad;
        const FullPrecisionScope full(device_);
        std::vector<torch::Tensor> parts{torch::zeros({0, width()})};
        for (std::int64_t begin = 0; begin < rows; begin += kChunk) {
            parts.push_back(embed(begin, std::min(rows, begin + kChunk)).to(torch::kCPU));
        }
        return torch::cat(parts);
    }

    ContrastivePair pair_;
    DistanceScale scale_;
    torch::Device device_;
    std::shared_ptr<const SentenceEncoder> sentences_;
};

fs::path encoder_file(const fs::path& folder, const std::string& name) {
    return base_folder(folder) / (name + ".safetensors");
}

/// Takes the tensor `name` out of `tensors` as ascending distances.
std::vector<float> take_distances(TensorMap& tensors, const std::string& name, const std::string& file) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) throw input_error("{}: expected the tensor \"{}\", found none", file, name);
    const auto values = found->second.to(torch::kFloat32).contiguous();
    const bool ascending =
        values.dim() == 1 && torch::isfinite(values).all().item<bool>() &&
        (values.numel() < 2 || values.slice(0, 1).ge(values.slice(0, 0, -1)).all().item<bool>());
    if (!ascending) throw input_error("{}: {}: expected ascending distances", file, name);
    tensors.erase(found);
    return {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()};
}

}  // namespace

void copy_encoders(const fs::path& from, const fs::path& to) {
    for (const char* name : {"reward", "judge"}) {
        const fs::path file = encoder_file(from, name);
        std::error_code code;
        // What is not there is not needed.
        fs::copy_file(file, to / file.filename(), fs::copy_options::skip_existing, code);
    }
}

bool has_encoders(const fs::path& folder, const std::string& name) {
    std::error_code code;
    return fs::exists(encoder_file(folder, name), code);
}

std::shared_ptr<const MotionTextEncoders> make_encoders(ContrastivePair pair, DistanceScale scale) {
    return std::make_shared<ContrastiveEncoders>(std::move(pair), std::move(scale));
}

ContrastivePair load_contrastive_pair(const fs::path& folder, const std::string& name, DistanceScale* scale) {
    const fs::path file = encoder_file(folder, name);
    if (!has_encoders(folder, name)) {
        throw resource_error("{}: the model has no {} encoders; \"instructmotion train {}\" makes them",
                             file.string(), name, name);
    }
    const auto metadata = SafetensorsFile::read(file).metadata();
    const auto text = metadata.find("config");
    const json config_json = text == metadata.end() ? json() : json::parse(text->second, nullptr, false);
    if (!config_json.is_object())
        throw input_error("{}: expected a JSON object \"config\" in its metadata", file.string());
    const ContrastiveConfig config =
        parse_contrastive_config(JsonReader(config_json, file.string() + ": config"));
    std::error_code code;
    if (fs::exists(folder / "model.json", code)) {
        const ModelConfig model = load_model_config(folder);
        if (model.skeleton != config.skeleton || model.codec != config.codec) {
            throw input_error(
                "{}: expected encoders of the model's skeleton \"{}\" and codec, found \"{}\" or another "
                "codec",
                file.string(), model.skeleton, config.skeleton);
        }
    }
    TensorMap tensors = load_tensors(file);
    DistanceScale found;
    found.matched = take_distances(tensors, "matched_distances", file.string());
    found.mismatched = take_distances(tensors, "mismatched_distances", file.string());
    ContrastivePair pair(config);
    load_into(*pair, tensors, "", file.string());
    if (!pair->std.gt(0).all().item<bool>())
        throw input_error("{}: std: expected positive standard deviations", file.string());
    pair->eval();
    if (scale != nullptr) *scale = std::move(found);
    return pair;
}

std::shared_ptr<const MotionTextEncoders> load_encoders(const fs::path& folder, const std::string& name,
                                                        torch::Device device) {
    DistanceScale scale;
    ContrastivePair pair = load_contrastive_pair(folder, name, &scale);
    pair->to(device);
    return make_encoders(pair, std::move(scale));
}

void save_encoders(const fs::path& folder, const std::string& name, const ContrastivePair& pair,
                   const DistanceScale& scale, bool half) {
    TensorMap tensors = tensors_of(*pair);
    tensors["matched_distances"] = torch::tensor(scale.matched, torch::kFloat32);
    tensors["mismatched_distances"] = torch::tensor(scale.mismatched, torch::kFloat32);
    save_tensors(encoder_file(folder, name), tensors,
                 {{"kind", name}, {"config", to_json(pair->config()).dump()}},
                 half ? StoredFloats::Float16 : StoredFloats::Float32);
}

}  // namespace im

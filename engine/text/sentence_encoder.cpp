#include "engine/text/sentence_encoder.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "engine/text/frozen_linear.h"
#include "engine/text/hash.h"
#include "engine/text/wordpiece.h"
#include "im_config.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kLayers = 6;
constexpr int kHeads = 12;
constexpr int kHiddenWidth = 1536;
constexpr int kPositions = 512;
constexpr double kNormEpsilon = 1e-12;
/// Word pieces computed at once: bounds the memory and fills the matrix units.
constexpr std::int64_t kRowsMax = 4096;

struct Norm {
    torch::Tensor weight, bias;
    torch::Tensor operator()(const torch::Tensor& x) const {
        return at::layer_norm(x, {SentenceEncoder::kWidth}, weight, bias, kNormEpsilon);
    }
};

struct Layer {
    FrozenLinear query_key_value, attended;
    Norm attended_norm;
    FrozenLinear hidden, out;
    Norm out_norm;
};

torch::Tensor attention(const torch::Tensor& x, const Layer& layer) {
    const auto parts =
        layer.query_key_value(x).view({x.size(0), x.size(1), 3, kHeads, -1}).permute({2, 0, 3, 1, 4});
    const auto mixed =
        at::scaled_dot_product_attention(parts[0], parts[1], parts[2]);  // (B, heads, L, width / heads)
    return layer.attended(mixed.transpose(1, 2).reshape_as(x));
}

torch::Tensor feed_forward(const torch::Tensor& x, const Layer& layer) {
    return layer.out(at::gelu(layer.hidden(x)));
}

/// The file's tensors by name, checked.
class Weights {
  public:
    Weights(const fs::path& file, torch::Device device)
        : name_(file.string()), device_(device), container_(SafetensorsFile::read(file)) {}

    torch::Tensor tensor(const std::string& key, std::vector<std::int64_t> shape) {
        if (!container_.contains(key)) throw input_error("{}: the tensor {} is missing", name_, key);
        const auto& found = container_.at(key).shape;
        if (found != shape) {
            throw input_error("{}: {}: expected shape ({}), found ({})", name_, key, fmt::join(shape, ", "),
                              fmt::join(found, ", "));
        }
        const auto values = container_.as_float(key);
        if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
            throw input_error("{}: {}: has NaN or Inf", name_, key);
        }
        auto tensor = torch::empty(shape, torch::kFloat32);
        std::memcpy(tensor.data_ptr(), values.data(), tensor.nbytes());
        hash_.add({static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()});
        return tensor.to(device_);
    }

    /// Of several layers with the same input, one after the other in the output.
    FrozenLinear linear(const std::vector<std::string>& keys, std::int64_t in, std::int64_t out) {
        std::vector<torch::Tensor> weights, biases;
        for (const auto& key : keys) {
            weights.push_back(tensor(key + ".weight", {out, in}));
            biases.push_back(tensor(key + ".bias", {out}));
        }
        return FrozenLinear(torch::cat(weights), torch::cat(biases));
    }
    Norm norm(const std::string& key) {
        return {tensor(key + ".weight", {SentenceEncoder::kWidth}),
                tensor(key + ".bias", {SentenceEncoder::kWidth})};
    }
    std::uint64_t hash() const { return hash_.value(); }  ///< of all that was read

  private:
    std::string name_;
    torch::Device device_;
    SafetensorsFile container_;
    Hash hash_;
};

Layer load_layer(Weights& weights, int index) {
    constexpr int width = SentenceEncoder::kWidth;
    const std::string layer = fmt::format("encoder.layer.{}.", index);
    const std::string self = layer + "attention.self.";
    return {
        .query_key_value = weights.linear({self + "query", self + "key", self + "value"}, width, width),
        .attended = weights.linear({layer + "attention.output.dense"}, width, width),
        .attended_norm = weights.norm(layer + "attention.output.LayerNorm"),
        .hidden = weights.linear({layer + "intermediate.dense"}, width, kHiddenWidth),
        .out = weights.linear({layer + "output.dense"}, kHiddenWidth, width),
        .out_norm = weights.norm(layer + "output.LayerNorm"),
    };
}

class MiniLm final : public SentenceEncoder {
  public:
    MiniLm(const fs::path& folder, torch::Device device) : device_(device), tokenizer_(folder / "vocab.txt") {
        Weights weights(folder / "model.safetensors", device);
        words_ = weights.tensor("embeddings.word_embeddings.weight", {tokenizer_.piece_count(), kWidth});
        // Every prompt is a first sentence: its type embedding is always the same vector, added here once.
        positions_ = weights.tensor("embeddings.position_embeddings.weight", {kPositions, kWidth}) +
                     weights.tensor("embeddings.token_type_embeddings.weight", {2, kWidth})[0];
        embedding_norm_ = weights.norm("embeddings.LayerNorm");
        for (int i = 0; i < kLayers; ++i) layers_.push_back(load_layer(weights, i));
        fingerprint_ = fmt::format("minilm-{:016x}-{:016x}", weights.hash(), tokenizer_.fingerprint());
    }

    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                    int tokens_max) const override {
        std::vector<std::vector<std::int64_t>> ids;
        for (const auto& text : texts) {
            ids.push_back(tokenizer_.encode(text, std::min(tokens_max, kPositions)));
        }
        return ids;
    }

    /// Texts of one length run together, so that no padding is ever computed and no mask is needed.
    EncodedText encode(const std::vector<std::string>& texts, int tokens_max) const override {
        torch::NoGradGuard no_grad;
        const auto ids = tokenize(texts, tokens_max);
        std::map<std::int64_t, std::vector<std::int64_t>> rows_of_length;
        for (std::size_t row = 0; row < ids.size(); ++row) {
            rows_of_length[static_cast<std::int64_t>(ids[row].size())].push_back(
                static_cast<std::int64_t>(row));
        }
        const auto rows = static_cast<std::int64_t>(ids.size());
        const auto length_max = rows_of_length.empty() ? 0 : rows_of_length.rbegin()->first;
        const auto floats = torch::TensorOptions(device_).dtype(torch::kFloat32);
        EncodedText encoded{torch::zeros({rows, length_max, kWidth}, floats),
                            torch::zeros({rows, length_max}, floats.dtype(torch::kBool)),
                            torch::zeros({rows, kWidth}, floats)};
        for (const auto& [length, all] : rows_of_length) {
            const auto step = static_cast<std::size_t>(std::max<std::int64_t>(1, kRowsMax / length));
            for (std::size_t from = 0; from < all.size(); from += step) {
                const auto to = std::min(from + step, all.size());
                write(ids, length,
                      {all.begin() + static_cast<std::ptrdiff_t>(from),
                       all.begin() + static_cast<std::ptrdiff_t>(to)},
                      encoded);
            }
        }
        return encoded;
    }

    std::string fingerprint() const override { return fingerprint_; }

  private:
    /// (B, L) ids without padding -> (B, L, width)
    torch::Tensor forward(const torch::Tensor& ids) const {
        auto x = at::embedding(words_, ids) + positions_.slice(0, 0, ids.size(1));
        x = embedding_norm_(x);
        for (const auto& layer : layers_) {
            x = layer.attended_norm(x + attention(x, layer));
            x = layer.out_norm(x + feed_forward(x, layer));
        }
        return x;
    }

    /// Encodes `rows` of `ids`, all of one length, and puts them where they belong.
    void write(const std::vector<std::vector<std::int64_t>>& ids, std::int64_t length,
               const std::vector<std::int64_t>& rows, EncodedText& encoded) const {
        std::vector<std::int64_t> flat;
        for (const auto row : rows) {
            const auto& text = ids[static_cast<std::size_t>(row)];
            flat.insert(flat.end(), text.begin(), text.end());
        }
        const auto states = forward(torch::tensor(flat, torch::kInt64).view({-1, length}).to(device_));
        const auto mean = states.mean(1);
        const auto where = torch::tensor(rows, torch::kInt64).to(device_);
        encoded.states.slice(1, 0, length).index_copy_(0, where, states);
        encoded.mask.slice(1, 0, length).index_fill_(0, where, true);
        encoded.sentence.index_copy_(0, where, mean / mean.norm(2, 1, true).clamp_min(1e-12));
    }

    torch::Device device_;
    WordPieceTokenizer tokenizer_;
    torch::Tensor words_;      ///< (pieces, width)
    torch::Tensor positions_;  ///< (512, width)
    Norm embedding_norm_;
    std::vector<Layer> layers_;
    std::string fingerprint_;
};

fs::path program_folder() {
    std::error_code code;
    return fs::read_symlink("/proc/self/exe", code).parent_path();
}

}  // namespace

std::shared_ptr<const SentenceEncoder> SentenceEncoder::load(const fs::path& folder, torch::Device device) {
    for (const char* name : {"model.safetensors", "vocab.txt"}) {
        std::error_code code;
        if (fs::exists(folder / name, code)) continue;
        throw resource_error(
            "{}: {} is missing; it belongs to the sentence encoder all-MiniLM-L6-v2. "
            "Start ./run once, or set IM_MINILM_DIR to a folder that has it.",
            folder.string(), name);
    }
    // The generator, the reward, the judge and who reads prompts hear the same encoder: 90 MB, once while
    // anybody has it. A folder that was written to is read again.
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<const SentenceEncoder>> loaded;
    std::error_code code;
    std::string key = fs::weakly_canonical(folder, code).string() + "|" + device.str();
    for (const char* name : {"model.safetensors", "vocab.txt"}) {
        key += fmt::format("|{}|{}", fs::last_write_time(folder / name, code).time_since_epoch().count(),
                           fs::file_size(folder / name, code));
    }
    const std::lock_guard lock(mutex);
    auto& entry = loaded[key];
    auto encoder = entry.lock();
    if (!encoder) entry = encoder = std::make_shared<const MiniLm>(folder, device);
    return encoder;
}

fs::path default_sentence_encoder_folder() {
    if (const char* chosen = std::getenv("IM_MINILM_DIR"); chosen != nullptr && *chosen != '\0')
        return chosen;
    const auto installed = (program_folder() / IM_INSTALLED_DATA_DIR / "minilm").lexically_normal();
    std::error_code code;
    return fs::exists(installed, code) ? installed : fs::path(IM_MINILM_DIR);
}

}  // namespace im

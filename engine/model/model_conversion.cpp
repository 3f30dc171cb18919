#include "engine/model/model_conversion.h"

#include <set>

#include <fmt/ranges.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/io/npy.h"
#include "engine/io/torch_pickle.h"
#include "engine/model/guo_evaluator.h"
#include "engine/model/model_folder.h"
#include "engine/model/official_checkpoint.h"
#include "engine/model/text_encoder.h"

namespace im {
namespace fs = std::filesystem;
namespace {

bool has(const TensorMap& tensors, const std::string& prefix) {
    const auto found = tensors.lower_bound(prefix);
    return found != tensors.end() && found->first.starts_with(prefix);
}

std::string kind_of(const TensorMap& tensors, const fs::path& file) {
    if (has(tensors, "net.vqvae.")) return "tokenizer";
    if (has(tensors, "trans.trans_base.") || has(tensors, "trans.trans_head.")) return "generator";
    if (has(tensors, "movement_encoder.") ||
        (has(tensors, "text_encoder.") && has(tensors, "motion_encoder.")))
        return "evaluator";
    if (has(tensors, "transformer.resblocks.") && has(tensors, "token_embedding.")) return "clip";
    std::set<std::string> names;
    for (const auto& [name, tensor] : tensors) {
        names.insert(name.substr(0, name.find('.')));
        if (names.size() == 8) break;
    }
    throw input_error(
        "{}: expected T2M-GPT's VQ-VAE (net) or transformer (trans), the evaluator of Guo et al. "
        "(text_encoder, "
        "movement_encoder, motion_encoder) or CLIP's state dict (token_embedding, transformer); found {}",
        file.string(), names.empty() ? "no tensors" : fmt::format("{}", fmt::join(names, ", ")));
}

struct Statistics {
    torch::Tensor mean, std;  ///< (D)
};

torch::Tensor read_statistic(const fs::path& file, int width) {
    const NpyArray array = read_npy(file);
    if (array.element_count() != width)
        throw input_error("{}: expected {} values, found {}", file.string(), width, array.element_count());
    const auto values = array.as_float();
    const auto tensor = torch::tensor(at::ArrayRef<float>(values));
    if (!tensor.isfinite().all().item<bool>())
        throw input_error("{}: expected numbers, found NaN or infinite values", file.string());
    return tensor;
}

Statistics read_statistics(const fs::path& checkpoint, const fs::path& chosen, int width) {
    const auto beside = fs::absolute(checkpoint).parent_path();
    std::vector<fs::path> folders{chosen};
    if (chosen.empty()) folders = {beside, beside / "meta", beside.parent_path() / "meta"};
    std::string looked;
    for (const auto& folder : folders) {
        looked += (looked.empty() ? "" : " or ") + folder.string();
        for (const auto& [mean, std] : {std::pair{"Mean.npy", "Std.npy"}, std::pair{"mean.npy", "std.npy"}}) {
            std::error_code code;
            if (!fs::exists(folder / mean, code) || !fs::exists(folder / std, code)) continue;
            Statistics found{read_statistic(folder / mean, width), read_statistic(folder / std, width)};
            if (!found.std.gt(0).all().item<bool>()) {
                throw input_error("{}: expected positive values", (folder / std).string());
            }
            return found;
        }
    }
    throw input_error(
        "{}: expected Mean.npy and Std.npy (of the data that it was trained on; not in the checkpoint) in "
        "{}; "
        "--statistics DIR names another folder",
        checkpoint.string(), looked);
}

ModelConfig config_of(const fs::path& folder) {
    std::error_code code;
    if (fs::exists(folder / "model.json", code)) return load_model_config(folder);
    ModelConfig config;
    config.name = fs::absolute(folder / "x").parent_path().filename().string();
    config.codec = FeatureCodec::Official;
    config.text_encoder = TextEncoderKind::Clip;
    config.licence = "as its authors published it";
    config.guidance = 0;  // T2M-GPT never dropped a condition in training
    return config;
}

class Converter {
  public:
    Converter(fs::path folder, const ConversionOptions& options)
        : folder_(std::move(folder)), options_(options) {}

    ConvertedCheckpoint convert(const fs::path& file) {
        const auto checkpoint = TorchCheckpoint::read(file);
        const auto tensors = to_tensors(checkpoint.tensors(), file.string());
        const auto kind = kind_of(tensors, file);
        std::string sizes;
        if (kind == "tokenizer") {
            sizes = tokenizer(tensors, file);
        } else if (kind == "generator") {
            sizes = generator(tensors, file);
        } else if (kind == "evaluator") {
            sizes = evaluator(tensors, file);
        } else {
            const auto embedding = checkpoint.tensors().find("token_embedding.weight");
            sizes = clip(tensors, file,
                         embedding != checkpoint.tensors().end() && embedding->second.dtype == "F16");
        }
        return {file, kind, sizes};
    }

    std::vector<std::string> missing() const {
        std::error_code code;
        const auto exists = [&](const char* name) { return fs::exists(folder_ / name, code); };
        if (!exists("model.json") && !exists("clip.safetensors")) return {};
        std::vector<std::string> names;
        if (!exists("tokenizer.safetensors")) names.emplace_back("T2M-GPT's VQ-VAE");
        if (!exists("generator.safetensors")) names.emplace_back("T2M-GPT's transformer");
        if (!exists("clip.safetensors")) names.emplace_back("CLIP ViT-B/32");
        return names;
    }

  private:
    std::string tokenizer(const TensorMap& tensors, const fs::path& file) {
        Tokenizer converted;
        converted.vqvae = official_tokenizer(tensors, file.string(), options_.dilation_growth);
        auto config = config_of(folder_);
        config.tokenizer = converted.vqvae->config();
        const auto& c = config.tokenizer;
        config.skeleton =
            c.feature_width == FeatureLayout(kit_skeleton().joint_count()).width ? "kit" : "humanml3d";
        const auto statistics = read_statistics(file, options_.statistics, c.feature_width);
        converted.mean = statistics.mean;
        converted.std = statistics.std;
        join(config, config.generator.codebook_size, c.codebook_size, "generator.safetensors", file);
        save_tokenizer(folder_, converted, options_.half);
        save_model_config(folder_, config);
        return fmt::format("{}, width {}, {} codes of {}, {} frames a token", config.skeleton, c.width,
                           c.codebook_size, c.code_dim, c.frames_per_step());
    }

    std::string generator(const TensorMap& tensors, const fs::path& file) {
        const auto converted = official_generator(tensors, file.string(), options_.heads);
        auto config = config_of(folder_);
        config.generator = converted->config();
        const auto& c = config.generator;
        join(config, config.tokenizer.codebook_size, c.codebook_size, "tokenizer.safetensors", file);
        save_generator(folder_, converted, options_.half);
        save_model_config(folder_, config);
        return fmt::format("{} layers, width {}, {} heads, up to {} tokens", c.base_layers + c.head_layers,
                           c.width, c.heads, c.tokens_max());
    }

    std::string evaluator(const TensorMap& tensors, const fs::path& file) {
        const auto networks = guo_networks(tensors, file.string());
        const auto& c = networks->config();
        const auto statistics = read_statistics(file, options_.statistics, c.feature_width);
        const auto words = WordVectoriser::read_published(
            options_.words.empty() ? fs::absolute(file).parent_path() : options_.words);
        if (words.vectors().size(1) != c.word_width) {
            throw input_error("{}: expected word vectors of {} values, found {}", file.string(), c.word_width,
                              words.vectors().size(1));
        }
        save_guo_evaluator(folder_, networks, words, statistics.mean, statistics.std);
        return fmt::format("{} columns, embeddings of {}, {} words", c.feature_width, c.width,
                           words.words().size());
    }

    std::string clip(const TensorMap& tensors, const fs::path& file, bool stored_half) {
        const auto tower = clip_text_tower(tensors, file.string());
        save_clip(folder_, tower,
                  options_.vocabulary.empty() ? default_clip_vocabulary() : options_.vocabulary,
                  options_.half || stored_half);
        const auto& c = tower->config();
        return fmt::format("text tower, {} layers, width {}", c.layers, c.width);
    }

    /// Tokenizer and generator must speak of the same codes. The half that is not there yet takes over the
    /// number.
    void join(const ModelConfig& config, int& other, int own, const char* other_file,
              const fs::path& file) const {
        std::error_code code;
        if (fs::exists(folder_ / other_file, code) && other != own) {
            throw input_error("{}: expected {} codes, as {} has, found {}", file.string(), other,
                              (folder_ / other_file).string(), own);
        }
        other = own;
        parse_model_config(to_json(config), (folder_ / "model.json").string());
    }

    fs::path folder_;
    const ConversionOptions& options_;
};

}  // namespace

ConversionReport convert_checkpoints(const std::vector<fs::path>& files, const fs::path& folder,
                                     const ConversionOptions& options) {
    const torch::NoGradGuard no_grad;
    std::error_code code;
    fs::create_directories(folder, code);
    if (!fs::is_directory(folder, code))
        throw resource_error("{}: the folder cannot be made", folder.string());
    Converter converter(folder, options);
    ConversionReport report;
    for (const auto& file : files) report.done.push_back(converter.convert(file));
    report.missing = converter.missing();
    return report;
}

}  // namespace im

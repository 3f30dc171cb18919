#include "engine/model/text_encoder.h"

#include <cstdlib>
#include <utility>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/language/prompt_encoder.h"
#include "engine/model/lora.h"
#include "im_config.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr const char* kWeightsFile = "clip.safetensors";
constexpr const char* kVocabularyFile = "bpe_simple_vocab_16e6.txt.gz";
constexpr std::uint64_t kVocabularyBytesMax = 64u << 20;

/// The size of one dimension; `fallback` where the tensor is missing or has another form: load_into lists the
/// faults.
int size_of(const TensorMap& tensors, const std::string& name, std::int64_t dimension, int fallback) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.dim() != 2) return fallback;
    const auto size = found->second.size(dimension);
    return size < 1 || size > 1 << 20 ? fallback : static_cast<int>(size);
}

std::shared_ptr<const SentenceEncoder> load_clip(const fs::path& folder, torch::Device device) {
    for (const char* name : {kWeightsFile, kVocabularyFile}) {
        std::error_code code;
        if (fs::exists(folder / name, code)) continue;
        throw resource_error(
            "{}: {} is missing; the model hears CLIP: \"instructmotion convert ViT-B-32.pt -o {}\" adds it",
            folder.string(), name, folder.string());
    }
    const auto file = folder / kWeightsFile;
    return std::make_shared<const ClipSentenceEncoder>(clip_text_tower(load_tensors(file), file.string()),
                                                       ClipBpe(folder / kVocabularyFile), device);
}

}  // namespace

std::shared_ptr<const SentenceEncoder> load_text_encoder(const fs::path& model_folder,
                                                         const ModelConfig& config, torch::Device device) {
    const bool clip = config.text_encoder == TextEncoderKind::Clip;
    auto encoder = clip ? load_clip(base_folder(model_folder), device)
                        : SentenceEncoder::load(default_sentence_encoder_folder(), device);
    if (config.generator.condition_width != encoder->width()) {
        throw input_error("{}: generator.condition_width: expected {} for {}, found {}",
                          (model_folder / "model.json").string(), encoder->width(), clip ? "CLIP" : "MiniLM",
                          config.generator.condition_width);
    }
    return with_prompt_form(std::move(encoder), config.prompt_form);
}

void copy_text_encoder(const fs::path& from, const fs::path& to, const ModelConfig& config) {
    std::error_code code;
    if (config.text_encoder != TextEncoderKind::Clip || fs::equivalent(from, to, code)) return;
    for (const char* name : {kWeightsFile, kVocabularyFile}) {
        if (fs::exists(to / name, code)) continue;
        const auto partial = to / fmt::format("{}.part", name);
        fs::copy_file(base_folder(from) / name, partial, fs::copy_options::overwrite_existing, code);
        if (!code) fs::rename(partial, to / name, code);
        if (code) throw resource_error("{}: cannot be written: {}", (to / name).string(), code.message());
    }
}

ClipTextTower clip_text_tower(const TensorMap& tensors, const std::string& source) {
    TensorMap own;
    for (const auto& [name, tensor] : tensors) {
        for (const char* part :
             {"token_embedding.", "positional_embedding", "text_projection", "transformer.", "ln_final."}) {
            if (name.starts_with(part)) own[name] = tensor;
        }
    }
    ClipTextConfig config;
    config.vocabulary = size_of(own, "token_embedding.weight", 0, config.vocabulary);
    config.width = size_of(own, "token_embedding.weight", 1, config.width);
    config.context = size_of(own, "positional_embedding", 0, config.context);
    config.embedding = size_of(own, "text_projection", 1, config.embedding);
    config.layers = 0;
    while (own.contains(fmt::format("transformer.resblocks.{}.ln_1.weight", config.layers))) ++config.layers;
    if (config.layers == 0) config.layers = ClipTextConfig().layers;
    if (config.context < ClipBpe::kContext) {
        throw input_error("{}: positional_embedding: expected {} positions, found {}", source,
                          ClipBpe::kContext, config.context);
    }
    ClipTextTower tower(config);
    load_into(*tower, own, "", source);
    tower->eval();
    return tower;
}

void save_clip(const fs::path& model_folder, const ClipTextTower& tower, const fs::path& vocabulary_file,
               bool half) {
    const ClipBpe checked(vocabulary_file);
    if (checked.size() != tower->config().vocabulary) {
        throw input_error("{}: expected a vocabulary of {} tokens for these weights, found {}",
                          vocabulary_file.string(), tower->config().vocabulary, checked.size());
    }
    const auto target = model_folder / kVocabularyFile;
    std::error_code code;
    if (!fs::equivalent(vocabulary_file, target, code)) {
        write_file_atomically(target, read_text(vocabulary_file, kVocabularyBytesMax));
    }
    save_tensors(model_folder / kWeightsFile, tensors_of(*tower), {{"kind", "clip text tower"}},
                 half ? StoredFloats::Float16 : StoredFloats::Float32);
}

fs::path default_clip_vocabulary() {
    if (const char* chosen = std::getenv("IM_CLIP_DIR"); chosen != nullptr && *chosen != '\0')
        return fs::path(chosen) / kVocabularyFile;
    std::error_code code;
    const auto program = fs::read_symlink("/proc/self/exe", code).parent_path();
    const auto installed = (program / IM_INSTALLED_DATA_DIR / "clip" / kVocabularyFile).lexically_normal();
    return fs::exists(installed, code) ? installed : fs::path(IM_CLIP_DIR) / kVocabularyFile;
}

}  // namespace im

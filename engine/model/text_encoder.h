#pragma once
// Which text encoder a model hears, by its model.json.

#include <filesystem>
#include <memory>
#include <string>

#include "engine/model/model_folder.h"
#include "engine/model/weights.h"
#include "engine/text/clip_text_tower.h"
#include "engine/text/sentence_encoder.h"

namespace im {

/// "minilm": the one that the set-up installed. "clip": CLIP's text tower out of the model's own folder,
/// where `convert` put it. It hears texts in the model's prompt form. Throws Input where its width is not the
/// generator's condition_width, Input or Resource for missing or broken files.
std::shared_ptr<const SentenceEncoder> load_text_encoder(const std::filesystem::path& model_folder,
                                                         const ModelConfig& config, torch::Device device);

/// So that `to` runs without `from`: CLIP's two files, for a model that hears CLIP. Throws Resource when they
/// cannot be written.
void copy_text_encoder(const std::filesystem::path& from, const std::filesystem::path& to,
                       const ModelConfig& config);

/// From OpenAI's names; the image tower ("visual.*") and numbers beside the weights are left alone. Sizes are
/// read off the shapes. Throws Input naming `source` and every tensor that is missing or wrong.
ClipTextTower clip_text_tower(const TensorMap& tensors, const std::string& source);

/// clip.safetensors and the vocabulary, in `model_folder`. Each file is replaced atomically.
void save_clip(const std::filesystem::path& model_folder, const ClipTextTower& tower,
               const std::filesystem::path& vocabulary_file, bool half);

/// bpe_simple_vocab_16e6.txt.gz: $IM_CLIP_DIR, else the folder beside the program, else the development
/// tree's.
std::filesystem::path default_clip_vocabulary();

}  // namespace im

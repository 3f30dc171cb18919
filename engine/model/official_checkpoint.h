#pragma once
// The checkpoints that T2M-GPT's authors published, as our modules. Sizes are read off the tensors' shapes.

#include <filesystem>

#include "engine/model/transformer.h"
#include "engine/model/vqvae.h"
#include "engine/model/weights.h"

namespace im {

/// All tensors of a file written by torch.save, under their dotted paths (io/torch_pickle.h). Throws Input.
TensorMap load_checkpoint(const std::filesystem::path& file);

/// {"trans": state dict}: nothing in it tells the number of heads; the published models have 16. What a
/// missing tensor would tell is taken from the published sizes. Throws Input naming `source` and every tensor
/// that is missing or wrong.
Transformer official_generator(const TensorMap& checkpoint, const std::string& source, int heads = 16);
Transformer official_generator(const std::filesystem::path& file, int heads = 16);

/// {"net": state dict}: nothing in it tells the dilation growth; the published models have 3. The codebook's
/// EMA sums are not in such files; they start again from the codebook.
VqVae official_tokenizer(const TensorMap& checkpoint, const std::string& source, int dilation_growth = 3);
VqVae official_tokenizer(const std::filesystem::path& file, int dilation_growth = 3);

}  // namespace im

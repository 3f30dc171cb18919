#pragma once
// The sentence encoder as the pool wants it: texts in, unit vectors out. Torch-free header.

#include <filesystem>

#include "engine/prompts/pool.h"

namespace im {

/// Loads the encoder of `folder` at the first call. Throws Input or Resource naming what is missing.
TextEmbedder sentence_embedder(const std::filesystem::path& folder);
TextEmbedder sentence_embedder();  ///< of the folder where the set-up put it

}  // namespace im

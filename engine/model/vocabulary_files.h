#pragma once
// Where a model folder keeps what the model has learnt to do, in words (engine/vocabulary/vocabulary.h).
// Optional: a model without these files generates as well.

#include <filesystem>

namespace im {

inline constexpr const char* kVocabularyFile = "vocabulary.json";
inline constexpr const char* kVocabularyVectorsFile = "vocabulary.safetensors";

/// The files of `from` (of corrections: of their base) into `to`, where they are there and `to` has none.
void copy_vocabulary(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace im

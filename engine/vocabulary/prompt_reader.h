#pragma once
// What a model knows of a prompt, before anything is generated.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/prompts/decompose.h"
#include "engine/prompts/pool.h"
#include "engine/vocabulary/vocabulary.h"

namespace im {

/// One action of a prompt.
struct PromptPart {
    std::string text;                  ///< "a person does a cartwheel on one hand."
    double nearness = 0;               ///< cosine to the nearest training caption, -1..1
    std::vector<std::string> nearest;  ///< phrases of the nearest captions of up to 3 actions, nearest first
};

struct PromptReading {
    bool other_script = false;  ///< written without Latin letters; nothing else is filled in then
    std::vector<PromptPart> parts;
    std::vector<std::string> unknown_words;  ///< content words that no training caption has
    bool no_known_word = false;              ///< and there is at least one word
    /// Of the part that is farthest from all captions; null where nothing was compared.
    const PromptPart* farthest() const;
};

/// Thread-safe; the sentence encoder is loaded with the first prompt.
class PromptReader {
  public:
    PromptReader(std::shared_ptr<const Vocabulary> vocabulary, TextEmbedder embed, Decomposer decomposer);
    /// With the sentence encoder and the tagger that come with the program; null for a model without a
    /// vocabulary. Throws Input for a broken vocabulary.
    static std::shared_ptr<const PromptReader> load(const std::filesystem::path& model_folder);

    const std::shared_ptr<const Vocabulary>& vocabulary() const { return vocabulary_; }
    /// Throws Resource where the sentence encoder is missing.
    PromptReading read(const std::string& prompt) const;

  private:
    std::vector<std::string> parts_of(const std::string& prompt) const;
    PromptPart compared(std::string text, const std::vector<float>& vector) const;

    std::shared_ptr<const Vocabulary> vocabulary_;
    TextEmbedder embed_;
    Decomposer decomposer_;
    std::vector<std::string> words_;  ///< of all actions, sorted
    mutable std::mutex mutex_;        ///< the embedder loads at its first call
};

}  // namespace im

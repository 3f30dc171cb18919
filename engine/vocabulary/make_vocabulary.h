#pragma once
// The vocabulary of a model out of the captions that it is trained on.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/prompts/decompose.h"
#include "engine/prompts/pool.h"
#include "engine/vocabulary/vocabulary.h"

namespace im {

struct VocabularyOptions {
    int actions_max = 400;    ///< the most frequent are kept
    int captions_max = 2400;  ///< with a vector each: 1.8 MB of 16-bit floats
    int texts_max = 60000;    ///< different captions that are taken apart; of more, a regular sample
    std::function<void(int done, int total)> on_progress;
    std::stop_token stop;  ///< throws Interrupted
};

/// Captions come with the tags of their clips' actions where the data set has them; without tags an action is
/// named by its verb and nouns. Only what stays (VocabularyOptions::captions_max) goes through `embed`.
/// Throws Input when no caption tells an action.
Vocabulary make_vocabulary(const std::vector<SourceCaption>& captions, const Decomposer& decomposer,
                           const TextEmbedder& embed, const VocabularyOptions& options = {});

/// Of the train clips, into the model folder, with the sentence encoder and the tagger that come with the
/// program. What training does at its end.
void write_vocabulary(const std::filesystem::path& model_folder, const std::vector<CaptionedMotion>& motions,
                      const VocabularyOptions& options = {});

/// The captions of the train clips as make_vocabulary() takes them.
std::vector<SourceCaption> training_captions(const std::vector<CaptionedMotion>& motions);

}  // namespace im

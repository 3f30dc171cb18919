#include "engine/prompts/sentence_vectors.h"

#include <algorithm>
#include <memory>

#include <torch/torch.h>

#include "engine/text/sentence_encoder.h"

namespace im {

TextEmbedder sentence_embedder(const std::filesystem::path& folder) {
    auto encoder = std::make_shared<std::shared_ptr<const SentenceEncoder>>();
    return [encoder, folder](const std::vector<std::string>& texts) {
        constexpr std::size_t kChunk = 512;
        if (!*encoder) *encoder = SentenceEncoder::load(folder);
        std::vector<std::vector<float>> vectors;
        for (std::size_t from = 0; from < texts.size(); from += kChunk) {
            const auto to = std::min(from + kChunk, texts.size());
            const auto rows = (*encoder)
                                  ->encode({texts.begin() + static_cast<std::ptrdiff_t>(from),
                                            texts.begin() + static_cast<std::ptrdiff_t>(to)})
                                  .sentence.cpu()
                                  .contiguous();
            const auto width = static_cast<std::size_t>(rows.size(1));
            const float* values = rows.const_data_ptr<float>();
            for (std::size_t i = 0; i < to - from; ++i)
                vectors.emplace_back(values + i * width, values + (i + 1) * width);
        }
        return vectors;
    };
}

TextEmbedder sentence_embedder() {
    return sentence_embedder(default_sentence_encoder_folder());
}

}  // namespace im

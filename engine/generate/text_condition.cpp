#include "engine/generate/text_condition.h"

#include <algorithm>

#include <torch/torch.h>

namespace im {

TextCondition text_condition(const std::vector<EncodedText>& texts, int prefix_positions) {
    std::vector<torch::Tensor> sentences, states, masks;
    std::int64_t longest = 0;
    for (const auto& text : texts) longest = std::max(longest, text.states.size(1));
    for (const auto& text : texts) {
        const auto missing = longest - text.states.size(1);
        sentences.push_back(text.sentence);
        states.push_back(torch::constant_pad_nd(text.states, {0, 0, 0, missing}));
        masks.push_back(torch::constant_pad_nd(text.mask, {0, missing}));
    }
    TextCondition condition;
    condition.sentence = torch::cat(sentences);
    if (prefix_positions > 0) {
        condition.states = torch::cat(states);
        condition.mask = torch::cat(masks);
    }
    return condition;
}

int text_tokens_max(const TransformerConfig& config) {
    return config.prefix_positions > 0 ? config.prefix_positions : 256;
}

}  // namespace im

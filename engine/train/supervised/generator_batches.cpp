#include "engine/train/supervised/generator_batches.h"

#include <algorithm>

#include <torch/torch.h>

#include "engine/model/feature_tensor.h"

namespace im {
namespace {

std::vector<std::int64_t> encode_clip(Tokenizer& tokenizer, const FeatureSequence& features, int first_frame,
                                      int tokens_max) {
    const VqVaeConfig& config = tokenizer.vqvae->config();
    const int tokens = std::min(tokens_max, config.tokens_of(features.frames - first_frame));
    if (tokens < 1) return {};
    const auto x =
        feature_tensor(features).slice(0, first_frame, first_frame + config.frames_of(tokens)).unsqueeze(0);
    const auto indices =
        tokenizer.vqvae->encode(tokenizer.normalise(x.to(tokenizer.mean.device()))).cpu().contiguous();
    return {indices.data_ptr<std::int64_t>(), indices.data_ptr<std::int64_t>() + indices.numel()};
}

}  // namespace

TokenisedClip tokenise(Tokenizer& tokenizer, const CaptionedMotion& motion, const CaptionStates& texts,
                       int offsets, int tokens_max) {
    TokenisedClip clip;
    clip.weight = motion.weight;
    for (const auto& caption : motion.captions) clip.captions.push_back(texts.index_of(caption));
    for (int first = 0; first < offsets; ++first) {
        auto tokens = encode_clip(tokenizer, motion.features, first, tokens_max);
        if (!tokens.empty()) clip.tokens.push_back(std::move(tokens));
    }
    return clip;
}

void BatchMaker::fill_row(const Tokens& sequence, std::int64_t row, std::mt19937_64& random, bool training,
                          GeneratorBatch& batch) const {
    const auto n = static_cast<std::int64_t>(sequence.size());
    auto* input = batch.inputs[row].data_ptr<std::int64_t>();
    auto* target = batch.targets[row].data_ptr<std::int64_t>();
    std::copy(sequence.begin(), sequence.end(), input);
    std::copy(sequence.begin(), sequence.end(), target);
    if (n < batch.inputs.size(1)) input[n] = model_.end_token();
    target[n] = model_.end_token();
    if (!training) return;
    // tau: some inputs are random codes, so that the model learns to go on after its own mistakes.
    const double share =
        training_.corrupt_per_sequence ? uniform_(random) * training_.corrupt : training_.corrupt;
    for (std::int64_t i = 0; i < n; ++i) {
        if (uniform_(random) < share) {
            input[i] = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(model_.codebook_size));
        }
    }
}

TextCondition BatchMaker::condition(const std::vector<int>& captions) const {
    const EncodedText text = texts_.batch(captions);
    TextCondition condition;
    condition.sentence = text.sentence;
    if (model_.prefix_positions > 0) {
        const auto positions = std::min<std::int64_t>(text.states.size(1), model_.prefix_positions);
        condition.states = text.states.slice(1, 0, positions);
        condition.mask = text.mask.slice(1, 0, positions);
    }
    return condition;
}

GeneratorBatch BatchMaker::make(const std::vector<const TokenisedClip*>& clips, std::mt19937_64& random,
                                bool training) const {
    const auto B = static_cast<std::int64_t>(clips.size());
    std::vector<const Tokens*> sequences;
    std::vector<int> captions;
    std::size_t longest = 0;
    for (const auto* clip : clips) {
        sequences.push_back(&clip->tokens[training ? random() % clip->tokens.size() : 0]);
        captions.push_back(clip->captions[training ? random() % clip->captions.size() : 0]);
        longest = std::max(longest, sequences.back()->size());
    }
    const auto t = static_cast<std::int64_t>(longest);
    GeneratorBatch batch;
    batch.inputs = torch::full({B, t}, model_.pad_token(), torch::kLong);
    batch.targets = torch::full({B, t + 1}, -100, torch::kLong);
    auto lengths = torch::zeros({B}, torch::kLong);
    for (std::int64_t b = 0; b < B; ++b) {
        const auto& sequence = *sequences[static_cast<std::size_t>(b)];
        fill_row(sequence, b, random, training, batch);
        lengths[b] = static_cast<std::int64_t>(sequence.size());
    }
    batch.condition = condition(captions);
    if (training) {
        auto drop = torch::zeros({B}, torch::kBool);
        for (std::int64_t b = 0; b < B; ++b) {
            if (uniform_(random) < training_.drop_text) drop[b] = true;
            if (uniform_(random) < training_.drop_length) lengths[b] = 0;
        }
        batch.condition = drop_text(batch.condition, drop);
    } else {
        lengths.zero_();  // validation scores the model that is told nothing but the text
    }
    if (model_.length_condition) batch.condition.length = lengths;
    return batch;
}

}  // namespace im

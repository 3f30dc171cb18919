#include "engine/model/reward.h"

#include <algorithm>
#include <map>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/precision.h"
#include "engine/model/shape_guard.h"

namespace im {
namespace {

constexpr std::size_t kChunk = 64;  // motions decoded and embedded together

torch::Tensor squared_distance(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).pow(2).sum(1);
}

}  // namespace

RewardTerms reward(const torch::Tensor& f_text, const torch::Tensor& f_pred,
                   const torch::Tensor& ground_truth, const torch::Tensor& paired,
                   const RewardWeights& weights) {
    const torch::NoGradGuard no_grad;
    expect_shape(f_pred, {-1, -1}, "f_pred");
    const auto B = f_pred.size(0), E = f_pred.size(1);
    expect_shape(f_text, {B, E}, "f_text");
    RewardTerms terms;
    terms.text = -weights.text * squared_distance(f_text, f_pred);
    terms.motion = torch::zeros_like(terms.text);
    if (ground_truth.defined()) {
        expect_shape(ground_truth, {B, E}, "ground_truth");
        const auto known = paired.defined() ? paired.to(torch::kBool) : torch::ones({B}, torch::kBool);
        expect_shape(known, {B}, "paired");
        if (known.any().item<bool>()) {
            const auto motion = -weights.motion * squared_distance(ground_truth, f_pred);
            // The pseudo-score of samples without a captured motion.
            const auto mean = motion.masked_select(known).mean();
            terms.motion = torch::where(known, motion, mean);
        }
    }
    terms.total = terms.text + terms.motion;
    return terms;
}

MotionBatch decode_tokens(const Tokenizer& tokenizer, const std::vector<std::vector<int>>& tokens) {
    const torch::NoGradGuard no_grad;
    VqVae vqvae = tokenizer.vqvae;
    const auto device = tokenizer.mean.device();
    const FullPrecisionScope full(device);
    const int codes = vqvae->config().codebook_size, levels = vqvae->config().levels;
    // Sequences of one length are decoded together: the decoder looks ahead, so padding would change a
    // motion's end.
    std::map<std::size_t, std::vector<std::int64_t>> by_length;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].empty())
            throw usage_error("tokens of motion {}: expected at least one, found none", i + 1);
        if (tokens[i].size() % static_cast<std::size_t>(levels) != 0) {
            throw usage_error("tokens of motion {}: expected {} a step, found {} in all", i + 1, levels,
                              tokens[i].size());
        }
        for (const int token : tokens[i]) {
            if (token < 0 || token >= codes)
                throw usage_error("tokens of motion {}: expected 0 to {}, found {}", i + 1, codes - 1, token);
        }
        by_length[tokens[i].size()].push_back(static_cast<std::int64_t>(i));
    }
    const auto B = static_cast<std::int64_t>(tokens.size());
    const auto longest =
        by_length.empty()
            ? 0
            : std::int64_t{vqvae->config().frames_of(static_cast<int>(by_length.rbegin()->first))};
    MotionBatch batch{torch::zeros({B, longest, tokenizer.mean.size(0)}), torch::zeros({B}, torch::kInt64)};
    for (const auto& [length, rows] : by_length) {
        const auto n = static_cast<std::int64_t>(length);
        auto indices = torch::empty({static_cast<std::int64_t>(rows.size()), n}, torch::kInt64);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& sequence = tokens[static_cast<std::size_t>(rows[i])];
            std::copy(sequence.begin(), sequence.end(),
                      indices[static_cast<std::int64_t>(i)].data_ptr<std::int64_t>());
        }
        const auto decoded =
            tokenizer.denormalise(vqvae->decode(indices.to(device)).to(torch::kFloat32)).to(torch::kCPU);
        const auto at = torch::tensor(rows, torch::kInt64);
        batch.features.slice(1, 0, decoded.size(1)).index_copy_(0, at, decoded);
        batch.frames.index_fill_(0, at, decoded.size(1));
    }
    return batch;
}

torch::Tensor embed_tokens(const MotionTextEncoders& encoders, const Tokenizer& tokenizer,
                           const std::vector<std::vector<int>>& tokens) {
    std::vector<torch::Tensor> rows;
    for (std::size_t first = 0; first < tokens.size(); first += kChunk) {
        const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end =
            tokens.begin() + static_cast<std::ptrdiff_t>(std::min(first + kChunk, tokens.size()));
        const MotionBatch batch = decode_tokens(tokenizer, {begin, end});
        rows.push_back(encoders.embed_motions(batch.features, batch.frames));
    }
    return rows.empty() ? torch::zeros({0, encoders.width()}) : torch::cat(rows);
}

RewardTerms reward_of_tokens(const MotionTextEncoders& encoders, const Tokenizer& tokenizer,
                             const torch::Tensor& f_text, const std::vector<std::vector<int>>& tokens,
                             const torch::Tensor& ground_truth, const torch::Tensor& paired,
                             const RewardWeights& weights) {
    return reward(f_text, embed_tokens(encoders, tokenizer, tokens), ground_truth, paired, weights);
}

}  // namespace im

#include "engine/train/supervised/contrastive.h"

#include <torch/torch.h>

#include "engine/model/shape_guard.h"

namespace im {
namespace {

/// Euclidean distances (N, M) with a gradient that stays finite where two points meet.
torch::Tensor distances_between(const torch::Tensor& a, const torch::Tensor& b) {
    const auto squared = a.pow(2).sum(1, true) + b.pow(2).sum(1).unsqueeze(0) - 2 * a.matmul(b.t());
    return squared.clamp_min(1e-8).sqrt();
}

}  // namespace

torch::Tensor contrastive_terms(const torch::Tensor& distances, const torch::Tensor& y, double margin) {
    return (1 - y) * distances.pow(2) + y * (margin - distances).clamp_min(0).pow(2);
}

torch::Tensor margin_loss(const torch::Tensor& texts, const torch::Tensor& motions,
                          const torch::Tensor& mismatch, std::int64_t matched, double margin) {
    expect_shape(mismatch, {texts.size(0), motions.size(0)}, "mismatch");
    const auto diagonal =
        torch::eye(texts.size(0), motions.size(0), mismatch.options()) *
        torch::arange(texts.size(0), mismatch.options()).lt(static_cast<double>(matched)).unsqueeze(1);
    const auto y = 1 - diagonal;
    const auto weight = diagonal + y * mismatch;
    return (weight * contrastive_terms(distances_between(texts, motions), y, margin)).sum() /
           static_cast<double>(matched);
}

torch::Tensor info_nce_loss(const torch::Tensor& texts, const torch::Tensor& motions,
                            const torch::Tensor& mismatch, std::int64_t matched, const torch::Tensor& scale) {
    expect_shape(mismatch, {texts.size(0), motions.size(0)}, "mismatch");
    auto weight = mismatch.clone();
    weight.diagonal().slice(0, 0, matched).fill_(1);
    // A pair of weight w counts as w pairs; one of weight 0 not at all.
    const auto logits = scale * texts.matmul(motions.t()) + weight.log();
    const auto own = torch::arange(matched, torch::TensorOptions(torch::kLong).device(texts.device()));
    return 0.5 * (torch::cross_entropy_loss(logits.slice(0, 0, matched), own) +
                  torch::cross_entropy_loss(logits.t().slice(0, 0, matched), own));
}

}  // namespace im

#pragma once
// Losses that draw a motion and its text together and other pairs apart.
//
// Both take texts (N, E) and motions (M, E) of which the first `matched` rows are pairs; further rows are
// hard negatives. mismatch (N, M) says what the other pairs are: 1 a wrong pair, 0 not to be judged, between:
// a doubtful one (the same action in the same style); the matched pairs' own entries are not looked at.

#include <torch/types.h>

namespace im {

/// Eq. 1 of InstructMotion (Hadsell et al. 2006; Guo et al., CVPR 2022), element by element, for distances
/// d = ||f_t - f_m|| of any shape and labels y of the same shape, 0 matched, 1 mismatched:
///
///   (1 - y) d^2 + y max(0, m - d)^2
torch::Tensor contrastive_terms(const torch::Tensor& distances, const torch::Tensor& y, double margin);

/// Eq. 1 over all pairs, mismatched ones weighted by `mismatch`; the sum divided by `matched`.
torch::Tensor margin_loss(const torch::Tensor& texts, const torch::Tensor& motions,
                          const torch::Tensor& mismatch, std::int64_t matched, double margin);

/// InfoNCE (van den Oord et al. 2018; Radford et al. 2021), both ways: each matched text against all motions,
/// each matched motion against all texts. `scale` is the inverse temperature, a scalar.
torch::Tensor info_nce_loss(const torch::Tensor& texts, const torch::Tensor& motions,
                            const torch::Tensor& mismatch, std::int64_t matched, const torch::Tensor& scale);

}  // namespace im

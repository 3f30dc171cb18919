#pragma once
// The metrics of text-to-motion papers, on embeddings of a common text-motion space
// (engine/model/motion_text_encoders.h). Everything is computed in float64.
// Source: Guo et al., CVPR 2022, section 5 and the published evaluation code.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <torch/types.h>

#include "engine/evaluate/evaluation_result.h"

namespace im {

/// R-precision ranks a text's motion among this many.
inline constexpr std::int64_t kPoolSize = 32;

/// (N, E), (M, E) -> (N, M) Euclidean distances.
torch::Tensor distance_matrix(const torch::Tensor& texts, const torch::Tensor& motions);

/// Rows (N, E) in pools of 32, in order; an incomplete last pool is dropped, as the published loader does.
/// -> (pools, 3) int64: how many texts of a pool have their own motion among the nearest 1, 2, 3. A tie
/// counts against the text. With `groups` (N names, "" for none) motions of the text's own group are left out
/// of its pool: another clip of the same action is no wrong answer. Throws Input for fewer than 32 rows or
/// NaN.
torch::Tensor retrieval_hits(const torch::Tensor& texts, const torch::Tensor& motions,
                             std::span<const std::string> groups = {});
/// The same as shares of all texts in whole pools: R-precision top-1, top-2, top-3.
std::array<double, 3> r_precision(const torch::Tensor& hits);

/// Mean distance between row i of both ("MM-Dist"). Rows beyond the last whole pool count too.
double matching_score(const torch::Tensor& texts, const torch::Tensor& motions);

/// Mean cosine between row i of both.
double mean_cosine(const torch::Tensor& texts, const torch::Tensor& motions);
/// (texts, samples, E), at least 2 samples: mean cosine of all pairs of different samples of the same text.
double sample_similarity(const torch::Tensor& embeddings);

struct Gaussian {
    torch::Tensor mean;        ///< (E)
    torch::Tensor covariance;  ///< (E, E), divisor N - 1
    std::int64_t samples = 0;
};
/// (N, E) -> mean and covariance. Throws Input for fewer than 2 rows or NaN.
Gaussian fit_gaussian(const torch::Tensor& embeddings);

/// FID: |m1 - m2|^2 + tr C1 + tr C2 - 2 tr (C1 C2)^(1/2),
/// the last by the eigenvalues of C1^(1/2) C2 C1^(1/2), clipped at 0. `ridge` is added to both diagonals.
double frechet_distance(const Gaussian& a, const Gaussian& b, double ridge = 0);

/// What FID needs where a covariance has fewer samples than dimensions, so that some of its directions are
/// unknown and their zero eigenvalues are rounding errors: a millionth of the mean variance. Else 0.
double frechet_ridge(const Gaussian& a, const Gaussian& b);

/// Mean distance between rows first[i] and second[i] of (N, E).
double diversity(const torch::Tensor& embeddings, const torch::Tensor& first, const torch::Tensor& second);
/// Pairs to draw for `samples` rows: 300 when there are more than 300, else at most 100.
std::int64_t diversity_pairs(std::int64_t samples);

/// (texts, samples, E): mean distance between samples first[i] and second[i] of the
/// same text, over all texts.
double multimodality(const torch::Tensor& embeddings, const torch::Tensor& first,
                     const torch::Tensor& second);

Estimate estimate(std::span<const double> repeats);

}  // namespace im

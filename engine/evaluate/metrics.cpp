#include "engine/evaluate/metrics.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"

namespace im {
namespace {

torch::Tensor checked(const torch::Tensor& x, std::int64_t dimensions, const char* name) {
    if (x.dim() != dimensions) {
        throw input_error("{}: expected {} dimensions, found {}", name, dimensions, x.dim());
    }
    const auto plain = x.to(torch::kCPU, torch::kFloat64);
    if (!plain.isfinite().all().item<bool>()) {
        throw input_error("{}: expected numbers, found NaN or infinite values", name);
    }
    return plain;
}

/// Square root of a positive semi-definite matrix; eigenvalues below 0 are rounding errors.
torch::Tensor matrix_root(const torch::Tensor& matrix) {
    const auto [values, vectors] = torch::linalg_eigh(matrix, "L");
    return vectors.mul(values.clamp_min(0).sqrt()).matmul(vectors.t());
}

torch::Tensor with_ridge(const torch::Tensor& covariance, double ridge) {
    return ridge == 0 ? covariance : covariance + ridge * torch::eye(covariance.size(0), torch::kFloat64);
}

}  // namespace

torch::Tensor distance_matrix(const torch::Tensor& texts, const torch::Tensor& motions) {
    // Not by |a|^2 - 2ab + |b|^2, which loses the digits of near neighbours.
    constexpr std::int64_t kDirect = 2;
    return torch::cdist(checked(texts, 2, "texts"), checked(motions, 2, "motions"), 2.0, kDirect);
}

torch::Tensor retrieval_hits(const torch::Tensor& texts, const torch::Tensor& motions,
                             std::span<const std::string> groups) {
    const auto N = texts.size(0), pools = N / kPoolSize;
    if (motions.size(0) != N)
        throw input_error("R-precision: expected {} motions, found {}", N, motions.size(0));
    if (!groups.empty() && static_cast<std::int64_t>(groups.size()) != N) {
        throw input_error("R-precision: expected {} groups, found {}", N, groups.size());
    }
    if (pools == 0) {
        throw input_error("R-precision ranks among {} clips: expected at least as many, found {}", kPoolSize,
                          N);
    }
    auto hits = torch::zeros({pools, 3}, torch::kInt64);
    auto count = hits.accessor<std::int64_t, 2>();
    for (std::int64_t pool = 0; pool < pools; ++pool) {
        const auto begin = pool * kPoolSize, end = begin + kPoolSize;
        const auto distances = distance_matrix(texts.slice(0, begin, end), motions.slice(0, begin, end));
        const auto d = distances.accessor<double, 2>();
        for (std::int64_t i = 0; i < kPoolSize; ++i) {
            int nearer = 0;
            for (std::int64_t j = 0; j < kPoolSize; ++j) {
                if (j == i || d[i][j] > d[i][i]) continue;
                const auto group = [&](std::int64_t k) -> const std::string& {
                    return groups[static_cast<std::size_t>(begin + k)];
                };
                if (!groups.empty() && !group(i).empty() && group(i) == group(j)) continue;
                ++nearer;
            }
            for (int k = nearer; k < 3; ++k) ++count[pool][k];
        }
    }
    return hits;
}

std::array<double, 3> r_precision(const torch::Tensor& hits) {
    const auto sums = hits.sum(0).to(torch::kFloat64).div(static_cast<double>(hits.size(0) * kPoolSize));
    return {sums[0].item<double>(), sums[1].item<double>(), sums[2].item<double>()};
}

double matching_score(const torch::Tensor& texts, const torch::Tensor& motions) {
    return (checked(texts, 2, "texts") - checked(motions, 2, "motions")).norm(2, 1).mean().item<double>();
}

double mean_cosine(const torch::Tensor& texts, const torch::Tensor& motions) {
    return torch::cosine_similarity(checked(texts, 2, "texts"), checked(motions, 2, "motions"), 1)
        .mean()
        .item<double>();
}

double sample_similarity(const torch::Tensor& embeddings) {
    const auto x = checked(embeddings, 3, "samples");
    const auto samples = x.size(1);
    if (samples < 2)
        throw input_error("likeness of samples: expected at least 2 of a text, found {}", samples);
    // The squared length of a sum of unit vectors has each pair twice, and each vector with itself once.
    const auto unit = x / x.norm(2, 2, /*keepdim=*/true).clamp_min(1e-12);
    const double squared = unit.sum(1).pow(2).sum(1).mean().item<double>();
    const auto n = static_cast<double>(samples);
    return (squared - n) / (n * (n - 1));
}

Gaussian fit_gaussian(const torch::Tensor& embeddings) {
    const auto x = checked(embeddings, 2, "embeddings");
    if (x.size(0) < 2) throw input_error("a covariance needs at least 2 clips, found {}", x.size(0));
    const auto mean = x.mean(0);
    const auto centred = x - mean;
    return {mean, centred.t().matmul(centred) / static_cast<double>(x.size(0) - 1), x.size(0)};
}

double frechet_distance(const Gaussian& a, const Gaussian& b, double ridge) {
    const auto A = with_ridge(a.covariance, ridge), B = with_ridge(b.covariance, ridge);
    const auto root = matrix_root(A);
    const auto product = root.matmul(B).matmul(root);
    const auto values = torch::linalg_eigvalsh(0.5 * (product + product.t()), "L");
    const auto trace_of_root = values.clamp_min(0).sqrt().sum();
    const auto means = (a.mean - b.mean).square().sum();
    return (means + A.trace() + B.trace() - 2 * trace_of_root).item<double>();
}

double frechet_ridge(const Gaussian& a, const Gaussian& b) {
    const auto width = a.mean.size(0);
    if (std::min(a.samples, b.samples) > width) return 0;
    return 1e-6 * a.covariance.trace().item<double>() / static_cast<double>(width);
}

double diversity(const torch::Tensor& embeddings, const torch::Tensor& first, const torch::Tensor& second) {
    const auto x = checked(embeddings, 2, "embeddings");
    return (x.index_select(0, first) - x.index_select(0, second)).norm(2, 1).mean().item<double>();
}

std::int64_t diversity_pairs(std::int64_t samples) {
    return samples > 300 ? 300 : std::min<std::int64_t>(samples, 100);
}

double multimodality(const torch::Tensor& embeddings, const torch::Tensor& first,
                     const torch::Tensor& second) {
    const auto x = checked(embeddings, 3, "embeddings");
    return (x.index_select(1, first) - x.index_select(1, second)).norm(2, 2).mean().item<double>();
}

Estimate estimate(std::span<const double> repeats) {
    if (repeats.empty()) return {};
    const auto n = static_cast<double>(repeats.size());
    double mean = 0, squares = 0;
    for (const double value : repeats) mean += value / n;
    for (const double value : repeats) squares += (value - mean) * (value - mean);
    return {mean, 1.96 * std::sqrt(squares / n) / std::sqrt(n)};
}

}  // namespace im

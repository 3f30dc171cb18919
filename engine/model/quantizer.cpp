#include "engine/model/quantizer.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/model/precision.h"
#include "engine/model/shape_guard.h"

namespace im {

QuantizerImpl::QuantizerImpl(const QuantizerOptions& options) : options_(options) {
    codebook = register_buffer("codebook", torch::zeros({options.codebook_size, options.code_dim}));
    code_sum = register_buffer("code_sum", torch::zeros({options.codebook_size, options.code_dim}));
    code_count = register_buffer("code_count", torch::zeros({options.codebook_size}));
    noise = [](int rows, int width) { return torch::randn({rows, width}); };
}

torch::Tensor QuantizerImpl::distances(const torch::Tensor& rows) const {
    return rows.pow(2).sum(1, true) - 2 * rows.matmul(codebook.t()) + codebook.pow(2).sum(1).unsqueeze(0);
}

torch::Tensor QuantizerImpl::nearest(const torch::Tensor& z) const {
    expect_shape(z, {-1, options_.code_dim, -1}, "encoder output");
    const FullPrecisionScope full(z.device());
    const auto rows = z.detach().to(torch::kFloat32).transpose(1, 2).reshape({-1, options_.code_dim});
    return distances(rows).argmin(1).view({z.size(0), z.size(2)});
}

torch::Tensor QuantizerImpl::lookup(const torch::Tensor& indices) const {
    expect_shape(indices, {-1, -1}, "code indices");
    return torch::embedding(codebook, indices).transpose(1, 2);
}

Quantized QuantizerImpl::forward(const torch::Tensor& z_any) {
    expect_shape(z_any, {-1, options_.code_dim, -1}, "encoder output");
    const FullPrecisionScope full(z_any.device());
    const auto z = z_any.to(torch::kFloat32);
    const auto rows = z.detach().transpose(1, 2).reshape({-1, options_.code_dim});

    // The very first step: the batch itself is the codebook.
    if (is_training() && code_count.sum().item<float>() == 0.0f) {
        torch::NoGradGuard no_grad;
        codebook.copy_(at_least_one_row_per_code(rows).slice(0, 0, options_.codebook_size));
        code_sum.copy_(codebook);
        code_count.fill_(1.0);
    }

    const auto flat = distances(rows).argmin(1);
    const auto indices = flat.view({z.size(0), z.size(2)});
    const auto codes = lookup(indices);
    const auto hits = torch::bincount(flat, {}, options_.codebook_size).to(torch::kFloat32);
    const auto share = hits / hits.sum();
    const auto perplexity = torch::exp(-(share * torch::log(share + 1e-7)).sum());
    const auto commit_loss = torch::mse_loss(z, codes);
    if (is_training()) update(rows, flat);
    return {z + (codes - z).detach(), indices, commit_loss, perplexity};
}

void QuantizerImpl::restart_averages() {
    const torch::NoGradGuard no_grad;
    code_sum.copy_(codebook);
    code_count.fill_(1.0);
}

void QuantizerImpl::update(const torch::Tensor& rows, const torch::Tensor& indices) {
    torch::NoGradGuard no_grad;
    const double mu = options_.ema_decay;
    const auto sum = torch::zeros_like(code_sum).index_add_(0, indices, rows);
    const auto hits = torch::bincount(indices, {}, options_.codebook_size).to(torch::kFloat32);
    code_sum.mul_(mu).add_(sum, 1.0 - mu);
    // In this order and in float32: a code hit exactly once at the first step must land exactly on 1.
    code_count.copy_(mu * code_count + (1.0 - mu) * hits);
    const auto used = (code_count >= options_.reset_threshold).unsqueeze(1);
    const auto mean = code_sum / code_count.clamp_min(1e-12).unsqueeze(1);
    if (reset_unused) {
        codebook.copy_(
            torch::where(used, mean, at_least_one_row_per_code(rows).slice(0, 0, options_.codebook_size)));
    } else {
        codebook.copy_(torch::where((code_count > 1e-3).unsqueeze(1), mean, codebook));
    }
}

torch::Tensor QuantizerImpl::at_least_one_row_per_code(const torch::Tensor& rows) const {
    const auto count = rows.size(0);
    if (count >= options_.codebook_size) return rows;
    const auto copies = (options_.codebook_size + count - 1) / count;
    const auto tiled = rows.repeat({copies, 1}).slice(0, 0, options_.codebook_size);
    const double spread = 0.01 / std::sqrt(static_cast<double>(options_.code_dim));
    return tiled + spread * noise(options_.codebook_size, options_.code_dim).to(rows.device());
}

}  // namespace im

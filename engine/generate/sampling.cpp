#include "engine/generate/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <torch/torch.h>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// log(sum(exp)) subtracted from everything.
void normalise(std::span<double> values) {
    const double largest = *std::max_element(values.begin(), values.end());
    double sum = 0;
    for (const double v : values) sum += std::exp(v - largest);
    const double shift = largest + std::log(sum);
    for (double& v : values) v -= shift;
}

void only(std::span<double> values, std::size_t index) {
    std::fill(values.begin(), values.end(), kNever);
    values[index] = 0.0;
}

/// Indices by falling value; the lower index first on ties.
std::vector<int> ranking(std::span<const double> values, std::size_t count) {
    std::vector<int> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](int a, int b) { return values[a] != values[b] ? values[a] > values[b] : a < b; });
    return order;
}

void keep_top_k(std::span<double> values, int k) {
    if (k <= 0 || static_cast<std::size_t>(k) >= values.size()) return;
    const auto order = ranking(values, static_cast<std::size_t>(k));
    for (auto i = order.begin() + k; i != order.end(); ++i) values[*i] = kNever;
    normalise(values);
}

/// The fewest most probable tokens that have at least the mass p.
void keep_top_p(std::span<double> values, double p) {
    if (p >= 1.0) return;
    const auto order = ranking(values, values.size());
    double mass = 0;
    for (const int index : order) {
        const bool enough = mass >= p;
        mass += std::exp(values[index]);
        if (enough) values[index] = kNever;
    }
    normalise(values);
}

torch::Tensor masked_log_softmax(const torch::Tensor& logits, const torch::Tensor& banned) {
    return torch::log_softmax(logits.masked_fill(banned, -std::numeric_limits<float>::infinity()), -1);
}

/// (..., K + 1) bool.
torch::Tensor banned_by_rule(const torch::Tensor& rules, std::int64_t width) {
    const auto is = [&](EndRule rule) { return rules.eq(static_cast<std::int8_t>(rule)).unsqueeze(-1); };
    const auto is_end = torch::arange(width, rules.device()).eq(width - 1);
    const auto too_short = is(EndRule::Masked).logical_and(is_end);
    return too_short.logical_or(is(EndRule::Forced).logical_and(is_end.logical_not()));
}

/// What top-k and top-p ban as well.
torch::Tensor cut_off(const torch::Tensor& scaled, const SamplingOptions& options, torch::Tensor banned) {
    const auto order_of = [](const torch::Tensor& scores) {
        return std::get<1>(scores.sort(/*stable=*/true, -1, /*descending=*/true));
    };
    const auto ban = [&](const torch::Tensor& order, const torch::Tensor& beyond) {
        banned = banned.logical_or(
            torch::zeros_like(order, torch::kBool).scatter(-1, order, beyond.expand_as(order)));
    };
    const auto width = scaled.size(-1);
    if (options.top_k > 0 && options.top_k < width) {
        ban(order_of(masked_log_softmax(scaled, banned)),
            torch::arange(width, scaled.device()).ge(options.top_k));
    }
    if (options.top_p < 1.0) {
        const auto scores = masked_log_softmax(scaled, banned);
        const auto order = order_of(scores);
        const auto p = scores.gather(-1, order).exp();
        ban(order, (p.cumsum(-1) - p).ge(options.top_p));
    }
    return banned;
}

void check_range(const char* name, const char* range, double value, bool fine) {
    if (!fine) throw usage_error("{}: expected {}, found {}", name, range, value);
}

}  // namespace

void SamplingOptions::validate() const {
    // Written so that NaN fails.
    check_range("temperature", "0 (greedy) to 100", temperature, temperature >= 0 && temperature <= 100);
    check_range("top-k", "0 (off) or more", top_k, top_k >= 0);
    check_range("top-p", "above 0, at most 1 (off)", top_p, top_p > 0 && top_p <= 1);
    check_range("guidance", "0 (off) to 100", guidance, guidance >= 0 && guidance <= 100);
}

EndRule end_rule(int drawn, int wanted, int tokens_min, int levels) {
    if (drawn % levels != 0) return EndRule::Masked;
    if (wanted > 0) return drawn < wanted ? EndRule::Masked : EndRule::Forced;
    return drawn < tokens_min ? EndRule::Masked : EndRule::Free;
}

void sampling_log_probabilities(std::span<const float> logits, const SamplingOptions& options, EndRule end,
                                std::span<double> out) {
    if (end == EndRule::Forced) return only(out, out.size() - 1);
    std::copy(logits.begin(), logits.end(), out.begin());
    if (end == EndRule::Masked) out.back() = kNever;
    if (options.temperature == 0) {
        return only(out, static_cast<std::size_t>(std::max_element(out.begin(), out.end()) - out.begin()));
    }
    for (double& v : out) v /= options.temperature;
    normalise(out);
    keep_top_k(out, options.top_k);
    keep_top_p(out, options.top_p);
}

int draw(std::span<const double> log_probabilities, double uniform) {
    double sum = 0;
    int last = 0;
    for (std::size_t i = 0; i < log_probabilities.size(); ++i) {
        if (log_probabilities[i] == kNever) continue;
        last = static_cast<int>(i);
        sum += std::exp(log_probabilities[i]);
        if (uniform < sum) return last;
    }
    return last;  // rounding left the sum just below 1
}

torch::Tensor sampling_log_probabilities(const torch::Tensor& logits, const SamplingOptions& options,
                                         const torch::Tensor& rules) {
    if (!(options.temperature > 0))
        throw usage_error("scoring: expected a temperature above 0, found {}", options.temperature);
    const auto scaled = logits / options.temperature;
    const auto banned =
        cut_off(scaled.detach(), options, banned_by_rule(rules.to(logits.device()), logits.size(-1)));
    return masked_log_softmax(scaled, banned);
}

torch::Tensor end_rules(std::span<const int> wanted, int t, int tokens_min, int levels) {
    const auto rows = static_cast<std::int64_t>(wanted.size());
    auto rules = torch::empty({rows, t}, torch::kInt8);
    auto table = rules.accessor<std::int8_t, 2>();
    for (std::int64_t b = 0; b < rows; ++b) {
        for (int i = 0; i < t; ++i) {
            table[b][i] = static_cast<std::int8_t>(
                end_rule(i, wanted[static_cast<std::size_t>(b)], tokens_min, levels));
        }
    }
    return rules;
}

}  // namespace im

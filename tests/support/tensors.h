#pragma once
// Between fixtures and tensors.

#include <string>
#include <vector>

#include <torch/torch.h>

#include "engine/generate/token_decoder.h"
#include "tests/support/parity.h"

namespace im::test {

inline std::vector<float> values(const torch::Tensor& tensor) {
    const auto plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return {plain.const_data_ptr<float>(), plain.const_data_ptr<float>() + plain.numel()};
}

/// A fixture's tensor, float32 or int64.
inline torch::Tensor tensor(const ParityFixture& fixture, const std::string& name) {
    const auto& shape = fixture.shape(name);
    if (fixture.file().at(name).dtype == "I64") {
        auto data = fixture.ints(name);
        return torch::from_blob(data.data(), shape, torch::kInt64).clone();
    }
    auto data = fixture.floats(name);
    return torch::from_blob(data.data(), shape, torch::kFloat32).clone();
}

inline double expect(const ParityFixture& fixture, const std::string& name, const torch::Tensor& got) {
    return fixture.expect(name, values(got));
}

inline double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

/// A small generator with random weights large enough to make its answers differ.
inline Transformer small_generator(TransformerConfig config, std::uint64_t seed = 1) {
    torch::manual_seed(seed);
    Transformer generator(config);
    torch::NoGradGuard no_grad;
    for (auto& parameter : generator->parameters()) {
        parameter.add_(torch::randn_like(parameter), parameter.dim() > 1 ? 0.15 : 0.05);
    }
    generator->eval();
    return generator;
}

/// B texts: sentence vectors, and for models with a prefix states of different lengths.
inline TextCondition random_condition(const TransformerConfig& config, int B, std::uint64_t seed = 2) {
    torch::manual_seed(seed);
    TextCondition condition;
    condition.sentence = torch::randn({B, config.condition_width});
    if (config.prefix_positions > 0) {
        condition.states = torch::randn({B, config.prefix_positions, config.condition_width});
        const auto lengths = torch::randint(1, config.prefix_positions + 1, {B, 1});
        condition.mask = torch::arange(config.prefix_positions).unsqueeze(0).lt(lengths);
        condition.states = condition.states * condition.mask.unsqueeze(2).to(torch::kFloat32);
    }
    return condition;
}

}  // namespace im::test

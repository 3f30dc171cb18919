#include "engine/generate/cpu_weights.h"

#include <algorithm>

#include <torch/torch.h>

namespace im {
namespace {

AlignedFloats floats(const torch::Tensor& tensor) {
    const auto plain = tensor.to(torch::kCPU, torch::kFloat32).contiguous();
    AlignedFloats copy(static_cast<std::size_t>(plain.numel()));
    std::copy_n(plain.const_data_ptr<float>(), copy.size(), copy.data());
    return copy;
}

std::vector<float> table(const torch::Tensor& tensor) {
    const auto values = floats(tensor);
    return std::vector<float>(values.data(), values.data() + values.size());
}

CpuWeights::Norm norm(const DecoderWeights::Affine& a) {
    return {floats(a.weight), floats(a.bias)};
}

PackedLinear linear(const DecoderWeights::Affine& a) {
    return PackedLinear(a.weight, a.bias);
}

}  // namespace

CpuWeights::CpuWeights(const DecoderWeights& weights) {
    const int width = weights.config.width;
    for (const auto& layer : weights.layers) {
        const auto part = [&](int i) {
            return PackedLinear(layer.qkv.weight.slice(0, i * width, (i + 1) * width),
                                layer.qkv.bias.slice(0, i * width, (i + 1) * width));
        };
        layers.push_back({norm(layer.ln1), norm(layer.ln2), part(0), part(1), part(2), linear(layer.proj),
                          linear(layer.mlp_in), linear(layer.mlp_out)});
    }
    final_norm = norm(weights.final_norm);
    head = PackedLinear(weights.head, {});
    start = linear(weights.start);
    if (weights.prefix.weight.defined()) prefix = linear(weights.prefix);
    for (const auto& d : weights.details) {
        details.push_back({table(d.embedding), table(d.heard), norm(d.ln), norm(d.ln_f), linear(d.mlp_in),
                           linear(d.mlp_out), PackedLinear(d.head, {})});
    }
}

}  // namespace im

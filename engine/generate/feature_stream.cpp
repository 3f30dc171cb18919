#include "engine/generate/feature_stream.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/thread_team.h"
#include "engine/model/weights.h"

namespace im {
namespace {

std::size_t row_stride(int width) {
    return static_cast<std::size_t>((width + kPanel - 1) / kPanel * kPanel) + 16;
}

}  // namespace

StreamWeights::StreamWeights(const VqVae& vqvae)
    : codebook_size_(vqvae->config().codebook_size),
      code_dim_(vqvae->config().code_dim),
      levels_(vqvae->config().levels),
      frames_per_step_(vqvae->config().frames_per_step()),
      context_steps_(vqvae->decoder_context_steps()) {
    torch::NoGradGuard no_grad;
    const auto& config = vqvae->config();
    const auto named = tensors_of(*vqvae->decoder);
    // A kernel of three taps is one product with three rows side by side.
    const auto packed = [&](const std::string& name) {
        const auto& weight = named.at(name + ".weight");  // (out, in, taps)
        return PackedLinear(weight.permute({0, 2, 1}).flatten(1), named.at(name + ".bias"));
    };
    const auto add = [&](const std::string& name, int inputs, int outputs) -> Layer& {
        layers_.emplace_back();
        auto& layer = layers_.back();
        layer.conv = packed(name);
        layer.inputs = inputs;
        layer.outputs = outputs;
        return layer;
    };
    const int width = config.width;
    add("model.0", code_dim_, width).relu_after = true;
    for (int level = 0; level < config.down_t; ++level) {
        const std::string stage = "model." + std::to_string(2 + level);
        for (int i = 0; i < config.depth; ++i) {
            const std::string block = stage + ".0.model." + std::to_string(i);
            auto& layer = add(block + ".conv1", width, width);
            layer.pointwise = packed(block + ".conv2");
            layer.dilation =
                static_cast<int>(std::lround(std::pow(config.dilation_growth, config.depth - 1 - i)));
            layer.residual = true;
        }
        add(stage + ".2", width, width).upsampled = true;
    }
    add("model." + std::to_string(2 + config.down_t), width, width).relu_after = true;
    add("model." + std::to_string(4 + config.down_t), width, config.feature_width);

    const auto add_book = [&](const Quantizer& quantizer) {
        const auto codes = quantizer->codebook.detach().to(torch::kCPU, torch::kFloat32).contiguous();
        codes_.insert(codes_.end(), codes.const_data_ptr<float>(),
                      codes.const_data_ptr<float>() + codes.numel());
    };
    add_book(vqvae->quantizer);
    for (const auto& quantizer : vqvae->detail_quantizers) add_book(quantizer);
}

void StreamWeights::add_codes(std::span<const int> step, float* out) const {
    for (std::size_t level = 0; level < step.size(); ++level) {
        const auto number =
            level * static_cast<std::size_t>(codebook_size_) + static_cast<std::size_t>(step[level]);
        const float* code = codes_.data() + number * static_cast<std::size_t>(code_dim_);
        for (int i = 0; i < code_dim_; ++i) out[i] += code[i];
    }
}

FeatureStream::FeatureStream(std::shared_ptr<const StreamWeights> weights)
    : weights_(std::move(weights)), states_(weights_->layers().size()) {}

std::vector<float> FeatureStream::push(std::span<const int> tokens, bool last) {
    for (const int token : tokens) {
        if (token < 0 || token >= weights_->codebook_size()) {
            throw usage_error("tokens: expected 0 to {}, found {}", weights_->codebook_size() - 1, token);
        }
    }
    const auto levels = static_cast<std::size_t>(weights_->levels());
    if (tokens.size() % levels != 0)
        throw usage_error("tokens: expected whole steps of {}, found {} in all", levels, tokens.size());
    const auto width = static_cast<std::size_t>(weights_->code_dim());
    std::vector<float> rows(tokens.size() / levels * width);
    for (std::size_t step = 0; step * levels < tokens.size(); ++step)
        weights_->add_codes(tokens.subspan(step * levels, levels), rows.data() + step * width);
    for (std::size_t i = 0; i < states_.size(); ++i)
        rows = advance(weights_->layers()[i], states_[i], rows, last);
    return rows;
}

std::vector<float> FeatureStream::advance(const StreamWeights::Layer& layer, State& state,
                                          std::span<const float> fresh, bool last) {
    const auto width = static_cast<std::size_t>(layer.inputs);
    for (std::size_t at = 0; at < fresh.size(); at += width) {
        for (int copy = 0; copy < (layer.upsampled ? 2 : 1); ++copy, ++state.received) {
            state.inputs.insert(state.inputs.end(), fresh.begin() + static_cast<std::ptrdiff_t>(at),
                                fresh.begin() + static_cast<std::ptrdiff_t>(at + width));
        }
    }
    const int end = last ? state.received : state.received - layer.dilation;
    const int count = end - state.sent;
    if (count <= 0) return {};

    const auto in_stride = row_stride(3 * layer.inputs), out_stride = row_stride(layer.outputs);
    gathered_.reserve(static_cast<std::size_t>(count) * in_stride);
    out_.reserve(static_cast<std::size_t>(count) * out_stride);
    middle_.reserve(layer.residual ? static_cast<std::size_t>(count) * out_stride : 0);
    const auto input = [&](int t) {
        return state.inputs.data() + static_cast<std::size_t>(t - state.first) * width;
    };
    const auto out = [&](int r) { return out_.data() + static_cast<std::size_t>(r) * out_stride; };
    const auto middle = [&](int r) { return middle_.data() + static_cast<std::size_t>(r) * out_stride; };
    const auto gather = [&](int r) {
        for (int tap = 0; tap < 3; ++tap) {
            float* to = gathered_.data() + static_cast<std::size_t>(r) * in_stride +
                        static_cast<std::size_t>(tap) * width;
            const int t = state.sent + r + (tap - 1) * layer.dilation;
            if (t < 0 || t >= state.received) {
                std::fill_n(to, width, 0.0f);  // the padding beyond both ends
            } else if (layer.residual) {
                std::transform(input(t), input(t) + width, to, [](float v) { return v > 0 ? v : 0; });
            } else {
                std::copy_n(input(t), width, to);
            }
        }
    };

    using Then = PackedLinear::Then;
    const auto& kernels = cpu_kernels();
    const auto products = std::int64_t{count} * layer.inputs * layer.outputs * (layer.residual ? 4 : 3);
    run_team(team_size(at::get_num_threads(), products), 3, [&](TeamMember& member) {
        member.each(count, [&](int r) {
            gather(r);
            if (layer.residual) std::copy_n(input(state.sent + r), width, out(r));
        });
        const auto convolve = [&](const PackedLinear& linear, const RowView& rows, Then then,
                                  const auto& where) {
            member.each(linear.panels(),
                        [&](int panel) { linear.run_panel(kernels, panel, rows, then, where); });
        };
        const RowView taps{gathered_.data(), in_stride, count};
        if (layer.residual) {
            convolve(layer.conv, taps, Then::Relu, middle);
            convolve(layer.pointwise, {middle_.data(), out_stride, count}, Then::Add, out);
        } else {
            convolve(layer.conv, taps, layer.relu_after ? Then::Relu : Then::Store, out);
        }
    });

    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(count) * static_cast<std::size_t>(layer.outputs));
    for (int r = 0; r < count; ++r) result.insert(result.end(), out(r), out(r) + layer.outputs);
    state.sent = end;
    // What lies further back than the next output looks is not needed again.
    const int forget = std::max(0, state.sent - layer.dilation - state.first);
    state.inputs.erase(state.inputs.begin(),
                       state.inputs.begin() + static_cast<std::ptrdiff_t>(forget) * layer.inputs);
    state.first += forget;
    return result;
}

}  // namespace im

#include "engine/model/vqvae.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/model/precision.h"
#include "engine/model/shape_guard.h"
#include "engine/model/weights.h"

namespace im {
namespace {

namespace nn = torch::nn;
using Stage = std::function<torch::Tensor(const torch::Tensor&)>;

nn::Conv1d conv(int in, int out, int kernel, int stride = 1, int padding = 0, int dilation = 1) {
    return nn::Conv1d(nn::Conv1dOptions(in, out, kernel).stride(stride).padding(padding).dilation(dilation));
}

/// x + conv1x1(relu(conv3_dilated(relu(x)))).
class ResidualBlockImpl : public nn::Module {
  public:
    ResidualBlockImpl(int width, int dilation)
        : conv1(register_module("conv1", conv(width, width, 3, 1, dilation, dilation))),
          conv2(register_module("conv2", conv(width, width, 1))) {}
    torch::Tensor forward(const torch::Tensor& x) { return x + conv2(torch::relu(conv1(torch::relu(x)))); }

  private:
    nn::Conv1d conv1, conv2;
};
TORCH_MODULE(ResidualBlock);

/// Dilations run from the largest to 1, in the encoder as in the decoder.
class ResidualStackImpl : public nn::Module {
  public:
    ResidualStackImpl(const VqVaeConfig& config) {
        auto model = register_module("model", std::make_shared<nn::Module>());
        for (int i = 0; i < config.depth; ++i) {
            const int dilation =
                static_cast<int>(std::lround(std::pow(config.dilation_growth, config.depth - 1 - i)));
            blocks_.push_back(
                model->register_module(std::to_string(i), ResidualBlock(config.width, dilation)));
        }
    }
    torch::Tensor forward(torch::Tensor x) {
        for (auto& block : blocks_) x = block(x);
        return x;
    }

  private:
    std::vector<ResidualBlock> blocks_;
};
TORCH_MODULE(ResidualStack);

/// Collects stages under the numbers that the official `nn.Sequential`s give them.
class Numbered {
  public:
    Numbered(std::shared_ptr<nn::Module> parent, std::vector<Stage>& stages)
        : parent_(std::move(parent)), stages_(stages) {}
    template <class Holder>
    void add(Holder module) {
        parent_->register_module(std::to_string(next_++), module);
        stages_.push_back([module](const torch::Tensor& x) mutable { return module(x); });
    }
    void relu() {
        stages_.push_back([](const torch::Tensor& x) { return torch::relu(x); });
        ++next_;
    }
    void upsample() {
        stages_.push_back([](const torch::Tensor& x) {
            return x.unsqueeze(3).expand({-1, -1, -1, 2}).flatten(2);
        });
        ++next_;
    }
    /// A nested `nn.Sequential`.
    Numbered nested() {
        auto child = std::make_shared<nn::Module>();
        parent_->register_module(std::to_string(next_++), child);
        return {child, stages_};
    }

  private:
    std::shared_ptr<nn::Module> parent_;
    std::vector<Stage>& stages_;
    int next_ = 0;
};

torch::Tensor run(const std::vector<Stage>& stages, torch::Tensor x) {
    for (const auto& stage : stages) x = stage(x);
    return x;
}

}  // namespace

VqEncoderImpl::VqEncoderImpl(const VqVaeConfig& config) {
    Numbered model(register_module("model", std::make_shared<nn::Module>()), stages_);
    model.add(conv(config.feature_width, config.width, 3, 1, 1));
    model.relu();
    for (int level = 0; level < config.down_t; ++level) {
        Numbered stage = model.nested();
        stage.add(conv(config.width, config.width, 4, 2, 1));
        stage.add(ResidualStack(config));
    }
    model.add(conv(config.width, config.code_dim, 3, 1, 1));
}

torch::Tensor VqEncoderImpl::forward(const torch::Tensor& x) {
    return run(stages_, x);
}

VqDecoderImpl::VqDecoderImpl(const VqVaeConfig& config) {
    Numbered model(register_module("model", std::make_shared<nn::Module>()), stages_);
    model.add(conv(config.code_dim, config.width, 3, 1, 1));
    model.relu();
    for (int level = 0; level < config.down_t; ++level) {
        Numbered stage = model.nested();
        stage.add(ResidualStack(config));
        stage.upsample();
        stage.add(conv(config.width, config.width, 3, 1, 1));
    }
    model.add(conv(config.width, config.width, 3, 1, 1));
    model.relu();
    model.add(conv(config.width, config.feature_width, 3, 1, 1));
}

torch::Tensor VqDecoderImpl::forward(const torch::Tensor& z) {
    return run(stages_, z);
}

VqVaeImpl::VqVaeImpl(const VqVaeConfig& config) : config_(config) {
    const QuantizerOptions codes{config.codebook_size, config.code_dim, config.ema_decay,
                                 config.reset_threshold};
    encoder = register_module("encoder", VqEncoder(config));
    decoder = register_module("decoder", VqDecoder(config));
    quantizer = register_module("quantizer", Quantizer(codes));
    if (config.levels == 1) return;
    detail_encoder = register_module("detail_encoder", VqEncoder(config));
    auto list = register_module("detail_quantizers", std::make_shared<nn::Module>());
    for (int level = 1; level < config.levels; ++level)
        detail_quantizers.push_back(list->register_module(std::to_string(level), Quantizer(codes)));
}

VqVaeOutput VqVaeImpl::forward(const torch::Tensor& x) {
    expect_shape(x, {-1, -1, config_.feature_width}, "features");
    const auto rows = x.transpose(1, 2);
    Quantized quantized;
    if (base_frozen_) {
        const torch::NoGradGuard no_grad;
        quantized.indices = quantizer->nearest(encoder(rows));
        quantized.values = quantizer->lookup(quantized.indices);
        quantized.commit_loss = torch::zeros({}, x.options());
        quantized.perplexity = torch::zeros({}, x.options());
    } else {
        quantized = quantizer(encoder(rows));
    }
    if (config_.levels == 1) return {decoder(quantized.values).transpose(1, 2), std::move(quantized)};

    const FullPrecisionScope full(x.device());
    const auto wanted = detail_encoder(rows).to(torch::kFloat32);
    auto reached = quantized.values.detach();
    std::vector<torch::Tensor> indices{quantized.indices};
    for (auto& codes : detail_quantizers) {
        const auto level = codes(wanted - reached);
        reached = reached + level.values.detach();
        indices.push_back(level.indices);
        quantized.commit_loss = quantized.commit_loss + level.commit_loss;
        quantized.perplexity = level.perplexity;
    }
    quantized.values = wanted + (reached - wanted).detach();
    quantized.indices = torch::stack(indices, 2).flatten(1);
    return {decoder(quantized.values).transpose(1, 2), std::move(quantized)};
}

torch::Tensor VqVaeImpl::encode(const torch::Tensor& x) {
    expect_shape(x, {-1, -1, config_.feature_width}, "features");
    const auto rows = x.transpose(1, 2);
    const auto base = quantizer->nearest(encoder(rows));
    if (config_.levels == 1) return base;
    auto left = detail_encoder(rows).to(torch::kFloat32) - quantizer->lookup(base);
    std::vector<torch::Tensor> indices{base};
    for (auto& codes : detail_quantizers) {
        indices.push_back(codes->nearest(left));
        left = left - codes->lookup(indices.back());
    }
    return torch::stack(indices, 2).flatten(1);
}

torch::Tensor VqVaeImpl::decode(const torch::Tensor& indices) {
    if (config_.levels == 1) return decoder(quantizer->lookup(indices)).transpose(1, 2);
    const auto steps = indices.view({indices.size(0), -1, config_.levels});
    auto values = quantizer->lookup(steps.select(2, 0));
    for (std::size_t i = 0; i < detail_quantizers.size(); ++i)
        values = values + detail_quantizers[i]->lookup(steps.select(2, static_cast<std::int64_t>(i) + 1));
    return decoder(values).transpose(1, 2);
}

void VqVaeImpl::freeze_base() {
    base_frozen_ = true;
    for (auto& parameter : encoder->parameters()) parameter.set_requires_grad(false);
}

void VqVaeImpl::grow_from(VqVaeImpl& base) {
    load_into(*encoder, tensors_of(*base.encoder));
    load_into(*decoder, tensors_of(*base.decoder));
    load_into(*quantizer, tensors_of(*base.quantizer));
    load_into(*detail_encoder, tensors_of(*base.encoder));
}

int VqVaeImpl::decoder_context_steps() const {
    // Reach in frames, level by level: convolutions of a level reach `step` frames for every sample that they
    // reach.
    double reach = 0;
    double step = config_.frames_per_step();
    reach += step;  // first convolution
    for (int level = 0; level < config_.down_t; ++level) {
        for (int i = 0; i < config_.depth; ++i) reach += step * std::pow(config_.dilation_growth, i);
        step /= 2;
        reach += step;  // the convolution after upsampling
    }
    reach += 2 * step;  // the last two convolutions
    const int l = config_.frames_per_step();
    return (l - 1 + static_cast<int>(reach)) / l;  // seen from the last frame of a step
}

}  // namespace im

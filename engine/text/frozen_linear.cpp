#include "engine/text/frozen_linear.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

#include <optional>

namespace im {
namespace {

using OptionalTensor = std::optional<torch::Tensor>;
using Scalars = c10::List<std::optional<c10::Scalar>>;

// These operators are in every LibTorch with oneDNN, but only the dispatcher knows them: no header declares
// them.
torch::Tensor reorder_weight(const torch::Tensor& weight) {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("mkldnn::_reorder_linear_weight", "")
                               .typed<torch::Tensor(const torch::Tensor&, std::optional<std::int64_t>)>();
    return op.call(weight, std::nullopt);
}

torch::Tensor run_packed(const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) {
    static const auto op =
        c10::Dispatcher::singleton()
            .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
            .typed<torch::Tensor(const torch::Tensor&, const torch::Tensor&, const OptionalTensor&,
                                 c10::string_view, Scalars, std::optional<c10::string_view>)>();
    return op.call(x, weight, bias, "none", Scalars(), "");
}

bool can_pack(const torch::Tensor& weight) {
    return weight.is_cpu() && weight.scalar_type() == torch::kFloat32 &&
           at::globalContext().userEnabledMkldnn() &&
           c10::Dispatcher::singleton().findSchema({"mkldnn::_reorder_linear_weight", ""}) &&
           c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
}

}  // namespace

FrozenLinear::FrozenLinear(const torch::Tensor& weight, const torch::Tensor& bias)
    : packed_(can_pack(weight)) {
    torch::NoGradGuard no_grad;
    weight_ = packed_ ? reorder_weight(weight.detach().contiguous()) : weight.detach().clone();
    if (bias.defined()) bias_ = bias.detach().clone();
}

torch::Tensor FrozenLinear::operator()(const torch::Tensor& x) const {
    torch::NoGradGuard no_grad;
    const auto bias = bias_.defined() ? OptionalTensor(bias_) : std::nullopt;
    return packed_ ? run_packed(x, weight_, bias) : at::linear(x, weight_, bias);
}

}  // namespace im

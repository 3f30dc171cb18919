#include "engine/model/preference_head.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/shape_guard.h"
#include "engine/model/weights.h"

namespace im {

PreferenceHead PreferenceHead::of_width(int width) { return {torch::ones({}), torch::zeros({2 * width})}; }

torch::Tensor PreferenceHead::score(const torch::Tensor& text, const torch::Tensor& motion) const {
  expect_shape(text, {-1, width()}, "text embeddings");
  expect_shape(motion, {text.size(0), width()}, "motion embeddings");
  const auto distance = (text - motion).pow(2).sum(1);
  return -prior * distance + torch::cat({motion, text * motion}, 1).matmul(weight);
}

void PreferenceHead::save(const std::filesystem::path& file) const {
  save_tensors(file, {{"prior", prior.detach()}, {"weight", weight.detach()}}, {{"kind", "preference head"}});
}

PreferenceHead PreferenceHead::load(const std::filesystem::path& file, int width) {
  const TensorMap tensors = load_tensors(file);
  for (const char* name : {"prior", "weight"}) {
    if (!tensors.contains(name)) throw input_error("{}: expected a tensor \"{}\", found none", file.string(), name);
    if (!tensors.at(name).is_floating_point() || !torch::isfinite(tensors.at(name)).all().item<bool>()) {
      throw input_error("{}: {}: expected finite numbers", file.string(), name);
    }
  }
  const auto& weight = tensors.at("weight");
  if (weight.dim() != 1 || weight.size(0) != 2 * width || tensors.at("prior").numel() != 1) {
    throw input_error("{}: weight: expected {} numbers for encoders of width {}, found {}", file.string(), 2 * width, width, weight.numel());
  }
  return {tensors.at("prior").to(torch::kFloat32).reshape({}), weight.to(torch::kFloat32)};
}

}  // namespace im

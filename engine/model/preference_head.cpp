#include "engine/model/preference_head.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/shape_guard.h"
#include "engine/model/weights.h"

namespace im {

PreferenceHead PreferenceHead::of_width(int width) {
    return {torch::ones({}), torch::zeros({2 * width})};
}

torch::Tensor PreferenceHead::score(const torch::Tensor& text, const torch::Tensor& motion) const {
    expect_shape(text, {-1, width()}, "text embeddings");
    expect_shape(motion, {text.size(0), width()}, "motion embeddings");
    const auto distance = (text - motion).pow(2).sum(1);
    return -prior * distance + torch::cat({motion, text * motion}, 1).matmul(weight);
}

void PreferenceTerm::save(const std::filesystem::path& file) const {
    save_tensors(file,
                 {{"prior", head.prior.detach()},
                  {"weight", head.weight.detach()},
                  {"scale", torch::tensor(weight, torch::kFloat64)}},
                 {{"kind", "preference head"}});
}

PreferenceTerm PreferenceTerm::load(const std::filesystem::path& file, int width) {
    const TensorMap tensors = load_tensors(file);
    const auto named = [&](const char* name, std::int64_t numbers) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            throw input_error("{}: expected a tensor \"{}\", found none", file.string(), name);
        const auto& tensor = found->second;
        if (!tensor.is_floating_point() || !torch::isfinite(tensor).all().item<bool>()) {
            throw input_error("{}: {}: expected finite numbers", file.string(), name);
        }
        if (tensor.numel() != numbers) {
            throw input_error("{}: {}: expected {} numbers for encoders of width {}, found {}", file.string(),
                              name, numbers, width, tensor.numel());
        }
        return tensor.to(torch::kFloat32).flatten();
    };
    PreferenceTerm term{{named("prior", 1).reshape({}), named("weight", 2 * width)}, 0};
    term.weight = named("scale", 1).item<double>();
    if (term.weight < 0)
        throw input_error("{}: scale: expected 0 or more, found {}", file.string(), term.weight);
    return term;
}

std::filesystem::path preference_file(const std::filesystem::path& model_folder) {
    return model_folder / "preference.safetensors";
}

}  // namespace im

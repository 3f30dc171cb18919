#include "engine/model/weights.h"

#include <torch/torch.h>

#include <cstring>
#include <vector>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"

namespace im {
namespace {

struct Dtype {
    const char* name;
    torch::ScalarType type;
};

constexpr Dtype kDtypes[] = {
    {"F32", torch::kFloat32}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16}, {"F64", torch::kFloat64},
    {"I64", torch::kInt64},   {"I32", torch::kInt32},   {"I16", torch::kInt16},     {"I8", torch::kInt8},
    {"U8", torch::kUInt8},    {"BOOL", torch::kBool},
};

torch::Tensor to_tensor(const TensorView& view, const std::string& name, const std::string& source) {
    for (const auto& dtype : kDtypes) {
        if (view.dtype != dtype.name) continue;
        // Copied by bytes: a foreign file may hold a tensor at an address that its type does not allow.
        auto tensor = torch::empty(view.shape, dtype.type);
        if (!view.data.empty()) std::memcpy(tensor.data_ptr(), view.data.data(), view.data.size());
        const bool half = dtype.type == torch::kFloat16 || dtype.type == torch::kBFloat16;
        return half ? tensor.to(torch::kFloat32) : tensor;
    }
    throw input_error("{}: {}: unknown tensor type {}", source, name, view.dtype);
}

torch::Tensor to_stored(const torch::Tensor& tensor, const std::string& name, StoredFloats floats) {
    auto stored = tensor.detach().to(torch::kCPU);
    if (stored.is_floating_point() && floats == StoredFloats::Float32) stored = stored.to(torch::kFloat32);
    if (stored.is_floating_point() && floats == StoredFloats::Float16) {
        const auto half = stored.to(torch::kFloat16);
        if (!half.isfinite().equal(stored.isfinite())) {
            throw usage_error("{}: has values beyond 65504, which 16-bit floats cannot hold", name);
        }
        stored = half;
    }
    return stored.contiguous();
}

TensorView view_of(const torch::Tensor& tensor, const std::string& name) {
    for (const auto& dtype : kDtypes) {
        if (tensor.scalar_type() != dtype.type) continue;
        const auto* data = static_cast<const std::byte*>(tensor.const_data_ptr());
        return {dtype.name, tensor.sizes().vec(), {data, tensor.nbytes()}};
    }
    throw usage_error("{}: tensors of type {} cannot be stored", name, torch::toString(tensor.scalar_type()));
}

std::string shape_text(const torch::Tensor& tensor) {
    return fmt::format("({})", fmt::join(tensor.sizes().vec(), ", "));
}

bool all_finite(const torch::Tensor& tensor) {
    return !tensor.is_floating_point() || tensor.isfinite().all().item<bool>();
}

/// One line per fault, in the order of the names.
std::vector<std::string> faults(const TensorMap& wanted, const TensorMap& found, const std::string& prefix) {
    std::vector<std::string> lines;
    for (const auto& [name, target] : wanted) {
        const auto entry = found.find(name);
        if (entry == found.end()) {
            lines.push_back(fmt::format("missing: {} {}", name, shape_text(target)));
        } else if (entry->second.sizes() != target.sizes()) {
            lines.push_back(fmt::format("wrong shape: {}: expected {}, found {}", name, shape_text(target),
                                        shape_text(entry->second)));
        } else if (!all_finite(entry->second)) {
            lines.push_back(fmt::format("NaN or Inf: {}", name));
        }
    }
    for (const auto& [name, tensor] : found) {
        if (name.starts_with(prefix) && !wanted.contains(name)) {
            lines.push_back(fmt::format("unexpected: {} {}", name, shape_text(tensor)));
        }
    }
    return lines;
}

}  // namespace

TensorMap to_tensors(const std::map<std::string, TensorView>& views, const std::string& source) {
    TensorMap tensors;
    for (const auto& [name, view] : views) tensors[name] = to_tensor(view, name, source);
    return tensors;
}

TensorMap load_tensors(const std::filesystem::path& file) {
    return to_tensors(SafetensorsFile::read(file).tensors(), file.string());
}

void save_tensors(const std::filesystem::path& file, const TensorMap& tensors,
                  const std::map<std::string, std::string>& metadata, StoredFloats floats) {
    torch::NoGradGuard no_grad;
    TensorMap stored;  // keeps the bytes alive that the views look at
    std::map<std::string, TensorView> views;
    for (const auto& [name, tensor] : tensors) {
        stored[name] = to_stored(tensor, name, floats);
        views[name] = view_of(stored[name], name);
    }
    write_safetensors(file, views, metadata);
}

TensorMap tensors_of(const torch::nn::Module& module, const std::string& prefix) {
    TensorMap tensors;
    for (const auto& entry : module.named_parameters()) tensors[prefix + entry.key()] = entry.value();
    for (const auto& entry : module.named_buffers()) tensors[prefix + entry.key()] = entry.value();
    return tensors;
}

void load_into(torch::nn::Module& module, const TensorMap& tensors, const std::string& prefix,
               const std::string& source) {
    torch::NoGradGuard no_grad;
    const auto wanted = tensors_of(module, prefix);
    if (const auto lines = faults(wanted, tensors, prefix); !lines.empty()) {
        throw input_error("{}: {} tensor(s) do not fit the model:\n  {}", source, lines.size(),
                          fmt::join(lines, "\n  "));
    }
    for (auto [name, target] : wanted) target.copy_(tensors.at(name));
}

void copy_known(torch::nn::Module& module, const TensorMap& known) {
    const torch::NoGradGuard no_grad;
    for (auto [name, target] : tensors_of(module)) {
        if (const auto found = known.find(name); found != known.end()) target.copy_(found->second);
    }
}

void load_into(torch::nn::Module& module, const std::filesystem::path& file, const std::string& prefix) {
    load_into(module, load_tensors(file), prefix, file.string());
}

}  // namespace im

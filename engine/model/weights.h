#pragma once
// Named tensors: between safetensors files and LibTorch modules.
//
//   auto tensors = load_tensors(folder / "generator.safetensors");
//   load_into(*generator, tensors, "generator.", "generator.safetensors");
//   save_tensors(file, tensors_of(*generator, "generator."), {{"step", "1200"}});

#include <filesystem>
#include <map>
#include <string>

#include <torch/types.h>

namespace torch::nn {
class Module;
}

namespace im {

struct TensorView;
using TensorMap = std::map<std::string, torch::Tensor>;

/// How floating tensors are stored; integer and bool tensors stay what they are.
enum class StoredFloats {
    Float32,
    Float16,  ///< half the disk space; about 3 decimal digits, largest value 65504
};

/// Views into any container as tensors of their own, on the CPU. F16 and BF16 become float32, every other
/// type stays. `source` (the file's name) opens the message of an Input error.
TensorMap to_tensors(const std::map<std::string, TensorView>& views, const std::string& source);

/// All tensors of `file`, on the CPU. F16 and BF16 arrive as float32, every other type as stored.
/// Throws Input naming the file and what is wrong with it.
TensorMap load_tensors(const std::filesystem::path& file);

/// Writes atomically; tensors may be on any device and need not be contiguous. float64 is stored as asked by
/// `floats`. Throws Usage for a tensor type that the format lacks or a value too large for Float16, Resource
/// when the disk says no.
void save_tensors(const std::filesystem::path& file, const TensorMap& tensors,
                  const std::map<std::string, std::string>& metadata = {},
                  StoredFloats floats = StoredFloats::Float32);

/// Parameters and buffers of `module` under their full names, each with `prefix` in
/// front. Shares their memory.
TensorMap tensors_of(const torch::nn::Module& module, const std::string& prefix = "");

/// Copies tensors into the parameters and buffers of `module`, to their devices and types.
/// `prefix` is taken literally ("generator." with its dot); names that do not start with it are left alone.
/// Every missing name, unexpected name, wrong shape and tensor with NaN or Inf is gathered into one Input
/// error that starts with `source` (the file's name); the module is then unchanged.
void load_into(torch::nn::Module& module, const TensorMap& tensors, const std::string& prefix = "",
               const std::string& source = "weights");

/// Copies what `known` has under the names of the module's parameters and buffers, to their devices and types; the
/// others stay as they are. Tensors of one name must have one shape.
void copy_known(torch::nn::Module& module, const TensorMap& known);

/// load_into straight from a file.
void load_into(torch::nn::Module& module, const std::filesystem::path& file, const std::string& prefix = "");

}  // namespace im

#pragma once
// Mixed precision: matrix products in bfloat16, everything else in float32.

#include <string>

#include <torch/types.h>

namespace im {

/// "auto": bfloat16 where the device multiplies it faster than float32 (CUDA; CPUs with AVX-512 BF16 or AMX),
/// else float32. "bf16" and "fp32" force it. Throws Input for another name.
bool use_bf16(const std::string& precision, torch::Device device);

/// Autocast to bfloat16 within a scope (no effect when `enabled` is false).
class AutocastScope {
  public:
    AutocastScope(bool enabled, torch::Device device);
    ~AutocastScope();
    AutocastScope(const AutocastScope&) = delete;
    AutocastScope& operator=(const AutocastScope&) = delete;

  private:
    c10::DeviceType type_;
    bool enabled_, before_;
};

/// Full float32 within a scope, inside an autocast one: for distances, softmax statistics and losses.
class FullPrecisionScope {
  public:
    explicit FullPrecisionScope(torch::Device device);
    ~FullPrecisionScope();
    FullPrecisionScope(const FullPrecisionScope&) = delete;
    FullPrecisionScope& operator=(const FullPrecisionScope&) = delete;

  private:
    c10::DeviceType type_;
    bool before_;
};

}  // namespace im

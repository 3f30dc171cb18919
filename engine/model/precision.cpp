#include "engine/model/precision.h"

#include <ATen/autocast_mode.h>

#include "engine/core/error.h"

namespace im {

bool use_bf16(const std::string& precision, torch::Device device) {
    if (precision == "bf16") return true;
    if (precision == "fp32") return false;
    if (precision != "auto")
        throw input_error("precision: expected auto, bf16 or fp32, found \"{}\"", precision);
    if (device.is_cuda()) return true;
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

AutocastScope::AutocastScope(bool enabled, torch::Device device)
    : type_(device.type()), enabled_(enabled), before_(at::autocast::is_autocast_enabled(type_)) {
    if (!enabled_) return;
    at::autocast::set_autocast_dtype(type_, torch::kBFloat16);
    at::autocast::set_autocast_enabled(type_, true);
}

AutocastScope::~AutocastScope() {
    if (!enabled_) return;
    at::autocast::set_autocast_enabled(type_, before_);
    at::autocast::clear_cache();
}

FullPrecisionScope::FullPrecisionScope(torch::Device device)
    : type_(device.type()), before_(at::autocast::is_autocast_enabled(type_)) {
    at::autocast::set_autocast_enabled(type_, false);
}

FullPrecisionScope::~FullPrecisionScope() {
    at::autocast::set_autocast_enabled(type_, before_);
}

}  // namespace im

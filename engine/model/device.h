#pragma once
// Choosing a device. CUDA is found at run time: libtorch_cuda is opened when a driver is there, never linked.

#include <string>

#include <torch/types.h>

namespace im {

/// "auto" (CUDA when it works, else CPU), "cpu", "cuda", "cuda:N". Throws Usage for another name, Resource
/// when CUDA was asked for and is not to be had (says what is missing).
torch::Device choose_device(const std::string& name);

/// Why CUDA can or cannot be used, in one line, for `doctor`.
std::string describe_cuda();

/// 0: all cores. Sets the thread pools of LibTorch and OpenMP.
void set_thread_count(int threads);

}  // namespace im

#include "engine/model/device.h"

#include <dlfcn.h>
#include <omp.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <thread>

#include <torch/torch.h>

#include "engine/core/error.h"

namespace im {
namespace {

/// libtorch_cuda lies beside libtorch_cpu, whichever LibTorch the program was linked to.
std::string cuda_library_path() {
    const char* name = "libtorch_cuda.so";
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(&at::get_num_threads), &info) == 0 || info.dli_fname == nullptr)
        return name;
    const auto beside = std::filesystem::path(info.dli_fname).parent_path() / name;
    std::error_code code;
    return std::filesystem::exists(beside, code) ? beside.string() : name;
}

/// Opens CUDA once for the process. Empty: it worked; else why not.
/// Must run before the first CUDA query: LibTorch caches the answer "no CUDA" for good.
const std::string& cuda_obstacle() {
    static const std::string obstacle = [] {
        // Without a driver libtorch_cuda is a gigabyte of libraries loaded for nothing.
        if (dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
            return std::string("no NVIDIA driver (libcuda.so.1 cannot be opened)");
        }
        if (dlopen(cuda_library_path().c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
            const char* reason = dlerror();
            return fmt::format("a driver is present, but libtorch_cuda cannot be opened: {}",
                               reason == nullptr ? "no reason given" : reason);
        }
        if (!torch::cuda::is_available())
            return std::string("a driver is present, but it offers no usable device");
        // The same numbers as on the CPU: convolutions would otherwise round to TF32.
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
        return std::string();
    }();
    return obstacle;
}

torch::Device cuda_device(const std::string& name, int index) {
    if (const auto& obstacle = cuda_obstacle(); !obstacle.empty()) {
        throw resource_error("device \"{}\": {}", name, obstacle);
    }
    const auto count = static_cast<int>(torch::cuda::device_count());
    if (index >= count)
        throw resource_error("device \"{}\": expected a number below {}, found {}", name, count, index);
    return {torch::kCUDA, static_cast<torch::DeviceIndex>(index)};
}

/// The N of "cuda:N", up to the 127 that LibTorch can name.
std::optional<int> device_number(const std::string& name) {
    constexpr std::string_view prefix = "cuda:";
    if (!name.starts_with(prefix)) return std::nullopt;
    int number = -1;
    const char* end = name.data() + name.size();
    const auto [stop, code] = std::from_chars(name.data() + prefix.size(), end, number);
    if (code != std::errc() || stop != end || number < 0 || number > 127) return std::nullopt;
    return number;
}

}  // namespace

torch::Device choose_device(const std::string& name) {
    if (name == "cpu") return torch::kCPU;
    if (name == "auto") return cuda_obstacle().empty() ? cuda_device(name, 0) : torch::Device(torch::kCPU);
    if (name == "cuda") return cuda_device(name, 0);
    if (const auto number = device_number(name)) return cuda_device(name, *number);
    throw usage_error("device: expected auto, cpu, cuda or cuda:N, found \"{}\"", name);
}

std::string describe_cuda() {
    if (const auto& obstacle = cuda_obstacle(); !obstacle.empty()) return obstacle;
    const auto count = torch::cuda::device_count();
    return fmt::format("{} CUDA device{}", count, count == 1 ? "" : "s");
}

void set_thread_count(int threads) {
    if (threads < 0) throw usage_error("threads: expected 0 (all cores) or more, found {}", threads);
    if (threads == 0) threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    at::set_num_threads(threads);
    omp_set_num_threads(threads);
}

}  // namespace im

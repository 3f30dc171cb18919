#include "app/cli/version.h"

#include <fmt/format.h>
#include <torch/version.h>

#include "im_config.h"

namespace im {
const char* build_commit();  // in a source of its own that CMake writes at each build
}

namespace im::cli {

std::string version_text() {
#if defined(__clang__)
    const std::string compiler = "Clang " __clang_version__;
#else
    const std::string compiler = "GCC " __VERSION__;
#endif
    return fmt::format(
        "InstructMotion Studio {}\n"
        "commit {}, {} build by {}\n"
        "LibTorch {}, CUDA {}, MPI {}; x86-64 with kernels for AVX2 and AVX-512 where the processor has "
        "them\n"
        "no telemetry: nothing is sent anywhere, no updates are looked for",
        IM_VERSION, build_commit(), IM_BUILD_TYPE, compiler, TORCH_VERSION, IM_CUDA_OPTION,
        IM_MPI ? "on" : "off");
}

}  // namespace im::cli

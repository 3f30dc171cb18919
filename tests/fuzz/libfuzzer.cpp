// The entry point of libFuzzer (tests/CMakeLists.txt builds it with Clang and sanitizers, where there is
// one). IM_FUZZ_TARGET names the target.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/fuzz/targets.h"

namespace {

const im::test::FuzzTarget& target() {
    static const im::test::FuzzTarget& chosen = []() -> const im::test::FuzzTarget& {
        const char* name = std::getenv("IM_FUZZ_TARGET");
        for (const im::test::FuzzTarget& one : im::test::fuzz_targets()) {
            if (name != nullptr && one.name == std::string(name)) return one;
        }
        std::abort();
    }();
    return chosen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    target().read({reinterpret_cast<const char*>(data), size});
    return 0;
}

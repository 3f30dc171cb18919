#pragma once
// What is fuzzed: every reader of files from outside that is our own. Two drivers share it: libFuzzer
// (libfuzzer.cpp) and the mutations of fuzz_test.cpp.

#include <string>
#include <string_view>
#include <vector>

namespace im::test {

struct FuzzTarget {
    const char* name;
    /// Reads the bytes as a file. im::Error is the right answer to nonsense; everything else that leaves this
    /// function, a crash or a hang is a find.
    void (*read)(std::string_view bytes);
    /// Good files to start from.
    std::vector<std::string> (*seeds)();
};

/// bvh, npy, npz, safetensors, scene (what the process that reads FBX and glTF may send).
const std::vector<FuzzTarget>& fuzz_targets();

/// In a file of memory alone.
class MemoryFile {
  public:
    explicit MemoryFile(std::string_view bytes);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const;

  private:
    int file_;
};

}  // namespace im::test

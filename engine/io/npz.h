#pragma once
// NumPy's .npz: a zip archive of .npy arrays, stored or deflated.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/io/npy.h"

namespace im {

/// Arrays by name, without ".npy". Only those named in `wanted` are unpacked (all when empty); a wanted one
/// that is missing is simply not in the result. Sizes are checked before memory is taken. Throws Input: not a
/// zip archive, truncated, damaged, an array that read_npy would refuse. `present`: the names of all arrays.
std::map<std::string, NpyArray> read_npz(const std::filesystem::path& file,
                                         const std::vector<std::string>& wanted = {},
                                         std::vector<std::string>* present = nullptr);

/// Writes stored arrays atomically.
class NpzWriter {
  public:
    void add(const std::string& name, const std::vector<std::int64_t>& shape, const float* values);
    void add(const std::string& name, const std::vector<std::int64_t>& shape, const std::int64_t* values);
    /// A one-dimensional array of texts, read by NumPy as strings.
    void add(const std::string& name, const std::vector<std::string>& texts);
    void write(const std::filesystem::path& file) const;

  private:
    void add_entry(const std::string& name, const std::string& descr, const std::vector<std::int64_t>& shape,
                   const void* data, std::size_t bytes);
    std::string entries_, directory_;
    std::size_t count_ = 0;
};

}  // namespace im

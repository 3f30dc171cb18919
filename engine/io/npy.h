#pragma once
// NumPy .npy arrays (format 1.0-3.0, C order, little-endian).

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace im {

struct NpyArray {
    std::string dtype;  ///< "<f4", "<f8", "<i2", "<i4", "<i8", "<u4", "|u1", "|b1"
    std::vector<std::int64_t> shape;
    std::vector<std::byte> data;  ///< C order
    std::int64_t element_count() const;
    /// Any numeric dtype as float32.
    std::vector<float> as_float() const;
};

/// Throws Input: missing file, bad magic, header that is not a plain literal, Fortran order, size that
/// disagrees with the shape.
NpyArray read_npy(const std::filesystem::path& file);
/// The same from memory; `place` opens every message.
NpyArray parse_npy(std::string_view bytes, const std::string& place);
/// Header only, with the byte offset of the data: for arrays that are read in parts.
struct NpyHeader {
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t data_offset = 0;
};
NpyHeader read_npy_header(const std::filesystem::path& file);
void write_npy(const std::filesystem::path& file, const std::vector<std::int64_t>& shape,
               const float* values);
/// All that comes before the data: magic, version, length and the header, for a dtype such as "<f4".
std::string npy_preamble(const std::string& dtype, const std::vector<std::int64_t>& shape);

}  // namespace im

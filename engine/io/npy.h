#pragma once
// NumPy .npy arrays (format 1.0-3.0).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace im {

struct NpyArray {
    std::string dtype;  ///< "<f4", "<f8", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", "|i1", "|u1", "|b1"
    std::vector<std::int64_t> shape;
    std::vector<std::byte> data;     ///< C order, little-endian
    std::optional<double> fps = {};  ///< as write_npy notes it
    std::int64_t element_count() const;
    /// Any numeric dtype as float32.
    std::vector<float> as_float() const;
};

/// Numbers of any width and byte order, in C or Fortran order; halves become float32. Throws Input: missing
/// file, bad magic, header that is not a plain literal, size that disagrees with the shape, and Python
/// objects, which are never unpickled: the message tells how to make numbers of them.
NpyArray read_npy(const std::filesystem::path& file);
/// The same from memory; `place` opens every message.
NpyArray parse_npy(std::string_view bytes, const std::string& place);
/// Header only, with the byte offset of the data: for arrays that are read in parts, as they lie.
struct NpyHeader {
    std::string dtype;  ///< as stored: ">f4", "<f2", ...
    std::vector<std::int64_t> shape;
    std::uint64_t data_offset = 0;
    bool fortran_order = false;
    std::optional<double> fps = {};
};
NpyHeader read_npy_header(const std::filesystem::path& file);
/// `fps`, above 0, is noted in a comment behind the header's literal, where NumPy's reader passes over it.
void write_npy(const std::filesystem::path& file, const std::vector<std::int64_t>& shape, const float* values,
               double fps = 0);
/// All that comes before the data: magic, version, length and the header, for a dtype such as "<f4".
std::string npy_preamble(const std::string& dtype, const std::vector<std::int64_t>& shape, double fps = 0);

}  // namespace im

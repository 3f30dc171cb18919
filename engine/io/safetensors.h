#pragma once
// The safetensors container: named tensors with plain data, no code. Torch-free; engine/model/weights.h makes
// tensors of it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace im {

struct TensorView {
    std::string dtype;  ///< "F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U8", "BOOL"
    std::vector<std::int64_t> shape;
    std::span<const std::byte> data;
    std::int64_t element_count() const;
};

/// Bytes of one element; 0 for a dtype that is not in the list above.
std::size_t dtype_bytes(const std::string& dtype);
/// Any dtype as float32 (64-bit numbers are rounded).
std::vector<float> as_float(const TensorView& view);
/// Integers and booleans as int64; throws Input for a floating-point dtype.
std::vector<std::int64_t> as_int64(const TensorView& view);

/// A file held in memory. Every offset, size, overlap and dtype is checked before use.
/// The views look into this object: they end with it. It can be moved, not copied.
class SafetensorsFile {
  public:
    SafetensorsFile(const SafetensorsFile&) = delete;
    SafetensorsFile& operator=(const SafetensorsFile&) = delete;
    SafetensorsFile(SafetensorsFile&&) = default;
    SafetensorsFile& operator=(SafetensorsFile&&) = default;

    /// Throws Input naming the file and what is wrong with it.
    static SafetensorsFile read(const std::filesystem::path& file);
    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    const TensorView& at(const std::string& name) const;  ///< throws Input if absent
    bool contains(const std::string& name) const { return tensors_.count(name) != 0; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    /// Any float dtype as float32; integers too.
    std::vector<float> as_float(const std::string& name) const;
    std::vector<std::int64_t> as_int64(const std::string& name) const;

  private:
    SafetensorsFile() = default;
    std::filesystem::path file_;
    std::vector<std::byte> bytes_;
    std::map<std::string, TensorView> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// Number of elements of all tensors, by the header alone: quick for a file of any size. Throws Input as
/// SafetensorsFile::read(), for a file that is cut off too.
std::int64_t safetensors_elements(const std::filesystem::path& file);

/// Written atomically. The header lists tensors in name order; the data start at a multiple of 8 and follow
/// each other without gaps (the format forbids them), wide elements first, so that every tensor is aligned to
/// its own elements. Throws Usage for a tensor whose data and shape disagree.
void write_safetensors(const std::filesystem::path& file, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace im

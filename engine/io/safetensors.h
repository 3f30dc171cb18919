#pragma once
// The safetensors container: named tensors with plain data, no code. Torch-free; engine/model/weights.h makes tensors of it.

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

/// A file held in memory. Every offset, size, overlap and dtype is checked before use.
class SafetensorsFile {
 public:
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
  std::filesystem::path file_;
  std::vector<std::byte> bytes_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// Written atomically, tensors in name order, data aligned to 8 bytes.
void write_safetensors(const std::filesystem::path& file, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace im

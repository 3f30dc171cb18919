#pragma once
// Accessors of a glTF file as floats, wherever and however their numbers are stored.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace im {

class GltfNumbers {
  public:
    /// `content` and `binary` (GLB's buffer 0; else empty) stay alive; files beside `file` are read as
    /// needed.
    GltfNumbers(const nlohmann::ordered_json& content, const std::string& binary, std::filesystem::path file);
    /// All numbers of an accessor, sparse ones filled in, normalised integers in -1 to 1. Throws Input for
    /// one that is not there, of an unknown type, or outside of its buffer.
    std::vector<float> read(std::size_t accessor);

  private:
    struct Numbers {
        std::size_t view = 0, offset = 0, count = 0, width = 0;
        int type = 0;
        bool normalised = false;
    };
    const std::string& buffer(std::size_t index);
    std::vector<double> read(const Numbers& numbers);
    const nlohmann::ordered_json& item(const char* list, std::size_t index) const;

    const nlohmann::ordered_json& content_;
    const std::string& binary_;
    std::filesystem::path file_;
    std::map<std::size_t, std::string> buffers_;
};

/// Base 64, and back; other characters than its own end it.
std::string base64(std::string_view bytes);
std::string bytes_of_base64(std::string_view text);

}  // namespace im

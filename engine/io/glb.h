#pragma once
// The container of glTF in one file: a JSON chunk and a binary one.

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace im {

struct Glb {
    nlohmann::ordered_json content;
    std::string binary;  ///< buffer 0; may be empty
};

bool is_glb(std::string_view bytes);
/// Throws Input, its message opened by `place`, for what is no GLB of version 2 or is cut short.
Glb parse_glb(std::string_view bytes, const std::string& place);
/// The same content gives the same bytes. Throws Input for strings that are no UTF-8.
std::string glb_bytes(const Glb& glb, const std::string& place);

/// Cuts out of the binary chunk what no buffer view covers. Views keep their alignment to 4 bytes.
void cut_unused_bytes(Glb& glb);

}  // namespace im

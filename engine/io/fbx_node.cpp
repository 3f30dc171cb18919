#include "engine/io/fbx_node.h"

#include <bit>
#include <cstring>
#include <limits>

#include <zlib.h>

#include "engine/core/error.h"

namespace im {
namespace {

static_assert(std::endian::native == std::endian::little, "FBX is little-endian, and written as it lies");

constexpr std::size_t kCompressFrom = 256;  // bytes

}  // namespace

FbxNode& FbxNode::text(std::string_view value, char type) {
    property(type, static_cast<std::uint32_t>(value.size()));
    properties_ += value;
    return *this;
}

FbxNode& FbxNode::object(std::string_view name, std::string_view kind) {
    return text(std::string(name) + std::string("\0\x01", 2) + std::string(kind));
}

void FbxNode::append_array(std::string_view bytes) {
    if (bytes.size() < kCompressFrom) {
        append_raw(properties_, std::uint32_t{0});
        append_raw(properties_, static_cast<std::uint32_t>(bytes.size()));
        properties_ += bytes;
        return;
    }
    uLongf packed = compressBound(bytes.size());
    std::string buffer(packed, '\0');
    if (compress2(reinterpret_cast<Bytef*>(buffer.data()), &packed,
                  reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 1) != Z_OK) {
        throw resource_error("fbx: an array of {} bytes could not be compressed", bytes.size());
    }
    append_raw(properties_, std::uint32_t{1});
    append_raw(properties_, static_cast<std::uint32_t>(packed));
    properties_.append(buffer, 0, packed);
}

void FbxNode::write(std::string& out) const {
    const std::size_t start = out.size();
    append_raw(out, std::uint32_t{0});
    append_raw(out, count_);
    append_raw(out, static_cast<std::uint32_t>(properties_.size()));
    append_raw(out, static_cast<std::uint8_t>(name_.size()));
    out += name_;
    out += properties_;
    for (const FbxNode& child : children_) child.write(out);
    // The record of thirteen zeros that ends a list: after children, and in empty lists.
    if (!children_.empty() || count_ == 0 || name_ == "AnimationLayer") out.append(kNullRecord, '\0');
    if (out.size() > std::numeric_limits<std::uint32_t>::max())
        throw input_error("expected a scene below 4 GB, the most that FBX 7.4 holds");
    const auto end = static_cast<std::uint32_t>(out.size());
    std::memcpy(out.data() + start, &end, sizeof(end));
}

}  // namespace im

#include "engine/io/glb.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr std::uint32_t kMagic = 0x46546C67, kJson = 0x4E4F534A,
                        kBinary = 0x004E4942;  // "glTF", "JSON", "BIN"
constexpr std::size_t kHeader = 12, kChunkHeader = 8;

std::uint32_t word(std::string_view bytes, std::size_t offset) {
    std::uint32_t value = 0;
    if (offset + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

void append(std::string& to, std::uint32_t value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_chunk(std::string& to, std::uint32_t type, std::string chunk, char padding) {
    chunk.resize((chunk.size() + 3) / 4 * 4, padding);
    append(to, static_cast<std::uint32_t>(chunk.size()));
    append(to, type);
    to += chunk;
}

}  // namespace

bool is_glb(std::string_view bytes) {
    return bytes.size() >= kHeader && word(bytes, 0) == kMagic;
}

Glb parse_glb(std::string_view bytes, const std::string& place) {
    if (!is_glb(bytes) || word(bytes, 4) != 2)
        throw input_error("{}: expected binary glTF 2, found none", place);
    Glb glb;
    bool any = false;
    for (std::size_t at = kHeader; at + kChunkHeader <= bytes.size();) {
        const std::size_t length = word(bytes, at);
        const std::uint32_t type = word(bytes, at + 4);
        at += kChunkHeader;
        if (length > bytes.size() - at)
            throw input_error("{}: a chunk of {} bytes is announced, {} are left", place, length,
                              bytes.size() - at);
        const std::string_view chunk = bytes.substr(at, length);
        if (type == kJson && !any) {
            glb.content = nlohmann::ordered_json::parse(chunk, nullptr, false);
            if (glb.content.is_discarded())
                throw input_error("{}: its JSON chunk is no JSON in UTF-8", place);
            any = true;
        } else if (type == kBinary && glb.binary.empty()) {
            glb.binary = chunk;
        }
        at += length;
    }
    if (!any) throw input_error("{}: expected a JSON chunk, found none", place);
    return glb;
}

std::string glb_bytes(const Glb& glb, const std::string& place) {
    std::string chunks;
    try {
        append_chunk(chunks, kJson, glb.content.dump(), ' ');
    } catch (const nlohmann::json::exception&) {
        throw input_error("{}: glTF holds names in UTF-8 only", place);
    }
    if (!glb.binary.empty()) append_chunk(chunks, kBinary, glb.binary, '\0');
    std::string bytes;
    append(bytes, kMagic);
    append(bytes, 2);
    append(bytes, static_cast<std::uint32_t>(kHeader + chunks.size()));
    return bytes + chunks;
}

void cut_unused_bytes(Glb& glb) {
    if (!glb.content.contains("bufferViews")) return;
    std::vector<nlohmann::ordered_json*> views;
    const auto begin_of = [](const nlohmann::ordered_json& view) {
        return view.value("byteOffset", std::size_t{0});
    };
    for (auto& view : glb.content["bufferViews"]) {
        if (view.value("buffer", 0) == 0) views.push_back(&view);
    }
    std::stable_sort(views.begin(), views.end(),
                     [&](const auto* a, const auto* b) { return begin_of(*a) < begin_of(*b); });
    std::string kept;
    std::size_t old_end = 0;  // of what is kept already; it lies `moved` bytes farther on in the old chunk
    std::size_t moved = 0;
    for (auto* view : views) {
        const std::size_t begin = begin_of(*view),
                          end =
                              std::min(begin + view->value("byteLength", std::size_t{0}), glb.binary.size());
        if (begin >= end) continue;
        if (begin > old_end || kept.empty()) {
            while (kept.size() % 4 != begin % 4) kept += '\0';
            moved = begin - kept.size();
            old_end = begin;
        }
        (*view)["byteOffset"] = begin - moved;
        if (end > old_end) kept.append(glb.binary, old_end, end - old_end);
        old_end = std::max(old_end, end);
    }
    glb.binary = std::move(kept);
    glb.binary.resize((glb.binary.size() + 3) / 4 * 4, '\0');
    glb.content["buffers"][0]["byteLength"] = glb.binary.size();
}

}  // namespace im

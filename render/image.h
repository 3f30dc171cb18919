#pragma once
// Pictures on disk.

#include <cstdint>
#include <filesystem>
#include <span>

namespace im::render {

/// Writes width x height RGBA8 pixels, top row first, as a PNG; through a temporary file beside it, so that
/// `path` is never half written. Opacity is dropped: the viewport's picture is opaque. Throws Usage when the
/// pixels are not width x height x 4 bytes, Resource when the file cannot be written.
void write_png(const std::filesystem::path& path, int width, int height, std::span<const std::uint8_t> rgba);

}  // namespace im::render

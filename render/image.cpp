#include "render/image.h"

#include <csetjmp>
#include <ostream>

#include <png.h>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im::render {

namespace {

void write_chunk(png_structp png, png_bytep bytes, png_size_t count) {
    auto* out = static_cast<std::ostream*>(png_get_io_ptr(png));
    out->write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
}
void flush(png_structp) {}

/// libpng leaves by longjmp when it fails: nothing with a destructor may live in here. True: written.
bool encode(std::ostream* out, int width, int height, const std::uint8_t* rgba) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    if (!png) return false;
    png_infop info = png_create_info_struct(png);
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_set_write_fn(png, out, write_chunk, flush);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_set_compression_level(png, 6);
    png_write_info(png, info);
    png_set_filler(png, 0, PNG_FILLER_AFTER);  // drops the fourth byte
    for (int y = 0; y < height; ++y)
        png_write_row(png, rgba + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 4);
    png_write_end(png, nullptr);
    png_destroy_write_struct(&png, &info);
    return true;
}

}  // namespace

void write_png(const std::filesystem::path& path, int width, int height, std::span<const std::uint8_t> rgba) {
    if (width < 1 || height < 1 ||
        rgba.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4)
        throw usage_error("A picture of {} x {} pixels does not have {} bytes", width, height, rgba.size());
    write_file_atomically(path, [&](std::ostream& out) {
        if (!encode(&out, width, height, rgba.data()))
            throw resource_error("{}: the PNG could not be encoded", path.string());
    });
}

}  // namespace im::render

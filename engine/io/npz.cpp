#include "engine/io/npz.h"

#include <algorithm>
#include <limits>

#include <zlib.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/stored_zip.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kUnpackedMax = 8ull << 30;
constexpr std::uint64_t kDeflateMax = 1032;  // the best ratio that the format can reach

void append_number(std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 0xff);
}

/// A raw deflate stream of known size.
std::string inflated(std::span<const std::byte> packed, std::uint64_t size, const std::string& place) {
    if (size > kUnpackedMax || size > kDeflateMax * (packed.size() + 1))
        throw input_error("{}: the zip archive states an impossible size of {} bytes", place, size);
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        throw resource_error("{}: cannot be unpacked: no memory", place);
    int status = Z_OK;
    std::size_t read = 0, written = 0;
    while (status == Z_OK) {  // zlib counts in 32 bits
        constexpr std::size_t kStep = 1u << 30;
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data() + read));
        stream.avail_in = static_cast<uInt>(std::min(kStep, packed.size() - read));
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
        stream.avail_out = static_cast<uInt>(std::min(kStep, out.size() - written));
        const uInt in = stream.avail_in, space = stream.avail_out;
        status = inflate(&stream, Z_NO_FLUSH);
        read += in - stream.avail_in;
        written += space - stream.avail_out;
        if (status == Z_OK && in == stream.avail_in && space == stream.avail_out) break;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || written != out.size())
        throw input_error("{}: the compressed data are damaged or cut: {} of {} bytes could be read", place,
                          written, size);
    return out;
}

}  // namespace

std::map<std::string, NpyArray> read_npz(const fs::path& file, const std::vector<std::string>& wanted,
                                         std::vector<std::string>* present) {
    const std::vector<std::byte> bytes = read_bytes(file);
    if (!looks_like_zip(bytes))
        throw input_error("{}: expected an .npz file, a zip archive of arrays", file.string());
    std::map<std::string, NpyArray> arrays;
    for (const ZipEntry& entry : zip_entries(bytes, file.string())) {
        std::string name = entry.name;
        if (!name.ends_with(".npy")) continue;
        name.resize(name.size() - 4);
        if (present != nullptr) present->push_back(name);
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
        const std::string place = file.string() + ": " + name;
        if (entry.method == 0) {
            arrays[name] =
                parse_npy({reinterpret_cast<const char*>(entry.data.data()), entry.data.size()}, place);
        } else if (entry.method == 8) {
            arrays[name] = parse_npy(inflated(entry.data, entry.size, place), place);
        } else {
            throw input_error("{}: expected a stored or deflated array, found zip method {}", place,
                              entry.method);
        }
    }
    return arrays;
}

void NpzWriter::add(const std::string& name, const std::vector<std::int64_t>& shape, const float* values) {
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    add_entry(name, "<f4", shape, values, count * sizeof(float));
}

void NpzWriter::add(const std::string& name, const std::vector<std::int64_t>& shape,
                    const std::int64_t* values) {
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    add_entry(name, "<i8", shape, values, count * sizeof(std::int64_t));
}

void NpzWriter::add(const std::string& name, const std::vector<std::string>& texts) {
    // NumPy's strings are code points of four bytes, all as long as the longest.
    std::vector<std::u32string> points;
    std::size_t width = 1;
    for (const std::string& text : texts) {
        std::u32string& out = points.emplace_back();
        for (std::size_t i = 0; i < text.size();) {
            const auto byte = static_cast<unsigned char>(text[i]);
            const std::size_t more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
            char32_t point = more == 0 ? byte : byte & (0x3f >> more);
            for (std::size_t k = 1; k <= more && i + k < text.size(); ++k)
                point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
            out += point;
            i += 1 + more;
        }
        width = std::max(width, out.size());
    }
    std::u32string all;
    for (std::u32string& text : points) {
        text.resize(width, U'\0');
        all += text;
    }
    add_entry(name, "<U" + std::to_string(width), {static_cast<std::int64_t>(texts.size())}, all.data(),
              all.size() * 4);
}

void NpzWriter::add_entry(const std::string& name, const std::string& descr,
                          const std::vector<std::int64_t>& shape, const void* data, std::size_t bytes) {
    std::string body = npy_preamble(descr, shape);
    body.append(static_cast<const char*>(data), bytes);
    if (entries_.size() + body.size() > std::numeric_limits<std::uint32_t>::max() - 4096)
        throw input_error("{}: expected arrays below 4 GB together", name);
    const auto checksum = crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
    const std::string entry = name + ".npy";
    std::string common;              // of local header and directory
    append_number(common, 20, 2);    // version needed
    append_number(common, 0, 2);     // flags
    append_number(common, 0, 2);     // stored
    append_number(common, 0, 2);     // time
    append_number(common, 0x21, 2);  // date: 1980-01-01, the zip format's beginning
    append_number(common, checksum, 4);
    append_number(common, body.size(), 4);
    append_number(common, body.size(), 4);
    append_number(common, entry.size(), 2);
    append_number(common, 0, 2);  // extra
    const std::size_t offset = entries_.size();
    entries_ += "PK\3\4" + common + entry + body;
    directory_ += "PK\1\2";
    append_number(directory_, 20, 2);
    directory_ += common;
    append_number(directory_, 0, 10);  // comment, disk, attributes
    append_number(directory_, offset, 4);
    directory_ += entry;
    ++count_;
}

void NpzWriter::write(const fs::path& file) const {
    std::string end = "PK\5\6";
    append_number(end, 0, 4);
    append_number(end, count_, 2);
    append_number(end, count_, 2);
    append_number(end, directory_.size(), 4);
    append_number(end, entries_.size(), 4);
    append_number(end, 0, 2);
    write_file_atomically(file, entries_ + directory_ + end);
}

}  // namespace im

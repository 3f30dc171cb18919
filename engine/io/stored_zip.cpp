#include "engine/io/stored_zip.h"

#include <algorithm>
#include <cstdint>

#include "engine/core/error.h"

namespace im {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kLocalHeader = 0x04034b50, kEntry = 0x02014b50, kEnd = 0x06054b50,
                        kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::uint64_t kEndSize = 22, kLocatorSize = 20, kEntrySize = 46, kLocalSize = 30;

/// Little-endian numbers out of untrusted bytes.
class Reader {
  public:
    Reader(Bytes bytes, const std::string& place) : bytes_(bytes), place_(place) {}

    std::uint64_t number(std::uint64_t offset, int width) const {
        const auto digits = part(offset, static_cast<std::uint64_t>(width));
        std::uint64_t value = 0;
        for (int i = width; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(digits[i]);
        return value;
    }
    Bytes part(std::uint64_t offset, std::uint64_t size) const {
        if (offset > bytes_.size() || size > bytes_.size() - offset) {
            throw input_error("{}: expected a zip archive of {} bytes or more, found {} (truncated?)", place_,
                              offset + std::min(size, ~offset), bytes_.size());
        }
        return bytes_.subspan(offset, size);
    }
    std::uint64_t size() const { return bytes_.size(); }
    const std::string& place() const { return place_; }

  private:
    Bytes bytes_;
    const std::string& place_;
};

/// The end record lies last, before a comment of at most 65,535 bytes.
std::uint64_t find_end(const Reader& in) {
    if (in.size() >= kEndSize) {
        const std::uint64_t last = in.size() - kEndSize;
        for (std::uint64_t back = 0; back <= std::min<std::uint64_t>(last, 0xffff); ++back) {
            if (in.number(last - back, 4) == kEnd) return last - back;
        }
    }
    throw input_error("{}: expected a zip archive, found no table of contents (truncated?)", in.place());
}

struct Directory {
    std::uint64_t offset, entries;
};

Directory find_directory(const Reader& in) {
    const auto end = find_end(in);
    if (end >= kLocatorSize && in.number(end - kLocatorSize, 4) == kEnd64Locator) {
        const auto end64 = in.number(end - kLocatorSize + 8, 8);
        if (in.number(end64, 4) != kEnd64)
            throw input_error("{}: the zip archive's zip64 record is missing", in.place());
        return {in.number(end64 + 48, 8), in.number(end64 + 32, 8)};
    }
    return {in.number(end + 16, 4), in.number(end + 10, 2)};
}

/// Fields of 0xffffffff are 64-bit numbers in the extra block with tag 1, in this order.
struct Sizes {
    std::uint64_t plain, packed, local;
};

Sizes entry_sizes(const Reader& in, std::uint64_t entry, std::uint64_t extra, std::uint64_t extra_size) {
    Sizes sizes{in.number(entry + 24, 4), in.number(entry + 20, 4), in.number(entry + 42, 4)};
    for (std::uint64_t at = extra; at + 4 <= extra + extra_size; at += 4 + in.number(at + 2, 2)) {
        if (in.number(at, 2) != 1) continue;
        auto field = at + 4;
        for (auto* value : {&sizes.plain, &sizes.packed, &sizes.local}) {
            if (*value != 0xffffffff) continue;
            *value = in.number(field, 8);
            field += 8;
        }
    }
    return sizes;
}

}  // namespace

bool looks_like_zip(Bytes bytes) {
    return bytes.size() >= 4 && bytes[0] == std::byte{'P'} && bytes[1] == std::byte{'K'} &&
           bytes[2] == std::byte{3} && bytes[3] == std::byte{4};
}

std::vector<ZipEntry> zip_entries(Bytes bytes, const std::string& place) {
    const Reader in(bytes, place);
    const auto [start, count] = find_directory(in);
    std::vector<ZipEntry> entries;
    auto at = start;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (in.number(at, 4) != kEntry) throw input_error("{}: zip entry {} is damaged", place, i);
        const auto flags = in.number(at + 8, 2), method = in.number(at + 10, 2);
        const auto name_size = in.number(at + 28, 2), extra_size = in.number(at + 30, 2),
                   comment_size = in.number(at + 32, 2);
        const auto name = in.part(at + kEntrySize, name_size);
        const auto sizes = entry_sizes(in, at, at + kEntrySize + name_size, extra_size);
        at += kEntrySize + name_size + extra_size + comment_size;
        if ((flags & 1) != 0) continue;
        if (in.number(sizes.local, 4) != kLocalHeader || (method == 0 && sizes.plain != sizes.packed)) {
            throw input_error("{}: zip entry {} is damaged", place, i);
        }
        const auto data =
            sizes.local + kLocalSize + in.number(sizes.local + 26, 2) + in.number(sizes.local + 28, 2);
        entries.push_back({std::string(reinterpret_cast<const char*>(name.data()), name.size()),
                           static_cast<int>(method), sizes.plain, in.part(data, sizes.packed)});
    }
    return entries;
}

std::map<std::string, Bytes> stored_zip_entries(Bytes bytes, const std::string& place) {
    std::map<std::string, Bytes> entries;
    for (const ZipEntry& entry : zip_entries(bytes, place)) {
        if (entry.method == 0) entries[entry.name] = entry.data;
    }
    return entries;
}

}  // namespace im

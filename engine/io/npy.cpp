#include "engine/io/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace fs = std::filesystem;
namespace {

static_assert(std::endian::native == std::endian::little, "npy arrays are read as they lie");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint32_t kHeaderBytesMax = 1 << 20;
constexpr std::size_t kDimensionsMax = 32;  // NumPy's own limit
constexpr std::string_view kRateNote = "# fps: ";
constexpr double kRateMax = 1000;

/// Kind and width, without the byte order.
constexpr std::array<std::string_view, 12> kDtypes{"f2", "f4", "f8", "i1", "i2", "i4",
                                                   "i8", "u1", "u2", "u4", "u8", "b1"};

/// Bytes of an element; 0 for what is no number.
std::size_t dtype_width(std::string_view dtype) {
    if (dtype.size() != 3 || std::string_view("<>|=").find(dtype[0]) == std::string_view::npos) return 0;
    const bool known = std::find(kDtypes.begin(), kDtypes.end(), dtype.substr(1)) != kDtypes.end();
    return known ? static_cast<std::size_t>(dtype[2] - '0') : 0;
}

/// Reads the one Python literal that NumPy writes: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4),
/// }
class HeaderParser {
  public:
    HeaderParser(const fs::path& file, std::string_view text) : file_(file), text_(text) {}

    NpyHeader parse() {
        NpyHeader header;
        bool has_descr = false, has_order = false, has_shape = false;
        expect('{');
        while (!accept('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr" && !has_descr) {
                header.dtype = quoted();
                has_descr = true;
            } else if (key == "fortran_order" && !has_order) {
                header.fortran_order = boolean();
                has_order = true;
            } else if (key == "shape" && !has_shape) {
                header.shape = tuple();
                has_shape = true;
            } else {
                fail("each of descr, fortran_order, shape once", "'" + key + "'");
            }
            if (!accept(',') && !peek('}')) fail("',' or '}'", here());
        }
        skip_spaces();
        if (text_.substr(at_).starts_with(kRateNote)) header.fps = rate();
        if (at_ != text_.size()) fail("the end of the header", here());
        if (!has_descr || !has_order || !has_shape)
            fail("descr, fortran_order and shape", std::string(text_.substr(0, 80)));
        return header;
    }

  private:
    [[noreturn]] void fail(std::string_view expected, const std::string& found) const {
        throw input_error("{}: npy header, character {}: expected {}, found {}", file_.string(), at_,
                          expected, found);
    }
    std::string here() const {
        return at_ < text_.size() ? "'" + std::string(text_.substr(at_, 12)) + "'" : "the end";
    }
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    bool peek(char c) {
        skip_spaces();
        return at_ < text_.size() && text_[at_] == c;
    }
    bool accept(char c) {
        const bool found = peek(c);
        if (found) ++at_;
        return found;
    }
    void expect(char c) {
        if (!accept(c)) fail(std::string("'") + c + "'", here());
    }
    std::string quoted() {
        skip_spaces();
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '\'' && quote != '"')
            fail("a quoted word (arrays with named columns are not read)", here());
        const auto end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) fail("a closing quote", "none");
        const std::string word(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return word;
    }
    bool boolean() {
        skip_spaces();
        for (const auto& [word, value] :
             {std::pair{std::string_view("True"), true}, std::pair{std::string_view("False"), false}}) {
            if (text_.substr(at_, word.size()) == word) {
                at_ += word.size();
                return value;
            }
        }
        fail("True or False", here());
    }
    /// What write_npy notes of the frame rate.
    std::optional<double> rate() {
        double fps = 0;
        const char* begin = text_.data() + at_ + kRateNote.size();
        const auto [end, code] = std::from_chars(begin, text_.data() + text_.size(), fps);
        if (code != std::errc() || !(fps > 0) || !(fps <= kRateMax)) fail("a frame rate", here());
        at_ = static_cast<std::size_t>(end - text_.data());
        skip_spaces();
        return fps;
    }
    std::vector<std::int64_t> tuple() {
        std::vector<std::int64_t> sizes;
        expect('(');
        while (!accept(')')) {
            skip_spaces();
            std::int64_t size = 0;
            const char* begin = text_.data() + at_;
            const auto [end, code] = std::from_chars(begin, text_.data() + text_.size(), size);
            if (code != std::errc() || size < 0) fail("a size", here());
            at_ += static_cast<std::size_t>(end - begin);
            sizes.push_back(size);
            if (sizes.size() > kDimensionsMax) fail("at most 32 dimensions", "more");
            if (!accept(',') && !peek(')')) fail("',' or ')'", here());
        }
        return sizes;
    }

    const fs::path& file_;
    std::string_view text_;
    std::size_t at_ = 0;
};

/// Bytes that the shape asks for; nothing if the product does not fit.
std::optional<std::uint64_t> data_bytes(const NpyHeader& header) {
    std::uint64_t bytes = dtype_width(header.dtype);
    if (std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end()) return 0;
    for (const std::int64_t size : header.shape) {
        if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) /
                        static_cast<std::uint64_t>(size)) {
            return std::nullopt;
        }
        bytes *= static_cast<std::uint64_t>(size);
    }
    return bytes;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    return shape.size() == 1 ? fmt::format("({},)", shape[0]) : fmt::format("({})", fmt::join(shape, ", "));
}

/// A pickle may run any code: only its owner can say whether to trust it, and only Python can read it.
[[noreturn]] void refuse_objects(const std::string& place, const NpyHeader& header) {
    std::string name = fs::path(place).filename().string();
    const std::size_t member = name.find(".npz: ");  // an array within an archive
    if (member != std::string::npos) name.resize(member + 4);
    const std::string stem = fs::path(name).stem().string(),
                      out = member != std::string::npos ? stem + "-plain.npz" : stem + ".npz",
                      read = fmt::format("np.load('{}', allow_pickle=True)", name);
    const bool dictionary = header.shape.empty() || member != std::string::npos;
    const std::string line =
        dictionary ? fmt::format(
                         "d = {}{}; np.savez('{}', **{{k: v for k, v in d.items() if getattr(v, 'dtype', "
                         "'O') != 'O'}})",
                         read, member != std::string::npos ? "" : ".item()", out)
                   : fmt::format("np.savez('{}', *{})", out, read);
    throw input_error(
        "{}: expected numbers, found a pickled Python object (dtype {}), which can run code when it is "
        "opened "
        "and is therefore never read. If you trust where it is from, this writes its arrays to {}, which is "
        "read: python3 -c \"import numpy as np; {}\"",
        place, header.dtype, out, line);
}

/// The header, checked against the size of the file. Leaves the stream at the data.
NpyHeader read_header(const fs::path& file, std::istream& in, std::uint64_t file_bytes) {
    const auto read = [&](void* to, std::size_t bytes) {
        in.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
        if (static_cast<std::size_t>(in.gcount()) != bytes)
            throw input_error("{}: truncated within the npy header", file.string());
    };
    std::array<char, 8> start{};
    read(start.data(), start.size());
    const std::string_view magic(start.data(), kMagic.size());
    if (magic != kMagic) {
        throw input_error("{}: expected a NumPy array (first bytes \\x93NUMPY), found {}", file.string(),
                          magic.starts_with("PK")     ? "a zip archive: is it an .npz?"
                          : magic.starts_with("\x80") ? "a Python pickle, which is never read"
                                                      : "something else");
    }
    const int version = static_cast<unsigned char>(start[6]);
    if (version < 1 || version > 3)
        throw input_error("{}: expected npy format 1 to 3, found {}", file.string(), version);
    std::uint32_t length = 0;
    read(&length, version == 1 ? 2 : 4);
    if (length > kHeaderBytesMax || length > file_bytes) {
        throw input_error("{}: npy header length: expected at most {}, found {}", file.string(),
                          std::min<std::uint64_t>(kHeaderBytesMax, file_bytes), length);
    }
    std::string text(length, '\0');
    read(text.data(), length);

    NpyHeader header = HeaderParser(file, text).parse();
    header.data_offset = start.size() + (version == 1 ? 2 : 4) + length;
    if (header.dtype.ends_with('O')) refuse_objects(file.string(), header);
    if (dtype_width(header.dtype) == 0) {
        throw input_error("{}: expected a dtype of {}; found {}", file.string(), fmt::join(kDtypes, ", "),
                          header.dtype);
    }
    const auto wanted = data_bytes(header);
    const std::uint64_t found = file_bytes - header.data_offset;
    if (!wanted || *wanted != found) {
        throw input_error("{}: shape {} of {} expects {} bytes of data, found {}", file.string(),
                          shape_text(header.shape), header.dtype,
                          wanted ? std::to_string(*wanted) : "too many", found);
    }
    return header;
}

std::ifstream open(const fs::path& file, std::uint64_t& bytes) {
    std::error_code code;
    if (!fs::is_regular_file(file, code)) throw input_error("{}: no such file", file.string());
    bytes = fs::file_size(file, code);
    std::ifstream in(file, std::ios::binary);
    if (code || !in) throw input_error("{}: cannot be opened", file.string());
    return in;
}

template <class From>
std::vector<float> to_floats(const std::vector<std::byte>& data) {
    std::vector<float> out(data.size() / sizeof(From));
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value;
        std::memcpy(&value, data.data() + i * sizeof(From), sizeof(From));
        out[i] = static_cast<float>(value);
    }
    return out;
}

/// IEEE 754 half precision.
float from_half(std::uint16_t half) {
    const int exponent = half >> 10 & 31, fraction = half & 1023;
    const float size = exponent == 31  ? (fraction == 0 ? std::numeric_limits<float>::infinity()
                                                        : std::numeric_limits<float>::quiet_NaN())
                       : exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                       : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
    return (half & 0x8000) != 0 ? -size : size;
}

void widen_halves(NpyArray& array) {
    std::vector<std::byte> floats(array.data.size() * 2);
    for (std::size_t i = 0; i < array.data.size() / 2; ++i) {
        std::uint16_t half;
        std::memcpy(&half, array.data.data() + 2 * i, 2);
        const float value = from_half(half);
        std::memcpy(floats.data() + 4 * i, &value, 4);
    }
    array.data = std::move(floats);
    array.dtype = "<f4";
}

/// The last index running fastest, as in C, where the first one did.
void to_c_order(NpyArray& array, std::size_t width) {
    const std::size_t count = array.data.size() / width, dimensions = array.shape.size();
    std::vector<std::byte> ordered(array.data.size());
    std::vector<std::size_t> index(dimensions, 0), stride(dimensions, 1);
    for (std::size_t d = 1; d < dimensions; ++d)
        stride[d] = stride[d - 1] * static_cast<std::size_t>(array.shape[d - 1]);
    std::size_t from = 0;
    for (std::size_t to = 0; to < count; ++to) {
        std::memcpy(ordered.data() + to * width, array.data.data() + from * width, width);
        for (std::size_t d = dimensions; d-- > 0;) {
            from += stride[d];
            if (++index[d] < static_cast<std::size_t>(array.shape[d])) break;
            from -= index[d] * stride[d];
            index[d] = 0;
        }
    }
    array.data = std::move(ordered);
}

/// The array of data as they lie in a file.
NpyArray array_of(NpyHeader header, std::vector<std::byte> data) {
    NpyArray array{std::move(header.dtype), std::move(header.shape), std::move(data), header.fps};
    const std::size_t width = dtype_width(array.dtype);
    if (array.dtype[0] == '>' && width > 1) {
        for (std::size_t i = 0; i < array.data.size(); i += width)
            std::reverse(array.data.begin() + static_cast<std::ptrdiff_t>(i),
                         array.data.begin() + static_cast<std::ptrdiff_t>(i + width));
    }
    array.dtype[0] = width == 1 ? '|' : '<';
    if (header.fortran_order && array.shape.size() > 1) to_c_order(array, width);
    if (array.dtype == "<f2") widen_halves(array);
    return array;
}

}  // namespace

std::int64_t NpyArray::element_count() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    return count;
}

std::vector<float> NpyArray::as_float() const {
    if (dtype == "<f4") return to_floats<float>(data);
    if (dtype == "<f8") return to_floats<double>(data);
    if (dtype == "<i2") return to_floats<std::int16_t>(data);
    if (dtype == "<i4") return to_floats<std::int32_t>(data);
    if (dtype == "<i8") return to_floats<std::int64_t>(data);
    if (dtype == "<u2") return to_floats<std::uint16_t>(data);
    if (dtype == "<u4") return to_floats<std::uint32_t>(data);
    if (dtype == "<u8") return to_floats<std::uint64_t>(data);
    if (dtype == "|i1") return to_floats<std::int8_t>(data);
    return to_floats<std::uint8_t>(data);
}

NpyHeader read_npy_header(const fs::path& file) {
    std::uint64_t bytes = 0;
    std::ifstream in = open(file, bytes);
    return read_header(file, in, bytes);
}

NpyArray read_npy(const fs::path& file) {
    std::uint64_t bytes = 0;
    std::ifstream in = open(file, bytes);
    NpyHeader header = read_header(file, in, bytes);
    std::vector<std::byte> data(bytes - header.data_offset);
    in.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(data.size()));
    if (static_cast<std::size_t>(in.gcount()) != data.size())
        throw input_error("{}: truncated", file.string());
    return array_of(std::move(header), std::move(data));
}

NpyArray parse_npy(std::string_view bytes, const std::string& place) {
    std::istringstream in{std::string(bytes.substr(0, kHeaderBytesMax + 16))};
    NpyHeader header = read_header(place, in, bytes.size());
    const std::string_view rest = bytes.substr(header.data_offset);
    std::vector<std::byte> data(rest.size());
    std::copy(rest.begin(), rest.end(), reinterpret_cast<char*>(data.data()));
    return array_of(std::move(header), std::move(data));
}

std::string npy_preamble(const std::string& dtype, const std::vector<std::int64_t>& shape, double fps) {
    std::string text =
        "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
    if (fps > 0) text += fmt::format(" {}{}", kRateNote, fps);
    // Magic, version, length, text and newline together make a multiple of 64, as NumPy does it.
    text.append((64 - (10 + text.size() + 1) % 64) % 64, ' ');
    text += '\n';
    const auto length = static_cast<std::uint16_t>(text.size());
    std::string start(kMagic);
    start += {'\x01', '\0', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
    return start + text;
}

void write_npy(const fs::path& file, const std::vector<std::int64_t>& shape, const float* values,
               double fps) {
    std::uint64_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::uint64_t>(size);
    write_file_atomically(file, [&](std::ostream& out) {
        out << npy_preamble("<f4", shape, fps);
        out.write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(count * sizeof(float)));
    });
}

}  // namespace im

#include "engine/io/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
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

struct Dtype {
    const char* name;
    std::size_t bytes;
};
constexpr std::array<Dtype, 8> kDtypes{
    {{"<f4", 4}, {"<f8", 8}, {"<i2", 2}, {"<i4", 4}, {"<i8", 8}, {"<u4", 4}, {"|u1", 1}, {"|b1", 1}}};

std::size_t dtype_width(std::string_view dtype) {
    const auto found =
        std::find_if(kDtypes.begin(), kDtypes.end(), [&](const Dtype& d) { return dtype == d.name; });
    return found == kDtypes.end() ? 0 : found->bytes;
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
                if (boolean()) fail("C order (fortran_order False)", "Fortran order");
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

/// The header, checked against the size of the file. Leaves the stream at the data.
NpyHeader read_header(const fs::path& file, std::istream& in, std::uint64_t file_bytes) {
    const auto read = [&](void* to, std::size_t bytes) {
        in.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
        if (static_cast<std::size_t>(in.gcount()) != bytes)
            throw input_error("{}: truncated within the npy header", file.string());
    };
    std::array<char, 8> start{};
    read(start.data(), start.size());
    if (std::string_view(start.data(), kMagic.size()) != kMagic) {
        throw input_error("{}: expected a NumPy array (first bytes \\x93NUMPY), found something else",
                          file.string());
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
    if (dtype_width(header.dtype) == 0) {
        throw input_error("{}: expected a dtype of <f4, <f8, <i2, <i4, <i8, <u4, |u1, |b1; found {}",
                          file.string(), header.dtype);
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
    if (dtype == "<u4") return to_floats<std::uint32_t>(data);
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
    NpyArray array{std::move(header.dtype), std::move(header.shape), {}};
    array.data.resize(bytes - header.data_offset);
    in.read(reinterpret_cast<char*>(array.data.data()), static_cast<std::streamsize>(array.data.size()));
    if (static_cast<std::size_t>(in.gcount()) != array.data.size())
        throw input_error("{}: truncated", file.string());
    return array;
}

NpyArray parse_npy(std::string_view bytes, const std::string& place) {
    std::istringstream in{std::string(bytes.substr(0, kHeaderBytesMax + 16))};
    NpyHeader header = read_header(place, in, bytes.size());
    NpyArray array{std::move(header.dtype), std::move(header.shape), {}};
    const std::string_view data = bytes.substr(header.data_offset);
    array.data.resize(data.size());
    std::copy(data.begin(), data.end(), reinterpret_cast<char*>(array.data.data()));
    return array;
}

std::string npy_preamble(const std::string& dtype, const std::vector<std::int64_t>& shape) {
    std::string text =
        "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
    // Magic, version, length, text and newline together make a multiple of 64, as NumPy does it.
    text.append((64 - (10 + text.size() + 1) % 64) % 64, ' ');
    text += '\n';
    const auto length = static_cast<std::uint16_t>(text.size());
    std::string start(kMagic);
    start += {'\x01', '\0', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
    return start + text;
}

void write_npy(const fs::path& file, const std::vector<std::int64_t>& shape, const float* values) {
    std::uint64_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::uint64_t>(size);
    write_file_atomically(file, [&](std::ostream& out) {
        out << npy_preamble("<f4", shape);
        out.write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(count * sizeof(float)));
    });
}

}  // namespace im

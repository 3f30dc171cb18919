#include "engine/io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors hold little-endian numbers");

constexpr std::uint64_t kHeaderBytesMax = 100'000'000;  // the limit of the format's own library
constexpr int kHeaderDepthMax = 3;                      // file > tensor > list

struct Dtype {
    const char* name;
    std::size_t bytes;
};
constexpr std::array<Dtype, 10> kDtypes{{{"F32", 4},
                                         {"F16", 2},
                                         {"BF16", 2},
                                         {"F64", 8},
                                         {"I64", 8},
                                         {"I32", 4},
                                         {"I16", 2},
                                         {"I8", 1},
                                         {"U8", 1},
                                         {"BOOL", 1}}};

float bfloat16_to_float(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

float float16_to_float(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1fu, fraction = bits & 0x3ffu;
    if (exponent == 0) {  // zero and subnormals: fraction x 2^-24
        return std::bit_cast<float>(sign |
                                    std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f));
    }
    const std::uint32_t wide = exponent == 31 ? 255u : exponent + 112u;
    return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

/// Elements of type From, wherever they lie (a file need not align them), each passed through `convert`.
template <class From, class To, class Convert>
std::vector<To> converted(std::span<const std::byte> data, Convert convert) {
    std::vector<To> out(data.size() / sizeof(From));
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value;
        std::memcpy(&value, data.data() + i * sizeof(From), sizeof(From));
        out[i] = convert(value);
    }
    return out;
}

template <class From, class To>
std::vector<To> converted(std::span<const std::byte> data) {
    return converted<From, To>(data, [](From value) { return static_cast<To>(value); });
}

std::string dtype_names() {
    std::string names;
    for (const Dtype& dtype : kDtypes) names += std::string(names.empty() ? "" : ", ") + dtype.name;
    return names;
}

/// JSON whose nesting is bounded and whose keys are unique: the parser would keep the last of two tensors of
/// one name.
json parse_header(const fs::path& file, std::string_view text) {
    std::vector<std::set<std::string>> keys;
    const auto check = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > kHeaderDepthMax) {
            throw input_error("{}: header: expected at most {} nested levels", file.string(),
                              kHeaderDepthMax);
        }
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
            throw input_error("{}: header: the name \"{}\" occurs twice", file.string(),
                              value.get<std::string>());
        }
        return true;
    };
    try {
        return json::parse(text, check);
    } catch (const json::exception& e) {
        throw input_error("{}: header: expected JSON: {}", file.string(), e.what());
    }
}

/// Non-negative whole numbers, none above what a file can hold.
std::vector<std::uint64_t> whole_numbers(const json& list, const std::string& place) {
    if (!list.is_array())
        throw input_error("{}: expected a list of whole numbers, found {}", place, list.type_name());
    std::vector<std::uint64_t> numbers;
    for (const json& number : list) {
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() > std::uint64_t{1} << 62) {
            throw input_error("{}: expected whole numbers from 0, found {}", place, number.dump());
        }
        numbers.push_back(number.get<std::uint64_t>());
    }
    return numbers;
}

/// Product of sizes; throws instead of wrapping around.
std::uint64_t checked_product(const std::vector<std::uint64_t>& sizes, std::uint64_t first,
                              const std::string& place) {
    std::uint64_t product = first;
    for (const std::uint64_t size : sizes) {
        if (size != 0 && product > std::numeric_limits<std::int64_t>::max() / size) {
            throw input_error("{}: the shape holds more elements than can be counted", place);
        }
        product *= size;
    }
    return product;
}

struct Extent {
    std::uint64_t begin, end;
    std::string name;
};

/// The tensors must fill the data part exactly, without holes and without sharing a byte.
void check_extents(const fs::path& file, std::vector<Extent> extents, std::uint64_t data_bytes) {
    std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
        return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
    });
    std::uint64_t reached = 0;
    for (const Extent& extent : extents) {
        if (extent.begin != reached) {
            throw input_error("{}: tensor \"{}\": expected its data at offset {}, found {} ({})",
                              file.string(), extent.name, reached, extent.begin,
                              extent.begin < reached ? "overlaps another tensor" : "leaves a hole");
        }
        reached = extent.end;
    }
    if (reached != data_bytes) {
        throw input_error("{}: expected {} bytes of tensor data, found {}", file.string(), reached,
                          data_bytes);
    }
}

/// Of a tensor all but its data: `view.data` is empty.
struct Entry {
    TensorView view;
    std::uint64_t begin = 0, bytes = 0;  ///< within the data part
};

struct Header {
    std::map<std::string, Entry> tensors;
    std::map<std::string, std::string> metadata;
};

void check_length(const fs::path& file, std::uint64_t file_bytes) {
    if (file_bytes < sizeof(std::uint64_t)) {
        throw input_error("{}: expected a safetensors file, found only {} bytes", file.string(), file_bytes);
    }
}

void check_header_length(const fs::path& file, std::uint64_t header_bytes, std::uint64_t file_bytes) {
    const std::uint64_t after_length = file_bytes - sizeof(header_bytes);
    if (header_bytes > kHeaderBytesMax || header_bytes > after_length) {
        throw input_error(
            "{}: header length: expected at most {}, found {} (truncated, or not a safetensors file)",
            file.string(), std::min(kHeaderBytesMax, after_length), header_bytes);
    }
}

Header read_header(const fs::path& file, std::string_view text, std::uint64_t data_bytes) {
    const json object = parse_header(file, text);
    if (!object.is_object())
        throw input_error("{}: header: expected an object, found {}", file.string(), object.type_name());

    Header header;
    std::vector<Extent> extents;
    for (const auto& [name, entry] : object.items()) {
        const std::string place = fmt::format("{}: tensor \"{}\"", file.string(), name);
        if (!entry.is_object())
            throw input_error("{}: expected an object, found {}", place, entry.type_name());
        if (name == "__metadata__") {
            for (const auto& [key, value] : entry.items()) {
                if (!value.is_string()) {
                    throw input_error("{}: __metadata__ \"{}\": expected a text, found {}", file.string(),
                                      key, value.type_name());
                }
                header.metadata[key] = value.get<std::string>();
            }
            continue;
        }
        for (const char* key : {"dtype", "shape", "data_offsets"}) {
            if (!entry.contains(key)) throw input_error("{}: \"{}\" is missing", place, key);
        }
        if (!entry["dtype"].is_string()) throw input_error("{}: dtype: expected a text", place);
        TensorView view;
        view.dtype = entry["dtype"].get<std::string>();
        const std::size_t element_bytes = dtype_bytes(view.dtype);
        if (element_bytes == 0)
            throw input_error("{}: dtype: expected one of {}; found {}", place, dtype_names(), view.dtype);

        const auto shape = whole_numbers(entry["shape"], place + ": shape");
        const auto offsets = whole_numbers(entry["data_offsets"], place + ": data_offsets");
        if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data_bytes) {
            throw input_error("{}: data_offsets: expected [begin, end] within {} bytes, found {}", place,
                              data_bytes, entry["data_offsets"].dump());
        }
        const std::uint64_t wanted = checked_product(shape, element_bytes, place);
        if (wanted != offsets[1] - offsets[0]) {
            throw input_error("{}: expected {} bytes for shape {} of {}, found {}", place, wanted,
                              entry["shape"].dump(), view.dtype, offsets[1] - offsets[0]);
        }
        view.shape.assign(shape.begin(), shape.end());
        extents.push_back({offsets[0], offsets[1], name});
        header.tensors.emplace(name, Entry{std::move(view), offsets[0], wanted});
    }
    check_extents(file, std::move(extents), data_bytes);
    return header;
}

}  // namespace

std::int64_t TensorView::element_count() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    return count;
}

std::size_t dtype_bytes(const std::string& dtype) {
    const auto found =
        std::find_if(kDtypes.begin(), kDtypes.end(), [&](const Dtype& d) { return dtype == d.name; });
    return found == kDtypes.end() ? 0 : found->bytes;
}

std::vector<float> as_float(const TensorView& view) {
    if (view.dtype == "F32") return converted<float, float>(view.data);
    if (view.dtype == "F64") return converted<double, float>(view.data);
    if (view.dtype == "F16") return converted<std::uint16_t, float>(view.data, float16_to_float);
    if (view.dtype == "BF16") return converted<std::uint16_t, float>(view.data, bfloat16_to_float);
    if (view.dtype == "I64") return converted<std::int64_t, float>(view.data);
    if (view.dtype == "I32") return converted<std::int32_t, float>(view.data);
    if (view.dtype == "I16") return converted<std::int16_t, float>(view.data);
    if (view.dtype == "I8") return converted<std::int8_t, float>(view.data);
    if (view.dtype == "U8" || view.dtype == "BOOL") return converted<std::uint8_t, float>(view.data);
    throw input_error("expected a dtype of {}; found {}", dtype_names(), view.dtype);
}

std::vector<std::int64_t> as_int64(const TensorView& view) {
    if (view.dtype == "I64") return converted<std::int64_t, std::int64_t>(view.data);
    if (view.dtype == "I32") return converted<std::int32_t, std::int64_t>(view.data);
    if (view.dtype == "I16") return converted<std::int16_t, std::int64_t>(view.data);
    if (view.dtype == "I8") return converted<std::int8_t, std::int64_t>(view.data);
    if (view.dtype == "U8" || view.dtype == "BOOL") return converted<std::uint8_t, std::int64_t>(view.data);
    throw input_error("expected an integer dtype, found {}", view.dtype);
}

SafetensorsFile SafetensorsFile::read(const fs::path& file) {
    SafetensorsFile result;
    result.file_ = file;
    result.bytes_ = read_bytes(file);
    const std::span<const std::byte> bytes = result.bytes_;

    std::uint64_t header_bytes = 0;
    check_length(file, bytes.size());
    std::memcpy(&header_bytes, bytes.data(), sizeof(header_bytes));
    check_header_length(file, header_bytes, bytes.size());
    const auto data = bytes.subspan(sizeof(header_bytes) + header_bytes);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + sizeof(header_bytes),
                                header_bytes);
    Header header = read_header(file, text, data.size());
    result.metadata_ = std::move(header.metadata);
    for (auto& [name, entry] : header.tensors) {
        entry.view.data = data.subspan(entry.begin, entry.bytes);
        result.tensors_.emplace(name, std::move(entry.view));
    }
    return result;
}

std::int64_t safetensors_elements(const fs::path& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) throw input_error("{}: cannot be opened", file.string());
    const auto file_bytes = static_cast<std::uint64_t>(in.tellg());
    check_length(file, file_bytes);
    std::uint64_t header_bytes = 0;
    in.seekg(0).read(reinterpret_cast<char*>(&header_bytes), sizeof(header_bytes));
    check_header_length(file, header_bytes, file_bytes);
    std::string text(header_bytes, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size())))
        throw input_error("{}: cannot be read", file.string());
    std::int64_t count = 0;
    for (const auto& [name, entry] :
         read_header(file, text, file_bytes - sizeof(header_bytes) - header_bytes).tensors)
        count += entry.view.element_count();
    return count;
}

const TensorView& SafetensorsFile::at(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) throw input_error("{}: there is no tensor \"{}\"", file_.string(), name);
    return found->second;
}

std::vector<float> SafetensorsFile::as_float(const std::string& name) const {
    return im::as_float(at(name));
}

std::vector<std::int64_t> SafetensorsFile::as_int64(const std::string& name) const {
    const TensorView& view = at(name);
    if (view.dtype.find('F') != std::string::npos) {
        throw input_error("{}: tensor \"{}\": expected integers, found {}", file_.string(), name, view.dtype);
    }
    return im::as_int64(view);
}

void write_safetensors(const fs::path& file, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
    std::vector<const std::pair<const std::string, TensorView>*> order;
    for (const auto& tensor : tensors) {
        const TensorView& view = tensor.second;
        const std::size_t element_bytes = dtype_bytes(view.dtype);
        const bool counted =
            std::all_of(view.shape.begin(), view.shape.end(), [](std::int64_t size) { return size >= 0; });
        if (element_bytes == 0 || !counted ||
            static_cast<std::uint64_t>(view.element_count()) * element_bytes != view.data.size()) {
            throw usage_error("{}: tensor \"{}\": dtype {} and {} elements do not make {} bytes",
                              file.string(), tensor.first, view.dtype, view.element_count(),
                              view.data.size());
        }
        order.push_back(&tensor);
    }
    // Wide elements first; within one width by name (the map's order).
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return dtype_bytes(a->second.dtype) > dtype_bytes(b->second.dtype);
    });

    json header = json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const auto* tensor : order) {
        const TensorView& view = tensor->second;
        const std::uint64_t end = offset + view.data.size();
        header[tensor->first] = {
            {"dtype", view.dtype}, {"shape", view.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t header_bytes = text.size();

    write_file_atomically(file, [&](std::ostream& out) {
        out.write(reinterpret_cast<const char*>(&header_bytes), sizeof(header_bytes));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        for (const auto* tensor : order) {
            const auto& data = tensor->second.data;
            out.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
        }
    });
}

}  // namespace im

#include "engine/io/gltf_numbers.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace {

constexpr std::uint64_t kFileMax = 1ull << 30;
constexpr std::size_t kZerosMax = 1 << 24;  // numbers that no byte of the file stands for
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
enum Type { kByte = 5120, kUnsignedByte, kShort, kUnsignedShort, kUnsignedInt = 5125, kFloat = 5126 };

std::size_t bytes_of(int type) {
    switch (type) {
        case kByte:
        case kUnsignedByte:
            return 1;
        case kShort:
        case kUnsignedShort:
            return 2;
        case kUnsignedInt:
        case kFloat:
            return 4;
        default:
            throw input_error("accessor: expected a component type from 5120 to 5126, found {}", type);
    }
}

template <class T>
double value_at(const char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

double number_at(const char* bytes, int type, bool normalised) {
    switch (type) {
        case kByte:
            return normalised ? std::max(value_at<std::int8_t>(bytes) / 127, -1.0)
                              : value_at<std::int8_t>(bytes);
        case kUnsignedByte:
            return value_at<std::uint8_t>(bytes) / (normalised ? 255 : 1);
        case kShort:
            return normalised ? std::max(value_at<std::int16_t>(bytes) / 32767, -1.0)
                              : value_at<std::int16_t>(bytes);
        case kUnsignedShort:
            return value_at<std::uint16_t>(bytes) / (normalised ? 65535 : 1);
        case kUnsignedInt:
            return value_at<std::uint32_t>(bytes);
        default:
            return value_at<float>(bytes);
    }
}

std::size_t width_of(const std::string& type) {
    const std::pair<std::string_view, std::size_t> widths[] = {
        {"SCALAR", 1}, {"VEC2", 2}, {"VEC3", 3}, {"VEC4", 4}, {"MAT2", 4}, {"MAT3", 9}, {"MAT4", 16}};
    for (const auto& [name, width] : widths) {
        if (name == type) return width;
    }
    throw input_error("accessor: expected a type from SCALAR to MAT4, found \"{}\"", type.substr(0, 20));
}

/// %20 and its like.
std::string unescaped(std::string_view uri) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'                     ? c - '0'
               : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                        : -1;
    };
    std::string path;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        const bool escaped =
            uri[i] == '%' && i + 2 < uri.size() && digit(uri[i + 1]) >= 0 && digit(uri[i + 2]) >= 0;
        path += escaped ? static_cast<char>(16 * digit(uri[i + 1]) + digit(uri[i + 2])) : uri[i];
        if (escaped) i += 2;
    }
    return path;
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
    }
    return text;
}

std::string bytes_of_base64(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) break;
        group = group << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(group >> bits & 255);
    }
    return bytes;
}

GltfNumbers::GltfNumbers(const nlohmann::ordered_json& content, const std::string& binary,
                         std::filesystem::path file)
    : content_(content), binary_(binary), file_(std::move(file)) {}

const nlohmann::ordered_json& GltfNumbers::item(const char* list, std::size_t index) const {
    const auto items = content_.find(list);
    if (items == content_.end() || !items->is_array() || index >= items->size())
        throw input_error("{}: expected number {}, found {}", list, index,
                          items == content_.end() ? 0 : items->size());
    return (*items)[index];
}

const std::string& GltfNumbers::buffer(std::size_t index) {
    const auto& described = item("buffers", index);
    if (!described.contains("uri")) return binary_;
    const auto known = buffers_.find(index);
    if (known != buffers_.end()) return known->second;
    const std::string& uri = described.at("uri").get_ref<const std::string&>();
    const std::size_t comma = uri.find(',');
    if (uri.starts_with("data:") && comma != std::string::npos)
        return buffers_[index] = bytes_of_base64(std::string_view(uri).substr(comma + 1));
    return buffers_[index] = read_text(file_.parent_path() / unescaped(uri), kFileMax);
}

std::vector<double> GltfNumbers::read(const Numbers& numbers) {
    const auto& view = item("bufferViews", numbers.view);
    const std::string& bytes = buffer(view.at("buffer").get<std::size_t>());
    const std::size_t begin = view.value("byteOffset", std::size_t{0}), length = view.at("byteLength"),
                      each = bytes_of(numbers.type), item_bytes = each * numbers.width,
                      stride = std::max(view.value("byteStride", item_bytes), item_bytes);
    const bool inside =
        begin <= bytes.size() && length <= bytes.size() - begin && numbers.offset <= length &&
        (numbers.count == 0 || (length - numbers.offset >= item_bytes &&
                                (numbers.count - 1) <= (length - numbers.offset - item_bytes) / stride));
    if (!inside)
        throw input_error("accessor of {} items: expected them within a view of {} bytes at {} of {}",
                          numbers.count, length, begin, bytes.size());
    std::vector<double> values;
    values.reserve(numbers.count * numbers.width);
    for (std::size_t i = 0; i < numbers.count; ++i) {
        const char* at = bytes.data() + begin + numbers.offset + i * stride;
        for (std::size_t k = 0; k < numbers.width; ++k)
            values.push_back(number_at(at + k * each, numbers.type, numbers.normalised));
    }
    return values;
}

std::vector<float> GltfNumbers::read(std::size_t accessor) {
    const auto& described = item("accessors", accessor);
    Numbers numbers;
    numbers.count = described.at("count");
    numbers.type = described.at("componentType");
    numbers.width = width_of(described.at("type"));
    numbers.normalised = described.value("normalized", false);
    numbers.offset = described.value("byteOffset", std::size_t{0});
    std::vector<double> values;
    if (described.contains("bufferView")) {
        numbers.view = described.at("bufferView");
        values = read(numbers);
    } else {
        if (numbers.count > kZerosMax / numbers.width)
            throw input_error("accessor: expected fewer items, found {}", numbers.count);
        values.assign(numbers.count * numbers.width, 0);
    }
    if (const auto sparse = described.find("sparse"); sparse != described.end()) {
        const auto& where = sparse->at("indices");
        const auto& what = sparse->at("values");
        Numbers indices{where.at("bufferView"),    where.value("byteOffset", std::size_t{0}),
                        sparse->at("count"),       1,
                        where.at("componentType"), false};
        Numbers filled = numbers;
        filled.view = what.at("bufferView");
        filled.offset = what.value("byteOffset", std::size_t{0});
        filled.count = indices.count;
        const std::vector<double> places = read(indices), fillings = read(filled);
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!(places[i] >= 0) || !(places[i] < static_cast<double>(numbers.count)))
                throw input_error("accessor: expected sparse items below {}, found {}", numbers.count,
                                  places[i]);
            for (std::size_t k = 0; k < numbers.width; ++k)
                values[static_cast<std::size_t>(places[i]) * numbers.width + k] =
                    fillings[i * numbers.width + k];
        }
    }
    return {values.begin(), values.end()};
}

}  // namespace im

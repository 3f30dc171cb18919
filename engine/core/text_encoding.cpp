#include "engine/core/text_encoding.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace im {
namespace {

using namespace std::string_view_literals;

constexpr char32_t kUnknown = 0xFFFD;

struct Encoding {
    const char* name;
    std::string_view mark;
    std::size_t width;  // bytes of a unit
    bool little_endian;
};
// UTF-32's little-endian mark begins as UTF-16's does: the longer one comes first.
constexpr Encoding kEncodings[] = {{"UTF-32 (little-endian)", "\xFF\xFE\0\0"sv, 4, true},
                                   {"UTF-32 (big-endian)", "\0\0\xFE\xFF"sv, 4, false},
                                   {"UTF-16 (little-endian)", "\xFF\xFE"sv, 2, true},
                                   {"UTF-16 (big-endian)", "\xFE\xFF"sv, 2, false}};

/// ASCII in units of `width` bytes: all but one byte of each are zero.
bool looks_like(const Encoding& encoding, std::string_view bytes) {
    constexpr std::size_t kUnits = 4;
    if (bytes.size() < kUnits * encoding.width) return false;
    for (std::size_t i = 0; i < kUnits * encoding.width; ++i) {
        const bool is_letter = i % encoding.width == (encoding.little_endian ? 0 : encoding.width - 1);
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (is_letter ? byte < 9 || byte > 126 : byte != 0) return false;
    }
    return true;
}

void append_utf8(char32_t point, std::string& to) {
    const auto byte = [&to](char32_t value) { to += static_cast<char>(static_cast<unsigned char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | point >> 6);
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3F));
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

std::string to_utf8(std::string_view bytes, const Encoding& encoding) {
    const std::size_t units = bytes.size() / encoding.width;
    const auto unit = [&](std::size_t i) {
        char32_t value = 0;
        for (std::size_t b = 0; b < encoding.width; ++b) {
            const std::size_t at = i * encoding.width + (encoding.little_endian ? encoding.width - 1 - b : b);
            value = value << 8 | static_cast<unsigned char>(bytes[at]);
        }
        return value;
    };
    const auto is_half = [](char32_t value, char32_t first) {
        return value >= first && value < first + 0x400;
    };
    std::string text;
    text.reserve(units);
    for (std::size_t i = 0; i < units; ++i) {
        char32_t point = unit(i);
        if (encoding.width == 2 && is_half(point, 0xD800) && i + 1 < units && is_half(unit(i + 1), 0xDC00))
            point = 0x10000 + ((point - 0xD800) << 10) + (unit(++i) - 0xDC00);
        else if (is_half(point, 0xD800) || is_half(point, 0xDC00) || point > 0x10FFFF)
            point = kUnknown;
        append_utf8(point, text);
    }
    return text;
}

}  // namespace

DecodedText decode_text(std::string bytes) {
    for (const bool marked : {true, false}) {
        for (const Encoding& encoding : kEncodings) {
            const bool fits =
                marked ? std::string_view(bytes).starts_with(encoding.mark) : looks_like(encoding, bytes);
            if (!fits) continue;
            const std::string_view text = std::string_view(bytes).substr(marked ? encoding.mark.size() : 0);
            return {to_utf8(text, encoding), encoding.name};
        }
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    return {std::move(bytes), ""};
}

}  // namespace im

#pragma once
// UTF-8, a character at a time.

#include <cstddef>
#include <string>
#include <string_view>

#include <utf8proc.h>

namespace im {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// The character that `text` starts with, which is then taken off; U+FFFD for a byte that is not UTF-8.
inline char32_t take_character(std::string_view& text) {
    utf8proc_int32_t character = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &character);
    text.remove_prefix(length > 0 ? static_cast<std::size_t>(length) : 1);
    return length > 0 ? static_cast<char32_t>(character) : kReplacementCharacter;
}

/// Returns the text's new length in bytes.
inline std::size_t append_utf8(std::string& text, char32_t character) {
    utf8proc_uint8_t bytes[4];
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    return text.size();
}

inline utf8proc_category_t category(char32_t character) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

}  // namespace im

// clean_clip_text (engine/text/clip_bpe.h).

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "engine/text/clip_bpe.h"
#include "engine/text/utf8.h"

namespace im {
namespace {

struct Entity {
    std::string_view name;
    char32_t character;
};

/// HTML's names of U+00A0 to U+00FF, in order.
constexpr std::array<std::string_view, 96> kLatin1Entities{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",
    "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",
    "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12",
    "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde",
    "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
    "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
    "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
constexpr std::array<Entity, 18> kOtherEntities{{{"amp", '&'},
                                                 {"lt", '<'},
                                                 {"gt", '>'},
                                                 {"quot", '"'},
                                                 {"apos", '\''},
                                                 {"ndash", 0x2013},
                                                 {"mdash", 0x2014},
                                                 {"lsquo", 0x2018},
                                                 {"rsquo", 0x2019},
                                                 {"sbquo", 0x201A},
                                                 {"ldquo", 0x201C},
                                                 {"rdquo", 0x201D},
                                                 {"bdquo", 0x201E},
                                                 {"bull", 0x2022},
                                                 {"hellip", 0x2026},
                                                 {"prime", 0x2032},
                                                 {"euro", 0x20AC},
                                                 {"trade", 0x2122}}};

/// 0 for an unknown name.
char32_t entity_character(std::string_view name) {
    const auto latin = std::find(kLatin1Entities.begin(), kLatin1Entities.end(), name);
    if (latin != kLatin1Entities.end()) return 0xA0 + static_cast<char32_t>(latin - kLatin1Entities.begin());
    for (const auto& entity : kOtherEntities) {
        if (entity.name == name) return entity.character;
    }
    return 0;
}

/// The character of the digits behind "&#", U+FFFD for one that cannot be.
char32_t numbered_character(std::string_view digits, int base) {
    std::uint64_t number = 0;
    for (const char c : digits) {
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        number = std::min<std::uint64_t>(
            number * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit), 0x110000);
    }
    const bool impossible = number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF);
    return impossible ? kReplacementCharacter : static_cast<char32_t>(number);
}

std::size_t run_length(std::string_view text, std::string_view letters) {
    return std::min(text.find_first_not_of(letters), text.size());
}

std::string unescape_html(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789", kHexDigits = "0123456789abcdefABCDEF";
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string result;
    while (!text.empty()) {
        const auto plain = std::min(text.find('&'), text.size());
        result += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const bool number = text.substr(1).starts_with('#'),
                   hex = number && (text.substr(2).starts_with('x') || text.substr(2).starts_with('X'));
        const std::size_t begin = hex ? 3 : number ? 2 : 1;
        const auto length = run_length(text.substr(begin), hex ? kHexDigits : number ? kDigits : kLetters);
        const auto name = text.substr(begin, length);
        const char32_t character = length == 0 ? 0
                                   : number    ? numbered_character(name, hex ? 16 : 10)
                                               : entity_character(name);
        if (character == 0) {
            result += '&';
            text.remove_prefix(1);
            continue;
        }
        append_utf8(result, character);
        text.remove_prefix(begin + length);
        if (text.starts_with(';')) text.remove_prefix(1);
    }
    return result;
}

bool is_white(char32_t c) {
    const auto kind = category(c);
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 ||
           kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
}

/// What text from the web holds and nobody sees.
bool is_dropped(char32_t c) {
    return c == kReplacementCharacter || (c < 0x20 && !is_white(c)) || c == 0x7F ||
           (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

/// Ligatures, two letters in one, and full-width forms: written out.
bool is_compatibility_form(char32_t c) {
    return (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFF01 && c <= 0xFFEF) || c == 0x3000 || c == 0x132 ||
           c == 0x133 || c == 0x149 || (c >= 0x1C4 && c <= 0x1CC) || (c >= 0x1F1 && c <= 0x1F3);
}

std::string normalised(const std::string& text, int options) {
    utf8proc_uint8_t* out = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &out,
                                     static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    return length < 0 ? text
                      : std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
}

/// The part of ftfy's repairs that concerns single characters.
std::string repaired(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const char32_t c = take_character(text);
        if (is_dropped(c)) continue;
        if (c == 0x2BC || (c >= 0x2018 && c <= 0x201B)) {
            result += '\'';
        } else if (c >= 0x201C && c <= 0x201F) {
            result += '"';
        } else if (is_compatibility_form(c)) {
            std::string form;
            append_utf8(form, c);
            result += normalised(form, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
        } else {
            append_utf8(result, c);
        }
    }
    return normalised(result, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

}  // namespace

std::string clean_clip_text(std::string_view text) {
    // ftfy unescapes once where nothing looks like a tag; the published code then does it twice.
    std::string plain(text);
    if (text.find('<') == std::string_view::npos) plain = unescape_html(plain);
    plain = unescape_html(unescape_html(repaired(plain)));
    std::string result;
    for (std::string_view rest = plain; !rest.empty();) {
        const char32_t c = take_character(rest);
        if (is_white(c)) {
            if (!result.empty() && result.back() != ' ') result += ' ';
        } else if (c != kReplacementCharacter) {
            append_utf8(result, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
        }
    }
    if (result.ends_with(' ')) result.pop_back();
    return result;
}

}  // namespace im

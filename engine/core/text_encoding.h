#pragma once
// Texts that people's editors saved in another encoding than UTF-8.

#include <string>

namespace im {

struct DecodedText {
    std::string text;      ///< UTF-8, without a byte order mark
    std::string encoding;  ///< "UTF-16 (little-endian)", say; "" for what came as UTF-8 or as unknown bytes
};

/// UTF-16 and UTF-32 are told by their byte order mark or, without one, by the zero bytes of a first line
/// that is ASCII; halves of pairs that stand alone become U+FFFD. All else stays as it is but for UTF-8's own
/// mark.
DecodedText decode_text(std::string bytes);

}  // namespace im

#include "engine/generate/prompt_text.h"

namespace im {
namespace {

/// Bytes of the control character at `at`, 0 if there is none. C1 controls are two bytes in UTF-8: C2 80 ..
/// C2 9F.
std::size_t control_size(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == 0x7f) return 1;
    if (byte != 0xc2 || at + 1 == text.size()) return 0;
    const auto next = static_cast<unsigned char>(text[at + 1]);
    return next >= 0x80 && next <= 0x9f ? 2 : 0;
}

}  // namespace

std::string clean_prompt(std::string_view prompt) {
    std::string clean;
    for (std::size_t at = 0; at < prompt.size();) {
        const auto control = control_size(prompt, at);
        clean += control > 0 ? ' ' : prompt[at];
        at += control > 0 ? control : 1;
    }
    const auto first = clean.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return clean.substr(first, clean.find_last_not_of(' ') - first + 1);
}

}  // namespace im

#pragma once
// Captions tell more than who does what: where to, in which style, how often. A generator that never hears
// the plain words does not know them: "someone is running" stood still where every training caption ran
// forward or ahead.

#include <string>

namespace im {

/// "a person is running ahead for six steps." -> "a person is running."; empty where more than "forward"
/// would be lost: another direction, a style, a second action.
std::string plain_caption(const std::string& caption);

}  // namespace im

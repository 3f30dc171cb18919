#pragma once
// A note on the desktop, for those who do something else while a run learns.

#include <string>

namespace im {

/// By notify-send, where it is installed: started without a shell and left to itself. False where it is not, or cannot be
/// started. Returns at once.
bool tell_desktop(const std::string& title, const std::string& text);

}  // namespace im

#pragma once
// Keys as people read and write them: "Ctrl+Shift+S", "Left", ",".

#include <optional>
#include <string>

#include <imgui.h>

namespace im::studio {

/// Empty for no key.
std::string key_name(ImGuiKeyChord chord);
/// The chord that key_name() writes so; 0 for an empty text; none: there is no such key.
std::optional<ImGuiKeyChord> key_of_name(const std::string& name);
/// The chord that is being pressed in this frame; none: no key, or none but Ctrl, Shift and Alt. The mouse and gamepads do
/// not count.
std::optional<ImGuiKeyChord> pressed_chord();

}  // namespace im::studio

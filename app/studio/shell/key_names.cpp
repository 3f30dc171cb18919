#include "app/studio/shell/key_names.h"

#include <utility>

namespace im::studio {
namespace {

struct Named {
    ImGuiKey key;
    const char* name;
};

/// Where ImGui's own name is not what stands on the key.
constexpr Named kNamed[] = {
    {ImGuiKey_LeftArrow, "Left"},
    {ImGuiKey_RightArrow, "Right"},
    {ImGuiKey_UpArrow, "Up"},
    {ImGuiKey_DownArrow, "Down"},
    {ImGuiKey_Escape, "Esc"},
    {ImGuiKey_Comma, ","},
    {ImGuiKey_Period, "."},
    {ImGuiKey_Minus, "-"},
    {ImGuiKey_Equal, "="},
    {ImGuiKey_Slash, "/"},
    {ImGuiKey_Backslash, "\\"},
    {ImGuiKey_Semicolon, ";"},
    {ImGuiKey_Apostrophe, "'"},
    {ImGuiKey_GraveAccent, "`"},
    {ImGuiKey_LeftBracket, "["},
    {ImGuiKey_RightBracket, "]"},
    {ImGuiKey_PageUp, "Page up"},
    {ImGuiKey_PageDown, "Page down"},
    {ImGuiKey_KeypadEnter, "Keypad Enter"},
};

constexpr std::pair<ImGuiKey, const char*> kMods[] = {
    {ImGuiMod_Ctrl, "Ctrl+"}, {ImGuiMod_Shift, "Shift+"}, {ImGuiMod_Alt, "Alt+"}, {ImGuiMod_Super, "Super+"}};

std::string single_name(ImGuiKey key) {
    for (const Named& named : kNamed) {
        if (named.key == key) {
            return named.name;
        }
    }
    return ImGui::GetKeyName(key);
}

/// What can be pressed on a keyboard and is no modifier.
bool is_plain_key(ImGuiKey key) {
    const bool modifier = key >= ImGuiKey_LeftCtrl && key <= ImGuiKey_RightSuper;
    return key >= ImGuiKey_Tab && key < ImGuiKey_GamepadStart && !modifier;
}

}  // namespace

std::string key_name(ImGuiKeyChord chord) {
    const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
    if (key == ImGuiKey_None) {
        return "";
    }
    std::string name;
    for (const auto& [mod, text] : kMods) {
        if (chord & mod) {
            name += text;
        }
    }
    return name + single_name(key);
}

std::optional<ImGuiKeyChord> key_of_name(const std::string& name) {
    if (name.empty()) {
        return 0;
    }
    ImGuiKeyChord chord = 0;
    std::string rest = name;
    for (const auto& [mod, text] : kMods) {
        if (rest.starts_with(text)) {
            chord |= mod;
            rest.erase(0, std::string(text).size());
        }
    }
    for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key) {
        if (is_plain_key(static_cast<ImGuiKey>(key)) && single_name(static_cast<ImGuiKey>(key)) == rest) {
            return chord | key;
        }
    }
    return std::nullopt;
}

std::optional<ImGuiKeyChord> pressed_chord() {
    for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key) {
        if (is_plain_key(static_cast<ImGuiKey>(key)) &&
            ImGui::IsKeyPressed(static_cast<ImGuiKey>(key), false)) {
            return ImGui::GetIO().KeyMods | key;
        }
    }
    return std::nullopt;
}

}  // namespace im::studio

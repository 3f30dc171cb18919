#pragma once
// Colours, spacing and fonts of the studio.

#include <imgui.h>

namespace im::studio {

namespace colour {
inline constexpr ImVec4 rgb(unsigned hex, float alpha = 1) {
    return {static_cast<float>(hex >> 16 & 255) / 255, static_cast<float>(hex >> 8 & 255) / 255,
            static_cast<float>(hex & 255) / 255, alpha};
}
inline constexpr ImVec4 kBackdrop = rgb(0x17181b);  ///< behind and between panels
inline constexpr ImVec4 kPanel = rgb(0x1f2024);
inline constexpr ImVec4 kRaised = rgb(0x2a2c31);  ///< fields, buttons
inline constexpr ImVec4 kRaisedHover = rgb(0x35373e);
inline constexpr ImVec4 kRaisedActive = rgb(0x3f424a);
inline constexpr ImVec4 kLine = rgb(0x34363c);
inline constexpr ImVec4 kText = rgb(0xe6e7ea);
inline constexpr ImVec4 kTextDim = rgb(0xa0a3ab);
inline constexpr ImVec4 kAccent = rgb(0x5e6ad2);
inline constexpr ImVec4 kAccentHover = rgb(0x6d79e0);
inline constexpr ImVec4 kAccentActive = rgb(0x515cc0);
inline constexpr ImVec4 kAccentText = rgb(0xa4adf8);  ///< accent that is readable on a panel
inline constexpr ImVec4 kGood = rgb(0x5fc38b);
inline constexpr ImVec4 kWarning = rgb(0xe2b34f);
inline constexpr ImVec4 kBad = rgb(0xf07e72);
inline constexpr ImVec4 kBadBack = rgb(0x46292a);
inline constexpr ImVec4 kWarningBack = rgb(0x3d3423);
}  // namespace colour

struct Fonts {
    ImFont* regular = nullptr;
    ImFont* bold = nullptr;
    ImFont* mono = nullptr;
};

/// Loads the fonts from beside the program, else from where the set-up put them; without any, ImGui's own is
/// used and the log says so. Call once for an ImGui context.
void load_fonts();
const Fonts& fonts();

/// Sets colours and sizes for an interface `scale` times as large as designed.
void apply_theme(float scale);

}  // namespace im::studio

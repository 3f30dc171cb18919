#pragma once
// Colours, spacing and fonts of the studio.

#include <imgui.h>

namespace im::studio {

namespace colour {
inline constexpr ImVec4 rgb(unsigned hex, float alpha = 1) {
    return {static_cast<float>(hex >> 16 & 255) / 255, static_cast<float>(hex >> 8 & 255) / 255,
            static_cast<float>(hex & 255) / 255, alpha};
}
// Those of the theme that is in force: apply_theme() sets them, so take them anew in each frame.
inline ImVec4 kBackdrop;  ///< behind and between panels
inline ImVec4 kPanel;
inline ImVec4 kSunken;  ///< lists and plots inside a panel
inline ImVec4 kPopup;
inline ImVec4 kRaised;  ///< fields, buttons
inline ImVec4 kRaisedHover;
inline ImVec4 kRaisedActive;
inline ImVec4 kRaisedMost;  ///< what is hovered on a raised card; a bar's filled part
inline ImVec4 kLine;
inline ImVec4 kText;
inline ImVec4 kTextDim;
inline ImVec4 kTextFaint;  ///< decoration, never read
inline ImVec4 kAccent;
inline ImVec4 kAccentHover;
inline ImVec4 kAccentActive;
inline ImVec4 kAccentText;  ///< accent that is readable on a panel
inline ImVec4 kChosen;      ///< behind the chosen one of several
inline ImVec4 kOnAccent;    ///< text on the accent
inline ImVec4 kPlate;       ///< under what floats over the picture
inline ImVec4 kGood;
inline ImVec4 kWarning;
inline ImVec4 kBad;
inline ImVec4 kBadBack;
inline ImVec4 kWarningBack;
inline ImVec4 kStar;
// Lines of plots beside the accent's, good's and warning's.
inline ImVec4 kPlotCyan;
inline ImVec4 kPlotPink;
inline ImVec4 kPlotGrey;
}  // namespace colour

enum class Theme { Dark, Light };

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
void apply_theme(Theme theme, float scale);

/// How well text is read on a ground: WCAG 2's contrast ratio, 1 (not at all) to 21. Both opaque, sRGB.
float contrast(const ImVec4& text, const ImVec4& ground);

}  // namespace im::studio

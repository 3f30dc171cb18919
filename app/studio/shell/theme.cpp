#include "app/studio/shell/theme.h"

#include <array>
#include <filesystem>
#include <vector>

#include <implot.h>
#include <spdlog/spdlog.h>

#include "im_config.h"

namespace im::studio {
namespace {

constexpr float kFontSize = 15.0f;
Fonts loaded;

std::filesystem::path font_folder() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        const auto installed = program.parent_path() / IM_INSTALLED_DATA_DIR / "fonts";
        if (std::filesystem::is_directory(installed, error)) {
            return installed;
        }
    }
    return IM_FONTS_DIR;
}

ImFont* add(const std::filesystem::path& file, const ImFontConfig& config = {}) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return nullptr;
    }
    return ImGui::GetIO().Fonts->AddFontFromFileTTF(file.c_str(), kFontSize, &config);
}

/// Icons, and scripts that Roboto lacks, become part of the font added before.
void merge_into_last(const std::filesystem::path& folder) {
    ImFontConfig icons;
    icons.MergeMode = true;
    icons.GlyphMinAdvanceX = kFontSize * 1.2f;  // icons of different width line up
    icons.GlyphOffset.y = 0.5f;
    icons.ExtraSizeScale = 0.9f;
    add(folder / "Font_Awesome_6_Free-Solid-900.otf", icons);

    // Prompts may be typed in any language: take what the system has.
    constexpr std::array kSystemFonts = {
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf",
    };
    ImFontConfig merge;
    merge.MergeMode = true;
    for (const char* file : kSystemFonts) {
        add(file, merge);
    }
}

}  // namespace

const Fonts& fonts() {
    return loaded;
}

void load_fonts() {
    loaded = {};
    const auto folder = font_folder();
    loaded.regular = add(folder / "Roboto/Roboto-Regular.ttf");
    if (!loaded.regular) {
        spdlog::warn(
            "The interface's fonts are not in {}; a plain font is used. Starting ./run fetches them.",
            folder.string());
        loaded.regular = loaded.bold = loaded.mono = ImGui::GetIO().Fonts->AddFontDefault();
        return;
    }
    merge_into_last(folder);
    loaded.bold = add(folder / "Roboto/Roboto-Bold.ttf");
    if (loaded.bold) {
        merge_into_last(folder);
    } else {
        loaded.bold = loaded.regular;
    }
    loaded.mono = add(folder / "Inconsolata-Medium.ttf");
    if (!loaded.mono) {
        loaded.mono = loaded.regular;
    }
}

void apply_theme(float scale) {
    using namespace colour;
    ImGuiStyle style;  // from the defaults each time: ScaleAllSizes is not reversible
    style.FontSizeBase = kFontSize;
    style.FontScaleMain = scale;

    style.WindowPadding = {12, 12};
    style.FramePadding = {8, 5};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {6, 4};
    style.IndentSpacing = 14;
    style.ScrollbarSize = 10;
    style.GrabMinSize = 10;
    style.WindowRounding = 6;
    style.ChildRounding = 5;
    style.FrameRounding = 5;
    style.PopupRounding = 6;
    style.ScrollbarRounding = 5;
    style.GrabRounding = 4;
    style.TabRounding = 5;
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.FrameBorderSize = 0;
    style.PopupBorderSize = 1;
    style.TabBorderSize = 0;
    style.TabBarBorderSize = 0;
    style.TabBarOverlineSize = 0;
    style.DockingSeparatorSize = 3;
    style.DockingNodeHasCloseButton = false;
    style.WindowMenuButtonPosition = ImGuiDir_None;
    style.SeparatorTextBorderSize = 1;
    style.DisabledAlpha = 0.45f;
    style.HoverDelayNormal = 0.45f;
    style.ScaleAllSizes(scale);

    ImVec4* c = style.Colors;
    const ImVec4 none = {0, 0, 0, 0};
    c[ImGuiCol_Text] = kText;
    c[ImGuiCol_TextDisabled] = kTextDim;
    c[ImGuiCol_WindowBg] = kPanel;
    c[ImGuiCol_ChildBg] = none;
    c[ImGuiCol_PopupBg] = rgb(0x26282d);
    c[ImGuiCol_Border] = kLine;
    c[ImGuiCol_FrameBg] = kRaised;
    c[ImGuiCol_FrameBgHovered] = kRaisedHover;
    c[ImGuiCol_FrameBgActive] = kRaisedHover;
    c[ImGuiCol_TitleBg] = kBackdrop;
    c[ImGuiCol_TitleBgActive] = kBackdrop;
    c[ImGuiCol_TitleBgCollapsed] = kBackdrop;
    c[ImGuiCol_MenuBarBg] = kBackdrop;
    c[ImGuiCol_ScrollbarBg] = none;
    c[ImGuiCol_ScrollbarGrab] = rgb(0x44474f);
    c[ImGuiCol_ScrollbarGrabHovered] = rgb(0x555962);
    c[ImGuiCol_ScrollbarGrabActive] = rgb(0x666a75);
    c[ImGuiCol_CheckMark] = kAccentText;
    c[ImGuiCol_SliderGrab] = kAccent;
    c[ImGuiCol_SliderGrabActive] = kAccentHover;
    c[ImGuiCol_Button] = kRaised;
    c[ImGuiCol_ButtonHovered] = kRaisedHover;
    c[ImGuiCol_ButtonActive] = kRaisedActive;
    c[ImGuiCol_Header] = kRaised;
    c[ImGuiCol_HeaderHovered] = kRaisedHover;
    c[ImGuiCol_HeaderActive] = kRaisedActive;
    c[ImGuiCol_Separator] = kLine;
    c[ImGuiCol_SeparatorHovered] = kAccent;
    c[ImGuiCol_SeparatorActive] = kAccentHover;
    c[ImGuiCol_ResizeGrip] = none;
    c[ImGuiCol_ResizeGripHovered] = kAccent;
    c[ImGuiCol_ResizeGripActive] = kAccentHover;
    c[ImGuiCol_Tab] = kBackdrop;
    c[ImGuiCol_TabHovered] = kRaisedHover;
    c[ImGuiCol_TabSelected] = kPanel;
    c[ImGuiCol_TabDimmed] = kBackdrop;
    c[ImGuiCol_TabDimmedSelected] = kPanel;
    c[ImGuiCol_TabSelectedOverline] = kAccent;
    c[ImGuiCol_DockingPreview] = rgb(0x5e6ad2, 0.5f);
    c[ImGuiCol_DockingEmptyBg] = kBackdrop;
    c[ImGuiCol_TableHeaderBg] = kRaised;
    c[ImGuiCol_TableBorderStrong] = kLine;
    c[ImGuiCol_TableBorderLight] = kLine;
    c[ImGuiCol_TextSelectedBg] = rgb(0x5e6ad2, 0.45f);
    c[ImGuiCol_TextLink] = kAccentText;
    c[ImGuiCol_NavCursor] = kAccentHover;
    c[ImGuiCol_DragDropTarget] = kAccentHover;
    c[ImGuiCol_PlotHistogram] = kAccent;
    c[ImGuiCol_ModalWindowDimBg] = rgb(0x000000, 0.45f);
    ImGui::GetStyle() = style;

    ImPlotStyle& plot = ImPlot::GetStyle();
    plot = ImPlotStyle();
    plot.PlotPadding = ImVec2(0, 2) * scale;
    plot.LabelPadding = ImVec2(5, 3) * scale;
    plot.PlotMinSize = ImVec2(40, 30) * scale;
    plot.PlotBorderSize = 0;
    plot.Colors[ImPlotCol_PlotBg] = rgb(0x1a1b1e);
    plot.Colors[ImPlotCol_AxisText] = kTextDim;
    plot.Colors[ImPlotCol_AxisGrid] = rgb(0x34363c, 0.7f);
}

}  // namespace im::studio

#include "app/studio/shell/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
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

void use_dark_colours() {
    using namespace colour;
    kBackdrop = rgb(0x17181b);
    kPanel = rgb(0x1f2024);
    kSunken = rgb(0x1a1b1e);
    kPopup = rgb(0x26282d);
    kRaised = rgb(0x2a2c31);
    kRaisedHover = rgb(0x35373e);
    kRaisedActive = rgb(0x3f424a);
    kRaisedMost = rgb(0x4a4d56);
    kLine = rgb(0x34363c);
    kText = rgb(0xe6e7ea);
    kTextDim = rgb(0xa0a3ab);
    kTextFaint = rgb(0x5b5e67);
    kAccent = rgb(0x5e6ad2);
    kAccentHover = rgb(0x6d79e0);
    kAccentActive = rgb(0x515cc0);
    kAccentText = rgb(0xa4adf8);
    kChosen = rgb(0x3d4478);
    kOnAccent = rgb(0xffffff);
    kPlate = rgb(0x17181b, 0.78f);
    kGood = rgb(0x5fc38b);
    kWarning = rgb(0xe2b34f);
    kBad = rgb(0xf07e72);
    kBadBack = rgb(0x46292a);
    kWarningBack = rgb(0x3d3423);
    kStar = rgb(0xf0c14b);
    kPlotCyan = rgb(0x5cc4d6);
    kPlotPink = rgb(0xd98cc4);
    kPlotGrey = rgb(0xa6b5c9);
}

void use_light_colours() {
    using namespace colour;
    kBackdrop = rgb(0xdfe1e6);
    kPanel = rgb(0xf7f8fa);
    kSunken = rgb(0xeceef2);
    kPopup = rgb(0xffffff);
    kRaised = rgb(0xe6e8ed);
    kRaisedHover = rgb(0xd9dce3);
    kRaisedActive = rgb(0xcbcfd8);
    kRaisedMost = rgb(0xb9bec9);
    kLine = rgb(0xcfd2da);
    kText = rgb(0x1d1f24);
    kTextDim = rgb(0x565b66);
    kTextFaint = rgb(0xb4b8c2);
    kAccent = rgb(0x4f5bc4);
    kAccentHover = rgb(0x5e6ad2);
    kAccentActive = rgb(0x434eb0);
    kAccentText = rgb(0x3d48ad);
    kChosen = rgb(0xc6ccf4);
    kOnAccent = rgb(0xffffff);
    kPlate = rgb(0xf7f8fa, 0.86f);
    kGood = rgb(0x17703e);
    kWarning = rgb(0x855b00);
    kBad = rgb(0xb3362a);
    kBadBack = rgb(0xf9dfdc);
    kWarningBack = rgb(0xf8ecd0);
    kStar = rgb(0xc08a00);
    kPlotCyan = rgb(0x0f7f93);
    kPlotPink = rgb(0xa83f8c);
    kPlotGrey = rgb(0x5a6b84);
}

void set_sizes(ImGuiStyle& style, float scale) {
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
}

void set_colours(ImGuiStyle& style) {
    using namespace colour;
    ImVec4* c = style.Colors;
    const ImVec4 none = {0, 0, 0, 0};
    c[ImGuiCol_Text] = kText;
    c[ImGuiCol_TextDisabled] = kTextDim;
    c[ImGuiCol_WindowBg] = kPanel;
    c[ImGuiCol_ChildBg] = none;
    c[ImGuiCol_PopupBg] = kPopup;
    c[ImGuiCol_Border] = kLine;
    c[ImGuiCol_FrameBg] = kRaised;
    c[ImGuiCol_FrameBgHovered] = kRaisedHover;
    c[ImGuiCol_FrameBgActive] = kRaisedHover;
    c[ImGuiCol_TitleBg] = kBackdrop;
    c[ImGuiCol_TitleBgActive] = kBackdrop;
    c[ImGuiCol_TitleBgCollapsed] = kBackdrop;
    c[ImGuiCol_MenuBarBg] = kBackdrop;
    c[ImGuiCol_ScrollbarBg] = none;
    c[ImGuiCol_ScrollbarGrab] = kRaisedActive;
    c[ImGuiCol_ScrollbarGrabHovered] = kRaisedMost;
    c[ImGuiCol_ScrollbarGrabActive] = kTextFaint;
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
    c[ImGuiCol_DockingPreview] = ImVec4(kAccent.x, kAccent.y, kAccent.z, 0.5f);
    c[ImGuiCol_DockingEmptyBg] = kBackdrop;
    c[ImGuiCol_TableHeaderBg] = kRaised;
    c[ImGuiCol_TableBorderStrong] = kLine;
    c[ImGuiCol_TableBorderLight] = kLine;
    c[ImGuiCol_TextSelectedBg] = ImVec4(kAccent.x, kAccent.y, kAccent.z, 0.45f);
    c[ImGuiCol_TextLink] = kAccentText;
    c[ImGuiCol_NavCursor] = kAccentHover;
    c[ImGuiCol_DragDropTarget] = kAccentHover;
    c[ImGuiCol_PlotHistogram] = kAccent;
    c[ImGuiCol_ModalWindowDimBg] = rgb(0x000000, 0.45f);
}

void set_plot_style(ImPlotStyle& plot, float scale) {
    using namespace colour;
    plot = ImPlotStyle();
    plot.PlotPadding = ImVec2(0, 2) * scale;
    plot.LabelPadding = ImVec2(5, 3) * scale;
    plot.PlotMinSize = ImVec2(40, 30) * scale;
    plot.PlotBorderSize = 0;
    plot.Colors[ImPlotCol_PlotBg] = kSunken;
    plot.Colors[ImPlotCol_AxisText] = kTextDim;
    plot.Colors[ImPlotCol_AxisGrid] = ImVec4(kLine.x, kLine.y, kLine.z, 0.7f);
}

float luminance(const ImVec4& c) {
    const auto linear = [](float v) {
        return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
    };
    return 0.2126f * linear(c.x) + 0.7152f * linear(c.y) + 0.0722f * linear(c.z);
}

}  // namespace

const Fonts& fonts() {
    return loaded;
}

float contrast(const ImVec4& text, const ImVec4& ground) {
    const float a = luminance(text), b = luminance(ground);
    return (std::max(a, b) + 0.05f) / (std::min(a, b) + 0.05f);
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

void apply_theme(Theme theme, float scale) {
    if (theme == Theme::Light) {
        use_light_colours();
    } else {
        use_dark_colours();
    }
    ImGuiStyle style;  // from the defaults each time: ScaleAllSizes is not reversible
    set_sizes(style, scale);
    set_colours(style);
    ImGui::GetStyle() = style;
    set_plot_style(ImPlot::GetStyle(), scale);
}

}  // namespace im::studio

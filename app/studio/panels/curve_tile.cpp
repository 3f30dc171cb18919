// One curve in the Curves panel.
#include "app/studio/panels/curve_tile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <imgui.h>
#include <implot.h>

#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr std::size_t kPointsMax = 600;  // a curve is not drawn finer than pixels

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void cover(const Series* series) {
        if (!series) {
            return;
        }
        for (const double value : *series) {
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }
    void widen() {
        if (low > high) {
            low = 0, high = 1;
        }
        const double margin =
            std::max(0.08 * (high - low), std::max(1e-6, 0.01 * std::max(std::abs(low), std::abs(high))));
        low -= margin;
        high += margin;
    }
};

int format_tick(double value, char* buffer, int size, void*) {
    const double magnitude = std::abs(value);
    const char* form = magnitude >= 100                        ? "%.0f"
                       : magnitude >= 10                       ? "%.1f"
                       : magnitude >= 0.1 || magnitude < 1e-12 ? "%.2f"
                                                               : "%.1g";
    return std::snprintf(buffer, static_cast<std::size_t>(size), form, value);
}

/// Every how many points to draw.
std::size_t step_of(std::size_t count) {
    return (count + kPointsMax - 1) / std::max<std::size_t>(kPointsMax, 1);
}

ImPlotSpec spec_of(const ImVec4& line_colour, float weight, std::size_t step) {
    ImPlotSpec spec;
    spec.LineColor = line_colour;
    spec.FillColor = line_colour;
    spec.LineWeight = weight;
    spec.Stride = static_cast<int>(std::max<std::size_t>(step, 1) * sizeof(double));
    return spec;
}

int points(const Series& x, std::size_t step) {
    return static_cast<int>((x.size() + step - 1) / step);
}

/// Below the run's own: another run's.
void draw_earlier(const Curve& curve) {
    if (!curve.earlier_x || !curve.earlier_y || curve.earlier_x->empty()) {
        return;
    }
    const std::size_t step = std::max<std::size_t>(step_of(curve.earlier_x->size()), 1);
    ImVec4 faint = colour::kTextDim;
    faint.w = 0.55f;
    ImPlot::PlotLine("##earlier", curve.earlier_x->data(), curve.earlier_y->data(),
                     points(*curve.earlier_x, step), spec_of(faint, em(0.1f), step));
}

void draw_lines(const Curve& curve, const Series& smooth, bool smoothing) {
    const std::size_t step = std::max<std::size_t>(step_of(curve.x.size()), 1);
    const int count = points(curve.x, step);
    if (count == 0) {
        return;
    }
    if (curve.low && curve.high) {
        ImPlotSpec band = spec_of(curve.colour, 0, step);
        band.FillAlpha = 0.28f;
        ImPlot::PlotShaded("##band", curve.x.data(), curve.low->data(), curve.high->data(), count, band);
    }
    if (curve.second) {
        ImPlot::PlotLine("##second", curve.x.data(), curve.second->data(), count,
                         spec_of(colour::kTextDim, em(0.08f), step));
    }
    if (smoothing) {
        ImVec4 faint = curve.colour;
        faint.w = 0.4f;
        ImPlot::PlotLine("##raw", curve.x.data(), curve.y.data(), count, spec_of(faint, em(0.06f), step));
    }
    ImPlotSpec line = spec_of(curve.colour, em(0.11f), step);
    if (curve.marked || count == 1) {
        line.Marker = ImPlotMarker_Circle;
        line.MarkerSize = em(0.16f);
        line.MarkerFillColor = curve.colour;
        line.MarkerLineColor = curve.colour;
    }
    ImPlot::PlotLine("##line", curve.x.data(), smooth.data(), count, line);
}

/// The point that is nearest to `at`.
std::size_t nearest(const Series& x, double at) {
    const auto after = std::lower_bound(x.begin(), x.end(), at);
    if (after == x.end()) {
        return x.size() - 1;
    }
    const auto index = static_cast<std::size_t>(after - x.begin());
    return index > 0 && at - x[index - 1] < x[index] - at ? index - 1 : index;
}

std::string value_text(const Curve& curve, double value) {
    return std::isfinite(value) ? fmt::format(fmt::runtime(curve.format), value) : "-";
}

/// "20:  0.61 (0.58)": under the mouse with the other run's beside it; else the newest value alone.
std::string readout(const Curve& curve, double cursor) {
    if (cursor < 0) {
        return value_text(curve, curve.y.back());
    }
    const std::size_t index = nearest(curve.x, cursor);
    std::string text = fmt::format("{:.0f}:  {}", curve.x[index], value_text(curve, curve.y[index]));
    if (curve.earlier_x && curve.earlier_y && !curve.earlier_x->empty()) {
        text +=
            fmt::format("  ({})", value_text(curve, (*curve.earlier_y)[nearest(*curve.earlier_x, cursor)]));
    }
    return text;
}

CurveWish draw_menu(const Curve& curve) {
    CurveWish wish = CurveWish::None;
    if (ImGui::BeginPopupContextItem(fmt::format("menu {}", curve.name).c_str())) {
        if (ImGui::MenuItem("Save picture (PNG)")) {
            wish = CurveWish::SavePicture;
        }
        if (ImGui::MenuItem("Save CSV")) {
            wish = CurveWish::SaveCsv;
        }
        if (ImGui::MenuItem("Copy CSV")) {
            wish = CurveWish::CopyCsv;
        }
        ImGui::EndPopup();
    }
    return wish;
}

void draw_plot(const Curve& curve, const TileOptions& options, const Range& range, ImVec2 size) {
    if (!ImPlot::BeginPlot(fmt::format("##{}", curve.name).c_str(), size,
                           ImPlotFlags_CanvasOnly | ImPlotFlags_NoInputs | ImPlotFlags_NoFrame)) {
        return;
    }
    ImPlot::SetupAxis(ImAxis_X1, nullptr, ImPlotAxisFlags_NoDecorations);
    ImPlot::SetupAxis(ImAxis_Y1, nullptr, ImPlotAxisFlags_NoTickMarks);
    ImPlot::SetupAxisFormat(ImAxis_Y1, format_tick);
    ImPlot::SetupAxesLimits(0, std::max(options.iterations, 1.0), range.low, range.high, ImPlotCond_Always);
    draw_earlier(curve);
    const bool smoothing = options.smoothing > 0;
    const Series smooth = smoothing ? smoothed(curve.y, options.smoothing) : Series();
    draw_lines(curve, smoothing ? smooth : curve.y, smoothing);
    const ImVec2 low = ImPlot::GetPlotPos();
    if (ImGui::IsMouseHoveringRect(low, low + ImPlot::GetPlotSize()) && ImGui::IsWindowHovered()) {
        *options.cursor = std::max(ImPlot::GetPlotMousePos().x, 0.0);
    }
    if (*options.cursor >= 0 && !curve.x.empty()) {
        const double at = curve.x[nearest(curve.x, *options.cursor)];
        ImPlot::PlotInfLines("##cursor", &at, 1, spec_of(colour::kTextDim, 1, 1));
    }
    ImPlot::EndPlot();
}

}  // namespace

CurveWish draw_curve_tile(const Curve& curve, const TileOptions& options, ImVec2 size) {
    ImGui::BeginGroup();
    const ImVec2 top = ImGui::GetCursorScreenPos();
    ImGui::TextUnformatted(curve.name.c_str());
    tooltip((curve.explanation + " Right-click: picture and CSV.").c_str());
    if (!curve.x.empty()) {
        const std::string text = readout(curve, *options.cursor);
        const float width = ImGui::CalcTextSize(text.c_str()).x;
        ImGui::GetWindowDrawList()->AddText(ImVec2(top.x + size.x - width, top.y),
                                            ImGui::GetColorU32(curve.colour), text.c_str());
    }
    Range range;
    for (const Series* series : {&curve.y, curve.low, curve.high, curve.second, curve.earlier_y}) {
        range.cover(series);
    }
    range.widen();
    ImGui::SetCursorScreenPos(top + ImVec2(0, ImGui::GetTextLineHeight() + em(0.25f)));
    draw_plot(curve, options, range, ImVec2(size.x, size.y - ImGui::GetTextLineHeight() - em(0.25f)));
    ImGui::EndGroup();
    return draw_menu(curve);
}

std::string csv_of(const Curve& curve, float smoothing) {
    std::vector<std::pair<std::string, Series>> columns = {{"iteration", curve.x}, {curve.name, curve.y}};
    if (smoothing > 0) {
        columns.emplace_back(curve.name + ", smoothed", smoothed(curve.y, smoothing));
    }
    if (curve.low && curve.high) {
        columns.emplace_back("low", *curve.low);
        columns.emplace_back("high", *curve.high);
    }
    if (curve.second) {
        columns.emplace_back(curve.second_name, *curve.second);
    }
    if (curve.earlier_x && curve.earlier_y) {
        columns.emplace_back("earlier run, iteration", *curve.earlier_x);
        columns.emplace_back("earlier run, " + curve.name, *curve.earlier_y);
    }
    return csv_of(columns);
}

}  // namespace im::studio

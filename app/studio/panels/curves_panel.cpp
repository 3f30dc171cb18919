// Bottom: the curves of a fine-tuning run, side by side, as they grow.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <imgui.h>
#include <implot.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr std::size_t kPointsMax = 600;  // a curve is not drawn finer than pixels

using Series = std::vector<double>;

struct Curve {
    const char* name;
    const char* explanation;
    const char* format;  ///< of its newest value
    ImVec4 colour;
    const Series& x;
    const Series& y;
    const Series* low = nullptr;  ///< with high: a band
    const Series* high = nullptr;
    const Series* second = nullptr;  ///< a thinner line on the same axis
    bool marked = false;             ///< points far apart
};

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

void draw_lines(const Curve& curve) {
    const std::size_t step = std::max<std::size_t>(step_of(curve.x.size()), 1);
    const int count = static_cast<int>((curve.x.size() + step - 1) / step);
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
    ImPlotSpec line = spec_of(curve.colour, em(0.11f), step);
    if (curve.marked || count == 1) {
        line.Marker = ImPlotMarker_Circle;
        line.MarkerSize = em(0.16f);
        line.MarkerFillColor = curve.colour;
        line.MarkerLineColor = curve.colour;
    }
    ImPlot::PlotLine("##line", curve.x.data(), curve.y.data(), count, line);
}

/// The value under the mouse, in the place of the newest one.
std::size_t shown_index(const Curve& curve, bool hovered) {
    if (!hovered) {
        return curve.x.size() - 1;
    }
    const double at = ImPlot::GetPlotMousePos().x;
    const auto after = std::lower_bound(curve.x.begin(), curve.x.end(), at);
    if (after == curve.x.end()) {
        return curve.x.size() - 1;
    }
    const auto index = static_cast<std::size_t>(after - curve.x.begin());
    return index > 0 && at - curve.x[index - 1] < curve.x[index] - at ? index - 1 : index;
}

void draw_tile(const Curve& curve, double iterations, ImVec2 size) {
    ImGui::BeginGroup();
    const ImVec2 top = ImGui::GetCursorScreenPos();
    ImGui::TextUnformatted(curve.name);
    tooltip(curve.explanation);
    Range range;
    for (const Series* series : {&curve.y, curve.low, curve.high, curve.second}) {
        range.cover(series);
    }
    range.widen();
    const ImVec2 plot(size.x, size.y - ImGui::GetTextLineHeight() - em(0.25f));
    ImGui::SetCursorScreenPos(top + ImVec2(0, ImGui::GetTextLineHeight() + em(0.25f)));
    if (ImPlot::BeginPlot(fmt::format("##{}", curve.name).c_str(), plot,
                          ImPlotFlags_CanvasOnly | ImPlotFlags_NoInputs | ImPlotFlags_NoFrame)) {
        ImPlot::SetupAxis(ImAxis_X1, nullptr, ImPlotAxisFlags_NoDecorations);
        ImPlot::SetupAxis(ImAxis_Y1, nullptr, ImPlotAxisFlags_NoTickMarks);
        ImPlot::SetupAxisFormat(ImAxis_Y1, format_tick);
        ImPlot::SetupAxesLimits(0, std::max(iterations, 1.0), range.low, range.high, ImPlotCond_Always);
        draw_lines(curve);
        const ImVec2 low = ImPlot::GetPlotPos();
        const bool hovered =
            ImGui::IsMouseHoveringRect(low, low + ImPlot::GetPlotSize()) && ImGui::IsWindowHovered();
        if (!curve.x.empty()) {
            const std::size_t index = shown_index(curve, hovered);
            if (hovered) {
                const double at = curve.x[index];
                ImPlot::PlotInfLines("##cursor", &at, 1, spec_of(colour::rgb(0x6b6f7a), 1, 1));
            }
            std::string text = fmt::format(fmt::runtime(curve.format), curve.y[index]);
            if (hovered) {
                text = fmt::format("{:.0f}:  {}", curve.x[index], text);
            }
            const float width = ImGui::CalcTextSize(text.c_str()).x;
            ImGui::GetWindowDrawList()->AddText(ImVec2(top.x + size.x - width, top.y),
                                                ImGui::GetColorU32(curve.colour), text.c_str());
        }
        ImPlot::EndPlot();
    }
    ImGui::EndGroup();
}

}  // namespace

void draw_curves_panel(StudioState& state) {
    if (ImGui::Begin(kCurvesPanel, nullptr, ImGuiWindowFlags_NoCollapse)) {
        const auto& view = state.training.view;
        if (!view || (view->curves.iteration.empty() && view->curves.looked_at.empty())) {
            text_wrapped(view ? "The curves begin with the first iteration."
                              : "The curves of a fine-tuning run grow here.",
                         colour::kTextDim);
        } else {
            const TrainingCurves& c = view->curves;
            const bool judged = !view->looks.empty() && view->looks.back().has_judge;
            const Curve curves[] = {
                {"Reward",
                 "Mean of the motions sampled in an iteration, and one standard deviation. 0 is perfect.",
                 "{:.2f}", colour::kAccentText, c.iteration, c.reward, &c.reward_low, &c.reward_high},
                {judged ? "Judge" : "Guard",
                 judged ? "Likeness of words and motion on the guard prompts, by encoders that the training "
                          "never sees; thin line: by the "
                          "reward's. If the thin line rises and this one falls, the model learns to please "
                          "the reward."
                        : "Likeness of words and motion on the guard prompts, by the reward's encoders; "
                          "there is no judge.",
                 "{:.3f}", colour::kGood, c.looked_at, judged ? c.judge : c.guard_reward, nullptr, nullptr,
                 judged ? &c.guard_reward : nullptr, true},
                {"KL", "Distance from the base, nats a sequence", "{:.2f}", colour::kWarning, c.iteration,
                 c.kl},
                {"Entropy", "Variety of the next step, nats a token", "{:.2f}", colour::rgb(0x5cc4d6),
                 c.iteration, c.entropy},
                {"Value loss", "How wrong the critic is", "{:.3f}", colour::rgb(0xd98cc4), c.iteration,
                 c.value_loss},
                {"Clip fraction", "Share of tokens whose change was cut off by PPO's clip", "{:.3f}",
                 colour::rgb(0xa6b5c9), c.iteration, c.clip_fraction},
            };
            const ImVec2 room = ImGui::GetContentRegionAvail();
            const ImVec2 gap(em(1.1f), em(0.7f));
            int columns = std::clamp(static_cast<int>((room.x + gap.x) / (em(9.5f) + gap.x)), 1, 6);
            columns = columns == 5 ? 3 : columns == 4 ? 3 : columns;  // six in whole rows
            const int rows = 6 / columns;
            const ImVec2 size(
                std::floor((room.x - gap.x * static_cast<float>(columns - 1)) / static_cast<float>(columns)),
                std::max(
                    std::floor((room.y - gap.y * static_cast<float>(rows - 1)) / static_cast<float>(rows)),
                    em(5)));
            ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, gap);
            for (int i = 0; i < 6; ++i) {
                if (i % columns > 0) {
                    ImGui::SameLine();
                }
                draw_tile(curves[i], static_cast<double>(std::max<std::int64_t>(view->progress.steps, 1)),
                          size);
            }
            ImGui::PopStyleVar();
        }
    }
    ImGui::End();
}

}  // namespace im::studio

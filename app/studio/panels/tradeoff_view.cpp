#include "app/studio/panels/tradeoff_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <imgui.h>
#include <implot.h>

#include "app/studio/actions/run_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/train/finetune/pareto.h"

namespace im::studio {
namespace {

std::vector<TradeOff> points_of(const TrainingView& view) {
    std::vector<TradeOff> points;
    for (const GuardReport& look : view.looks) {
        points.push_back({look.has_judge ? look.judge : look.reward, look.skating_cmps});
    }
    return points;
}

void scatter(const char* id, const std::vector<TradeOff>& points, const std::vector<std::size_t>& which,
             const ImVec4& colour, float size) {
    Series x, y;
    for (const std::size_t i : which) {
        x.push_back(points[i].skating_cmps);
        y.push_back(points[i].judge);
    }
    ImPlotSpec spec;
    spec.Marker = ImPlotMarker_Circle;
    spec.MarkerSize = size;
    spec.MarkerFillColor = colour;
    spec.MarkerLineColor = colour;
    ImPlot::PlotScatter(id, x.data(), y.data(), static_cast<int>(x.size()), spec);
}

/// The look that the mouse is near to; none where it is not.
std::optional<std::size_t> look_under_mouse(const std::vector<TradeOff>& points) {
    const ImVec2 low = ImPlot::GetPlotPos();
    if (!ImGui::IsMouseHoveringRect(low, low + ImPlot::GetPlotSize()) || !ImGui::IsWindowHovered()) {
        return {};
    }
    const ImVec2 mouse = ImGui::GetMousePos();
    std::optional<std::size_t> found;
    float nearest = em(0.8f);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const ImVec2 at = ImPlot::PlotToPixels(points[i].skating_cmps, points[i].judge);
        const float distance = std::hypot(at.x - mouse.x, at.y - mouse.y);
        if (distance < nearest) {
            nearest = distance;
            found = i;
        }
    }
    return found;
}

void set_axes(const std::vector<TradeOff>& points) {
    double low[2] = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    double high[2] = {-low[0], -low[1]};
    for (const TradeOff& point : points) {
        const double at[2] = {point.skating_cmps, point.judge};
        for (int axis = 0; axis < 2; ++axis) {
            low[axis] = std::min(low[axis], at[axis]);
            high[axis] = std::max(high[axis], at[axis]);
        }
    }
    for (int axis = 0; axis < 2; ++axis) {
        const double margin = std::max(0.12 * (high[axis] - low[axis]), 0.02 * std::abs(high[axis]) + 1e-4);
        low[axis] -= margin;
        high[axis] += margin;
    }
    ImPlot::SetupAxes("Skating, cm/s", "Judge");
    ImPlot::SetupAxesLimits(low[0], high[0], low[1], high[1], ImPlotCond_Always);
}

void draw_front(const std::vector<TradeOff>& points, const std::vector<std::size_t>& front) {
    Series x, y;
    for (const std::size_t i : front) {
        x.push_back(points[i].skating_cmps);
        y.push_back(points[i].judge);
    }
    ImPlotSpec spec;
    spec.LineColor = colour::kAccent;
    spec.LineWeight = em(0.09f);
    ImPlot::PlotLine("##front", x.data(), y.data(), static_cast<int>(x.size()), spec);
}

void draw_plot(const TrainingView& view, const std::vector<TradeOff>& points,
               const std::vector<std::size_t>& front, ImVec2 size) {
    if (!ImPlot::BeginPlot("##trade-off", size, ImPlotFlags_CanvasOnly | ImPlotFlags_NoInputs)) {
        return;
    }
    set_axes(points);
    std::vector<std::size_t> all(points.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = i;
    }
    draw_front(points, front);
    scatter("##looks", points, all, colour::kTextDim, em(0.18f));
    scatter("##on the front", points, front, colour::kAccentText, em(0.26f));
    if (const GuardReport* held = view.best_look()) {
        scatter("##held", points, {static_cast<std::size_t>(held - view.looks.data())}, colour::kGood,
                em(0.32f));
    }
    for (const std::size_t i : front) {
        ImPlot::Annotation(
            points[i].skating_cmps, points[i].judge, ImVec4(0, 0, 0, 0), ImVec2(em(0.6f), -em(0.6f)), true,
            "%s", view.looks[i].iteration == 0 ? "base" : fmt::format("{}", view.looks[i].iteration).c_str());
    }
    if (const auto look = look_under_mouse(points); look && ImGui::BeginTooltip()) {
        const GuardReport& report = view.looks[*look];
        ImGui::Text("Iteration %d", static_cast<int>(report.iteration));
        ImGui::Text("Judge %.3f, skating %.1f cm/s", points[*look].judge, points[*look].skating_cmps);
        if (report.facts) {
            ImGui::Text("Facts %.0f %%", 100 * *report.facts);
        }
        ImGui::EndTooltip();
    }
    ImPlot::EndPlot();
}

/// The looks on the front, each with a button where its model can be had.
void draw_choices(StudioState& state, Services& services, const std::vector<TradeOff>& points,
                  const std::vector<std::size_t>& front) {
    const TrainingView& view = *state.training.view;
    const GuardReport* held = view.best_look();
    text_wrapped(
        "Nothing else is better by the judge without sliding more. Green: what the run's folder holds.",
        colour::kTextDim);
    std::optional<std::int64_t> chosen;
    for (const std::size_t i : front) {
        const std::int64_t iteration = view.looks[i].iteration;
        ImGui::PushID(static_cast<int>(iteration));
        ImGui::AlignTextToFramePadding();
        ImGui::TextColored(held == &view.looks[i] ? colour::kGood : colour::kText, "%s",
                           iteration == 0 ? "base" : fmt::format("{}", iteration).c_str());
        ImGui::SameLine(em(3));
        text_dim(fmt::format("{:.3f}   {:.1f} cm/s", points[i].judge, points[i].skating_cmps).c_str());
        if (iteration > 0) {
            const bool has = std::find(view.kept.begin(), view.kept.end(), iteration) != view.kept.end() ||
                             held == &view.looks[i];
            const bool is_kept = held == &view.looks[i] && view.decision == Decision::Kept;
            ImGui::SameLine(em(12));
            ImGui::BeginDisabled(!view.ended || !has || is_kept);
            if (ImGui::Button(fmt::format("{}###keep {}", is_kept ? "Kept" : "Keep", iteration).c_str())) {
                chosen = iteration;
            }
            ImGui::EndDisabled();
            tooltip(!view.ended ? "Once the run has ended"
                    : has       ? "This one generates from now on, also after a restart"
                                : "Its weights were not kept");
        }
        ImGui::PopID();
    }
    if (chosen) {
        keep_look(state, services, *chosen);
    }
}

}  // namespace

void draw_tradeoff(StudioState& state, Services& services) {
    const TrainingView& view = *state.training.view;
    if (view.looks.empty()) {
        text_wrapped("Each look at the guard prompts becomes a point here.", colour::kTextDim);
        return;
    }
    const std::vector<TradeOff> points = points_of(view);
    const std::vector<std::size_t> front = pareto_front(points);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float list = std::min(em(18), room.x * 0.45f);
    draw_plot(view, points, front, ImVec2(room.x - list - em(1), std::max(room.y, em(8))));
    ImGui::SameLine(0, em(1));
    ImGui::BeginChild("front", ImVec2(0, std::max(room.y, em(8))));
    draw_choices(state, services, points, front);
    ImGui::EndChild();
}

}  // namespace im::studio

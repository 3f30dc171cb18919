// Bottom: the curves of a fine-tuning run, side by side, as they grow; and what it trades for what.
#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/curve_actions.h"
#include "app/studio/panels/curve_tile.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/tradeoff_view.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

bool tells(const Series& series) {
    return std::any_of(series.begin(), series.end(), [](double value) { return std::isfinite(value); });
}

/// How the run goes: what it is rewarded for, and what comes of it for one's own prompts and for everything else.
std::vector<Curve> course_curves(const TrainingCurves& c, bool judged) {
    const char* const by = judged ? "by encoders that the training never sees" : "by the reward's encoders";
    std::vector<Curve> curves = {
        {"Reward", "Mean of the motions sampled in an iteration, and one standard deviation. 0 is perfect.",
         "{:.2f}", colour::kAccentText, c.iteration, c.reward, &c.reward_low, &c.reward_high}};
    const auto add = [&](const char* name, const std::string& explanation, const char* format,
                         const ImVec4& colour, const Series& y, const Series* second = nullptr,
                         const char* second_name = "second") {
        if (tells(y)) {
            curves.push_back({name, explanation, format, colour, c.looked_at, y, nullptr, nullptr,
                              second && tells(*second) ? second : nullptr, second_name, true});
        }
    };
    add("Your prompts", fmt::format("Likeness of words and motion on the prompts of this run, {}.", by),
        "{:.3f}", colour::kGood, c.judge_own);
    add("Everything else",
        fmt::format("The same on prompts of captured motions, which must not get worse, {}.", by), "{:.3f}",
        colour::kPlotGrey, c.judge_rest);
    if (curves.size() == 1) {  // an old record tells no more
        add(judged ? "Judge" : "Guard",
            fmt::format("Likeness of words and motion on the guard prompts, {}.", by), "{:.3f}",
            colour::kGood, judged ? c.judge : c.guard_reward);
    }
    add("Facts",
        "How much of what your prompts say in numbers (counts, turns, sides, ways) is done. Thin: everything "
        "else.",
        "{:.2f}", colour::kPlotCyan, c.facts_own, &c.facts_rest, "facts, everything else");
    add("Skating", "How fast standing feet slide on the guard prompts, cm/s.", "{:.1f}", colour::kPlotPink,
        c.skating);
    curves.push_back(
        {"KL", "Distance from the base, nats a sequence.", "{:.2f}", colour::kWarning, c.iteration, c.kl});
    return curves;
}

std::vector<Curve> reward_curves(const TrainingCurves& c) {
    const ImVec4 kColours[] = {colour::kAccentText, colour::kGood,    colour::kPlotCyan,
                               colour::kPlotPink,   colour::kWarning, colour::kPlotGrey};
    std::vector<Curve> curves;
    for (const auto& [name, series] : c.terms) {
        std::string title = name;
        std::replace(title.begin(), title.end(), '_', ' ');
        title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
        curves.push_back({title,
                          fmt::format("What '{}' adds to the reward, with its weight: 0 is perfect.", name),
                          "{:.3f}", kColours[curves.size() % 6], c.iteration, series});
    }
    return curves;
}

std::vector<Curve> method_curves(const TrainingCurves& c) {
    return {
        {"KL", "Distance from the base, nats a sequence.", "{:.2f}", colour::kWarning, c.iteration, c.kl},
        {"Entropy", "Variety of the next step, nats a token.", "{:.2f}", colour::kPlotCyan, c.iteration,
         c.entropy},
        {"Value loss", "How wrong the critic is.", "{:.3f}", colour::kPlotPink, c.iteration, c.value_loss},
        {"Clip fraction", "Share of tokens whose change was cut off by PPO's clip.", "{:.3f}",
         colour::kPlotGrey, c.iteration, c.clip_fraction}};
}

std::vector<Curve> curves_of(const TrainingCurves& c, CurvesView view, bool judged) {
    return view == CurvesView::Rewards  ? reward_curves(c)
           : view == CurvesView::Method ? method_curves(c)
                                        : course_curves(c, judged);
}

void fulfil(StudioState& state, Services& services, const Curve& curve, CurveWish wish) {
    const std::string csv = wish == CurveWish::None || wish == CurveWish::SavePicture
                                ? ""
                                : csv_of(curve, state.training.plots.smoothing);
    if (wish == CurveWish::CopyCsv) {
        ImGui::SetClipboardText(csv.c_str());
    } else if (wish == CurveWish::SaveCsv) {
        save_plot_csv(state, services, curve.name, csv);
    }
}

void draw_tiles(StudioState& state, Services& services, const TrainingView& view, bool judged) {
    PlotsForm& plots = state.training.plots;
    std::vector<Curve> curves = curves_of(view.curves, plots.view, judged);
    const std::vector<Curve> earlier =
        plots.overlay_curves ? curves_of(*plots.overlay_curves, plots.view, true) : std::vector<Curve>();
    if (curves.empty()) {
        text_wrapped("The reward's terms come with the first iteration.", colour::kTextDim);
        return;
    }
    for (Curve& curve : curves) {
        for (const Curve& other : earlier) {
            if (other.name == curve.name) {
                curve.earlier_x = &other.x;
                curve.earlier_y = &other.y;
            }
        }
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const ImVec2 gap(em(1.1f), em(0.7f));
    const int count = static_cast<int>(curves.size());
    int columns = std::clamp(static_cast<int>((room.x + gap.x) / (em(9.5f) + gap.x)), 1, count);
    const int rows = (count + columns - 1) / columns;
    columns = (count + rows - 1) / rows;  // as even as it goes
    const auto part = [](float all, float between, int parts) {
        return std::floor((all - between * static_cast<float>(parts - 1)) / static_cast<float>(parts));
    };
    const ImVec2 size(part(room.x, gap.x, columns), std::max(part(room.y, gap.y, rows), em(5)));
    static double shown_cursor = -1;  // of the frame before: tiles left of the mouse's show it, too
    double cursor = shown_cursor;
    bool hovered = false;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, gap);
    for (int i = 0; i < count; ++i) {
        if (i % columns > 0) {
            ImGui::SameLine();
        }
        double own = cursor;
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        const double iterations = static_cast<double>(std::max<std::int64_t>(view.progress.steps, 1));
        const CurveWish wish = draw_curve_tile(curve, {iterations, plots.smoothing, &own}, size);
        if (ImGui::IsItemHovered()) {
            hovered = true;
            shown_cursor = own;
        }
        if (wish == CurveWish::SavePicture) {
            const ImVec2 corner = ImGui::GetItemRectMin(), extent = ImGui::GetItemRectSize();
            plots.picture =
                PictureRequest{corner.x, corner.y, extent.x, extent.y, plot_file(state, curve.name, ".png")};
        }
        fulfil(state, services, curve, wish);
    }
    ImGui::PopStyleVar();
    if (!hovered) {
        shown_cursor = -1;
    }
}

void draw_earlier_choice(StudioState& state, Services& services, const TrainingView& view) {
    PlotsForm& plots = state.training.plots;
    ImGui::SetNextItemWidth(em(11));
    const std::string shown = plots.overlay.empty() ? "No earlier run" : plots.overlay_name;
    if (ImGui::BeginCombo("##earlier", shown.c_str())) {
        if (ImGui::Selectable("No earlier run", plots.overlay.empty())) {
            overlay_run(state, services, {}, "");
        }
        for (const ShelfModel& model : state.models.models) {
            if (model.iterations > 0 && model.folder != view.run.folder && model.place != ModelPlace::Trash &&
                ImGui::Selectable(
                    fmt::format("{}###earlier {}", model.name, model.folder.filename().string()).c_str(),
                    model.folder == plots.overlay)) {
                overlay_run(state, services, model.folder, model.name);
            }
        }
        ImGui::EndCombo();
    }
    tooltip("Draws the curves of an earlier run below these, dim");
}

void draw_bar(StudioState& state, Services& services, const TrainingView& view) {
    PlotsForm& plots = state.training.plots;
    const char* const kViews[] = {"Course", "Reward terms", "PPO", "Trade-off"};
    int shown = static_cast<int>(plots.view);
    segmented("view", kViews, 4, shown, std::min(em(26), ImGui::GetContentRegionAvail().x));
    plots.view = static_cast<CurvesView>(shown);
    if (plots.view == CurvesView::TradeOff) {
        return;
    }
    ImGui::SameLine(0, em(1));
    ImGui::SetNextItemWidth(em(8));
    ImGui::SliderFloat("##smoothing", &plots.smoothing, 0, 0.98f,
                       plots.smoothing > 0 ? "smooth %.2f" : "as measured", ImGuiSliderFlags_AlwaysClamp);
    tooltip("How much of what came before is kept in each point; the raw trace stays visible");
    ImGui::SameLine(0, em(1));
    draw_earlier_choice(state, services, view);
}

void draw_curves_panel(StudioState& state, Services& services) {
    if (ImGui::Begin(kCurvesPanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        const auto& view = state.training.view;
        if (!view || (view->curves.iteration.empty() && view->curves.looked_at.empty())) {
            text_wrapped(view ? "The curves begin with the first iteration."
                              : "The curves of a fine-tuning run grow here.",
                         colour::kTextDim);
        } else {
            draw_bar(state, services, *view);
            const bool judged = !view->looks.empty() && view->looks.back().has_judge;
            if (state.training.plots.view == CurvesView::TradeOff) {
                draw_tradeoff(state, services);
            } else {
                draw_tiles(state, services, *view, judged);
            }
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kCurvesPanel{kCurvesTitle, DockPlace::Bottom, drawn<draw_curves_panel>};

}  // namespace im::studio

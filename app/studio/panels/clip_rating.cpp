#include "app/studio/panels/clip_rating.h"

#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/rating_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "app/studio/shell/viewport_scene.h"

namespace im::studio {
namespace {

/// The cosine of words and motion, which the curves of fine-tuning show too: both lie on the unit sphere.
double likeness(const MotionScore& score) {
    return std::clamp(1 - score.distance * score.distance / 2, 0.0, 1.0);
}

void score_bar(const char* name, double share, const std::string& value, const ImVec4& bar_colour,
               const std::string& explanation) {
    ImGui::AlignTextToFramePadding();
    text_dim(name);
    tooltip(explanation.c_str());
    ImGui::SameLine(em(6.2f));
    const float readout = ImGui::CalcTextSize("00 %").x;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 size(std::max(ImGui::GetContentRegionAvail().x - readout - em(0.6f), em(2)),
                      ImGui::GetFrameHeight());
    ImGui::Dummy(size);
    tooltip(explanation.c_str());
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float middle = corner.y + size.y / 2;
    const float half = em(0.22f);
    draw->AddRectFilled(ImVec2(corner.x, middle - half), ImVec2(corner.x + size.x, middle + half),
                        ImGui::GetColorU32(colour::kRaised), half);
    const float filled = std::max(size.x * static_cast<float>(std::clamp(share, 0.0, 1.0)), 2 * half);
    if (share > 0) {
        draw->AddRectFilled(ImVec2(corner.x, middle - half), ImVec2(corner.x + filled, middle + half),
                            ImGui::GetColorU32(bar_colour), half);
    }
    ImGui::SameLine(0, em(0.6f));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(value.c_str());
}

std::string fit_text(const char* whose, const MotionScore& score) {
    std::string text = fmt::format("Likeness of motion and words by {}, 1 at most; their distance is {:.2f}",
                                   whose, score.distance);
    if (score.beats_matched && score.beats_mismatched) {
        text += fmt::format(
            ". Nearer than {:.0f} % of captured motions are to their own captions, and than {:.0f} % to "
            "others'.",
            100 * *score.beats_matched, 100 * *score.beats_mismatched);
    }
    return text;
}

/// Where the judge's score stands, in words, and the notice.
void draw_understanding(const Understanding& understanding) {
    if (understanding.percentile) {
        std::string words = percentile_in_words(*understanding.percentile);
        words.front() = 'N';
        text_wrapped(words.c_str(), colour::kTextDim);
    }
    if (understanding.level == UnderstandingLevel::Fine) {
        return;
    }
    std::string notice = understanding.notice();
    notice.front() = 'P';
    text_wrapped((IM_ICON_WARNING "  " + notice).c_str(), colour::kWarning);
}

}  // namespace

void draw_variation_picker(StudioState& state, const Take& take) {
    if (take.figures.size() < 2) {
        return;
    }
    heading("Variation");
    if (take.figures.front().reward) {
        ImGui::SameLine();
        text_dim("best first");
    }
    const float width = take.figures.front().reward ? em(2.6f) : em(2);
    const float gap = em(0.3f);
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    bool first = true;
    for (const int i : ranked_figures(take)) {
        const Figure& figure = take.figures[static_cast<std::size_t>(i)];
        const std::string name = figure.label.empty() ? fmt::format("{}", i + 1) : figure.label;
        const ImVec2 size(std::max(width, ImGui::CalcTextSize(name.c_str()).x + em(1)), em(2));
        if (!first && ImGui::GetItemRectMax().x + gap + size.x <= right) {
            ImGui::SameLine(0, gap);
        }
        first = false;
        const bool chosen = i == state.selected_figure;
        ImGui::PushStyleColor(ImGuiCol_Button, chosen ? colour::kChosen : colour::kRaised);
        if (ImGui::Button(fmt::format("{}###variation {}", name, i + 1).c_str(), size)) {
            state.selected_figure = i;
        }
        ImGui::PopStyleColor();
        if (figure.reward) {
            tooltip(fit_text("the reward", *figure.reward).c_str());
        }
        // The figure's colour in the viewport, as long as its score is good.
        const glm::vec3 c = figure_color(figure, static_cast<std::size_t>(i));
        const ImVec2 low = ImGui::GetItemRectMin();
        const ImVec2 high = ImGui::GetItemRectMax();
        const float inset = em(0.35f);
        const float length =
            (high.x - low.x - 2 * inset) *
            static_cast<float>(figure.reward ? std::max(likeness(*figure.reward), 0.12) : 1.0);
        ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(low.x + inset, high.y - em(0.28f)),
                                                  ImVec2(low.x + inset + length, high.y - em(0.12f)),
                                                  ImGui::GetColorU32(ImVec4(c.r, c.g, c.b, 1)), em(0.08f));
    }
    ImGui::Spacing();
}

void draw_scores(const StudioState& state, const Figure& figure) {
    if (!figure.reward) {
        return;
    }
    heading("Fit to the words");
    const auto percent = [](double share) { return fmt::format("{:.0f} %", 100 * share); };
    const double text = likeness(*figure.reward);
    score_bar("Text", text, fmt::format("{:.2f}", text), colour::kAccentText,
              fit_text("the reward's encoders", *figure.reward));
    if (figure.judge) {
        const double judge = likeness(*figure.judge);
        score_bar("Judge", judge, fmt::format("{:.2f}", judge), colour::kGood,
                  fit_text("a judge that training never sees", *figure.judge) +
                      " Where both differ much, trust neither.");
    }
    draw_understanding(figure.understanding);
    if (figure.liking && state.taste.taste && state.taste.taste->learnt.ramp > 0) {
        score_bar("Preference", *figure.liking, percent(*figure.liking), colour::kStar,
                  "How probably you like it better than an average clip that you rated, by what was learnt "
                  "from your ratings");
    }
    ImGui::Spacing();
}

void draw_rating(StudioState& state, Services& services, const Figure& figure) {
    heading("Your rating");
    ImGui::BeginDisabled(figure.clip_id == 0);
    const float side = ImGui::GetFrameHeight();
    static int hovered_star = 0;
    int hovered = 0;
    for (int star = 1; star <= 5; ++star) {
        if (star > 1) {
            ImGui::SameLine(0, em(0.1f));
        }
        const bool lit = hovered_star > 0 ? star <= hovered_star : star <= figure.rating;
        ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
        ImGui::PushStyleColor(ImGuiCol_Text, lit ? colour::kStar : colour::kTextFaint);
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
        if (ImGui::Button(fmt::format(IM_ICON_STAR "###star {}", star).c_str(), ImVec2(side, side))) {
            rate_selected(state, services, star);
        }
        ImGui::PopStyleVar();
        ImGui::PopStyleColor(2);
        if (ImGui::IsItemHovered()) {
            hovered = star;
        }
        tooltip((keyed(state, "Rate", ("rate." + std::to_string(star)).c_str()) +
                 "; the same again takes it back")
                    .c_str());
    }
    hovered_star = hovered;
    ImGui::EndDisabled();

    const int clips = comparable_clips(state);
    ImGui::BeginDisabled(clips < 2);
    if (ImGui::Button(IM_ICON_BALANCE "  Compare blind###Compare", ImVec2(-FLT_MIN, 0))) {
        begin_blind_test(state, services);
    }
    ImGui::EndDisabled();
    tooltip(clips < 2 ? "Needs two clips of this prompt: generate more variations, or the same prompt with "
                        "another model"
                      : "Two clips of this prompt at a time, without telling which is which");
    ImGui::Spacing();
}

void draw_blind_test(StudioState& state, Services& services) {
    const BlindTest& test = *state.preview.tenant<BlindTest>();
    heading("Which one is better?");
    text_wrapped(shortened(test.prompt, ImGui::GetContentRegionAvail().x * 3).c_str(), colour::kText);
    ImGui::Spacing();
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    std::optional<Verdict> verdict;
    if (primary_button("A###A is better", ImVec2(width, em(3.2f)))) {
        verdict = Verdict::Left;
    }
    action_tooltip(state, "blind.left", "");
    ImGui::SameLine();
    if (primary_button("B###B is better", ImVec2(width, em(3.2f)))) {
        verdict = Verdict::Right;
    }
    action_tooltip(state, "blind.right", "");
    if (ImGui::Button("Cannot say###Skip", ImVec2(width, 0))) {
        verdict = Verdict::Skip;
    }
    action_tooltip(state, "blind.skip", "The next pair");
    ImGui::SameLine();
    if (ImGui::Button("End###End test", ImVec2(width, 0))) {
        end_blind_test(state, services);
        return;
    }
    action_tooltip(state, "blind.end", "");
    text_dim(fmt::format("Pair {} of {}", test.total - static_cast<int>(test.pairs.size()) + 1, test.total)
                 .c_str());
    ImGui::Spacing();
    if (verdict) {
        answer_blind_test(state, services, *verdict);
    }
}

void draw_taste(StudioState& state) {
    heading("What you like");
    const TasteState& taste = state.taste;
    if (!taste.taste) {
        text_dim("Looking at your ratings ...");
        return;
    }
    const LearntPreferences& learnt = taste.taste->learnt;
    const auto line = [](const char* name, const std::string& value, const char* explanation) {
        text_dim(name);
        tooltip(explanation);
        ImGui::SameLine(em(6.2f));
        ImGui::TextUnformatted(value.c_str());
        tooltip(explanation);
    };
    line("Rated",
         fmt::format("{} {}, {} {}", learnt.ratings, learnt.ratings == 1 ? "clip" : "clips", learnt.choices,
                     learnt.choices == 1 ? "comparison" : "comparisons"),
         "In this workspace");
    if (!taste.taste->reason.empty()) {
        text_wrapped(taste.taste->reason.c_str(), colour::kTextDim);
        return;
    }
    line("Foreseen",
         fmt::format("{:.0f} %  (words alone {:.0f} %)", 100 * learnt.accuracy, 100 * learnt.prior_accuracy),
         "Share of your choices that are foretold from the others (cross-validated): by what was learnt, and "
         "by the fit to the words alone. "
         "50 % is a coin.");
    score_bar(
        "Weight", learnt.ramp, fmt::format("{:.0f} %", 100 * learnt.ramp), colour::kStar,
        learnt.ramp > 0
            ? "How much of it counts in fine-tuning: it grows with the number of ratings."
            : "It does not count in fine-tuning yet: your choices cannot be foretold better than by a coin.");
    if (taste.learning) {
        text_dim("Learning ...");
    }
}

}  // namespace im::studio

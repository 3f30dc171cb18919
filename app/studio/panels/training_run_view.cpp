// The fine-tune panel during a run and after it: progress, warnings, keep or revert, the guard prompts.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr std::size_t kWarningsShown = 2;

std::string status_of(const TrainingState& training) {
    switch (training.phase) {
        case TrainingPhase::Starting:
            return "Starting ...";
        case TrainingPhase::Running:
            return training.view ? training.view->progress.stage : "";
        case TrainingPhase::Pausing:
            return "Pausing ...";
        case TrainingPhase::Paused:
            return "Paused";
        case TrainingPhase::Stopping:
        case TrainingPhase::Suspending:
            return "Stopping, saving a checkpoint ...";
        case TrainingPhase::Idle:
            break;
    }
    if (!training.view || !training.view->ended) {
        return "";
    }
    switch (training.view->ended->outcome) {
        case TrainingOutcome::Completed:
            return training.view->ended->message.empty() ? "Done" : "Ended by the guard";
        case TrainingOutcome::Stopped:
            return "Stopped";
        case TrainingOutcome::Failed:
            break;
    }
    return "Failed";
}

void draw_progress(const TrainingState& training) {
    const TrainProgress progress = training.view ? training.view->progress : TrainProgress{};
    const double steps = static_cast<double>(std::max<std::int64_t>(progress.steps, 1));
    progress_bar(static_cast<double>(progress.step) / steps,
                 fmt::format("{} / {} iterations", progress.step, progress.steps).c_str(),
                 ImVec2(ImGui::GetContentRegionAvail().x, em(2)));
    std::string stage = status_of(training);
    if (!stage.empty()) {
        stage.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(stage.front())));
    }
    text_dim(stage.c_str());
    if (training.active() && progress.seconds_left > 0) {
        const std::string left = rough_duration(progress.seconds_left) + " left";
        ImGui::SameLine(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x -
                        ImGui::CalcTextSize(left.c_str()).x);
        text_dim(left.c_str());
    }
}

/// A button for the run in progress; where it may not be pressed now, it says why.
void run_button(StudioState& state, Services& services, const char* label, float width, RunCommand command,
                const char* explanation) {
    const char* reason = refusal(state.training.phase, command);
    ImGui::BeginDisabled(reason != nullptr);
    if (ImGui::Button(label, ImVec2(width, em(2)))) {
        services.training.ask(command);
    }
    ImGui::EndDisabled();
    tooltip(reason ? reason : explanation);
}

void draw_controls(StudioState& state, Services& services) {
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    if (refusal(state.training.phase, RunCommand::Resume)) {
        run_button(state, services, IM_ICON_PAUSE "  Pause###Pause", width, RunCommand::Pause,
                   "Holds the run, and leaves the processor or the graphics card to others");
    } else {
        run_button(state, services, IM_ICON_PLAY "  Resume###Resume", width, RunCommand::Resume,
                   "The run goes on");
    }
    ImGui::SameLine();
    run_button(state, services, IM_ICON_STOP "  Stop###Stop run", width, RunCommand::Stop,
               "Ends the run and saves a checkpoint, from which it can go on");
}

/// "0.412", and how it differs from the beginning.
void score_line(const char* name, double before, double after, const char* explanation) {
    text_dim(name);
    tooltip(explanation);
    ImGui::SameLine(em(6.2f));
    ImGui::Text("%.3f", before);
    ImGui::SameLine(0, em(0.5f));
    text_dim("to");
    ImGui::SameLine(0, em(0.5f));
    ImGui::Text("%.3f", after);
    const double change = after - before;
    ImGui::SameLine(0, em(0.8f));
    ImGui::TextColored(change > 0.0005    ? colour::kGood
                       : change < -0.0005 ? colour::kBad
                                          : colour::kTextDim,
                       "%+.3f", change);
}

void coloured(const char* text, const ImVec4& colour) {
    ImGui::TextColored(colour, "%s", text);
}

/// "0.412 to 0.438, +0.026 +- 0.011": coloured only where it is more than chance.
void gain_line(const char* name, const Gain& gain, double scale, const char* format, bool more_is_better,
               const char* explanation) {
    text_dim(name);
    tooltip(explanation);
    ImGui::SameLine(em(6.2f));
    const auto number = [&](double value) { return fmt::format(fmt::runtime(format), scale * value); };
    coloured(number(gain.before).c_str(), colour::kText);
    ImGui::SameLine(0, em(0.5f));
    text_dim("to");
    ImGui::SameLine(0, em(0.5f));
    coloured(number(gain.after).c_str(), colour::kText);
    const bool better = (gain.change() > 0) == more_is_better;
    std::string change = (gain.change() >= 0 ? "+" : "") + number(gain.change());
    if (std::isfinite(gain.interval)) {
        change += " \xc2\xb1 " + number(gain.interval);
    }
    ImGui::SameLine(0, em(0.8f));
    coloured(change.c_str(), !gain.is_sure() ? colour::kTextDim : better ? colour::kGood : colour::kBad);
    if (!gain.is_sure()) {
        tooltip("Within its interval: it may be chance");
    }
}

void draw_gain(const char* whose, const PromptsGain& gain) {
    if (gain.prompts == 0) {
        return;
    }
    text_dim(whose);
    if (gain.judge) {
        gain_line("Judge", *gain.judge, 1, "{:.3f}", true,
                  "Mean likeness of words and motion, by encoders that the training never sees");
    } else {
        gain_line("Reward", gain.reward, 1, "{:.3f}", true,
                  "Mean likeness of words and motion, by the encoders that give the reward");
    }
    if (gain.facts) {
        gain_line("Facts", *gain.facts, 100, "{:.0f} %", true,
                  "How much of what the prompts say in numbers (counts, turns, sides, ways) is done");
    }
    gain_line("Skating", gain.skating_cmps, 1, "{:.1f} cm/s", false, "How fast standing feet slide");
}

/// What was gained, measured anew: the best of many looks tells itself too well.
void draw_measured_gain(const FinetuneResult& result) {
    text_dim(fmt::format("Measured anew, {} samples a prompt", result.samples).c_str());
    draw_gain("Your prompts", result.own);
    draw_gain("Everything else", result.rest);
}

void draw_scores(const TrainingView& view) {
    const GuardReport* best = view.best_look();
    if (!best || view.looks.size() < 2) {
        return;
    }
    const GuardReport& base = view.looks.front();
    if (best->has_judge) {
        score_line("Judge", base.judge, best->judge,
                   "Mean likeness of words and motion on the guard prompts, by encoders that the training "
                   "never sees: base and best look");
    }
    score_line("Reward", base.reward, best->reward, "The same by the encoders that give the reward");
}

void draw_decision(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    const GuardReport* best = view.best_look();
    begin_card("decision");
    const TrainingEnded& ended = *view.ended;
    if (ended.outcome == TrainingOutcome::Failed) {
        text_wrapped(ended.message.c_str(), colour::kBad);
    } else if (!ended.message.empty()) {
        text_wrapped((IM_ICON_WARNING "  " + ended.message).c_str(), colour::kWarning);
    }
    if (best && best->iteration > 0) {
        text_wrapped(fmt::format("The best model is of iteration {}.", best->iteration).c_str(),
                     colour::kText);
        if (view.gain) {
            draw_measured_gain(*view.gain);
        } else {
            draw_scores(view);
        }
    } else if (best) {
        text_wrapped(
            "No look at the guard prompts was better than the base. More iterations, or other settings, may "
            "help.",
            colour::kText);
    }
    if (best && best->iteration > 0) {
        const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
        ImGui::BeginDisabled(view.decision == Decision::Kept);
        if (primary_button(view.decision == Decision::Kept ? IM_ICON_CHECK "  Kept###Keep"
                                                           : IM_ICON_CHECK "  Keep###Keep",
                           ImVec2(width, em(2.1f)))) {
            keep_run(state, services);
        }
        ImGui::EndDisabled();
        tooltip("The new model generates from now on, also after a restart");
        ImGui::SameLine();
        ImGui::BeginDisabled(view.decision == Decision::Reverted);
        if (ImGui::Button(IM_ICON_UNDO "  Revert###Revert", ImVec2(width, em(2.1f)))) {
            revert_run(state, services);
        }
        ImGui::EndDisabled();
        tooltip("The model that the run started from generates; the run stays in the workspace");
    }
    end_card();
}

void draw_after(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    const bool more = view.ended->outcome == TrainingOutcome::Stopped;
    if (more) {
        if (ImGui::Button(IM_ICON_PLAY "  Go on###Go on", ImVec2(width, em(2)))) {
            go_on_with_run(state, services, view.run.run);
            return;
        }
        ImGui::SameLine();
    }
    if (ImGui::Button("New run ...###New run", ImVec2(more ? width : -FLT_MIN, em(2)))) {
        close_preview(state, services);
        state.training.view.reset();
    }
}

void draw_warnings(TrainingView& view) {
    const std::size_t first =
        view.warnings.size() > kWarningsShown ? view.warnings.size() - kWarningsShown : 0;
    std::optional<std::size_t> dismissed;
    for (std::size_t i = first; i < view.warnings.size(); ++i) {
        if (warning_box(fmt::format("warning {}", i).c_str(), view.warnings[i])) {
            dismissed = i;
        }
    }
    if (dismissed) {
        view.warnings.erase(view.warnings.begin() + static_cast<std::ptrdiff_t>(*dismissed));
    }
}

/// Which look 'after' is: the newest one by itself, or one that was chosen.
void draw_look_slider(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    int& look_shown = state.training.look_shown;
    const int last = static_cast<int>(view.looks.size()) - 1;
    int shown = look_shown < 0 ? last : std::min(look_shown, last);
    field_label("After",
                "Which of the looks at the guard prompts is shown. The newest one follows the training.");
    const auto iteration = view.looks[static_cast<std::size_t>(shown)].iteration;
    const std::string format = fmt::format("iteration {}{}", iteration, look_shown < 0 ? " (newest)" : "");
    ImGui::BeginDisabled(last < 1);
    if (ImGui::SliderInt("##look", &shown, 0, std::max(last, 1), format.c_str(),
                         ImGuiSliderFlags_AlwaysClamp)) {
        look_shown = shown >= last ? -1 : shown;
        refresh_gallery(state, services);
    }
    ImGui::EndDisabled();
}

void draw_gallery(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    heading("Guard prompts");
    tooltip(
        "Generated again from the same random numbers every few iterations. Choose one to see it before and "
        "after.");
    if (view.looks.empty()) {
        text_wrapped("They are generated by the base first, and then again as it learns.", colour::kTextDim);
        return;
    }
    ImGui::BeginDisabled(!gallery_playable(state));
    draw_look_slider(state, services);
    if (ImGui::Button(IM_ICON_PEOPLE "  All in the viewport###Show all", ImVec2(-FLT_MIN, 0))) {
        show_all_guard_prompts(state, services);
    }
    const GuardGallery* gallery = state.preview.tenant<GuardGallery>();
    const std::size_t none = view.looks.back().prompts.size();
    const std::size_t shown = gallery ? gallery->prompt.value_or(none) : none;
    ImGui::BeginChild("guard prompts", ImVec2(0, std::max(ImGui::GetContentRegionAvail().y, em(8))));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ImGui::GetStyle().ItemSpacing.x, em(0.15f)));
    const std::vector<std::string>& prompts = view.looks.back().prompts;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const bool chosen = shown == i;
        const std::string label =
            fmt::format("{}###guard {}", shortened(prompts[i], ImGui::GetContentRegionAvail().x), i);
        if (ImGui::Selectable(label.c_str(), chosen, 0, ImVec2(0, em(1.4f)))) {
            if (chosen) {
                close_preview(state, services);
            } else {
                show_guard_prompt(state, services, i);
            }
        }
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
    ImGui::EndDisabled();
    if (!gallery_playable(state)) {
        tooltip("Another model is active; these clips can be shown with the run's base or its new model");
    }
}

}  // namespace

void draw_training_run(StudioState& state, Services& services) {
    TrainingState& training = state.training;
    heading(training.view ? shortened(training.view->run.name, ImGui::GetContentRegionAvail().x).c_str()
                          : "Fine-tuning");
    draw_progress(training);
    if (training.active()) {
        draw_controls(state, services);
    }
    if (!training.view) {
        return;
    }
    draw_warnings(*training.view);
    if (training.view->ended) {
        draw_decision(state, services);
        draw_after(state, services);
        if (!training.view) {
            return;  // a new run is to be set up
        }
    } else {
        draw_scores(*training.view);
        const GuardReport* best = training.view->best_look();
        if (best && best->iteration > 0) {
            bool use = training.use_snapshots;
            if (ImGui::Checkbox("Generate with what it has learnt", &use)) {
                set_use_snapshots(state, services, use);
            }
            tooltip(
                "The Prompt panel uses the best model so far, and each better one as it comes. Off: the "
                "base.");
        }
    }
    ImGui::Spacing();
    draw_gallery(state, services);
}

}  // namespace im::studio

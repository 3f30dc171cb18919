// The fine-tune panel during a run and after it: progress, warnings, keep or revert, the guard prompts.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/run_actions.h"
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

void coloured(const char* text, const ImVec4& colour) {
    ImGui::TextColored(colour, "%s", text);
}

/// How a figure is written, and which way is better.
struct Figures {
    double scale = 1;
    const char* format = "{:.3f}";
    bool more_is_better = true;
};

/// "0.412 to 0.438, +0.026" of two looks, which have no interval.
void change_line(const char* name, double before, double after, const Figures& figures,
                 const char* explanation) {
    text_dim(name);
    tooltip(explanation);
    ImGui::SameLine(em(6.2f));
    const auto number = [&](double value) {
        return fmt::format(fmt::runtime(figures.format), figures.scale * value);
    };
    coloured(number(before).c_str(), colour::kText);
    ImGui::SameLine(0, em(0.5f));
    text_dim("to");
    ImGui::SameLine(0, em(0.5f));
    coloured(number(after).c_str(), colour::kText);
    const double change = after - before;
    const bool better = (change > 0) == figures.more_is_better;
    ImGui::SameLine(0, em(0.8f));
    coloured(((change >= 0 ? "+" : "") + number(change)).c_str(), std::abs(change) < 0.0005 ? colour::kTextDim
                                                                  : better                  ? colour::kGood
                                                                                            : colour::kBad);
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

/// How many of what prompts say in numbers is done, where they say something.
void facts_line(const std::optional<double>& before, const std::optional<double>& after) {
    if (before && after) {
        change_line("Facts", *before, *after, {100, "{:.0f} %", true},
                    "How much of what the prompts say in numbers (counts, turns, sides, ways) is done");
    }
}

void draw_part(const char* whose, const std::optional<PromptScore>& before,
               const std::optional<PromptScore>& after, bool judged) {
    if (!before || !after) {
        return;
    }
    text_dim(whose);
    change_line(judged ? "Judge" : "Reward", before->judge, after->judge, {1, "{:.3f}", true},
                judged ? "Mean likeness of words and motion, by encoders that the training never sees"
                       : "Mean likeness of words and motion, by the encoders that give the reward");
    facts_line(before->facts, after->facts);
    change_line("Skating", before->skating_cmps, after->skating_cmps, {1, "{:.1f} cm/s", false},
                "How fast standing feet slide");
}

/// Base and best look. The best of many noisy looks flatters: at the end all is measured anew.
void draw_scores(const TrainingView& view) {
    const GuardReport* best = view.best_look();
    if (!best || view.looks.size() < 2) {
        return;
    }
    const GuardReport& base = view.looks.front();
    if (base.scores.empty() || best->scores.empty()) {  // an old record
        if (best->has_judge) {
            change_line("Judge", base.judge, best->judge, {1, "{:.3f}", true},
                        "Mean likeness of words and motion on the guard prompts: base and best look");
        }
        change_line("Reward", base.reward, best->reward, {1, "{:.3f}", true},
                    "The same by the encoders that give the reward");
        return;
    }
    text_dim(best->iteration > 0 ? fmt::format("Best look so far, iteration {}", best->iteration).c_str()
                                 : "No look was better than the base so far");
    draw_part("Your prompts", own_score(base), own_score(*best), best->has_judge);
    draw_part("Everything else", rest_score(base), rest_score(*best), best->has_judge);
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
    if (view.gain && view.gain->reverted && best && best->iteration == 0) {
        text_wrapped(
            "Measured anew, the new model does less of what the prompts say in numbers than the base: the "
            "base is "
            "kept.",
            colour::kWarning);
        draw_measured_gain(*view.gain);
    } else if (best && best->iteration > 0) {
        text_wrapped(fmt::format("{} model is of iteration {}.", view.chosen ? "The chosen" : "The best",
                                 best->iteration)
                         .c_str(),
                     colour::kText);
        if (view.gain && view.gain->iteration == best->iteration) {
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
    const GuardReport* held = view.best_look();
    if (held && held->iteration > 0) {
        if (ImGui::Button("Branch ...###Branch", ImVec2(-FLT_MIN, em(2)))) {
            prepare_next_run(state, services, {.on_top = true});
            return;
        }
        tooltip("Prepares a run on the same prompts that starts from this model");
    }
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

void draw_warnings(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    std::optional<WarningAct> asked;
    const std::size_t first =
        view.warnings.size() > kWarningsShown ? view.warnings.size() - kWarningsShown : 0;
    std::optional<std::size_t> dismissed;
    for (std::size_t i = first; i < view.warnings.size(); ++i) {
        if (warning_box(fmt::format("warning {}", i).c_str(), view.warnings[i])) {
            dismissed = i;
        }
        const WarningAct act = act_for(state, view.warnings[i]);
        if (act.label) {
            if (ImGui::Button(fmt::format("{}###act {}", act.label, i).c_str())) {
                asked = act;
            }
            tooltip(act.help);
        }
    }
    if (dismissed) {
        view.warnings.erase(view.warnings.begin() + static_cast<std::ptrdiff_t>(*dismissed));
    }
    if (asked) {
        act_on(state, services, *asked);
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
    draw_warnings(state, services);
    if (!training.view) {
        return;  // another run is to be set up
    }
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
    draw_training_gallery(state, services);
}

}  // namespace im::studio

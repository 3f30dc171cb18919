// Right: the facts of the selected clip, and saving it.
#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/rating_actions.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/clip_rating.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/opened_clip.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/save_dialog.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

void draw_facts(const Take& take, const Figure& figure, bool guard_prompt) {
    if (!begin_facts("facts")) {
        return;
    }
    const MotionClip& clip = figure.clip;
    fact("Length", fmt::format("{:.2f} s, {} frames", clip.seconds(), clip.frame_count()));
    fact("Frame rate", fmt::format("{:g} fps", clip.fps));
    fact("Distance", fmt::format("{:.2f} m", take.growing() ? travel_distance(clip) : figure.distance),
         "How far the pelvis travelled over the ground");
    if (figure.facts && !take.opened) {
        fact("Tokens",
             fmt::format("{}{}", figure.facts->tokens.size(), figure.facts->ended ? "" : ", cut at the end"),
             "Steps of the model. 'cut at the end': the length was reached before the model said that the "
             "movement is complete");
        if (figure.facts->log_probability != 0) {  // it is not kept with a clip
            fact("Likelihood",
                 fmt::format("{:.1f} nats, {:.2f} a token", figure.facts->log_probability,
                             figure.facts->log_probability /
                                 static_cast<double>(std::max<std::size_t>(figure.facts->tokens.size(), 1))),
                 "Log-probability that the model gives to this movement. Higher (nearer to 0) is what it "
                 "finds "
                 "more usual");
        }
    }
    if (!guard_prompt && !take.opened) {
        fact("Seed", fmt::format("{}", figure.facts ? figure.facts->seed : take.request.seed));
    }
    fact(take.opened ? "File" : "Model", take.model.empty() ? "-" : take.model);
    if (take.best_of > 1) {
        fact("Best of", fmt::format("{}", take.best_of),
             "Candidates for each variation, of which the reward kept the best");
    }
    const int variations = static_cast<int>(take.figures.size());
    if (take.best_of == 1 && take.tries > 1 && figure.candidate >= variations) {
        fact("Drawn again", fmt::format("draw {} of {}", figure.candidate / variations + 1, take.tries),
             "The draws before missed something that the prompt asks");
    }
    if (take.status == TakeStatus::Done && take.seconds > 0 && !guard_prompt && !take.opened) {
        fact("Made in", fmt::format("{:.2f} s", take.seconds));
    }
    ImGui::EndTable();
}

/// Each letter is kept as it is typed: there is nothing to press afterwards.
void draw_name_and_tags(StudioState& state, Services& services, const Figure& figure) {
    std::string name = figure.name, tags = figure.tags;
    // A field that is being typed in must not go on in another clip.
    ImGui::PushID(static_cast<int>(figure.clip_id));
    ImGui::BeginDisabled(figure.clip_id == 0);
    field_label("Name", "Yours for this clip; the history finds it");
    bool changed = ImGui::InputTextWithHint("##name", "none", &name);
    field_label("Tags", "Words, separated by spaces; the history finds them");
    changed = ImGui::InputTextWithHint("##tags", "none", &tags) || changed;
    ImGui::EndDisabled();
    ImGui::PopID();
    if (changed) {
        name_selected(state, services, name, tags);
    }
}

void draw_save_buttons(StudioState& state, Services& services, const Take& take, const Figure& figure) {
    ImGui::BeginDisabled(figure.clip.frame_count() == 0 || take.growing());
    if (ImGui::Button(IM_ICON_SAVE "  Save clip ...###Save clip", ImVec2(-FLT_MIN, em(2)))) {
        open_save_dialog(state, services, false);
    }
    action_tooltip(state, "file.save", "Write the chosen clip as BVH, FBX, glTF, USD or for programs");
    if (take.figures.size() > 1) {
        const std::string label = fmt::format("Save all {} variations ...###Save all", take.figures.size());
        if (ImGui::Button(label.c_str(), ImVec2(-FLT_MIN, em(2)))) {
            open_save_dialog(state, services, true);
        }
        action_tooltip(state, "file.save_all", "Write each variation to a file of its own");
    }
    ImGui::EndDisabled();
}

void draw_clip_panel(StudioState& state, Services& services) {
    if (ImGui::Begin(kClipPanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        const Take* take = state.take();
        const Figure* figure = state.figure();
        if (state.preview.tenant<BlindTest>()) {
            draw_blind_test(state, services);
        } else if (!take || !figure) {
            text_wrapped(
                "Scores, stars, facts and saving of the chosen clip appear here. Next: type a prompt and "
                "press Generate, click one of "
                "those in the viewport, or open a file.",
                colour::kTextDim);
        } else if (!draw_side_by_side(state, services)) {
            heading(take->opened ? "Opened file" : "Prompt");
            // A prompt may be as long as a book: show its beginning.
            const std::string title =
                take->opened ? take->opened->file.filename().string() : take->prompt_of(*figure);
            text_wrapped(shortened(title, ImGui::GetContentRegionAvail().x * 3).c_str(), colour::kText);
            draw_opened(state, services);
            ImGui::Spacing();
            draw_variation_picker(state, *take);
            draw_scores(state, *figure);
            if (!state.preview.take()) {
                draw_rating(state, services, *figure);
                draw_beside_button(state, services);
            }
            heading("Clip");
            if (!state.preview.take()) {
                draw_name_and_tags(state, services, *figure);
            }
            draw_facts(*take, *figure, state.preview.take() != nullptr);
            ImGui::Spacing();
            draw_save_buttons(state, services, *take, *figure);
            ImGui::Spacing();
            draw_taste(state);
        }
    }
    ImGui::End();
}

}  // namespace

const Panel kClipPanel{"Clip", DockPlace::Right, drawn<draw_clip_panel>};

}  // namespace im::studio

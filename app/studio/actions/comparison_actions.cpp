// Two models side by side (evaluation_actions.h).
#include <algorithm>

#include <fmt/format.h>

#include "app/studio/actions/evaluation_actions.h"
#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/lines.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

const ShelfModel* find_model(const StudioState& state, const fs::path& folder) {
    const auto& models = state.models.models;
    const auto found =
        std::find_if(models.begin(), models.end(), [&](const ShelfModel& m) { return m.folder == folder; });
    return found == models.end() ? nullptr : &*found;
}

std::string name_of(const StudioState& state, const fs::path& folder) {
    const ShelfModel* model = find_model(state, tidy_folder(folder));
    return model ? model->name : folder.filename().string();
}

}  // namespace

std::array<fs::path, 2> sides_to_compare(const StudioState& state) {
    std::array<fs::path, 2> sides = state.evaluation.form.sides;
    for (fs::path& side : sides) {
        const ShelfModel* model = find_model(state, side);
        if (!side.empty() && (!model || !model->usable())) {
            side.clear();  // it is gone
        }
    }
    const fs::path active = tidy_folder(state.model.folder);
    if (sides[1].empty()) {
        sides[1] = active;
    }
    if (sides[0].empty()) {
        const ShelfModel* model = find_model(state, sides[1]);
        sides[0] = model && !model->base.empty() ? model->base : fs::path();
        for (const ShelfModel& other : state.models.models) {
            if (sides[0].empty() && other.usable() && other.folder != sides[1]) {
                sides[0] = other.folder;
            }
        }
    }
    return sides;
}

void start_comparison(StudioState& state, Services& services) {
    if (refuses_changes(state)) {
        return;
    }
    EvaluationState& evaluation = state.evaluation;
    EvaluationForm& form = evaluation.form;
    form.error.clear();
    ComparisonRequest request;
    request.models = sides_to_compare(state);
    if (request.models[0].empty() || request.models[1].empty()) {
        form.error = "There is one model only. Fine-tune it, or add another one under Models.";
        return;
    }
    if (request.models[0] == request.models[1]) {
        form.error = "Choose two different models.";
        return;
    }
    for (std::size_t side = 0; side < 2; ++side) {
        request.names[side] = name_of(state, request.models[side]);
    }
    if (form.texts == EvaluatedTexts::Typed) {
        request.prompts = lines_of(form.typed);
        if (request.prompts.empty()) {
            form.error = "Type prompts, one a line.";
            return;
        }
    }
    request.prompts_max = form.prompts;
    request.sampling = state.prompt.sampling;
    request.seed = static_cast<std::uint64_t>(std::max(form.seed, 0));
    ++evaluation.running;
    evaluation.progress = {"Starting", 0, 0};
    services.evaluation_worker().send(std::move(request));
}

bool stands_left(const ComparisonShown& shown, std::size_t side) {
    const bool swapped =
        shown.blind && sides_swapped(shown.comparison.request.seed,
                                     std::min(shown.number, shown.comparison.request.prompts.size() - 1));
    return (side == 0) != swapped;
}

void show_compared_pair(StudioState& state, Services& services, std::size_t number) {
    ComparisonShown& shown = *state.evaluation.comparison;
    shown.number = number;
    if (shown.done()) {
        if (state.preview.tenant<ModelComparison>()) {
            close_preview(state, services);
        }
        return;
    }
    const ComparisonRequest& request = shown.comparison.request;
    Take take;
    take.status = TakeStatus::Done;
    take.request.prompt = request.prompts[number];
    take.request.sampling = request.sampling;
    take.request.seed = request.seed + number;
    for (const bool left : {true, false}) {
        const std::size_t side = stands_left(shown, 0) == left ? 0 : 1;
        const GeneratedMotion& motion = shown.comparison.motions[side][number];
        Figure figure;
        figure.clip = motion.clip;
        figure.distance = travel_distance(figure.clip);
        figure.label = shown.blind ? (left ? "A" : "B") : request.names[side];
        take.figures.push_back(std::move(figure));
    }
    if (!state.preview.tenant<ModelComparison>()) {
        close_preview(state, services);
        state.preview.move_in(ModelComparison{});
    }
    show_side_by_side(state, std::move(take), -1);  // neither is the chosen one
}

void choose_side(StudioState& state, Services& services, std::optional<bool> left) {
    auto& comparison = state.evaluation.comparison;
    if (!comparison || comparison->done()) {
        return;
    }
    ComparisonShown& shown = *comparison;
    const ComparisonRequest& request = shown.comparison.request;
    const Better better = !left                            ? Better::Same
                          : stands_left(shown, 0) == *left ? Better::First
                                                           : Better::Second;
    shown.choices[shown.number] = better;
    Choice choice{.models = {request.models[0].string(), request.models[1].string()},
                  .prompt = request.prompts[shown.number],
                  .seed = request.seed + shown.number,
                  .better = better,
                  .blind = shown.blind};
    services.tasks.run(
        [file = EvaluationWorker::choices_file(state.workspace), choice] { append_choice(file, choice); },
        [&state](const std::string& error) {
            if (!error.empty()) {
                add_toast(state, Toast::Kind::Error, "Not kept: " + error);
            }
        });
    show_compared_pair(state, services, shown.number + 1);
}

void end_comparison(StudioState& state, Services& services) {
    if (state.preview.tenant<ModelComparison>()) {
        close_preview(state, services);
    }
    state.evaluation.comparison.reset();
}

}  // namespace im::studio

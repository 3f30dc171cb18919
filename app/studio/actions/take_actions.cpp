#include "app/studio/actions/take_actions.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <random>
#include <utility>

#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/state/workspace_files.h"

namespace im::studio {
namespace {

constexpr std::size_t kHistoryMax = 500;

}  // namespace

void start_generation(StudioState& state, Services& services) {
    PromptForm& form = state.prompt;
    form.error.clear();
    if (state.generating()) {
        return;
    }
    const bool blank =
        std::all_of(form.text.begin(), form.text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
    if (blank) {
        form.error = "Type what the person should do, then press Generate.";
        form.focus_requested = true;
        return;
    }
    if (state.model.status == ModelStatus::Failed) {
        form.error = "There is no model to generate with: " + state.model.error;
        return;
    }
    if (!form.seed_locked && !state.takes.empty()) {
        roll_seed(state);
    }

    Take take;
    take.request.prompt = form.text;
    take.request.variations = form.variations;
    take.request.sampling = form.sampling;
    take.request.seed = form.seed;
    if (!form.automatic_length) {
        take.request.seconds = form.seconds;
    }
    take.made = std::chrono::system_clock::now();
    take.figures.resize(form.variations);
    take.best_of = form.best_of;
    take.job = services.generation.generate(take.request, take.best_of);
    state.takes.push_back(std::move(take));
    add_to_history(state, services, form.text);

    show_take(state, services, state.takes.size() - 1);
    state.viewport.frame_all_requested = true;
}

void stop_generation(StudioState& state, Services& services) {
    for (const Take& take : state.takes) {
        if (take.growing()) {
            services.generation.stop(take.job);
        }
    }
}

void roll_seed(StudioState& state) {
    static std::mt19937_64 random{std::random_device{}()};
    state.prompt.seed = random() % 1'000'000;  // short enough to read out to a colleague
}

void show_take(StudioState& state, Services& services, std::size_t index) {
    close_preview(state, services);
    state.shown_take = index;
    state.selected_figure = 0;
    state.playback.time = 0;
    state.playback.playing = true;
    score_liking(state, services);
}

void reuse_take(StudioState& state, const Take& take) {
    PromptForm& form = state.prompt;
    form.text = take.request.prompt;
    form.variations = take.request.variations;
    form.automatic_length = !take.request.seconds;
    if (take.request.seconds) {
        form.seconds = static_cast<float>(*take.request.seconds);
    }
    form.seed = take.request.seed;
    form.seed_locked = true;
    form.sampling = take.request.sampling;
    form.best_of = take.best_of;
    form.error.clear();
    form.focus_requested = true;
}

void add_to_history(StudioState& state, Services& services, const std::string& prompt) {
    std::erase(state.history, prompt);
    state.history.insert(state.history.begin(), prompt);
    state.history.resize(std::min(state.history.size(), kHistoryMax));
    services.tasks.run(
        [file = history_file(state.workspace), history = state.history] { write_history(file, history); });
}

}  // namespace im::studio

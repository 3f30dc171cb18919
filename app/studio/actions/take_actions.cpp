#include "app/studio/actions/take_actions.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>

#include "app/studio/actions/block_edits.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/state/workspace_files.h"
#include "engine/core/fresh_seed.h"
#include "engine/generate/draw_again.h"

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
    take.tries = state.settings.draw_again ? kTriesDefault : 1;
    take.job = services.generation.generate(take.request, take.best_of, take.tries);
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
    state.prompt.seed = fresh_seed();
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
    if (take.directed && !take.directed->blocks.empty()) {
        std::vector<SequenceBlock> blocks;
        for (const BlockMade& block : take.directed->blocks) {
            blocks.push_back({block.prompt, (block.end - block.begin) / take.fps(), block.seed});
        }
        state.direct.seed = take.request.seed;
        replace_blocks(state, std::move(blocks), take.directed->asked, "use of a take's blocks");
        state.windows.bring_to_front(kDirectTitle);
        return;
    }
    PromptForm& form = state.prompt;
    form.text = take.directed          ? take.directed->words  // of an edited clip
                : take.figures.empty() ? take.request.prompt
                                       : take.prompt_of(take.figures.front());
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
    if (!state.session.read_only.empty()) {
        return;
    }
    services.tasks.run(
        [file = history_file(state.workspace), history = state.history] { write_history(file, history); });
}

}  // namespace im::studio

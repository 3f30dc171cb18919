#include "app/studio/shell/studio.h"

#include <cstdlib>
#include <memory>

#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/shell/studio_app.h"
#include "engine/core/error.h"
#include "engine/core/scratch_folder.h"

namespace im {

namespace {

constexpr const char* kBenchPrompts =
    "a person crawls forward\na person hops on the left leg\na person spins around, then bows\n"
    "a person kneels down and gets up\n";

studio::StudioParts parts_of(const StudioOptions& options) {
    return {.open_model = [options](const std::filesystem::path& folder) {
        return load_model_folder(folder, GeneratorOptions{options.device, options.threads});
    }};
}

}  // namespace

int run_studio(const StudioOptions& options) {
    studio::StudioApp app(options, parts_of(options));
    if (options.screenshot) {
        app.state().tour.uncalled = false;
    }
    int frames = 0;
    while (app.frame()) {
        if (options.screenshot && ++frames >= options.screenshot_frames) {
            app.save_screenshot(*options.screenshot);
            break;
        }
        app.give_way();
    }
    return 0;
}

StudioFrameCost measure_studio(const StudioOptions& options, const StudioFrameBench& bench) {
    StudioOptions own = options;
    const ScratchFolder folder;
    own.workspace = folder.path();
    studio::StudioApp app(own, parts_of(own));
    studio::StudioState& state = app.state();
    studio::Services& services = app.services();
    state.settings.vertical_sync = false;
    state.tour.uncalled = false;
    state.prompt.variations = bench.variations;
    const auto learns = [&] { return state.training.view && !state.training.view->curves.iteration.empty(); };
    for (int measured = 0; measured < bench.frames && app.frame();) {
        app.give_way();
        const bool ready = state.model.status == studio::ModelStatus::Ready;
        if (bench.training && ready && services.tasks.pending() == 0 && !state.training.active() &&
            !state.training.view) {
            state.training.form.typed = kBenchPrompts;
            studio::start_training(state, services);
        }
        if (bench.training && state.training.view && state.training.view->ended) {
            throw resource_error("The run ended before it was measured: {}",
                                 state.training.view->ended->message);
        }
        if (bench.training && !learns()) {
            app.restart_timing();
            continue;
        }
        if (bench.training && !state.preview.tenant<studio::GuardGallery>()) {
            studio::show_guard_prompt(state, services, 0);
        }
        if (ready && !state.generating() && !bench.training) {
            studio::start_generation(state, services);
        }
        ++measured;
    }
    const studio::PhaseTimes& ui = app.ui_times();
    return {static_cast<int>(ui.count()), ui.mean(), ui.percentile(0.99),
            app.submit_times().percentile(0.99)};
}

}  // namespace im

#include "app/studio/studio.h"

#include "app/studio/studio_actions.h"
#include "app/studio/studio_app.h"

namespace im {

namespace {

studio::StudioParts parts_of(const StudioOptions& options) {
    return {.open_model = [options](const std::filesystem::path& folder) {
        return load_model_folder(folder, GeneratorOptions{options.device, options.threads});
    }};
}

}  // namespace

int run_studio(const StudioOptions& options) {
    studio::StudioApp app(options, parts_of(options));
    int frames = 0;
    while (app.frame()) {
        if (options.screenshot && ++frames >= options.screenshot_frames) {
            app.save_screenshot(*options.screenshot);
            break;
        }
    }
    return 0;
}

StudioFrameCost measure_studio(const StudioOptions& options, int variations, int frames) {
    studio::StudioApp app(options, parts_of(options));
    app.state().settings.vertical_sync = false;
    app.state().prompt.variations = variations;
    for (int i = 0; i < frames && app.frame(); ++i) {
        if (app.state().model.status == studio::ModelStatus::Ready && !app.state().generating()) {
            studio::start_generation(app.state());
        }
    }
    const studio::PhaseTimes& ui = app.ui_times();
    return {static_cast<int>(ui.count()), ui.mean(), ui.percentile(0.99),
            app.submit_times().percentile(0.99)};
}

}  // namespace im

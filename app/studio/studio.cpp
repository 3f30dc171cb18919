#include "app/studio/studio.h"

#include "app/studio/studio_app.h"

namespace im {

int run_studio(const StudioOptions& options) {
    const auto folder = options.model_folder.empty() ? default_model_folder() : options.model_folder;
    studio::StudioApp app(options, [folder, device = options.device, threads = options.threads] {
        return MotionGenerator::load(folder, GeneratorOptions{device, threads});
    });
    int frames = 0;
    while (app.frame()) {
        if (options.screenshot && ++frames >= options.screenshot_frames) {
            app.save_screenshot(*options.screenshot);
            break;
        }
    }
    return 0;
}

}  // namespace im

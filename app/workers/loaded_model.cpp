#include "app/workers/loaded_model.h"

#include <spdlog/spdlog.h>

#include "engine/model/device.h"
#include "engine/model/lora.h"

namespace im {

LoadedModel load_model_folder(const std::filesystem::path& folder, const GeneratorOptions& options) {
    LoadedModel model{.generator = MotionGenerator::load(folder, options),
                      .device = choose_device(options.device).str()};
    const auto scorer = [&](const char* encoders) -> std::shared_ptr<const MotionScorer> {
        const auto base = base_folder(folder);  // LoRA corrections have no encoders of their own
        try {
            return MotionScorer::available(base, encoders) ? MotionScorer::load(base, options, encoders)
                                                           : nullptr;
        } catch (const std::exception& error) {
            spdlog::warn("Clips will not be scored: {}", error.what());
            return nullptr;
        }
    };
    model.reward = scorer("reward");
    model.judge = scorer("judge");
    try {
        model.reader = PromptReader::load(folder);
    } catch (const std::exception& error) {
        spdlog::warn("What the model can do is not known: {}", error.what());
    }
    model.open_continuing = [folder, options] { return ContinuingModel::load(folder, options); };
    return model;
}

}  // namespace im

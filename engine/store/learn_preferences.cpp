#include "engine/store/learn_preferences.h"

#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/store/preference_data.h"

namespace im {
namespace {

namespace fs = std::filesystem;

CollectedPreferences collect(const fs::path& folder, const MotionTextEncoders& encoders,
                             const Tokenizer& tokenizer) {
    std::error_code code;
    if (!fs::exists(folder / "workspace.db", code)) {  // opening it would make one
        throw input_error("{}: expected a workspace (a folder with workspace.db), found none",
                          folder.string());
    }
    Workspace workspace(folder);
    auto found = collect_preferences(workspace, encoders, tokenizer);
    const auto file = workspace.file().string();
    if (found.ratings + found.choices == 0 && found.left_out > 0) {
        throw input_error(
            "{}: all {} rated clips were made by models with another codebook; rate clips of this model or "
            "of one fine-tuned from it",
            file, found.left_out);
    }
    if (found.ratings + found.choices == 0) {
        throw input_error("{}: expected ratings or comparisons, found none; rate clips in the studio first",
                          file);
    }
    if (found.pairs.size() < kPreferencePairsMin) {
        throw input_error(
            "{}: expected at least {} pairs of clips of which one is liked better, found {} from {} ratings "
            "and {} comparisons; "
            "clips rated alike make no pair",
            file, kPreferencePairsMin, found.pairs.size(), found.ratings, found.choices);
    }
    return found;
}

}  // namespace

std::function<PreferenceFit(const MotionTextEncoders&, const Tokenizer&)> preferences_of(
    const fs::path& workspace, std::function<void(const LearntPreferences&)> on_learnt) {
    return [workspace, on_learnt = std::move(on_learnt)](const MotionTextEncoders& encoders,
                                                         const Tokenizer& tokenizer) {
        const auto found = collect(workspace, encoders, tokenizer);
        auto fit = fit_preferences(found.pairs, encoders.width());
        const LearntPreferences learnt{found.ratings, found.choices,      found.left_out, fit.pairs,
                                       fit.accuracy,  fit.prior_accuracy, fit.ramp};
        spdlog::info(
            "preferences: {} pairs out of {} ratings and {} comparisons, {} clips left out; accuracy {:.3f}, "
            "of the text's fit {:.3f}; "
            "ramp {:.2f}",
            learnt.pairs, learnt.ratings, learnt.choices, learnt.left_out, learnt.accuracy,
            learnt.prior_accuracy, learnt.ramp);
        if (on_learnt) on_learnt(learnt);
        return fit;
    };
}

}  // namespace im

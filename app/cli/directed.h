#pragma once
// What generate and edit share when they make a scene: the model, files, and what is told of it.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/export_choices.h"
#include "engine/direct/direct.h"

namespace im::cli {

struct DirectingModel {
    std::filesystem::path folder;
    std::shared_ptr<ContinuingModel> model;
    std::shared_ptr<const MotionScorer> scorer;  ///< null where the model has no reward encoders
    double guidance = 0;                         ///< the model's own
};
/// The command's model. `scored`: its reward encoders, too, where it has them.
DirectingModel load_directing_model(const Context& context, bool scored);

/// Whether anything in the scene is chosen by the reward.
bool needs_scorer(const Scene& scene);

struct DirectedFiles {
    std::vector<std::filesystem::path> outputs;
    std::filesystem::path scene;  ///< where the scene that makes it again is written; empty: nowhere
};

/// Makes the scene, writes each figure's files (NAME-01.ext where there are several figures) and the scene,
/// and tells about it on stdout, notices on stderr. Returns the exit code.
int run_scene(const Context& context, const DirectingModel& model, Scene scene, const DirectedFiles& files,
              const ExportPlan& plan);

struct SequenceChoices {
    std::string prompt;          ///< "A | B | C"
    std::filesystem::path file;  ///< a sequence or scene instead
    std::string form;            ///< tokens or blend; empty: as the file says
    std::filesystem::path save_scene;
    std::optional<double> seconds;  ///< of each block that says none
    std::optional<int> best_of;
    SamplingOptions sampling;  ///< where the file states none; its guidance is the next field
    std::optional<double> guidance;
    std::vector<std::filesystem::path> outputs;
};

/// Whether a prompt is several: "A | B" with something on two sides of a bar.
bool is_sequence(const std::string& prompt);

/// `generate "A | B"` and `generate --sequence FILE`.
int run_generate_sequence(const Context& context, const SequenceChoices& choices, const ExportChoices& files);

}  // namespace im::cli

#pragma once
// What `instructmotion generate` was asked for.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/export_choices.h"
#include "engine/generate/sampling_options.h"

namespace im::cli {

/// As typed.
struct GenerateOptions {
    std::string prompt;
    std::filesystem::path prompt_file;
    std::filesystem::path sequence_file;
    std::string form;
    std::filesystem::path save_scene;
    int variations = 1;
    std::optional<double> seconds;
    double temperature = SamplingOptions{}.temperature;
    int top_k = SamplingOptions{}.top_k;
    double top_p = SamplingOptions{}.top_p;
    std::optional<double> guidance;
    bool greedy = false;
    int best_of = 1;
    std::optional<int> tries;  ///< none: kTriesDefault, where motions come as they are drawn
    std::vector<std::filesystem::path> outputs;
    ExportChoices files;
};

}  // namespace im::cli

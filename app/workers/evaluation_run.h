#pragma once
// What the studio measures of its models: engine/evaluate's protocol on one or several model folders, in one report,
// and where reports are kept. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/evaluate/evaluation_result.h"

namespace im {

struct EvaluatedModel {
    std::filesystem::path folder;
    std::string name;  ///< in the table
};

struct EvaluationRequest {
    std::vector<EvaluatedModel> models;  ///< at least one; the first one's judge scores all of them
    /// Data set, or file of prompts (evaluation_set.h); empty: `prompts`.
    std::filesystem::path data;
    /// None, and no `data`: captions that the first model learnt from, out of its vocabulary.
    std::vector<std::string> prompts;
    int items_max = 64;            ///< clips or captions that are drawn where there are more; 0: all
    std::vector<double> guidance;  ///< rows for each; empty: what each model recommends
    int best_of = 1;               ///< above 1: a further row
    int repeats = 3;
    int samples = 0;  ///< of some texts, for MultiModality; below 2: left out
    std::uint64_t seed = 0;
    std::string device = "auto";
    int threads = 0;
};

struct EvaluationProgress {
    std::string what;
    double fraction = 0;      ///< 0..1, of all models
    double seconds_left = 0;  ///< 0: not known yet
};

using Evaluator = std::function<EvaluationReport(
    const EvaluationRequest&, const std::function<void(const EvaluationProgress&)>&, std::stop_token)>;

/// Rows of captured motion where there is any, then those of each model. Throws as evaluate() and what it is given
/// is read by; Usage for no models.
EvaluationReport run_evaluation(const EvaluationRequest& request,
                                const std::function<void(const EvaluationProgress&)>& on_progress,
                                std::stop_token stop);

/// Of `folder`, as many as `count` (0: all), drawn by `seed`; always in the same order. Throws Resource for a model
/// without a vocabulary.
std::vector<std::string> own_captions(const std::filesystem::path& folder, int count, std::uint64_t seed);

struct KeptEvaluation {
    std::filesystem::path file;
    std::int64_t made = 0;  ///< seconds since 1970
    EvaluationReport report;
};

/// Beside a model of the workspace (MODEL/evaluations); of other models, whose folders are not ours to write to, in
/// WORKSPACE/evaluations.
std::filesystem::path evaluations_folder(const std::filesystem::path& workspace,
                                         const std::filesystem::path& model);
/// Writes it with each model of the request. Throws Resource.
void keep_evaluation(const std::filesystem::path& workspace, const EvaluationRequest& request,
                     const EvaluationReport& report, std::int64_t made);
/// Newest first. Files that cannot be read are left out and logged.
std::vector<KeptEvaluation> kept_evaluations(const std::filesystem::path& workspace,
                                             const std::filesystem::path& model);

}  // namespace im

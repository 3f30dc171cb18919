#include "app/workers/run_cost.h"

#include <algorithm>
#include <vector>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/json_reader.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr double kFloat = 4;
constexpr double kCache = 512.0 * (1 << 20);  // keys and values while sampling: rollout.cpp's bound
constexpr double kCorrections = 0.06;         // of LoRA, as a share of the weights, with their moments

double median(std::vector<double> values) {
    if (values.empty()) {
        return 0;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

std::optional<RunCost> cost_of(const RunRecord& record, const TrainingSettings& settings) {
    std::vector<double> samples, updates, looks;
    const auto epochs =
        static_cast<double>(std::max<std::int64_t>(settings.at<std::int64_t>("update.epochs"), 1));
    for (const IterationReport& iteration : record.iterations) {
        if (iteration.rollouts < 1 || iteration.failed || iteration.warm_up) {
            continue;  // a warm-up updates less than what comes later
        }
        const double motions = iteration.rollouts;
        samples.push_back((iteration.rollout_seconds + iteration.reward_seconds + iteration.scoring_seconds) /
                          motions);
        updates.push_back(iteration.update_seconds / (motions * epochs));
    }
    for (const GuardReport& look : record.looks) {
        looks.push_back(look.seconds);
    }
    if (samples.empty() || median(samples) <= 0) {
        return {};
    }
    return RunCost{
        .sample_seconds = median(samples), .update_seconds = median(updates), .look_seconds = median(looks)};
}

std::optional<RunCost> last_cost(const fs::path& workspace, const std::string& learn) {
    std::vector<std::pair<fs::file_time_type, fs::path>> runs;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(workspace / "models", code)) {
        const RunFolder folder(entry.path());
        const auto written = fs::last_write_time(folder.log(), code);
        if (!code && fs::exists(folder.config(), code)) {
            runs.emplace_back(written, entry.path());
        }
    }
    std::sort(runs.rbegin(), runs.rend());
    for (const auto& [written, path] : runs) {
        try {
            const RunFolder folder(path);
            const TrainingSettings settings = read_training_settings(read_json_file(folder.config()));
            if (settings.learn() != learn) {
                continue;
            }
            if (auto cost = cost_of(read_run_record(folder), settings)) {
                cost->run = folder.name();
                return cost;
            }
        } catch (const std::exception& error) {
            spdlog::warn("What {} took is not known: {}", path.string(), error.what());
        }
    }
    return {};
}

RunEstimate estimate_run(const RunCost& cost, const TrainingSettings& settings) {
    const auto whole = [&](const char* key) {
        return static_cast<double>(std::max<std::int64_t>(settings.at<std::int64_t>(key), 1));
    };
    const double iterations = whole("iterations");
    RunEstimate estimate;
    estimate.iteration_seconds =
        whole("rollout.sequences") * (cost.sample_seconds + whole("update.epochs") * cost.update_seconds);
    const double looks = 1 + iterations / whole("guard.every");
    constexpr double kFinalLooks = 4;  // base and kept model, each with twice the samples of a look
    estimate.seconds = iterations * estimate.iteration_seconds + (looks + kFinalLooks) * cost.look_seconds;
    return estimate;
}

double memory_needed(std::int64_t parameters, const std::string& learn) {
    const double weights = kFloat * static_cast<double>(parameters);
    const double sampling = weights + kCache;
    // All weights: the actor, its reference, two moments; gradients come while nothing is sampled.
    return learn == "full" ? 4 * weights + std::max(sampling, weights)
                           : (1 + kCorrections) * weights + sampling;
}

}  // namespace im

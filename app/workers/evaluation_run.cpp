#include "app/workers/evaluation_run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <random>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/evaluate/evaluation.h"
#include "engine/evaluate/scorers.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/lora.h"
#include "engine/vocabulary/vocabulary_captions.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kMultiModalityTexts = 20;

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

EvaluationSet set_of_prompts(const std::vector<std::string>& prompts, std::string name) {
    EvaluationSet set;
    set.name = std::move(name);
    for (const std::string& prompt : prompts) {
        EvaluationItem item;
        item.captions.push_back({prompt, {}});
        set.items.push_back(std::move(item));
    }
    return set;
}

EvaluationSet set_of(const EvaluationRequest& request, const ModelConfig& config) {
    if (request.data.empty()) {
        const fs::path& first = request.models.front().folder;
        return request.prompts.empty()
                   ? set_of_prompts(own_captions(first, request.items_max, request.seed),
                                    fmt::format("captions of {}", request.models.front().name))
                   : set_of_prompts(request.prompts,
                                    fmt::format("{} prompts of one's own", request.prompts.size()));
    }
    std::error_code code;
    if (!fs::is_directory(request.data, code)) {
        return read_evaluation_prompts(request.data, "test");
    }
    return read_evaluation_clips({request.data}, "test", config.skeleton, config.codec, request.items_max,
                                 request.seed, request.threads);
}

/// The first model's, by which all are scored.
struct Judges {
    Scorer judge;
    std::shared_ptr<const MotionTextEncoders> reward;  ///< null: none
};

Judges judges_of(const EvaluationRequest& request, const ModelConfig& config, torch::Device device) {
    const fs::path folder = base_folder(request.models.front().folder);
    const std::string name = default_scorer(folder, folder);
    Judges judges{load_scorer(name, folder, folder, config, device), nullptr};
    if (request.best_of > 1 || (name == "judge" && has_encoders(folder, "reward"))) {
        judges.reward = load_scorer("reward", folder, folder, config, device).encoders;
    }
    return judges;
}

EvaluationOptions options_of(const EvaluationRequest& request, const EvaluationSet& set, const Scorer& judge,
                             std::stop_token stop) {
    EvaluationOptions options;
    options.repeats = request.repeats;
    options.guidance = request.guidance;
    options.best_of = request.best_of;
    options.multimodality_texts =
        request.samples >= 2 ? std::min(kMultiModalityTexts, static_cast<int>(set.items.size())) : 0;
    options.multimodality_samples = std::max(request.samples, 2);
    options.judge_compositions = judge.reads_plain_text;
    options.seed = request.seed;
    options.stop = stop;
    return options;
}

/// What the next model found, below what the ones before did. Captured motion is the same for all.
void append(EvaluationReport& all, EvaluationReport&& next, bool captured) {
    const std::ptrdiff_t shared = captured ? 2 : 0;  // real motion, the tokenizer's reconstruction
    all.model += ", " + next.model;
    all.rows.insert(all.rows.end(), std::make_move_iterator(next.rows.begin() + shared),
                    std::make_move_iterator(next.rows.end()));
    for (std::string& note : next.notes) {
        if (std::find(all.notes.begin(), all.notes.end(), note) == all.notes.end()) {
            all.notes.push_back(std::move(note));
        }
    }
    all.motions += next.motions;
    all.generation_seconds += next.generation_seconds;
    all.encoder_seconds += next.encoder_seconds;
    all.metric_seconds += next.metric_seconds;
    all.peak_memory_mb = std::max(all.peak_memory_mb, next.peak_memory_mb);
}

/// A run's model is called after its folder, not after the base.
void rename_rows(EvaluationReport& report, const std::string& from, const std::string& to) {
    report.model = to;
    for (EvaluationRow& row : report.rows) {
        if (row.name.starts_with(from + ",")) {
            row.name.replace(0, from.size(), to);
        }
    }
}

}  // namespace

EvaluationReport run_evaluation(const EvaluationRequest& request,
                                const std::function<void(const EvaluationProgress&)>& on_progress,
                                std::stop_token stop) {
    if (request.models.empty()) {
        throw usage_error("expected a model to evaluate, found none");
    }
    const double start = seconds_now();
    const auto count = static_cast<double>(request.models.size());
    set_thread_count(request.threads);
    const auto device = choose_device(request.device);
    std::optional<Judges> judges;
    std::optional<EvaluationSet> set;
    std::optional<EvaluationReport> all;
    for (std::size_t i = 0; i < request.models.size(); ++i) {
        const EvaluatedModel& chosen = request.models[i];
        const double before = static_cast<double>(i) / count;
        on_progress({fmt::format("Loading {}", chosen.name), before, 0});
        MotionSampler model(chosen.folder, device);
        if (!set) {
            judges = judges_of(request, model.config(), device);
            set = set_of(request, model.config());
        }
        EvaluationOptions options = options_of(request, *set, judges->judge, stop);
        options.on_progress = [&](const std::string&, std::int64_t done, std::int64_t planned) {
            const double fraction = before + static_cast<double>(done) /
                                                 static_cast<double>(std::max<std::int64_t>(planned, 1)) /
                                                 count;
            on_progress({fmt::format("Measuring {}", chosen.name), fraction,
                         fraction > 0 ? (seconds_now() - start) * (1 - fraction) / fraction : 0});
        };
        EvaluationReport report =
            evaluate(*set, model, *judges->judge.encoders, judges->reward.get(), options);
        rename_rows(report, model.config().name, chosen.name);
        if (all) {
            append(*all, std::move(report), set->has_motions());
        } else {
            all = std::move(report);
            all->encoders = judges->judge.name;
        }
    }
    return std::move(*all);
}

std::vector<std::string> own_captions(const fs::path& folder, int count, std::uint64_t seed) {
    if (!has_vocabulary(base_folder(folder))) {
        throw resource_error(
            "{}: the model does not tell what it learnt from (vocabulary.json); type prompts, or choose a "
            "data set",
            folder.string());
    }
    std::vector<std::string> texts;
    for (SourceCaption& caption : captions_of(load_vocabulary(folder))) {
        texts.push_back(std::move(caption.text));
    }
    if (count > 0 && texts.size() > static_cast<std::size_t>(count)) {
        std::mt19937_64 random(seed);
        std::shuffle(texts.begin(), texts.end(), random);
        texts.resize(static_cast<std::size_t>(count));
    }
    return texts;
}

}  // namespace im

#include "engine/evaluate/scorers.h"

#include "engine/core/error.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/guo_evaluator.h"

namespace im {
namespace fs = std::filesystem;

Scorer load_scorer(const std::string& name, const fs::path& model_folder, const fs::path& evaluator_folder,
                   const ModelConfig& config, torch::Device device) {
    if (name == "judge" || name == "reward") {
        return {load_encoders(model_folder, name, device), fmt::format("the {} of {}", name, config.name),
                true};
    }
    if (name != "guo") throw usage_error("encoders: expected judge, reward or guo, found \"{}\"", name);
    if (!GuoEvaluator::is_in(evaluator_folder)) {
        throw resource_error(
            "{}: no evaluator.safetensors; \"instructmotion convert finest.tar -o {}\" makes it from the "
            "published checkpoint",
            evaluator_folder.string(), evaluator_folder.string());
    }
    auto evaluator = GuoEvaluator::load(evaluator_folder, device);
    if (config.codec != FeatureCodec::Official ||
        evaluator->feature_width() != config.tokenizer.feature_width) {
        throw input_error(
            "{}: the published evaluator reads official features of {} columns; the model {} has {} ones of "
            "{}",
            evaluator_folder.string(), evaluator->feature_width(), config.name,
            config.codec == FeatureCodec::Official ? "official" : "corrected",
            config.tokenizer.feature_width);
    }
    return {evaluator, "the published evaluator (Guo et al.)", false};
}

std::string default_scorer(const fs::path& model_folder, const fs::path& evaluator_folder) {
    if (has_encoders(model_folder, "judge")) return "judge";
    if (GuoEvaluator::is_in(evaluator_folder)) return "guo";
    throw resource_error(
        "{}: nothing to score with: no judge.safetensors (\"instructmotion train judge\") and no "
        "evaluator.safetensors "
        "(\"instructmotion convert finest.tar\", or --evaluator DIR)",
        model_folder.string());
}

}  // namespace im

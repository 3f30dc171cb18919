#pragma once
// Whether a set, a model and options can be evaluated at all: before hours are spent on them.

#include "engine/evaluate/evaluation.h"
#include "engine/model/model_folder.h"

namespace im {

/// Throws as evaluate() says. `has_reward`: encoders to choose the best of several by.
void check_evaluation(const EvaluationSet& set, const ModelConfig& model, bool has_reward,
                      const EvaluationOptions& options);

}  // namespace im

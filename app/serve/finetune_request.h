#pragma once
// What a caller asks a model to learn, checked: no path comes from outside, no number is larger than a server should
// take.
//
//   {"prompts": ["a person bows deeply", ...], "name": "bows", "preset": "exact", "effort": "quick",
//    "iterations": 20, "settings": {"kl.beta": 0.05}}

#include <cstddef>

#include <nlohmann/json.hpp>

#include "app/serve/serve_home.h"
#include "app/workers/training_worker.h"

namespace im::serve {

inline constexpr std::size_t kFinetunePromptsMax = 1000;
inline constexpr std::size_t kFinetunePromptBytesMax = 1000;  ///< of each
inline constexpr std::size_t kFinetuneNameMax = 64;
inline constexpr std::int64_t kFinetuneIterationsMax = 5000;

/// The base is `served`, or the model of the workspace that the body names. Throws ApiError 400: each message names the
/// field, what was expected and what was found.
TrainingRequest read_finetune(const nlohmann::json& body, const ModelInfo& served, const ServeHome& home);

}  // namespace im::serve

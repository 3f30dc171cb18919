#pragma once
// An evaluation for people (Markdown, the columns of the papers' tables) and for programs (JSON).

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/evaluate/evaluation.h"

namespace im {

/// {"model", "data", "encoders", "items", ...,
///  "rows": [{"name", "figures": {"fid": {"mean", "interval"}, ...}}, ...],
///  "notes",
///  "performance": {"motions_per_second", "encoder_share", "metric_share", "peak_memory_mb", ...}}
nlohmann::json to_json(const EvaluationReport& report);

/// Table 1 of the papers, a second table with what they leave out, and the notes.
std::string to_markdown(const EvaluationReport& report);

}  // namespace im

#pragma once
// A run as the plain interface tells it: docs/openapi.json, FinetuneRun.

#include <nlohmann/json.hpp>

#include "app/serve/finetune_desk.h"

namespace im::serve {

nlohmann::json finetune_json(const ServedRun& run);

}  // namespace im::serve

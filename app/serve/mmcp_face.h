#pragma once
// MMCP 1.0 (github.com/animatica-ai/motionmcp): what the server can do, and motion for any rig as glTF.

#include <string>

#include <nlohmann/json.hpp>

#include "app/serve/job_queue.h"
#include "app/serve/mmcp_request.h"
#include "app/serve/serve_options.h"

namespace im::serve {

/// What requests call the model: its folder's name.
std::string model_id_of(const ModelInfo& model);

/// The answer of GET /capabilities.
nlohmann::json mmcp_capabilities(const ModelInfo& model, const ServeOptions& options);

/// The work of one POST /generate; its result is a glTF document, `binary` or as JSON. Throws ApiError as
/// read_mmcp_request, and 503 model_unavailable for a model of another figure than HumanML3D's.
JobQueue::Work mmcp_work(const nlohmann::json& body, const ModelInfo& model, bool binary);

/// For people: the first words of what a request asks for.
std::string mmcp_title(const nlohmann::json& body);

}  // namespace im::serve

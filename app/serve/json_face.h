#pragma once
// The plain interface for scripts, described in docs/openapi.json: generate, reward, export, jobs.
// Bodies are read strictly: a key that nobody knows is an error.

#include <nlohmann/json.hpp>

#include "app/serve/job_queue.h"

namespace im::serve {

struct JsonJob {
    std::string title;  ///< for people
    JobQueue::Work work;
    bool streams = false;  ///< its lines are the answer, as they come
};

// All throw ApiError 400 invalid_request for what makes no sense.

/// {"prompt": ..., "seconds": 3, ...}: motions as joint positions; with "stream" as lines while they are made.
JsonJob generate_job(const nlohmann::json& body, const ModelInfo& model);
/// {"prompt": ..., "positions" or "tokens": ...}: how well the motion fits.
JsonJob reward_job(const nlohmann::json& body, const ModelInfo& model);
/// {"positions" or "tokens": ..., "format": "bvh", "skeleton": "mixamo", ...}: the file's bytes.
JsonJob export_job(const nlohmann::json& body, const ModelInfo& model);

nlohmann::json job_json(const JobView& job);

}  // namespace im::serve

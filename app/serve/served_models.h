#pragma once
// The models that callers see: the one that is served, and those of the workspace, which may take its place. They are
// named by their folders' last names; a path never comes from outside.

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "app/serve/serve_home.h"

namespace im::serve {

/// {"models": [...]}: the one that is served first, then the workspace's, usable or not, without those in its trash.
/// Reads the disk.
nlohmann::json models_json(const LoadedModel& served, const ServeHome& home);

/// The folder of that name: the served one's, or a usable one of the workspace. Throws ApiError unknown_model with
/// `status` and the names that there are: 404 where the path of the request names it, 400 where its body does.
std::filesystem::path folder_of_model(const std::string& id, const ModelInfo& served, const ServeHome& home,
                                      int status);

}  // namespace im::serve

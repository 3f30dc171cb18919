#include "engine/store/active_model.h"

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/json_reader.h"

namespace im {
namespace fs = std::filesystem;

fs::path studio_settings_file(const fs::path& workspace) {
    return workspace / "settings.json";
}

fs::path active_model(const fs::path& workspace) {
    const fs::path file = studio_settings_file(workspace);
    std::error_code code;
    if (!fs::exists(file, code)) return {};
    try {
        const auto settings = read_json_file(file);
        if (!settings.is_object() || !settings.contains("model") || !settings["model"].is_string()) return {};
        return settings["model"].get<std::string>();
    } catch (const std::exception& error) {
        spdlog::warn("the studio's choice of a model is not known: {}", error.what());
        return {};
    }
}

}  // namespace im

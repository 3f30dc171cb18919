#include "app/serve/served_models.h"

#include <fmt/format.h>

#include "app/serve/api_error.h"
#include "app/serve/mmcp_face.h"
#include "app/workers/model_shelf.h"

namespace im::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string id_of(const fs::path& folder) {
    return folder.filename().string();
}

/// Of the workspace, without the trash and the one that is served.
std::vector<ShelfModel> others(const ModelInfo& served, const ServeHome& home) {
    if (home.workspace.empty()) return {};
    std::vector<ShelfModel> models = list_models(home.workspace, {});
    const fs::path own = tidy_folder(served.folder);
    std::erase_if(models, [&](const ShelfModel& model) {
        return model.place == ModelPlace::Trash || model.folder == own;
    });
    return models;
}

json served_json(const LoadedModel& model) {
    const ModelInfo& info = model.generator->info();
    std::error_code code;
    return {{"id", model_id_of(info)},
            {"served", true},
            {"name", info.name},
            {"skeleton", info.skeleton},
            {"fps", info.fps},
            {"seconds_max", info.seconds_max()},
            {"parameters", info.parameters},
            {"licence", info.licence},
            {"device", model.device},
            {"scores", model.reward != nullptr},
            {"folder_exists", fs::exists(info.folder, code)}};
}

json shelf_json(const ShelfModel& model) {
    const auto number = [](const std::optional<double>& value) { return value ? json(*value) : json(); };
    return {{"id", id_of(model.folder)},
            {"served", false},
            {"name", model.name},
            {"parameters", model.parameters},
            {"licence", model.licence},
            {"usable", model.usable()},
            {"error", model.error},
            {"base", model.base.empty() ? json() : json(id_of(model.base))},
            {"iterations", model.iterations},
            {"judge_before", number(model.judge_before)},
            {"judge_after", number(model.judge_after)},
            {"being_trained", model.being_trained}};
}

}  // namespace

json models_json(const LoadedModel& served, const ServeHome& home) {
    json list = json::array({served_json(served)});
    for (const ShelfModel& model : others(served.generator->info(), home)) list.push_back(shelf_json(model));
    return {{"models", list}};
}

fs::path folder_of_model(const std::string& id, const ModelInfo& served, const ServeHome& home, int status) {
    if (id == model_id_of(served)) return served.folder;
    json available = json::array({model_id_of(served)});
    for (const ShelfModel& model : others(served, home)) {
        if (!model.usable()) continue;
        if (id_of(model.folder) == id) return model.folder;
        available.push_back(id_of(model.folder));
    }
    throw ApiError(status, "unknown_model",
                   fmt::format("model: expected one that GET /v1/models lists as usable, found \"{}\"",
                               id.substr(0, 200)),
                   {{"available_models", available}});
}

}  // namespace im::serve

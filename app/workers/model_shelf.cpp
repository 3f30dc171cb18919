#include "app/workers/model_shelf.h"

#include <algorithm>
#include <map>
#include <set>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/io/safetensors.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/starter_folder.h"
#include "engine/store/workspace.h"
#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_folder.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kFilesMax = 10'000;  // counted in one folder: an added one may be anything

fs::path models_folder(const fs::path& workspace) {
    return workspace / "models";
}
fs::path trash_folder(const fs::path& workspace) {
    return workspace / "trash";
}

/// Those written to last come first.
std::vector<fs::path> folders_in(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    std::error_code code, ignored;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        if (entry->is_directory(ignored) && !entry->path().filename().string().starts_with('.')) {
            found.emplace_back(entry->last_write_time(ignored), entry->path());
        }
    }
    std::sort(found.rbegin(), found.rend());
    std::vector<fs::path> folders;
    for (auto& [time, path] : found) {
        folders.push_back(std::move(path));
    }
    return folders;
}

std::uintmax_t bytes_in(const fs::path& folder) {
    std::uintmax_t bytes = 0;
    int files = 0;
    std::error_code code, ignored;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, code),
         end;
         !code && entry != end && ++files <= kFilesMax; entry.increment(code)) {
        if (const auto size = entry->is_regular_file(ignored) ? entry->file_size(ignored) : 0;
            size != static_cast<std::uintmax_t>(-1)) {
            bytes += size;
        }
    }
    return bytes;
}

/// Weights are checked as far as their headers tell, which finds files that are cut off; their numbers are
/// looked at when they are loaded.
void inspect_weights(ShelfModel& model) {
    fs::path weights = model.folder;
    if (is_lora_folder(model.folder)) {
        const LoraFolder lora = read_lora_folder(model.folder);
        model.name = lora.name;
        model.lora_rank = lora.config.rank;
        model.base = tidy_folder(lora.base);
        model.parameters = safetensors_elements(model.folder / "lora.safetensors");
        weights = lora.base;
    }
    const ModelConfig config = load_model_config(weights);
    model.licence = config.licence;
    const std::int64_t parameters = safetensors_elements(weights / "generator.safetensors");
    safetensors_elements(weights / "tokenizer.safetensors");
    if (!model.lora_rank) {
        model.name = config.name;
        model.parameters = parameters;
    }
}

void read_run(ShelfModel& model, const RunFolder& folder) {
    const RunRecord record = read_run_record(folder);
    model.iterations = record.iterations_done();
    const JudgeChange judge = record.judge();
    model.judge_before = judge.before;
    model.judge_after = judge.after;
}

ShelfModel inspect(const fs::path& folder, ModelPlace place) {
    ShelfModel model;
    model.folder = folder;
    model.place = place;
    model.name = folder.filename().string();
    const RunFolder run(folder);
    model.being_trained = run.being_trained();
    std::error_code code;
    const bool holds_model = run.holds_model();
    if (!fs::is_directory(folder, code)) {
        model.error = fmt::format("{}: expected a model folder, found none", folder.string());
        return model;
    }
    if (!holds_model && place == ModelPlace::Added) {
        model.error = fmt::format("{}: expected model.json or lora.json, found neither", folder.string());
        return model;
    }
    model.bytes = bytes_in(folder);
    if (place == ModelPlace::Trash) {
        return model;
    }
    try {
        read_run(model, run);
        if (!holds_model) {
            throw input_error("{}: a run that has no model yet: neither model.json nor lora.json is there",
                              folder.string());
        }
        inspect_weights(model);
    } catch (const std::exception& error) {
        model.error = error.what();
    }
    return model;
}

/// Which model each run of the studio started from. Of LoRA that was trained on merged corrections, lora.json
/// names the merged copy.
std::map<fs::path, fs::path> recorded_bases(const fs::path& workspace) {
    std::map<fs::path, fs::path> bases;
    std::error_code code;
    if (!fs::exists(workspace / "workspace.db", code)) {
        return bases;
    }
    try {
        for (const StoredRun& run : Workspace(workspace).runs()) {
            const auto kept = nlohmann::json::parse(run.config, nullptr, /*allow_exceptions=*/false);
            const std::string model = kept.is_object() ? kept.value("model", run.base_model) : run.base_model;
            bases.emplace(tidy_folder(run.folder),
                          tidy_folder(model));  // newest first: a folder's last run counts
        }
    } catch (const std::exception& error) {
        spdlog::warn("the models' bases are not known: {}", error.what());
    }
    return bases;
}

/// Depth first, so that each model stands below its base.
std::vector<ShelfModel> in_lineage(std::vector<ShelfModel> models) {
    std::map<fs::path, std::vector<std::size_t>> children;
    std::vector<std::size_t> roots;
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto is_base = [&](const ShelfModel& m) {
            return m.folder == models[i].base && m.folder != models[i].folder;
        };
        const bool known = std::any_of(models.begin(), models.end(), is_base);
        (known ? children[models[i].base] : roots).push_back(i);
    }
    std::vector<ShelfModel> ordered;
    std::set<std::size_t> placed;
    const auto place = [&](const auto& self, std::size_t i, int depth) -> void {
        if (!placed.insert(i).second) {
            return;
        }
        models[i].depth = depth;
        ordered.push_back(models[i]);
        for (const std::size_t child : children[models[i].folder]) {
            self(self, child, depth + 1);
        }
    };
    for (const std::size_t root : roots) {
        place(place, root, 0);
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        place(place, i, 0);  // files that name each other as their base
    }
    return ordered;
}

bool within(const fs::path& inner, const fs::path& outer) {
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

/// Whose corrections need the weights in `folder`; empty: nobody's.
std::string needed_by(const fs::path& workspace, const fs::path& folder) {
    for (const fs::path& other : folders_in(tidy_folder(models_folder(workspace)))) {
        if (other == folder || !is_lora_folder(other)) {
            continue;
        }
        try {
            const auto lora = read_json_file(other / "lora.json");
            if (lora.is_object() && within(tidy_folder(lora.value("base", "")), folder)) {
                return other.filename().string();
            }
        } catch (const std::exception& error) {
            spdlog::debug("{}", error.what());  // a broken model needs nothing
        }
    }
    return "";
}

void move_folder(const fs::path& from, const fs::path& to) {
    std::error_code code;
    fs::create_directories(to.parent_path(), code);
    if (!code) {
        fs::rename(from, to, code);
    }
    if (code) {
        throw resource_error("{}: cannot be moved to {}: {}", from.string(), to.string(), code.message());
    }
}

}  // namespace

fs::path tidy_folder(const fs::path& folder) {
    if (folder.empty()) {
        return folder;
    }
    const fs::path tidy = fs::absolute(folder).lexically_normal();
    return tidy.has_filename() ? tidy : tidy.parent_path();
}

std::vector<ShelfModel> list_models(const fs::path& workspace, const std::vector<fs::path>& added) {
    std::vector<ShelfModel> models = {inspect(tidy_folder(default_model_folder()), ModelPlace::Program)};
    const auto bases = recorded_bases(workspace);
    for (const fs::path& folder : folders_in(tidy_folder(models_folder(workspace)))) {
        models.push_back(inspect(folder, ModelPlace::Workspace));
        if (const auto base = bases.find(folder); base != bases.end()) {
            models.back().base = base->second;
        }
    }
    for (const fs::path& folder : added) {
        const fs::path tidy = tidy_folder(folder);
        if (std::none_of(models.begin(), models.end(),
                         [&](const ShelfModel& m) { return m.folder == tidy; })) {
            models.push_back(inspect(tidy, ModelPlace::Added));
        }
    }
    models = in_lineage(std::move(models));
    for (const fs::path& place : folders_in(tidy_folder(trash_folder(workspace)))) {
        for (const fs::path& folder : folders_in(place)) {
            models.push_back(inspect(folder, ModelPlace::Trash));
        }
    }
    return models;
}

void trash_model(const fs::path& workspace, const fs::path& folder) {
    const fs::path tidy = tidy_folder(folder);
    if (tidy.parent_path() != tidy_folder(models_folder(workspace))) {
        throw usage_error("{}: only models of the workspace can be deleted", tidy.string());
    }
    if (is_being_trained(tidy)) {
        throw resource_error("{}: is being trained; stop that first", tidy.string());
    }
    if (const std::string other = needed_by(workspace, tidy); !other.empty()) {
        throw resource_error(
            "{}: '{}' is corrections of this model and cannot do without it; delete that one first",
            tidy.string(), other);
    }
    std::error_code code;
    for (int number = 1;; ++number) {  // a place of its own, so that it keeps its name
        const fs::path place = trash_folder(workspace) / std::to_string(number);
        if (!fs::exists(place, code)) {
            return move_folder(tidy, place / tidy.filename());
        }
    }
}

void put_back_model(const fs::path& workspace, const fs::path& folder) {
    const fs::path tidy = tidy_folder(folder);
    if (tidy.parent_path().parent_path() != tidy_folder(trash_folder(workspace))) {
        throw usage_error("{}: is not in the trash", tidy.string());
    }
    const fs::path back = models_folder(workspace) / tidy.filename();
    std::error_code code;
    if (fs::exists(back, code)) {
        throw resource_error("{}: another model has this name now", back.string());
    }
    move_folder(tidy, back);
    fs::remove(tidy.parent_path(), code);
}

void empty_trash(const fs::path& workspace) {
    std::error_code code;
    fs::remove_all(trash_folder(workspace), code);
    if (code) {
        throw resource_error("{}: cannot be deleted: {}", trash_folder(workspace).string(), code.message());
    }
}

}  // namespace im

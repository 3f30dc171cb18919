#include "app/studio/state/workspace_files.h"

#include <algorithm>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/files.h"
#include "engine/store/active_model.h"
#include "engine/store/workspace_folder.h"

namespace im::studio {
namespace {

using nlohmann::json;

constexpr std::uint64_t kFileBytesMax = 64u << 20;

/// The file's JSON, or null when it is missing or damaged.
json read_json(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return nullptr;
    }
    try {
        return json::parse(read_text(file, kFileBytesMax));
    } catch (const std::exception& error) {
        spdlog::warn("{} is not used: {}", file.string(), error.what());
        return nullptr;
    }
}

/// Bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string to_text(const json& value) {
    return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

template <class T>
void read_field(const json& object, const char* name, T& value) {
    const auto found = object.find(name);
    if (found == object.end()) {
        return;
    }
    try {
        found->get_to(value);
    } catch (const json::exception&) {
        spdlog::warn("The setting '{}' has an unexpected type and is left at its default", name);
    }
}

}  // namespace

std::filesystem::path open_workspace(const std::optional<std::filesystem::path>& asked) {
    const std::filesystem::path folder = asked ? *asked : default_workspace();
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        spdlog::warn(
            "The workspace {} cannot be made ({}). Settings and history will not be kept; another folder can "
            "be "
            "given with --workspace.",
            folder.string(), error.message());
    }
    return std::filesystem::absolute(folder)
        .lexically_normal();  // other programs have another current folder
}

std::filesystem::path settings_file(const std::filesystem::path& workspace) {
    return studio_settings_file(workspace);
}
std::filesystem::path history_file(const std::filesystem::path& workspace) {
    return workspace / "history.json";
}
std::filesystem::path layout_file(const std::filesystem::path& workspace) {
    return workspace / "layout.ini";
}

Settings read_settings(const std::filesystem::path& file) {
    Settings settings;
    const json object = read_json(file);
    if (!object.is_object()) {
        return settings;
    }
    read_field(object, "scale", settings.scale);
    read_field(object, "samples", settings.samples);
    read_field(object, "background", settings.background);
    read_field(object, "vertical_sync", settings.vertical_sync);
    read_field(object, "save_folder", settings.save_folder);
    read_field(object, "save_extension", settings.save_extension);
    read_field(object, "save_rig", settings.save_rig);
    read_field(object, "save_rig_bones", settings.save_rig_bones);
    read_field(object, "model", settings.model);
    read_field(object, "models", settings.models);
    settings.scale = std::clamp(settings.scale, 0.0f, 2.0f);
    settings.samples = std::clamp(settings.samples, 1, 8);
    settings.background = std::clamp(settings.background, 0, 2);
    return settings;
}

void write_settings(const std::filesystem::path& file, const Settings& settings) {
    const json object = {
        {"scale", settings.scale},
        {"samples", settings.samples},
        {"background", settings.background},
        {"vertical_sync", settings.vertical_sync},
        {"save_folder", settings.save_folder},
        {"save_extension", settings.save_extension},
        {"save_rig", settings.save_rig},
        {"save_rig_bones", settings.save_rig_bones},
        {"model", settings.model},
        {"models", settings.models},
    };
    write_file_atomically(file, to_text(object));
}

std::vector<std::string> read_history(const std::filesystem::path& file) {
    std::vector<std::string> history;
    const json list = read_json(file);
    if (list.is_array()) {
        for (const json& prompt : list) {
            if (prompt.is_string()) {
                history.push_back(prompt.get<std::string>());
            }
        }
    }
    return history;
}

void write_history(const std::filesystem::path& file, const std::vector<std::string>& history) {
    write_file_atomically(file, to_text(history));
}

}  // namespace im::studio

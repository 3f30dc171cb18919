#include "app/studio/state/workspace_files.h"

#include <algorithm>
#include <array>

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

json to_json(const std::vector<CameraBookmark>& bookmarks) {
    json list = json::array();
    for (const auto& [name, camera] : bookmarks) {
        list.push_back({{"name", name},
                        {"target", {camera.target.x, camera.target.y, camera.target.z}},
                        {"distance", camera.distance},
                        {"yaw", camera.yaw},
                        {"pitch", camera.pitch}});
    }
    return list;
}

/// Those that are whole: a camera of numbers that are none would show nothing.
std::vector<CameraBookmark> read_bookmarks(const json& object) {
    std::vector<CameraBookmark> bookmarks;
    const auto list = object.find("bookmarks");
    if (list == object.end() || !list->is_array()) {
        return bookmarks;
    }
    for (const json& entry : *list) {
        if (bookmarks.size() >= kBookmarksMax) {
            break;
        }
        try {
            const auto at = entry.at("target").get<std::array<float, 3>>();
            CameraBookmark kept{entry.at("name").get<std::string>(), {}};
            kept.camera.target = {at[0], at[1], at[2]};
            kept.camera.distance = entry.at("distance").get<float>();
            kept.camera.yaw = entry.at("yaw").get<float>();
            kept.camera.pitch = entry.at("pitch").get<float>();
            using Camera = render::OrbitCamera;
            kept.camera.distance =
                std::clamp(kept.camera.distance, Camera::kMinDistance, Camera::kMaxDistance);
            kept.camera.pitch = std::clamp(kept.camera.pitch, -Camera::kMaxPitch, Camera::kMaxPitch);
            bookmarks.push_back(std::move(kept));
        } catch (const json::exception&) {
            spdlog::warn("A kept view of the settings is damaged and left out");
        }
    }
    return bookmarks;
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
    read_field(object, "light", settings.light);
    read_field(object, "tour_seen", settings.tour_seen);
    read_field(object, "samples", settings.samples);
    read_field(object, "sharpness", settings.sharpness);
    read_field(object, "background", settings.background);
    read_field(object, "draw_again", settings.draw_again);
    read_field(object, "vertical_sync", settings.vertical_sync);
    read_field(object, "serve", settings.serve);
    read_field(object, "serve_port", settings.serve_port);
    read_field(object, "save_folder", settings.save_folder);
    read_field(object, "save_extension", settings.save_extension);
    read_field(object, "save_rig", settings.save_rig);
    read_field(object, "save_rig_bones", settings.save_rig_bones);
    settings.bookmarks = read_bookmarks(object);
    read_field(object, "model", settings.model);
    read_field(object, "models", settings.models);
    read_field(object, "keys", settings.keys);
    settings.scale = settings.scale > 0 ? std::clamp(settings.scale, 1.0f, 2.0f) : 0;
    settings.samples = std::clamp(settings.samples, 1, 8);
    settings.sharpness = settings.sharpness >= 0.25f && settings.sharpness <= 1 ? settings.sharpness : 1;
    settings.serve_port = std::clamp(settings.serve_port, 1024, 65535);
    settings.background = std::clamp(settings.background, 0, 2);
    return settings;
}

void write_settings(const std::filesystem::path& file, const Settings& settings) {
    const json object = {
        {"scale", settings.scale},
        {"light", settings.light},
        {"tour_seen", settings.tour_seen},
        {"samples", settings.samples},
        {"sharpness", settings.sharpness},
        {"background", settings.background},
        {"draw_again", settings.draw_again},
        {"vertical_sync", settings.vertical_sync},
        {"serve", settings.serve},
        {"serve_port", settings.serve_port},
        {"save_folder", settings.save_folder},
        {"save_extension", settings.save_extension},
        {"save_rig", settings.save_rig},
        {"save_rig_bones", settings.save_rig_bones},
        {"bookmarks", to_json(settings.bookmarks)},
        {"model", settings.model},
        {"models", settings.models},
        {"keys", settings.keys},
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

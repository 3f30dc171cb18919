#pragma once
// What the studio keeps between sessions, in the workspace folder: settings.json, history.json, layout.ini.
// Readers take anything: what cannot be read is logged and left at its default.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// `asked`, else default_workspace() (engine/store/workspace_folder.h); made if missing. A folder that cannot
/// be made is logged: the studio works without, and forgets its settings.
std::filesystem::path open_workspace(const std::optional<std::filesystem::path>& asked);

std::filesystem::path settings_file(const std::filesystem::path& workspace);
std::filesystem::path history_file(const std::filesystem::path& workspace);
std::filesystem::path layout_file(const std::filesystem::path& workspace);

Settings read_settings(const std::filesystem::path& file);
void write_settings(const std::filesystem::path& file, const Settings& settings);
std::vector<std::string> read_history(const std::filesystem::path& file);
void write_history(const std::filesystem::path& file, const std::vector<std::string>& history);

}  // namespace im::studio

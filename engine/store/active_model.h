#pragma once
// Which model the studio of a workspace generates with: the "model" of its settings.json. Torch-free header.

#include <filesystem>

namespace im {

/// WORKSPACE/settings.json, which the studio writes.
std::filesystem::path studio_settings_file(const std::filesystem::path& workspace);

/// The folder of the model that was made active there; it need not exist any more. Empty: none was (the
/// starter is), or the settings cannot be read, which is logged.
std::filesystem::path active_model(const std::filesystem::path& workspace);

}  // namespace im

#include "engine/store/workspace_folder.h"

#include <cstdlib>

namespace im {

std::filesystem::path default_workspace() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') {
        return std::filesystem::path(data) / "instructmotion";
    }
    if (const char* home = std::getenv("HOME"); home && *home) {
        return std::filesystem::path(home) / ".local/share/instructmotion";
    }
    return std::filesystem::temp_directory_path() / "instructmotion";
}

}  // namespace im

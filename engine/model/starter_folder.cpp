#include "engine/model/starter_folder.h"

#include <cstdlib>

#include "im_config.h"

namespace im {
namespace fs = std::filesystem;

fs::path default_model_folder() {
    if (const char* chosen = std::getenv("IM_STARTER_DIR"); chosen != nullptr && *chosen != '\0')
        return chosen;
    std::error_code code;
    const auto program_folder = fs::read_symlink("/proc/self/exe", code).parent_path();
    const auto installed = (program_folder / IM_INSTALLED_DATA_DIR / "assets" / "starter").lexically_normal();
    return fs::exists(installed, code) ? installed : fs::path(IM_ASSETS_DIR) / "starter";
}

}  // namespace im

#include "engine/core/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "engine/core/error.h"

namespace im {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "instructmotion-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw resource_error("{}: a temporary folder cannot be made: {}", pattern,
                             std::generic_category().message(errno));
    }
    path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace im

#include "app/cli/output_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/core/error.h"
#include "engine/io/clip_io.h"

namespace im::cli {
namespace fs = std::filesystem;
namespace {

std::string suffix(int number, int count, std::size_t digits_min) {
    if (number == 0) return "";
    const std::size_t digits = std::max(digits_min, std::to_string(count).size());
    return fmt::format("-{:0{}}", number, digits);
}

}  // namespace

fs::path numbered(const fs::path& file, int prompt, int prompt_count, int variation, int variation_count) {
    fs::path named = file.parent_path() / file.stem();
    named += suffix(prompt, prompt_count, 4) + suffix(variation, variation_count, 2);
    named += file.extension();
    return named;
}

void check_outputs(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
        check_clip_path(file);
        const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
        std::error_code code;
        if (!fs::exists(folder, code)) {
            throw resource_error("{}: the folder {} does not exist", file.string(), folder.string());
        }
        if (!fs::is_directory(folder, code)) {
            throw resource_error("{}: {} is not a folder", file.string(), folder.string());
        }
        // Files are replaced by renaming, so it is the folder that must be writable.
        if (::access(folder.c_str(), W_OK | X_OK) != 0) {
            throw resource_error("{}: cannot write into {}: {}", file.string(), folder.string(),
                                 std::strerror(errno));
        }
        if (fs::is_directory(file, code))
            throw resource_error("{}: is a folder, expected a file name", file.string());
    }
}

}  // namespace im::cli

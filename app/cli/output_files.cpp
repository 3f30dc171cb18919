#include "app/cli/output_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/ranges.h>

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

bool is_name_pattern(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.find("{name}") != std::string::npos || name.find("{number}") != std::string::npos;
}

fs::path named(const fs::path& pattern, const std::string& name, int number, int count) {
    std::string safe = name;
    for (char& c : safe) {
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '_';
    }
    const std::string digits = fmt::format("{:0{}}", number, std::to_string(count).size());
    std::string text;
    const std::string from = pattern.filename().string();
    for (std::size_t i = 0; i < from.size();) {
        const std::string_view rest = std::string_view(from).substr(i);
        const bool is_name = rest.starts_with("{name}"), is_number = rest.starts_with("{number}");
        text += is_name ? safe : is_number ? digits : std::string(1, from[i]);
        i += is_name ? 6 : is_number ? 8 : 1;
    }
    return pattern.parent_path() / text;
}

std::string clip_extension_list() {
    return fmt::format("{}", fmt::join(clip_extensions(), ", "));
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

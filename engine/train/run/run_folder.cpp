#include "engine/train/run/run_folder.h"

#include <utility>

#include "engine/core/error.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kNamesTried = 10'000;
constexpr std::size_t kNameBytesMax = 200;

}  // namespace

RunFolder::RunFolder(fs::path folder, std::string stage)
    : folder_(std::move(folder)), stage_(std::move(stage)) {}

RunFolder RunFolder::make(const fs::path& parent, const std::string& name) {
    if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos || name.size() > kNameBytesMax) {
        throw usage_error("A run's name is to be a file name; found '{}'", name);
    }
    std::error_code code;
    fs::create_directories(parent, code);
    for (int number = 1; !code && number <= kNamesTried; ++number) {
        const fs::path folder = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
        if (fs::create_directory(folder, code)) return RunFolder(folder);
        // False without an error: it is there already.
    }
    throw resource_error("{}: the run's folder cannot be made: {}", (parent / name).string(),
                         code ? code.message() : "there are too many of this name");
}

std::string RunFolder::name() const {
    const fs::path whole = fs::absolute(folder_).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

fs::path RunFolder::checkpoint() const {
    return folder_ / (stage_ + ".checkpoint.safetensors");
}
fs::path RunFolder::log() const {
    return folder_ / (stage_ + ".log.jsonl");
}
fs::path RunFolder::looks() const {
    return folder_ / "guard.jsonl";
}
fs::path RunFolder::look(std::int64_t iteration) const {
    return folder_ / "looks" / std::to_string(iteration);
}
fs::path RunFolder::config() const {
    return folder_ / "config.json";
}
fs::path RunFolder::prompts() const {
    return folder_ / "prompts.txt";
}
fs::path RunFolder::base() const {
    return folder_ / "base";
}
fs::path RunFolder::caption_cache() const {
    return folder_ / "captions.cache.safetensors";
}

bool RunFolder::begun() const {
    std::error_code code;
    return fs::exists(checkpoint(), code);
}

bool RunFolder::holds_model() const {
    std::error_code code;
    return fs::exists(folder_ / "model.json", code) || fs::exists(folder_ / "lora.json", code);
}

}  // namespace im

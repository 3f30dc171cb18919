#include "engine/io/path_kind.h"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/motion_file.h"
#include "engine/io/npz.h"
#include "engine/io/scene_file.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kJsonBytesMax = 64u << 20;

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension;
}

bool is_motion_name(const fs::path& file) {
    const auto& known = motion_extensions();
    const std::string extension = extension_of(file);
    return extension != ".json" && std::find(known.begin(), known.end(), extension) != known.end();
}

bool has(const fs::path& folder, const char* name) {
    std::error_code code;
    return fs::exists(folder / name, code);
}

PathIdentity identify_folder(const fs::path& folder) {
    if (has(folder, "model.json") || has(folder, "lora.json")) return {PathKind::ModelFolder, {}};
    if (has(folder, "clips.json") || has(folder, "new_joint_vecs") || has(folder, "texts"))
        return {PathKind::Dataset, {}};
    if (!motion_files_in(folder, 1).empty()) return {PathKind::MotionFolder, {}};
    return {PathKind::Unknown,
            fmt::format(
                "{}: expected a model (model.json), a data set (clips.json, or new_joint_vecs/ and texts/) "
                "or files of motion ({}) in the folder, found none",
                folder.string(), fmt::join(motion_extensions(), ", "))};
}

PathIdentity identify_json(const fs::path& file) {
    const auto content = nlohmann::json::parse(read_text(file, kJsonBytesMax), nullptr, false);
    if (content.is_object() && content.contains("prompts")) return {PathKind::PromptList, {}};
    if (content.is_object() && content.contains("positions")) return {PathKind::Motion, {}};
    throw input_error("{}: expected a clip (\"positions\") or a list of prompts (\"prompts\"), found neither",
                      file.string());
}

PathIdentity identify_npz(const fs::path& file) {
    std::vector<std::string> names;
    read_npz(file, {"none of them is unpacked"}, &names);
    const bool body = std::find(names.begin(), names.end(), "v_template") != names.end();
    return {body ? PathKind::Rig : PathKind::Motion, {}};
}

/// A skeleton without frames is a rig; what is broken is left to the reader of motion, who says what is wrong.
PathIdentity identify_bvh(const fs::path& file) {
    try {
        for (const SceneFile& block : read_bvh_blocks(file, false)) {
            if (std::find(block.warnings.begin(), block.warnings.end(), kNoMotionWarning) ==
                block.warnings.end())
                return {PathKind::Motion, {}};
        }
        return {PathKind::Rig, {}};
    } catch (const Error&) {
        return {PathKind::Motion, {}};
    }
}

PathIdentity identify_file(const fs::path& file) {
    const std::string extension = extension_of(file);
    if (extension == ".txt") return {PathKind::PromptList, {}};
    if (extension == ".json") return identify_json(file);
    if (extension == ".npz") return identify_npz(file);
    if (extension == ".bvh") return identify_bvh(file);
    if (extension == ".vrm") return {PathKind::Rig, {}};
    if (is_motion_name(file)) return {PathKind::Motion, {}};
    throw input_error("{}: expected a file ending in {} or .txt, found \"{}\"", file.string(),
                      fmt::join(motion_extensions(), ", "), extension);
}

}  // namespace

const char* kind_name(PathKind kind) {
    constexpr std::array kNames = {"nothing that can be opened",
                                   "motion",
                                   "rig",
                                   "folder of motion",
                                   "model folder",
                                   "data set",
                                   "prompt list"};
    return kNames[static_cast<std::size_t>(kind)];
}

PathIdentity identify_path(const fs::path& path) {
    try {
        std::error_code code;
        const auto status = fs::status(path, code);
        if (fs::is_directory(status)) return identify_folder(path);
        if (fs::is_regular_file(status)) return identify_file(path);
        if (fs::exists(status)) throw input_error("{}: is neither a file nor a folder", path.string());
        throw input_error("{}: no such file or folder", path.string());
    } catch (const std::exception& error) {
        return {PathKind::Unknown, error.what()};
    }
}

std::vector<fs::path> motion_files_in(const fs::path& folder, std::size_t files_max) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
        std::error_code ignored;
        if (is_motion_name(it->path()) && it->is_regular_file(ignored)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    files.resize(std::min(files.size(), files_max));
    return files;
}

}  // namespace im

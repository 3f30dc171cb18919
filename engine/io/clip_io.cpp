#include "engine/io/clip_io.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/io/clip_formats.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/motion/rig/clip_figure.h"

namespace im {
namespace fs = std::filesystem;
namespace {

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return extension;
}

/// Runs check_clip and names the file in its message.
void check_clip_of(const fs::path& file, const MotionClip& clip) {
    const Skeleton* skeleton = skeleton_of(clip.joint_count);
    if (skeleton == nullptr)
        throw input_error("{}: expected 22 joints (or KIT-ML's 21), found {}", file.string(),
                          clip.joint_count);
    try {
        check_clip(clip, *skeleton);
    } catch (const Error& e) {
        throw Error(e.kind(), file.string() + ": " + e.what());
    }
}

}  // namespace

const std::vector<ClipFormat>& clip_formats() {
    static const std::vector<ClipFormat> formats = all_clip_formats();
    return formats;
}

const std::vector<std::string>& clip_extensions() {
    static const std::vector<std::string> extensions = [] {
        std::vector<std::string> list;
        for (const ClipFormat& format : clip_formats()) list.push_back(format.extension);
        return list;
    }();
    return extensions;
}

const ClipFormat* clip_format_of(const fs::path& file) {
    const auto& formats = clip_formats();
    const auto found = std::find_if(
        formats.begin(), formats.end(),
        [extension = extension_of(file)](const ClipFormat& f) { return f.extension == extension; });
    return found == formats.end() ? nullptr : &*found;
}

void check_clip_path(const fs::path& file) {
    if (clip_format_of(file) == nullptr) {
        throw usage_error("{}: expected a file ending in {}; found \"{}\"", file.string(),
                          fmt::join(clip_extensions(), ", "), extension_of(file));
    }
}

FileSpace space_of(const ClipFormat& format, const ExportOptions& options) {
    return {options.up, options.metres_per_unit.value_or(*format.metres_per_unit)};
}

FigureScene export_scene(const MotionClip& clip, const ExportOptions& options, bool with_body) {
    return figure_of(clip, {options.skeleton, options.own_rig, options.root_motion}, with_body);
}

MotionClip clip_as_saved(const fs::path& file, const MotionClip& clip, const ExportOptions& options) {
    const ClipFormat* format = clip_format_of(file);
    const Skeleton* skeleton = skeleton_of(clip.joint_count);
    const bool as_it_is = format == nullptr || format->states_rate || options.any_rate ||
                          skeleton == nullptr || clip.fps == skeleton->fps || clip.frame_count() < 2;
    return as_it_is ? clip : resample(clip, skeleton->fps);
}

void save_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata& metadata,
               const ExportOptions& options) {
    check_clip_path(file);
    check_clip_of(file, clip);
    clip_format_of(file)->write(file, clip, metadata, options);
}

MotionClip load_clip(const fs::path& file, bool* rate_stated) {
    const ClipFormat* format = clip_format_of(file);
    if (format == nullptr || format->read == nullptr) {
        std::vector<std::string> readable;
        for (const ClipFormat& known : clip_formats()) {
            if (known.read != nullptr) readable.push_back(known.extension);
        }
        throw input_error("{}: expected a clip ending in {}, found \"{}\"", file.string(),
                          fmt::join(readable, " or "), extension_of(file));
    }
    bool stated = false;
    MotionClip clip = format->read(file, stated);
    if (rate_stated != nullptr) *rate_stated = stated;
    check_clip_of(file, clip);
    return clip;
}

}  // namespace im

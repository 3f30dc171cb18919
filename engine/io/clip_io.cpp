#include "engine/io/clip_io.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/bvh.h"
#include "engine/io/npy.h"
#include "engine/motion/placement.h"
#include "engine/motion/pose.h"
#include "engine/motion/skeleton.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kFormat = "instructmotion clip";
constexpr double kFpsMax = 1000;

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return extension;
}

const Skeleton* skeleton_of(std::int64_t joint_count) {
    for (const Skeleton* skeleton : {&humanml3d_skeleton(), &kit_skeleton()}) {
        if (skeleton->joint_count() == joint_count) return skeleton;
    }
    return nullptr;
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

/// One frame a line; floats in the shortest form that reads back the same.
std::string to_json(const MotionClip& clip, const ClipMetadata& metadata) {
    const auto quoted = [](const std::string& text) {
        return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    };
    std::string text = fmt::format(
        "{{\n\"format\": \"{}\",\n\"version\": 1,\n\"unit\": \"metre\",\n\"fps\": {},\n\"prompt\": "
        "{},\n\"seed\": {},\n\"model\": {},\n"
        "\"tokens\": [{}],\n\"joints\": {},\n\"positions\": [",
        kFormat, clip.fps, quoted(metadata.prompt), metadata.seed, quoted(metadata.model),
        fmt::join(metadata.tokens, ", "), json(skeleton_of(clip.joint_count)->joint_names).dump());
    for (int t = 0; t < clip.frame_count(); ++t) {
        text += t == 0 ? "\n[" : ",\n[";
        bool first = true;
        for (const glm::vec3& p : clip.frame(t)) {
            fmt::format_to(std::back_inserter(text), "{}[{},{},{}]", first ? "" : ",", p.x, p.y, p.z);
            first = false;
        }
        text += ']';
    }
    return text + "\n]\n}\n";
}

MotionClip load_npy_clip(const fs::path& file) {
    const NpyHeader header = read_npy_header(file);
    const bool floats = header.dtype == "<f4" || header.dtype == "<f8";
    const bool fits =
        header.shape.size() == 3 && header.shape[2] == 3 && skeleton_of(header.shape[1]) != nullptr;
    if (!floats || !fits) {
        throw input_error("{}: expected joint positions, (T, 22, 3) float32 metres; found ({}) of {}",
                          file.string(), fmt::join(header.shape, ", "), header.dtype);
    }
    const std::vector<float> values = read_npy(file).as_float();
    MotionClip clip;
    clip.joint_count = static_cast<int>(header.shape[1]);
    clip.fps = skeleton_of(header.shape[1])->fps;
    clip.positions.reserve(values.size() / 3);
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
        clip.positions.emplace_back(values[i], values[i + 1], values[i + 2]);
    return clip;
}

glm::vec3 position_of(const json& point, const fs::path& file, std::size_t frame, std::size_t joint) {
    const auto fits = [](const json& x) {
        return x.is_number() && std::abs(x.get<double>()) <= std::numeric_limits<float>::max();
    };
    if (!point.is_array() || point.size() != 3 || !std::all_of(point.begin(), point.end(), fits)) {
        throw input_error("{}: positions, frame {}, joint {}: expected [x, y, z], found {}", file.string(),
                          frame, joint,
                          point.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 60));
    }
    return {point[0].get<float>(), point[1].get<float>(), point[2].get<float>()};
}

MotionClip load_json_clip(const fs::path& file) {
    const json content = read_json_file(file);
    if (!content.is_object() || !content.contains("positions") || !content["positions"].is_array()) {
        throw input_error("{}: expected an object with \"positions\", a list of frames", file.string());
    }
    const json& frames = content["positions"];
    if (frames.empty())
        throw input_error("{}: positions: expected at least one frame, found none", file.string());
    MotionClip clip;
    clip.joint_count =
        frames[0].is_array() ? static_cast<int>(std::min<std::size_t>(frames[0].size(), 1000)) : 0;
    const Skeleton* skeleton = skeleton_of(clip.joint_count);
    if (skeleton == nullptr) {
        throw input_error("{}: positions, frame 0: expected a list of 22 joints (or KIT-ML's 21), found {}",
                          file.string(),
                          frames[0].is_array() ? std::to_string(frames[0].size()) : frames[0].type_name());
    }
    clip.fps = skeleton->fps;
    if (content.contains("fps")) {
        const json& fps = content["fps"];
        if (!fps.is_number() || !(fps.get<double>() > 0) || !(fps.get<double>() <= kFpsMax)) {
            throw input_error("{}: fps: expected a number above 0, up to {}; found {}", file.string(),
                              kFpsMax,
                              fps.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 60));
        }
        clip.fps = fps.get<double>();
    }
    for (std::size_t t = 0; t < frames.size(); ++t) {
        const json& frame = frames[t];
        if (!frame.is_array() ||
            static_cast<int>(std::min<std::size_t>(frame.size(), 1000)) != clip.joint_count) {
            throw input_error("{}: positions, frame {}: expected {} joints, found {}", file.string(), t,
                              clip.joint_count,
                              frame.is_array() ? std::to_string(frame.size()) : frame.type_name());
        }
        for (std::size_t j = 0; j < frame.size(); ++j)
            clip.positions.push_back(position_of(frame[j], file, t, j));
    }
    return clip;
}

}  // namespace

const std::vector<std::string>& clip_extensions() {
    static const std::vector<std::string> extensions = {".bvh", ".npy", ".json"};
    return extensions;
}

void check_clip_path(const fs::path& file) {
    const std::string extension = extension_of(file);
    const auto& known = clip_extensions();
    if (std::find(known.begin(), known.end(), extension) == known.end()) {
        throw usage_error("{}: expected a file ending in {}; found \"{}\"", file.string(),
                          fmt::join(known, ", "), extension);
    }
}

void save_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata& metadata) {
    check_clip_path(file);
    check_clip_of(file, clip);
    const std::string extension = extension_of(file);
    if (extension == ".npy") {
        static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
        write_npy(file, {clip.frame_count(), clip.joint_count, 3}, &clip.positions.front().x);
    } else if (extension == ".json") {
        write_file_atomically(file, to_json(clip, metadata));
    } else {
        const Skeleton& skeleton = *skeleton_of(clip.joint_count);
        const RestPose rest = rest_pose_of(clip, skeleton);
        write_bvh(file, fit_pose(clip, skeleton, rest), skeleton, rest);
    }
}

MotionClip load_clip(const fs::path& file) {
    const std::string extension = extension_of(file);
    if (extension != ".npy" && extension != ".json") {
        throw input_error("{}: expected a clip ending in .npy or .json, found \"{}\"", file.string(),
                          extension);
    }
    MotionClip clip = extension == ".npy" ? load_npy_clip(file) : load_json_clip(file);
    check_clip_of(file, clip);
    return clip;
}

}  // namespace im

// Clips as text for programs: JSON with prompt and tokens, and a table (clip_formats.h).
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/clip_formats.h"
#include "engine/motion/rig/clip_figure.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kFormat = "instructmotion clip";
constexpr double kFpsMax = 1000;

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

/// One frame a line: number, seconds, then x, y and z of every joint in metres.
std::string to_csv(const MotionClip& clip) {
    std::string text = "frame,seconds";
    for (const std::string& joint : skeleton_of(clip.joint_count)->joint_names)
        fmt::format_to(std::back_inserter(text), ",{0}_x,{0}_y,{0}_z", joint);
    for (int t = 0; t < clip.frame_count(); ++t) {
        fmt::format_to(std::back_inserter(text), "\n{},{:.6g}", t, t / clip.fps);
        for (const glm::vec3& p : clip.frame(t))
            fmt::format_to(std::back_inserter(text), ",{},{},{}", p.x, p.y, p.z);
    }
    return text + '\n';
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

MotionClip load_json_clip(const fs::path& file, bool& rate_stated) {
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
        rate_stated = true;
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

void write_json_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata& metadata,
                     const ExportOptions&) {
    write_file_atomically(file, to_json(clip, metadata));
}

void write_csv_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&, const ExportOptions&) {
    write_file_atomically(file, to_csv(clip));
}

}  // namespace

ClipFormat csv_format() {
    return {.extension = ".csv", .title = "Table, joint positions", .write = write_csv_clip};
}

ClipFormat json_format() {
    return {.extension = ".json",
            .title = "JSON, with prompt and tokens",
            .write = write_json_clip,
            .read = load_json_clip};
}

}  // namespace im

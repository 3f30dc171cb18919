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
#include "engine/io/fbx_writer.h"
#include "engine/io/gltf_writer.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/motion/rig/clip_figure.h"

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

/// positions (T, 22, 3) of the clip; names, parents, rest_positions and rest_rotations of the rig's J joints;
/// rotations (T, J, 4) as w x y z in the parent's frame; moving (M), numbers of the joints that move, and
/// their translations (T, M, 3); fps.
void write_npz(const fs::path& file, const MotionClip& clip, const FigureScene& scene) {
    const auto T = static_cast<std::int64_t>(clip.frame_count()),
               J = static_cast<std::int64_t>(scene.rig.joint_count());
    std::vector<std::string> names;
    std::vector<std::int64_t> parents, moving(scene.motion.moving.begin(), scene.motion.moving.end());
    std::vector<float> places, rests, rotations, translations;
    const auto add = [](std::vector<float>& to, std::initializer_list<double> values) {
        for (const double value : values) to.push_back(static_cast<float>(value));
    };
    for (const RigJoint& joint : scene.rig.joints) {
        const auto& [p, q] = joint.rest;
        names.push_back(joint.name);
        parents.push_back(joint.parent);
        add(places, {p.x, p.y, p.z});
        add(rests, {q.w, q.x, q.y, q.z});
    }
    for (const glm::dquat& q : scene.motion.rotations) add(rotations, {q.w, q.x, q.y, q.z});
    for (const glm::dvec3& p : scene.motion.translations) add(translations, {p.x, p.y, p.z});
    const auto fps = static_cast<float>(clip.fps);
    NpzWriter npz;
    npz.add("positions", {T, clip.joint_count, 3}, &clip.positions.front().x);
    npz.add("rotations", {T, J, 4}, rotations.data());
    npz.add("moving", {static_cast<std::int64_t>(moving.size())}, moving.data());
    npz.add("translations", {T, static_cast<std::int64_t>(moving.size()), 3}, translations.data());
    npz.add("names", names);
    npz.add("parents", {J}, parents.data());
    npz.add("rest_positions", {J, 3}, places.data());
    npz.add("rest_rotations", {J, 4}, rests.data());
    npz.add("fps", {}, &fps);
    npz.write(file);
}

MotionClip load_npy_clip(const fs::path& file, bool& rate_stated) {
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
    rate_stated = header.fps.has_value();
    clip.fps = header.fps.value_or(skeleton_of(header.shape[1])->fps);
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

// ---- writers of clip_formats, for clips that were checked

void write_npy_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
    const MotionClip at_rate = clip_as_saved(file, clip, options);
    const bool usual = at_rate.fps == skeleton_of(clip.joint_count)->fps;
    write_npy(file, {at_rate.frame_count(), at_rate.joint_count, 3}, &at_rate.positions.front().x,
              usual ? 0 : at_rate.fps);
}

void write_json_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata& metadata,
                     const ExportOptions&) {
    write_file_atomically(file, to_json(clip, metadata));
}

void write_csv_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&, const ExportOptions&) {
    write_file_atomically(file, to_csv(clip));
}

void write_npz_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    write_npz(file, clip, export_scene(clip, options, false));
}

/// As the options say; where they name no unit, in the format's.
FileSpace space_of(const fs::path& file, const ExportOptions& options) {
    return {options.up, options.metres_per_unit.value_or(*clip_format_of(file)->metres_per_unit)};
}

void write_bvh_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    const FigureScene scene = in_space(export_scene(clip, options, false), space_of(file, options));
    write_bvh(file, scene.rig, scene.motion, {options.order, options.end_sites});
}

void write_fbx_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    const FileSpace space = space_of(file, options);
    write_fbx(file, in_space(export_scene(clip, options, options.body), space), space);
}

void write_glb_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    write_glb(file, export_scene(clip, options));
}

}  // namespace

const std::vector<ClipFormat>& clip_formats() {
    static const std::vector<ClipFormat> formats = {
        {.extension = ".bvh",
         .title = "BVH (Blender, MotionBuilder)",
         .has_rig = true,
         .metres_per_unit = 1,
         .has_order = true,
         .write = write_bvh_clip},
        {.extension = ".fbx",
         .title = "FBX (Unreal, Unity, Maya, Blender)",
         .has_rig = true,
         .metres_per_unit = 0.01,
         .write = write_fbx_clip},
        {.extension = ".glb",
         .title = "glTF (Blender, Unity, Godot, web)",
         .has_rig = true,
         .write = write_glb_clip},
        {.extension = ".npy",
         .title = "NumPy, joint positions",
         .states_rate = false,
         .write = write_npy_clip,
         .read = load_npy_clip},
        {.extension = ".npz",
         .title = "NumPy, positions and rotations",
         .has_rig = true,
         .write = write_npz_clip},
        {.extension = ".csv", .title = "Table, joint positions", .write = write_csv_clip},
        {.extension = ".json",
         .title = "JSON, with prompt and tokens",
         .write = write_json_clip,
         .read = load_json_clip},
    };
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

#include "engine/io/motion_file.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/clip_io.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "engine/io/smpl_body.h"
#include "engine/io/take.h"
#include "engine/motion/clean_up.h"
#include "engine/motion/features.h"
#include "engine/motion/floor.h"
#include "engine/motion/placement.h"
#include "engine/motion/rig_retarget.h"
#include "engine/motion/rotations.h"
#include "engine/motion/upright.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr double kFpsMax = 1000;  // of AMASS files

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension;
}

template <class Action>
auto naming(const fs::path& file, Action action) {
    try {
        return action();
    } catch (const Error& error) {
        if (std::string_view(error.what()).starts_with(file.string())) throw;
        throw Error(error.kind(), file.string() + ": " + error.what());
    }
}

void assign_roles(Rig& rig, const BoneTable& bones) {
    rig.roles = match_bones(rig);
    apply_bone_table(rig, bones);
}

/// Frames at another rate, between two old ones on the shortest way.
RigMotion at_rate(const RigMotion& motion, double fps) {
    if (fps == motion.fps) return motion;
    const int last = motion.frame_count() - 1;
    const auto J = static_cast<std::size_t>(motion.joint_count), M = motion.moving.size();
    RigMotion out{fps, motion.joint_count, {}, motion.moving, {}};
    for (int t = 0;; ++t) {
        const double at = t * motion.fps / fps;
        if (at > last + 1e-6) return out;
        const auto a = static_cast<std::size_t>(std::min(static_cast<int>(at + 1e-6), last)),
                   b = std::min(a + 1, static_cast<std::size_t>(last));
        const double u = std::clamp(at - static_cast<double>(a), 0.0, 1.0);
        for (std::size_t j = 0; j < J; ++j) {
            const glm::dquat& q = motion.rotations[a * J + j];
            out.rotations.push_back(u < 1e-6 ? q
                                             : glm::normalize(glm::slerp(q, motion.rotations[b * J + j], u)));
        }
        for (std::size_t m = 0; m < M; ++m)
            out.translations.push_back(
                glm::mix(motion.translations[a * M + m], motion.translations[b * M + m], u));
    }
}

const Rig& figure_rig() {
    static const Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    return rig;
}

MotionClip figure_clip(const RigMotion& motion, double floor) {
    MotionClip clip;
    clip.fps = motion.fps;
    for (int t = 0; t < motion.frame_count(); ++t) {
        for (const Transform& joint : world_transforms(figure_rig(), motion, t))
            clip.positions.emplace_back(joint.translation);
    }
    return place_over_origin(clip, humanml3d_skeleton(), floor);
}

MotionFile clip_of_scene(SceneFile file, const MotionFileOptions& options) {
    FigureScene& scene = file.scene;
    scene.meshes.clear();
    assign_roles(scene.rig, options.bones);
    check_rig_motion(scene.rig, scene.motion, scene.rig.name);
    mend_rest_pose(scene.rig, scene.motion);
    if (options.fps) scene.motion = at_rate(scene.motion, *options.fps);
    const BoneTable bones = bone_table_of(scene.rig);
    const FigureScene upright = stand_upright(std::move(scene), options.up);
    const double floor = floor_height(upright.rig, upright.motion);
    return {figure_clip(retarget_motion(upright.rig, upright.motion, figure_rig(), floor), 0), bones,
            std::move(file.warnings), std::move(file.take)};
}

/// The takes of a skeleton program's file that the options choose.
std::vector<SceneFile> scenes_of(const fs::path& file, const MotionFileOptions& options) {
    if (extension_of(file) == ".bvh") return {read_bvh(file)};
    std::vector<SceneFile> scenes;
    scenes.push_back(read_scene(file));
    chosen_takes({scenes[0].take}, options.take);
    return scenes;
}

// ---- arrays
// ----------------------------------------------------------------------------------------------------------

/// Axis times angle, as SMPL stores rotations.
glm::dquat rotation_of(const float* v) {
    const glm::dvec3 axis(v[0], v[1], v[2]);
    const double angle = glm::length(axis);
    return angle > 1e-12 ? glm::angleAxis(angle, axis / angle) : glm::dquat(1, 0, 0, 0);
}

void check_finite(const std::vector<float>& values, const char* name) {
    const auto bad = std::find_if_not(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
    if (bad != values.end())
        throw input_error("{}: value {}: expected a number, found NaN or Inf", name, bad - values.begin());
}

/// SMPL's body joints are HumanML3D's, its rest pose ours but for the person's own proportions.
MotionClip read_amass(const std::map<std::string, NpyArray>& arrays, const MotionFileOptions& options) {
    const NpyArray& poses = arrays.at("poses");
    if (poses.shape.size() != 2 || poses.shape[0] < 1 || poses.shape[1] < 66 || poses.shape[1] % 3 != 0)
        throw input_error("poses: expected (frames, 66 or more: three a joint), found ({})",
                          fmt::join(poses.shape, ", "));
    const auto T = static_cast<std::size_t>(poses.shape[0]), width = static_cast<std::size_t>(poses.shape[1]);
    const std::vector<float> turns = poses.as_float();
    check_finite(turns, "poses");
    std::vector<float> places(3 * T, 0.0f);
    if (const auto trans = arrays.find("trans"); trans != arrays.end()) {
        if (trans->second.shape != std::vector<std::int64_t>{poses.shape[0], 3})
            throw input_error("trans: expected ({}, 3), found ({})", T, fmt::join(trans->second.shape, ", "));
        places = trans->second.as_float();
        check_finite(places, "trans");
    }
    PosedMotion motion;
    motion.fps = 30;
    for (const char* name : {"mocap_framerate", "mocap_frame_rate", "fps"}) {
        const auto rate = arrays.find(name);
        if (rate == arrays.end() || rate->second.element_count() != 1) continue;
        motion.fps = static_cast<double>(rate->second.as_float()[0]);
        if (!(motion.fps >= 1) || !(motion.fps <= kFpsMax))
            throw input_error("{}: expected 1 to {}, found {}", name, kFpsMax, motion.fps);
    }
    const glm::dvec3 rest = humanml3d_rest_pose().offsets[0];
    const glm::dquat stand =
        options.up.value_or(UpAxis::Z) == UpAxis::Z ? between({0, 0, 1}, {0, 1, 0}) : glm::dquat(1, 0, 0, 0);
    for (std::size_t t = 0; t < T; ++t) {
        for (std::size_t j = 0; j < 22; ++j) {
            const glm::dquat turn = rotation_of(&turns[t * width + 3 * j]);
            motion.rotations.push_back(j == 0 ? stand * turn : turn);
        }
        motion.root_positions.push_back(
            stand * glm::dvec3(places[3 * t], places[3 * t + 1], places[3 * t + 2]) + rest);
    }
    RigMotion rig_motion = rig_motion_of(motion);
    if (options.fps) rig_motion = at_rate(rig_motion, *options.fps);
    return figure_clip(rig_motion, floor_height(figure_rig(), rig_motion));
}

MotionClip at_rate(MotionClip clip, const MotionFileOptions& options) {
    if (!options.fps || *options.fps == clip.fps || clip.frame_count() == 0) return clip;
    return resample(clip, *options.fps);
}

MotionClip read_npz_motion(const fs::path& file, const MotionFileOptions& options) {
    const auto arrays =
        read_npz(file, {"poses", "trans", "mocap_framerate", "mocap_frame_rate", "fps", "positions"});
    if (arrays.contains("poses")) return read_amass(arrays, options);
    const auto positions = arrays.find("positions");
    if (positions == arrays.end())
        throw input_error("expected SMPL's array \"poses\" or \"positions\", found neither");
    const auto& shape = positions->second.shape;
    if (shape.size() != 3 || shape[0] < 1 || shape[1] != 22 || shape[2] != 3)
        throw input_error("positions: expected (frames, 22, 3), found ({})", fmt::join(shape, ", "));
    const std::vector<float> values = positions->second.as_float();
    MotionClip clip;
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
        clip.positions.emplace_back(values[i], values[i + 1], values[i + 2]);
    if (const auto fps = arrays.find("fps"); fps != arrays.end() && fps->second.element_count() == 1)
        clip.fps = static_cast<double>(fps->second.as_float()[0]);
    if (!(clip.fps >= 1) || !(clip.fps <= kFpsMax))
        throw input_error("fps: expected 1 to {}, found {}", kFpsMax, clip.fps);
    check_clip(clip, humanml3d_skeleton());
    return at_rate(std::move(clip), options);
}

MotionClip read_npy_motion(const fs::path& file, const MotionFileOptions& options) {
    const NpyHeader header = read_npy_header(file);
    const FeatureLayout layout(22);
    if (header.shape.size() != 2 || header.shape[1] != layout.width) return at_rate(load_clip(file), options);
    FeatureSequence features{static_cast<int>(header.shape[0]), layout.width, read_npy(file).as_float()};
    check_finite(features.values, "features");
    return at_rate(decode_features(features, humanml3d_skeleton()), options);
}

/// BVH tells no unit: what reaches farther than ten is told in centimetres.
FigureScene in_metres(FigureScene scene) {
    double reach = 0;
    for (const Transform& joint : rest_transforms(scene.rig))
        reach = std::max(reach, glm::length(joint.translation));
    return reach > 10 ? in_space(std::move(scene), {UpAxis::Y, 100}) : scene;
}

SceneFile read_known_rig(const fs::path& file, const RigReading& reading) {
    const std::string extension = extension_of(file);
    if (extension != ".fbx" && extension != ".glb" && extension != ".gltf" && extension != ".bvh" &&
        extension != ".npz")
        throw input_error("expected a rig in a file ending in .fbx, .glb, .gltf, .bvh or .npz, found \"{}\"",
                          extension);
    if (extension == ".npz") return {read_smpl_body(file), {}};
    SceneFile read = std::move(scenes_of(file, {.take = reading.take}).front());
    if (extension == ".bvh") read.scene = in_metres(std::move(read.scene));
    std::erase(read.warnings, kNoMotionWarning);
    make_names_unique(read.scene.rig);
    read.scene.rig.roles = match_bones(read.scene.rig);
    return read;
}

}  // namespace

const std::vector<std::string>& motion_extensions() {
    static const std::vector<std::string> extensions = {".bvh", ".fbx", ".glb", ".gltf",
                                                        ".npz", ".npy", ".json"};
    return extensions;
}

std::vector<MotionFile> read_takes(const fs::path& file, const MotionFileOptions& options) {
    if (options.fps) check_clean_up({.fps = options.fps});
    const std::string extension = extension_of(file);
    return naming(file, [&]() -> std::vector<MotionFile> {
        if (extension == ".npz") return {{read_npz_motion(file, options), {}, {}}};
        if (extension == ".npy") return {{read_npy_motion(file, options), {}, {}}};
        if (extension == ".json") return {{at_rate(load_clip(file), options), {}, {}}};
        if (extension != ".bvh" && extension != ".fbx" && extension != ".glb" && extension != ".gltf")
            throw input_error("{}: expected a file ending in {}, found \"{}\"", file.string(),
                              fmt::join(motion_extensions(), ", "), extension);
        std::vector<MotionFile> takes;
        for (SceneFile& scene : scenes_of(file, options))
            takes.push_back(clip_of_scene(std::move(scene), options));
        return takes;
    });
}

MotionFile read_motion(const fs::path& file, const MotionFileOptions& options) {
    std::vector<MotionFile> takes = read_takes(file, options);
    if (takes.size() > 1)
        throw usage_error("{}: one take is wanted, {} were chosen", file.string(), takes.size());
    return std::move(takes.front());
}

SceneFile read_rig_file(const fs::path& file, const RigReading& reading) {
    return naming(file, [&] { return read_known_rig(file, reading); });
}

std::shared_ptr<const FigureScene> rig_to_export_on(FigureScene rig, const BoneTable& bones,
                                                    const RigReading& reading,
                                                    std::vector<std::string>* warnings) {
    apply_bone_table(rig.rig, bones);
    rig.motion = {};
    rig = stand_upright(std::move(rig), reading.up);
    rig.motion = retarget_motion(
        figure_rig(),
        rig_motion_of({20, 22, {humanml3d_rest_pose().offsets[0]}, std::vector(22, glm::dquat(1, 0, 0, 0))}),
        rig.rig);
    check_scene(rig, rig.rig.name);
    return std::make_shared<FigureScene>(std::move(rig));
}

std::shared_ptr<const FigureScene> read_rig(const fs::path& file, const BoneTable& bones,
                                            const RigReading& reading, std::vector<std::string>* warnings) {
    return naming(file, [&] {
        SceneFile read = read_known_rig(file, reading);
        if (warnings != nullptr)
            warnings->insert(warnings->end(), read.warnings.begin(), read.warnings.end());
        return rig_to_export_on(std::move(read.scene), bones, reading, warnings);
    });
}

BoneTable read_bone_table(const fs::path& file) {
    const nlohmann::json content = read_json_file(file);
    if (!content.is_object())
        throw input_error("{}: expected an object such as {{\"l_hip\": \"LeftUpLeg\"}}", file.string());
    BoneTable table;
    for (const auto& [part, joint] : content.items()) {
        if (!joint.is_string())
            throw input_error("{}: {}: expected a joint's name, found {}", file.string(), part,
                              joint.type_name());
        table[part] = joint.get<std::string>();
    }
    return table;
}

void write_bone_table(const fs::path& file, const BoneTable& table) {
    nlohmann::ordered_json content;
    for (const std::string& part : humanml3d_skeleton().joint_names) {
        if (const auto joint = table.find(part); joint != table.end()) content[part] = joint->second;
    }
    write_file_atomically(file, content.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace im

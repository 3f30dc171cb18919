#include "engine/io/motion_file.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/io/array_motion.h"
#include "engine/io/clip_io.h"
#include "engine/io/figures.h"
#include "engine/io/smpl_body.h"
#include "engine/io/take.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/clean_up/floor.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/rig/rig_retarget.h"
#include "engine/motion/rig/upright.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kJointsShown = 12;  // in a message

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

/// As the file itself says, else as names and shape tell.
void find_parts(Rig& rig) {
    const auto known = [](int joint) { return joint >= 0; };
    if (std::none_of(rig.roles.begin(), rig.roles.end(), known)) rig.roles = match_bones(rig);
}

void assign_roles(Rig& rig, const BoneTable& bones) {
    find_parts(rig);
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

/// The rate of the file's frames: as the user says, else as the file does, else a guess that is told.
double settled_rate(double stated, const std::string& doubt, const MotionFileOptions& options,
                    std::vector<std::string>& warnings, bool usual = false) {
    if (options.file_fps) return *options.file_fps;
    if (doubt.empty()) return stated;
    if (options.unstated_fps && !usual) return *options.unstated_fps;
    warnings.push_back(doubt);
    return stated;
}

/// Names the parts that nobody plays, and the option of a table that tells them.
void check_parts(const Rig& rig, const char* table_option) {
    std::vector<std::string> missing;
    for (const Role role : kNeededRoles) {
        if (rig.roles[role] < 0) missing.push_back(humanml3d_skeleton().joint_names[role]);
    }
    if (missing.empty()) return;
    std::vector<std::string> joints;
    for (const RigJoint& joint : rig.joints) joints.push_back(clean_name(joint.name));
    joints.resize(std::min(joints.size(), kJointsShown));
    throw input_error(
        "rig {}: no joint is known to be its {}; name {} in a mapping table, {} FILE.json with "
        "{{\"{}\": \"JOINT\", ...}}. Its joints: {}{}",
        rig.name, fmt::join(missing, ", "), missing.size() == 1 ? "it" : "them", table_option, missing[0],
        fmt::join(joints, ", "), rig.joints.size() > kJointsShown ? ", ..." : "");
}

constexpr const char* kNotStanding =
    "the skeleton stands neither in its rest pose nor in any frame, legs straight below the trunk: trunk and "
    "head may lean";

MotionFile clip_of_scene(SceneFile file, const MotionFileOptions& options) {
    FigureScene& scene = file.scene;
    scene.meshes.clear();
    assign_roles(scene.rig, options.bones);
    check_parts(scene.rig, "--map");
    scene.motion.fps = settled_rate(scene.motion.fps, file.rate_doubt, options, file.warnings);
    check_rig_motion(scene.rig, scene.motion, scene.rig.name);
    if (mend_rest_pose(scene) == RestPoseKind::Crooked && scene.motion.frame_count() > 1)
        file.warnings.emplace_back(kNotStanding);
    if (options.fps) scene.motion = at_rate(scene.motion, *options.fps);
    const BoneTable bones = bone_table_of(scene.rig);
    const FigureScene upright = stand_upright(std::move(scene), options.up);
    const double floor = floor_height(upright.rig, upright.motion);
    return {figure_clip(retarget_motion(upright.rig, upright.motion, figure_rig(), floor), 0), bones,
            std::move(file.warnings), std::move(file.take)};
}

MotionClip at_rate(MotionClip clip, const MotionFileOptions& options) {
    if (!options.fps || *options.fps == clip.fps || clip.frame_count() == 0) return clip;
    return resample(clip, *options.fps);
}

MotionFile clip_of_array(ArrayTake take, const MotionFileOptions& options) {
    const double fps = settled_rate(take.pose ? take.pose->fps : take.clip.fps, take.rate_doubt, options,
                                    take.warnings, take.usual_rate);
    if (!take.pose) {
        take.clip.fps = fps;
        return {at_rate(std::move(take.clip), options), {}, std::move(take.warnings), std::move(take.take)};
    }
    take.pose->fps = fps;
    RigMotion motion = rig_motion_of(*take.pose);
    if (options.fps) motion = at_rate(motion, *options.fps);
    return {figure_clip(motion, floor_height(figure_rig(), motion)),
            {},
            std::move(take.warnings),
            std::move(take.take)};
}

MotionFile clip_of_json(const fs::path& file, const MotionFileOptions& options) {
    MotionFile read;
    bool stated = false;
    read.clip = load_clip(file, &stated);
    const std::string doubt =
        stated ? ""
               : fmt::format(
                     "the file states no frame rate: {:g} frames a second are taken, as its joints' "
                     "data set has; --file-fps N says another rate",
                     read.clip.fps);
    read.clip.fps = settled_rate(read.clip.fps, doubt, options, read.warnings, true);
    read.clip = at_rate(std::move(read.clip), options);
    return read;
}

/// Those of a file's takes that the options choose, with a warning where others were left without asking.
template <class Take>
std::vector<Take> chosen(std::vector<Take> all, const std::string& choice) {
    std::vector<std::string> names;
    for (const Take& take : all) names.push_back(take.take);
    std::vector<Take> takes;
    for (const std::size_t i : chosen_takes(names, choice)) takes.push_back(std::move(all[i]));
    if (choice.empty() && all.size() > 1) takes[0].warnings.push_back(takes_warning(names));
    return takes;
}

/// The takes of a skeleton program's file that the options choose: figures of a BVH, else animations of a
/// scene or, where there is but one, its figures.
std::vector<SceneFile> scenes_of(const fs::path& file, const BoneTable& bones, const std::string& take,
                                 bool motion_needed) {
    const bool bvh = extension_of(file) == ".bvh";
    std::vector<SceneFile> scenes =
        bvh ? read_bvh_blocks(file, motion_needed) : read_scene_takes(file, motion_needed ? take : "");
    if (const std::vector<std::string>& animations = scenes[0].takes;
        motion_needed && animations.size() > 1) {
        const auto read =
            std::find(animations.begin(), animations.end(), scenes[0].take) - animations.begin();
        if (take.empty())
            scenes[0].warnings.push_back(takes_warning(animations, static_cast<std::size_t>(read)));
        return scenes;
    }
    std::vector<SceneFile> figures;
    for (SceneFile& scene : scenes) {
        for (SceneFile& figure : split_figures(std::move(scene), bones)) {
            if (figure.take.empty()) figure.take = clean_name(figure.scene.rig.joints[0].name);
            figures.push_back(std::move(figure));
        }
    }
    std::vector<std::string> names;
    for (const SceneFile& figure : figures) names.push_back(figure.take);
    scenes = chosen(std::move(figures), take);
    scenes[0].takes = std::move(names);
    return scenes;
}

/// BVH tells no unit: what reaches farther than ten is told in centimetres.
FigureScene in_metres(FigureScene scene) {
    double reach = 0;
    for (const Transform& joint : rest_transforms(scene.rig))
        reach = std::max(reach, glm::length(joint.translation));
    return reach > 10 ? in_space(std::move(scene), {UpAxis::Y, 100}) : scene;
}

// ---- kinds of files, a row each

using Takes = std::vector<MotionFile>;

Takes clips_of_arrays(std::vector<ArrayTake> arrays, const MotionFileOptions& options) {
    Takes takes;
    for (ArrayTake& take : chosen(std::move(arrays), options.take))
        takes.push_back(clip_of_array(std::move(take), options));
    return takes;
}

Takes takes_of_npz(const fs::path& file, const MotionFileOptions& options) {
    return clips_of_arrays(read_npz_takes(file, options.up), options);
}

Takes takes_of_npy(const fs::path& file, const MotionFileOptions& options) {
    return clips_of_arrays(read_npy_takes(file, options.up), options);
}

Takes takes_of_json(const fs::path& file, const MotionFileOptions& options) {
    return {clip_of_json(file, options)};
}

Takes takes_of_scene(const fs::path& file, const MotionFileOptions& options) {
    Takes takes;
    for (SceneFile& scene : scenes_of(file, options.bones, options.take, true))
        takes.push_back(clip_of_scene(std::move(scene), options));
    return takes;
}

SceneFile rig_of_smpl(const fs::path& file, const RigReading&) {
    return {read_smpl_body(file), {}};
}

SceneFile rig_of_scene(const fs::path& file, const RigReading& reading) {
    SceneFile read = std::move(scenes_of(file, {}, reading.take, false).front());
    std::erase(read.warnings, kNoMotionWarning);
    make_names_unique(read.scene.rig);
    find_parts(read.scene.rig);
    return read;
}

SceneFile rig_of_bvh(const fs::path& file, const RigReading& reading) {
    SceneFile read = rig_of_scene(file, reading);
    read.scene = in_metres(std::move(read.scene));
    return read;
}

struct MotionReader {
    const char* extension;  ///< with the dot, lower case
    Takes (*takes)(const fs::path& file, const MotionFileOptions& options);
    SceneFile (*rig)(const fs::path& file, const RigReading& reading);  ///< null: it holds no rig
};

/// All that is known of a kind of file: opening, importing and the lists in messages and help follow it.
constexpr MotionReader kReaders[] = {
    {".bvh", takes_of_scene, rig_of_bvh},   {".fbx", takes_of_scene, rig_of_scene},
    {".glb", takes_of_scene, rig_of_scene}, {".gltf", takes_of_scene, rig_of_scene},
    {".vrm", takes_of_scene, rig_of_scene}, {".vrma", takes_of_scene, rig_of_scene},
    {".npz", takes_of_npz, rig_of_smpl},    {".npy", takes_of_npy, nullptr},
    {".json", takes_of_json, nullptr},
};

const MotionReader* reader_of(const fs::path& file) {
    const std::string extension = extension_of(file);
    const auto found =
        std::find_if(std::begin(kReaders), std::end(kReaders),
                     [&](const MotionReader& reader) { return reader.extension == extension; });
    return found == std::end(kReaders) ? nullptr : found;
}

SceneFile read_known_rig(const fs::path& file, const RigReading& reading) {
    const MotionReader* reader = reader_of(file);
    if (reader != nullptr && reader->rig != nullptr) return reader->rig(file, reading);
    std::vector<std::string> known;
    for (const MotionReader& one : kReaders) {
        if (one.rig != nullptr) known.emplace_back(one.extension);
    }
    throw input_error("expected a rig in a file ending in {}, found \"{}\"", fmt::join(known, ", "),
                      extension_of(file));
}

}  // namespace

const std::vector<std::string>& motion_extensions() {
    static const std::vector<std::string> extensions = [] {
        std::vector<std::string> all;
        for (const MotionReader& reader : kReaders) all.emplace_back(reader.extension);
        return all;
    }();
    return extensions;
}

std::vector<MotionFile> read_takes(const fs::path& file, const MotionFileOptions& options) {
    if (options.fps) check_clean_up({.fps = options.fps});
    return naming(file, [&] {
        const MotionReader* reader = reader_of(file);
        if (reader == nullptr)
            throw input_error("{}: expected a file ending in {}, found \"{}\"", file.string(),
                              fmt::join(motion_extensions(), ", "), extension_of(file));
        return reader->takes(file, options);
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
    check_parts(rig.rig, "--rig-map");
    const RestPoseKind rest = mend_rest_pose(rig);
    if (rest == RestPoseKind::Crooked)
        throw input_error(
            "rig {}: its rest pose does not stand, legs straight below the trunk, and no frame of the file "
            "does; "
            "expected a rig in a T- or A-pose",
            rig.rig.name);
    if (rest == RestPoseKind::Mended && warnings != nullptr)
        warnings->emplace_back(
            "the rest pose does not stand: the straightest frame of the file's motion is "
            "taken for it");
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

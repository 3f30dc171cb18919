// Clips as NumPy's arrays: joint positions, and rotations of the rig (clip_formats.h).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/io/clip_formats.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "engine/motion/rig/clip_figure.h"

namespace im {
namespace fs = std::filesystem;
namespace {

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

void write_npy_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
    const MotionClip at_rate = clip_as_saved(file, clip, options);
    const bool usual = at_rate.fps == skeleton_of(clip.joint_count)->fps;
    write_npy(file, {at_rate.frame_count(), at_rate.joint_count, 3}, &at_rate.positions.front().x,
              usual ? 0 : at_rate.fps);
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

void write_npz_clip(const fs::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    write_npz(file, clip, export_scene(clip, options, false));
}

}  // namespace

ClipFormat npy_format() {
    return {.extension = ".npy",
            .title = "NumPy, joint positions",
            .states_rate = false,
            .write = write_npy_clip,
            .read = load_npy_clip};
}

ClipFormat npz_format() {
    return {.extension = ".npz",
            .title = "NumPy, positions and rotations",
            .has_rig = true,
            .write = write_npz_clip};
}

}  // namespace im

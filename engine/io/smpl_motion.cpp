#include "engine/io/smpl_motion.h"

#include <algorithm>

#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/io/array_motion.h"

namespace im {
namespace {

using Arrays = std::map<std::string, NpyArray>;

constexpr std::size_t kJoints = 22;
constexpr std::size_t kBodies[] = {21, 23};  // joints of a body without its root: SMPL-X's and SMPL's
constexpr const char* kPoseNames[] = {"poses", "pose", "fullpose", "full_pose", "smpl_poses", "thetas"};
constexpr const char* kBodyNames[] = {"body_pose", "pose_body"};
constexpr const char* kRootNames[] = {"global_orient", "root_orient", "Rh"};
constexpr const char* kPathNames[] = {"trans", "transl", "Th", "smpl_trans", "translation"};

template <std::size_t N>
const Arrays::value_type* find_any(const Arrays& arrays, const char* const (&names)[N]) {
    for (const char* name : names) {
        if (const auto found = arrays.find(name); found != arrays.end()) return &*found;
    }
    return nullptr;
}

/// Axis times angle, as SMPL stores rotations.
glm::dquat rotation_of(const float* v) {
    const glm::dvec3 axis(v[0], v[1], v[2]);
    const double angle = glm::length(axis);
    return angle > 1e-12 ? glm::angleAxis(angle, axis / angle) : glm::dquat(1, 0, 0, 0);
}

/// A matrix, row by row.
glm::dquat rotation_of_matrix(const float* m) {
    const glm::dmat3 columns(m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]);
    return glm::normalize(glm::quat_cast(columns));
}

struct Rotations {
    std::size_t frames = 0, joints = 0;
    std::vector<glm::dquat> turns;  // frames x joints
};

/// Of an array of (T, 3 J), (T, J, 3) or (T, J, 3, 3), with a 1 before it or not; `root`: of one joint.
Rotations rotations_of(const std::string& name, const NpyArray& array, bool root) {
    std::vector<std::int64_t> shape = array.shape;
    const auto refuse = [&] {
        throw input_error("{}: expected {}, found ({})", name,
                          root ? "(frames, 3)" : "(frames, 66 or more: three a joint)",
                          fmt::join(array.shape, ", "));
    };
    const auto ends_in = [&shape](std::initializer_list<std::int64_t> end) {
        return shape.size() > end.size() &&
               std::equal(end.begin(), end.end(), shape.end() - static_cast<std::ptrdiff_t>(end.size()));
    };
    const bool batch =
        shape.size() >= 3 && shape[0] == 1 && (!ends_in({3}) || shape.size() == (ends_in({3, 3}) ? 5u : 4u));
    if (root ? shape.size() == 3 && shape[0] == 1 && shape[1] > 1 && shape[1] != 3 : batch)
        shape.erase(shape.begin());
    const bool matrices = ends_in({3, 3}) && (shape.size() == 4 || (root && shape.size() == 3));
    if (shape.size() < 2 || shape.size() > 4 || shape[0] < 1) refuse();
    std::int64_t values = 1;
    for (std::size_t d = 1; d < shape.size(); ++d) values *= shape[d];
    const std::int64_t each = matrices ? 9 : 3;
    if (values < each || values % each != 0 || (root && values != each)) refuse();
    if (shape.size() > 2 && !matrices && shape.back() != 3) refuse();
    if (shape.size() == 2 && (values == 132 || values == 144))
        throw input_error("{}: expected axis times angle or matrices, found the width of 6-d rotations, {}",
                          name, values);
    Rotations out{static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(values / each), {}};
    const bool whole =
        out.joints >= kJoints || std::count(std::begin(kBodies), std::end(kBodies), out.joints) > 0;
    if (!root && !whole) refuse();
    const std::vector<float> numbers = array.as_float();
    check_finite(numbers, name);
    for (std::size_t i = 0; i < out.frames * out.joints; ++i) {
        const float* at = &numbers[i * static_cast<std::size_t>(each)];
        out.turns.push_back(matrices ? rotation_of_matrix(at) : rotation_of(at));
    }
    return out;
}

bool turns(const Rotations& rotations, std::size_t joint) {
    for (std::size_t t = 0; t < rotations.frames; ++t) {
        if (std::abs(rotations.turns[t * rotations.joints + joint].w) < 1 - 1e-12) return true;
    }
    return false;
}

void read_path(const Arrays& arrays, std::size_t frames, PosedMotion& motion) {
    motion.root_positions.assign(frames, glm::dvec3(0));
    const auto* path = find_any(arrays, kPathNames);
    if (path == nullptr) return;
    const auto& [name, array] = *path;
    std::vector<std::int64_t> shape = array.shape;
    if (shape.size() == 3 && (shape[0] == 1 || shape[1] == 1))
        shape.erase(shape.begin() + (shape[0] == 1 ? 0 : 1));
    if (shape != std::vector<std::int64_t>{static_cast<std::int64_t>(frames), 3})
        throw input_error("{}: expected ({}, 3), found ({})", name, frames, fmt::join(array.shape, ", "));
    const std::vector<float> places = array.as_float();
    check_finite(places, name);
    for (std::size_t t = 0; t < frames; ++t)
        motion.root_positions[t] = {places[3 * t], places[3 * t + 1], places[3 * t + 2]};
}

}  // namespace

const std::vector<std::string>& smpl_array_names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names;
        const auto add = [&names](const auto& more) {
            names.insert(names.end(), std::begin(more), std::end(more));
        };
        add(kPoseNames);
        add(kBodyNames);
        add(kRootNames);
        add(kPathNames);
        return names;
    }();
    return all;
}

bool has_smpl_pose(const Arrays& arrays) {
    return find_any(arrays, kPoseNames) != nullptr || find_any(arrays, kBodyNames) != nullptr;
}

PosedMotion smpl_pose(const Arrays& arrays, std::vector<std::string>& warnings) {
    const auto* given = find_any(arrays, kPoseNames);
    if (given == nullptr) given = find_any(arrays, kBodyNames);
    const Rotations body = rotations_of(given->first, given->second, false);
    // A body without its root has one joint less before all others.
    const bool rootless = std::count(std::begin(kBodies), std::end(kBodies), body.joints) > 0;
    const auto* root = rootless || !turns(body, 0) ? find_any(arrays, kRootNames) : nullptr;
    Rotations roots;
    if (root != nullptr) {
        roots = rotations_of(root->first, root->second, true);
        if (roots.frames != body.frames)
            throw input_error("{}: expected {} frames, as {} has, found {}", root->first, body.frames,
                              given->first, roots.frames);
    } else if (rootless) {
        warnings.push_back(fmt::format(
            "\"{}\" has no root and there is no \"global_orient\": the figure does not turn", given->first));
    }
    PosedMotion motion;
    for (std::size_t t = 0; t < body.frames; ++t) {
        for (std::size_t j = 0; j < kJoints; ++j) {
            const std::size_t at = t * body.joints + j - (rootless ? 1 : 0);
            const bool from_root = j == 0 && (root != nullptr || rootless);
            motion.rotations.push_back(!from_root        ? body.turns[at]
                                       : root != nullptr ? roots.turns[t]
                                                         : glm::dquat(1, 0, 0, 0));
        }
    }
    read_path(arrays, body.frames, motion);
    return motion;
}

}  // namespace im

#include "engine/io/array_motion.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/io/array_space.h"
#include "engine/io/npz.h"
#include "engine/io/smpl_motion.h"
#include "engine/motion/representation/features.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr double kFpsMax = 1000;  // of AMASS files
constexpr double kUsualFps = 30;

constexpr const char* kRateNames[] = {"mocap_framerate", "mocap_frame_rate", "fps",
                                      "framerate",       "frame_rate",       "mocap_fps"};
// `positions` is our own; the others are those of generators, of SMPL's tools and of MDM's results.
constexpr const char* kPositionNames[] = {"positions", "posed_joints", "joints",      "joints3d",
                                          "joints_3d", "Jtr",          "keypoints3d", "joint_positions",
                                          "motion",    "xyz"};
// Of HumanML3D's world, with its rate.
constexpr std::string_view kHumanMl3dNames[] = {"positions", "motion", "xyz"};

std::string rate_doubt(double fps, const char* whose) {
    return fmt::format(
        "the file states no frame rate: {:g} frames a second are taken, as {}; --file-fps N says "
        "another rate",
        fps, whose);
}

std::string shape_of(const NpyArray& array) {
    return fmt::format("({})", fmt::join(array.shape, ", "));
}

/// The rate that the file states; nothing where it does not.
std::optional<double> stated_rate(const std::map<std::string, NpyArray>& arrays) {
    std::optional<double> fps;
    for (const char* name : kRateNames) {
        const auto rate = arrays.find(name);
        if (rate == arrays.end() || rate->second.element_count() != 1) continue;
        fps = static_cast<double>(rate->second.as_float()[0]);
        if (!(*fps >= 1) || !(*fps <= kFpsMax))
            throw input_error("{}: expected 1 to {}, found {}", name, kFpsMax, *fps);
    }
    return fps;
}

/// Positions of one array as takes, in metres, Y up.
std::vector<ArrayTake> position_takes(const NpyArray& array, std::optional<UpAxis> up) {
    std::vector<ArrayTake> takes;
    for (MotionClip& clip : clips_of_positions(array)) {
        ArrayTake& take = takes.emplace_back();
        for (std::size_t i = 0; i < clip.positions.size(); ++i) {
            const glm::vec3& p = clip.positions[i];
            if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z))
                throw input_error("positions: frame {}, joint {}: expected numbers, found NaN or Inf",
                                  i / static_cast<std::size_t>(clip.joint_count),
                                  i % static_cast<std::size_t>(clip.joint_count));
        }
        take.clip = std::move(clip);
        if (take.clip.joint_count == humanml3d_skeleton().joint_count())
            mend_space(take.clip, up, take.warnings);
    }
    if (takes.size() > 1) {
        for (std::size_t i = 0; i < takes.size(); ++i) takes[i].take = std::to_string(i + 1);
    }
    return takes;
}

/// Positions under a name that we know, else under NumPy's own names for arrays without one.
std::vector<ArrayTake> named_positions(const std::map<std::string, NpyArray>& arrays,
                                       std::optional<UpAxis> up) {
    for (const char* name : kPositionNames) {
        const auto array = arrays.find(name);
        if (array == arrays.end()) continue;
        auto takes = position_takes(array->second, up);
        if (takes.empty())
            throw input_error("{}: expected (frames, 22, 3), found {}", name, shape_of(array->second));
        const bool own = std::find(std::begin(kHumanMl3dNames), std::end(kHumanMl3dNames),
                                   std::string_view(name)) != std::end(kHumanMl3dNames);
        for (ArrayTake& take : takes) {
            take.clip.fps = stated_rate(arrays).value_or(own ? take.clip.fps : kUsualFps);
            if (!stated_rate(arrays))
                take.rate_doubt = rate_doubt(take.clip.fps, own ? "HumanML3D has" : "is usual");
            take.usual_rate = own;
        }
        return takes;
    }
    std::vector<ArrayTake> takes;
    for (int i = 0; arrays.contains(fmt::format("arr_{}", i)); ++i) {
        for (ArrayTake& take : position_takes(arrays.at(fmt::format("arr_{}", i)), up)) {
            take.rate_doubt = rate_doubt(take.clip.fps, "HumanML3D has");
            take.usual_rate = true;
            takes.push_back(std::move(take));
        }
    }
    for (std::size_t i = 0; takes.size() > 1 && i < takes.size(); ++i) takes[i].take = std::to_string(i + 1);
    return takes;
}

ArrayTake smpl_take(const std::map<std::string, NpyArray>& arrays, std::optional<UpAxis> up) {
    ArrayTake take;
    PosedMotion pose = smpl_pose(arrays, take.warnings);
    const auto stated = stated_rate(arrays);
    pose.fps = stated.value_or(kUsualFps);
    if (!stated) take.rate_doubt = rate_doubt(pose.fps, "is usual");
    glm::dvec3 axis = up.value_or(UpAxis::Z) == UpAxis::Z ? glm::dvec3(0, 0, 1) : glm::dvec3(0, 1, 0);
    if (!up) {
        const FoundUp found =
            find_up(forward_kinematics(pose, humanml3d_skeleton(), humanml3d_rest_pose()), UpAxis::Z);
        axis = found.axis;
        if (std::string warning = up_warning(found, UpAxis::Z); !warning.empty())
            take.warnings.push_back(std::move(warning));
    }
    const glm::dquat stand = upright_turn(axis);
    const glm::dvec3 rest = humanml3d_rest_pose().offsets[0];
    for (std::size_t t = 0; t < pose.root_positions.size(); ++t) {
        pose.root_positions[t] = stand * pose.root_positions[t] + rest;
        glm::dquat& root = pose.rotations[t * 22];
        root = stand * root;
    }
    take.pose = std::move(pose);
    return take;
}

std::vector<ArrayTake> feature_takes(const NpyArray& array) {
    const std::vector<float> values = array.as_float();
    check_finite(values, "features");
    const auto width = static_cast<int>(array.shape.back());
    const std::int64_t frames = array.shape[array.shape.size() - 2],
                       clips = array.element_count() / (frames * width);
    std::vector<ArrayTake> takes;
    for (std::int64_t i = 0; i < clips; ++i) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * frames * width);
        const FeatureSequence features{
            static_cast<int>(frames), width, {begin, begin + static_cast<std::ptrdiff_t>(frames * width)}};
        takes.emplace_back().clip = decode_features(features, humanml3d_skeleton());
        if (clips > 1) takes.back().take = std::to_string(i + 1);
    }
    return takes;
}

}  // namespace

std::vector<ArrayTake> read_npz_takes(const fs::path& file, std::optional<UpAxis> up) {
    std::vector<std::string> wanted = smpl_array_names();
    wanted.insert(wanted.end(), std::begin(kRateNames), std::end(kRateNames));
    wanted.insert(wanted.end(), std::begin(kPositionNames), std::end(kPositionNames));
    for (int i = 0; i < 100; ++i) wanted.push_back(fmt::format("arr_{}", i));
    std::vector<std::string> present;
    const auto arrays = read_npz(file, wanted, &present);
    if (has_smpl_pose(arrays)) return {smpl_take(arrays, up)};
    std::vector<ArrayTake> takes = named_positions(arrays, up);
    if (takes.empty())
        throw input_error(
            "expected SMPL's array \"poses\", \"global_orient\" and \"body_pose\", or \"positions\", found "
            "{}",
            present.empty() ? "no array" : fmt::format("{}", fmt::join(present, ", ")));
    return takes;
}

std::vector<ArrayTake> read_npy_takes(const fs::path& file, std::optional<UpAxis> up) {
    const NpyArray array = read_npy(file);
    const auto& shape = array.shape;
    const bool features = (shape.size() == 2 || shape.size() == 3) && shape.back() == FeatureLayout(22).width;
    if (features && array.element_count() > 0) return feature_takes(array);
    std::vector<ArrayTake> takes = position_takes(array, up);
    if (takes.empty())
        throw input_error(
            "{}: expected joint positions, (T, 22, 3) float32 metres, or HumanML3D's features (T, 263); "
            "found "
            "{} of {}",
            file.string(), shape_of(array), array.dtype);
    for (ArrayTake& take : takes) {
        take.usual_rate = true;
        if (array.fps)
            take.clip.fps = *array.fps;
        else
            take.rate_doubt =
                rate_doubt(take.clip.fps, take.clip.joint_count == 21 ? "KIT-ML has" : "HumanML3D has");
    }
    return takes;
}

}  // namespace im

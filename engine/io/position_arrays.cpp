#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/error.h"
#include "engine/io/array_motion.h"

namespace im {
namespace {

// HumanML3D, KIT-ML, and SMPL's kin: SMPL, SMPL+H, SMPL-X, and both with points on face, hands and feet.
constexpr std::array<std::int64_t, 8> kJointCounts{22, 21, 24, 52, 55, 73, 127, 144};
constexpr std::int64_t kBatchMax = 10'000;

bool is_joint_count(std::int64_t count) {
    return std::find(kJointCounts.begin(), kJointCounts.end(), count) != kJointCounts.end();
}

/// How one clip lies in memory.
struct Layout {
    std::int64_t batch = 1, frames = 0, joints = 0;
    std::int64_t frame_step = 0, joint_step = 0, axis_step = 1;  // in values
};

std::optional<Layout> layout_of(std::vector<std::int64_t> shape) {
    Layout layout;
    const auto fits = [&](std::int64_t joints, std::int64_t frames) {
        layout.joints = joints;
        layout.frames = frames;
        return is_joint_count(joints) && frames >= 1;
    };
    const auto single = [&]() {
        const std::size_t n = shape.size();
        if (n == 3 && shape[2] == 3 && fits(shape[1], shape[0])) {
            layout.frame_step = 3 * layout.joints;
            layout.joint_step = 3;
            return true;
        }
        if (n == 3 && shape[1] == 3 && fits(shape[0], shape[2])) {
            layout.frame_step = 1;
            layout.joint_step = 3 * layout.frames;
            layout.axis_step = layout.frames;
            return true;
        }
        if (n == 2 && shape[1] % 3 == 0 && fits(shape[1] / 3, shape[0])) {
            layout.frame_step = shape[1];
            layout.joint_step = 3;
            return true;
        }
        return false;
    };
    if (single()) return layout;
    if (shape.size() < 3 || shape.size() > 4) return std::nullopt;
    layout = {};
    layout.batch = shape.front();
    shape.erase(shape.begin());
    if (layout.batch < 1 || layout.batch > kBatchMax || !single()) return std::nullopt;
    return layout;
}

}  // namespace

std::vector<MotionClip> clips_of_positions(const NpyArray& array) {
    std::vector<MotionClip> clips;
    const auto layout = layout_of(array.shape);
    if (!layout) return clips;
    const Skeleton& skeleton = layout->joints == 21 ? kit_skeleton() : humanml3d_skeleton();
    const std::vector<float> values = array.as_float();
    const std::int64_t size = layout->frames * layout->joints * 3;
    for (std::int64_t b = 0; b < layout->batch; ++b) {
        MotionClip& clip = clips.emplace_back();
        clip.joint_count = skeleton.joint_count();
        clip.fps = skeleton.fps;
        clip.positions.reserve(static_cast<std::size_t>(layout->frames * clip.joint_count));
        for (std::int64_t t = 0; t < layout->frames; ++t) {
            for (std::int64_t j = 0; j < clip.joint_count; ++j) {
                const auto i = static_cast<std::size_t>(b * size + t * layout->frame_step +
                                                        j * layout->joint_step),
                           step = static_cast<std::size_t>(layout->axis_step);
                clip.positions.emplace_back(values[i], values[i + step], values[i + 2 * step]);
            }
        }
    }
    return clips;
}

void check_finite(const std::vector<float>& values, const std::string& name) {
    const auto bad = std::find_if_not(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
    if (bad != values.end())
        throw input_error("{}: value {}: expected a number, found NaN or Inf", name, bad - values.begin());
}

}  // namespace im

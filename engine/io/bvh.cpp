#include "engine/io/bvh.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kTurn = 2 * std::numbers::pi;

/// Angles of R = Rz Rx Ry, radians.
struct EulerZxy {
    double z = 0, x = 0, y = 0;
};

double nearest_turn(double angle, double to) {
    return angle - kTurn * std::round((angle - to) / kTurn);
}

double distance(const EulerZxy& a, const EulerZxy& b) {
    return std::abs(a.z - b.z) + std::abs(a.x - b.x) + std::abs(a.y - b.y);
}

/// Of all angles that mean the same rotation, those nearest to the frame before: programs interpolate the
/// channels.
EulerZxy to_euler(const glm::dquat& rotation, const EulerZxy& before) {
    const glm::dmat3 m = glm::mat3_cast(rotation);  // m[column][row]
    const double sine = std::clamp(m[1][2], -1.0, 1.0);
    EulerZxy angles;
    angles.x = std::asin(sine);
    if (std::abs(sine) > 1 - 1e-10) {
        // Gimbal lock: only the sum (or difference) of z and y is told; z stays.
        angles.z = before.z;
        const double both = std::atan2(m[0][1], m[0][0]);
        angles.y = sine > 0 ? both - angles.z : angles.z - both;
    } else {
        angles.z = std::atan2(-m[1][0], m[1][1]);
        angles.y = std::atan2(-m[0][2], m[2][2]);
    }
    const auto near = [&before](const EulerZxy& e) {
        return EulerZxy{nearest_turn(e.z, before.z), nearest_turn(e.x, before.x),
                        nearest_turn(e.y, before.y)};
    };
    const EulerZxy one = near(angles);
    const EulerZxy other =
        near({angles.z + std::numbers::pi, std::numbers::pi - angles.x, angles.y + std::numbers::pi});
    return distance(other, before) < distance(one, before) ? other : one;
}

/// Where a leaf's bone ends: its own bone a third longer; feet end level, so that toes do not dig into the
/// floor.
glm::dvec3 end_site(glm::dvec3 offset) {
    if (std::hypot(offset.x, offset.z) > std::abs(offset.y)) offset.y = 0;
    return offset / 3.0;
}

class Writer {
  public:
    Writer(const PosedMotion& motion, const Skeleton& skeleton, const RestPose& rest)
        : motion_(motion), skeleton_(skeleton), rest_(rest), children_(skeleton.parents.size()) {
        for (std::size_t j = 1; j < skeleton.parents.size(); ++j) {
            children_[static_cast<std::size_t>(skeleton.parents[j])].push_back(j);
        }
    }

    std::string text() {
        put("HIERARCHY\n");
        write_joint(0, 0);
        put("MOTION\nFrames: {}\nFrame Time: {:.8f}\n", motion_.frame_count(), 1.0 / motion_.fps);
        std::vector<EulerZxy> angles(skeleton_.parents.size());
        for (int t = 0; t < motion_.frame_count(); ++t) write_frame(static_cast<std::size_t>(t), angles);
        return std::move(text_);
    }

  private:
    template <class... Args>
    void put(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    }

    void write_joint(std::size_t joint, int depth) {
        const std::string indent(static_cast<std::size_t>(depth), '\t');
        const glm::dvec3& offset = rest_.offsets[joint];
        put("{}{} {}\n{}{{\n", indent, joint == 0 ? "ROOT" : "JOINT", skeleton_.joint_names[joint], indent);
        put("{}\tOFFSET {:.6f} {:.6f} {:.6f}\n", indent, offset.x, offset.y, offset.z);
        put("{}\tCHANNELS {}Zrotation Xrotation Yrotation\n", indent,
            joint == 0 ? "6 Xposition Yposition Zposition " : "3 ");
        order_.push_back(joint);
        for (const std::size_t child : children_[joint]) write_joint(child, depth + 1);
        if (children_[joint].empty()) {
            const glm::dvec3 end = end_site(offset);
            put("{}\tEnd Site\n{}\t{{\n{}\t\tOFFSET {:.6f} {:.6f} {:.6f}\n{}\t}}\n", indent, indent, indent,
                end.x, end.y, end.z, indent);
        }
        put("{}}}\n", indent);
    }

    void write_frame(std::size_t frame, std::vector<EulerZxy>& angles) {
        const glm::dvec3& root = motion_.root_positions[frame];
        put("{:.6f} {:.6f} {:.6f}", root.x, root.y, root.z);
        for (const std::size_t joint : order_) {
            EulerZxy& angle = angles[joint];
            angle = to_euler(motion_.rotations[frame * angles.size() + joint], angle);
            put(" {:.6f} {:.6f} {:.6f}", angle.z * kDegrees, angle.x * kDegrees, angle.y * kDegrees);
        }
        put("\n");
    }

    const PosedMotion& motion_;
    const Skeleton& skeleton_;
    const RestPose& rest_;
    std::vector<std::vector<std::size_t>> children_;
    std::vector<std::size_t> order_;  // joints as the hierarchy lists them
    std::string text_;
};

}  // namespace

void write_bvh(const std::filesystem::path& file, const PosedMotion& motion, const Skeleton& skeleton,
               const RestPose& rest) {
    const std::size_t J = skeleton.parents.size();
    if (motion.frame_count() == 0 || !(motion.fps > 0) || rest.offsets.size() != J ||
        motion.rotations.size() != motion.root_positions.size() * J) {
        throw input_error(
            "{}: expected at least one frame of {} joints, found {} frames, {} rotations, {} offsets at {} "
            "fps",
            file.string(), J, motion.frame_count(), motion.rotations.size(), rest.offsets.size(), motion.fps);
    }
    write_file_atomically(file, Writer(motion, skeleton, rest).text());
}

}  // namespace im

#pragma once
// A motion as everything outside the model sees it: joint positions over time.

#include <cstddef>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

namespace im {

/// World joint positions, metres, Y up, right-handed, floor at y = 0.
/// A person facing +Z has the left side towards +X; a positive heading change is a turn to the left.
struct MotionClip {
    int joint_count = 22;
    double fps = 20.0;
    std::vector<glm::vec3> positions;  ///< frame-major: positions[frame * joint_count + joint]

    int frame_count() const {
        return joint_count == 0 ? 0 : static_cast<int>(positions.size()) / joint_count;
    }
    double seconds() const { return frame_count() / fps; }
    std::span<const glm::vec3> frame(int index) const {
        return {positions.data() + static_cast<std::size_t>(index) * joint_count,
                static_cast<std::size_t>(joint_count)};
    }
    std::span<glm::vec3> frame(int index) {
        return {positions.data() + static_cast<std::size_t>(index) * joint_count,
                static_cast<std::size_t>(joint_count)};
    }
};

}  // namespace im

#pragma once
// A clip as a small moving picture: a stick figure in the plane, light enough to draw dozens of them in each frame.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <glm/vec2.hpp>

#include "engine/motion/representation/motion_clip.h"

namespace im::studio {

struct ClipPicture {
    int joint_count = 0;
    double fps = 20;
    double aspect = 1;  ///< width by height of the box that holds the whole movement
    /// Frame-major as in MotionClip; x to the right and y down, 0..1 of the box.
    std::vector<glm::vec2> points = {};

    int frame_count() const { return joint_count == 0 ? 0 : static_cast<int>(points.size()) / joint_count; }
    double seconds() const { return frame_count() / fps; }
};

/// As seen from the front and a little from the side. A way that is much wider than the figure is tall is shortened, so
/// that the figure stays readable. Every second frame is kept. Of a clip without frames an empty picture.
ClipPicture picture_of(const MotionClip& clip);

/// Bones as pairs of joints of HumanML3D's 22 or KIT-ML's 21; none for another number.
const std::vector<std::pair<int, int>>& picture_bones(int joint_count);

/// The pictures that were looked at last, so many at most.
class PictureCache {
  public:
    explicit PictureCache(std::size_t pictures_max = 600) : pictures_max_(pictures_max) {}
    /// Null: it is not here. What was found counts as looked at.
    const ClipPicture* find(std::int64_t clip);
    void put(std::int64_t clip, ClipPicture picture);
    bool contains(std::int64_t clip) const { return pictures_.contains(clip); }
    std::size_t size() const { return pictures_.size(); }
    void clear() { pictures_.clear(); }

  private:
    struct Entry {
        ClipPicture picture;
        std::uint64_t looked_at = 0;
    };
    void make_room();

    std::size_t pictures_max_;
    std::unordered_map<std::int64_t, Entry> pictures_;
    std::uint64_t looks_ = 0;
};

}  // namespace im::studio

#include "app/studio/state/clip_picture.h"

#include <algorithm>
#include <cmath>

#include "engine/motion/representation/skeleton.h"

namespace im::studio {
namespace {

constexpr float kTurn = 0.6f;        // radians that the camera stands to the side
constexpr float kFromAbove = 0.18f;  // how much of the depth is seen as height
constexpr float kWidthMax = 1.9f;    // of the box, in heights
constexpr int kFrameStep = 2;

glm::vec2 seen(const glm::vec3& joint) {
    const float across = std::cos(kTurn) * joint.x + std::sin(kTurn) * joint.z;
    const float depth = std::cos(kTurn) * joint.z - std::sin(kTurn) * joint.x;
    return {across, -joint.y + kFromAbove * depth};
}

std::vector<std::pair<int, int>> bones_of(const Skeleton& skeleton) {
    std::vector<std::pair<int, int>> bones;
    for (int joint = 1; joint < skeleton.joint_count(); ++joint) {
        bones.emplace_back(skeleton.parents[static_cast<std::size_t>(joint)], joint);
    }
    return bones;
}

struct Box {
    glm::vec2 low{1e9f}, high{-1e9f};
    void add(const glm::vec2& point) {
        low = {std::min(low.x, point.x), std::min(low.y, point.y)};
        high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }
    glm::vec2 size() const { return {std::max(high.x - low.x, 1e-3f), std::max(high.y - low.y, 1e-3f)}; }
};

}  // namespace

ClipPicture picture_of(const MotionClip& clip) {
    ClipPicture picture{.joint_count = clip.joint_count, .fps = clip.fps / kFrameStep};
    if (clip.frame_count() == 0) {
        return picture;
    }
    Box whole, figure;  // where it goes, and how far it reaches from its root
    for (int t = 0; t < clip.frame_count(); t += kFrameStep) {
        const auto joints = clip.frame(t);
        const glm::vec2 root = seen({joints[0].x, 0, joints[0].z});
        for (const glm::vec3& joint : joints) {
            picture.points.push_back(seen(joint));
            whole.add(picture.points.back());
            figure.add(picture.points.back() - root);
        }
    }
    // The way is shortened until the box is no wider than it may be.
    const float height = figure.size().y;
    const float own = figure.size().x, way = std::max(whole.size().x - own, 0.0f);
    const float kept_x = way > 0 ? std::clamp((kWidthMax * height - own) / way, 0.0f, 1.0f) : 1.0f;
    const float kept_y = whole.size().y > 1.3f * height ? 1.3f * height / whole.size().y : 1.0f;
    const glm::vec2 kept{std::min(kept_x, kept_y)};
    Box box;
    const auto joints = static_cast<std::size_t>(clip.joint_count);
    for (std::size_t i = 0; i < picture.points.size(); ++i) {
        const auto t = static_cast<int>(i / joints) * kFrameStep;
        const glm::vec3 root = clip.frame(t)[0];
        const glm::vec2 way_there = seen({root.x, 0, root.z});
        picture.points[i] += (kept - glm::vec2(1)) * way_there;
        box.add(picture.points[i]);
    }
    for (glm::vec2& point : picture.points) {
        point = (point - box.low) / box.size();
    }
    picture.aspect = box.size().x / box.size().y;
    return picture;
}

const std::vector<std::pair<int, int>>& picture_bones(int joint_count) {
    static const auto humanml3d = bones_of(humanml3d_skeleton());
    static const auto kit = bones_of(kit_skeleton());
    static const std::vector<std::pair<int, int>> none;
    return joint_count == humanml3d_skeleton().joint_count() ? humanml3d
           : joint_count == kit_skeleton().joint_count()     ? kit
                                                             : none;
}

const ClipPicture* PictureCache::find(std::int64_t clip) {
    const auto found = pictures_.find(clip);
    if (found == pictures_.end()) {
        return nullptr;
    }
    found->second.looked_at = ++looks_;
    return &found->second.picture;
}

void PictureCache::put(std::int64_t clip, ClipPicture picture) {
    pictures_[clip] = {std::move(picture), ++looks_};
    if (pictures_.size() > pictures_max_) {
        make_room();
    }
}

/// A tenth at a time, so that not each new picture looks for the oldest one.
void PictureCache::make_room() {
    std::vector<std::uint64_t> looks;
    for (const auto& [clip, entry] : pictures_) {
        looks.push_back(entry.looked_at);
    }
    const auto cut =
        looks.begin() + static_cast<std::ptrdiff_t>(looks.size() - (pictures_max_ - pictures_max_ / 10));
    std::nth_element(looks.begin(), cut, looks.end());
    const std::uint64_t oldest_kept = *cut;
    std::erase_if(pictures_, [&](const auto& entry) { return entry.second.looked_at < oldest_kept; });
}

}  // namespace im::studio

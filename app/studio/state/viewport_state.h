#pragma once
// How the viewport shows a motion, and from where. Plain data.

#include <bitset>
#include <optional>
#include <string>

#include "render/camera.h"
#include "render/scene.h"

namespace im::studio {

enum class BodyStyle { Body, Skeleton, Both, OwnRig };
enum class Arrangement { SideBySide, Overlaid };
enum class ViewDirection { Perspective, Front, Back, Left, Right, Top };

/// A place to look from that the user wants to find again.
struct CameraBookmark {
    std::string name;
    render::OrbitCamera camera;
    bool operator==(const CameraBookmark&) const = default;
};
inline constexpr std::size_t kBookmarksMax = 24;

/// See-through copies of a figure at times before and after the play head.
struct OnionSkin {
    int before = 0, after = 0;  ///< copies, 0..kOnionMax each
    float step = 0.2f;          ///< seconds between two copies
    bool on() const { return before > 0 || after > 0; }
};
inline constexpr int kOnionMax = 5;

struct ViewportForm {
    BodyStyle body = BodyStyle::Body;
    Arrangement arrangement = Arrangement::SideBySide;
    bool grid = true;
    bool shadow = true;
    bool contacts = true;
    bool trail = true;  ///< of the pelvis, on the ground
    bool joint_names = true;
    std::string hovered_joint;                  ///< in words; empty: the mouse is on none
    std::bitset<render::kFigureJoints> trails;  ///< joints whose way through the air is drawn
    float trail_seconds = 1.5f;                 ///< before and after the play head
    OnionSkin onion;
    bool follow = true;
    bool frame_all_requested = false;
    std::optional<ViewDirection> view_requested;
    bool bookmark_requested = false;                   ///< keep the present view
    std::optional<render::OrbitCamera> camera_wanted;  ///< a kept view is to be shown
};

/// "Left wrist": a joint of HumanML3D's figure in words.
std::string joint_title(std::size_t joint);

}  // namespace im::studio

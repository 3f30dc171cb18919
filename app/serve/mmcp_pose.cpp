#include "app/serve/mmcp_pose.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/direct/apply_pins.h"
#include "engine/direct/clip_edits.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig_retarget.h"
#include "engine/motion/rig/upright.h"

namespace im::serve {
namespace {

/// Height of the lower foot.
double lowest_foot(const Rig& rig, const RigMotion& motion) {
    const std::vector<Transform> world = world_transforms(rig, motion, 0);
    double lowest = std::numeric_limits<double>::infinity();
    for (const Role role : {kLeftAnkle, kRightAnkle, kLeftFoot, kRightFoot}) {
        const int joint = rig.roles[role];
        if (joint >= 0) lowest = std::min(lowest, world[static_cast<std::size_t>(joint)].translation.y);
    }
    return lowest;
}

/// The rig in the pose, as it was sent.
RigMotion posed(const ServedRig& rig, const MmcpPose& pose, const RigTrack& now) {
    RigMotion was;
    was.fps = now.fps;
    was.joint_count = rig.rig.joint_count();
    was.rotations = now.rotations;
    was.moving = {0};
    was.translations = now.root;
    RigMotion motion = was;
    if (pose.others_rest) std::fill(motion.rotations.begin(), motion.rotations.end(), glm::dquat(1, 0, 0, 0));
    for (const auto& [joint, turn] : pose.turns) motion.rotations[static_cast<std::size_t>(joint)] = turn;
    if (pose.root) {
        motion.translations.front().y = pose.root->y;
    } else {
        motion.translations.front().y += lowest_foot(rig.rig, was) - lowest_foot(rig.rig, motion);
    }
    return motion;
}

/// The same pose of the model's figure.
MotionClip on_figure(const ServedRig& rig, const RigMotion& motion) {
    const Rig figure = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    FigureScene scene;
    scene.rig = rig.rig;
    scene.motion = motion;
    RigMotion result = motion;
    if (rig.upright) {
        scene = stand_upright(std::move(scene));
        result = retarget_motion(scene.rig, scene.motion, figure);
    }
    MotionClip clip{.joint_count = figure.joint_count(), .fps = motion.fps, .positions = {}};
    for (const Transform& joint : world_transforms(figure, result, 0))
        clip.positions.emplace_back(joint.translation);
    return clip;
}

}  // namespace

MotionClip meet_poses(MotionClip clip, const std::vector<MmcpPose>& poses, const ServedRig& rig, double fps) {
    const std::size_t met = std::min(poses.size(), kMmcpPosesMax);
    for (std::size_t i = 0; i < met; ++i) {
        const MmcpPose& pose = poses[met < 2 ? 0 : i * (poses.size() - 1) / (met - 1)];
        const double seconds = pose.frame / fps;
        const int frame =
            std::clamp(static_cast<int>(std::lround(seconds * clip.fps)), 0, clip.frame_count() - 1);
        const RigTrack now = track_of(trimmed(clip, frame, frame + 1), rig, {});
        clip = apply_key_pose(std::move(clip), seconds, on_figure(rig, posed(rig, pose, now)), 0);
    }
    return clip;
}

}  // namespace im::serve

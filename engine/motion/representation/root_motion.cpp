#include "engine/motion/representation/root_motion.h"

#include <algorithm>

#include "engine/core/error.h"
#include "engine/motion/clean_up/clean_up.h"

namespace im {
namespace {

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

/// All joints move one place up to make room for a joint 0 above them.
void put_root_above(FigureScene& scene) {
    Rig& rig = scene.rig;
    for (RigJoint& joint : rig.joints) ++joint.parent;
    rig.joints.insert(rig.joints.begin(), RigJoint{"root", -1, {}});
    for (int& joint : rig.roles) joint += joint >= 0 ? 1 : 0;
    RigMotion& motion = scene.motion;
    const std::size_t J = size(motion.joint_count), T = size(motion.frame_count());
    std::vector<glm::dquat> rotations;
    rotations.reserve(T * (J + 1));
    for (std::size_t t = 0; t < T; ++t) {
        rotations.emplace_back(1, 0, 0, 0);
        const auto frame = motion.rotations.begin() + static_cast<std::ptrdiff_t>(t * J);
        rotations.insert(rotations.end(), frame, frame + static_cast<std::ptrdiff_t>(J));
    }
    motion.rotations = std::move(rotations);
    ++motion.joint_count;
    for (int& joint : motion.moving) ++joint;
    for (SkinnedMesh& mesh : scene.meshes) {
        for (SkinnedMesh::Influence& influence : mesh.influences) {
            for (std::uint16_t& joint : influence.joints) ++joint;
        }
    }
}

}  // namespace

FigureScene with_root_motion(FigureScene scene) {
    const int hips = scene.rig.roles[kPelvis];
    if (hips < 0 || scene.motion.moving != std::vector{hips})
        throw input_error("rig {}: root motion: expected hips that are known and move", scene.rig.name);
    if (scene.rig.joints[size(hips)].parent < 0) put_root_above(scene);
    Rig& rig = scene.rig;
    RigMotion& motion = scene.motion;
    const int moving_hips = rig.roles[kPelvis];
    int root = moving_hips;
    while (rig.joints[size(root)].parent >= 0) root = rig.joints[size(root)].parent;

    const int T = motion.frame_count();
    MotionClip path;  // of the hips alone
    path.joint_count = 1;
    path.fps = motion.fps;
    std::vector<Transform> hips_before, parent_before;
    for (int t = 0; t < T; ++t) {
        const std::vector<Transform> world = world_transforms(rig, motion, t);
        hips_before.push_back(world[size(moving_hips)]);
        parent_before.push_back(world[size(rig.joints[size(moving_hips)].parent)]);
        path.positions.emplace_back(hips_before.back().translation);
    }
    const std::vector<glm::vec3> floor = floor_path(path);
    const glm::dvec3 rest = rig.joints[size(root)].rest.translation;
    motion.moving = {root, moving_hips};
    motion.translations.clear();
    for (std::size_t t = 0; t < size(T); ++t) {
        const glm::dvec3 place(floor[t].x, rest.y, floor[t].z);
        Transform parent = parent_before[t];
        parent.translation += place - rest;
        motion.translations.push_back(place);
        motion.translations.push_back(parent.inverse() * hips_before[t].translation);
    }
    return scene;
}

}  // namespace im

#include "engine/motion/rig/clip_figure.h"

#include <map>
#include <mutex>
#include <utility>

#include "engine/core/error.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/root_motion.h"
#include "engine/motion/representation/twist.h"
#include "engine/motion/rig/body_mesh.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"

namespace im {
namespace {

/// Presets' bodies are made once: they take longer than all else of an export. Who needs another one does not
/// wait for it.
const SkinnedMesh& preset_body(const std::string& name) {
    struct Body {
        std::once_flag made;
        SkinnedMesh mesh;
    };
    static std::mutex mutex;  // guards the map alone
    static std::map<std::string, Body> bodies;
    Body& body = [&]() -> Body& {
        const std::lock_guard lock(mutex);
        return bodies[name];
    }();
    std::call_once(body.made, [&] { body.mesh = body_mesh(rig_preset(name)); });
    return body.mesh;
}

}  // namespace

const Skeleton* skeleton_of(std::int64_t joint_count) {
    for (const Skeleton* skeleton : {&humanml3d_skeleton(), &kit_skeleton()}) {
        if (skeleton->joint_count() == joint_count) return skeleton;
    }
    return nullptr;
}

FigureScene figure_of(const MotionClip& clip, const FigureChoice& choice, bool with_body) {
    const Skeleton* skeleton = skeleton_of(clip.joint_count);
    if (skeleton == nullptr)
        throw input_error("export: expected 22 joints (or KIT-ML's 21), found {}", clip.joint_count);
    const RestPose rest = rest_pose_of(clip, *skeleton);
    const PosedMotion motion = natural_twist(fit_pose(clip, *skeleton, rest), *skeleton, rest);
    const bool as_it_is = choice.skeleton == "smpl" && !choice.own_rig;
    if (!as_it_is && skeleton->name != humanml3d_skeleton().name) {
        throw usage_error("skeleton: a clip of the {} skeleton can be exported as smpl only, found {}",
                          skeleton->name, choice.own_rig ? "a rig file" : choice.skeleton);
    }
    FigureScene scene;
    if (as_it_is) {
        scene.rig = rig_of(*skeleton, rest);
        scene.motion = rig_motion_of(motion);
    } else {
        scene.rig = choice.own_rig ? choice.own_rig->rig : rig_preset(choice.skeleton);
        scene.motion = retarget_to_rig(motion, scene.rig);
        if (choice.own_rig && with_body) scene.meshes = choice.own_rig->meshes;
    }
    const bool preset = !choice.own_rig && skeleton->name == humanml3d_skeleton().name;
    if (with_body && scene.meshes.empty())
        scene.meshes.push_back(preset ? preset_body(choice.skeleton) : body_mesh(scene.rig));
    if (choice.root_motion) scene = with_root_motion(std::move(scene));
    make_names_unique(scene.rig);
    return scene;
}

}  // namespace im

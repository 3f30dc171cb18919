#include "engine/motion/rig/rig_presets.h"

#include <cmath>
#include <map>
#include <string_view>

#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

/// Which axes of a joint point where in the rest pose.
enum class Axes {
    World,  ///< as the world's
    BoneY,  ///< Y along the bone, Z ahead (where it lies, and in feet: up)
    BoneX,  ///< X along the bone (left leg: back along it), Y ahead; the right side's axes are the left's,
            ///< mirrored and reversed
};

/// A joint in the middle or on the left; the right side is its mirror image. In names, # stands for the side.
struct Row {
    const char* name;
    const char* parent;   ///< "" for the root
    int role;             ///< -1: none
    glm::dvec3 position;  ///< world, metres
};

struct Design {
    const char *name, *title, *left, *right;
    Axes axes;
    std::vector<Row> rows;
};

constexpr int kNone = -1;

/// Over 80 lines, for it is one table: a line is a joint.
const std::vector<Design>& designs() {
    static const std::vector<Design> all = {
        {"mixamo",
         "Mixamo",
         "Left",
         "Right",
         Axes::BoneY,
         {{"mixamorig:Hips", "", kPelvis, {0, 1.000, .000}},
          {"mixamorig:Spine", "mixamorig:Hips", kSpine1, {0, 1.099, -.012}},
          {"mixamorig:Spine1", "mixamorig:Spine", kSpine2, {0, 1.217, -.020}},
          {"mixamorig:Spine2", "mixamorig:Spine1", kSpine3, {0, 1.351, -.025}},
          {"mixamorig:Neck", "mixamorig:Spine2", kNeck, {0, 1.501, -.030}},
          {"mixamorig:Head", "mixamorig:Neck", kHead, {0, 1.590, .002}},
          {"mixamorig:HeadTop_End", "mixamorig:Head", kNone, {0, 1.800, .010}},
          {"mixamorig:#Shoulder", "mixamorig:Spine2", kLeftCollar, {.061, 1.448, -.026}},
          {"mixamorig:#Arm", "mixamorig:#Shoulder", kLeftShoulder, {.187, 1.439, -.050}},
          {"mixamorig:#ForeArm", "mixamorig:#Arm", kLeftElbow, {.465, 1.439, -.050}},
          {"mixamorig:#Hand", "mixamorig:#ForeArm", kLeftWrist, {.742, 1.439, -.050}},
          {"mixamorig:#UpLeg", "mixamorig:Hips", kLeftHip, {.091, .945, -.002}},
          {"mixamorig:#Leg", "mixamorig:#UpLeg", kLeftKnee, {.091, .536, .001}},
          {"mixamorig:#Foot", "mixamorig:#Leg", kLeftAnkle, {.091, .104, -.030}},
          {"mixamorig:#ToeBase", "mixamorig:#Foot", kLeftFoot, {.091, .020, .104}},
          {"mixamorig:#Toe_End", "mixamorig:#ToeBase", kNone, {.091, .020, .180}}}},
        {"ue5",
         "Unreal Mannequin (UE5)",
         "l",
         "r",
         Axes::BoneX,
         {{"root", "", kNone, {0, 0, 0}},
          {"pelvis", "root", kPelvis, {0, .965, -.020}},
          {"spine_01", "pelvis", kSpine1, {0, .990, -.021}},
          {"spine_02", "spine_01", kNone, {0, 1.059, -.018}},
          {"spine_03", "spine_02", kSpine2, {0, 1.136, -.012}},
          {"spine_04", "spine_03", kNone, {0, 1.219, -.008}},
          {"spine_05", "spine_04", kSpine3, {0, 1.366, -.014}},
          {"neck_01", "spine_05", kNeck, {0, 1.500, -.030}},
          {"neck_02", "neck_01", kNone, {0, 1.552, -.021}},
          {"head", "neck_02", kHead, {0, 1.605, -.012}},
          {"clavicle_#", "spine_05", kLeftCollar, {.015, 1.455, .002}},
          {"upperarm_#", "clavicle_#", kLeftShoulder, {.172, 1.440, -.030}},
          {"lowerarm_#", "upperarm_#", kLeftElbow, {.366, 1.246, -.045}},
          {"hand_#", "lowerarm_#", kLeftWrist, {.549, 1.063, -.015}},
          {"thigh_#", "pelvis", kLeftHip, {.100, .940, -.016}},
          {"calf_#", "thigh_#", kLeftKnee, {.118, .505, -.006}},
          {"foot_#", "calf_#", kLeftAnkle, {.136, .090, -.038}},
          {"ball_#", "foot_#", kLeftFoot, {.142, .020, .115}}}},
        {"unity",
         "Unity Humanoid",
         "Left",
         "Right",
         Axes::World,
         {{"Hips", "", kPelvis, {0, .980, .000}},
          {"Spine", "Hips", kSpine1, {0, 1.070, -.008}},
          {"Chest", "Spine", kSpine2, {0, 1.200, -.012}},
          {"UpperChest", "Chest", kSpine3, {0, 1.330, -.018}},
          {"Neck", "UpperChest", kNeck, {0, 1.490, -.025}},
          {"Head", "Neck", kHead, {0, 1.585, .000}},
          {"#Shoulder", "UpperChest", kLeftCollar, {.045, 1.445, -.015}},
          {"#UpperArm", "#Shoulder", kLeftShoulder, {.175, 1.440, -.030}},
          {"#LowerArm", "#UpperArm", kLeftElbow, {.450, 1.440, -.030}},
          {"#Hand", "#LowerArm", kLeftWrist, {.710, 1.440, -.030}},
          {"#UpperLeg", "Hips", kLeftHip, {.090, .930, .000}},
          {"#LowerLeg", "#UpperLeg", kLeftKnee, {.090, .515, .004}},
          {"#Foot", "#LowerLeg", kLeftAnkle, {.090, .095, -.025}},
          {"#Toes", "#Foot", kLeftFoot, {.090, .020, .105}}}},
        {"rigify",
         "Rigify",
         "L",
         "R",
         Axes::BoneY,
         {{"spine", "", kPelvis, {0, 1.000, -.050}},
          {"spine.001", "spine", kSpine1, {0, 1.120, -.020}},
          {"spine.002", "spine.001", kSpine2, {0, 1.240, -.010}},
          {"spine.003", "spine.002", kSpine3, {0, 1.370, -.020}},
          {"spine.004", "spine.003", kNeck, {0, 1.520, -.035}},
          {"spine.005", "spine.004", kNone, {0, 1.565, -.025}},
          {"spine.006", "spine.005", kHead, {0, 1.610, -.012}},
          {"shoulder.#", "spine.003", kLeftCollar, {.020, 1.470, .020}},
          {"upper_arm.#", "shoulder.#", kLeftShoulder, {.185, 1.450, -.030}},
          {"forearm.#", "upper_arm.#", kLeftElbow, {.440, 1.450, -.040}},
          {"hand.#", "forearm.#", kLeftWrist, {.690, 1.450, -.030}},
          {"thigh.#", "spine", kLeftHip, {.098, .960, -.020}},
          {"shin.#", "thigh.#", kLeftKnee, {.098, .530, .000}},
          {"foot.#", "shin.#", kLeftAnkle, {.098, .090, -.035}},
          {"toe.#", "foot.#", kLeftFoot, {.098, .020, .110}}}},
    };
    return all;
}

std::string with_side(std::string name, const char* side) {
    const auto mark = name.find('#');
    return mark == std::string::npos ? name : name.replace(mark, 1, side);
}

/// Axes of one joint of the left side or the middle; `along` is the bone's direction.
glm::dmat3 axes_of(Axes axes, int role, const glm::dvec3& along) {
    const glm::dvec3 up(0, 1, 0), ahead(0, 0, 1);
    const bool foot = role == kLeftAnkle || role == kLeftFoot;
    if (axes == Axes::World) return glm::dmat3(1);
    if (axes == Axes::BoneY) {
        const bool lies = std::abs(along.y) < 0.7;  // arms, feet, toes
        const glm::dvec3 x = glm::normalize(glm::cross(along, lies || foot ? up : ahead));
        return {x, along, glm::cross(x, along)};
    }
    const bool leg = role == kLeftHip || role == kLeftKnee || foot;
    const glm::dvec3 x = leg ? -along : along;
    const glm::dvec3 z = glm::normalize(glm::cross(x, foot ? up : ahead));
    return {x, glm::cross(z, x), z};
}

glm::dvec3 mirrored(const glm::dvec3& v) {
    return {-v.x, v.y, v.z};
}

Rig build(const Design& design) {
    // World places of the left and the middle first; every joint's bone points to the first child in the
    // table that goes on the same limb, and at a limb's end as the bone before.
    Rig rig;
    rig.name = design.name;
    std::map<std::string, int> index;
    std::vector<Transform> world;
    const auto direction = [&design](std::size_t row) {
        const Row& joint = design.rows[row];
        for (const Row& child : design.rows) {
            const bool goes_on =
                std::string_view(child.name).find('#') == std::string_view(joint.name).find('#') ||
                std::string_view(joint.name).find('#') != std::string_view::npos;
            if (child.parent == std::string_view(joint.name) && goes_on &&
                glm::distance(child.position, joint.position) > 0)
                return glm::normalize(child.position - joint.position);
        }
        for (const Row& parent : design.rows) {
            if (joint.parent == std::string_view(parent.name))
                return glm::normalize(joint.position - parent.position);
        }
        return glm::dvec3(0, 1, 0);
    };
    const auto add = [&](std::size_t row, bool right) {
        const Row& joint = design.rows[row];
        const char* side = right ? design.right : design.left;
        glm::dmat3 axes = axes_of(design.axes, joint.role, direction(row));
        if (right && design.axes == Axes::BoneX)
            axes = {-mirrored(axes[0]), -mirrored(axes[1]), -mirrored(axes[2])};
        if (right && design.axes == Axes::BoneY)
            axes = {-mirrored(axes[0]), mirrored(axes[1]), mirrored(axes[2])};
        Transform here{right ? mirrored(joint.position) : joint.position,
                       glm::normalize(glm::quat_cast(axes))};
        if (*joint.parent == '\0' && joint.role == kNone) here.rotation = {1, 0, 0, 0};
        const int parent = *joint.parent == '\0' ? -1 : index.at(with_side(joint.parent, side));
        const std::string name = with_side(joint.name, side);
        index[name] = rig.joint_count();
        if (joint.role != kNone) {
            const int role =
                right ? humanml3d_skeleton().mirror[static_cast<std::size_t>(joint.role)] : joint.role;
            rig.roles[static_cast<std::size_t>(role)] = rig.joint_count();
        }
        rig.joints.push_back(
            {name, parent, parent < 0 ? here : world[static_cast<std::size_t>(parent)].inverse() * here});
        world.push_back(here);
    };
    for (std::size_t row = 0; row < design.rows.size(); ++row) add(row, false);
    for (std::size_t row = 0; row < design.rows.size(); ++row) {
        if (std::string_view(design.rows[row].name).find('#') != std::string_view::npos) add(row, true);
    }
    return rig;
}

Rig build_smpl() {
    Rig rig = rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
    rig.name = "smpl";
    return rig;
}

}  // namespace

const std::vector<RigPreset>& rig_presets() {
    static const std::vector<RigPreset> presets = [] {
        std::vector<RigPreset> list{{"smpl", "SMPL"}};
        for (const Design& design : designs()) list.push_back({design.name, design.title});
        return list;
    }();
    return presets;
}

const Rig& rig_preset(const std::string& name) {
    static const std::vector<Rig> rigs = [] {
        std::vector<Rig> list{build_smpl()};
        for (const Design& design : designs()) list.push_back(build(design));
        return list;
    }();
    for (const Rig& rig : rigs) {
        if (rig.name == name) return rig;
    }
    std::vector<std::string> names;
    for (const RigPreset& preset : rig_presets()) names.push_back(preset.name);
    throw usage_error("skeleton: expected one of {}; found \"{}\"", fmt::join(names, ", "), name);
}

}  // namespace im

#include "engine/motion/representation/skeleton.h"

#include "engine/core/error.h"

namespace im {
namespace {

const glm::dvec3 kNone{0, 0, 0}, kLeft{1, 0, 0}, kRight{-1, 0, 0}, kUp{0, 1, 0}, kDown{0, -1, 0},
    kAhead{0, 0, 1};

Skeleton make_humanml3d() {
    Skeleton s;
    s.name = "humanml3d";
    s.joint_names = {"pelvis",  "l_hip",    "r_hip",    "spine1", "l_knee",     "r_knee",
                     "spine2",  "l_ankle",  "r_ankle",  "spine3", "l_foot",     "r_foot",
                     "neck",    "l_collar", "r_collar", "head",   "l_shoulder", "r_shoulder",
                     "l_elbow", "r_elbow",  "l_wrist",  "r_wrist"};
    s.parents = {-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19};
    s.raw_offsets = {kNone,  kLeft, kRight, kUp,    kDown,  kDown, kUp,   kDown, kDown, kUp,   kAhead,
                     kAhead, kUp,   kLeft,  kRight, kAhead, kDown, kDown, kDown, kDown, kDown, kDown};
    s.chains = {
        {0, 2, 5, 8, 11}, {0, 1, 4, 7, 10}, {0, 3, 6, 9, 12, 15}, {9, 14, 17, 19, 21}, {9, 13, 16, 18, 20}};
    s.left_foot = {7, 10};
    s.right_foot = {8, 11};
    s.lower_legs = {5, 8};
    s.face_joints = {2, 1, 17, 16};
    s.mirror = {0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20};
    s.contact_threshold = 0.002;
    s.fps = 20.0;
    return s;
}

// Sides are named as the published extraction takes them: joint 11 is its right hip, though raw_offsets put
// it to the left.
Skeleton make_kit() {
    Skeleton s;
    s.name = "kit";
    s.joint_names = {"root",    "pelvis",     "spine",   "neck",    "head",    "r_shoulder", "r_elbow",
                     "r_wrist", "l_shoulder", "l_elbow", "l_wrist", "r_hip",   "r_knee",     "r_ankle",
                     "r_heel",  "r_foot",     "l_hip",   "l_knee",  "l_ankle", "l_heel",     "l_foot"};
    s.parents = {-1, 0, 1, 2, 3, 3, 5, 6, 3, 8, 9, 0, 11, 12, 13, 14, 0, 16, 17, 18, 19};
    s.raw_offsets = {kNone, kUp,   kUp,   kUp,    kUp,    kLeft,  kDown, kDown, kRight, kDown, kDown,
                     kLeft, kDown, kDown, kAhead, kAhead, kRight, kDown, kDown, kAhead, kAhead};
    s.chains = {
        {0, 11, 12, 13, 14, 15}, {0, 16, 17, 18, 19, 20}, {0, 1, 2, 3, 4}, {3, 5, 6, 7}, {3, 8, 9, 10}};
    s.left_foot = {19, 20};
    s.right_foot = {14, 15};
    s.lower_legs = {17, 18};
    s.face_joints = {11, 16, 5, 8};
    s.mirror = {0, 1, 2, 3, 4, 8, 9, 10, 5, 6, 7, 16, 17, 18, 19, 20, 11, 12, 13, 14, 15};
    s.contact_threshold = 0.05;
    s.fps = 12.5;
    return s;
}

}  // namespace

const Skeleton& humanml3d_skeleton() {
    static const Skeleton skeleton = make_humanml3d();
    return skeleton;
}

const Skeleton& kit_skeleton() {
    static const Skeleton skeleton = make_kit();
    return skeleton;
}

const std::vector<double>& humanml3d_bone_lengths() {
    static const std::vector<double> lengths = {
        0.0,     0.10307, 0.10988, 0.13157, 0.39362, 0.39019, 0.14319, 0.43243, 0.42564, 0.05736, 0.14338,
        0.14942, 0.21936, 0.13749, 0.14338, 0.10304, 0.13161, 0.12298, 0.25684, 0.26309, 0.26601, 0.26988};
    return lengths;
}

const Skeleton& skeleton_by_name(const std::string& name) {
    for (const Skeleton* skeleton : {&humanml3d_skeleton(), &kit_skeleton()}) {
        if (skeleton->name == name) return *skeleton;
    }
    throw input_error("skeleton: expected humanml3d or kit, found \"{}\"", name);
}

}  // namespace im

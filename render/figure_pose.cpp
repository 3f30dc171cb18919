#include "render/figure_pose.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/representation/skeleton.h"

namespace im::render {

namespace {

struct ArmJoints {
    int collar, shoulder, elbow, wrist;
};
struct LegJoints {
    int hip, knee, ankle, foot;
};

float smoothstep(float low, float high, float x) {
    const float t = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

glm::vec3 unit_or(const glm::vec3& v, const glm::vec3& fallback) {
    const float length = glm::length(v);
    return length > 1e-6f ? v / length : fallback;
}

/// `v` without its part along the unit vector `axis`, unit length.
glm::vec3 across(const glm::vec3& v, const glm::vec3& axis) {
    const glm::vec3 flat = v - axis * glm::dot(v, axis);
    if (glm::dot(flat, flat) > 1e-8f) return glm::normalize(flat);
    const glm::vec3 other = std::abs(axis.x) < 0.7f ? glm::vec3(1, 0, 0) : glm::vec3(0, 0, 1);
    return glm::normalize(other - axis * glm::dot(other, axis));
}

glm::mat3 axes_from(const glm::vec3& up, const glm::vec3& left) {
    const glm::vec3 y = unit_or(up, {0, 1, 0});
    const glm::vec3 x = across(left, y);
    return {x, y, glm::cross(x, y)};
}

/// `v` under the smallest rotation that takes the unit vector `from` to `to`.
glm::vec3 carried(const glm::vec3& v, const glm::vec3& from, const glm::vec3& to) {
    const glm::vec3 axis = glm::cross(from, to);
    const float cosine = glm::dot(from, to);
    if (cosine < -0.9999f) return v;
    return v * cosine + glm::cross(axis, v) + axis * (glm::dot(axis, v) / (1.0f + cosine));
}

/// The x axis of a limb that points to `direction`, taken along from the trunk's. The way leads over `usual`,
/// a direction in the middle of the limb's range: the place where the smallest rotation is undefined then is
/// one that no limb reaches.
glm::vec3 carried_left(const glm::mat3& trunk, const glm::vec3& usual, const glm::vec3& direction) {
    const glm::vec3 middle = glm::normalize(trunk * usual);
    return carried(carried(trunk[0], -trunk[1], middle), middle, direction);
}

/// The hinge axis of a knee or elbow; `bend` is the cross product of its two unit directions.
glm::vec3 hinge(const glm::vec3& bend, const glm::vec3& carried_axis) {
    const float sine = glm::length(bend);
    if (sine < 1e-4f) return carried_axis;
    return unit_or(glm::mix(carried_axis, bend / sine, smoothstep(0.1f, 0.45f, sine)), carried_axis);
}

void place_arm(PartFrames& frames, std::span<const glm::vec3> joints, const ArmJoints& j, Part collar,
               float side) {
    const glm::mat3& chest = frames[index(Part::Chest)].axes;
    const glm::vec3 shoulder = joints[j.shoulder], elbow = joints[j.elbow], wrist = joints[j.wrist];

    const glm::vec3 out = unit_or((shoulder - joints[j.collar]) * side, chest[0]);
    const glm::vec3 up = across(chest[1], out);
    frames[index(collar)] = {
        joints[j.collar], {out, up, glm::cross(out, up)}, glm::length(shoulder - joints[j.collar])};

    const glm::vec3 upper = unit_or(elbow - shoulder, -chest[1]), lower = unit_or(wrist - elbow, upper);
    const glm::vec3 carried_axis = carried_left(chest, {0.7f * side, -0.5f, 0.5f}, upper);
    const glm::vec3 axis = hinge(glm::cross(lower, upper), carried_axis);
    frames[index(collar) + 1] = {shoulder, axes_from(-upper, axis), glm::length(elbow - shoulder)};
    frames[index(collar) + 2] = {elbow, axes_from(-lower, axis), glm::length(wrist - elbow)};
    frames[index(collar) + 3] = {wrist, frames[index(collar) + 2].axes, frames[index(collar) + 2].length};
}

/// Angle of the line from the ankle to the ball above the sole, in the rest pose.
constexpr float kSolePitch = 0.495f;

void place_leg(PartFrames& frames, std::span<const glm::vec3> joints, const LegJoints& j, Part thigh,
               float side) {
    const glm::mat3& pelvis = frames[index(Part::Pelvis)].axes;
    const glm::vec3 hip = joints[j.hip], knee = joints[j.knee], ankle = joints[j.ankle],
                    ball = joints[j.foot];

    const glm::vec3 upper = unit_or(knee - hip, -pelvis[1]), lower = unit_or(ankle - knee, upper);
    const glm::vec3 carried_axis = carried_left(pelvis, {0.15f * side, -0.8f, 0.55f}, upper);
    glm::vec3 bend = glm::cross(upper, lower);
    if (glm::dot(bend, carried_axis) < 0.0f)
        bend = -bend;  // a knee that bends forward is noise: keep its axis
    const glm::vec3 axis = hinge(bend, carried_axis);
    frames[index(thigh)] = {hip, axes_from(-upper, axis), glm::length(knee - hip)};
    frames[index(thigh) + 1] = {knee, axes_from(-lower, axis), glm::length(ankle - knee)};

    // The foot: z from the ankle to the ball. Near the floor it stands on its whole width.
    const glm::mat3& calf = frames[index(thigh) + 1].axes;
    const glm::vec3 forward = unit_or(ball - ankle, calf[2]);
    const float near_floor = smoothstep(0.12f, 0.04f, ball.y) * smoothstep(0.97f, 0.8f, std::abs(forward.y));
    glm::vec3 left = across(calf[0], forward);
    const glm::vec3 level = across(glm::cross(glm::vec3(0, 1, 0), forward), forward);
    if (glm::dot(left, level) > 0.0f) left = across(glm::mix(left, level, near_floor), forward);
    const glm::vec3 up = glm::cross(forward, left);
    frames[index(thigh) + 2] = {ankle, {left, up, forward}, glm::length(ball - ankle)};

    // The toes go on along the sole, and bend up instead of reaching into the floor.
    glm::vec3 toes = forward * std::cos(kSolePitch) + up * std::sin(kSolePitch);
    if (toes.y < 0.0f) {
        const glm::vec3 flat = across(glm::vec3(toes.x, 0.0f, toes.z), glm::vec3(0, 1, 0));
        toes = unit_or(
            glm::mix(toes, flat, smoothstep(0.10f, 0.04f, ball.y) * smoothstep(0.97f, 0.8f, -toes.y)), toes);
    }
    left = across(left, toes);
    frames[index(thigh) + 3] = {ball, {left, glm::cross(toes, left), toes}, 1.0f};
}

/// Bones from the pelvis to the head and down the legs: a measure of the figure's size that no pose changes.
float stature(std::span<const glm::vec3> joints) {
    static constexpr std::array<std::array<int, 2>, 9> kBones{{{kPelvis, kSpine1},
                                                               {kSpine1, kSpine2},
                                                               {kSpine2, kSpine3},
                                                               {kSpine3, kNeck},
                                                               {kNeck, kHead},
                                                               {kLeftHip, kLeftKnee},
                                                               {kLeftKnee, kLeftAnkle},
                                                               {kRightHip, kRightKnee},
                                                               {kRightKnee, kRightAnkle}}};
    float sum = 0.0f;
    for (const auto& [a, b] : kBones) sum += glm::length(joints[a] - joints[b]);
    return sum;
}

}  // namespace

PartFrames part_frames(std::span<const glm::vec3> joints) {
    PartFrames frames;
    const glm::vec3 hips_left = joints[kLeftHip] - joints[kRightHip];
    const glm::vec3 chest_left =
        (joints[kLeftCollar] - joints[kRightCollar]) + (joints[kLeftShoulder] - joints[kRightShoulder]);
    const glm::vec3 hips = 0.5f * (joints[kLeftHip] + joints[kRightHip]);

    frames[index(Part::Pelvis)] = {joints[kPelvis], axes_from(joints[kSpine1] - hips, hips_left), 1.0f};
    frames[index(Part::Chest)] = {joints[kSpine3], axes_from(joints[kNeck] - joints[kSpine3], chest_left),
                                  1.0f};
    const glm::mat3& pelvis = frames[index(Part::Pelvis)].axes;
    const glm::mat3& chest = frames[index(Part::Chest)].axes;
    frames[index(Part::Waist)] = {joints[kSpine2],
                                  axes_from(joints[kSpine3] - joints[kSpine1], pelvis[0] + chest[0]), 1.0f};

    // The head has no joint of its own to turn about: it leans with the neck, half held back by the chest.
    const glm::vec3 neck_up = unit_or(joints[kHead] - joints[kNeck], chest[1]);
    frames[index(Part::Neck)] = {joints[kNeck], axes_from(neck_up, chest[0]),
                                 glm::length(joints[kHead] - joints[kNeck])};
    frames[index(Part::Head)] = {joints[kHead], axes_from(neck_up + 0.5f * chest[1], chest[0]), 1.0f};

    place_arm(frames, joints, {kLeftCollar, kLeftShoulder, kLeftElbow, kLeftWrist}, Part::LeftCollar, 1.0f);
    place_arm(frames, joints, {kRightCollar, kRightShoulder, kRightElbow, kRightWrist}, Part::RightCollar,
              -1.0f);
    place_leg(frames, joints, {kLeftHip, kLeftKnee, kLeftAnkle, kLeftFoot}, Part::LeftThigh, 1.0f);
    place_leg(frames, joints, {kRightHip, kRightKnee, kRightAnkle, kRightFoot}, Part::RightThigh, -1.0f);
    return frames;
}

const std::array<glm::vec3, 22>& rest_joints() {
    // The mean of many captured people about to act, made symmetric.
    static const std::array<glm::vec3, 22> joints{{
        {0.0f, 0.925f, 0.0f},      {0.064f, 0.841f, -0.002f},  {-0.064f, 0.841f, -0.002f},
        {0.0f, 1.051f, -0.035f},   {0.087f, 0.466f, 0.060f},   {-0.087f, 0.466f, 0.060f},
        {0.0f, 1.194f, -0.032f},   {0.080f, 0.078f, -0.070f},  {-0.080f, 0.078f, -0.070f},
        {0.0f, 1.243f, -0.004f},   {0.098f, 0.012f, 0.050f},   {-0.098f, 0.012f, 0.050f},
        {0.0f, 1.459f, -0.021f},   {0.075f, 1.358f, -0.024f},  {-0.075f, 1.358f, -0.024f},
        {0.0f, 1.534f, 0.048f},    {0.195f, 1.397f, -0.020f},  {-0.195f, 1.397f, -0.020f},
        {0.262f, 1.156f, -0.033f}, {-0.262f, 1.156f, -0.033f}, {0.292f, 0.932f, 0.053f},
        {-0.292f, 0.932f, 0.053f},
    }};
    return joints;
}

const PartFrames& rest_frames() {
    static const PartFrames frames = part_frames(rest_joints());
    return frames;
}

std::array<glm::mat4x3, kParts> skin_matrices(std::span<const glm::vec3> joints) {
    static const float rest_stature = stature(rest_joints());
    const PartFrames& rest = rest_frames();
    const PartFrames frames = part_frames(joints);
    const float girth = std::clamp(stature(joints) / rest_stature, 0.2f, 5.0f);

    std::array<glm::mat4x3, kParts> matrices;
    for (std::size_t i = 0; i < kParts; ++i) {
        // Limbs and neck stretch along y, collars along x, feet along z; all others keep their shape.
        const Part left =
            i >= index(Part::RightCollar) ? mirrored(static_cast<Part>(i)) : static_cast<Part>(i);
        const float stretch = std::clamp(frames[i].length / std::max(rest[i].length, 1e-4f), 0.2f, 5.0f);
        glm::vec3 scale(girth);
        if (left == Part::LeftUpperArm || left == Part::LeftForearm || left == Part::LeftThigh ||
            left == Part::LeftCalf || left == Part::Neck)
            scale.y = stretch;
        if (left == Part::LeftCollar) scale.x = stretch;
        if (left == Part::LeftFoot) scale.z = stretch;

        const glm::mat3& axes = frames[i].axes;
        const glm::mat3 turn =
            glm::mat3(axes[0] * scale.x, axes[1] * scale.y, axes[2] * scale.z) * glm::transpose(rest[i].axes);
        matrices[i] = glm::mat4x3(turn[0], turn[1], turn[2], frames[i].origin - turn * rest[i].origin);
    }
    return matrices;
}

}  // namespace im::render

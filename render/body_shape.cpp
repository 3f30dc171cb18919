#include "render/body_shape.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "render/loft.h"

namespace im::render {

namespace {

/// How the loft's (u, v, along) lie in the space of its part.
enum class Lie {
    Down,     ///< along a limb, away from the trunk; u to the left, v forward. In the limb's own axes
    Up,       ///< along the world's up; u to the left, v forward
    Forward,  ///< along the world's forward; u to the left, v up
    Outward,  ///< along the collar, away from the trunk; u up, v forward. In the collar's own axes
};

struct Piece {
    Part part;
    Lie lie;
    Material material;
    LoftShape shape;
    Part other = part;             ///< the part that takes over ...
    float from = 0.0f, to = 0.0f;  ///< ... between these places along the loft
};

/// All measures in metres; u of left pieces points away from the middle, and is mirrored for the right ones.
/// Over 80 lines, for it is one table: the whole body.
// clang-format off
std::vector<Piece> pieces() {
    using enum Part;
    using enum Material;
    // One line a section: along, u, v, half-width in u, half-width in v. Then the rounded ends and the squareness.
    return {
        // Trunk. The waist is a dark core that bends between two shells.
        {Pelvis, Lie::Up, Shell,
         {{{-0.120f, 0, -0.010f, 0.086f, 0.086f},
           {-0.090f, 0, -0.017f, 0.130f, 0.108f},
           {-0.045f, 0, -0.022f, 0.156f, 0.121f},
           { 0.005f, 0, -0.021f, 0.157f, 0.116f},
           { 0.055f, 0, -0.016f, 0.143f, 0.105f},
           { 0.102f, 0, -0.013f, 0.129f, 0.095f}},
          0.036f, 0.012f, 2.35f}},
        {Pelvis, Lie::Up, Joint,
         {{{ 0.070f, 0, -0.014f, 0.118f, 0.086f},
           { 0.120f, 0, -0.013f, 0.112f, 0.082f},
           { 0.175f, 0, -0.010f, 0.108f, 0.079f},
           { 0.230f, 0, -0.006f, 0.107f, 0.079f},
           { 0.300f, 0,  0.000f, 0.108f, 0.082f}},
          0.02f, 0.02f, 2.3f},
         Chest, 0.08f, 0.28f},
        {Chest, Lie::Up, Shell,
         {{{-0.118f, 0, -0.002f, 0.122f, 0.093f},
           {-0.070f, 0,  0.003f, 0.136f, 0.105f},
           {-0.010f, 0,  0.008f, 0.150f, 0.117f},
           { 0.050f, 0,  0.010f, 0.159f, 0.124f},
           { 0.100f, 0,  0.002f, 0.164f, 0.114f},
           { 0.140f, 0, -0.011f, 0.152f, 0.094f},
           { 0.176f, 0, -0.020f, 0.112f, 0.070f}},
          0.014f, 0.030f, 2.5f}},
        // Neck and head.
        {Chest, Lie::Up, Joint,
         {{{ 0.150f, 0, -0.024f, 0.080f, 0.060f},
           { 0.190f, 0, -0.020f, 0.060f, 0.054f},
           { 0.225f, 0, -0.008f, 0.052f, 0.051f},
           { 0.260f, 0,  0.008f, 0.049f, 0.051f},
           { 0.310f, 0,  0.028f, 0.047f, 0.052f}},
          0.01f, 0.02f, 2.0f},
         Head, 0.20f, 0.29f},
        {Head, Lie::Up, Skull,
         {{{-0.062f, 0,  0.036f, 0.042f, 0.050f},
           {-0.035f, 0,  0.020f, 0.056f, 0.072f},
           { 0.005f, 0,  0.003f, 0.068f, 0.092f},
           { 0.045f, 0, -0.007f, 0.075f, 0.100f},
           { 0.080f, 0, -0.011f, 0.076f, 0.100f},
           { 0.105f, 0, -0.012f, 0.072f, 0.095f}},
          0.026f, 0.066f, 2.1f}},
        // Arms.
        {LeftCollar, Lie::Outward, Joint,
         {{{-0.010f, -0.014f, 0.004f, 0.046f, 0.058f},
           { 0.050f, -0.010f, 0.004f, 0.050f, 0.056f},
           { 0.115f, -0.004f, 0.002f, 0.044f, 0.048f}},
          0.030f, 0.022f, 2.1f}},
        {LeftUpperArm, Lie::Down, Shell,
         {{{ 0.000f, 0.006f, 0, 0.055f, 0.058f},
           { 0.040f, 0.007f, 0, 0.054f, 0.058f},
           { 0.090f, 0.004f, 0.001f, 0.047f, 0.053f},
           { 0.145f, 0, 0.003f, 0.042f, 0.047f},
           { 0.200f, 0, 0.002f, 0.037f, 0.041f},
           { 0.222f, 0, 0, 0.035f, 0.039f}},
          0.056f, 0.012f, 2.1f}},
        {LeftForearm, Lie::Down, Shell,
         {{{ 0.028f, 0, 0, 0.036f, 0.037f},
           { 0.060f, 0.002f, 0.002f, 0.040f, 0.041f},
           { 0.105f, 0.002f, 0.003f, 0.038f, 0.040f},
           { 0.170f, 0, 0.001f, 0.030f, 0.032f},
           { 0.238f, 0, 0, 0.023f, 0.028f}},
          0.014f, 0.010f, 2.1f}},
        {LeftHand, Lie::Down, Shell,
         {{{ 0.014f, 0, 0, 0.017f, 0.026f},
           { 0.045f, 0.001f, 0.001f, 0.018f, 0.036f},
           { 0.085f, -0.001f, 0.001f, 0.016f, 0.040f},
           { 0.120f, -0.008f, 0, 0.013f, 0.036f},
           { 0.155f, -0.020f, -0.002f, 0.010f, 0.028f}},
          0.008f, 0.014f, 2.6f}},
        {LeftHand, Lie::Down, Shell,
         {{{ 0.030f, -0.004f, 0.026f, 0.011f, 0.012f},
           { 0.065f, -0.010f, 0.046f, 0.011f, 0.012f},
           { 0.095f, -0.018f, 0.054f, 0.009f, 0.010f}},
          0.008f, 0.010f, 2.0f}},
        // Legs.
        {LeftThigh, Lie::Down, Shell,
         {{{-0.010f, 0.021f, -0.006f, 0.075f, 0.085f},
           { 0.060f, 0.018f, -0.004f, 0.079f, 0.088f},
           { 0.140f, 0.011f, 0.001f, 0.074f, 0.083f},
           { 0.230f, 0.005f, 0.003f, 0.063f, 0.069f},
           { 0.310f, 0.001f, 0.002f, 0.053f, 0.057f},
           { 0.345f, 0, 0.001f, 0.050f, 0.054f}},
          0.050f, 0.016f, 2.1f}},
        {LeftCalf, Lie::Down, Shell,
         {{{ 0.040f, 0, -0.002f, 0.047f, 0.051f},
           { 0.085f, 0.002f, -0.009f, 0.052f, 0.057f},
           { 0.135f, 0.003f, -0.014f, 0.053f, 0.059f},
           { 0.210f, 0.001f, -0.011f, 0.045f, 0.049f},
           { 0.300f, 0, -0.004f, 0.034f, 0.038f},
           { 0.392f, 0, 0, 0.030f, 0.036f}},
          0.020f, 0.012f, 2.1f}},
        {LeftFoot, Lie::Forward, Shell,
         {{{-0.052f, 0, -0.044f, 0.030f, 0.034f},
           {-0.015f, 0, -0.038f, 0.035f, 0.040f},
           { 0.035f, 0.002f, -0.038f, 0.037f, 0.040f},
           { 0.080f, 0.004f, -0.049f, 0.042f, 0.029f},
           { 0.113f, 0.004f, -0.055f, 0.045f, 0.023f}},
          0.018f, 0.006f, 2.7f}},
        {LeftToes, Lie::Forward, Shell,
         {{{ 0.006f, 0.002f, 0.009f, 0.045f, 0.021f},
           { 0.035f, 0.001f, 0.005f, 0.043f, 0.017f},
           { 0.060f, -0.002f, 0.001f, 0.034f, 0.013f}},
          0.005f, 0.016f, 2.6f}},
    };
}
// clang-format on

struct Ball {
    Part part;
    glm::vec3 center;  ///< from the part's joint, in its own axes, metres
    glm::vec3 radii;
};

std::vector<Ball> balls() {
    using enum Part;
    return {
        {LeftUpperArm, {0.004f, 0.0f, 0.0f}, {0.046f, 0.046f, 0.048f}},
        {LeftForearm, {0.0f, 0.0f, 0.0f}, glm::vec3(0.0345f)},
        {LeftHand, {0.0f, 0.0f, 0.0f}, {0.0215f, 0.024f, 0.0245f}},
        {LeftThigh, {0.020f, 0.004f, -0.006f}, glm::vec3(0.068f)},
        {LeftCalf, {0.0f, 0.0f, 0.0f}, {0.0465f, 0.048f, 0.049f}},
        {LeftFoot, {0.0f, 0.0f, 0.0f}, {0.030f, 0.034f, 0.033f}},
        {LeftToes, {0.003f, 0.008f, 0.0f}, {0.043f, 0.019f, 0.019f}},
    };
}

bool is_side_part(Part part) {
    return mirrored(part) != part;
}

/// From a loft's (u, v, along) to the rest pose; `mirror`: -1 on the right side.
struct Placement {
    glm::vec3 origin;
    glm::mat3 axes;  ///< images of u, v and along
};

Placement placement(const Piece& piece, Part part, float mirror) {
    const PartFrame& frame = rest_frames()[index(part)];
    const glm::mat3& a = frame.axes;
    switch (piece.lie) {
        case Lie::Down:
            return {frame.origin, {a[0] * mirror, a[2], -a[1]}};
        case Lie::Up:
            return {frame.origin, {glm::vec3(mirror, 0, 0), glm::vec3(0, 0, 1), glm::vec3(0, 1, 0)}};
        case Lie::Forward:
            return {frame.origin, {glm::vec3(mirror, 0, 0), glm::vec3(0, 1, 0), glm::vec3(0, 0, 1)}};
        case Lie::Outward:
            return {frame.origin, {a[1], a[2], a[0] * mirror}};
    }
    return {};
}

std::int8_t to_signed_byte(float x) {
    return static_cast<std::int8_t>(std::lround(std::clamp(x, -1.0f, 1.0f) * 127.0f));
}

/// Appends a surface; a mirrored one is turned inside out, so its triangles are turned back.
void append(BodyMesh& mesh, const Surface& surface, const Placement& place, Part first, Part second,
            float from, float to, Material material) {
    const auto base = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const SurfacePoint& point : surface.points) {
        const glm::vec3 normal = place.axes * point.normal;
        const float t = to > from ? std::clamp((point.along - from) / (to - from), 0.0f, 1.0f) : 0.0f;
        const float weight = t * t * (3.0f - 2.0f * t);
        mesh.vertices.push_back(
            {place.origin + place.axes * point.position,
             {to_signed_byte(normal.x), to_signed_byte(normal.y), to_signed_byte(normal.z),
              to_signed_byte(point.open)},
             {static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second),
              static_cast<std::uint8_t>(std::lround(weight * 255.0f)), static_cast<std::uint8_t>(material)}});
    }
    const bool flipped = glm::determinant(place.axes) < 0.0f;
    for (std::size_t i = 0; i < surface.triangles.size(); i += 3) {
        const std::size_t second_corner = flipped ? i + 2 : i + 1, third_corner = flipped ? i + 1 : i + 2;
        for (const std::size_t corner : {i, second_corner, third_corner})
            mesh.indices.push_back(base + surface.triangles[corner]);
    }
}

Fineness fineness_of(const Piece& piece, Detail detail) {
    const bool trunk = !is_side_part(piece.part);
    if (detail == Detail::Coarse) return {trunk ? 8 : 6, 1, 1};
    if (detail == Detail::Medium) return {trunk ? 12 : 8, 1, 2};
    if (piece.material == Material::Skull) return {30, 2, 6};
    return {trunk ? 30 : 18, 2, 4};
}

}  // namespace

BodyMesh mannequin(Detail detail) {
    BodyMesh mesh;
    for (const Piece& piece : pieces()) {
        const Surface surface = loft(piece.shape, fineness_of(piece, detail));
        append(mesh, surface, placement(piece, piece.part, 1.0f), piece.part, piece.other, piece.from,
               piece.to, piece.material);
        if (is_side_part(piece.part)) {
            const Part right = mirrored(piece.part);
            append(mesh, surface, placement(piece, right, -1.0f), right, mirrored(piece.other), piece.from,
                   piece.to, piece.material);
        }
    }
    for (const Ball& ball : balls()) {
        const int sides = detail == Detail::Fine ? 16 : detail == Detail::Medium ? 8 : 5;
        const Surface surface = ellipsoid(ball.center, ball.radii, sides, sides / 2);
        const glm::mat3 mirror(glm::vec3(-1, 0, 0), glm::vec3(0, 1, 0), glm::vec3(0, 0, 1));
        const PartFrame& left = rest_frames()[index(ball.part)];
        const PartFrame& right = rest_frames()[index(mirrored(ball.part))];
        append(mesh, surface, {left.origin, left.axes}, ball.part, ball.part, 0, 0, Material::Joint);
        append(mesh, surface, {right.origin, right.axes * mirror}, mirrored(ball.part), mirrored(ball.part),
               0, 0, Material::Joint);
    }
    return mesh;
}

}  // namespace im::render

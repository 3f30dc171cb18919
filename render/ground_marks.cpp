#include "render/ground_marks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace im::render {

namespace {

constexpr float kTrailHalfWidth = 0.013f;
constexpr float kTrailStep = 0.03f;  // metres: points closer together add vertices and no shape
constexpr float kGlowRadius = 0.095f;
constexpr float kRingRadius = 0.46f;

// Corners of a square as two triangles.
constexpr std::array<glm::vec2, 6> kSquare{{{-1, -1}, {1, -1}, {1, 1}, {-1, -1}, {1, 1}, {-1, 1}}};

glm::vec2 floor_of(const glm::vec3& p) {
    return {p.x, p.z};
}

void add_ring(std::vector<MarkVertex>& marks, const glm::vec2& center, float radius, const glm::vec4& color) {
    for (const glm::vec2& corner : kSquare)
        marks.push_back({center + corner * radius, corner, color, {2.0f, 0.0f}});
}

/// A glow around the line from `a` to `b`.
void add_glow(std::vector<MarkVertex>& marks, const glm::vec2& a, const glm::vec2& b,
              const glm::vec4& color) {
    const float length = glm::distance(a, b);
    const glm::vec2 along = length > 1e-4f ? (b - a) / length : glm::vec2(1.0f, 0.0f),
                    across(-along.y, along.x);
    const float half = 0.5f * length / kGlowRadius;
    for (const glm::vec2& corner : kSquare) {
        const glm::vec2 place(corner.x * (1.0f + half), corner.y);
        marks.push_back({0.5f * (a + b) + (along * place.x + across * place.y) * kGlowRadius,
                         place,
                         color,
                         {1.0f, half}});
    }
}

/// Under the part of a foot that rests on the floor: all of it, the heel or the ball.
void add_contact(std::vector<MarkVertex>& marks, const Figure& figure, std::size_t ankle, std::size_t ball,
                 bool heel_down, bool ball_down) {
    if (!heel_down && !ball_down) return;
    const glm::vec4 color(glm::mix(figure.color, glm::vec3(1.0f), 0.35f), figure.opacity);
    const glm::vec2 back = floor_of(figure.joints[ankle]), front = floor_of(figure.joints[ball]);
    const glm::vec2 toes = front + (front - back) * 0.25f;
    add_glow(marks, heel_down ? back : front, ball_down ? toes : back, color);
}

void add_trail(std::vector<MarkVertex>& marks, const Figure& figure) {
    std::vector<glm::vec2> path;
    for (const glm::vec3& point : figure.root_trail)
        if (path.empty() || glm::distance(path.back(), floor_of(point)) > kTrailStep)
            path.push_back(floor_of(point));
    if (path.size() < 2) return;

    const auto edge = [&](std::size_t i) {
        const glm::vec2 way = path[std::min(i + 1, path.size() - 1)] - path[i > 0 ? i - 1 : 0];
        const float length = glm::length(way);
        return length > 1e-5f ? glm::vec2(-way.y, way.x) * (kTrailHalfWidth / length)
                              : glm::vec2(kTrailHalfWidth, 0.0f);
    };
    const auto vertex = [&](std::size_t i, float side) {
        const float age =
            static_cast<float>(path.size() - 1 - i) * kTrailStep;  // about the metres walked since
        const float fade = 0.75f * std::exp(-age / 2.2f) + 0.12f;
        return MarkVertex{path[i] + edge(i) * side,
                          {0.0f, side},
                          glm::vec4(figure.color, fade * figure.opacity),
                          {0.0f, 0.0f}};
    };
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
        for (const MarkVertex& v : {vertex(i, -1), vertex(i, 1), vertex(i + 1, 1), vertex(i, -1),
                                    vertex(i + 1, 1), vertex(i + 1, -1)})
            marks.push_back(v);
}

struct Ball {
    int joint, toward;  ///< a joint and the one towards which it is moved
    float t, radius;    ///< how far, metres
};

// A figure as balls, for the darkness under it.
constexpr std::array<Ball, 28> kBalls{{
    {0, 3, 0.0f, 0.14f},     {6, 9, 0.0f, 0.13f},     {12, 9, 0.4f, 0.14f},   {15, 12, -0.5f, 0.10f},
    {1, 4, 0.35f, 0.08f},    {2, 5, 0.35f, 0.08f},    {1, 4, 0.75f, 0.06f},   {2, 5, 0.75f, 0.06f},
    {4, 7, 0.1f, 0.055f},    {5, 8, 0.1f, 0.055f},    {4, 7, 0.4f, 0.055f},   {5, 8, 0.4f, 0.055f},
    {4, 7, 0.75f, 0.042f},   {5, 8, 0.75f, 0.042f},   {7, 10, 0.0f, 0.045f},  {8, 11, 0.0f, 0.045f},
    {7, 10, 0.5f, 0.042f},   {8, 11, 0.5f, 0.042f},   {10, 7, -0.15f, 0.04f}, {11, 8, -0.15f, 0.04f},
    {16, 18, 0.5f, 0.045f},  {17, 19, 0.5f, 0.045f},  {18, 20, 0.3f, 0.04f},  {19, 21, 0.3f, 0.04f},
    {20, 18, -0.25f, 0.04f}, {21, 19, -0.25f, 0.04f}, {7, 10, -0.4f, 0.035f}, {8, 11, -0.4f, 0.035f},
}};

}  // namespace

std::vector<MarkVertex> ground_marks(const Scene& scene) {
    std::vector<MarkVertex> marks;
    for (const Figure& figure : scene.figures) {
        if (figure.joints.size() != kFigureJoints || figure.opacity <= 0.0f) continue;
        if (figure.selected) {
            // Under the whole body: a lying person's pelvis is not the middle.
            glm::vec2 low(1e9f), high(-1e9f);
            for (const glm::vec3& joint : figure.joints) {
                low = glm::min(low, floor_of(joint));
                high = glm::max(high, floor_of(joint));
            }
            const float radius = std::max(kRingRadius, 0.5f * glm::length(high - low) + 0.08f);
            add_ring(marks, glm::mix(floor_of(figure.joints[0]), 0.5f * (low + high), 0.6f), radius,
                     glm::vec4(scene.accent, 0.95f));
        }
        if (scene.show_trail) add_trail(marks, figure);
        if (scene.show_contacts) {
            add_contact(marks, figure, 7, 10, figure.contacts[0], figure.contacts[1]);
            add_contact(marks, figure, 8, 11, figure.contacts[2], figure.contacts[3]);
        }
    }
    return marks;
}

std::vector<OcclusionVertex> ground_occlusion(const Scene& scene) {
    std::vector<OcclusionVertex> vertices;
    for (const Figure& figure : scene.figures) {
        if (figure.joints.size() != kFigureJoints || figure.opacity <= 0.0f) continue;
        for (const Ball& ball : kBalls) {
            const glm::vec3 joint = figure.joints[static_cast<std::size_t>(ball.joint)];
            const glm::vec3 p = glm::mix(joint, figure.joints[static_cast<std::size_t>(ball.toward)], ball.t);
            const float height = std::max(p.y, ball.radius * 0.9f);
            if (ball.radius * ball.radius / (height * height) < 0.012f) continue;  // too high to be seen
            const float reach = std::min(3.0f * height, 1.2f);
            for (const glm::vec2& corner : kSquare)
                vertices.push_back({floor_of(p) + corner * reach, floor_of(p), {height, ball.radius}});
        }
    }
    return vertices;
}

}  // namespace im::render

#include "render/trails.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace im::render {

namespace {

constexpr glm::vec3 kPast{0.40f, 0.72f, 1.0f}, kAhead{1.0f, 0.66f, 0.30f};
constexpr float kNearest = 0.02f;  // clip w in front of the eye, metres

glm::vec4 color_at(float age, float opacity) {
    const float away = std::min(std::abs(age), 1.0f);
    return {age <= 0.0f ? kPast : kAhead, opacity * (age <= 0.0f ? 0.95f : 0.55f) * (1.0f - 0.85f * away)};
}

void add_trail(std::vector<TrailVertex>& vertices, const Trail& trail, float opacity,
               const glm::mat4& view_projection, const glm::vec2& size) {
    const std::size_t count = std::min({trail.points.size(), trail.ages.size(), trail.frames.size()});
    if (count < 2) return;
    std::vector<glm::vec4> clip(count);
    std::vector<glm::vec2> pixel(count);
    for (std::size_t i = 0; i < count; ++i) {
        clip[i] = view_projection * glm::vec4(trail.points[i], 1.0f);
        pixel[i] = 0.5f * glm::vec2(clip[i]) / std::max(clip[i].w, kNearest) * size;
    }
    const auto across = [&](std::size_t i) {
        const glm::vec2 way = pixel[std::min(i + 1, count - 1)] - pixel[i > 0 ? i - 1 : 0];
        const float length = glm::length(way);
        return length > 1e-4f ? glm::vec2(-way.y, way.x) / length : glm::vec2(0.0f, 1.0f);
    };
    const auto vertex = [&](std::size_t i, float side) {
        const glm::vec2 shift = across(i) * (side * kTrailHalfPixels) * 2.0f / size * clip[i].w;
        return TrailVertex{clip[i] + glm::vec4(shift, 0.0f, 0.0f),
                           color_at(trail.ages[i], opacity),
                           {trail.frames[i], side * kTrailHalfPixels}};
    };
    for (std::size_t i = 0; i + 1 < count; ++i) {
        if (clip[i].w < kNearest || clip[i + 1].w < kNearest) continue;
        for (const TrailVertex& v : {vertex(i, -1), vertex(i, 1), vertex(i + 1, 1), vertex(i, -1),
                                     vertex(i + 1, 1), vertex(i + 1, -1)})
            vertices.push_back(v);
    }
}

}  // namespace

std::vector<TrailVertex> trail_ribbons(const Scene& scene, const glm::mat4& view_projection,
                                       const glm::vec2& size) {
    std::vector<TrailVertex> vertices;
    for (const Figure& figure : scene.figures)
        for (const Trail& trail : figure.trails)
            add_trail(vertices, trail, figure.opacity, view_projection, glm::max(size, glm::vec2(1.0f)));
    return vertices;
}

}  // namespace im::render

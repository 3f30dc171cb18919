#include "render/loft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

namespace im::render {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

Section operator*(const Section& s, float k) {
    return {s.along * k, s.u * k, s.v * k, s.ru * k, s.rv * k};
}
Section operator+(const Section& a, const Section& b) {
    return {a.along + b.along, a.u + b.u, a.v + b.v, a.ru + b.ru, a.rv + b.rv};
}

/// Catmull-Rom through the sections.
Section between(const std::vector<Section>& s, std::size_t i, float t) {
    const Section &b = s[i], &c = s[i + 1];
    const Section a = i > 0 ? s[i - 1] : b * 2.0f + c * -1.0f;
    const Section d = i + 2 < s.size() ? s[i + 2] : c * 2.0f + b * -1.0f;
    const float t2 = t * t, t3 = t2 * t;
    return a * (0.5f * (-t + 2 * t2 - t3)) + b * (0.5f * (2 - 5 * t2 + 3 * t3)) +
           c * (0.5f * (t + 4 * t2 - 3 * t3)) + d * (0.5f * (t3 - t2));
}

float signed_power(float x, float exponent) {
    return std::copysign(std::pow(std::abs(x), exponent), x);
}

/// Normals from the neighbours on the grid of rings; then triangles, turned outward.
void finish(Surface& surface, int rings, int sides) {
    auto& points = surface.points;
    const auto at = [&](int ring, int side) {
        return static_cast<std::size_t>(ring * sides + (side + sides) % sides);
    };
    const std::size_t first_pole = points.size() - 2, last_pole = points.size() - 1;
    for (int ring = 0; ring < rings; ++ring) {
        glm::vec3 middle(0.0f);
        for (int side = 0; side < sides; ++side)
            middle += points[at(ring, side)].position / static_cast<float>(sides);
        for (int side = 0; side < sides; ++side) {
            const glm::vec3 before = points[ring > 0 ? at(ring - 1, side) : first_pole].position;
            const glm::vec3 after = points[ring + 1 < rings ? at(ring + 1, side) : last_pole].position;
            const glm::vec3 around =
                points[at(ring, side + 1)].position - points[at(ring, side - 1)].position;
            SurfacePoint& point = points[at(ring, side)];
            point.normal = glm::normalize(glm::cross(around, after - before));
            if (glm::dot(point.normal, point.position - middle) < 0.0f) point.normal = -point.normal;
        }
    }
    const glm::vec3 axis = glm::normalize(points[last_pole].position - points[first_pole].position);
    points[first_pole].normal = -axis;
    points[last_pole].normal = axis;

    const auto triangle = [&](std::size_t a, std::size_t b, std::size_t c) {
        const glm::vec3 face =
            glm::cross(points[b].position - points[a].position, points[c].position - points[a].position);
        if (glm::dot(face, points[a].normal + points[b].normal + points[c].normal) < 0.0f) std::swap(b, c);
        for (const std::size_t corner : {a, b, c})
            surface.triangles.push_back(static_cast<std::uint32_t>(corner));
    };
    for (int side = 0; side < sides; ++side) {
        triangle(first_pole, at(0, side), at(0, side + 1));
        triangle(last_pole, at(rings - 1, side), at(rings - 1, side + 1));
        for (int ring = 0; ring + 1 < rings; ++ring) {
            triangle(at(ring, side), at(ring, side + 1), at(ring + 1, side));
            triangle(at(ring, side + 1), at(ring + 1, side + 1), at(ring + 1, side));
        }
    }
}

}  // namespace

Surface loft(const LoftShape& shape, const Fineness& fineness) {
    struct Ring {
        Section section;
        float open;
    };
    std::vector<Ring> rings;
    const auto cap = [&](const Section& end, float height, int k) {
        const float angle = 0.5f * kPi * static_cast<float>(k) / static_cast<float>(fineness.cap + 1);
        Section s = end;
        s.along += height * std::sin(angle);
        s.ru *= std::cos(angle);
        s.rv *= std::cos(angle);
        return Ring{s, 0.35f + 0.45f * std::cos(angle)};
    };
    for (int k = fineness.cap; k >= 1; --k) rings.push_back(cap(shape.sections.front(), -shape.cap_start, k));
    for (std::size_t i = 0; i + 1 < shape.sections.size(); ++i)
        for (int step = 0; step < fineness.steps; ++step)
            rings.push_back(
                {between(shape.sections, i, static_cast<float>(step) / static_cast<float>(fineness.steps)),
                 1.0f});
    rings.push_back({shape.sections.back(), 1.0f});
    for (int k = 1; k <= fineness.cap; ++k) rings.push_back(cap(shape.sections.back(), shape.cap_end, k));

    Surface surface;
    for (const Ring& ring : rings) {
        for (int side = 0; side < fineness.sides; ++side) {
            const float angle = 2.0f * kPi * static_cast<float>(side) / static_cast<float>(fineness.sides);
            const Section& s = ring.section;
            const glm::vec3 position(s.u + s.ru * signed_power(std::cos(angle), 2.0f / shape.squareness),
                                     s.v + s.rv * signed_power(std::sin(angle), 2.0f / shape.squareness),
                                     s.along);
            surface.points.push_back({position, {}, s.along, ring.open});
        }
    }
    const Section &first = shape.sections.front(), &last = shape.sections.back();
    const float start = first.along - shape.cap_start, end = last.along + shape.cap_end;
    surface.points.push_back({{first.u, first.v, start}, {}, start, 0.35f});
    surface.points.push_back({{last.u, last.v, end}, {}, end, 0.35f});
    finish(surface, static_cast<int>(rings.size()), fineness.sides);
    return surface;
}

Surface ellipsoid(const glm::vec3& center, const glm::vec3& radii, int sides, int rings) {
    Surface surface;
    for (int ring = 1; ring <= rings; ++ring) {
        const float polar = kPi * static_cast<float>(ring) / static_cast<float>(rings + 1);
        for (int side = 0; side < sides; ++side) {
            const float angle = 2.0f * kPi * static_cast<float>(side) / static_cast<float>(sides);
            const glm::vec3 unit(std::sin(polar) * std::cos(angle), std::sin(polar) * std::sin(angle),
                                 -std::cos(polar));
            surface.points.push_back({center + radii * unit, {}, 0.0f, 1.0f});
        }
    }
    surface.points.push_back({center - glm::vec3(0, 0, radii.z), {}, 0.0f, 1.0f});
    surface.points.push_back({center + glm::vec3(0, 0, radii.z), {}, 0.0f, 1.0f});
    finish(surface, rings, sides);
    return surface;
}

}  // namespace im::render

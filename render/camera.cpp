#include "render/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

namespace im::render {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr float kOrbitPerPixel = 0.0065f;  // radians: a turn by 360 degrees takes about a window's width
constexpr float kFollowSeconds = 0.25f;

float wrap(float angle) {
    return std::remainder(angle, 2.0f * kPi);
}

/// From the target towards the eye, unit length.
glm::vec3 backward(const OrbitCamera& camera) {
    return {std::sin(camera.yaw) * std::cos(camera.pitch), std::sin(camera.pitch),
            std::cos(camera.yaw) * std::cos(camera.pitch)};
}

struct Axes {
    glm::vec3 right, up, back;
};

Axes axes(const OrbitCamera& camera) {
    const glm::vec3 back = backward(camera);
    const glm::vec3 right{std::cos(camera.yaw), 0.0f, -std::sin(camera.yaw)};
    return {right, glm::cross(back, right), back};
}

}  // namespace

void OrbitCamera::orbit(float dx, float dy) {
    yaw = wrap(yaw - dx * kOrbitPerPixel);
    pitch = std::clamp(pitch + dy * kOrbitPerPixel, -kMaxPitch, kMaxPitch);
}

void OrbitCamera::pan(float dx, float dy, float viewport_height) {
    const float metres_per_pixel = 2.0f * distance * std::tan(fov_y * 0.5f) / std::max(viewport_height, 1.0f);
    const Axes a = axes(*this);
    target += (a.up * dy - a.right * dx) * metres_per_pixel;
}

void OrbitCamera::zoom(float steps) {
    distance = std::clamp(distance * std::pow(0.9f, steps), kMinDistance, kMaxDistance);
}

void OrbitCamera::follow(const glm::vec3& point, float dt) {
    target += (point - target) * (1.0f - std::exp(-std::max(dt, 0.0f) / kFollowSeconds));
}

void OrbitCamera::frame(const glm::vec3& bounds_min, const glm::vec3& bounds_max, float aspect) {
    const glm::vec3 middle = 0.5f * (bounds_min + bounds_max), half = 0.5f * (bounds_max - bounds_min);
    const float tan_y = std::tan(fov_y * 0.5f), tan_x = tan_y * std::max(aspect, 0.01f);
    const Axes a = axes(*this);
    std::array<glm::vec3, 8> corners;  // in the camera's axes, around the middle of the box
    for (int i = 0; i < 8; ++i) {
        const glm::vec3 p = half * glm::vec3(i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1);
        corners[static_cast<std::size_t>(i)] = {glm::dot(p, a.right), glm::dot(p, a.up), glm::dot(p, a.back)};
    }
    // A corner (x, y, z) lies inside the pyramid of an eye at (ex, ey, ez) when |x - ex| <= (ez - z) tan: the
    // extremes of z tan + x and z tan - x give the nearest eye. Then the picture is centred; a few rounds, as
    // perspective bends it.
    glm::vec2 right_top(-1e9f), left_bottom(-1e9f);
    for (const glm::vec3& c : corners) {
        right_top = glm::max(right_top, c.z * glm::vec2(tan_x, tan_y) + glm::vec2(c));
        left_bottom = glm::max(left_bottom, c.z * glm::vec2(tan_x, tan_y) - glm::vec2(c));
    }
    const glm::vec2 needed = 0.5f * (right_top + left_bottom) / glm::vec2(tan_x, tan_y);
    distance = std::clamp(std::max(needed.x, needed.y) * 1.08f, kMinDistance, kMaxDistance);
    glm::vec2 center = 0.5f * (right_top - left_bottom);
    for (int round = 0; round < 6; ++round) {
        glm::vec2 low(1e9f), high(-1e9f);
        for (const glm::vec3& c : corners) {
            const glm::vec2 seen = (glm::vec2(c) - center) / std::max(distance - c.z, 0.01f);
            low = glm::min(low, seen);
            high = glm::max(high, seen);
        }
        center += 0.5f * (low + high) * distance * 0.7f;
    }
    target = middle + a.right * center.x + a.up * center.y;
}

void OrbitCamera::look(View named) {
    pitch = 0.08f;
    switch (named) {
        case View::Front:
            yaw = 0.0f;
            break;
        case View::Back:
            yaw = kPi;
            break;
        case View::Side:
            yaw = 0.5f * kPi;
            break;
        case View::OtherSide:
            yaw = -0.5f * kPi;
            break;
        case View::Top:
            yaw = 0.0f, pitch = kMaxPitch;
            break;
        case View::ThreeQuarter:
            yaw = 0.6f, pitch = 0.22f;
            break;
    }
}

glm::vec3 OrbitCamera::eye() const {
    return target + backward(*this) * distance;
}

glm::mat4 OrbitCamera::view() const {
    return glm::lookAt(eye(), target, axes(*this).up);
}

glm::mat4 OrbitCamera::projection(float aspect) const {
    return glm::perspective(fov_y, std::max(aspect, 0.01f), std::clamp(distance * 0.02f, 0.01f, 0.25f),
                            distance + 150.0f);
}

std::optional<glm::vec2> OrbitCamera::project(const glm::vec3& point, const glm::vec2& size) const {
    const glm::vec4 clip = projection(size.x / std::max(size.y, 1.0f)) * view() * glm::vec4(point, 1.0f);
    if (clip.w <= 1e-4f) return std::nullopt;
    const glm::vec2 ndc = glm::vec2(clip) / clip.w;
    return glm::vec2((ndc.x * 0.5f + 0.5f) * size.x, (0.5f - ndc.y * 0.5f) * size.y);
}

Ray OrbitCamera::ray(const glm::vec2& pixel, const glm::vec2& size) const {
    const float tan_y = std::tan(fov_y * 0.5f), tan_x = tan_y * size.x / std::max(size.y, 1.0f);
    const Axes a = axes(*this);
    const float x = (2.0f * pixel.x / std::max(size.x, 1.0f) - 1.0f) * tan_x;
    const float y = (1.0f - 2.0f * pixel.y / std::max(size.y, 1.0f)) * tan_y;
    return {eye(), glm::normalize(a.right * x + a.up * y - a.back)};
}

OrbitCamera blend(const OrbitCamera& from, const OrbitCamera& to, float t) {
    t = std::clamp(t, 0.0f, 1.0f);
    OrbitCamera camera;
    camera.target = from.target + (to.target - from.target) * t;
    camera.distance =
        std::exp(std::log(from.distance) + (std::log(to.distance) - std::log(from.distance)) * t);
    camera.yaw = wrap(from.yaw + wrap(to.yaw - from.yaw) * t);
    camera.pitch = from.pitch + (to.pitch - from.pitch) * t;
    camera.fov_y = from.fov_y + (to.fov_y - from.fov_y) * t;
    return camera;
}

}  // namespace im::render

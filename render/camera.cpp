#include "render/camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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
    target = 0.5f * (bounds_min + bounds_max);
    const glm::vec3 half = 0.5f * (bounds_max - bounds_min);
    const float tan_y = std::tan(fov_y * 0.5f), tan_x = tan_y * std::max(aspect, 0.01f);
    const Axes a = axes(*this);
    // Every corner must lie inside the pyramid of view: distance >= depth + |offset| / tan for both
    // directions.
    float needed = 0.0f;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p =
            half * glm::vec3(corner & 1 ? 1.0f : -1.0f, corner & 2 ? 1.0f : -1.0f, corner & 4 ? 1.0f : -1.0f);
        const float depth = glm::dot(p, a.back);
        needed = std::max({needed, depth + std::abs(glm::dot(p, a.right)) / tan_x,
                           depth + std::abs(glm::dot(p, a.up)) / tan_y});
    }
    distance = std::clamp(needed * 1.08f, kMinDistance, kMaxDistance);
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

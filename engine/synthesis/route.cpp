#include "engine/synthesis/route.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/synthesis/floor_warp.h"

namespace im {
namespace {

constexpr double kRampMax = 0.3;      // metres
constexpr double kTightRadius = 0.4;  // metres, where steps are half as long
constexpr double kSidewaysMax = 5;    // metres/second2
constexpr double kLeanMax = 12 * std::numbers::pi / 180;
constexpr double kTurnRadius = 0.6;  // metres, of corners, with their ramps
constexpr double kPi = std::numbers::pi;

/// How much shorter the gait's steps get where the way has this curvature.
double step_share(double curvature, double speed) {
    const double tight = curvature * kTightRadius;
    double share = 1 / (1 + tight * tight);
    const double sideways = speed * speed * std::abs(curvature);
    if (share * share * sideways > kSidewaysMax) share = std::sqrt(kSidewaysMax / sideways);
    return share;
}

/// The same on the route, where people slow down before a bend.
double step_share_at(const Route& route, double way, double speed) {
    constexpr int kLooks = 3;
    const double apart = std::clamp(0.1 * speed, 0.1, 0.3);  // metres
    double sum = 0;
    for (int k = -kLooks; k <= kLooks; ++k) sum += step_share(route.curvature(way + k * apart), speed);
    return sum / (2 * kLooks + 1);
}

/// Leans under a mean of a third of a second: bodies tilt slowly.
void ease_leans(std::vector<FloorPlace>& places) {
    constexpr int kReach = 3;
    const int T = static_cast<int>(places.size());
    std::vector<glm::dvec3> leans;
    for (const FloorPlace& place : places) leans.push_back(place.lean);
    for (int t = 0; t < T; ++t) {
        glm::dvec3 sum(0);
        for (int k = t - kReach; k <= t + kReach; ++k)
            sum += leans[static_cast<std::size_t>(std::clamp(k, 0, T - 1))];
        places[static_cast<std::size_t>(t)].lean = sum / (2.0 * kReach + 1);
    }
}

glm::dvec3 ahead(double heading) {
    return {std::sin(heading), 0, std::cos(heading)};
}

/// Straight legs with turns between, as wide as kTurnRadius.
Route legs_route(double leg, int legs, double angle, int side, bool alternate) {
    Route route;
    const double turn = kTurnRadius * angle;
    for (int i = 1; i < legs; ++i) {
        route.length += leg;
        route.bends.push_back({route.length, turn, (alternate && i % 2 == 0 ? -side : side) * angle});
        route.length += turn;
    }
    route.length += leg;
    return route;
}

}  // namespace

double Route::curvature(double way) const {
    double sum = 0;
    for (const Bend& bend : bends) {
        const double ramp = std::min(kRampMax, 0.35 * bend.length);
        const double in = way - bend.start, out = bend.start + bend.length - way;
        if (in <= 0 || out <= 0) continue;
        sum += bend.angle / (bend.length - ramp) * std::min({1.0, in / ramp, out / ramp});
    }
    return sum;
}

Route circle_route(double radius, double angle, int side) {
    // Ramps lie beyond both ends: the walk is on the circle from its first frame to its last.
    const double length = radius * angle;
    return {{{-kRampMax, length + 2 * kRampMax, side * (angle + kRampMax / radius)}}, length};
}

Route s_route(double radius, double angle, int side) {
    const double length = radius * angle;
    return {{{0, length, side * angle}, {length, length, -side * angle}}, 2 * length};
}

Route winding_route(double radius, double angle, int bends, int side) {
    Route route;
    for (int i = 0; i <= bends; ++i) {
        const double part = i == 0 || i == bends ? 0.5 * angle : angle;
        route.bends.push_back({route.length, radius * part, side * (i % 2 == 0 ? part : -part)});
        route.length += radius * part;
    }
    return route;
}

Route zigzag_route(double leg, double angle, int legs, int side) {
    Route route;
    for (int i = 0; i < legs; ++i) {
        // The first leg goes off to the side by half of the angle, so that the zigzag as a whole goes ahead.
        const double part = i == 0 ? 0.5 * angle : angle;
        const double turn = 0.7 * kTurnRadius * part;
        if (i > 0) route.length += leg;
        route.bends.push_back({route.length, turn, side * (i % 2 == 0 ? part : -part)});
        route.length += turn;
    }
    route.length += leg;
    return route;
}

Route corner_route(double before, double after, double angle, int side) {
    const double turn = kTurnRadius * angle;
    return {{{before, turn, side * angle}}, before + turn + after};
}

Route back_and_forth_route(double leg, int legs, int side) {
    return legs_route(leg, legs, kPi, side, false);
}

Route square_route(double leg, int legs, int side) {
    return legs_route(leg, legs, kPi / 2, side, false);
}

Route eight_route(double radius, int side) {
    return s_route(radius, 2 * kPi, side);
}

BentWalk bend_walk(const StraightGait& gait, const Route& route) {
    BentWalk bent;
    const int T = gait.clip.frame_count();
    std::vector<FloorPlace> places;
    double heading = 0, way = 0;
    glm::dvec3 position(0);
    for (int t = 0; t < T && !bent.whole; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const double next = gait.way[std::min(i + 1, gait.way.size() - 1)], step = next - gait.way[i];
        const double speed = step * gait.clip.fps, curvature = route.curvature(way);
        const double share = step_share_at(route, way, speed);
        const double pull = std::atan(share * share * speed * speed * curvature / 9.81);
        // A positive turn about the direction of the way leans to its right.
        const glm::dvec3 lean = -std::clamp(0.6 * pull, -kLeanMax, kLeanMax) * ahead(heading);
        places.push_back({{0, 0, gait.way[i]}, position, heading, lean});
        bent.travel.path.push_back(position);
        bent.travel.heading.push_back(heading);
        bent.travel.way.push_back(way);
        const double stride = share * step, middle = route.curvature(way + 0.5 * stride);
        position += stride * ahead(heading + 0.5 * stride * middle);
        heading += stride * middle;
        way += stride;
        bent.whole = way >= route.length;
    }
    ease_leans(places);
    const auto frames = places.size();
    MotionClip clip = gait.clip;
    clip.positions.resize(frames * static_cast<std::size_t>(clip.joint_count));
    Contacts contacts = gait.contacts;
    for (auto& feet : contacts.feet) feet.resize(frames);
    bent.clip = warp_over_floor(clip, places, contacts);
    return bent;
}

int frames_needed(const Route& route, double speed, double fps) {
    constexpr double kStep = 0.04;  // metres
    double seconds = 0;
    for (double way = 0; way < route.length; way += kStep)
        seconds += kStep / (speed * step_share_at(route, way, speed));
    return static_cast<int>(std::ceil(seconds * fps)) + 1;
}

double fitted_radius(const std::vector<glm::dvec3>& path) {
    // Kasa's fit: x^2 + z^2 + a x + b z + c = 0, around the mean so that c drops out of the first two rows.
    glm::dvec3 mean(0);
    for (const auto& p : path) mean += p / static_cast<double>(path.size());
    double xx = 0, zz = 0, xz = 0, xr = 0, zr = 0, r = 0;
    for (const auto& p : path) {
        const double x = p.x - mean.x, z = p.z - mean.z, square = x * x + z * z;
        xx += x * x;
        zz += z * z;
        xz += x * z;
        xr += x * square;
        zr += z * square;
        r += square / static_cast<double>(path.size());
    }
    const double determinant = xx * zz - xz * xz;
    if (!(determinant > 1e-9 * (xx + zz) * (xx + zz))) return 1e9;
    const double x = 0.5 * (xr * zz - zr * xz) / determinant, z = 0.5 * (zr * xx - xr * xz) / determinant;
    return std::sqrt(x * x + z * z + r);
}

}  // namespace im

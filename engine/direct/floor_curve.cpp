#include "engine/direct/floor_curve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

namespace im {
namespace {

constexpr double kApart = 0.02;     // metres between samples
constexpr double kRounding = 0.18;  // metres, of corners
constexpr double kTurning = 0.1;    // metres, of the heading: a turn back is not within a frame
constexpr double kSame = 0.01;      // metres
constexpr std::size_t kSamplesMax = 500'000;

/// Under a Gaussian of `sigma` samples; open ends go on as their point reflection, closed ones round.
std::vector<double> smoothed(const std::vector<double>& track, double sigma, bool closed, double per_round) {
    const int radius = static_cast<int>(std::ceil(3 * sigma)), n = static_cast<int>(track.size()),
              last = n - 1;
    if (radius < 1 || n < 3) return track;
    std::vector<double> weights, result;
    double total = 0;
    for (int k = -radius; k <= radius; ++k)
        total += weights.emplace_back(std::exp(-0.5 * k * k / (sigma * sigma)));
    // The last sample of a closed way is the first, `per_round` on.
    const auto at = [&](int i) {
        double more = 0;
        if (closed) {
            for (; i < 0; i += last) more -= per_round;
            for (; i > last; i -= last) more += per_round;
            return track[static_cast<std::size_t>(i)] + more;
        }
        if (i < 0) return 2 * track.front() - track[static_cast<std::size_t>(std::min(-i, last))];
        if (i > last) return 2 * track.back() - track[static_cast<std::size_t>(std::max(2 * last - i, 0))];
        return track[static_cast<std::size_t>(i)];
    };
    for (int t = 0; t < n; ++t) {
        double sum = 0;
        for (int k = -radius; k <= radius; ++k)
            sum += weights[static_cast<std::size_t>(k + radius)] * at(t + k);
        result.push_back(sum / total);
    }
    return result;
}

}  // namespace

FloorCurve::FloorCurve(const DrawnPath& path) {
    for (const glm::dvec2& p : path.points) {
        if (drawn_.empty() || glm::distance(p, drawn_.back()) > kSame) drawn_.push_back(p);
    }
    const bool closed = path.closed && drawn_.size() > 2;
    if (closed && glm::distance(drawn_.front(), drawn_.back()) > kSame) drawn_.push_back(drawn_.front());
    double drawn_length = 0;
    for (std::size_t i = 1; i < drawn_.size(); ++i) drawn_length += glm::distance(drawn_[i - 1], drawn_[i]);
    const double apart = std::max(kApart, drawn_length / kSamplesMax);
    for (std::size_t i = 0; i + 1 < drawn_.size(); ++i) {
        const int parts =
            std::max(1, static_cast<int>(std::lround(glm::distance(drawn_[i], drawn_[i + 1]) / apart)));
        for (int k = 0; k < parts; ++k) {
            const glm::dvec2 p = glm::mix(drawn_[i], drawn_[i + 1], static_cast<double>(k) / parts);
            x_.push_back(p.x);
            z_.push_back(p.y);
        }
    }
    if (!drawn_.empty()) {
        x_.push_back(drawn_.back().x);
        z_.push_back(drawn_.back().y);
    }
    x_ = smoothed(x_, kRounding / apart, closed, 0);
    z_ = smoothed(z_, kRounding / apart, closed, 0);
    const std::size_t n = x_.size();
    for (std::size_t i = 0; i < n; ++i)
        way_.push_back(i == 0 ? 0 : way_.back() + std::hypot(x_[i] - x_[i - 1], z_[i] - z_[i - 1]));
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t a = i == 0 ? 0 : i - 1, b = std::min(i + 1, n - 1);
        const double dx = x_[b] - x_[a], dz = z_[b] - z_[a];
        double angle = heading_.empty() ? 0 : heading_.back();
        if (std::hypot(dx, dz) > 1e-9) {
            const double found = std::atan2(dx, dz);
            angle = heading_.empty() ? found : angle + std::remainder(found - angle, 2 * std::numbers::pi);
        }
        heading_.push_back(angle);
    }
    if (n > 2) heading_ = smoothed(heading_, kTurning / apart, closed, heading_.back() - heading_.front());
}

double FloorCurve::between(const std::vector<double>& track, double way) const {
    if (track.empty()) return 0;
    const auto after = std::upper_bound(way_.begin(), way_.end(), way);
    if (after == way_.begin()) return track.front();
    if (after == way_.end()) return track.back();
    const auto i = static_cast<std::size_t>(after - way_.begin());
    const double span = way_[i] - way_[i - 1], u = span > 0 ? (way - way_[i - 1]) / span : 0;
    return track[i - 1] + u * (track[i] - track[i - 1]);
}

glm::dvec3 FloorCurve::place(double way) const {
    return {between(x_, way), 0, between(z_, way)};
}

double FloorCurve::heading(double way) const {
    return between(heading_, way);
}

double FloorCurve::curvature(double way) const {
    constexpr double kReach = 0.06;  // metres
    const double a = std::max(0.0, way - kReach), b = std::min(length(), way + kReach);
    return b > a ? (heading(b) - heading(a)) / (b - a) : 0;
}

double FloorCurve::distance(const glm::dvec3& place) const {
    const glm::dvec2 p(place.x, place.z);
    if (drawn_.empty()) return 0;
    double least = glm::distance(p, drawn_.front());
    for (std::size_t i = 1; i < drawn_.size(); ++i) {
        const glm::dvec2 line = drawn_[i] - drawn_[i - 1];
        const double u = std::clamp(glm::dot(p - drawn_[i - 1], line) / glm::dot(line, line), 0.0, 1.0);
        least = std::min(least, glm::distance(p, drawn_[i - 1] + u * line));
    }
    return least;
}

}  // namespace im

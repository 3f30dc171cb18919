#include "engine/io/array_space.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

constexpr double kFloorShare = 0.1;      // of the figure's size: how far from 0 a floor may be
constexpr double kFloorSpread = 0.3;     // of its size: a floor that moves this much is none
constexpr double kUsualAdvantage = 0.3;  // against a full point for each kind of evidence
constexpr double kSureMargin = 0.25;
constexpr double kFloorMax = 0.3;  // metres
constexpr double kFigureHeight = 1.7;

const glm::dvec3 kY(0, 1, 0), kZ(0, 0, 1);

struct Unit {
    double height_min, height_max;  // of people, in the unit
    double metres;
    const char* name;
};
constexpr Unit kUnits[] = {{0.6, 2.6, 1, "metres"},
                           {3.5, 7.5, 0.3048, "feet"},
                           {40, 95, 0.0254, "inches"},
                           {95, 260, 0.01, "centimetres"},
                           {600, 2600, 0.001, "millimetres"}};

glm::dvec3 at(std::span<const glm::vec3> frame, Role role) {
    return glm::dvec3(frame[role]);
}

double percentile(std::vector<double> values, double share) {
    const auto n =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), n, values.end());
    return *n;
}

/// Of one leg and the trunk, along the bones.
double size_of(std::span<const glm::vec3> frame) {
    double size = 0;
    for (const auto& [a, b] : {std::pair{kLeftHip, kLeftKnee},
                               {kLeftKnee, kLeftAnkle},
                               {kPelvis, kSpine1},
                               {kSpine1, kSpine2},
                               {kSpine2, kSpine3},
                               {kSpine3, kNeck}})
        size += glm::distance(at(frame, a), at(frame, b));
    return size;
}

double median_size(const MotionClip& clip) {
    std::vector<double> sizes;
    for (int t = 0; t < clip.frame_count(); ++t) sizes.push_back(size_of(clip.frame(t)));
    return percentile(std::move(sizes), 0.5);
}

double figure_size() {
    const auto& bones = humanml3d_bone_lengths();
    double size = 0;
    for (const Role role : {kLeftKnee, kLeftAnkle, kSpine1, kSpine2, kSpine3, kNeck})
        size += bones[static_cast<std::size_t>(role)];
    return size;
}

/// How well the axis explains the clip: up to a point for the figure that stands along it, one for a floor at
/// 0, and up to one less for a floor that moves.
double evidence(const MotionClip& clip, const glm::dvec3& axis, double size) {
    double standing = 0;
    std::vector<double> lowest;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto frame = clip.frame(t);
        const glm::dvec3 body = at(frame, kNeck) - 0.5 * (at(frame, kLeftAnkle) + at(frame, kRightAnkle));
        standing += glm::dot(body, axis) / std::max(glm::length(body), 1e-9);
        double low = 1e300;
        for (const glm::vec3& p : frame) low = std::min(low, glm::dot(glm::dvec3(p), axis));
        lowest.push_back(low);
    }
    const double floor = percentile(lowest, 0.1), spread = percentile(lowest, 0.9) - floor;
    return standing / clip.frame_count() + (std::abs(floor) < kFloorShare * size ? 1 : 0) -
           std::min(1.0, spread / (kFloorSpread * size));
}

const char* name_of(const glm::dvec3& axis) {
    return axis.z > 0.5 ? "Z" : axis.y > 0 ? "Y" : "-Y";
}

}  // namespace

glm::dquat upright_turn(const glm::dvec3& axis) {
    return axis.y < 0 ? glm::dquat(0, 1, 0, 0) : between(axis, kY);
}

FoundUp find_up(const MotionClip& clip, UpAxis usual) {
    const double size = median_size(clip);
    const glm::dvec3 axes[] = {usual == UpAxis::Y ? kY : kZ, usual == UpAxis::Y ? kZ : kY, -kY};
    double scores[3];
    for (std::size_t i = 0; i < 3; ++i)
        scores[i] = evidence(clip, axes[i], size) + (i == 0 ? kUsualAdvantage : 0);
    const auto best = static_cast<std::size_t>(std::max_element(scores, scores + 3) - scores);
    double second = -1e300;
    for (std::size_t i = 0; i < 3; ++i) {
        if (i != best) second = std::max(second, scores[i]);
    }
    return {axes[best], scores[best] > second + kSureMargin};
}

std::string up_warning(const FoundUp& found, UpAxis usual) {
    const bool is_usual = found.axis == (usual == UpAxis::Y ? kY : kZ);
    if (is_usual && found.sure) return "";
    if (!found.sure)
        return fmt::format(
            "neither pose nor path tell clearly which axis points up: {} is taken; --file-up y|z says "
            "another",
            name_of(found.axis));
    return fmt::format("{} points up, as pose and path tell ({} is usual); --file-up y|z says another",
                       name_of(found.axis), usual == UpAxis::Y ? "Y" : "Z");
}

void mend_space(MotionClip& clip, std::optional<UpAxis> up, std::vector<std::string>& warnings) {
    const double size = median_size(clip);
    if (!(size > 1e-9)) throw input_error("positions: expected a figure, found all its joints at one place");
    FoundUp found{!up || *up == UpAxis::Y ? kY : kZ, true};
    if (!up) {
        found = find_up(clip, UpAxis::Y);
        if (std::string warning = up_warning(found, UpAxis::Y); !warning.empty())
            warnings.push_back(std::move(warning));
    }
    if (found.axis != kY) {
        for (glm::vec3& p : clip.positions) p = glm::vec3(upright_turn(found.axis) * glm::dvec3(p));
    }
    const double height = kFigureHeight * size / figure_size();
    const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits), [height](const Unit& u) {
        return height >= u.height_min && height <= u.height_max;
    });
    const bool known = unit != std::end(kUnits);
    const double metres = known ? unit->metres : figure_size() / size;
    if (metres != 1) {
        for (glm::vec3& p : clip.positions) p = glm::vec3(metres * glm::dvec3(p));
        warnings.push_back(known
                               ? fmt::format("the figure is about {:.4g} units tall: they are taken for {}",
                                             height, unit->name)
                               : fmt::format("the figure is about {:.3g} units tall, which is no usual unit: "
                                             "it was scaled to {} m",
                                             height, kFigureHeight));
    }
    double lowest = 1e300;
    for (const glm::vec3& p : clip.positions) lowest = std::min(lowest, static_cast<double>(p.y));
    if (std::abs(lowest) <= kFloorMax) return;
    for (glm::vec3& p : clip.positions) p.y -= static_cast<float>(lowest);
    warnings.push_back(fmt::format("the lowest joint was {:.2f} m {} the floor: the clip was put on it",
                                   std::abs(lowest), lowest < 0 ? "below" : "above"));
}

}  // namespace im

#include "engine/motion/rig/body_mesh.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <glm/geometric.hpp>

namespace im {
namespace {

/// A round cone from a to b, radii at its ends; it moves with one joint.
struct Part {
    glm::vec3 a, b;
    float radius_a, radius_b;
    int joint;

    float distance(const glm::vec3& p) const {
        const glm::vec3 bone = b - a;
        const float length2 = glm::dot(bone, bone);
        const float along = length2 > 0 ? std::clamp(glm::dot(p - a, bone) / length2, 0.0f, 1.0f) : 0.0f;
        return glm::length(p - (a + along * bone)) - (radius_a + along * (radius_b - radius_a));
    }
};

/// From one role to another, radii in metres for a figure with HumanML3D's legs. `side`: how far beside the
/// line, for the parts of the trunk that are wider than deep.
struct Flesh {
    Role from, to;
    float radius_from, radius_to;
    float side = 0;
};
constexpr Flesh kFlesh[] = {
    {kPelvis, kLeftHip, .088f, .070f},
    {kPelvis, kRightHip, .088f, .070f},
    {kPelvis, kSpine1, .095f, .088f, .04f},
    {kPelvis, kSpine1, .095f, .088f, -.04f},
    {kSpine1, kSpine2, .086f, .090f, .04f},
    {kSpine1, kSpine2, .086f, .090f, -.04f},
    {kSpine2, kSpine3, .092f, .096f, .05f},
    {kSpine2, kSpine3, .092f, .096f, -.05f},
    {kSpine3, kNeck, .088f, .048f},
    {kNeck, kHead, .048f, .052f},
    {kSpine3, kLeftCollar, .09f, .07f},
    {kSpine3, kRightCollar, .09f, .07f},
    {kLeftCollar, kLeftShoulder, .066f, .056f},
    {kRightCollar, kRightShoulder, .066f, .056f},
    {kLeftShoulder, kLeftElbow, .052f, .038f},
    {kRightShoulder, kRightElbow, .052f, .038f},
    {kLeftElbow, kLeftWrist, .040f, .027f},
    {kRightElbow, kRightWrist, .040f, .027f},
    {kLeftHip, kLeftKnee, .066f, .048f},
    {kRightHip, kRightKnee, .066f, .048f},
    {kLeftKnee, kLeftAnkle, .054f, .036f},
    {kRightKnee, kRightAnkle, .054f, .036f},
    {kLeftAnkle, kLeftFoot, .040f, .034f},
    {kRightAnkle, kRightFoot, .040f, .034f},
};

constexpr int kPartsMin = 10;
constexpr float kStandardLeg = 0.82f;  // HumanML3D's thigh and shin, metres
constexpr float kMelt = 0.012f;        // metres over which parts flow together
constexpr float kCell = 0.021f;        // metres
constexpr int kCellsMax = 160;         // along the longest side
constexpr double kStride = 0.21;       // radians that each leg is spread while the surface is made

class Figure {
  public:
    explicit Figure(const Rig& rig) : rig_(rig), rest_(rest_transforms(rig)) {
        known_ = static_cast<int>(
            std::count_if(rig.roles.begin(), rig.roles.end(), [](int joint) { return joint >= 0; }));
        size_ = leg() / kStandardLeg;
    }

    float size() const { return size_; }

    std::vector<Part> parts() {
        known_ >= kPartsMin ? add_flesh() : add_bones();
        return std::move(parts_);
    }

  private:
    int joint(Role role) const { return rig_.roles[role]; }
    bool has(Role role) const { return joint(role) >= 0; }
    glm::vec3 at(Role role) const {
        return glm::vec3(rest_[static_cast<std::size_t>(joint(role))].translation);
    }

    float leg() const {
        if (has(kLeftHip) && has(kLeftKnee) && has(kLeftAnkle)) {
            const float length =
                glm::distance(at(kLeftHip), at(kLeftKnee)) + glm::distance(at(kLeftKnee), at(kLeftAnkle));
            if (length > 1e-3f) return length;
        }
        // Half of what the rig spans: a figure's leg, and for anything else a fair scale.
        glm::vec3 low(1e9f), high(-1e9f);
        for (const Transform& t : rest_) {
            low = glm::min(low, glm::vec3(t.translation));
            high = glm::max(high, glm::vec3(t.translation));
        }
        const glm::vec3 span = high - low;
        return std::max({span.x, span.y, span.z, 1e-3f}) / 2;
    }

    void add(const glm::vec3& a, const glm::vec3& b, float radius_a, float radius_b, int joint) {
        parts_.push_back({a, b, radius_a * size_, radius_b * size_, joint});
    }

    void add_flesh() {
        for (const Flesh& flesh : kFlesh) {
            Role from = flesh.from;
            // A rig without a part (a collar, a third spine) is fleshed from the part before it.
            while (!has(from) && from != kPelvis)
                from = static_cast<Role>(humanml3d_skeleton().parents[from]);
            if (!has(from) || !has(flesh.to)) continue;
            const glm::vec3 beside(flesh.side * size_, 0, 0);
            add(at(from) + beside, at(flesh.to) + beside, flesh.radius_from, flesh.radius_to, joint(from));
        }
        if (has(kHead) && has(kNeck)) {
            const glm::vec3 up(0, size_, 0), ahead(0, 0, size_);
            add(at(kHead) + .02f * up - .01f * ahead, at(kHead) + .10f * up + .005f * ahead, .075f, .088f,
                joint(kHead));
        }
        for (const auto& [elbow, wrist] :
             {std::pair{kLeftElbow, kLeftWrist}, std::pair{kRightElbow, kRightWrist}}) {
            if (!has(elbow) || !has(wrist)) continue;
            const glm::vec3 along = at(wrist) - at(elbow);
            const float length = glm::length(along);
            if (length > 0)
                add(at(wrist), at(wrist) + along * (.13f * size_ / length), .030f, .026f, joint(wrist));
        }
        for (const auto& [ankle, foot] :
             {std::pair{kLeftAnkle, kLeftFoot}, std::pair{kRightAnkle, kRightFoot}}) {
            if (!has(ankle) || !has(foot)) continue;
            glm::vec3 ahead = at(foot) - at(ankle);
            ahead.y = 0;
            const float length = glm::length(ahead);
            if (length > 0)
                add(at(foot), at(foot) + ahead * (.055f * size_ / length), .034f, .024f, joint(foot));
        }
    }

    void add_bones() {
        for (std::size_t j = 0; j < rig_.joints.size(); ++j) {
            const int parent = rig_.joints[j].parent;
            if (parent < 0) continue;
            const glm::vec3 a(rest_[static_cast<std::size_t>(parent)].translation), b(rest_[j].translation);
            if (glm::distance(a, b) > 1e-6f) add(a, b, .05f, .03f, parent);
        }
    }

    const Rig& rig_;
    std::vector<Transform> rest_;
    std::vector<Part> parts_;
    int known_ = 0;
    float size_ = 1;
};

/// The surface where the parts' summed closeness, sum exp(-distance / melt), is 1, by surface nets (Gibson
/// 1998): a vertex in every grid cell that the surface crosses, a square for every grid edge.
class SurfaceNet {
  public:
    SurfaceNet(const std::vector<Part>& parts, float size) : parts_(parts), melt_(kMelt * size) {
        glm::vec3 low(1e9f), high(-1e9f);
        for (const Part& part : parts) {
            const float reach = std::max(part.radius_a, part.radius_b) + 3 * melt_;
            low = glm::min(low, glm::min(part.a, part.b) - reach);
            high = glm::max(high, glm::max(part.a, part.b) + reach);
        }
        const glm::vec3 span = high - low;
        cell_ = std::max(kCell * size, std::max({span.x, span.y, span.z}) / kCellsMax);
        origin_ = low - cell_;
        for (int i = 0; i < 3; ++i) count_[i] = static_cast<int>(span[i] / cell_) + 4;
        closeness_.assign(static_cast<std::size_t>(count_[0]) * count_[1] * count_[2], 0.0f);
        for (const Part& part : parts) add(part);
    }

    SkinnedMesh mesh() {
        place_vertices();
        add_squares();
        for (glm::vec3& normal : mesh_.normals)
            normal = glm::length(normal) > 0 ? glm::normalize(normal) : glm::vec3(0, 1, 0);
        for (const glm::vec3& p : mesh_.positions) mesh_.influences.push_back(influence(p));
        return std::move(mesh_);
    }

  private:
    std::size_t index(int x, int y, int z) const {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(count_[1]) +
                static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(count_[0]) +
               static_cast<std::size_t>(x);
    }
    glm::vec3 point(int x, int y, int z) const { return origin_ + cell_ * glm::vec3(x, y, z); }
    bool inside(std::size_t i) const { return closeness_[i] > 1; }

    /// Only the grid points near the part can feel it.
    void add(const Part& part) {
        const float reach = std::max(part.radius_a, part.radius_b) + 3 * melt_;
        int from[3], to[3];
        for (int i = 0; i < 3; ++i) {
            from[i] =
                std::max(0, static_cast<int>((std::min(part.a[i], part.b[i]) - reach - origin_[i]) / cell_));
            to[i] =
                std::min(count_[i] - 1,
                         static_cast<int>((std::max(part.a[i], part.b[i]) + reach - origin_[i]) / cell_) + 1);
        }
        for (int z = from[2]; z <= to[2]; ++z) {
            for (int y = from[1]; y <= to[1]; ++y) {
                for (int x = from[0]; x <= to[0]; ++x) {
                    const float d = part.distance(point(x, y, z)) / melt_;
                    if (d < 6) closeness_[index(x, y, z)] += std::exp(-std::max(d, -20.0f));
                }
            }
        }
    }

    void place_vertices() {
        vertex_.assign(closeness_.size(), -1);
        for (int z = 0; z + 1 < count_[2]; ++z) {
            for (int y = 0; y + 1 < count_[1]; ++y) {
                for (int x = 0; x + 1 < count_[0]; ++x) place_vertex(x, y, z);
            }
        }
    }

    void place_vertex(int x, int y, int z) {
        glm::vec3 sum(0);
        int crossings = 0;
        for (int axis = 0; axis < 3; ++axis) {
            for (int side = 0; side < 4; ++side) {  // the four edges of the cell along this axis
                glm::ivec3 a(x, y, z);
                a[(axis + 1) % 3] += side & 1;
                a[(axis + 2) % 3] += side >> 1;
                glm::ivec3 b = a;
                ++b[axis];
                const std::size_t ia = index(a.x, a.y, a.z), ib = index(b.x, b.y, b.z);
                if (inside(ia) == inside(ib)) continue;
                const float fa = level(ia), fb = level(ib);
                sum += glm::mix(point(a.x, a.y, a.z), point(b.x, b.y, b.z), fa / (fa - fb));
                ++crossings;
            }
        }
        if (crossings == 0) return;
        vertex_[index(x, y, z)] = static_cast<int>(mesh_.positions.size());
        mesh_.positions.push_back(sum / static_cast<float>(crossings));
        mesh_.normals.emplace_back(0);
    }
    /// Nearly the distance to the surface, in melts: positive inside.
    float level(std::size_t i) const { return std::log(std::max(closeness_[i], 1e-3f)); }

    void add_squares() {
        for (int z = 1; z + 1 < count_[2]; ++z) {
            for (int y = 1; y + 1 < count_[1]; ++y) {
                for (int x = 1; x + 1 < count_[0]; ++x) {
                    for (int axis = 0; axis < 3; ++axis) add_square({x, y, z}, axis);
                }
            }
        }
    }

    void add_square(const glm::ivec3& a, int axis) {
        glm::ivec3 b = a;
        ++b[axis];
        const bool first = inside(index(a.x, a.y, a.z));
        if (first == inside(index(b.x, b.y, b.z))) return;
        std::array<std::uint32_t, 4> corner{};
        for (int i = 0; i < 4; ++i) {  // the four cells around the edge, in a circle
            glm::ivec3 c = a;
            if (i == 1 || i == 2) --c[(axis + 1) % 3];
            if (i >= 2) --c[(axis + 2) % 3];
            corner[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(vertex_[index(c.x, c.y, c.z)]);
        }
        if (!first) std::swap(corner[1], corner[3]);
        for (const auto& [i, j, k] : {std::array{0, 1, 2}, std::array{0, 2, 3}}) {
            const std::array triangle{corner[static_cast<std::size_t>(i)],
                                      corner[static_cast<std::size_t>(j)],
                                      corner[static_cast<std::size_t>(k)]};
            mesh_.triangles.insert(mesh_.triangles.end(), triangle.begin(), triangle.end());
            const glm::vec3 p = mesh_.positions[triangle[0]];
            const glm::vec3 normal =
                glm::cross(mesh_.positions[triangle[1]] - p, mesh_.positions[triangle[2]] - p);
            for (const std::uint32_t v : triangle) mesh_.normals[v] += normal;
        }
    }

    /// The joints of the nearest parts; halfway between two they share.
    SkinnedMesh::Influence influence(const glm::vec3& p) const {
        std::vector<std::pair<float, int>> near;  // closeness, joint
        for (const Part& part : parts_) {
            const float weight = std::exp(-part.distance(p) / melt_);
            const auto same =
                std::find_if(near.begin(), near.end(), [&](const auto& n) { return n.second == part.joint; });
            if (same == near.end())
                near.emplace_back(weight, part.joint);
            else
                same->first = std::max(same->first, weight);
        }
        std::sort(near.rbegin(), near.rend());
        near.resize(std::min<std::size_t>(near.size(), 4));
        float sum = 0;
        for (auto& [weight, joint] : near) sum += weight = weight < 0.02f * near.front().first ? 0 : weight;
        SkinnedMesh::Influence result;
        for (std::size_t i = 0; i < near.size() && near[i].first > 0; ++i) {
            result.joints[i] = static_cast<std::uint16_t>(near[i].second);
            result.weights[i] = near[i].first / sum;
        }
        return result;
    }

    const std::vector<Part>& parts_;
    float melt_, cell_ = 1;
    glm::vec3 origin_{0};
    int count_[3]{};
    std::vector<float> closeness_;
    std::vector<int> vertex_;  // of each cell, -1: none
    SkinnedMesh mesh_;
};

/// The rig with its legs apart: those that stand close would grow together.
Rig astride(Rig rig) {
    const std::vector<Transform> rest = rest_transforms(rig);
    for (const auto& [hip, angle] : {std::pair{kLeftHip, kStride}, std::pair{kRightHip, -kStride}}) {
        if (rig.roles[hip] < 0) continue;
        RigJoint& joint = rig.joints[static_cast<std::size_t>(rig.roles[hip])];
        const glm::dquat parent =
            joint.parent < 0 ? glm::dquat(1, 0, 0, 0) : rest[static_cast<std::size_t>(joint.parent)].rotation;
        joint.rest.rotation = glm::conjugate(parent) * glm::angleAxis(angle, glm::dvec3(0, 0, 1)) * parent *
                              joint.rest.rotation;
    }
    return rig;
}

/// Moves a mesh with the joints that it follows, from one rest pose to another of the same rig.
void move_mesh(SkinnedMesh& mesh, const Rig& from, const Rig& to) {
    std::vector<Transform> moves = rest_transforms(to);
    const std::vector<Transform> before = rest_transforms(from);
    for (std::size_t j = 0; j < moves.size(); ++j) moves[j] = moves[j] * before[j].inverse();
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        glm::dvec3 place(0), normal(0);
        for (std::size_t i = 0; i < 4; ++i) {
            const double weight = static_cast<double>(mesh.influences[v].weights[i]);
            const Transform& move = moves[mesh.influences[v].joints[i]];
            if (weight == 0) continue;
            place += weight * (move * glm::dvec3(mesh.positions[v]));
            normal += weight * (move.rotation * glm::dvec3(mesh.normals[v]));
        }
        mesh.positions[v] = glm::vec3(place);
        mesh.normals[v] = glm::length(normal) > 0 ? glm::vec3(glm::normalize(normal)) : mesh.normals[v];
    }
}

}  // namespace

SkinnedMesh body_mesh(const Rig& rig) {
    if (rig.joints.empty()) return {};
    const Rig open = astride(rig);
    Figure figure(open);
    const std::vector<Part> parts = figure.parts();
    if (parts.empty()) return {};
    SkinnedMesh mesh = SurfaceNet(parts, figure.size()).mesh();
    move_mesh(mesh, open, rig);
    return mesh;
}

}  // namespace im

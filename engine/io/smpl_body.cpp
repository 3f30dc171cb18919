#include "engine/io/smpl_body.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/io/npz.h"

namespace im {
namespace {

constexpr std::int64_t kVerticesMax = 1'000'000, kJointsMax = 1000;

class Model {
  public:
    explicit Model(const std::filesystem::path& file)
        : file_(file),
          arrays_(read_npz(file, {"v_template", "weights", "f", "J_regressor", "J", "kintree_table"})) {
        vertices_ = shape("v_template", {-1, 3})[0];
        joints_ = shape("weights", {vertices_, -1})[1];
        if (vertices_ > kVerticesMax || joints_ < kRoleCount || joints_ > kJointsMax)
            throw input_error("{}: expected {} to {} joints, found {}, on {} vertices", file.string(),
                              static_cast<int>(kRoleCount), kJointsMax, joints_, vertices_);
    }

    FigureScene scene() const {
        FigureScene scene;
        scene.rig.name = "smpl";
        const std::vector<int> parents = parents_of_joints();
        const std::vector<glm::dvec3> places = joint_places();
        for (std::size_t j = 0; j < parents.size(); ++j) {
            const glm::dvec3 from =
                parents[j] < 0 ? glm::dvec3(0) : places[static_cast<std::size_t>(parents[j])];
            const auto& names = humanml3d_skeleton().joint_names;
            scene.rig.joints.push_back({j < names.size() ? names[j] : fmt::format("joint{}", j),
                                        parents[j],
                                        {places[j] - from, {1, 0, 0, 0}}});
        }
        for (int role = 0; role < kRoleCount; ++role) scene.rig.roles[static_cast<std::size_t>(role)] = role;
        scene.meshes.push_back(mesh());
        return scene;
    }

  private:
    const NpyArray& array(const char* name) const {
        const auto found = arrays_.find(name);
        if (found == arrays_.end())
            throw input_error("{}: expected a SMPL model with the array \"{}\", found none", file_.string(),
                              name);
        return found->second;
    }
    /// -1 stands for any size.
    const std::vector<std::int64_t>& shape(const char* name, const std::vector<std::int64_t>& wanted) const {
        const auto& found = array(name).shape;
        const bool fits = found.size() == wanted.size() &&
                          std::equal(found.begin(), found.end(), wanted.begin(),
                                     [](std::int64_t a, std::int64_t b) { return b < 0 ? a > 0 : a == b; });
        if (!fits)
            throw input_error("{}: {}: expected the shape ({}), found ({})", file_.string(), name,
                              fmt::join(wanted, ", "), fmt::join(found, ", "));
        return found;
    }
    std::vector<float> numbers(const char* name, const std::vector<std::int64_t>& wanted) const {
        shape(name, wanted);
        std::vector<float> values = array(name).as_float();
        if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
            throw input_error("{}: {}: expected numbers, found NaN or Inf", file_.string(), name);
        return values;
    }

    std::vector<int> parents_of_joints() const {
        std::vector<int> parents = humanml3d_skeleton().parents;
        for (std::int64_t j = kRoleCount; j < joints_; ++j)
            parents.push_back(j % 2 == 0 ? kLeftWrist : kRightWrist);
        if (!arrays_.contains("kintree_table")) return parents;
        const std::vector<float> table = numbers("kintree_table", {2, joints_});
        for (std::size_t j = 1; j < parents.size(); ++j) {
            parents[j] = static_cast<int>(std::clamp(table[j], -1.0f, 1e6f));
            if (parents[j] < 0 || parents[j] >= static_cast<int>(j))
                throw input_error("{}: kintree_table: joint {}: expected a parent before it, found {}",
                                  file_.string(), j, table[j]);
        }
        return parents;
    }

    std::vector<glm::dvec3> joint_places() const {
        const auto K = static_cast<std::size_t>(joints_), V = static_cast<std::size_t>(vertices_);
        std::vector<glm::dvec3> places(K, glm::dvec3(0));
        if (arrays_.contains("J")) {
            const std::vector<float> given = numbers("J", {joints_, 3});
            for (std::size_t j = 0; j < K; ++j)
                places[j] = {given[3 * j], given[3 * j + 1], given[3 * j + 2]};
            return places;
        }
        const std::vector<float> shares = numbers("J_regressor", {joints_, vertices_}),
                                 vertices = numbers("v_template", {vertices_, 3});
        for (std::size_t j = 0; j < K; ++j) {
            for (std::size_t v = 0; v < V; ++v) {
                if (shares[j * V + v] != 0)
                    places[j] += static_cast<double>(shares[j * V + v]) *
                                 glm::dvec3(vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2]);
            }
        }
        return places;
    }

    SkinnedMesh mesh() const {
        SkinnedMesh mesh;
        const auto K = static_cast<std::size_t>(joints_), V = static_cast<std::size_t>(vertices_);
        const std::vector<float> places = numbers("v_template", {vertices_, 3}),
                                 weights = numbers("weights", {vertices_, joints_}),
                                 corners = numbers("f", {-1, 3});
        for (std::size_t v = 0; v < V; ++v) {
            mesh.positions.emplace_back(places[3 * v], places[3 * v + 1], places[3 * v + 2]);
            std::vector<std::pair<float, std::size_t>> follows;
            for (std::size_t j = 0; j < K; ++j) follows.emplace_back(weights[v * K + j], j);
            std::partial_sort(follows.begin(), follows.begin() + 4, follows.end(), std::greater<>());
            float sum = 0;
            for (std::size_t i = 0; i < 4; ++i) sum += std::max(0.0f, follows[i].first);
            if (!(sum > 0)) throw input_error("{}: weights: vertex {} follows no joint", file_.string(), v);
            auto& influence = mesh.influences.emplace_back();
            for (std::size_t i = 0; i < 4; ++i) {
                influence.joints[i] = static_cast<std::uint16_t>(follows[i].second);
                influence.weights[i] = std::max(0.0f, follows[i].first) / sum;
            }
        }
        mesh.normals.assign(V, glm::vec3(0));
        for (std::size_t i = 0; i + 2 < corners.size(); i += 3) {
            std::uint32_t corner[3];
            for (std::size_t k = 0; k < 3; ++k) {
                if (!(corners[i + k] >= 0) || !(corners[i + k] < static_cast<float>(V)))
                    throw input_error("{}: f: face {}: expected vertices below {}, found {}", file_.string(),
                                      i / 3, V, corners[i + k]);
                corner[k] = static_cast<std::uint32_t>(corners[i + k]);
                mesh.triangles.push_back(corner[k]);
            }
            const glm::vec3 p = mesh.positions[corner[0]];
            const glm::vec3 normal = glm::cross(mesh.positions[corner[1]] - p, mesh.positions[corner[2]] - p);
            for (const std::uint32_t v : corner) mesh.normals[v] += normal;
        }
        for (glm::vec3& normal : mesh.normals)
            normal = glm::length(normal) > 0 ? glm::normalize(normal) : glm::vec3(0, 1, 0);
        return mesh;
    }

    const std::filesystem::path& file_;
    std::map<std::string, NpyArray> arrays_;
    std::int64_t vertices_ = 0, joints_ = 0;
};

}  // namespace

FigureScene read_smpl_body(const std::filesystem::path& file) {
    return Model(file).scene();
}

}  // namespace im

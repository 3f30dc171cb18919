#include "engine/io/figures.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/rig/rig_retarget.h"

namespace im {
namespace {

constexpr std::size_t kJointsMin = 7;  // hips, and two legs of three
constexpr int kDepthMax = 4;           // of joints that carry several figures, one below the other

/// A joint and all below it, in order.
std::vector<std::size_t> tree_of(const Rig& rig, std::size_t root) {
    std::vector<bool> inside(rig.joints.size(), false);
    inside[root] = true;
    std::vector<std::size_t> tree{root};
    for (std::size_t j = root + 1; j < rig.joints.size(); ++j) {
        const int parent = rig.joints[j].parent;
        inside[j] = parent >= 0 && inside[static_cast<std::size_t>(parent)];
        if (inside[j]) tree.push_back(j);
    }
    return tree;
}

Rig rig_of_tree(const Rig& rig, const std::vector<std::size_t>& tree) {
    const std::vector<Transform> rest = rest_transforms(rig);
    std::vector<int> number(rig.joints.size(), -1);
    Rig part;
    part.name = rig.name;
    for (const std::size_t j : tree) {
        const RigJoint& joint = rig.joints[j];
        number[j] = part.joint_count();
        part.joints.push_back(
            j == tree[0] ? RigJoint{joint.name, -1, rest[j]}
                         : RigJoint{joint.name, number[static_cast<std::size_t>(joint.parent)], joint.rest});
    }
    return part;
}

bool is_figure(const Rig& rig, const std::vector<std::size_t>& tree, const BoneTable& bones) {
    if (tree.size() < kJointsMin) return false;
    Rig part = rig_of_tree(rig, tree);
    part.roles = match_bones(part);
    try {
        apply_bone_table(part, bones);
    } catch (const Error&) {
        return false;  // the table is another figure's
    }
    return std::all_of(std::begin(kNeededRoles), std::end(kNeededRoles),
                       [&part](Role role) { return part.roles[role] >= 0; });
}

/// Trees of figures, none inside another: of each tree that is one, the parts below it that are figures by
/// themselves.
void find_figures(const Rig& rig, const std::vector<std::vector<int>>& children, std::size_t root,
                  const BoneTable& bones, int depth, std::vector<std::vector<std::size_t>>& found) {
    std::vector<std::size_t> tree = tree_of(rig, root);
    if (!is_figure(rig, tree, bones)) return;
    const std::size_t before = found.size();
    // Down a line of single joints to where the tree spreads: a figure's hips, or what carries several.
    std::size_t joint = root;
    while (children[joint].size() == 1) joint = static_cast<std::size_t>(children[joint][0]);
    for (const int child : children[joint]) {
        if (depth < kDepthMax)
            find_figures(rig, children, static_cast<std::size_t>(child), bones, depth + 1, found);
    }
    if (found.size() > before + 1) return;
    found.resize(before);
    found.push_back(std::move(tree));
}

SceneFile part_of(const SceneFile& whole, const std::vector<std::size_t>& tree) {
    const Rig& rig = whole.scene.rig;
    const RigMotion& motion = whole.scene.motion;
    SceneFile part;
    part.warnings = whole.warnings;
    part.rate_doubt = whole.rate_doubt;
    part.scene.rig = rig_of_tree(rig, tree);
    RigMotion& out = part.scene.motion;
    out.fps = motion.fps;
    out.joint_count = part.scene.rig.joint_count();
    std::vector<int> number(rig.joints.size(), -1);
    for (std::size_t i = 0; i < tree.size(); ++i) number[tree[i]] = static_cast<int>(i);
    // What carries the figure may move it: its root is told in the world.
    const bool carried = rig.joints[tree[0]].parent >= 0;
    std::vector<std::size_t> kept;
    bool root_moves = carried;
    for (const int joint : motion.moving) root_moves |= joint == static_cast<int>(tree[0]);
    if (root_moves) out.moving.push_back(0);
    for (std::size_t m = 0; m < motion.moving.size(); ++m) {
        const int joint = number[static_cast<std::size_t>(motion.moving[m])];
        if (joint <= 0) continue;
        out.moving.push_back(joint);
        kept.push_back(m);
    }
    for (int t = 0; t < motion.frame_count(); ++t) {
        const std::size_t row = static_cast<std::size_t>(t) * rig.joints.size(),
                          places = static_cast<std::size_t>(t) * motion.moving.size();
        for (const std::size_t j : tree) out.rotations.push_back(motion.rotations[row + j]);
        if (root_moves) {
            const Transform root = world_transforms(rig, motion, t)[tree[0]];
            out.rotations[out.rotations.size() - tree.size()] = root.rotation;
            out.translations.push_back(root.translation);
        }
        for (const std::size_t m : kept) out.translations.push_back(motion.translations[places + m]);
    }
    return part;
}

/// Hands each mesh over to the figure that has all of its joints.
void give_meshes(const SceneFile& whole, const std::vector<std::vector<std::size_t>>& trees,
                 std::vector<SceneFile>& parts) {
    for (const SkinnedMesh& mesh : whole.scene.meshes) {
        for (std::size_t f = 0; f < trees.size(); ++f) {
            std::vector<int> number(whole.scene.rig.joints.size(), -1);
            for (std::size_t i = 0; i < trees[f].size(); ++i) number[trees[f][i]] = static_cast<int>(i);
            SkinnedMesh own = mesh;
            bool fits = true;
            for (SkinnedMesh::Influence& influence : own.influences) {
                for (std::size_t i = 0; i < 4; ++i) {
                    const int joint = number[influence.joints[i]];
                    fits &= joint >= 0 || !(influence.weights[i] > 0);
                    influence.joints[i] = static_cast<std::uint16_t>(std::max(0, joint));
                }
            }
            if (!fits) continue;
            parts[f].scene.meshes.push_back(std::move(own));
            break;
        }
    }
}

/// Control and deforming bones of one figure stand in one place, one inside the other.
bool same_place(const std::vector<Transform>& world, const std::vector<std::size_t>& a,
                const std::vector<std::size_t>& b) {
    const auto box = [&world](const std::vector<std::size_t>& tree) {
        std::pair<glm::dvec3, glm::dvec3> corners(world[tree[0]].translation, world[tree[0]].translation);
        for (const std::size_t j : tree) {
            corners.first = glm::min(corners.first, world[j].translation);
            corners.second = glm::max(corners.second, world[j].translation);
        }
        return corners;
    };
    const auto [low_a, high_a] = box(a);
    const auto [low_b, high_b] = box(b);
    constexpr double kApart = 0.15;  // of the figure's size
    return glm::distance(low_a + high_a, low_b + high_b) / 2 < kApart * glm::distance(low_a, high_a);
}

/// Leaves out trees that are another one's second skeleton: below the same root, in the same place of the
/// first frame.
void leave_out_twins(const FigureScene& scene, std::vector<std::vector<std::size_t>>& trees) {
    if (trees.size() < 2) return;
    const auto is_root = [&scene](const std::vector<std::size_t>& tree) {
        return scene.rig.joints[tree[0]].parent < 0;
    };
    const std::vector<Transform> world = world_transforms(scene.rig, scene.motion, 0);
    std::vector<std::vector<std::size_t>> apart;
    for (auto& tree : trees) {
        const bool twin = std::any_of(apart.begin(), apart.end(), [&](const auto& other) {
            return !is_root(tree) && same_place(world, other, tree);
        });
        if (!twin) apart.push_back(std::move(tree));
    }
    trees = std::move(apart);
}

}  // namespace

std::vector<SceneFile> split_figures(SceneFile file, const BoneTable& bones) {
    const Rig& rig = file.scene.rig;
    std::vector<std::vector<int>> children(rig.joints.size());
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent >= 0)
            children[static_cast<std::size_t>(rig.joints[j].parent)].push_back(static_cast<int>(j));
    }
    std::vector<std::vector<std::size_t>> trees;
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent < 0) find_figures(rig, children, j, bones, 0, trees);
    }
    leave_out_twins(file.scene, trees);
    std::vector<SceneFile> parts;
    if (trees.size() < 2) {
        parts.push_back(std::move(file));
        return parts;
    }
    std::set<std::string> taken;
    for (const auto& tree : trees) {
        SceneFile& part = parts.emplace_back(part_of(file, tree));
        const std::string& root = rig.joints[tree[0]].name;
        const std::string name = clean_name(root.substr(0, root.find(':')));
        part.take = name;
        for (int i = 2; !taken.insert(part.take).second; ++i) part.take = fmt::format("{}-{}", name, i);
    }
    give_meshes(file, trees, parts);
    return parts;
}

}  // namespace im

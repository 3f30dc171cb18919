#include "engine/motion/rig/bone_match.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/ranges.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/rig/bone_words.h"
#include "engine/motion/rig/rig_retarget.h"

namespace im {
namespace {

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

using Side = BoneSide;
using Word = BoneWord;

class Matcher {
  public:
    explicit Matcher(const Rig& rig) : rig_(rig), words_(bone_words(rig)), children_(rig.joints.size()) {
        roles_.fill(-1);
        for (std::size_t j = 0; j < rig.joints.size(); ++j) {
            if (rig.joints[j].parent >= 0)
                children_[size(rig.joints[j].parent)].push_back(static_cast<int>(j));
        }
        for (const Transform& t : rest_transforms(rig)) places_.push_back(t.translation);
    }

    std::array<int, kRoleCount> match() {
        by_names();
        const auto missing = [this](Role role) { return roles_[size(role)] < 0; };
        if (missing(kLeftHip) || missing(kRightHip) || missing(kLeftKnee) || missing(kRightKnee) ||
            missing(kLeftAnkle) || missing(kRightAnkle))
            by_shape();
        find_trunk();
        find_toes();
        return roles_;
    }

  private:
    int& role(int left, Side side) { return roles_[size(side == Side::Right ? left + 1 : left)]; }
    bool taken(int joint) const { return std::find(roles_.begin(), roles_.end(), joint) != roles_.end(); }

    /// The joint highest up in the rig that is called one of these, better words first.
    int find(std::initializer_list<std::string_view> bases, Side side) const {
        for (const std::string_view base : bases) {
            int best = -1;
            for (std::size_t j = 0; j < words_.size(); ++j) {
                const Word& word = words_[j];
                if (word.side != side || word.base != base || taken(static_cast<int>(j))) continue;
                if (best < 0 || word.number < words_[size(best)].number) best = static_cast<int>(j);
            }
            if (best >= 0) return best;
        }
        return -1;
    }

    void by_names() {
        for (const Side side : {Side::Left, Side::Right}) {
            role(kLeftHip, side) = find({"upleg", "upperleg", "legupper", "legup", "uleg", "thigh",
                                         "thighbend", "足", "hip", "femur", "leg"},
                                        side);
            role(kLeftKnee, side) = find({"lowerleg", "loleg", "lowleg", "leglower", "leglow", "legdown",
                                          "lleg", "calf", "shin", "knee", "ひざ", "leg", "tibia"},
                                         side);
            role(kLeftAnkle, side) = find({"ankle", "foot", "足首", "feet"}, side);
            role(kLeftFoot, side) =
                find({"toebase", "ball", "toe", "toes", "つま先", "foot", "footend", "toeend"}, side);
            role(kLeftShoulder, side) =
                find({"upperarm", "uparm", "armupper", "armup", "uarm", "upperarmbend", "shldr", "shldrbend",
                      "腕", "arm", "shoulder", "humerus"},
                     side);
            role(kLeftElbow, side) =
                find({"forearm", "lowerarm", "loarm", "lowarm", "armlower", "armlow", "armdown", "farm",
                      "armfore", "forearmbend", "elbow", "ひじ", "radius"},
                     side);
            role(kLeftWrist, side) = find({"wrist", "hand", "手首"}, side);
            role(kLeftCollar, side) =
                find({"collar", "clavicle", "clav", "scapula", "肩", "shoulder", "incollar"}, side);
        }
        roles_[kPelvis] = find({"hips", "pelvis", "下半身", "hip"}, Side::Middle);
        roles_[kHead] = find({"head", "頭"}, Side::Middle);
        roles_[kNeck] = find({"neck", "lowerneck", "necklower", "首"}, Side::Middle);
        if (roles_[kPelvis] < 0 && roles_[kLeftHip] >= 0 && roles_[kRightHip] >= 0)
            roles_[kPelvis] = common_ancestor(rig_.joints[size(roles_[kLeftHip])].parent,
                                              rig_.joints[size(roles_[kRightHip])].parent);
    }

    std::vector<int> line_to(int joint) const {  // from the root down
        std::vector<int> line;
        for (; joint >= 0; joint = rig_.joints[size(joint)].parent) line.push_back(joint);
        std::reverse(line.begin(), line.end());
        return line;
    }
    int common_ancestor(int a, int b) const {
        const std::vector<int> up = line_to(a), down = line_to(b);
        int common = -1;
        for (std::size_t i = 0; i < std::min(up.size(), down.size()) && up[i] == down[i]; ++i) common = up[i];
        return common;
    }

    /// Spine joints stand between the hips and where the arms start; what goes on from there upwards is neck
    /// and head.
    void find_trunk() {
        const int pelvis = roles_[kPelvis];
        const auto arm = [this](int side) {
            const int collar = roles_[size(kLeftCollar + side)],
                      shoulder = roles_[size(kLeftShoulder + side)];
            const int top = collar >= 0 ? collar : shoulder;
            return top < 0 ? -1 : rig_.joints[size(top)].parent;
        };
        const int chest = arm(0) >= 0 && arm(1) >= 0 ? common_ancestor(arm(0), arm(1))
                          : roles_[kNeck] >= 0       ? rig_.joints[size(roles_[kNeck])].parent
                                                     : -1;
        if (pelvis < 0 || chest < 0) return;
        std::vector<int> spine;
        int joint = chest;
        for (; joint >= 0 && joint != pelvis; joint = rig_.joints[size(joint)].parent) {
            if (!taken(joint)) spine.insert(spine.begin(), joint);
        }
        if (joint < 0) return;
        // Joints at one place (Daz, CMU) count once.
        const auto same_place = [this](int a, int b) {
            return glm::distance(places_[size(a)], places_[size(b)]) < 1e-9;
        };
        spine.erase(std::unique(spine.begin(), spine.end(), same_place), spine.end());
        const std::size_t n = spine.size();
        if (n >= 1) roles_[kSpine3] = spine[n - 1];
        if (n >= 2) roles_[kSpine1] = spine[0];
        if (n >= 3) roles_[kSpine2] = spine[(n - 1) / 2];
        find_head(chest);
    }

    void find_head(int chest) {
        if (roles_[kHead] >= 0 && roles_[kNeck] < 0) {
            const std::vector<int> line = line_to(roles_[kHead]);
            const auto at = std::find(line.begin(), line.end(), chest);
            if (at != line.end() && at + 1 != line.end() && *(at + 1) != roles_[kHead])
                roles_[kNeck] = *(at + 1);
        }
        if (roles_[kNeck] < 0) {
            for (const int child : children_[size(chest)]) {
                if (!taken(child) && words_[size(child)].side == Side::Middle &&
                    !children_[size(child)].empty()) {
                    roles_[kNeck] = child;
                    break;
                }
            }
        }
        if (roles_[kHead] < 0 && roles_[kNeck] >= 0) {
            // Up a neck of several joints to where it ends or spreads; what only marks an end is no head.
            int head = roles_[kNeck];
            while (children_[size(head)].size() == 1 && !marks_end(children_[size(head)][0]))
                head = children_[size(head)][0];
            if (head != roles_[kNeck] && !taken(head)) roles_[kHead] = head;
        }
    }

    bool marks_end(int joint) const {
        const std::string& base = words_[size(joint)].base;
        const auto ends = [&base](std::string_view word) { return base.ends_with(word); };
        return children_[size(joint)].empty() &&
               (ends("end") || ends("nub") || ends("top") || ends("site") || ends("tip"));
    }

    void find_toes() {
        for (const int side : {0, 1}) {
            int& toe = roles_[size(kLeftFoot + side)];
            const int ankle = roles_[size(kLeftAnkle + side)];
            if (toe >= 0 || ankle < 0) continue;
            for (const int child : children_[size(ankle)]) {
                if (!taken(child) && glm::distance(places_[size(child)], places_[size(ankle)]) > 1e-9) {
                    toe = child;
                    break;
                }
            }
        }
    }

    /// From a joint down the way with the most joints, those at the place of the one before left out.
    std::vector<int> chain_from(int joint) const {
        std::vector<int> chain{joint};
        while (!children_[size(joint)].empty()) {
            const auto& below = children_[size(joint)];
            joint = *std::max_element(below.begin(), below.end(),
                                      [this](int a, int b) { return depth_[size(a)] < depth_[size(b)]; });
            if (glm::distance(places_[size(joint)], places_[size(chain.back())]) > 1e-9)
                chain.push_back(joint);
        }
        return chain;
    }
    double length_of(const std::vector<int>& chain) const {
        double length = 0;
        for (std::size_t i = 1; i < chain.size(); ++i)
            length += glm::distance(places_[size(chain[i])], places_[size(chain[i - 1])]);
        return length;
    }

    /// The two children of a joint whose chains are most alike, of at least `joints_min` joints.
    std::optional<std::pair<std::vector<int>, std::vector<int>>> twins(int joint,
                                                                       std::size_t joints_min) const {
        std::optional<std::pair<std::vector<int>, std::vector<int>>> best;
        double best_length = 0;
        const auto& below = children_[size(joint)];
        if (below.size() > 16) return best;
        for (std::size_t i = 0; i < below.size(); ++i) {
            for (std::size_t k = i + 1; k < below.size(); ++k) {
                auto a = chain_from(below[i]), b = chain_from(below[k]);
                const double x = length_of(a), y = length_of(b);
                if (a.size() != b.size() || a.size() < joints_min || std::abs(x - y) > 0.1 * std::max(x, y))
                    continue;
                if (x > best_length)
                    std::tie(best_length, best) =
                        std::pair(x, std::optional(std::pair(std::move(a), std::move(b))));
            }
        }
        return best;
    }

    void by_shape() {
        roles_.fill(-1);
        depth_.assign(rig_.joints.size(), 1);
        for (std::size_t j = rig_.joints.size(); j-- > 0;) {
            if (rig_.joints[j].parent >= 0)
                depth_[size(rig_.joints[j].parent)] =
                    std::max(depth_[size(rig_.joints[j].parent)], depth_[j] + 1);
        }
        // The highest joint with two legs and something else is the hips; the arms hang on what else there
        // is.
        for (std::size_t j = 0; j < rig_.joints.size(); ++j) {
            const auto legs = twins(static_cast<int>(j), 3);
            if (!legs || children_[j].size() < 3) continue;
            for (const int trunk : children_[j]) {
                if (trunk == legs->first[0] || trunk == legs->second[0]) continue;
                int chest = trunk;
                while (chest >= 0 && !twins(chest, 3)) {
                    const auto& below = children_[size(chest)];
                    chest = below.empty()
                                ? -1
                                : *std::max_element(below.begin(), below.end(), [this](int a, int b) {
                                      return depth_[size(a)] < depth_[size(b)];
                                  });
                }
                if (chest < 0) continue;
                roles_[kPelvis] = static_cast<int>(j);
                assign_limbs(*legs, *twins(chest, 3), places_[size(chest)]);
                return;
            }
        }
    }

    void assign_limbs(std::pair<std::vector<int>, std::vector<int>> legs,
                      std::pair<std::vector<int>, std::vector<int>> arms, const glm::dvec3& chest) {
        const auto at = [this](int joint) { return places_[size(joint)]; };
        // Toes point ahead: left is up x ahead.
        const glm::dvec3 hips = 0.5 * (at(legs.first[0]) + at(legs.second[0]));
        glm::dvec3 ahead(0);
        for (const auto* leg : {&legs.first, &legs.second}) {
            if (leg->size() > 3) ahead += at((*leg)[3]) - at((*leg)[2]);
        }
        const glm::dvec3 left = glm::cross(chest - hips, ahead);
        if (glm::dot(left, at(legs.first[0]) - at(legs.second[0])) < 0) std::swap(legs.first, legs.second);
        if (glm::dot(left, at(arms.first[0]) - at(arms.second[0])) < 0) std::swap(arms.first, arms.second);
        for (const int side : {0, 1}) {
            const std::vector<int>& leg = side == 0 ? legs.first : legs.second;
            const std::vector<int>& arm = side == 0 ? arms.first : arms.second;
            for (std::size_t i = 0; i < std::min<std::size_t>(4, leg.size()); ++i)
                roles_[size(std::array{kLeftHip, kLeftKnee, kLeftAnkle, kLeftFoot}[i] + side)] = leg[i];
            // Fingers branch off at the wrist; an arm without any ends there.
            std::size_t wrist = 0;
            while (wrist + 1 < arm.size() &&
                   (wrist < 2 || (children_[size(arm[wrist])].size() < 2 && wrist < 3)))
                ++wrist;
            for (std::size_t i = 0; i <= std::min<std::size_t>(3, wrist); ++i)
                roles_[size(std::array{kLeftWrist, kLeftElbow, kLeftShoulder, kLeftCollar}[i] + side)] =
                    arm[wrist - i];
        }
    }

    const Rig& rig_;
    std::vector<Word> words_;
    std::vector<std::vector<int>> children_;
    std::vector<glm::dvec3> places_;
    std::vector<int> depth_;  // joints down to the farthest leaf
    std::array<int, kRoleCount> roles_;
};

}  // namespace

std::array<int, kRoleCount> match_bones(const Rig& rig) {
    return Matcher(rig).match();
}

BoneTable bone_table_of(const Rig& rig) {
    BoneTable table;
    for (std::size_t role = 0; role < kRoleCount; ++role)
        table[humanml3d_skeleton().joint_names[role]] =
            rig.roles[role] < 0 ? "" : rig.joints[size(rig.roles[role])].name;
    return table;
}

void apply_bone_table(Rig& rig, const BoneTable& table) {
    const auto& parts = humanml3d_skeleton().joint_names;
    for (const auto& [part, name] : table) {
        const auto role =
            static_cast<std::size_t>(std::find(parts.begin(), parts.end(), part) - parts.begin());
        if (role == parts.size())
            throw input_error("bone table: expected {}; found \"{}\"", fmt::join(parts, ", "), part);
        const auto joint = std::find_if(rig.joints.begin(), rig.joints.end(),
                                        [&](const RigJoint& j) { return j.name == name; });
        if (!name.empty() && joint == rig.joints.end())
            throw input_error("bone table: {}: the rig {} has no joint \"{}\"", part, rig.name, name);
        rig.roles[role] = name.empty() ? -1 : static_cast<int>(joint - rig.joints.begin());
    }
    for (std::size_t a = 0; a < kRoleCount; ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (rig.roles[a] >= 0 && rig.roles[a] == rig.roles[b])
                throw input_error("bone table: joint \"{}\" plays {} and {}; expected one part a joint",
                                  rig.joints[size(rig.roles[a])].name, parts[b], parts[a]);
        }
    }
}

std::vector<BoneProblem> bone_table_problems(const Rig& rig, const BoneTable& table) {
    std::vector<BoneProblem> problems;
    const auto& parts = humanml3d_skeleton().joint_names;
    const auto bone_of = [&](std::size_t role) {
        const auto entry = table.find(parts[role]);
        return entry == table.end() ? std::string() : entry->second;
    };
    for (std::size_t role = 0; role < kRoleCount; ++role) {
        const std::string bone = bone_of(role);
        if (bone.empty()) {
            const bool needed =
                std::find(std::begin(kNeededRoles), std::end(kNeededRoles), role) != std::end(kNeededRoles);
            if (needed) problems.push_back({BoneProblem::Kind::Missing, parts[role], ""});
            continue;
        }
        const auto has_name = [&bone](const RigJoint& joint) { return joint.name == bone; };
        if (std::none_of(rig.joints.begin(), rig.joints.end(), has_name))
            problems.push_back({BoneProblem::Kind::Unknown, parts[role], ""});
        for (std::size_t other = 0; other < role; ++other) {
            if (bone_of(other) == bone)
                problems.push_back({BoneProblem::Kind::Twice, parts[other], parts[role]});
        }
    }
    return problems;
}

}  // namespace im

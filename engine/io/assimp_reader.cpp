#include "engine/io/assimp_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>
#include <assimp/Importer.hpp>
#include <glm/geometric.hpp>
#include <glm/mat4x4.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr std::size_t kNodesMax = 20'000;
constexpr double kFramesMax = 200'000, kPosesMax = 2e7;  // frames, frames x joints
constexpr double kUsualFps = 30, kUsualTicks = 25;       // where the file says nothing

glm::dmat4 matrix_of(const aiMatrix4x4& m) {
    return {{m.a1, m.b1, m.c1, m.d1},
            {m.a2, m.b2, m.c2, m.d2},
            {m.a3, m.b3, m.c3, m.d3},
            {m.a4, m.b4, m.c4, m.d4}};
}

bool finite(const aiVector3D& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}
bool finite(const aiQuaternion& q) {
    return std::isfinite(q.w) && std::isfinite(q.x) && std::isfinite(q.y) && std::isfinite(q.z);
}
bool finite(const aiMatrix4x4& m) {
    return std::all_of(m[0], m[0] + 16, [](ai_real value) { return std::isfinite(value); });
}

/// Rests and keys of one node. Later on NaN would pass for "no direction".
void check_finite(const aiNode& node, const aiNodeAnim* track) {
    const auto all = [](const auto* keys, unsigned count) {
        return std::all_of(keys, keys + count,
                           [](const auto& key) { return std::isfinite(key.mTime) && finite(key.mValue); });
    };
    const bool fine = finite(node.mTransformation) &&
                      (track == nullptr || (all(track->mRotationKeys, track->mNumRotationKeys) &&
                                            all(track->mPositionKeys, track->mNumPositionKeys) &&
                                            all(track->mScalingKeys, track->mNumScalingKeys)));
    if (!fine) throw input_error("node \"{}\": expected numbers, found NaN or Inf", node.mName.C_Str());
}

/// Place and direction; scale and shear are dropped.
Transform rigid(const glm::dmat4& m) {
    glm::dvec3 x(m[0]), y(m[1]);
    if (!(glm::length(x) > 1e-12) || !(glm::length(y) > 1e-12)) return {glm::dvec3(m[3]), {1, 0, 0, 0}};
    x = glm::normalize(x);
    y -= glm::dot(x, y) * x;
    if (!(glm::length(y) > 1e-12)) return {glm::dvec3(m[3]), {1, 0, 0, 0}};
    y = glm::normalize(y);
    return {glm::dvec3(m[3]), glm::normalize(glm::quat_cast(glm::dmat3(x, y, glm::cross(x, y))))};
}

glm::dmat4 composed(const glm::dvec3& place, const glm::dquat& turn, const glm::dvec3& scale) {
    glm::dmat4 m = glm::mat4_cast(turn);
    for (int i = 0; i < 3; ++i) m[i] *= scale[i];
    m[3] = glm::dvec4(place, 1);
    return m;
}

glm::dvec3 vector_of(const aiVector3D& v) {
    return {v.x, v.y, v.z};
}

/// The value of a track at a time: keys (time, value), in order.
template <class Key, class Mix>
auto value_at(const Key* keys, unsigned count, double time, Mix mix) {
    const Key* after =
        std::upper_bound(keys, keys + count, time, [](double t, const Key& key) { return t < key.mTime; });
    if (after == keys) return mix(keys[0].mValue, keys[0].mValue, 0.0);
    const Key& before = *(after - 1);
    if (after == keys + count || !(after->mTime > before.mTime))
        return mix(before.mValue, before.mValue, 0.0);
    return mix(before.mValue, after->mValue, (time - before.mTime) / (after->mTime - before.mTime));
}

glm::dvec3 mixed(const aiVector3D& a, const aiVector3D& b, double u) {
    return glm::mix(vector_of(a), vector_of(b), u);
}
glm::dquat turned(const aiQuaternion& a, const aiQuaternion& b, double u) {
    const glm::dquat p(a.w, a.x, a.y, a.z), q(b.w, b.x, b.y, b.z);
    return glm::normalize(glm::slerp(p, q, u));
}

class Reader {
  public:
    Reader(const aiScene& scene, double unit, bool meshes_stand_in_the_world)
        : scene_(scene), unit_(unit), world_meshes_(meshes_stand_in_the_world) {}

    SceneFile read() {
        list_nodes();
        choose_joints();
        rest_pose();
        read_motion();
        for (const auto& [node, mesh] : skins_) read_mesh(node, *scene_.mMeshes[mesh]);
        return std::move(file_);
    }

  private:
    struct Node {
        const aiNode* node;
        int parent;
        glm::dmat4 world;
        bool is_bone = false, is_joint = false;
        int joint = -1;  ///< of the nearest joint from here up
    };

    void list_nodes() {
        std::vector<std::pair<const aiNode*, int>> todo{{scene_.mRootNode, -1}};
        while (!todo.empty()) {
            const auto [node, parent] = todo.back();
            todo.pop_back();
            if (nodes_.size() == kNodesMax)
                throw input_error("expected at most {} nodes, found more", kNodesMax);
            const int index = static_cast<int>(nodes_.size());
            check_finite(*node, nullptr);
            const glm::dmat4 local = matrix_of(node->mTransformation);
            nodes_.push_back({node, parent, parent < 0 ? local : nodes_[size(parent)].world * local});
            by_name_.emplace(node->mName.C_Str(), index);
            for (unsigned i = 0; i < node->mNumMeshes; ++i) skins_.emplace_back(index, node->mMeshes[i]);
            for (unsigned i = node->mNumChildren; i-- > 0;) todo.emplace_back(node->mChildren[i], index);
        }
    }

    static std::size_t size(int i) { return static_cast<std::size_t>(i); }
    int find(const aiString& name) const {
        const auto found = by_name_.find(name.C_Str());
        return found == by_name_.end() ? -1 : found->second;
    }

    /// Bones of skins, else whatever moves; what hangs below them; and the joints above that move or are
    /// called root.
    void choose_joints() {
        for (unsigned m = 0; m < scene_.mNumMeshes; ++m) {
            for (unsigned b = 0; b < scene_.mMeshes[m]->mNumBones; ++b) {
                const int node = find(scene_.mMeshes[m]->mBones[b]->mName);
                if (node >= 0) nodes_[size(node)].is_bone = true;
            }
        }
        std::vector<bool> moves(nodes_.size(), false);
        if (const aiAnimation* animation = longest_animation()) {
            for (unsigned c = 0; c < animation->mNumChannels; ++c) {
                const int node = find(animation->mChannels[c]->mNodeName);
                if (node >= 0) moves[size(node)] = true;
            }
        }
        const bool skinned =
            std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.is_bone; });
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            Node& node = nodes_[i];
            const bool below = node.parent >= 0 && nodes_[size(node.parent)].is_joint;
            const bool carries_mesh_alone = node.node->mNumMeshes > 0 && node.node->mNumChildren == 0;
            node.is_joint = node.is_bone || (!skinned && moves[i]) || (below && !carries_mesh_alone);
        }
        for (std::size_t i = nodes_.size(); i-- > 0;) {
            const Node& node = nodes_[i];
            if (!node.is_joint || node.parent < 0) continue;
            Node& above = nodes_[size(node.parent)];
            std::string name = above.node->mName.C_Str();
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            above.is_joint =
                above.is_joint || (above.parent >= 0 && (moves[size(node.parent)] || name == "root"));
        }
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            Node& node = nodes_[i];
            node.joint = node.parent < 0 ? -1 : nodes_[size(node.parent)].joint;
            if (!node.is_joint) continue;
            const int parent = node.joint;
            node.joint = file_.scene.rig.joint_count();
            file_.scene.rig.joints.push_back({node.node->mName.C_Str(), parent, {}});
            joints_.push_back(static_cast<int>(i));
        }
        if (joints_.empty()) throw input_error("expected a skeleton, found none");
    }

    glm::dmat4 mesh_world(std::size_t node) const {
        return world_meshes_ ? glm::dmat4(1) : nodes_[node].world;
    }

    Transform in_metres(Transform t) const {
        t.translation *= unit_;
        return t;
    }

    /// The pose in which meshes were bound to the joints; the file's own for joints without.
    void rest_pose() {
        std::vector<const glm::dmat4*> bound(nodes_.size(), nullptr);
        std::vector<glm::dmat4> binds;
        std::size_t bones = 0;
        for (const auto& [node, mesh] : skins_) bones += scene_.mMeshes[mesh]->mNumBones;
        binds.reserve(bones);
        for (const auto& [node, mesh] : skins_) {
            for (unsigned b = 0; b < scene_.mMeshes[mesh]->mNumBones; ++b) {
                const aiBone& bone = *scene_.mMeshes[mesh]->mBones[b];
                const int joint = find(bone.mName);
                const glm::dmat4 offset = matrix_of(bone.mOffsetMatrix);
                if (joint < 0 || bound[size(joint)] != nullptr ||
                    !(std::abs(glm::determinant(offset)) > 1e-12))
                    continue;
                binds.push_back(mesh_world(size(node)) * glm::inverse(offset));
                bound[size(joint)] = &binds.back();
            }
        }
        std::vector<glm::dmat4> world(nodes_.size());
        Rig& rig = file_.scene.rig;
        std::vector<Transform> rest(rig.joints.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const Node& node = nodes_[i];
            const glm::dmat4 local = matrix_of(node.node->mTransformation);
            world[i] = bound[i] != nullptr ? *bound[i]
                       : node.parent < 0   ? local
                                           : world[size(node.parent)] * local;
            if (!node.is_joint) continue;
            const auto joint = size(node.joint);
            rest[joint] = in_metres(rigid(world[i]));
            const int parent = rig.joints[joint].parent;
            rig.joints[joint].rest = parent < 0 ? rest[joint] : rest[size(parent)].inverse() * rest[joint];
        }
    }

    const aiAnimation* longest_animation() const {
        const aiAnimation* longest = nullptr;
        for (unsigned a = 0; a < scene_.mNumAnimations; ++a) {
            const aiAnimation* one = scene_.mAnimations[a];
            if (longest == nullptr || one->mNumChannels > longest->mNumChannels) longest = one;
        }
        return longest;
    }

    /// Where the animation begins and how far its keys are apart, in ticks.
    struct Clock {
        double start = 0, step = 0;
        int frames = 1;
    };
    Clock clock_of(const aiAnimation& animation) const {
        Clock clock;
        double last = 0;
        bool any = false;
        const auto look = [&](const auto* keys, unsigned count) {
            if (count == 0) return;
            clock.start = any ? std::min(clock.start, keys[0].mTime) : keys[0].mTime;
            last = any ? std::max(last, keys[count - 1].mTime) : keys[count - 1].mTime;
            any = true;
            if (count > 1) {
                const double step = (keys[count - 1].mTime - keys[0].mTime) / (count - 1);
                if (step > 0 && (clock.step == 0 || step < clock.step)) clock.step = step;
            }
        };
        for (unsigned c = 0; c < animation.mNumChannels; ++c) {
            look(animation.mChannels[c]->mRotationKeys, animation.mChannels[c]->mNumRotationKeys);
            look(animation.mChannels[c]->mPositionKeys, animation.mChannels[c]->mNumPositionKeys);
        }
        if (!std::isfinite(clock.start) || !std::isfinite(last) || !(clock.step > 0))
            return {clock.start, 0, 1};
        const double frames = std::floor((last - clock.start) / clock.step + 1e-3) + 1;
        if (!(frames <= kFramesMax) || !(frames * static_cast<double>(joints_.size()) <= kPosesMax))
            throw input_error("expected at most {} frames, found {}", kFramesMax, frames);
        clock.frames = static_cast<int>(frames);
        return clock;
    }

    void read_motion() {
        RigMotion& motion = file_.scene.motion;
        const Rig& rig = file_.scene.rig;
        const std::size_t J = joints_.size();
        motion.joint_count = static_cast<int>(J);
        motion.fps = kUsualFps;
        const aiAnimation* animation = longest_animation();
        if (animation == nullptr || animation->mNumChannels == 0) {
            for (const RigJoint& joint : rig.joints) motion.rotations.push_back(joint.rest.rotation);
            file_.warnings.emplace_back(kNoMotionWarning);
            return;
        }
        if (scene_.mNumAnimations > 1)
            file_.warnings.push_back(fmt::format("{} animations: \"{}\" was read", scene_.mNumAnimations,
                                                 animation->mName.C_Str()));
        const Clock clock = clock_of(*animation);
        const double ticks = animation->mTicksPerSecond > 0 ? animation->mTicksPerSecond : kUsualTicks;
        if (clock.step > 0) {
            motion.fps = ticks / clock.step;
            const double whole = std::round(motion.fps);
            if (whole >= 1 && std::abs(motion.fps - whole) < 0.02 * whole &&
                std::abs(motion.fps - whole) < 0.02)
                motion.fps = whole;
        }
        std::vector<const aiNodeAnim*> tracks(nodes_.size(), nullptr);
        for (unsigned c = 0; c < animation->mNumChannels; ++c) {
            const int node = find(animation->mChannels[c]->mNodeName);
            if (node < 0) continue;
            tracks[size(node)] = animation->mChannels[c];
            check_finite(*nodes_[size(node)].node, tracks[size(node)]);
        }
        std::vector<glm::dmat4> world(nodes_.size());
        std::vector<glm::dvec3> places;  // T x J, in the parent's frame
        std::vector<Transform> joints(J);
        double reach = 0;
        for (int t = 0; t < clock.frames; ++t) {
            const double time = clock.start + t * clock.step;
            for (std::size_t i = 0; i < nodes_.size(); ++i) {
                const Node& node = nodes_[i];
                const glm::dmat4 local = tracks[i] != nullptr ? local_at(*tracks[i], time, node)
                                                              : matrix_of(node.node->mTransformation);
                world[i] = node.parent < 0 ? local : world[size(node.parent)] * local;
                if (node.is_joint) joints[size(node.joint)] = in_metres(rigid(world[i]));
            }
            for (std::size_t j = 0; j < J; ++j) {
                const int parent = rig.joints[j].parent;
                const Transform local = parent < 0 ? joints[j] : joints[size(parent)].inverse() * joints[j];
                motion.rotations.push_back(glm::normalize(local.rotation));
                places.push_back(local.translation);
                reach = std::max(reach, glm::length(local.translation));
            }
        }
        for (std::size_t j = 0; j < J; ++j) {
            for (std::size_t i = j; i < places.size(); i += J) {
                if (glm::distance(places[i], rig.joints[j].rest.translation) <= 1e-5 * reach) continue;
                motion.moving.push_back(static_cast<int>(j));
                break;
            }
        }
        for (std::size_t t = 0; t * J < places.size(); ++t) {
            for (const int j : motion.moving) motion.translations.push_back(places[t * J + size(j)]);
        }
    }

    static glm::dmat4 local_at(const aiNodeAnim& track, double time, const Node& node) {
        aiVector3D scale, place;
        aiQuaternion turn;
        node.node->mTransformation.Decompose(scale, turn, place);
        return composed(
            track.mNumPositionKeys > 0 ? value_at(track.mPositionKeys, track.mNumPositionKeys, time, mixed)
                                       : vector_of(place),
            track.mNumRotationKeys > 0 ? value_at(track.mRotationKeys, track.mNumRotationKeys, time, turned)
                                       : turned(turn, turn, 0),
            track.mNumScalingKeys > 0 ? value_at(track.mScalingKeys, track.mNumScalingKeys, time, mixed)
                                      : vector_of(scale));
    }

    void read_mesh(int node, const aiMesh& from) {
        SkinnedMesh mesh;
        mesh.name = from.mName.length > 0 ? from.mName.C_Str() : "mesh";
        const glm::dmat4 world = mesh_world(size(node));
        const glm::dmat3 turn(world);
        const int carrier = nodes_[size(node)].joint;
        if (from.mNumBones == 0 && carrier < 0) return;  // a thing beside the figure
        std::vector<std::vector<std::pair<float, int>>> weights(from.mNumVertices);
        for (unsigned b = 0; b < from.mNumBones; ++b) {
            const int bone = find(from.mBones[b]->mName);
            if (bone < 0) continue;
            for (unsigned w = 0; w < from.mBones[b]->mNumWeights; ++w) {
                const aiVertexWeight& weight = from.mBones[b]->mWeights[w];
                if (weight.mVertexId < from.mNumVertices && weight.mWeight > 0)
                    weights[weight.mVertexId].emplace_back(weight.mWeight, nodes_[size(bone)].joint);
            }
        }
        for (unsigned v = 0; v < from.mNumVertices; ++v) {
            mesh.positions.emplace_back(unit_ *
                                        glm::dvec3(world * glm::dvec4(vector_of(from.mVertices[v]), 1)));
            const glm::dvec3 normal =
                from.mNormals != nullptr ? turn * vector_of(from.mNormals[v]) : glm::dvec3(0);
            mesh.normals.emplace_back(glm::length(normal) > 0 ? glm::normalize(normal) : glm::dvec3(0, 1, 0));
            if (from.mTextureCoords[0] != nullptr)
                mesh.texture_points.emplace_back(from.mTextureCoords[0][v].x, from.mTextureCoords[0][v].y);
            mesh.influences.push_back(influence_of(weights[v], std::max(0, carrier)));
        }
        for (unsigned f = 0; f < from.mNumFaces; ++f) {
            if (from.mFaces[f].mNumIndices == 3)
                mesh.triangles.insert(mesh.triangles.end(), from.mFaces[f].mIndices,
                                      from.mFaces[f].mIndices + 3);
        }
        if (!mesh.triangles.empty()) file_.scene.meshes.push_back(std::move(mesh));
    }

    /// The four strongest, their sum 1; `carrier` for a vertex that follows nothing.
    static SkinnedMesh::Influence influence_of(std::vector<std::pair<float, int>>& weights, int carrier) {
        SkinnedMesh::Influence influence;
        std::sort(weights.begin(), weights.end(), std::greater<>());
        weights.resize(std::min<std::size_t>(4, weights.size()));
        float sum = 0;
        for (const auto& [weight, joint] : weights) sum += weight;
        if (!(sum > 0)) {
            influence.joints[0] = static_cast<std::uint16_t>(carrier);
            influence.weights[0] = 1;
            return influence;
        }
        for (std::size_t i = 0; i < weights.size(); ++i) {
            influence.weights[i] = weights[i].first / sum;
            influence.joints[i] = static_cast<std::uint16_t>(weights[i].second);
        }
        return influence;
    }

    const aiScene& scene_;
    double unit_;              // metres
    bool world_meshes_;        // skinned meshes ignore the place of their node
    std::vector<Node> nodes_;  // parents first
    std::map<std::string, int> by_name_;
    std::vector<std::pair<int, unsigned>> skins_;  // node, mesh
    std::vector<int> joints_;                      // their nodes
    SceneFile file_;
};

}  // namespace

SceneFile read_with_assimp(const std::filesystem::path& file) {
    Assimp::Importer importer;
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
    importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_LINE | aiPrimitiveType_POINT);
    const aiScene* scene = importer.ReadFile(
        file.string(), aiProcess_Triangulate | aiProcess_GenSmoothNormals | aiProcess_JoinIdenticalVertices |
                           aiProcess_SortByPType | aiProcess_ValidateDataStructure);
    if (scene == nullptr || scene->mRootNode == nullptr) throw input_error("{}", importer.GetErrorString());
    double unit = 1;
    double centimetres = 0;
    float single = 0;
    const bool fbx = scene->mMetaData != nullptr && (scene->mMetaData->Get("UnitScaleFactor", centimetres) ||
                                                     scene->mMetaData->Get("UnitScaleFactor", single));
    if (single > 0) centimetres = static_cast<double>(single);
    if (fbx) unit = centimetres > 1e-6 && centimetres < 1e6 ? 0.01 * centimetres : 0.01;
    SceneFile read = Reader(*scene, unit, !fbx).read();
    read.scene.rig.name = file.stem().string();
    return read;
}

}  // namespace im

#include "engine/io/assimp_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <assimp/DefaultIOSystem.h>
#include <assimp/MemoryIOWrapper.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>
#include <assimp/Importer.hpp>
#include <glm/geometric.hpp>
#include <glm/mat4x4.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/assimp_mesh.h"
#include "engine/io/assimp_values.h"
#include "engine/io/fbx_header.h"
#include "engine/io/glb.h"
#include "engine/io/gltf_mending.h"
#include "engine/io/take.h"

namespace im {
namespace {

constexpr std::size_t kNodesMax = 20'000;
constexpr double kFramesMax = 200'000, kPosesMax = 2e7;  // frames, frames x joints
constexpr double kUsualFps = 30, kUsualTicks = 25;       // where the file says nothing
constexpr std::uint64_t kFileMax = 1ull << 30;
constexpr int kOldestFbx = 7100;

/// What a file tells of its skeleton and Assimp does not hand on.
struct Hints {
    std::set<std::string> joints;       ///< nodes that are joints, with or without skin and motion
    std::map<Role, std::string> parts;  ///< nodes that play the parts
};

class Reader {
  public:
    Reader(const aiScene& scene, double unit, bool meshes_stand_in_the_world, const Hints& hints)
        : scene_(scene), unit_(unit), world_meshes_(meshes_stand_in_the_world), hints_(hints) {}

    /// The chosen takes, meshes with the first.
    std::vector<SceneFile> read(const std::string& choice) {
        list_nodes();
        choose_joints();
        rest_pose();
        name_parts();
        std::vector<SceneFile> takes;
        for (const std::size_t number : choose_takes(choice)) {
            SceneFile& take = takes.emplace_back(file_);
            read_motion(scene_.mNumAnimations > 0 ? scene_.mAnimations[number] : nullptr, take);
            if (takes.size() > 1) take.warnings.clear();
        }
        read_meshes(takes.front().scene.meshes);
        return takes;
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

    std::vector<bool> moving_nodes() const {
        std::vector<bool> moves(nodes_.size(), false);
        for (unsigned a = 0; a < scene_.mNumAnimations; ++a) {
            const aiAnimation& animation = *scene_.mAnimations[a];
            for (unsigned c = 0; c < animation.mNumChannels; ++c) {
                const int node = find(animation.mChannels[c]->mNodeName);
                if (node >= 0) moves[size(node)] = true;
            }
        }
        return moves;
    }

    /// Where there is neither skin nor motion nor a word: what hangs together and shows nothing itself.
    std::vector<bool> bare_nodes() const {
        std::set<std::string> things;
        for (unsigned i = 0; i < scene_.mNumCameras; ++i) things.insert(scene_.mCameras[i]->mName.C_Str());
        for (unsigned i = 0; i < scene_.mNumLights; ++i) things.insert(scene_.mLights[i]->mName.C_Str());
        std::vector<bool> bare(nodes_.size(), false);
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const aiNode& node = *nodes_[i].node;
            const bool linked = nodes_[i].parent > 0 || node.mNumChildren > 0;
            bare[i] = nodes_[i].parent >= 0 && linked && node.mNumMeshes == 0 &&
                      !things.contains(node.mName.C_Str());
        }
        const auto count = std::count(bare.begin(), bare.end(), true);
        return count >= kSkeletonJoints ? bare : std::vector<bool>(nodes_.size(), false);
    }

    /// Bones of skins and what the file calls joints, else whatever moves, else all that hangs together; what
    /// hangs below them; and the joints above that move or are called root.
    void choose_joints() {
        for (unsigned m = 0; m < scene_.mNumMeshes; ++m) {
            for (unsigned b = 0; b < scene_.mMeshes[m]->mNumBones; ++b) {
                const int node = find(scene_.mMeshes[m]->mBones[b]->mName);
                if (node >= 0) nodes_[size(node)].is_bone = true;
            }
        }
        const auto any_bone = [this] {
            return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.is_bone; });
        };
        const std::vector<bool> moves = moving_nodes();
        const bool skinned = any_bone();
        for (Node& node : nodes_) {
            const bool part =
                std::any_of(hints_.parts.begin(), hints_.parts.end(),
                            [&node](const auto& entry) { return entry.second == node.node->mName.C_Str(); });
            node.is_bone =
                node.is_bone || part || (!skinned && hints_.joints.contains(node.node->mName.C_Str()));
        }
        if (!any_bone()) {
            const bool any = std::find(moves.begin(), moves.end(), true) != moves.end();
            const std::vector<bool> joints = any ? moves : bare_nodes();
            for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].is_bone = joints[i];
        }
        for (Node& node : nodes_) {
            const bool below = node.parent >= 0 && nodes_[size(node.parent)].is_joint;
            const bool carries_mesh_alone = node.node->mNumMeshes > 0 && node.node->mNumChildren == 0;
            node.is_joint = node.is_bone || (below && !carries_mesh_alone);
        }
        add_joints_above(moves);
    }

    void add_joints_above(const std::vector<bool>& moves) {
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

    void name_parts() {
        Rig& rig = file_.scene.rig;
        for (const auto& [role, name] : hints_.parts) {
            const auto joint = std::find_if(rig.joints.begin(), rig.joints.end(),
                                            [&name](const RigJoint& j) { return j.name == name; });
            if (joint != rig.joints.end())
                rig.roles[static_cast<std::size_t>(role)] = static_cast<int>(joint - rig.joints.begin());
        }
    }

    /// Numbers of animations; 0 where there is none. Unasked, that which moves the most: a pose for skinning
    /// or a camera's flight often stands before it.
    std::vector<std::size_t> choose_takes(const std::string& choice) {
        std::vector<std::string> names;
        std::size_t fullest = 0;
        for (unsigned a = 0; a < scene_.mNumAnimations; ++a) {
            names.emplace_back(scene_.mAnimations[a]->mName.C_Str());
            if (scene_.mAnimations[a]->mNumChannels > scene_.mAnimations[fullest]->mNumChannels) fullest = a;
        }
        if (names.size() < 2) return {0};
        file_.takes = names;
        if (choice.empty()) return {fullest};
        return chosen_takes(names, choice);
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

    void read_motion(const aiAnimation* animation, SceneFile& take) const {
        RigMotion& motion = take.scene.motion;
        motion.joint_count = static_cast<int>(joints_.size());
        motion.fps = kUsualFps;
        if (animation == nullptr || animation->mNumChannels == 0) {
            for (const RigJoint& joint : take.scene.rig.joints)
                motion.rotations.push_back(joint.rest.rotation);
            take.warnings.emplace_back(kNoMotionWarning);
            return;
        }
        take.take = animation->mName.C_Str();
        const Clock clock = clock_of(*animation);
        const double ticks = animation->mTicksPerSecond > 0 ? animation->mTicksPerSecond : kUsualTicks;
        if (clock.step > 0) {
            motion.fps = ticks / clock.step;
            const double whole = std::round(motion.fps);
            if (whole >= 1 && std::abs(motion.fps - whole) < 0.02 * whole &&
                std::abs(motion.fps - whole) < 0.02)
                motion.fps = whole;
        }
        sample(*animation, clock, take.scene);
    }

    void sample(const aiAnimation& animation, const Clock& clock, FigureScene& scene) const {
        RigMotion& motion = scene.motion;
        const Rig& rig = scene.rig;
        const std::size_t J = joints_.size();
        std::vector<const aiNodeAnim*> tracks(nodes_.size(), nullptr);
        for (unsigned c = 0; c < animation.mNumChannels; ++c) {
            const int node = find(animation.mChannels[c]->mNodeName);
            if (node < 0) continue;
            tracks[size(node)] = animation.mChannels[c];
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
                const glm::dmat4 local = tracks[i] != nullptr ? local_at(*node.node, *tracks[i], time)
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

    void read_meshes(std::vector<SkinnedMesh>& meshes) const {
        for (const auto& [node, number] : skins_) {
            const aiMesh& mesh = *scene_.mMeshes[number];
            const int carrier = nodes_[size(node)].joint;
            if (mesh.mNumBones == 0 && carrier < 0) continue;  // a thing beside the figure
            const auto joint_of = [this](const aiString& name) {
                const int bone = find(name);
                return bone < 0 ? -1 : nodes_[size(bone)].joint;
            };
            SkinnedMesh read = read_mesh(mesh, mesh_world(size(node)), unit_, joint_of, std::max(0, carrier));
            if (!read.triangles.empty()) meshes.push_back(std::move(read));
        }
    }

    static constexpr std::ptrdiff_t kSkeletonJoints = 7;  // hips and legs

    const aiScene& scene_;
    double unit_;        // metres
    bool world_meshes_;  // skinned meshes ignore the place of their node
    const Hints& hints_;
    std::vector<Node> nodes_;  // parents first
    std::map<std::string, int> by_name_;
    std::vector<std::pair<int, unsigned>> skins_;  // node, mesh
    std::vector<int> joints_;                      // their nodes
    SceneFile file_;                               // the rig; warnings of all takes
};

/// The file as it was mended, and all beside it as it is.
class MendedFile : public Assimp::DefaultIOSystem {
  public:
    MendedFile(std::string name, const std::string& bytes) : name_(std::move(name)), bytes_(bytes) {}
    bool Exists(const char* file) const override { return file == name_ || DefaultIOSystem::Exists(file); }
    Assimp::IOStream* Open(const char* file, const char* mode) override {
        if (file != name_) return DefaultIOSystem::Open(file, mode);
        return new Assimp::MemoryIOStream(reinterpret_cast<const std::uint8_t*>(bytes_.data()),
                                          bytes_.size());
    }

  private:
    std::string name_;
    const std::string& bytes_;
};

double fbx_unit(const aiScene& scene) {
    double centimetres = 0;
    float single = 0;
    if (scene.mMetaData != nullptr && !scene.mMetaData->Get("UnitScaleFactor", centimetres) &&
        scene.mMetaData->Get("UnitScaleFactor", single))
        centimetres = static_cast<double>(single);
    return centimetres > 1e-6 && centimetres < 1e6 ? 0.01 * centimetres : 0.01;
}

void check_fbx_version(int version) {
    if (version <= 0 || version >= kOldestFbx) return;
    throw input_error(
        "FBX version {}.{} (2010 or older); 7.1 and later are read: save it as FBX 7.x (2011 or later) with "
        "the "
        "program that wrote it, or with Autodesk's FBX Converter",
        version / 1000, version / 100 % 10);
}

}  // namespace

std::vector<SceneFile> read_with_assimp(const std::filesystem::path& file, const std::string& take) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool fbx = extension == ".fbx";
    Hints hints;
    std::string name = file.string(), bytes;
    if (fbx) {
        bytes = read_text(file, kFileMax);
        const FbxHeader header = read_fbx_header(bytes);
        check_fbx_version(header.version);
        hints.joints.insert(header.limb_nodes.begin(), header.limb_nodes.end());
    } else {
        MendedGltf mended = mend_gltf(file);
        bytes = std::move(mended.bytes);
        hints.parts = std::move(mended.parts);
        name += is_glb(bytes) ? ".glb" : ".gltf";
    }
    Assimp::Importer importer;
    importer.SetIOHandler(new MendedFile(name, bytes));
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
    importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_LINE | aiPrimitiveType_POINT);
    const aiScene* scene = importer.ReadFile(
        name, aiProcess_Triangulate | aiProcess_GenSmoothNormals | aiProcess_JoinIdenticalVertices |
                  aiProcess_SortByPType | aiProcess_ValidateDataStructure);
    if (scene == nullptr || scene->mRootNode == nullptr) throw input_error("{}", importer.GetErrorString());
    std::vector<SceneFile> takes = Reader(*scene, fbx ? fbx_unit(*scene) : 1, !fbx, hints).read(take);
    for (SceneFile& read : takes) read.scene.rig.name = file.stem().string();
    return takes;
}

}  // namespace im

#include "engine/io/gltf_writer.h"

#include <algorithm>
#include <memory>
#include <string>

#include <assimp/material.h>
#include <assimp/scene.h>
#include <assimp/Exporter.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_formats.h"
#include "engine/io/glb.h"

namespace im {
namespace {

aiVector3D vector_of(const glm::dvec3& v) {
    return {static_cast<ai_real>(v.x), static_cast<ai_real>(v.y), static_cast<ai_real>(v.z)};
}
aiQuaternion quaternion_of(const glm::dquat& q) {
    return {static_cast<ai_real>(q.w), static_cast<ai_real>(q.x), static_cast<ai_real>(q.y),
            static_cast<ai_real>(q.z)};
}
aiMatrix4x4 matrix_of(const Transform& t) {
    return {aiVector3D(1, 1, 1), quaternion_of(t.rotation), vector_of(t.translation)};
}

/// Assimp's scenes own arrays by pointer and count.
template <class T>
void give(T**& array, unsigned& count, std::vector<std::unique_ptr<T>> items) {
    count = static_cast<unsigned>(items.size());
    array = new T*[items.size()];
    for (std::size_t i = 0; i < items.size(); ++i) array[i] = items[i].release();
}

void adopt(aiNode& parent, std::vector<std::unique_ptr<aiNode>> children) {
    for (auto& child : children) child->mParent = &parent;
    give(parent.mChildren, parent.mNumChildren, std::move(children));
}

/// The name, or with a number where a joint has it already: Assimp finds nodes by their names.
std::string free_name(const Rig& rig, const std::string& name) {
    std::string free = name;
    const auto taken = [&] {
        return std::any_of(rig.joints.begin(), rig.joints.end(),
                           [&](const RigJoint& joint) { return joint.name == free; });
    };
    for (int i = 2; taken(); ++i) free = name + '-' + std::to_string(i);
    return free;
}

std::unique_ptr<aiNode> node_of(const Rig& rig, const std::vector<std::vector<std::size_t>>& children,
                                std::size_t joint) {
    auto node = std::make_unique<aiNode>(rig.joints[joint].name);
    node->mTransformation = matrix_of(rig.joints[joint].rest);
    std::vector<std::unique_ptr<aiNode>> below;
    for (const std::size_t child : children[joint]) below.push_back(node_of(rig, children, child));
    adopt(*node, std::move(below));
    return node;
}

std::unique_ptr<aiMesh> mesh_of(const SkinnedMesh& mesh, const Rig& rig, const std::vector<Transform>& rest) {
    auto out = std::make_unique<aiMesh>();
    out->mName = clean_name(mesh.name);
    out->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    out->mNumVertices = static_cast<unsigned>(mesh.positions.size());
    out->mVertices = new aiVector3D[mesh.positions.size()];
    out->mNormals = new aiVector3D[mesh.positions.size()];
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        out->mVertices[v] = vector_of(mesh.positions[v]);
        out->mNormals[v] = vector_of(mesh.normals[v]);
    }
    if (!mesh.texture_points.empty()) {
        out->mNumUVComponents[0] = 2;
        out->mTextureCoords[0] = new aiVector3D[mesh.positions.size()];
        for (std::size_t v = 0; v < mesh.positions.size(); ++v)
            out->mTextureCoords[0][v] = aiVector3D(mesh.texture_points[v].x, mesh.texture_points[v].y, 0);
    }
    out->mNumFaces = static_cast<unsigned>(mesh.triangles.size() / 3);
    out->mFaces = new aiFace[out->mNumFaces];
    for (std::size_t f = 0; f < out->mNumFaces; ++f) {
        out->mFaces[f].mNumIndices = 3;
        out->mFaces[f].mIndices =
            new unsigned[3]{mesh.triangles[3 * f], mesh.triangles[3 * f + 1], mesh.triangles[3 * f + 2]};
    }

    // Every joint is listed, with weights or not: the skin's list is what importers make bones of.
    std::vector<std::vector<aiVertexWeight>> weights(rest.size());
    for (std::size_t v = 0; v < mesh.influences.size(); ++v) {
        for (std::size_t i = 0; i < 4; ++i) {
            const auto& [joints, shares] = mesh.influences[v];
            if (shares[i] > 0) weights[joints[i]].emplace_back(static_cast<unsigned>(v), shares[i]);
        }
    }
    std::vector<std::unique_ptr<aiBone>> bones;
    for (std::size_t j = 0; j < rest.size(); ++j) {
        auto bone = std::make_unique<aiBone>();
        bone->mName = rig.joints[j].name;
        bone->mOffsetMatrix = matrix_of(rest[j].inverse());
        bone->mNumWeights = static_cast<unsigned>(weights[j].size());
        bone->mWeights = new aiVertexWeight[weights[j].size()];
        std::copy(weights[j].begin(), weights[j].end(), bone->mWeights);
        bones.push_back(std::move(bone));
    }
    give(out->mBones, out->mNumBones, std::move(bones));
    return out;
}

std::unique_ptr<aiAnimation> animation_of(const Rig& rig, const RigMotion& motion) {
    auto animation = std::make_unique<aiAnimation>();
    const auto T = static_cast<std::size_t>(motion.frame_count()), J = rig.joints.size(),
               M = motion.moving.size();
    animation->mName = "Take 001";
    animation->mTicksPerSecond = 1;  // times are seconds
    animation->mDuration = static_cast<double>(T - 1) / motion.fps;
    const auto seconds = [&motion](std::size_t t) { return static_cast<double>(t) / motion.fps; };
    std::vector<std::unique_ptr<aiNodeAnim>> channels;
    for (std::size_t j = 0; j < J; ++j) {
        auto channel = std::make_unique<aiNodeAnim>();
        channel->mNodeName = rig.joints[j].name;
        channel->mNumRotationKeys = static_cast<unsigned>(T);
        channel->mRotationKeys = new aiQuatKey[T];
        glm::dquat before(1, 0, 0, 0);
        for (std::size_t t = 0; t < T; ++t) {
            // q and -q are one rotation, but programs interpolate the numbers.
            const glm::dquat q = motion.rotations[t * J + j];
            before = glm::dot(q, before) < 0 ? -q : q;
            channel->mRotationKeys[t] = aiQuatKey(seconds(t), quaternion_of(before));
        }
        const auto slot = static_cast<std::size_t>(
            std::find(motion.moving.begin(), motion.moving.end(), static_cast<int>(j)) -
            motion.moving.begin());
        const std::size_t keys = slot < M ? T : 1;
        channel->mNumPositionKeys = static_cast<unsigned>(keys);
        channel->mPositionKeys = new aiVectorKey[keys];
        for (std::size_t t = 0; t < keys; ++t) {
            channel->mPositionKeys[t] = aiVectorKey(
                seconds(t),
                vector_of(slot < M ? motion.translations[t * M + slot] : rig.joints[j].rest.translation));
        }
        channels.push_back(std::move(channel));
    }
    give(animation->mChannels, animation->mNumChannels, std::move(channels));
    return animation;
}

std::unique_ptr<aiMaterial> shell() {
    auto material = std::make_unique<aiMaterial>();
    const aiString name("Shell");
    material->AddProperty(&name, AI_MATKEY_NAME);
    const aiColor4D colour(0.78f, 0.80f, 0.83f, 1);
    material->AddProperty(&colour, 1, AI_MATKEY_COLOR_DIFFUSE);
    material->AddProperty(&colour, 1, AI_MATKEY_BASE_COLOR);
    const float metallic = 0, roughness = 0.55f;
    material->AddProperty(&metallic, 1, AI_MATKEY_METALLIC_FACTOR);
    material->AddProperty(&roughness, 1, AI_MATKEY_ROUGHNESS_FACTOR);
    return material;
}

std::unique_ptr<aiScene> scene_of(const FigureScene& scene) {
    auto out = std::make_unique<aiScene>();
    const Rig& rig = scene.rig;
    std::vector<std::vector<std::size_t>> children(rig.joints.size());
    std::vector<std::unique_ptr<aiNode>> top;
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent >= 0) children[static_cast<std::size_t>(rig.joints[j].parent)].push_back(j);
    }
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        if (rig.joints[j].parent < 0) top.push_back(node_of(rig, children, j));
    }
    std::vector<std::unique_ptr<aiMesh>> meshes;
    const std::vector<Transform> rest = rest_transforms(rig);
    for (const SkinnedMesh& mesh : scene.meshes) {
        if (mesh.triangles.empty()) continue;
        auto node = std::make_unique<aiNode>(free_name(rig, clean_name(mesh.name)));
        node->mNumMeshes = 1;
        node->mMeshes = new unsigned[1]{static_cast<unsigned>(meshes.size())};
        top.push_back(std::move(node));
        meshes.push_back(mesh_of(mesh, rig, rest));
    }
    out->mRootNode = new aiNode(free_name(rig, "Armature"));
    adopt(*out->mRootNode, std::move(top));
    give(out->mMeshes, out->mNumMeshes, std::move(meshes));
    std::vector<std::unique_ptr<aiAnimation>> animations;
    animations.push_back(animation_of(rig, scene.motion));
    give(out->mAnimations, out->mNumAnimations, std::move(animations));
    std::vector<std::unique_ptr<aiMaterial>> materials;
    materials.push_back(shell());
    give(out->mMaterials, out->mNumMaterials, std::move(materials));
    return out;
}

}  // namespace

void write_glb(const std::filesystem::path& file, const FigureScene& scene) {
    check_scene(scene, file.string());
    if (std::all_of(scene.meshes.begin(), scene.meshes.end(),
                    [](const SkinnedMesh& m) { return m.triangles.empty(); }))
        throw input_error(
            "{}: glTF shows a rig only under a mesh; this rig has no bones of any length to put one around",
            file.string());
    Assimp::Exporter exporter;
    const std::unique_ptr<aiScene> assimp = scene_of(scene);
    const aiExportDataBlob* blob = exporter.ExportToBlob(assimp.get(), "glb2");
    if (blob == nullptr)
        throw input_error("{}: could not be made: {}", file.string(), exporter.GetErrorString());
    Glb glb = parse_glb({static_cast<const char*>(blob->data), blob->size}, file.string());
    // Assimp lists extensions that the file does not use; programs that do not know them warn or refuse.
    glb.content.erase("extensionsUsed");
    // It also leaves memory in the file that it never wrote to: a seed gave other bytes every time.
    cut_unused_bytes(glb);
    write_file_atomically(file, glb_bytes(glb, file.string()));
}

namespace {

void write_glb_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    write_glb(file, export_scene(clip, options));
}

}  // namespace

ClipFormat glb_format() {
    return {.extension = ".glb",
            .title = "glTF (Blender, Unity, Godot, web)",
            .has_rig = true,
            .write = write_glb_clip};
}

}  // namespace im

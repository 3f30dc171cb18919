#include "engine/io/assimp_mesh.h"

#include <algorithm>

#include <glm/geometric.hpp>

#include "engine/io/assimp_values.h"

namespace im {
namespace {

/// The four strongest, their sum 1; `carrier` for a vertex that follows nothing.
SkinnedMesh::Influence influence_of(std::vector<std::pair<float, int>>& weights, int carrier) {
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

}  // namespace

SkinnedMesh read_mesh(const aiMesh& from, const glm::dmat4& world, double unit,
                      const std::function<int(const aiString&)>& joint_of, int carrier) {
    SkinnedMesh mesh;
    mesh.name = from.mName.length > 0 ? from.mName.C_Str() : "mesh";
    const glm::dmat3 turn(world);
    std::vector<std::vector<std::pair<float, int>>> weights(from.mNumVertices);
    for (unsigned b = 0; b < from.mNumBones; ++b) {
        const int joint = joint_of(from.mBones[b]->mName);
        if (joint < 0) continue;
        for (unsigned w = 0; w < from.mBones[b]->mNumWeights; ++w) {
            const aiVertexWeight& weight = from.mBones[b]->mWeights[w];
            if (weight.mVertexId < from.mNumVertices && weight.mWeight > 0)
                weights[weight.mVertexId].emplace_back(weight.mWeight, joint);
        }
    }
    for (unsigned v = 0; v < from.mNumVertices; ++v) {
        mesh.positions.emplace_back(unit * glm::dvec3(world * glm::dvec4(vector_of(from.mVertices[v]), 1)));
        const glm::dvec3 normal =
            from.mNormals != nullptr ? turn * vector_of(from.mNormals[v]) : glm::dvec3(0);
        mesh.normals.emplace_back(glm::length(normal) > 0 ? glm::normalize(normal) : glm::dvec3(0, 1, 0));
        if (from.mTextureCoords[0] != nullptr)
            mesh.texture_points.emplace_back(from.mTextureCoords[0][v].x, from.mTextureCoords[0][v].y);
        mesh.influences.push_back(influence_of(weights[v], carrier));
    }
    for (unsigned f = 0; f < from.mNumFaces; ++f) {
        if (from.mFaces[f].mNumIndices == 3)
            mesh.triangles.insert(mesh.triangles.end(), from.mFaces[f].mIndices, from.mFaces[f].mIndices + 3);
    }
    return mesh;
}

}  // namespace im

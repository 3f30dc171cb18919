#include "engine/io/assimp_values.h"

#include <cmath>

#include <glm/geometric.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

bool finite(const aiVector3D& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}
bool finite(const aiQuaternion& q) {
    return std::isfinite(q.w) && std::isfinite(q.x) && std::isfinite(q.y) && std::isfinite(q.z);
}
bool finite(const aiMatrix4x4& m) {
    return std::all_of(m[0], m[0] + 16, [](ai_real value) { return std::isfinite(value); });
}

glm::dmat4 composed(const glm::dvec3& place, const glm::dquat& turn, const glm::dvec3& scale) {
    glm::dmat4 m = glm::mat4_cast(turn);
    for (int i = 0; i < 3; ++i) m[i] *= scale[i];
    m[3] = glm::dvec4(place, 1);
    return m;
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

}  // namespace

glm::dvec3 vector_of(const aiVector3D& v) {
    return {v.x, v.y, v.z};
}

glm::dmat4 matrix_of(const aiMatrix4x4& m) {
    return {{m.a1, m.b1, m.c1, m.d1},
            {m.a2, m.b2, m.c2, m.d2},
            {m.a3, m.b3, m.c3, m.d3},
            {m.a4, m.b4, m.c4, m.d4}};
}

Transform rigid(const glm::dmat4& m) {
    glm::dvec3 x(m[0]), y(m[1]);
    if (!(glm::length(x) > 1e-12) || !(glm::length(y) > 1e-12)) return {glm::dvec3(m[3]), {1, 0, 0, 0}};
    x = glm::normalize(x);
    y -= glm::dot(x, y) * x;
    if (!(glm::length(y) > 1e-12)) return {glm::dvec3(m[3]), {1, 0, 0, 0}};
    y = glm::normalize(y);
    return {glm::dvec3(m[3]), glm::normalize(glm::quat_cast(glm::dmat3(x, y, glm::cross(x, y))))};
}

glm::dmat4 local_at(const aiNode& node, const aiNodeAnim& track, double time) {
    aiVector3D scale, place;
    aiQuaternion turn;
    node.mTransformation.Decompose(scale, turn, place);
    return composed(
        track.mNumPositionKeys > 0 ? value_at(track.mPositionKeys, track.mNumPositionKeys, time, mixed)
                                   : vector_of(place),
        track.mNumRotationKeys > 0 ? value_at(track.mRotationKeys, track.mNumRotationKeys, time, turned)
                                   : turned(turn, turn, 0),
        track.mNumScalingKeys > 0 ? value_at(track.mScalingKeys, track.mNumScalingKeys, time, mixed)
                                  : vector_of(scale));
}

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

}  // namespace im

#include "engine/io/scene_bytes.h"

#include <cstring>
#include <type_traits>

#include "engine/core/error.h"

namespace im {
namespace {

class Writer {
  public:
    template <class T>
    void plain(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <class T>
    void list(const std::vector<T>& values) {
        plain(static_cast<std::uint64_t>(values.size()));
        if (!values.empty())
            bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    }
    void text(const std::string& value) {
        plain(static_cast<std::uint64_t>(value.size()));
        bytes += value;
    }
    std::string bytes;
};

class Reader {
  public:
    Reader(std::string_view bytes, const std::string& place) : bytes_(bytes), place_(place) {}
    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size())
            throw input_error("{}: its reader gave {} bytes of {}", place_, bytes_.size(), count);
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    template <class T>
    T plain() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::uint64_t count(std::size_t item_bytes) {
        const auto count = plain<std::uint64_t>();
        if (count > bytes_.size() / item_bytes)
            throw input_error("{}: its reader announced {} items, found fewer", place_, count);
        return count;
    }
    template <class T>
    void list(std::vector<T>& values) {
        const auto size = count(sizeof(T));
        const std::string_view taken = take(size * sizeof(T));
        values.resize(size);
        if (size > 0) std::memcpy(static_cast<void*>(values.data()), taken.data(), taken.size());
    }
    std::string text() { return std::string(take(count(1))); }
    bool done() const { return bytes_.empty(); }

  private:
    std::string_view bytes_;
    const std::string& place_;
};

}  // namespace

std::string scene_bytes(const SceneFile& file) {
    Writer out;
    const auto& [rig, motion, meshes] = file.scene;
    out.text(rig.name);
    out.plain(static_cast<std::uint64_t>(rig.joints.size()));
    for (const RigJoint& joint : rig.joints) {
        out.text(joint.name);
        out.plain(joint.parent);
        out.plain(joint.rest);
    }
    out.plain(rig.roles);
    out.plain(motion.fps);
    out.plain(motion.joint_count);
    out.list(motion.rotations);
    out.list(motion.moving);
    out.list(motion.translations);
    out.plain(static_cast<std::uint64_t>(meshes.size()));
    for (const SkinnedMesh& mesh : meshes) {
        out.text(mesh.name);
        out.list(mesh.positions);
        out.list(mesh.normals);
        out.list(mesh.texture_points);
        out.list(mesh.influences);
        out.list(mesh.triangles);
    }
    out.plain(static_cast<std::uint64_t>(file.warnings.size()));
    for (const std::string& warning : file.warnings) out.text(warning);
    out.text(file.rate_doubt);
    out.text(file.take);
    out.plain(static_cast<std::uint64_t>(file.takes.size()));
    for (const std::string& take : file.takes) out.text(take);
    return std::move(out.bytes);
}

std::string scenes_bytes(const std::vector<SceneFile>& files) {
    Writer out;
    out.plain(static_cast<std::uint64_t>(files.size()));
    for (const SceneFile& file : files) out.text(scene_bytes(file));
    return std::move(out.bytes);
}

SceneFile scene_of_bytes(std::string_view bytes, const std::string& place) {
    Reader in(bytes, place);
    SceneFile file;
    auto& [rig, motion, meshes] = file.scene;
    rig.name = in.text();
    for (auto left = in.count(1); left > 0; --left) {
        RigJoint joint;
        joint.name = in.text();
        joint.parent = in.plain<int>();
        joint.rest = in.plain<Transform>();
        rig.joints.push_back(std::move(joint));
    }
    rig.roles = in.plain<std::array<int, kRoleCount>>();
    for (const int joint : rig.roles) {
        if (joint < -1 || joint >= rig.joint_count())
            throw input_error("{}: expected parts of {} joints, found {}", place, rig.joint_count(), joint);
    }
    motion.fps = in.plain<double>();
    motion.joint_count = in.plain<int>();
    in.list(motion.rotations);
    in.list(motion.moving);
    in.list(motion.translations);
    for (auto left = in.count(1); left > 0; --left) {
        SkinnedMesh mesh;
        mesh.name = in.text();
        in.list(mesh.positions);
        in.list(mesh.normals);
        in.list(mesh.texture_points);
        in.list(mesh.influences);
        in.list(mesh.triangles);
        meshes.push_back(std::move(mesh));
    }
    for (auto left = in.count(1); left > 0; --left) file.warnings.push_back(in.text());
    file.rate_doubt = in.text();
    file.take = in.text();
    for (auto left = in.count(1); left > 0; --left) file.takes.push_back(in.text());
    if (!in.done()) throw input_error("{}: its reader gave more than a scene", place);
    check_scene(file.scene, place);
    return file;
}

std::vector<SceneFile> scenes_of_bytes(std::string_view bytes, const std::string& place) {
    Reader in(bytes, place);
    std::vector<SceneFile> files;
    for (auto left = in.count(1); left > 0; --left) files.push_back(scene_of_bytes(in.text(), place));
    if (files.empty() || !in.done()) throw input_error("{}: its reader gave no list of scenes", place);
    return files;
}

}  // namespace im

#include "engine/io/fbx_writer.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/files.h"
#include "engine/io/clip_formats.h"
#include "engine/io/fbx_node.h"
#include "engine/motion/representation/euler.h"

namespace im {
namespace {

constexpr double kTicksPerSecond = 46186158000;  // FBX's unit of time divides all common frame rates
constexpr double kDegrees = 180 / std::numbers::pi;
constexpr int kCustomFrameRate = 14;  // TimeMode

// Readers by Autodesk check the id and the footer against the creation time; these three are known to belong
// together.
constexpr std::string_view kCreationTime = "1970-01-01 10:00:00:000";
constexpr std::string_view kFileId("\x28\xb3\x2a\xeb\xb6\x24\xcc\xc2\xbf\xc8\xb0\x2a\xa9\x2b\xfc\xf1", 16);
constexpr std::string_view kFooterId("\xfa\xbc\xab\x09\xd0\xc8\xd4\x66\xb1\x76\xfb\x83\x1c\xf7\x26\x7e", 16);
constexpr std::string_view kEnd("\xf8\x5a\x8c\x6a\xde\xf5\xd9\x7e\xec\xe9\x0c\xe3\x75\x8f\x29\x0b", 16);
constexpr std::uint32_t kVersion = 7400;

std::vector<double> matrix_of(const Transform& transform) {
    const glm::dmat3 m = glm::mat3_cast(transform.rotation);
    const glm::dvec3& t = transform.translation;
    return {m[0].x, m[0].y, m[0].z, 0, m[1].x, m[1].y, m[1].z, 0,
            m[2].x, m[2].y, m[2].z, 0, t.x,    t.y,    t.z,    1};
}

class Writer {
  public:
    Writer(const FigureScene& scene, const FileSpace& space)
        : scene_(scene),
          space_(space),
          rest_(rest_transforms(scene.rig)),
          objects_("Objects"),
          connections_("Connections") {}

    std::string bytes() {
        add_joints();
        for (const SkinnedMesh& mesh : scene_.meshes) {
            if (!mesh.triangles.empty()) add_mesh(mesh);
        }
        add_bind_pose();
        add_motion();

        std::string out("Kaydara FBX Binary  \0\x1a\0", 23);
        append_raw(out, kVersion);
        for (const FbxNode& node : {header(), id(), creation_time(), creator(), settings(), documents(),
                                    FbxNode("References"), definitions(), objects_, connections_, takes()}) {
            node.write(out);
        }
        out.append(FbxNode::kNullRecord, '\0');
        out += kFooterId;
        out.append(4, '\0');
        out.append(16 - out.size() % 16, '\0');
        append_raw(out, kVersion);
        out.append(120, '\0');
        out += kEnd;
        return out;
    }

  private:
    std::int64_t ticks(int frame) const {
        return static_cast<std::int64_t>(std::llround(frame / scene_.motion.fps * kTicksPerSecond));
    }
    std::int64_t last_tick() const { return ticks(scene_.motion.frame_count() - 1); }

    FbxNode& object(std::string_view kind, std::int64_t id, std::string_view name, std::string_view type,
                    std::string_view sub) {
        ++counts_[std::string(kind)];
        return objects_.add(kind).i64(id).object(name, type).text(sub);
    }
    void connect(std::int64_t child, std::int64_t parent, std::string_view property = "") {
        FbxNode& c = connections_.add("C").text(property.empty() ? "OO" : "OP").i64(child).i64(parent);
        if (!property.empty()) c.text(property);
    }
    std::int64_t fresh() { return next_id_++; }
    std::int64_t joint_id(std::size_t joint) const { return kFirstJoint + static_cast<std::int64_t>(joint); }

    FbxNode header() const {
        FbxNode node("FBXHeaderExtension");
        node.add("FBXHeaderVersion").i32(1003);
        node.add("FBXVersion").i32(static_cast<int>(kVersion));
        node.add("EncryptionType").i32(0);
        FbxNode& stamp = node.add("CreationTimeStamp");
        stamp.add("Version").i32(1000);
        for (const auto& [name, value] : {std::pair{"Year", 1970},
                                          {"Month", 1},
                                          {"Day", 1},
                                          {"Hour", 10},
                                          {"Minute", 0},
                                          {"Second", 0},
                                          {"Millisecond", 0}}) {
            stamp.add(name).i32(value);
        }
        node.add("Creator").text("InstructMotion Studio");
        return node;
    }
    static FbxNode id() {
        FbxNode node("FileId");
        node.text(kFileId, 'R');
        return node;
    }
    static FbxNode creation_time() {
        FbxNode node("CreationTime");
        node.text(kCreationTime);
        return node;
    }
    static FbxNode creator() {
        FbxNode node("Creator");
        node.text("InstructMotion Studio");
        return node;
    }
    FbxNode settings() const {
        const bool z_up = space_.up == UpAxis::Z;
        FbxNode node("GlobalSettings");
        node.add("Version").i32(1000);
        FbxNode& p = node.add("Properties70");
        const auto axis = [&p](std::string_view name, int value) { p.set(name, "int", "Integer", value); };
        axis("UpAxis", z_up ? 2 : 1);
        axis("UpAxisSign", 1);
        axis("FrontAxis", z_up ? 1 : 2);
        axis("FrontAxisSign", z_up ? -1 : 1);
        axis("CoordAxis", 0);
        axis("CoordAxisSign", 1);
        axis("OriginalUpAxis", z_up ? 2 : 1);
        axis("OriginalUpAxisSign", 1);
        p.set("UnitScaleFactor", 100 * space_.metres_per_unit);  // in centimetres
        p.set("OriginalUnitScaleFactor", 100 * space_.metres_per_unit);
        p.set("TimeMode", "enum", "", kCustomFrameRate);
        p.set_time("TimeSpanStart", 0);
        p.set_time("TimeSpanStop", last_tick());
        p.set("CustomFrameRate", scene_.motion.fps);
        return node;
    }
    FbxNode documents() const {
        FbxNode node("Documents");
        node.add("Count").i32(1);
        FbxNode& document = node.add("Document").i64(kDocument).text("Scene").text("Scene");
        FbxNode& p = document.add("Properties70");
        p.set("ActiveAnimStackName", kTake);
        document.add("RootNode").i64(0);
        return node;
    }
    FbxNode definitions() const {
        FbxNode node("Definitions");
        node.add("Version").i32(100);
        int all = 1;
        for (const auto& [kind, count] : counts_) all += count;
        node.add("Count").i32(all);
        node.add("ObjectType").text("GlobalSettings").add("Count").i32(1);
        for (const auto& [kind, count] : counts_) node.add("ObjectType").text(kind).add("Count").i32(count);
        return node;
    }
    FbxNode takes() const {
        FbxNode node("Takes");
        node.add("Current").text(kTake);
        FbxNode& take = node.add("Take").text(kTake);
        take.add("FileName").text("Take_001.tak");
        take.add("LocalTime").i64(0).i64(last_tick());
        take.add("ReferenceTime").i64(0).i64(last_tick());
        return node;
    }

    void add_joints() {
        for (std::size_t j = 0; j < scene_.rig.joints.size(); ++j) {
            const RigJoint& joint = scene_.rig.joints[j];
            const std::int64_t attribute = fresh();
            FbxNode& limb = object("NodeAttribute", attribute, joint.name, "NodeAttribute", "LimbNode");
            limb.add("TypeFlags").text("Skeleton");
            FbxNode& model = object("Model", joint_id(j), joint.name, "Model", "LimbNode");
            model.add("Version").i32(232);
            FbxNode& p = model.add("Properties70");
            p.set_vector("Lcl Translation", "Lcl Translation", joint.rest.translation);
            p.set_vector("Lcl Rotation", "Lcl Rotation",
                         kDegrees * to_euler(joint.rest.rotation, kOrder, glm::dvec3(0)));
            p.set_vector("Lcl Scaling", "Lcl Scaling", glm::dvec3(1));
            model.add("Culling").text("CullingOff");
            connect(attribute, joint_id(j));
            connect(joint_id(j), joint.parent < 0 ? 0 : joint_id(static_cast<std::size_t>(joint.parent)));
        }
    }

    void add_mesh(const SkinnedMesh& mesh) {
        const std::int64_t model = fresh(), geometry = fresh(), material = fresh(), skin = fresh();
        meshes_.push_back(model);
        FbxNode& m = object("Model", model, mesh.name, "Model", "Mesh");
        m.add("Version").i32(232);
        FbxNode& p = m.add("Properties70");
        p.set_vector("Lcl Scaling", "Lcl Scaling", glm::dvec3(1));
        m.add("Culling").text("CullingOff");
        add_geometry(mesh, geometry);

        FbxNode& surface = object("Material", material, "Shell", "Material", "");
        surface.add("Version").i32(102);
        surface.add("ShadingModel").text("phong");
        FbxNode& colour = surface.add("Properties70");
        colour.set_vector("DiffuseColor", "Color", kColour);
        colour.set_vector("SpecularColor", "Color", glm::dvec3(0.2));

        FbxNode& deformer = object("Deformer", skin, mesh.name, "Deformer", "Skin");
        deformer.add("Version").i32(101);
        deformer.add("Link_DeformAcuracy").f64(50);  // sic
        connect(model, 0);
        connect(geometry, model);
        connect(material, model);
        connect(skin, geometry);
        add_clusters(mesh, skin);
    }

    void add_geometry(const SkinnedMesh& mesh, std::int64_t id) {
        FbxNode& g = object("Geometry", id, mesh.name, "Geometry", "Mesh");
        std::vector<double> points, normals, texture;
        for (const glm::vec3& v : mesh.positions) points.insert(points.end(), {v.x, v.y, v.z});
        for (const glm::vec3& v : mesh.normals) normals.insert(normals.end(), {v.x, v.y, v.z});
        for (const glm::vec2& v : mesh.texture_points) texture.insert(texture.end(), {v.x, v.y});
        std::vector<std::int32_t> corners(mesh.triangles.begin(), mesh.triangles.end());
        for (std::size_t i = 2; i < corners.size(); i += 3)
            corners[i] = ~corners[i];  // marks the polygon's end
        g.add("GeometryVersion").i32(124);
        g.add("Vertices").array('d', points);
        g.add("PolygonVertexIndex").array('i', corners);
        const auto layer = [&g](std::string_view kind, std::string_view mapping,
                                std::string_view reference) -> FbxNode& {
            FbxNode& node = g.add(kind).i32(0);
            node.add("Version").i32(101);
            node.add("Name").text("");
            node.add("MappingInformationType").text(mapping);
            node.add("ReferenceInformationType").text(reference);
            return node;
        };
        layer("LayerElementNormal", "ByVertice", "Direct").add("Normals").array('d', normals);
        if (!texture.empty()) layer("LayerElementUV", "ByVertice", "Direct").add("UV").array('d', texture);
        layer("LayerElementMaterial", "AllSame", "IndexToDirect")
            .add("Materials")
            .array('i', std::vector<std::int32_t>{0});
        FbxNode& list = g.add("Layer").i32(0);
        list.add("Version").i32(100);
        for (const char* kind : {"LayerElementNormal", "LayerElementUV", "LayerElementMaterial"}) {
            if (texture.empty() && kind == std::string_view("LayerElementUV")) continue;
            FbxNode& element = list.add("LayerElement");
            element.add("Type").text(kind);
            element.add("TypedIndex").i32(0);
        }
    }

    void add_clusters(const SkinnedMesh& mesh, std::int64_t skin) {
        std::vector<std::vector<std::int32_t>> vertices(rest_.size());
        std::vector<std::vector<double>> weights(rest_.size());
        for (std::size_t v = 0; v < mesh.influences.size(); ++v) {
            for (std::size_t i = 0; i < 4; ++i) {
                const float weight = mesh.influences[v].weights[i];
                if (!(weight > 0)) continue;
                vertices[mesh.influences[v].joints[i]].push_back(static_cast<std::int32_t>(v));
                weights[mesh.influences[v].joints[i]].push_back(weight);
            }
        }
        for (std::size_t j = 0; j < rest_.size(); ++j) {
            const std::int64_t id = fresh();
            FbxNode& cluster = object("Deformer", id, scene_.rig.joints[j].name, "SubDeformer", "Cluster");
            cluster.add("Version").i32(100);
            cluster.add("UserData").text("").text("");
            if (!vertices[j].empty()) {
                cluster.add("Indexes").array('i', vertices[j]);
                cluster.add("Weights").array('d', weights[j]);
            }
            cluster.add("Transform").array('d', matrix_of(rest_[j].inverse()));
            cluster.add("TransformLink").array('d', matrix_of(rest_[j]));
            connect(id, skin);
            connect(joint_id(j), id);
        }
    }

    void add_bind_pose() {
        FbxNode& pose = object("Pose", fresh(), "BindPose", "Pose", "BindPose");
        pose.add("Type").text("BindPose");
        pose.add("Version").i32(100);
        pose.add("NbPoseNodes").i32(static_cast<std::int32_t>(rest_.size() + meshes_.size()));
        const auto add = [&pose](std::int64_t id, const Transform& where) {
            FbxNode& node = pose.add("PoseNode");
            node.add("Node").i64(id);
            node.add("Matrix").array('d', matrix_of(where));
        };
        for (const std::int64_t mesh : meshes_) add(mesh, {});
        for (std::size_t j = 0; j < rest_.size(); ++j) add(joint_id(j), rest_[j]);
    }

    void add_motion() {
        const std::int64_t stack = fresh(), layer = fresh();
        FbxNode& s = object("AnimationStack", stack, kTake, "AnimStack", "");
        FbxNode& p = s.add("Properties70");
        p.set_time("LocalStart", 0);
        p.set_time("LocalStop", last_tick());
        p.set_time("ReferenceStart", 0);
        p.set_time("ReferenceStop", last_tick());
        object("AnimationLayer", layer, "BaseLayer", "AnimLayer", "");
        connect(layer, stack);

        const RigMotion& motion = scene_.motion;
        const auto T = static_cast<std::size_t>(motion.frame_count()), J = scene_.rig.joints.size();
        times_.resize(T);
        for (std::size_t t = 0; t < T; ++t) times_[t] = ticks(static_cast<int>(t));
        std::vector<glm::dvec3> track(T);
        for (std::size_t j = 0; j < J; ++j) {
            glm::dvec3 angles = to_euler(scene_.rig.joints[j].rest.rotation, kOrder, glm::dvec3(0));
            for (std::size_t t = 0; t < T; ++t) {
                angles = to_euler(motion.rotations[t * J + j], kOrder, angles);
                track[t] = kDegrees * angles;
            }
            add_curves(track, layer, joint_id(j), "R", "Lcl Rotation");
        }
        for (std::size_t m = 0; m < motion.moving.size(); ++m) {
            for (std::size_t t = 0; t < T; ++t) track[t] = motion.translations[t * motion.moving.size() + m];
            add_curves(track, layer, joint_id(static_cast<std::size_t>(motion.moving[m])), "T",
                       "Lcl Translation");
        }
    }

    void add_curves(const std::vector<glm::dvec3>& track, std::int64_t layer, std::int64_t joint,
                    std::string_view name, std::string_view property) {
        constexpr std::array<std::string_view, 3> kAxes{"d|X", "d|Y", "d|Z"};
        const std::int64_t node = fresh();
        FbxNode& n = object("AnimationCurveNode", node, name, "AnimCurveNode", "");
        FbxNode& p = n.add("Properties70");
        for (int axis = 0; axis < 3; ++axis)
            p.set(kAxes[static_cast<std::size_t>(axis)], track.front()[axis]);
        connect(node, layer);
        connect(node, joint, property);
        std::vector<float> values(track.size());
        for (int axis = 0; axis < 3; ++axis) {
            for (std::size_t t = 0; t < track.size(); ++t) values[t] = static_cast<float>(track[t][axis]);
            const std::int64_t id = fresh();
            FbxNode& curve = object("AnimationCurve", id, "", "AnimCurve", "");
            curve.add("Default").f64(values.front());
            curve.add("KeyVer").i32(4008);
            curve.add("KeyTime").array('l', times_);
            curve.add("KeyValueFloat").array('f', values);
            curve.add("KeyAttrFlags").array('i', std::vector<std::int32_t>{4});  // linear
            curve.add("KeyAttrDataFloat").array('f', std::vector<float>{0, 0, 0, 0});
            curve.add("KeyAttrRefCount")
                .array('i', std::vector<std::int32_t>{static_cast<std::int32_t>(track.size())});
            connect(id, node, kAxes[static_cast<std::size_t>(axis)]);
        }
    }

    static constexpr std::string_view kTake = "Take 001";
    static constexpr std::int64_t kDocument = 1000, kFirstJoint = 1'000'000;
    static constexpr EulerOrder kOrder{{2, 1, 0}};  // FBX's "XYZ" turns about X first
    inline static const glm::dvec3 kColour{0.78, 0.80, 0.83};

    const FigureScene& scene_;
    const FileSpace& space_;
    std::vector<Transform> rest_;
    std::vector<std::int64_t> times_, meshes_;
    std::map<std::string, int> counts_;
    std::int64_t next_id_ = 10'000'000;
    FbxNode objects_, connections_;
};

}  // namespace

void write_fbx(const std::filesystem::path& file, const FigureScene& scene, const FileSpace& space) {
    check_scene(scene, file.string());
    write_file_atomically(file, Writer(scene, space).bytes());
}

namespace {

void write_fbx_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    const FileSpace space = space_of(fbx_format(), options);
    write_fbx(file, in_space(export_scene(clip, options, options.body), space), space);
}

}  // namespace

ClipFormat fbx_format() {
    return {.extension = ".fbx",
            .title = "FBX (Unreal, Unity, Maya, Blender)",
            .has_rig = true,
            .metres_per_unit = 0.01,
            .write = write_fbx_clip};
}

}  // namespace im

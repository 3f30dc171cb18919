// USD as text (.usda): one SkelRoot with skeleton, animation and skinned meshes, as UsdSkel's schema has them.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/files.h"
#include "engine/io/clip_formats.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {
namespace {

constexpr int kInfluences = 4;

/// Names in USD are letters, digits and "_", and begin with no digit.
std::string identifier(const std::string& name) {
    std::string text = name.empty() ? "joint" : name;
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')); },
        '_');
    return text[0] >= '0' && text[0] <= '9' ? "_" + text : text;
}

std::string free_identifier(const std::string& name, std::set<std::string>& taken) {
    const std::string wanted = identifier(name);
    std::string free = wanted;
    for (int i = 2; !taken.insert(free).second; ++i) free = fmt::format("{}_{}", wanted, i);
    return free;
}

/// UsdSkel tells joints by their paths: "Hips/Spine/Chest".
std::vector<std::string> joint_paths(const Rig& rig) {
    std::set<std::string> taken;
    std::vector<std::string> paths;
    for (const RigJoint& joint : rig.joints) {
        const std::string name = free_identifier(joint.name, taken);
        paths.push_back(joint.parent < 0 ? name : paths[static_cast<std::size_t>(joint.parent)] + "/" + name);
    }
    return paths;
}

/// One list of `count` values, each as `value(i)` writes it.
template <class Value>
std::string list_of(std::size_t count, const Value& value) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) text += ", ";
        text += value(i);
    }
    return text + "]";
}

// Floats, in the shortest form that reads back the same; "-0" is "0" everywhere.
float plain(double value) {
    return static_cast<float>(value) + 0.0f;
}

std::string point(const glm::dvec3& p) {
    return fmt::format("({}, {}, {})", plain(p.x), plain(p.y), plain(p.z));
}

/// Rows are the images of the axes, and the last one is the move: USD multiplies rows from the left.
std::string matrix(const Transform& transform) {
    const glm::dmat3 axes = glm::mat3_cast(transform.rotation);
    std::string text = "(";
    for (int column = 0; column < 3; ++column)
        text += fmt::format("({}, {}, {}, 0), ", plain(axes[column].x), plain(axes[column].y),
                            plain(axes[column].z));
    const glm::dvec3& p = transform.translation;
    return text + fmt::format("({}, {}, {}, 1))", plain(p.x), plain(p.y), plain(p.z));
}

std::string joint_list(const std::vector<std::string>& paths) {
    return list_of(paths.size(), [&](std::size_t j) { return '"' + paths[j] + '"'; });
}

/// All joints have both: programs of today take no animation in which a joint lacks its translation.
std::string animation_text(const Rig& rig, const RigMotion& motion, const std::vector<std::string>& paths) {
    const std::size_t J = rig.joints.size(), M = motion.moving.size();
    std::vector<std::size_t> slots(J, M);
    for (std::size_t m = 0; m < M; ++m) slots[static_cast<std::size_t>(motion.moving[m])] = m;
    std::string translations, rotations;
    std::vector<glm::dquat> before(J, glm::dquat(1, 0, 0, 0));
    for (int t = 0; t < motion.frame_count(); ++t) {
        const auto frame = static_cast<std::size_t>(t);
        translations += fmt::format("                {}: {},\n", t, list_of(J, [&](std::size_t j) {
                                        return point(slots[j] < M ? motion.translations[frame * M + slots[j]]
                                                                  : rig.joints[j].rest.translation);
                                    }));
        rotations +=
            fmt::format("                {}: {},\n", t, list_of(J, [&](std::size_t j) {
                            // q and -q are one rotation, but programs interpolate the numbers.
                            const glm::dquat q = motion.rotations[frame * J + j];
                            before[j] = glm::dot(q, before[j]) < 0 ? -q : q;
                            return fmt::format("({}, {}, {}, {})", plain(before[j].w), plain(before[j].x),
                                               plain(before[j].y), plain(before[j].z));
                        }));
    }
    return fmt::format(
        "        def SkelAnimation \"Take_001\"\n        {{\n"
        "            uniform token[] joints = {}\n"
        "            float3[] translations.timeSamples = {{\n{}            }}\n"
        "            quatf[] rotations.timeSamples = {{\n{}            }}\n"
        "            half3[] scales = {}\n        }}\n",
        joint_list(paths), translations, rotations, list_of(J, [](std::size_t) { return "(1, 1, 1)"; }));
}

std::string skeleton_text(const FigureScene& scene, const std::vector<std::string>& paths) {
    const Rig& rig = scene.rig;
    const std::vector<Transform> world = rest_transforms(rig);
    return fmt::format(
        "    def Skeleton \"Skeleton\" (\n        prepend apiSchemas = [\"SkelBindingAPI\"]\n    )\n    {{\n"
        "        uniform token[] joints = {}\n"
        "        uniform matrix4d[] bindTransforms = {}\n"
        "        uniform matrix4d[] restTransforms = {}\n"
        "        rel skel:animationSource = </Figure/Skeleton/Take_001>\n\n{}    }}\n",
        joint_list(paths), list_of(world.size(), [&](std::size_t j) { return matrix(world[j]); }),
        list_of(world.size(), [&](std::size_t j) { return matrix(rig.joints[j].rest); }),
        animation_text(rig, scene.motion, paths));
}

std::string mesh_text(const SkinnedMesh& mesh, const std::string& name) {
    const std::size_t V = mesh.positions.size();
    glm::vec3 low = mesh.positions.front(), high = low;
    for (const glm::vec3& p : mesh.positions) {
        low = glm::min(low, p);
        high = glm::max(high, p);
    }
    const auto influence = [&](const auto& values) {
        return list_of(V * kInfluences, [&](std::size_t i) {
            return values(mesh.influences[i / kInfluences], i % kInfluences);
        });
    };
    std::string text = fmt::format(
        "\n    def Mesh \"{}\" (\n        prepend apiSchemas = [\"SkelBindingAPI\"]\n    )\n    {{\n"
        "        uniform token subdivisionScheme = \"none\"\n"
        "        uniform token orientation = \"rightHanded\"\n"
        "        float3[] extent = [{}, {}]\n"
        "        color3f[] primvars:displayColor = [(0.78, 0.8, 0.83)]\n"
        "        int[] faceVertexCounts = {}\n        int[] faceVertexIndices = {}\n"
        "        point3f[] points = {}\n"
        "        normal3f[] normals = {} (\n            interpolation = \"vertex\"\n        )\n",
        name, point(low), point(high), list_of(mesh.triangles.size() / 3, [](std::size_t) { return "3"; }),
        list_of(mesh.triangles.size(), [&](std::size_t i) { return std::to_string(mesh.triangles[i]); }),
        list_of(V, [&](std::size_t v) { return point(mesh.positions[v]); }),
        list_of(V, [&](std::size_t v) { return point(mesh.normals[v]); }));
    if (!mesh.texture_points.empty()) {
        text += fmt::format(
            "        texCoord2f[] primvars:st = {} (\n            interpolation = \"vertex\"\n        )\n",
            list_of(V, [&](std::size_t v) {
                return fmt::format("({}, {})", plain(mesh.texture_points[v].x),
                                   plain(mesh.texture_points[v].y));
            }));
    }
    return text + fmt::format(
                      "        matrix4d primvars:skel:geomBindTransform = {}\n"
                      "        int[] primvars:skel:jointIndices = {} (\n"
                      "            elementSize = {}\n            interpolation = \"vertex\"\n        )\n"
                      "        float[] primvars:skel:jointWeights = {} (\n"
                      "            elementSize = {}\n            interpolation = \"vertex\"\n        )\n"
                      "        rel skel:skeleton = </Figure/Skeleton>\n    }}\n",
                      matrix({}), influence([](const SkinnedMesh::Influence& i, std::size_t k) {
                          return std::to_string(i.joints[k]);
                      }),
                      kInfluences, influence([](const SkinnedMesh::Influence& i, std::size_t k) {
                          return fmt::format("{}", plain(i.weights[k]));
                      }),
                      kInfluences);
}

std::string usda(const FigureScene& scene, const FileSpace& space) {
    const std::vector<std::string> paths = joint_paths(scene.rig);
    std::string text = fmt::format(
        "#usda 1.0\n(\n    defaultPrim = \"Figure\"\n    metersPerUnit = {}\n    upAxis = \"{}\"\n"
        "    startTimeCode = 0\n    endTimeCode = {}\n    timeCodesPerSecond = {}\n"
        "    framesPerSecond = {}\n)\n\n"
        "def SkelRoot \"Figure\" (\n    prepend apiSchemas = [\"SkelBindingAPI\"]\n"
        "    kind = \"component\"\n)\n{{\n",
        space.metres_per_unit, space.up == UpAxis::Y ? "Y" : "Z", scene.motion.frame_count() - 1,
        scene.motion.fps, scene.motion.fps);
    text += skeleton_text(scene, paths);
    std::set<std::string> taken = {"Skeleton"};
    for (const SkinnedMesh& mesh : scene.meshes) {
        if (!mesh.triangles.empty()) text += mesh_text(mesh, free_identifier(mesh.name, taken));
    }
    return text + "}\n";
}

void write_usd_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata&,
                    const ExportOptions& options) {
    const FileSpace space = space_of(usd_format(), options);
    const FigureScene scene = in_space(export_scene(clip, options, options.body), space);
    check_scene(scene, file.string());
    write_file_atomically(file, usda(scene, space));
}

}  // namespace

ClipFormat usd_format() {
    return {.extension = ".usda",
            .title = "USD (Houdini, Omniverse, Maya, Blender)",
            .has_rig = true,
            .metres_per_unit = 1,
            .write = write_usd_clip};
}

}  // namespace im

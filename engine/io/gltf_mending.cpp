#include "engine/io/gltf_mending.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/glb.h"
#include "engine/io/gltf_numbers.h"

namespace im {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFileMax = 1ull << 30;
constexpr int kFloat = 5126;

/// VRM's bones, which both versions call alike, and the parts that they are.
constexpr std::pair<std::string_view, Role> kBones[] = {{"hips", kPelvis},
                                                        {"spine", kSpine1},
                                                        {"chest", kSpine2},
                                                        {"upperChest", kSpine3},
                                                        {"neck", kNeck},
                                                        {"head", kHead},
                                                        {"leftUpperLeg", kLeftHip},
                                                        {"rightUpperLeg", kRightHip},
                                                        {"leftLowerLeg", kLeftKnee},
                                                        {"rightLowerLeg", kRightKnee},
                                                        {"leftFoot", kLeftAnkle},
                                                        {"rightFoot", kRightAnkle},
                                                        {"leftToes", kLeftFoot},
                                                        {"rightToes", kRightFoot},
                                                        {"leftShoulder", kLeftCollar},
                                                        {"rightShoulder", kRightCollar},
                                                        {"leftUpperArm", kLeftShoulder},
                                                        {"rightUpperArm", kRightShoulder},
                                                        {"leftLowerArm", kLeftElbow},
                                                        {"rightLowerArm", kRightElbow},
                                                        {"leftHand", kLeftWrist},
                                                        {"rightHand", kRightWrist}};

const Json* at_path(const Json& content, std::initializer_list<const char*> path) {
    const Json* here = &content;
    for (const char* step : path) {
        if (!here->is_object() || !here->contains(step)) return nullptr;
        here = &(*here)[step];
    }
    return here;
}

/// Bone and node of each row of the humanoid table; nothing where there is none.
std::vector<std::pair<std::string, std::size_t>> humanoid_rows(const Json& content) {
    std::vector<std::pair<std::string, std::size_t>> rows;
    if (const Json* bones = at_path(content, {"extensions", "VRM", "humanoid", "humanBones"})) {
        for (const Json& row : *bones) rows.emplace_back(row.at("bone"), row.at("node"));
    }
    for (const char* version : {"VRMC_vrm", "VRMC_vrm_animation"}) {
        const Json* bones = at_path(content, {"extensions", version, "humanoid", "humanBones"});
        if (bones == nullptr || !bones->is_object()) continue;
        for (const auto& [bone, row] : bones->items()) rows.emplace_back(bone, row.at("node"));
    }
    return rows;
}

void read_humanoid(const Json& content, MendedGltf& mended) {
    for (const auto& [bone, node] : humanoid_rows(content)) {
        if (!content.contains("nodes") || node >= content["nodes"].size())
            throw input_error("humanoid bone {}: there is no node {}", bone, node);
        for (const auto& [name, part] : kBones) {
            if (name == bone) mended.parts[part] = content["nodes"][node].value("name", "");
        }
    }
    // Of a spine of two, the upper one carries the arms.
    if (!mended.parts.contains(kSpine3) && mended.parts.contains(kSpine2)) {
        mended.parts[kSpine3] = mended.parts[kSpine2];
        mended.parts.erase(kSpine2);
    }
}

/// Every node gets a name of its own; true where one changed.
bool name_nodes(Json& content) {
    if (!content.contains("nodes")) return false;
    std::set<std::string> taken;
    bool changed = false;
    for (std::size_t i = 0; i < content["nodes"].size(); ++i) {
        Json& node = content["nodes"][i];
        const std::string name = node.value("name", "");
        std::string own = name.empty() ? fmt::format("node-{}", i) : name;
        for (int k = 2; !taken.insert(own).second; ++k) own = fmt::format("{}-{}", name, k);
        if (own == name) continue;
        node["name"] = own;
        changed = true;
    }
    return changed;
}

/// Accessors that Assimp takes for floats, whatever they are.
std::set<std::size_t> float_accessors(const Json& content) {
    std::set<std::size_t> used;
    if (content.contains("animations")) {
        for (const Json& animation : content["animations"]) {
            for (const Json& sampler : animation.value("samplers", Json::array())) {
                for (const char* end : {"input", "output"}) {
                    if (sampler.contains(end)) used.insert(sampler[end].get<std::size_t>());
                }
            }
        }
    }
    if (!content.contains("meshes")) return used;
    for (const Json& mesh : content["meshes"]) {
        for (const Json& primitive : mesh.value("primitives", Json::array())) {
            const Json attributes = primitive.value("attributes", Json::object());
            for (const auto& [name, accessor] : attributes.items()) {
                for (const char* kind : {"POSITION", "NORMAL", "TANGENT", "TEXCOORD", "WEIGHTS"}) {
                    if (name.starts_with(kind)) used.insert(accessor.get<std::size_t>());
                }
            }
        }
    }
    return used;
}

/// Integers among them become floats in a buffer of their own; true where there were any.
bool tell_as_floats(Json& content, const std::string& binary, const std::filesystem::path& file) {
    std::string floats;
    std::vector<std::pair<std::size_t, std::size_t>> changed;  // accessor, place of its floats
    GltfNumbers numbers(content, binary, file);
    for (const std::size_t index : float_accessors(content)) {
        if (!content.contains("accessors") || index >= content["accessors"].size())
            throw input_error("accessor {} is used, but there is none", index);
        if (content["accessors"][index].value("componentType", kFloat) == kFloat) continue;
        const std::vector<float> values = numbers.read(index);
        changed.emplace_back(index, floats.size());
        floats.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    }
    if (changed.empty()) return false;
    const std::size_t buffer = content["buffers"].size();
    content["buffers"].push_back(
        {{"byteLength", floats.size()}, {"uri", "data:application/octet-stream;base64," + base64(floats)}});
    for (std::size_t i = 0; i < changed.size(); ++i) {
        const auto& [index, begin] = changed[i];
        const std::size_t end = i + 1 < changed.size() ? changed[i + 1].second : floats.size();
        Json& accessor = content["accessors"][index];
        for (const char* old : {"normalized", "byteOffset", "sparse", "min", "max"}) accessor.erase(old);
        accessor["componentType"] = kFloat;
        accessor["bufferView"] = content["bufferViews"].size();
        content["bufferViews"].push_back(
            {{"buffer", buffer}, {"byteOffset", begin}, {"byteLength", end - begin}});
    }
    return true;
}

}  // namespace

MendedGltf mend_gltf(const std::filesystem::path& file) {
    MendedGltf mended;
    mended.bytes = read_text(file, kFileMax);
    const bool binary = is_glb(mended.bytes);
    Glb glb;
    if (binary) {
        glb = parse_glb(mended.bytes, "binary glTF");
    } else {
        glb.content = Json::parse(mended.bytes, nullptr, false);
        if (glb.content.is_discarded())
            throw input_error("expected JSON in UTF-8, or binary glTF; found neither");
    }
    if (!glb.content.is_object()) throw input_error("expected an object of glTF, found none");
    try {
        const bool named = name_nodes(glb.content), told = tell_as_floats(glb.content, glb.binary, file);
        read_humanoid(glb.content, mended);
        if (named || told) mended.bytes = binary ? glb_bytes(glb, "binary glTF") : glb.content.dump();
    } catch (const nlohmann::json::exception& error) {
        throw input_error("glTF: {}", error.what());
    }
    return mended;
}

}  // namespace im

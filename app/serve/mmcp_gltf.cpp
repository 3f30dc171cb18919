#include "app/serve/mmcp_gltf.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "app/serve/mmcp_request.h"
#include "engine/io/glb.h"
#include "engine/io/gltf_numbers.h"
#include "engine/motion/representation/skeleton.h"

namespace im::serve {
namespace {

using json = nlohmann::ordered_json;

constexpr int kFloat = 5126;  // componentType

class Buffer {
  public:
    /// Little-endian floats; `limits`: the accessor states them, as times must.
    int add(const std::vector<float>& values, const char* type, std::size_t width, bool limits = false) {
        static_assert(std::endian::native == std::endian::little);
        const std::size_t bytes = values.size() * sizeof(float);
        views_.push_back({{"buffer", 0}, {"byteOffset", bytes_.size()}, {"byteLength", bytes}});
        bytes_.append(reinterpret_cast<const char*>(values.data()), bytes);
        json accessor = {{"bufferView", views_.size() - 1},
                         {"componentType", kFloat},
                         {"count", values.size() / width},
                         {"type", type}};
        if (limits) {
            accessor["min"] = {*std::min_element(values.begin(), values.end())};
            accessor["max"] = {*std::max_element(values.begin(), values.end())};
        }
        accessors_.push_back(std::move(accessor));
        return static_cast<int>(accessors_.size()) - 1;
    }
    std::string bytes_;
    json views_ = json::array(), accessors_ = json::array();
};

json nodes_of(const Rig& rig) {
    json nodes = json::array();
    std::vector<json> children(rig.joints.size(), json::array());
    for (std::size_t j = 1; j < rig.joints.size(); ++j)
        children[static_cast<std::size_t>(rig.joints[j].parent)].push_back(j);
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        const glm::dvec3& p = rig.joints[j].rest.translation;
        json node = {{"name", rig.joints[j].name},
                     {"translation", {p.x, p.y, p.z}},
                     {"rotation", {0.0, 0.0, 0.0, 1.0}}};
        if (!children[j].empty()) node["children"] = children[j];
        nodes.push_back(std::move(node));
    }
    return nodes;
}

json animation_of(const RigTrack& track, std::size_t joints, std::size_t number, Buffer& buffer) {
    const auto T = static_cast<std::size_t>(track.frame_count());
    std::vector<float> times, root;
    for (std::size_t t = 0; t < T; ++t) {
        times.push_back(static_cast<float>(static_cast<double>(t) / track.fps));
        for (int axis = 0; axis < 3; ++axis) root.push_back(static_cast<float>(track.root[t][axis]));
    }
    const int input = buffer.add(times, "SCALAR", 1, true);
    json samplers = json::array(), channels = json::array();
    const auto add = [&](std::size_t node, const char* path, int output) {
        channels.push_back({{"sampler", samplers.size()}, {"target", {{"node", node}, {"path", path}}}});
        samplers.push_back({{"input", input}, {"output", output}, {"interpolation", "LINEAR"}});
    };
    std::vector<float> turns(4 * T);
    for (std::size_t j = 0; j < joints; ++j) {
        for (std::size_t t = 0; t < T; ++t) {
            const glm::dquat& q = track.rotations[t * joints + j];
            const double parts[] = {q.x, q.y, q.z, q.w};
            for (std::size_t k = 0; k < 4; ++k) turns[4 * t + k] = static_cast<float>(parts[k]);
        }
        add(j, "rotation", buffer.add(turns, "VEC4", 4));
    }
    add(0, "translation", buffer.add(root, "VEC3", 3));
    return {{"name", fmt::format("sample_{}", number)}, {"channels", channels}, {"samplers", samplers}};
}

json extension_of(const MmcpAnswer& answer) {
    json samples = json::array();
    for (std::size_t i = 0; i < answer.samples.size(); ++i) {
        const MmcpSample& sample = answer.samples[i];
        json entry = {{"name", fmt::format("sample_{}", i)},
                      {"num_frames", sample.track.frame_count()},
                      {"chunk_boundaries", sample.boundaries}};
        json contacts = json::object();
        for (const auto& [joint, rests] : sample.contacts) contacts[joint] = rests;
        if (!contacts.empty()) entry["foot_contacts"] = contacts;
        samples.push_back(std::move(entry));
    }
    json extension = {
        {"version", kMmcpVersion}, {"model", answer.model}, {"fps", answer.fps}, {"samples", samples}};
    if (answer.retargeted) {
        json map = json::object();
        for (std::size_t role = 0; role < answer.rig->roles.size(); ++role) {
            const int joint = answer.rig->roles[role];
            if (joint >= 0)
                map[humanml3d_skeleton().joint_names[role]] =
                    answer.rig->joints[static_cast<std::size_t>(joint)].name;
        }
        extension["canonical_to_request"] = map;
    }
    return extension;
}

/// The document without its buffers' list, and what goes into the buffer.
Glb document_of(const MmcpAnswer& answer) {
    Buffer buffer;
    const std::size_t J = answer.rig->joints.size();
    json animations = json::array(), joints = json::array();
    for (std::size_t j = 0; j < J; ++j) joints.push_back(j);
    for (std::size_t i = 0; i < answer.samples.size(); ++i)
        animations.push_back(animation_of(answer.samples[i].track, J, i, buffer));
    Glb document;
    document.content = {{"asset", {{"version", "2.0"}, {"generator", "InstructMotion Studio"}}},
                        {"extensionsUsed", {"MMCP_motion"}},
                        {"extensions", {{"MMCP_motion", extension_of(answer)}}},
                        {"scene", 0},
                        {"scenes", json::array({{{"nodes", {0}}}})},
                        {"nodes", nodes_of(*answer.rig)},
                        {"skins", json::array({{{"name", "skin"}, {"joints", joints}}})},
                        {"animations", animations},
                        {"accessors", buffer.accessors_},
                        {"bufferViews", buffer.views_}};
    document.binary = std::move(buffer.bytes_);
    return document;
}

}  // namespace

std::string gltf_json(const MmcpAnswer& answer) {
    Glb document = document_of(answer);
    document.content["buffers"] =
        json::array({{{"byteLength", document.binary.size()},
                      {"uri", "data:application/octet-stream;base64," + base64(document.binary)}}});
    return document.content.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string gltf_binary(const MmcpAnswer& answer) {
    Glb document = document_of(answer);
    document.content["buffers"] = json::array({{{"byteLength", document.binary.size()}}});
    return glb_bytes(document, "answer");
}

}  // namespace im::serve

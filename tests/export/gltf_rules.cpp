#include "tests/export/gltf_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include <fmt/format.h>
#include <glm/gtc/quaternion.hpp>
#include <glm/gtc/type_ptr.hpp>

#include "engine/core/files.h"

namespace im::test {
namespace {

using tinygltf::Accessor;
using tinygltf::Model;

template <class T>
const T* at(const std::vector<T>& list, int index) {
    return index >= 0 && static_cast<std::size_t>(index) < list.size()
               ? &list[static_cast<std::size_t>(index)]
               : nullptr;
}

std::size_t components(const Accessor& accessor) {
    return static_cast<std::size_t>(
        tinygltf::GetNumComponentsInType(static_cast<std::uint32_t>(accessor.type)));
}
std::size_t component_bytes(const Accessor& accessor) {
    return static_cast<std::size_t>(
        tinygltf::GetComponentSizeInBytes(static_cast<std::uint32_t>(accessor.componentType)));
}

/// count x components numbers; empty for what cannot be read within its buffer.
std::vector<double> values_of(const Model& model, int index) {
    std::vector<double> values;
    const Accessor* accessor = at(model.accessors, index);
    const tinygltf::BufferView* view =
        accessor == nullptr ? nullptr : at(model.bufferViews, accessor->bufferView);
    const tinygltf::Buffer* buffer = view == nullptr ? nullptr : at(model.buffers, view->buffer);
    if (buffer == nullptr) return values;
    const std::size_t width = component_bytes(*accessor), n = components(*accessor);
    const std::size_t stride = view->byteStride == 0 ? n * width : view->byteStride;
    for (std::size_t i = 0; i < accessor->count; ++i) {
        for (std::size_t c = 0; c < n; ++c) {
            const std::size_t from = accessor->byteOffset + i * stride + c * width;
            if (from + width > view->byteLength || view->byteOffset + from + width > buffer->data.size())
                return {};
            const unsigned char* byte = buffer->data.data() + view->byteOffset + from;
            const auto as = [byte]<class T>(T value) {
                std::memcpy(&value, byte, sizeof value);
                return static_cast<double>(value);
            };
            switch (accessor->componentType) {
                case TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE:
                    values.push_back(as(std::uint8_t{}));
                    break;
                case TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT:
                    values.push_back(as(std::uint16_t{}));
                    break;
                case TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT:
                    values.push_back(as(std::uint32_t{}));
                    break;
                case TINYGLTF_COMPONENT_TYPE_FLOAT:
                    values.push_back(as(float{}));
                    break;
                default:
                    return {};
            }
        }
    }
    return values;
}

class Rules {
  public:
    Rules(const std::filesystem::path& glb, const Model& model) : glb_(glb), model_(model) {}

    std::vector<std::string> check() {
        container();
        expect(model_.asset.version == "2.0", "asset.version is {}", model_.asset.version);
        expect(model_.scenes.size() == 1 && model_.defaultScene == 0, "{} scenes, default {}",
               model_.scenes.size(), model_.defaultScene);
        buffers();
        nodes();
        for (const auto& mesh : model_.meshes) {
            for (const auto& primitive : mesh.primitives) check_primitive(primitive);
        }
        for (const auto& skin : model_.skins) check_skin(skin);
        for (const auto& animation : model_.animations) check_animation(animation);
        extensions();
        return broken_;
    }

  private:
    template <class... Args>
    void expect(bool holds, fmt::format_string<Args...> format, Args&&... args) {
        if (!holds) broken_.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    /// 4.4: header, a JSON chunk padded with spaces, a BIN chunk padded with zeros.
    void container() {
        const std::string bytes = read_text(glb_);
        const auto word = [&bytes](std::size_t offset) {
            std::uint32_t value = 0;
            if (offset + 4 <= bytes.size()) std::memcpy(&value, bytes.data() + offset, 4);
            return value;
        };
        expect(bytes.starts_with("glTF") && word(4) == 2, "no glTF 2 header");
        expect(word(8) == bytes.size(), "header: length {} of {} bytes", word(8), bytes.size());
        const std::size_t json = word(12);
        expect(bytes.compare(16, 4, "JSON") == 0 && json % 4 == 0, "JSON chunk of {} bytes", json);
        json_ = bytes.substr(20, json);
        const std::size_t binary = word(20 + json);
        expect(bytes.compare(24 + json, 4, std::string("BIN\0", 4)) == 0 && binary % 4 == 0,
               "BIN chunk of {} bytes", binary);
        expect(28 + json + binary == bytes.size(), "{} bytes after the chunks",
               bytes.size() - 28 - json - binary);
        expect(model_.buffers.size() == 1 && model_.buffers[0].uri.empty(), "{} buffers",
               model_.buffers.size());
        expect(binary - model_.buffers[0].data.size() < 4, "buffer of {} bytes in a chunk of {}",
               model_.buffers[0].data.size(), binary);
    }

    /// 3.6.2.
    void buffers() {
        for (std::size_t i = 0; i < model_.bufferViews.size(); ++i) {
            const auto& view = model_.bufferViews[i];
            const auto* buffer = at(model_.buffers, view.buffer);
            expect(buffer != nullptr && view.byteLength > 0 &&
                       view.byteOffset + view.byteLength <= buffer->data.size(),
                   "bufferView {} is outside of its buffer", i);
        }
        for (std::size_t i = 0; i < model_.accessors.size(); ++i) {
            const Accessor& accessor = model_.accessors[i];
            const auto* view = at(model_.bufferViews, accessor.bufferView);
            const std::vector<double> values = values_of(model_, static_cast<int>(i));
            expect(accessor.count > 0 && values.size() == accessor.count * components(accessor),
                   "accessor {} is outside of its view", i);
            if (view == nullptr || values.empty()) continue;
            expect((view->byteOffset + accessor.byteOffset) % component_bytes(accessor) == 0,
                   "accessor {} is not aligned", i);
            expect(std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }),
                   "accessor {}: NaN or Inf", i);
            const std::size_t n = components(accessor);
            for (std::size_t c = 0; c < n; ++c) {
                double low = values[c], high = values[c];
                for (std::size_t k = c; k < values.size(); k += n)
                    low = std::min(low, values[k]), high = std::max(high, values[k]);
                // Written as decimals of floats: equal as floats.
                const auto same = [](double a, double b) {
                    return static_cast<float>(a) == static_cast<float>(b);
                };
                expect(accessor.minValues.empty() || same(accessor.minValues[c], low),
                       "accessor {}: min {} is {}", i, accessor.minValues[c], low);
                expect(accessor.maxValues.empty() || same(accessor.maxValues[c], high),
                       "accessor {}: max {} is {}", i, accessor.maxValues[c], high);
            }
        }
    }

    /// 3.5.2: every node has one parent at most and is below the scene; turns are unit quaternions.
    void nodes() {
        parents_.assign(model_.nodes.size(), -1);
        for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
            const auto& node = model_.nodes[i];
            for (const int child : node.children) {
                const bool known = at(model_.nodes, child) != nullptr;
                expect(known && parents_[static_cast<std::size_t>(child)] < 0,
                       "node {} has no child or a shared one, {}", i, child);
                if (known) parents_[static_cast<std::size_t>(child)] = static_cast<int>(i);
            }
            expect(node.matrix.empty() ||
                       (node.translation.empty() && node.rotation.empty() && node.scale.empty()),
                   "node {} has a matrix and more", i);
            expect(node.rotation.empty() || is_unit(node.rotation), "node {}: rotation is not of length 1",
                   i);
            expect(node.mesh < 0 || node.skin < 0 ||
                       (at(model_.meshes, node.mesh) && at(model_.skins, node.skin)),
                   "node {}: no such mesh or skin", i);
        }
        for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
            const auto& roots = model_.scenes[0].nodes;
            std::size_t steps = 0;
            const int root = root_of(static_cast<int>(i), steps);
            expect(steps <= model_.nodes.size(), "node {} is in a cycle", i);
            expect(std::find(roots.begin(), roots.end(), root) != roots.end(), "node {} is in no scene", i);
        }
    }
    int root_of(int node, std::size_t& steps) const {
        while (parents_[static_cast<std::size_t>(node)] >= 0 && steps++ <= parents_.size())
            node = parents_[static_cast<std::size_t>(node)];
        return node;
    }
    static bool is_unit(const std::vector<double>& q) {
        return q.size() == 4 &&
               std::abs(std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]) - 1) < 1e-4;
    }

    /// 3.7.2: as many of every attribute, of allowed types; indices of vertices that exist.
    void check_primitive(const tinygltf::Primitive& primitive) {
        const auto position = primitive.attributes.find("POSITION");
        if (position == primitive.attributes.end()) return expect(false, "a primitive without positions");
        const Accessor& positions = model_.accessors.at(static_cast<std::size_t>(position->second));
        expect(positions.minValues.size() == 3 && positions.maxValues.size() == 3,
               "POSITION without min and max");
        expect(at(model_.materials, primitive.material) != nullptr, "no such material");
        for (const auto& [name, index] : primitive.attributes) {
            const Accessor& accessor = model_.accessors.at(static_cast<std::size_t>(index));
            const auto& view = model_.bufferViews.at(static_cast<std::size_t>(accessor.bufferView));
            expect(accessor.count == positions.count, "{}: {} for {} vertices", name, accessor.count,
                   positions.count);
            expect((view.byteOffset + accessor.byteOffset) % 4 == 0 && view.byteStride % 4 == 0,
                   "{} is not aligned to 4 bytes", name);
            const bool joints = name == "JOINTS_0";
            expect(joints == (accessor.componentType == TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT ||
                              accessor.componentType == TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE),
                   "{}: component type {}", name, accessor.componentType);
        }
        const std::vector<double> indices = values_of(model_, primitive.indices);
        expect(!indices.empty() && indices.size() % 3 == 0, "{} indices", indices.size());
        expect(std::all_of(indices.begin(), indices.end(),
                           [&](double i) { return i < static_cast<double>(positions.count); }),
               "an index beyond the vertices");
        check_lengths(primitive, "NORMAL", 3, [](const double* n) { return std::hypot(n[0], n[1], n[2]); });
        check_lengths(primitive, "WEIGHTS_0", 4, [](const double* w) { return w[0] + w[1] + w[2] + w[3]; });
        check_influences(primitive);
    }
    template <class Length>
    void check_lengths(const tinygltf::Primitive& primitive, const std::string& name, std::size_t width,
                       Length length) {
        if (!primitive.attributes.contains(name)) return expect(false, "no {}", name);
        const std::vector<double> values = values_of(model_, primitive.attributes.at(name));
        for (std::size_t i = 0; i + width <= values.size(); i += width) {
            const double found = length(&values[i]);
            if (std::abs(found - 1) > 1e-3)
                return expect(false, "{} {}: {} where 1 is expected", name, i / width, found);
        }
    }
    /// 3.7.3.3: joints of the skin; no joint twice for a vertex; joint 0 where a weight is 0.
    void check_influences(const tinygltf::Primitive& primitive) {
        if (!primitive.attributes.contains("JOINTS_0") || !primitive.attributes.contains("WEIGHTS_0")) return;
        const std::vector<double> joints = values_of(model_, primitive.attributes.at("JOINTS_0")),
                                  weights = values_of(model_, primitive.attributes.at("WEIGHTS_0"));
        const auto joint_count =
            static_cast<double>(model_.skins.empty() ? 0 : model_.skins[0].joints.size());
        for (std::size_t v = 0; 4 * v + 3 < std::min(joints.size(), weights.size()); ++v) {
            std::set<double> used;
            for (std::size_t k = 4 * v; k < 4 * v + 4; ++k) {
                if (joints[k] >= joint_count || weights[k] < 0)
                    return expect(false, "vertex {}: joint {}, weight {}", v, joints[k], weights[k]);
                if (weights[k] == 0 && joints[k] != 0)
                    return expect(false, "vertex {}: joint {} without weight", v, joints[k]);
                if (weights[k] > 0 && !used.insert(joints[k]).second)
                    return expect(false, "vertex {}: joint {} twice", v, joints[k]);
            }
        }
    }

    /// 3.7.3.1: joints that exist, once each, with one root in common; affine inverse bind matrices.
    void check_skin(const tinygltf::Skin& skin) {
        std::set<int> joints, roots;
        for (const int joint : skin.joints) {
            expect(at(model_.nodes, joint) != nullptr && joints.insert(joint).second,
                   "skin: joint {} is unknown or listed twice", joint);
            std::size_t steps = 0;
            if (at(model_.nodes, joint)) roots.insert(root_of(joint, steps));
        }
        expect(roots.size() == 1, "skin: {} roots", roots.size());
        const std::vector<double> binds = values_of(model_, skin.inverseBindMatrices);
        expect(binds.size() == 16 * skin.joints.size(), "skin: {} numbers of bind matrices for {} joints",
               binds.size(), skin.joints.size());
        for (std::size_t i = 0; i + 15 < binds.size(); i += 16) {
            const bool affine =
                binds[i + 3] == 0 && binds[i + 7] == 0 && binds[i + 11] == 0 && binds[i + 15] == 1;
            if (!affine) return expect(false, "skin: bind matrix {} is not affine", i / 16);
        }
    }

    /// 3.11: times that rise from 0 or later; as many values; every node and path once; no animated matrices.
    void check_animation(const tinygltf::Animation& animation) {
        expect(!animation.channels.empty(), "an animation without channels");
        std::set<std::pair<int, std::string>> targets;
        for (const auto& channel : animation.channels) {
            const auto* node = at(model_.nodes, channel.target_node);
            expect(node != nullptr && node->matrix.empty(), "channel: node {} is unknown or has a matrix",
                   channel.target_node);
            expect(targets.insert({channel.target_node, channel.target_path}).second,
                   "channel: node {}, {}: twice", channel.target_node, channel.target_path);
            const auto* sampler = at(animation.samplers, channel.sampler);
            if (sampler == nullptr) {
                expect(false, "channel: no sampler {}", channel.sampler);
                continue;
            }
            const bool turns = channel.target_path == "rotation";
            expect(turns || channel.target_path == "translation" || channel.target_path == "scale",
                   "channel: path {}", channel.target_path);
            expect(sampler->interpolation == "LINEAR", "sampler: {}", sampler->interpolation);
            const Accessor& input = model_.accessors.at(static_cast<std::size_t>(sampler->input));
            const std::vector<double> times = values_of(model_, sampler->input),
                                      values = values_of(model_, sampler->output);
            expect(input.componentType == TINYGLTF_COMPONENT_TYPE_FLOAT && input.type == TINYGLTF_TYPE_SCALAR,
                   "sampler: times are no floats");
            expect(input.minValues.size() == 1 && input.maxValues.size() == 1,
                   "sampler: times without min and max");
            expect(!times.empty() && times[0] >= 0 &&
                       std::is_sorted(times.begin(), times.end(), std::less_equal()),
                   "sampler: times do not rise");
            const std::size_t width = turns ? 4 : 3;
            expect(values.size() == width * times.size(), "sampler: {} numbers for {} times", values.size(),
                   times.size());
            for (std::size_t i = 0; turns && i + 3 < values.size(); i += 4) {
                if (!is_unit({values[i], values[i + 1], values[i + 2], values[i + 3]}))
                    return expect(false, "sampler: a rotation is not of length 1");
            }
        }
    }

    /// 3.12: an extension that is listed is used.
    void extensions() {
        for (const std::string& name : model_.extensionsUsed) {
            const std::string quoted = '"' + name + '"';
            std::size_t times = 0;
            for (auto found = json_.find(quoted); found != std::string::npos;
                 found = json_.find(quoted, found + 1))
                ++times;
            expect(times > 1, "extension {} is listed and not used", name);
        }
    }

    const std::filesystem::path& glb_;
    const Model& model_;
    std::string json_;
    std::vector<int> parents_;
    std::vector<std::string> broken_;
};

}  // namespace

GltfFile read_gltf(const std::filesystem::path& glb) {
    GltfFile file;
    std::string error, warning;
    tinygltf::TinyGLTF reader;
    const bool read = reader.LoadBinaryFromFile(&file.model, &error, &warning, glb.string());
    file.complaints = (read ? "" : "not read; ") + error + warning;
    return file;
}

std::vector<std::string> broken_rules(const std::filesystem::path& glb, const Model& model) {
    return Rules(glb, model).check();
}

std::vector<double> key_times(const Model& model) {
    std::vector<double> times{0};
    for (const auto& sampler : model.animations.at(0).samplers) {
        const std::vector<double> found = values_of(model, sampler.input);
        if (found.size() > times.size()) times = found;
    }
    return times;
}

std::vector<glm::dmat4> node_matrices(const Model& model, std::size_t key) {
    std::vector<glm::dvec3> places;
    std::vector<glm::dquat> turns;
    for (const auto& node : model.nodes) {
        const auto& p = node.translation;
        const auto& q = node.rotation;
        places.push_back(p.size() == 3 ? glm::dvec3(p[0], p[1], p[2]) : glm::dvec3(0));
        turns.push_back(q.size() == 4 ? glm::dquat(q[3], q[0], q[1], q[2]) : glm::dquat(1, 0, 0, 0));
    }
    const auto& animation = model.animations.at(0);
    for (const auto& channel : animation.channels) {
        const auto& sampler = animation.samplers.at(static_cast<std::size_t>(channel.sampler));
        const std::vector<double> values = values_of(model, sampler.output);
        const auto node = static_cast<std::size_t>(channel.target_node);
        if (channel.target_path == "translation") {
            const double* v = &values.at(3 * std::min(key, values.size() / 3 - 1));
            places[node] = {v[0], v[1], v[2]};
        } else if (channel.target_path == "rotation") {
            const double* v = &values.at(4 * std::min(key, values.size() / 4 - 1));
            turns[node] = glm::dquat(v[3], v[0], v[1], v[2]);
        }
    }
    std::vector<glm::dmat4> world(model.nodes.size(), glm::dmat4(1));
    std::vector<std::pair<int, glm::dmat4>> waiting;
    for (const int root : model.scenes.at(0).nodes) waiting.emplace_back(root, glm::dmat4(1));
    while (!waiting.empty()) {
        const auto [index, parent] = waiting.back();
        waiting.pop_back();
        const auto node = static_cast<std::size_t>(index);
        glm::dmat4 local = glm::mat4_cast(turns[node]);
        local[3] = glm::dvec4(places[node], 1);
        world[node] = parent * local;
        for (const int child : model.nodes[node].children) waiting.emplace_back(child, world[node]);
    }
    return world;
}

std::vector<glm::dvec3> skinned_vertices(const Model& model, const std::vector<glm::dmat4>& nodes) {
    const tinygltf::Skin& skin = model.skins.at(0);
    const std::vector<double> binds = values_of(model, skin.inverseBindMatrices);
    std::vector<glm::dmat4> matrices;
    for (std::size_t j = 0; j < skin.joints.size(); ++j)
        matrices.push_back(nodes.at(static_cast<std::size_t>(skin.joints[j])) *
                           glm::make_mat4(&binds.at(16 * j)));
    const auto& attributes = model.meshes.at(0).primitives.at(0).attributes;
    const std::vector<double> places = values_of(model, attributes.at("POSITION")),
                              joints = values_of(model, attributes.at("JOINTS_0")),
                              weights = values_of(model, attributes.at("WEIGHTS_0"));
    std::vector<glm::dvec3> vertices;
    for (std::size_t v = 0; 3 * v + 2 < places.size(); ++v) {
        glm::dvec4 sum(0);
        for (std::size_t k = 4 * v; k < 4 * v + 4; ++k)
            sum += weights[k] * (matrices[static_cast<std::size_t>(joints[k])] *
                                 glm::dvec4(places[3 * v], places[3 * v + 1], places[3 * v + 2], 1));
        vertices.emplace_back(sum);
    }
    return vertices;
}

}  // namespace im::test

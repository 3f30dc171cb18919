#include "tests/export/scene_files.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/motion/representation/euler.h"

namespace im::test {
namespace {

constexpr double kDegrees = 57.29577951308232;

template <class T>
void append(std::string& to, T value) {
    to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_number(std::string& to, int type, double value) {
    if (type == 5120) append(to, static_cast<std::int8_t>(std::lround(127 * value)));
    if (type == 5121) append(to, static_cast<std::uint8_t>(std::lround(255 * value)));
    if (type == 5122) append(to, static_cast<std::int16_t>(std::lround(32767 * value)));
    if (type == 5123) append(to, static_cast<std::uint16_t>(std::lround(65535 * value)));
}

std::size_t add_view(Glb& glb, const std::string& bytes, std::size_t stride = 0) {
    glb.binary.resize((glb.binary.size() + 3) / 4 * 4, '\0');
    auto& views = glb.content["bufferViews"];
    views.push_back({{"buffer", 0}, {"byteOffset", glb.binary.size()}, {"byteLength", bytes.size()}});
    if (stride > 0) views.back()["byteStride"] = stride;
    glb.binary += bytes;
    glb.content["buffers"][0]["byteLength"] = glb.binary.size();
    return views.size() - 1;
}

}  // namespace

Glb written_glb(const std::filesystem::path& folder, const MotionClip& clip, const ExportOptions& options) {
    save_clip(folder / "clip.glb", clip, {}, options);
    return parse_glb(read_text(folder / "clip.glb"), "clip.glb");
}

std::vector<std::size_t> outputs(const Glb& glb, const std::string& path) {
    std::vector<std::size_t> found;
    for (const auto& animation : glb.content.at("animations")) {
        for (const auto& channel : animation.at("channels")) {
            if (channel.at("target").at("path") == path)
                found.push_back(
                    animation.at("samplers").at(channel.at("sampler").get<std::size_t>()).at("output"));
        }
    }
    return found;
}

void quantise(Glb& glb, std::size_t accessor, const Quantised& how) {
    auto& described = glb.content["accessors"][accessor];
    const auto& view = glb.content["bufferViews"][described.at("bufferView").get<std::size_t>()];
    const std::size_t width = described.at("type") == "VEC3"   ? 3
                              : described.at("type") == "VEC2" ? 2
                                                               : 4,
                      count = described.at("count"),
                      begin = view.value("byteOffset", std::size_t{0}) +
                              described.value("byteOffset", std::size_t{0});
    std::string all, some, places;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool apart = how.sparse && i % 2 == 1;
        for (std::size_t k = 0; k < width; ++k) {
            float value;
            std::memcpy(&value, glb.binary.data() + begin + (i * width + k) * sizeof value, sizeof value);
            append_number(all, how.type, apart ? 0 : static_cast<double>(value));
            if (apart) append_number(some, how.type, static_cast<double>(value));
        }
        all.append(how.padding, '\x7f');
        if (!apart) continue;
        append(places, static_cast<std::uint16_t>(i));
        ++chosen;
    }
    described["bufferView"] = add_view(glb, all, how.padding > 0 ? all.size() / count : 0);
    described["componentType"] = how.type;
    described["normalized"] = true;
    for (const char* old : {"byteOffset", "min", "max"}) described.erase(old);
    if (!how.sparse) return;
    described["sparse"] = {{"count", chosen},
                           {"indices", {{"bufferView", add_view(glb, places)}, {"componentType", 5123}}},
                           {"values", {{"bufferView", add_view(glb, some)}}}};
}

void add_animation(Glb& to, const Glb& from, const std::string& name) {
    auto animation = from.content.at("animations").at(0);
    const auto adopt = [&](std::size_t accessor) {
        auto described = from.content.at("accessors").at(accessor);
        const auto& view = from.content.at("bufferViews").at(described.at("bufferView").get<std::size_t>());
        described["bufferView"] =
            add_view(to, from.binary.substr(view.value("byteOffset", std::size_t{0}), view.at("byteLength")));
        to.content["accessors"].push_back(described);
        return to.content["accessors"].size() - 1;
    };
    for (auto& sampler : animation["samplers"]) {
        for (const char* end : {"input", "output"}) sampler[end] = adopt(sampler[end].get<std::size_t>());
    }
    animation["name"] = name;
    to.content["animations"].push_back(animation);
}

std::string text_fbx(const Rig& rig, const std::vector<TextTake>& takes, int version) {
    constexpr long long kTick = 46186158000 / 30;
    constexpr int kFrames = 31;
    const EulerOrder order{{2, 1, 0}};
    std::string objects, links;
    const auto model = [](std::size_t j) { return 1000 + static_cast<int>(j); };
    for (std::size_t j = 0; j < rig.joints.size(); ++j) {
        const RigJoint& joint = rig.joints[j];
        const glm::dvec3 p = 100.0 * joint.rest.translation,
                         r = kDegrees * to_euler(joint.rest.rotation, order, glm::dvec3(0));
        objects += fmt::format(
            "\tModel: {}, \"Model::{}\", \"LimbNode\" {{\n\t\tVersion: 232\n\t\tProperties70:  {{\n"
            "\t\t\tP: \"Lcl Translation\", \"Lcl Translation\", \"\", \"A\",{},{},{}\n"
            "\t\t\tP: \"Lcl Rotation\", \"Lcl Rotation\", \"\", \"A\",{},{},{}\n\t\t}}\n\t}}\n",
            model(j), joint.name, p.x, p.y, p.z, r.x, r.y, r.z);
        links += fmt::format("\tC: \"OO\",{},{}\n", model(j),
                             joint.parent < 0 ? 0 : model(static_cast<std::size_t>(joint.parent)));
    }
    int id = 100'000;
    for (const TextTake& take : takes) {
        const int stack = id++, layer = id++, node = id++, curve = id++;
        std::string times, values;
        for (int t = 0; t < kFrames; ++t) {
            times += fmt::format("{}{}", t == 0 ? "" : ",", t * kTick);
            values += fmt::format("{}{}", t == 0 ? "" : ",", take.degrees * t / (kFrames - 1));
        }
        objects += fmt::format(
            "\tAnimationStack: {0}, \"AnimStack::{1}\", \"\" {{\n\t}}\n\tAnimationLayer: {2}, "
            "\"AnimLayer::Base\", \"\" "
            "{{\n\t}}\n\tAnimationCurveNode: {3}, \"AnimCurveNode::R\", \"\" {{\n\t\tProperties70:  {{\n"
            "\t\t\tP: \"d|X\", \"Number\", \"\", \"A\",0\n\t\t\tP: \"d|Y\", \"Number\", \"\", \"A\",0\n"
            "\t\t\tP: \"d|Z\", \"Number\", \"\", \"A\",0\n\t\t}}\n\t}}\n"
            "\tAnimationCurve: {4}, \"AnimCurve::\", \"\" {{\n\t\tDefault: 0\n\t\tKeyVer: 4008\n"
            "\t\tKeyTime: *{5} {{\n\t\t\ta: {6}\n\t\t}}\n\t\tKeyValueFloat: *{5} {{\n\t\t\ta: "
            "{7}\n\t\t}}\n\t}}\n",
            stack, take.name, layer, node, curve, kFrames, times, values);
        links += fmt::format(
            "\tC: \"OO\",{},{}\n\tC: \"OO\",{},{}\n\tC: \"OP\",{},{}, \"Lcl Rotation\"\n\tC: \"OP\",{},{}, "
            "\"d|Y\"\n",
            layer, stack, node, layer, node, model(0), curve, node);
    }
    return fmt::format(
        "; FBX {}.{}.0 project file\nFBXHeaderExtension:  {{\n\tFBXHeaderVersion: 1003\n\tFBXVersion: "
        "{}\n}}\n"
        "GlobalSettings:  {{\n\tVersion: 1000\n\tProperties70:  {{\n"
        "\t\tP: \"UnitScaleFactor\", \"double\", \"Number\", \"\",1\n\t}}\n}}\n"
        "Objects:  {{\n{}}}\nConnections:  {{\n{}}}\n",
        version / 1000, version / 100 % 10, version, objects, links);
}

std::string replaced(std::string bytes, const std::string& word, const std::string& other) {
    EXPECT_EQ(word.size(), other.size());
    for (std::size_t at = bytes.find(word); at != std::string::npos; at = bytes.find(word, at + word.size()))
        bytes.replace(at, word.size(), other);
    return bytes;
}

}  // namespace im::test

// Containers of scenes: FBX's records and glTF's chunks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/io/fbx_header.h"
#include "engine/io/glb.h"
#include "engine/io/gltf_numbers.h"

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const std::string& bytes) {
    try {
        parse_glb(bytes, "x.glb");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    return "";
}

Glb two_views_with_a_gap() {
    Glb glb;
    glb.binary = "abcdefg-----------------ABCD";
    glb.content = {{"asset", {{"version", "2.0"}}},
                   {"buffers", {{{"byteLength", 28}}}},
                   {"bufferViews",
                    {{{"buffer", 0}, {"byteOffset", 24}, {"byteLength", 4}},
                     {{"buffer", 0}, {"byteLength", 7}},
                     {{"buffer", 0}, {"byteOffset", 2}, {"byteLength", 3}}}}};
    return glb;
}

TEST(Glb, IsReadBackAndRefusedWhereItIsCutShort) {
    const Glb glb = two_views_with_a_gap();
    const std::string bytes = glb_bytes(glb, "x.glb");
    const Glb read = parse_glb(bytes, "x.glb");
    EXPECT_EQ(read.content, glb.content);
    EXPECT_EQ(read.binary, glb.binary);
    EXPECT_EQ(bytes.size() % 4, 0u);
    for (const std::size_t length : {4u, 12u, 30u, 200u})
        EXPECT_THAT(refusal(bytes.substr(0, length)), HasSubstr("x.glb: ")) << length;
    std::string old = bytes;
    old[4] = 1;
    EXPECT_THAT(refusal(old), HasSubstr("expected binary glTF 2"));
}

TEST(Glb, LosesWhatNoViewCoversAndNothingElse) {
    Glb glb = two_views_with_a_gap();
    cut_unused_bytes(glb);
    EXPECT_EQ(glb.binary, std::string("abcdefg\0ABCD", 12));
    const auto& views = glb.content["bufferViews"];
    EXPECT_EQ(views[0]["byteOffset"], 8);
    EXPECT_EQ(views[1]["byteOffset"], 0);
    EXPECT_EQ(views[2]["byteOffset"], 2);
    EXPECT_EQ(glb.content["buffers"][0]["byteLength"], 12);
}

TEST(Base64, GivesBackEveryLength) {
    EXPECT_EQ(base64("Man"), "TWFu");
    EXPECT_EQ(base64("Ma"), "TWE=");
    EXPECT_EQ(base64("M"), "TQ==");
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(bytes_of_base64(base64(bytes)), bytes);
        bytes += static_cast<char>(i * 7);
    }
}

std::string binary_fbx(bool wide) {
    const auto number = [wide](std::uint64_t value) {
        return std::string(reinterpret_cast<const char*>(&value), wide ? 8 : 4);
    };
    const auto text = [](const std::string& value) {
        const auto length = static_cast<std::uint32_t>(value.size());
        return 'S' + std::string(reinterpret_cast<const char*>(&length), 4) + value;
    };
    std::string file("Kaydara FBX Binary  \0\x1a\0", 23), models;
    const std::uint32_t version = wide ? 7700 : 7400;
    file.append(reinterpret_cast<const char*>(&version), 4);
    const std::size_t head = wide ? 25 : 13, objects = 27 + head + 7;
    for (const auto& [name, kind] :
         {std::pair{"hips", "LimbNode"}, {"light", "Light"}, {"leg", "LimbNode"}}) {
        const std::string properties =
            "L" + std::string(8, '\1') + text(name + std::string("\0\1Model", 7)) + text(kind);
        const std::size_t end = objects + models.size() + head + 5 + properties.size();
        models += number(end) + number(3) + number(properties.size()) + '\5' + "Model" + properties;
    }
    models += std::string(head, '\0');
    file += number(objects + models.size()) + number(0) + number(0) + '\7' + "Objects" + models;
    return file + std::string(head, '\0');
}

TEST(FbxHeader, TellsVersionAndJointsOfEveryKindOfFile) {
    for (const bool wide : {false, true}) {
        const FbxHeader header = read_fbx_header(binary_fbx(wide));
        EXPECT_EQ(header.version, wide ? 7700 : 7400);
        EXPECT_THAT(header.limb_nodes, ElementsAre("hips", "leg"));
    }
    const FbxHeader old = read_fbx_header(
        "; FBX 6.1.0 project file\r\n\tFBXVersion: 6100\r\nObjects:  {\r\n"
        "    Model: \"Model::hips\", \"LimbNode\" {\r\n    }\r\n    Model: \"Model::cube\", \"Mesh\" {\r\n");
    EXPECT_EQ(old.version, 6100);
    EXPECT_THAT(old.limb_nodes, ElementsAre("hips"));
    EXPECT_EQ(read_fbx_header("solid cube").version, 0);
    EXPECT_EQ(read_fbx_header("").version, 0);
}

TEST(FbxHeader, OfFilesThatAreCutAnywhereEndsThere) {
    const std::string bytes = binary_fbx(true);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_LE(read_fbx_header(bytes.substr(0, length)).limb_nodes.size(), 2u);
}

}  // namespace
}  // namespace im::test

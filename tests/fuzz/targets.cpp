#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/fbx_header.h"
#include "engine/io/glb.h"
#include "engine/io/gltf_mending.h"
#include "engine/io/npy.h"
#include "engine/io/npz.h"
#include "engine/io/safetensors.h"
#include "engine/io/scene_bytes.h"
#include "engine/io/scene_file.h"

namespace im::test {
namespace {

template <class Read>
void refusing(Read read) {
    try {
        read();
    } catch (const Error&) {
    }
}

template <class Write>
std::string written(Write write) {
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / fmt::format("instructmotion-fuzz-{}", ::getpid());
    write(path);
    std::string bytes = read_text(path);
    std::filesystem::remove(path);
    return bytes;
}

void read_bvh_bytes(std::string_view bytes) {
    refusing([&] {
        const SceneFile file = parse_bvh(bytes, "x.bvh");
        check_scene(file.scene, "x.bvh");
    });
}

std::vector<std::string> bvh_seeds() {
    const std::string hierarchy =
        "HIERARCHY\nROOT hips\n{\n OFFSET 0 90 0\n CHANNELS 6 Xposition Yposition Zposition Zrotation "
        "Xrotation Yrotation\n"
        " JOINT arm\n {\n  OFFSET 10 0 0\n  CHANNELS 3 Zrotation Xrotation Yrotation\n  End Site\n  {\n   "
        "OFFSET 5 0 0\n  }\n "
        "}\n}\n";
    return {hierarchy + "MOTION\nFrames: 2\nFrame Time: 0.05\n1 91 2 0 0 0 0 0 0\n1 92 2 0 0 0 90 0 0\n",
            "HIERARCHY ROOT a { CHANNELS 1 Xrotation } ROOT b { CHANNELS 1 Yscale } MOTION Frames: 1 Frame "
            "Time: 1e-2 1 2"};
}

void read_npy_bytes(std::string_view bytes) {
    refusing([&] { parse_npy(bytes, "x.npy").as_float(); });
}

std::vector<std::string> npy_seeds() {
    std::vector<std::string> seeds;
    for (const char* dtype : {"<f4", "<f8", "<i2", "|u1"})
        seeds.push_back(npy_preamble(dtype, {2, 3}) + std::string(dtype[2] == '4'   ? 24
                                                                  : dtype[2] == '8' ? 48
                                                                  : dtype[2] == '2' ? 12
                                                                                    : 6,
                                                                  '\1'));
    return seeds;
}

void read_npz_bytes(std::string_view bytes) {
    refusing([&] { read_npz(MemoryFile(bytes).path()); });
}

std::vector<std::string> npz_seeds() {
    const float values[] = {1, 2, 3, 4, 5, 6};
    const std::int64_t numbers[] = {7};
    std::vector<std::string> seeds{written([&](const std::filesystem::path& file) {
        NpzWriter npz;
        npz.add("poses", {2, 3}, values);
        npz.add("n", {1}, numbers);
        npz.write(file);
    })};
    // One deflated array, as numpy.savez_compressed writes it: (2,) float32.
    static constexpr unsigned char deflated[] = {
        0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 'a',  '.',
        'n',  'p',  'y',  0x4b, 0x4c, 0x4a, 0x06, 0x00, 0x50, 0x4b, 0x01, 0x02, 0x14, 0x00, 0x14, 0x00,
        0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00,
        0x03, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 'a',  '.',  'n',  'p',  'y',  0x50, 0x4b, 0x05, 0x06, 0x00, 0x00, 0x00,
        0x00, 0x01, 0x00, 0x01, 0x00, 0x33, 0x00, 0x00, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0x00};
    seeds.emplace_back(reinterpret_cast<const char*>(deflated), sizeof deflated);
    return seeds;
}

void read_safetensors_bytes(std::string_view bytes) {
    refusing([&] {
        const SafetensorsFile file = SafetensorsFile::read(MemoryFile(bytes).path());
        for (const auto& tensor : file.tensors()) refusing([&] { file.as_float(tensor.first); });
    });
}

std::vector<std::string> safetensors_seeds() {
    static const float values[] = {1, 2, 3, 4, 5, 6};
    return {written([](const std::filesystem::path& file) {
        write_safetensors(file,
                          {{"a", {"F32", {2, 3}, std::as_bytes(std::span(values))}},
                           {"b", {"U8", {24}, std::as_bytes(std::span(values))}}},
                          {{"format", "pt"}});
    })};
}

void read_scene_bytes(std::string_view bytes) {
    refusing([&] { scene_of_bytes(bytes, "x.fbx"); });
}

std::vector<std::string> scene_seeds() {
    SceneFile file = parse_bvh(bvh_seeds()[0], "x.bvh");
    SkinnedMesh mesh;
    mesh.positions.assign(3, {1, 2, 3});
    mesh.normals.assign(3, {0, 1, 0});
    mesh.influences.assign(3, {{0, 1, 0, 0}, {0.5f, 0.5f, 0, 0}});
    mesh.triangles = {0, 1, 2};
    file.scene.meshes.push_back(mesh);
    return {scene_bytes(file)};
}

void mend_gltf_bytes(std::string_view bytes) {
    refusing([&] { mend_gltf(MemoryFile(bytes).path()); });
}

std::vector<std::string> gltf_seeds() {
    // Rotations as int16, one item told apart, two nodes of one name, and a VRM's table.
    const std::string text =
        R"({"asset":{"version":"2.0"},"nodes":[{"name":"a"},{"name":"a"},{}],)"
        R"("buffers":[{"byteLength":24,"uri":"data:application/octet-stream;base64,AAAAAAAA/38AAAAAAAD/fwAAAQAAAAAA"}],)"
        R"("bufferViews":[{"buffer":0,"byteLength":16,"byteStride":8},{"buffer":0,"byteOffset":16,"byteLength":8}],)"
        R"("accessors":[{"bufferView":0,"componentType":5122,"normalized":true,"count":2,"type":"VEC4",)"
        R"("sparse":{"count":1,"indices":{"bufferView":1,"componentType":5121},"values":{"bufferView":1}}}],)"
        R"("animations":[{"samplers":[{"output":0}]}],)"
        R"("meshes":[{"primitives":[{"attributes":{"WEIGHTS_0":0,"TEXCOORD_0":0}}]}],)"
        R"("extensions":{"VRM":{"humanoid":{"humanBones":[{"bone":"hips","node":1}]}},)"
        R"("VRMC_vrm":{"humanoid":{"humanBones":{"spine":{"node":2}}}}}})";
    Glb glb{nlohmann::ordered_json::parse(text), std::string(24, '\1')};
    glb.content["buffers"][0].erase("uri");
    return {text, glb_bytes(glb, "seed")};
}

void read_fbx_bytes(std::string_view bytes) {
    read_fbx_header(bytes);
}

std::vector<std::string> fbx_seeds() {
    // A list of objects with one joint, in records of 32 and of 64 bits.
    std::vector<std::string> seeds{
        "; FBX 7.4.0 project file\nFBXVersion: 7400\nObjects: {\n\tModel: 1, \"Model::hips\", \"LimbNode\" "
        "{\n}}\n"};
    for (const bool wide : {false, true}) {
        const auto number = [wide](std::uint64_t value) {
            return std::string(reinterpret_cast<const char*>(&value), wide ? 8 : 4);
        };
        const auto text = [](const std::string& value) {
            const auto length = static_cast<std::uint32_t>(value.size());
            return 'S' + std::string(reinterpret_cast<const char*>(&length), 4) + value;
        };
        const std::string properties =
            "L" + std::string(8, '\1') + text(std::string("hips\0\1Model", 11)) + text("LimbNode");
        std::string file("Kaydara FBX Binary  \0\x1a\0", 23);
        const std::uint32_t version = wide ? 7500 : 7400;
        file.append(reinterpret_cast<const char*>(&version), 4);
        const std::size_t head = wide ? 25 : 13, inner = head + 5 + properties.size(),
                          outer = head + 7 + inner;
        file += number(27 + outer) + number(0) + number(0) + '\7' + "Objects";
        file += number(27 + outer) + number(3) + number(properties.size()) + '\5' + "Model" + properties;
        seeds.push_back(file + std::string(head, '\0'));
    }
    return seeds;
}

}  // namespace

const std::vector<FuzzTarget>& fuzz_targets() {
    static const std::vector<FuzzTarget> targets = {
        {"bvh", read_bvh_bytes, bvh_seeds},       {"npy", read_npy_bytes, npy_seeds},
        {"npz", read_npz_bytes, npz_seeds},       {"safetensors", read_safetensors_bytes, safetensors_seeds},
        {"scene", read_scene_bytes, scene_seeds}, {"gltf", mend_gltf_bytes, gltf_seeds},
        {"fbx", read_fbx_bytes, fbx_seeds}};
    return targets;
}

MemoryFile::MemoryFile(std::string_view bytes) : file_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (file_ < 0 || ::write(file_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("no file in memory");
}

MemoryFile::~MemoryFile() {
    ::close(file_);
}

std::string MemoryFile::path() const {
    return fmt::format("/proc/self/fd/{}", file_);
}

}  // namespace im::test

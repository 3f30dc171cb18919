#include "engine/io/clip_io.h"

#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using ::testing::HasSubstr;

const ClipMetadata kMetadata{
    "a person says \"olé\"\nand turns", 18446744073709551615u, "starter", {3, 511, 0}};

MotionClip sample_clip() {
    return moving_figure(12, [](int t) { return 0.1 * t; });
}

std::string message_of(const std::function<void()>& action, ErrorKind kind = ErrorKind::Input) {
    try {
        action();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), kind) << e.what();
        return e.what();
    }
    ADD_FAILURE() << "expected an error";
    return "";
}

TEST(ClipIo, GivesBackTheClipFromNpyAndJson) {
    const TemporaryFolder folder;
    for (const char* name : {"clip.npy", "clip.json", "UPPER.NPY"}) {
        save_clip(folder / name, sample_clip(), kMetadata);
        const MotionClip back = load_clip(folder / name);
        EXPECT_EQ(largest_distance(back, sample_clip()), 0) << name;
        EXPECT_EQ(back.joint_count, 22);
        EXPECT_EQ(back.fps, 20);
    }
    EXPECT_THAT(read_npy(folder / "clip.npy").shape, ::testing::ElementsAre(12, 22, 3));
    EXPECT_EQ(read_npy(folder / "clip.npy").dtype, "<f4");
}

TEST(ClipIo, JsonTellsHowTheClipCameToBe) {
    const TemporaryFolder folder;
    MotionClip clip = sample_clip();
    clip.fps = 30;
    save_clip(folder / "clip.json", clip, kMetadata);
    const auto content = nlohmann::json::parse(read_text(folder / "clip.json"));
    EXPECT_EQ(content["prompt"], kMetadata.prompt);
    EXPECT_EQ(content["seed"], kMetadata.seed);
    EXPECT_EQ(content["model"], "starter");
    EXPECT_EQ(content["tokens"], nlohmann::json({3, 511, 0}));
    EXPECT_EQ(content["joints"][20], "l_wrist");
    EXPECT_EQ(content["unit"], "metre");
    EXPECT_EQ(load_clip(folder / "clip.json").fps, 30);
}

TEST(ClipIo, SavesBvh) {
    const TemporaryFolder folder;
    save_clip(folder / "clip.bvh", sample_clip(), kMetadata);
    EXPECT_THAT(read_text(folder / "clip.bvh"), ::testing::StartsWith("HIERARCHY\nROOT pelvis\n"));
}

TEST(ClipIo, SavesUnderNamesInAnyLanguage) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "Ausgänge 动作");
    for (const char* name : {"танец.npy", "舞う.json", "drôle d'idée.bvh"}) {
        const auto file = folder / "Ausgänge 动作" / name;
        save_clip(file, sample_clip(), kMetadata);
        EXPECT_TRUE(std::filesystem::exists(file));
        if (file.extension() != ".bvh") {
            EXPECT_EQ(load_clip(file).frame_count(), 12);
        }
    }
}

TEST(ClipIo, SavesTheClipsOfKit) {
    const TemporaryFolder folder;
    const Skeleton& kit = kit_skeleton();
    MotionClip clip;
    clip.joint_count = 21;
    clip.fps = 12.5;
    clip.positions.assign(21, glm::vec3(0, 10, 0));
    for (std::size_t j = 1; j < 21; ++j) {
        clip.positions[j] =
            clip.positions[static_cast<std::size_t>(kit.parents[j])] + glm::vec3(kit.raw_offsets[j]);
    }
    for (const char* name : {"clip.npy", "clip.json"}) {
        save_clip(folder / name, clip, {});
        EXPECT_EQ(load_clip(folder / name).joint_count, 21);
        EXPECT_EQ(load_clip(folder / name).fps, 12.5);
    }
    EXPECT_NO_THROW(save_clip(folder / "clip.bvh", clip, {}));
}

TEST(ClipIo, NamesTheKnownExtensionsBeforeAnyWork) {
    for (const char* name : {"clip.docx", "clip", "clip.npy.bak", ".npy"}) {
        EXPECT_THAT(message_of([&] { check_clip_path(name); }, ErrorKind::Usage),
                    HasSubstr(".bvh, .fbx, .glb, .usda, .npy, .npz, .csv, .json"));
    }
    for (const std::string& extension : clip_extensions()) EXPECT_NO_THROW(check_clip_path("a" + extension));
    EXPECT_NO_THROW(check_clip_path("a.Npy"));
}

TEST(ClipIo, DoesNotSaveABrokenClip) {
    const TemporaryFolder folder;
    MotionClip clip = sample_clip();
    clip.positions[30].z = std::nanf("");
    EXPECT_THAT(message_of([&] { save_clip(folder / "a.npy", clip, {}); }),
                HasSubstr("frame 1, joint r_ankle"));
    EXPECT_THAT(message_of([&] { save_clip(folder / "a.npy", MotionClip{}, {}); }),
                HasSubstr("found 0 positions"));
    clip.joint_count = 11;
    EXPECT_THAT(message_of([&] { save_clip(folder / "a.npy", clip, {}); }), HasSubstr("found 11"));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_THAT(
        message_of([&] { save_clip(folder / "none" / "a.npy", sample_clip(), {}); }, ErrorKind::Resource),
        HasSubstr("none"));
}

TEST(ClipIo, RefusesArraysThatAreNoClips) {
    const TemporaryFolder folder;
    const auto file = folder / "a.npy";
    const auto refusal = [&](const std::vector<std::int64_t>& shape, float value = 0) {
        std::int64_t count = 1;
        for (const std::int64_t size : shape) count *= size;
        const std::vector<float> values(static_cast<std::size_t>(count), value);
        write_npy(file, shape, values.data());
        const std::string message = message_of([&] { load_clip(file); });
        EXPECT_THAT(message, HasSubstr(file.string()));
        return message;
    };
    EXPECT_THAT(refusal({4, 66}), HasSubstr("found (4, 66)"));
    EXPECT_THAT(refusal({4, 24, 3}), HasSubstr("found (4, 24, 3)"));
    EXPECT_THAT(refusal({4, 22, 2}), HasSubstr("found (4, 22, 2)"));
    EXPECT_THAT(refusal({1, 4, 22, 3}), HasSubstr("found (1, 4, 22, 3)"));
    EXPECT_THAT(refusal({0, 22, 3}), HasSubstr("found 0 positions"));
    EXPECT_THAT(refusal({4, 22, 3}, INFINITY), HasSubstr("NaN or Inf"));
    EXPECT_THAT(message_of([&] { load_clip(folder / "none.npy"); }), HasSubstr("no such file"));
    EXPECT_THAT(message_of([&] { load_clip(folder / "a.bvh"); }), HasSubstr(".npy or .json"));
}

TEST(ClipIo, RefusesJsonThatIsNoClip) {
    const TemporaryFolder folder;
    const auto file = folder / "a.json";
    const auto refusal = [&](const std::function<void(nlohmann::json&)>& breaking) {
        save_clip(file, sample_clip(), kMetadata);
        auto content = nlohmann::json::parse(read_text(file));
        breaking(content);
        std::ofstream(file) << content;
        const std::string message = message_of([&] { load_clip(file); });
        EXPECT_THAT(message, HasSubstr(file.string()));
        return message;
    };
    using nlohmann::json;
    EXPECT_THAT(refusal([](json& c) { c = 3; }), HasSubstr("positions"));
    EXPECT_THAT(refusal([](json& c) { c.erase("positions"); }), HasSubstr("positions"));
    EXPECT_THAT(refusal([](json& c) { c["positions"] = json::array(); }), HasSubstr("at least one frame"));
    EXPECT_THAT(refusal([](json& c) { c["positions"][0] = 1; }),
                HasSubstr("frame 0: expected a list of 22 joints"));
    EXPECT_THAT(refusal([](json& c) {
                    c["positions"][0].erase(3);
                    c["positions"][0].erase(3);
                }),
                HasSubstr("found 20"));
    EXPECT_THAT(refusal([](json& c) { c["positions"][5].erase(3); }),
                HasSubstr("frame 5: expected 22 joints, found 21"));
    EXPECT_THAT(refusal([](json& c) {
                    c["positions"][5][2] = {1, 2};
                }),
                HasSubstr("frame 5, joint 2: expected [x, y, z], found [1,2]"));
    EXPECT_THAT(refusal([](json& c) { c["positions"][5][2][1] = "1"; }), HasSubstr("frame 5, joint 2"));
    EXPECT_THAT(refusal([](json& c) { c["positions"][5][2][1] = 1e300; }), HasSubstr("frame 5, joint 2"));
    EXPECT_THAT(refusal([](json& c) { c["positions"][5][2][1] = nullptr; }),
                HasSubstr("found ["));  // how JSON writers store NaN
    EXPECT_THAT(refusal([](json& c) { c["fps"] = 0; }), HasSubstr("fps"));
    EXPECT_THAT(refusal([](json& c) { c["fps"] = "20"; }), HasSubstr("fps"));
    EXPECT_THAT(refusal([](json& c) { c["fps"] = 1e9; }), HasSubstr("fps"));
    std::ofstream(file) << "{\"positions\": [";
    EXPECT_THAT(message_of([&] { load_clip(file); }), HasSubstr("JSON"));
}

}  // namespace
}  // namespace im::test

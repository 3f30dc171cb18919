// What something that was dropped on the window is.

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/npz.h"
#include "engine/io/path_kind.h"
#include "im_config.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

PathKind kind_of(const fs::path& path) {
    const PathIdentity found = identify_path(path);
    EXPECT_EQ(found.problem.empty(), found.kind != PathKind::Unknown) << path << ": " << found.problem;
    return found.kind;
}

MotionClip clip() {
    return moving_figure(24, [](int) { return 0.0; });
}

TEST(PathKinds, WhatTheStudioSavesIsMotionInEveryFormatThatHoldsIt) {
    const TemporaryFolder folder;
    for (const char* name : {"a.bvh", "A.BVH", "a.fbx", "a.glb", "a.npy", "a.npz", "a.json"}) {
        save_clip(folder / name, clip(), {.prompt = "a person walks"});
        EXPECT_EQ(kind_of(folder / name), PathKind::Motion) << name;
    }
    EXPECT_EQ(kind_of(folder.path()), PathKind::MotionFolder);
    EXPECT_EQ(motion_files_in(folder.path()).size(), 6u) << "a .json may be anything";
    EXPECT_EQ(motion_files_in(folder.path(), 2).size(), 2u);
}

TEST(PathKinds, FilesOfOtherToolsAreMotion) {
    const char* given = std::getenv("IM_FIELD_DIR");
    const fs::path field = given != nullptr ? fs::path(given) : fs::path(IM_SOURCE_DIR) / "../shared/field";
    std::error_code code;
    if (!fs::is_directory(field, code)) GTEST_SKIP() << field << " is not there";
    int files = 0;
    for (const fs::path& file : motion_files_in(field)) {
        EXPECT_EQ(kind_of(file), PathKind::Motion) << file;
        ++files;
    }
    EXPECT_GT(files, 5);
}

TEST(PathKinds, AFigureWithoutMotionIsARig) {
    const TemporaryFolder folder;
    write_file_atomically(
        folder / "still.bvh",
        "HIERARCHY\nROOT Hips\n{\n  OFFSET 0 0 0\n  CHANNELS 3 Zrotation Xrotation Yrotation\n"
        "  End Site\n  {\n    OFFSET 0 1 0\n  }\n}\n");
    EXPECT_EQ(kind_of(folder / "still.bvh"), PathKind::Rig);
    const float zero[3] = {};
    NpzWriter body;
    body.add("v_template", {1, 3}, zero);
    body.write(folder / "smpl.npz");
    EXPECT_EQ(kind_of(folder / "smpl.npz"), PathKind::Rig);
    write_file_atomically(folder / "avatar.vrm", "");
    EXPECT_EQ(kind_of(folder / "avatar.vrm"), PathKind::Rig);
}

TEST(PathKinds, FoldersAreToldByTheFilesThatTheyMustHave) {
    const TemporaryFolder folder;
    for (const auto& [name, file, kind] : {std::tuple{"model", "model.json", PathKind::ModelFolder},
                                           {"lora", "lora.json", PathKind::ModelFolder},
                                           {"compact", "clips.json", PathKind::Dataset},
                                           {"humanml3d", "texts", PathKind::Dataset}}) {
        fs::create_directories(folder / name);
        write_file_atomically(folder / name / file, "{}");
        EXPECT_EQ(kind_of(folder / name), kind) << name;
    }
    // A model that learnt from files beside it is a model.
    save_clip(folder / "model/a.npy", clip(), {});
    EXPECT_EQ(kind_of(folder / "model"), PathKind::ModelFolder);
}

TEST(PathKinds, PromptsAreAListInTwoForms) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "mine.txt", "a person bows\n");
    write_file_atomically(folder / "lab.json", R"({"prompts": [{"text": "a person bows"}]})");
    EXPECT_EQ(kind_of(folder / "mine.txt"), PathKind::PromptList);
    EXPECT_EQ(kind_of(folder / "lab.json"), PathKind::PromptList);
}

TEST(PathKinds, WhatIsNoneOfThemIsNamedWithWhatWasExpected) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "empty");
    write_file_atomically(folder / "photo.png", "x");
    write_file_atomically(folder / "odd.json", "[1, 2");
    write_file_atomically(folder / "odd.npz", "no archive");
    write_file_atomically(folder / "no extension", "");
    for (const char* name : {"empty", "photo.png", "odd.json", "odd.npz", "no extension", "nowhere.bvh"}) {
        const PathIdentity found = identify_path(folder / name);
        EXPECT_EQ(found.kind, PathKind::Unknown) << name;
        EXPECT_THAT(found.problem, HasSubstr(name));
    }
    EXPECT_EQ(identify_path("/dev/null").kind, PathKind::Unknown);
    EXPECT_EQ(identify_path("").kind, PathKind::Unknown);
    // Broken motion is motion: its reader says what is wrong.
    write_file_atomically(folder / "broken.bvh", "HIERARCHY");
    EXPECT_EQ(kind_of(folder / "broken.bvh"), PathKind::Motion);
}

}  // namespace
}  // namespace im::test

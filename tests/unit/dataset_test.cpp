#include "engine/io/dataset.h"

#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// The message of the Input error that loading must throw.
std::string load_error(const fs::path& folder) {
    try {
        load_dataset(folder, {});
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        return error.what();
    }
    ADD_FAILURE() << "loading succeeded";
    return "";
}

void write_compact(const fs::path& folder, const nlohmann::json& index, int frames = 60) {
    std::ofstream out(folder / "joints.npy", std::ios::binary);
    std::string header =
        fmt::format("{{'descr': '<i2', 'fortran_order': False, 'shape': ({}, 22, 3), }}", frames);
    header.resize(118, ' ');
    header.back() = '\n';
    const std::uint16_t size = static_cast<std::uint16_t>(header.size());
    out.write("\x93NUMPY\x01\x00", 8).write(reinterpret_cast<const char*>(&size), 2) << header;
    for (int t = 0; t < frames; ++t) {
        for (int j = 0; j < 22; ++j) {  // a stick figure that slides forward
            const std::int16_t values[3] = {static_cast<std::int16_t>(j % 3 == 1   ? 200
                                                                      : j % 3 == 2 ? -200
                                                                                   : 0),
                                            static_cast<std::int16_t>(100 * j + 50),
                                            static_cast<std::int16_t>(20 * t + j)};
            out.write(reinterpret_cast<const char*>(values), 6);
        }
    }
    out.close();
    write_file_atomically(folder / "clips.json",
                          nlohmann::json{{"fps", 20}, {"scale", 0.0005}, {"index", index}}.dump());
}

nlohmann::json clip(const std::string& id, int start, int length, const std::string& source = "cmu") {
    return {{"id", id},         {"start", start},     {"length", length},
            {"split", "train"}, {"source", source},   {"captions", {"a person walks."}},
            {"weight", 2.5},    {"actions", {"walk"}}};
}

TEST(Dataset, ReadsAHumanMl3dFolder) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    const MotionDataset data = load_dataset(folder.path(), {});
    EXPECT_EQ(data.skeleton, "humanml3d");
    EXPECT_EQ(data.codec, FeatureCodec::Official);
    EXPECT_EQ(data.of(Split::Train).size(), 8u);
    EXPECT_EQ(data.of(Split::Val).size(), 2u);
    EXPECT_EQ(data.of(Split::Test).size(), 2u);
    EXPECT_EQ(data.motions[0].features.width, 263);
    EXPECT_EQ(data.motions[0].features.frames, 48);
    EXPECT_EQ(data.motions[0].captions,
              (std::vector<std::string>{"a person walks 0 times.", "someone takes 0 steps."}));
}

TEST(Dataset, ACaptionOfAPartOfAClipBecomesAClipOfItsOwn) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    write_file_atomically(folder / "texts/000000.txt", "whole.#x#0.0#0.0\npart.#x#0.5#2.0\n");
    const MotionDataset data = load_dataset(folder.path(), {.splits = {Split::Train}});
    ASSERT_EQ(data.motions.size(), 9u);
    EXPECT_EQ(data.motions[0].captions, std::vector<std::string>{"part."});
    EXPECT_EQ(data.motions[0].features.frames, 30);
    EXPECT_EQ(data.motions[1].features.frames, 48);
}

TEST(Dataset, TimesOfCaptionsAreNumbersAndNothingElse) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    write_file_atomically(folder / "texts/000000.txt", "whole.#x#nan#nan\npart.#x# 0.5 #2.0\n");
    const MotionDataset data = load_dataset(folder.path(), {.splits = {Split::Train}});
    ASSERT_EQ(data.motions.size(), 9u);
    EXPECT_EQ(data.motions[0].features.frames, 30);
    for (const char* time : {"2.0s", "0,5", "", "1e999"}) {
        write_file_atomically(folder / "texts/000000.txt", fmt::format("part.#x#0.5#{}#\n", time));
        EXPECT_THAT(load_error(folder.path()), HasSubstr("expected a time in seconds")) << time;
    }
}

TEST(Dataset, ReadsTheCompactLayoutAndLeavesOutSources) {
    const TemporaryFolder folder;
    auto composed = clip("c", 0, 60, "composed");
    composed["sources"] = {"cmu", "deepmimic"};
    write_compact(folder.path(), {clip("a", 0, 60), clip("b", 10, 40, "deepmimic"), composed});
    const MotionDataset all = load_dataset(folder.path(), {});
    EXPECT_EQ(all.motions.size(), 3u);
    const MotionDataset some = load_dataset(folder.path(), {.leave_out_sources = {"deepmimic"}});
    ASSERT_EQ(some.motions.size(), 1u);
    EXPECT_EQ(some.motions[0].id, "a");
    EXPECT_EQ(some.motions[0].features.frames, 59);
    EXPECT_DOUBLE_EQ(some.motions[0].weight, 2.5);
    EXPECT_EQ(some.motions[0].actions, std::vector<std::string>{"walk"});
}

TEST(Dataset, ClipsOutsideTheArrayAreNamed) {
    const TemporaryFolder folder;
    write_compact(folder.path(), {clip("good", 0, 60), clip("beyond", 30, 60)});
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("beyond"), HasSubstr("30..90"), HasSubstr("60")));
}

TEST(Dataset, AMissingFolderAndAnUnknownLayoutAreNamed) {
    const TemporaryFolder folder;
    EXPECT_THAT(load_error(folder / "nowhere"), HasSubstr("nowhere"));
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("clips.json"), HasSubstr("new_joint_vecs")));
}

TEST(Dataset, AWrongWidthIsNamed) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    const std::vector<float> values(48 * 260, 0.5f);
    write_npy(folder / "new_joint_vecs/000003.npy", {48, 260}, values.data());
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("000003"), HasSubstr("263"), HasSubstr("260")));
}

TEST(Dataset, NanIsNamed) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    std::vector<float> values(48 * 263, 0.5f);
    values[1000] = std::nanf("");
    write_npy(folder / "new_joint_vecs/000001.npy", {48, 263}, values.data());
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("000001"), HasSubstr("NaN")));
}

TEST(Dataset, ACaptionWithoutClipAndAClipWithoutCaptionAreNamed) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    fs::remove(folder / "new_joint_vecs/000002.npy");
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("000002"), HasSubstr("caption without clip")));
    write_tiny_dataset(folder.path());
    fs::remove(folder / "texts/000004.txt");
    EXPECT_THAT(load_error(folder.path()), AllOf(HasSubstr("000004"), HasSubstr("clip without caption")));
}

TEST(Dataset, AListCannotReachOutsideItsFolder) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path());
    write_file_atomically(folder / "train.txt", "../../etc/passwd\n");
    EXPECT_THAT(load_error(folder.path()), HasSubstr("expected clip names"));
}

TEST(Dataset, AFewBrokenClipsAmongManyAreSkippedWithAWarning) {
    const TemporaryFolder folder;
    write_tiny_dataset(folder.path(), {.train_clips = 150, .val_clips = 1, .test_clips = 1, .frames = 30});
    fs::remove(folder / "new_joint_vecs/000007.npy");
    const MotionDataset data = load_dataset(folder.path(), {});
    EXPECT_EQ(data.motions.size(), 151u);
    ASSERT_EQ(data.warnings.size(), 1u);
    EXPECT_THAT(data.warnings[0], HasSubstr("000007"));
}

}  // namespace
}  // namespace im::test

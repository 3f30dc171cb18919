// What `generate` and `export` write.

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/motion/representation/skeleton.h"
#include "im_config.h"
#include "tests/cli/bvh_reader.h"
#include "tests/cli/command_line_test.h"

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> files_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return {names.begin(), names.end()};
}

float largest_difference(const MotionClip& a, const MotionClip& b) {
    if (a.positions.size() != b.positions.size()) return 1e9f;
    float largest = 0;
    for (std::size_t i = 0; i < a.positions.size(); ++i) {
        for (int k = 0; k < 3; ++k)
            largest = std::max(largest, std::abs(a.positions[i][k] - b.positions[i][k]));
    }
    return largest;
}

TEST_F(CommandLine, TheSameSeedGivesTheSameBytes) {
    for (const char* extension : {"npy", "bvh", "json"}) {
        for (const char* name : {"one", "two"}) {
            const Outcome outcome =
                run(generate("a person walks", {"--seed", "7", "-o", fmt::format("{}.{}", name, extension)}));
            ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        }
        EXPECT_EQ(read_text(path(fmt::format("one.{}", extension))),
                  read_text(path(fmt::format("two.{}", extension))));
    }
}

TEST_F(CommandLine, AnotherSeedGivesAnotherMotion) {
    run(generate("a person walks", {"--seed", "7", "-o", "one.npy"}));
    run(generate("a person walks", {"--seed", "8", "-o", "two.npy"}));
    EXPECT_NE(read_text(path("one.npy")), read_text(path("two.npy")));
}

TEST_F(CommandLine, WithoutASeedEveryRunDiffersAndTellsItsSeed) {
    const nlohmann::json first =
        run(generate("a person walks", {"--seconds", "4", "--json", "-o", "one.npy"})).json();
    const nlohmann::json second = run(generate("a person walks", {"--seconds", "4", "--json"})).json();
    EXPECT_NE(first["seed"], second["seed"]);
    run(generate("a person walks", {"--seconds", "4", "--seed", first["seed"].dump(), "-o", "again.npy"}));
    EXPECT_EQ(read_text(path("one.npy")), read_text(path("again.npy")));
}

TEST_F(CommandLine, GreedyDoesNotDependOnTheSeed) {
    run(generate("a person walks", {"--greedy", "--seed", "1", "-o", "one.npy"}));
    run(generate("a person walks", {"--greedy", "--seed", "2", "-o", "two.npy"}));
    EXPECT_EQ(read_text(path("one.npy")), read_text(path("two.npy")));
}

TEST_F(CommandLine, TheNumberOfThreadsDoesNotChangeTheMotion) {
    run(generate("a person walks", {"--seed", "1", "--threads", "1", "-o", "one.npy"}));
    run(generate("a person walks", {"--seed", "1", "--threads", "2", "-o", "two.npy"}));
    EXPECT_EQ(read_text(path("one.npy")), read_text(path("two.npy")));
}

TEST_F(CommandLine, SecondsAreKeptToTheFrame) {
    const auto line = run(generate("a person walks", {"--seconds", "2.5", "--json"})).json();
    EXPECT_EQ(line["frames"], 50);
    EXPECT_EQ(line["seconds"], 2.5);
    EXPECT_EQ(line["tokens"].size(), 13u);
    EXPECT_EQ(run(generate("a person walks", {"--seconds", "9.8", "--json"})).json()["frames"], 196);
}

TEST_F(CommandLine, EveryFormatHoldsExactlyTheFramesThatWereAskedFor) {
    std::vector<std::string> arguments = {"--seconds", "2.45", "--seed", "1"};
    for (const char* format : {"npy", "npz", "bvh", "json", "csv", "glb", "fbx"})
        arguments.insert(arguments.end(), {"-o", fmt::format("walk.{}", format)});
    const Outcome outcome = run(generate("a person walks", arguments));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    for (const char* format : {"npy", "npz", "bvh", "json", "glb", "fbx"}) {
        const Outcome read =
            run({"export", fmt::format("walk.{}", format), "-o", fmt::format("{}.json", format), "--json"});
        ASSERT_EQ(read.exit_code, 0) << format << ": " << read.err;
        EXPECT_EQ(read.json()["frames"], 49) << format;
    }
    const std::string table = read_text(path("walk.csv"));
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 49);  // a line of titles
}

TEST_F(CommandLine, ASingleFrameCanBeSaved) {
    for (const char* format : {"npy", "npz", "bvh", "json", "csv", "glb", "fbx"}) {
        const Outcome outcome = run(generate(
            "a person walks", {"--seconds", "0.05", "--json", "-o", fmt::format("pose.{}", format)}));
        ASSERT_EQ(outcome.exit_code, 0) << format << ": " << outcome.err;
        EXPECT_EQ(outcome.json()["frames"], 1) << format;
    }
}

TEST_F(CommandLine, WhatOfAPromptIsNotHeardIsSaid) {
    const std::string prompt = "a person walks without moving the arms";
    EXPECT_THAT(run(generate(prompt, {"--seconds", "1"})).err, HasSubstr("\"without moving the arms\""));
    const auto warnings = run(generate(prompt, {"--seconds", "1", "--json"})).json()["warnings"];
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_THAT(warnings[0].get<std::string>(), HasSubstr("not understood"));
    std::string longer = "a person walks";
    for (int i = 0; i < 40; ++i) longer += " on";
    const auto said = run(generate(longer + " and sits", {"--seconds", "1", "--json"})).json()["warnings"];
    ASSERT_EQ(said.size(), 1u);
    EXPECT_THAT(said[0].get<std::string>(), HasSubstr("(word 39 of 45)"));
    EXPECT_TRUE(run(generate("a person walks", {"--seconds", "1", "--json"})).json()["warnings"].empty());
}

TEST_F(CommandLine, AllFormatsHoldTheSameMotion) {
    const Outcome outcome = run(generate("a person walks", {"--seed", "3", "--seconds", "3", "-o", "walk.npy",
                                                            "-o", "walk.bvh", "-o", "walk.json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const MotionClip npy = load_clip(path("walk.npy"));
    EXPECT_EQ(npy.frame_count(), 60);
    EXPECT_EQ(npy.joint_count, 22);
    EXPECT_LT(largest_difference(npy, load_clip(path("walk.json"))), 1e-4f);
    EXPECT_LT(largest_difference(npy, read_bvh_positions(path("walk.bvh"), humanml3d_skeleton())), 1e-3f);
}

TEST_F(CommandLine, ExportAgreesWithGenerate) {
    run(generate("a person walks", {"--seed", "3", "--seconds", "2", "-o", "walk.npy", "-o", "walk.bvh"}));
    const Outcome outcome =
        run({"export", "walk.npy", "-o", "copy.bvh", "-o", "copy.json", "-o", "copy.npy"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(read_text(path("walk.npy")), read_text(path("copy.npy")));
    const MotionClip npy = load_clip(path("walk.npy"));
    EXPECT_LT(largest_difference(npy, load_clip(path("copy.json"))), 1e-4f);
    EXPECT_LT(largest_difference(npy, read_bvh_positions(path("copy.bvh"), humanml3d_skeleton())), 1e-3f);
    EXPECT_EQ(run({"export", "walk.npy", "-o", "c.json", "--json"}).json()["frames"], 40);
}

TEST_F(CommandLine, ExportNamesWhatIsWrongWithAClip) {
    expect_error(3, {"export", "nowhere.npy", "-o", "walk.bvh"}, {"nowhere.npy"});
    std::ofstream(folder / "junk.npy") << "this is no array";
    expect_error(3, {"export", "junk.npy", "-o", "walk.bvh"}, {"junk.npy"});
    std::ofstream(folder / "junk.json") << "{\"positions\": [[[1, 2]]]}";
    expect_error(3, {"export", "junk.json", "-o", "walk.bvh"}, {"junk.json"});
    std::ofstream(folder / "half.json") << "{\"positions\": [[[1, 2, ";
    expect_error(3, {"export", "half.json", "-o", "walk.bvh"}, {"half.json"});
    run(generate("a person walks", {"--seconds", "1", "-o", "walk.npy"}));
    std::filesystem::resize_file(folder / "walk.npy", std::filesystem::file_size(folder / "walk.npy") - 10);
    expect_error(3, {"export", "walk.npy", "-o", "walk.bvh"}, {"walk.npy"});
    expect_error(2, {"export", "walk.npy", "-o", "walk.docx"}, {"walk.docx", ".bvh"});
}

TEST_F(CommandLine, VariationsAreNumbered) {
    std::filesystem::create_directory(folder / "out");
    const Outcome outcome = run(
        generate("a person walks", {"-n", "3", "--seed", "1", "-o", "out/walk.bvh", "-o", "out/walk.npy"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(files_in(folder / "out"), ElementsAre("walk-01.bvh", "walk-01.npy", "walk-02.bvh",
                                                      "walk-02.npy", "walk-03.bvh", "walk-03.npy"));
    EXPECT_NE(read_text(path("out/walk-01.npy")), read_text(path("out/walk-02.npy")));
}

TEST_F(CommandLine, TheFirstVariationDoesNotDependOnHowManyThereAre) {
    run(generate("a person walks", {"--seed", "1", "-o", "one.npy"}));
    run(generate("a person walks", {"-n", "5", "--seed", "1", "-o", "many.npy"}));
    EXPECT_EQ(read_text(path("one.npy")), read_text(path("many-01.npy")));
}

TEST_F(CommandLine, PromptsOfAFileAreNumbered) {
    std::ofstream(folder / "prompts.txt") << "\xEF\xBB\xBF"
                                             "a person walks\r\n\r\na person jumps\r\na person sits down";
    std::filesystem::create_directory(folder / "out");
    const auto arguments = [&](std::vector<std::string> more) {
        std::vector<std::string> all = {"generate",    "--model", model(), "--prompts",
                                        "prompts.txt", "--seed",  "5"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    };
    const Outcome outcome = run(arguments({"-o", "out/clip.npy", "--json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(files_in(folder / "out"), ElementsAre("clip-0001.npy", "clip-0002.npy", "clip-0003.npy"));
    const auto lines = outcome.json_lines();
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0]["prompt"], "a person walks");
    EXPECT_EQ(lines[1]["prompt"], "a person jumps");
    EXPECT_EQ(lines[2]["file"], "out/clip-0003.npy");

    // Alone and in a batch: the same motion.
    run(generate("a person jumps", {"--seed", "5", "-o", "jump.npy"}));
    EXPECT_EQ(read_text(path("jump.npy")), read_text(path("out/clip-0002.npy")));

    std::filesystem::remove_all(folder / "out");
    std::filesystem::create_directory(folder / "out");
    EXPECT_EQ(run(arguments({"-n", "2", "-o", "out/clip.npy"})).exit_code, 0);
    EXPECT_THAT(files_in(folder / "out"),
                ElementsAre("clip-0001-01.npy", "clip-0001-02.npy", "clip-0002-01.npy", "clip-0002-02.npy",
                            "clip-0003-01.npy", "clip-0003-02.npy"));
}

TEST_F(CommandLine, GenerateTellsWhatItMade) {
    const nlohmann::json line = run(generate("a person walks", {"--seconds", "2", "--seed", "9", "--json",
                                                                "-o", "walk.npy", "-o", "walk.bvh"}))
                                    .json();
    EXPECT_EQ(line["prompt"], "a person walks");
    EXPECT_EQ(line["file"], "walk.npy");
    EXPECT_EQ(line["files"], nlohmann::json({"walk.npy", "walk.bvh"}));
    EXPECT_EQ(line["seed"], 9);
    EXPECT_EQ(line["tokens"].size(), 10u);
    EXPECT_EQ(line["seconds"], 2.0);
    EXPECT_LT(line["log_probability"].get<double>(), 0);
    EXPECT_GT(line["elapsed"].get<double>(), 0);

    const Outcome text =
        run(generate("a person dances", {"--seconds", "2", "--seed", "9", "-o", "walk.npy"}));
    EXPECT_THAT(text.out, HasSubstr("walk.npy"));
    EXPECT_THAT(text.out, HasSubstr("seed 9"));
    EXPECT_EQ(text.err, "");
}

TEST_F(CommandLine, AnExistingFileIsReplaced) {
    std::ofstream(folder / "walk.npy") << "old";
    EXPECT_EQ(run(generate("a person walks", {"-o", "walk.npy"})).exit_code, 0);
    EXPECT_GT(load_clip(path("walk.npy")).frame_count(), 0);
    EXPECT_THAT(files_in(folder.path()), ElementsAre("data", "model", "walk.npy"))
        << "a temporary file was left behind";
}

TEST_F(CommandLine, TheStarterModelWorksWithoutAnyOption) {
    const std::filesystem::path starter = std::filesystem::path(IM_SOURCE_DIR) / "assets/starter";
    if (!std::filesystem::exists(starter / "generator.safetensors")) {
        GTEST_SKIP() << "the starter model is not in " << starter;
    }
    ProgramOptions plain = options();
    plain.environment["IM_STARTER_DIR"] = std::nullopt;
    const Outcome outcome = run_program(
        {"generate", "a person walks forward", "-o", "walk.bvh", "-o", "walk.npy", "--seed", "1"}, plain);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_GT(load_clip(path("walk.npy")).seconds(), 0.5);
    EXPECT_EQ(run_program({"doctor"}, plain).exit_code, 0);
}

}  // namespace
}  // namespace im::test

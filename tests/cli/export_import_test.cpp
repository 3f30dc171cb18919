// `export` and `import`: choices, many files at once, and what a folder of motion becomes.

#include <csignal>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/dataset.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "im_config.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/figures.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class ExportImport : public CommandLine {
  protected:
    ExportImport() { save("walk.npy", 60); }

    void save(const std::string& name, int frames, double turn = 0.02) const {
        fs::create_directories((folder / name).parent_path());
        save_clip(folder / name, moving_figure(frames, [turn](int t) { return turn * t; }), {});
    }
    std::vector<std::string> files_in(const std::string& name) const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder / name))
            names.insert(entry.path().filename().string());
        return {names.begin(), names.end()};
    }
    void write(const std::string& name, const std::string& text) const {
        write_file_atomically(folder / name, text);
    }
    json good(std::vector<std::string> arguments) const {
        arguments.push_back("--json");
        const Outcome outcome = run(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        const auto lines = outcome.json_lines();
        return lines.empty() ? json() : lines.back();
    }
};

TEST_F(ExportImport, EveryChoiceIsInTheFile) {
    good({"export", "walk.npy", "-o", "a.bvh", "--skeleton", "mixamo", "--unit", "cm", "--rotation-order",
          "xyz", "--no-end-sites"});
    const std::string bvh = read_text(path("a.bvh"));
    EXPECT_THAT(bvh, HasSubstr("ROOT mixamorig:Hips"));
    EXPECT_THAT(bvh, HasSubstr("CHANNELS 3 Xrotation Yrotation Zrotation"));
    EXPECT_THAT(bvh, HasSubstr("OFFSET 0.000000 100.000000 0.000000"));
    EXPECT_EQ(bvh.find("End Site"), std::string::npos);
    good({"export", "walk.npy", "-o", "z.bvh", "--skeleton", "unity", "--up", "z"});
    EXPECT_THAT(read_text(path("z.bvh")).substr(0, 100), HasSubstr("0.980000\n"));  // the hips' height
    good({"export", "walk.npy", "-o", "root.bvh", "--root", "root"});
    EXPECT_THAT(read_text(path("root.bvh")), HasSubstr("ROOT root\n"));
    EXPECT_EQ(good({"export", "walk.npy", "-o", "b.csv", "--fps", "60"})["frames"], 178);
    for (const char* fps : {"24", "25", "30", "120"})
        EXPECT_EQ(good({"export", "walk.npy", "-o", "b.npz", "--fps", fps})["fps"], std::stod(fps));
}

TEST_F(ExportImport, EveryStepOfCleanUpChangesTheClip) {
    good({"export", "walk.npy", "-o", "plain.npy"});
    const std::string plain = read_text(path("plain.npy"));
    const std::vector<std::vector<std::string>> steps = {
        {"--foot-lock"}, {"--ground"}, {"--smooth", "0.2"}, {"--loop"}, {"--root", "nobody"}};
    for (std::vector<std::string> step : steps) {
        MotionClip low = load_clip(path("walk.npy"));
        for (glm::vec3& p : low.positions) p.y -= 0.03f;
        save_clip(folder / "low.npy", low, {});
        std::vector<std::string> arguments = {"export", "low.npy", "-o", "mended.npy"};
        arguments.insert(arguments.end(), step.begin(), step.end());
        good(arguments);
        EXPECT_GT(largest_distance(load_clip(path("mended.npy")), low), 1e-3) << step[0];
    }
    EXPECT_EQ(plain, read_text(path("walk.npy")));
}

TEST_F(ExportImport, ChoicesThatMakeNoSenseAreRefusedBeforeAnyWork) {
    const auto refused = [this](std::vector<std::string> more, const std::vector<std::string>& parts) {
        std::vector<std::string> arguments = {"export", "walk.npy", "-o", "x.bvh"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        expect_error(2, arguments, parts);
    };
    refused({"--skeleton", "robot"}, {"robot", "mixamo"});
    refused({"--up", "x"}, {"--up", "\"x\""});
    refused({"--unit", "ell"}, {"--unit", "ell"});
    refused({"--rotation-order", "XXZ"}, {"XXZ"});
    refused({"--fps", "0"}, {"frame rate", "found 0"});
    refused({"--smooth", "7"}, {"smoothing", "found 7"});
    refused({"--root", "feet"}, {"--root", "feet"});
    refused({"--file-up", "q"}, {"--file-up"});
    expect_error(3, {"export", "walk.npy", "-o", "x.bvh", "--rig", "nowhere.fbx"}, {"nowhere.fbx"});
    expect_error(3, {"export", "walk.npy", "-o", "x.bvh", "--map", "nowhere.json"}, {"nowhere.json"});
    expect_error(2, {"generate", "a person walks", "--skeleton", "robot"}, {"robot"});
    EXPECT_FALSE(fs::exists(folder / "x.bvh"));
}

TEST_F(ExportImport, GenerateTakesTheSameChoices) {
    const Outcome outcome = run(generate(
        "a person walks", {"--seconds", "2", "--skeleton", "ue5", "--fps", "30", "-o", "a.bvh", "--json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(read_text(path("a.bvh")), HasSubstr("JOINT thigh_l"));
    EXPECT_EQ(outcome.json()["fps"], 30);
}

TEST_F(ExportImport, ManyClipsGoIntoFilesNamedAfterThem) {
    save("in/one.npy", 30);
    save("in/deeper/dva два.json", 30);
    fs::create_directory(folder / "out");
    const Outcome outcome =
        run({"export", "in", "walk.npy", "-o", "out/{number} {name}.bvh", "-o", "out/{name}.npy"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(files_in("out"), ElementsAre("1 dva два.bvh", "2 one.bvh", "3 walk.bvh", "dva два.npy",
                                             "one.npy", "walk.npy"));
    expect_error(2, {"export", "in", "-o", "out/same.bvh"}, {"same.bvh", "{name}"});
    save("other/one.npy", 30);
    expect_error(2, {"export", "in", "other", "-o", "out/{name}.fbx"}, {"two clips", "one.fbx"});
    fs::create_directory(folder / "empty");
    expect_error(3, {"export", "empty", "-o", "out/{name}.bvh"}, {"empty", ".bvh"});
}

TEST_F(ExportImport, ABrokenClipDoesNotKeepTheOthersBackAndNoHalfFileIsLeft) {
    save("in/a.npy", 30);
    save("in/c.npy", 30);
    write("in/b.bvh", "HIERARCHY\nROOT x\n{");
    fs::create_directory(folder / "out");
    expect_error(3, {"export", "in", "-o", "out/{name}.glb"}, {"1 of 3 clips were not exported", "b.bvh:3"});
    EXPECT_THAT(files_in("out"), ElementsAre("a.glb", "c.glb"));
}

TEST_F(ExportImport, InterruptedItStopsBetweenClips) {
    constexpr int kClips = 1000;  // seconds of work: the signal may come late on a busy machine
    for (int i = 0; i < kClips; ++i)
        fs::create_directories(folder / "in"),
            fs::copy_file(folder / "walk.npy", folder / fmt::format("in/{:03}.npy", i));
    fs::create_directory(folder / "out");
    ProgramOptions changed = options();
    changed.signal = SIGINT;
    changed.signal_when = "003.fbx";
    const Outcome outcome = run_program({"export", "in", "-o", "out/{name}.fbx", "--json"}, changed);
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    const auto written = files_in("out");
    EXPECT_GE(written.size(), 4u);
    EXPECT_LT(written.size(), static_cast<std::size_t>(kClips));
    for (const std::string& name : written) EXPECT_TRUE(name.ends_with(".fbx")) << name;
}

TEST_F(ExportImport, TheOwnRigAndItsTableAreUsed) {
    good({"export", "walk.npy", "-o", "rig.glb", "--skeleton", "mixamo"});
    good({"export", "walk.npy", "-o", "mine.bvh", "--rig", "rig.glb", "--save-rig-map", "map.json"});
    EXPECT_THAT(read_text(path("mine.bvh")), HasSubstr("mixamorig:LeftUpLeg"));
    json table = json::parse(read_text(path("map.json")));
    EXPECT_EQ(table["l_hip"], "mixamorig:LeftUpLeg");
    table["l_hip"] = "mixamorig:Tail";
    write("map.json", table.dump());
    expect_error(3, {"export", "walk.npy", "-o", "x.bvh", "--rig", "rig.glb", "--rig-map", "map.json"},
                 {"rig.glb", "mixamorig:Tail"});
}

TEST_F(ExportImport, AFolderWithCaptionsBecomesADataSet) {
    for (int i = 0; i < 6; ++i) save(fmt::format("in/clip{}.npy", i), 60, 0.01 * i);
    good({"export", "in", "-o", (folder / "in/{name} moved.bvh").string(), "--skeleton", "unity", "--up",
          "z"});
    for (int i = 0; i < 6; ++i) fs::remove(folder / fmt::format("in/clip{}.npy", i));
    std::string table = "caption;file\n";
    for (int i = 0; i < 6; ++i)
        table +=
            fmt::format("\"a person; walks {}\";clip{} moved.bvh\nsomeone walks;clip{} moved\n", i, i, i);
    write("captions.csv", table);
    const json report = good({"import", "in", "--captions", "captions.csv", "--out", "set"});
    EXPECT_EQ(report["clips"], 6);
    EXPECT_EQ(report["captions"], 12);
    const MotionDataset set = load_dataset(folder / "set", {});
    ASSERT_EQ(set.motions.size(), 6u);
    EXPECT_EQ(set.codec, FeatureCodec::Corrected);
    EXPECT_EQ(set.mean.size(), 263u);
    EXPECT_EQ(set.of(Split::Val).size(), 1u);
    EXPECT_EQ(set.of(Split::Test).size(), 1u);
    for (const CaptionedMotion& motion : set.motions) {
        EXPECT_EQ(motion.captions.size(), 2u);
        EXPECT_EQ(motion.features.frames, 59);
        EXPECT_THAT(motion.captions[0], HasSubstr("a person; walks"));
        EXPECT_NEAR(motion.features.row(10)[2], 0.05, 0.01);  // metres a frame ahead
    }
    expect_error(2, {"import", "in", "--captions", "captions.csv", "--out", "set"}, {"set", "empty folder"});
}

TEST_F(ExportImport, TrainTakesWhatImportMakes) {
    for (int i = 0; i < 4; ++i) {
        save(fmt::format("in/{}.npy", i), 80, 0.01 * i);
        write(fmt::format("in/{}.txt", i),
              "a person walks#a/DET person/NOUN walk/VERB#0.0#0.0\na person starts#x#0.0#2.0\n");
    }
    EXPECT_EQ(good({"import", "in", "--out", "set"})["clips"],
              8);  // the first two seconds are a clip of their own
    json config = json::parse(read_text(fs::path(IM_CONFIGS_DIR) / "starter_base.json"));
    const json sizes = to_json(tiny_model_config());
    config["tokenizer"] = sizes["tokenizer"];
    config["generator"] = sizes["generator"];
    config["train"].erase("held_out_pairs");  // a file beside the shipped config
    json& tokenizer = config["train"]["tokenizer"];
    tokenizer["steps"] = 3;
    tokenizer["batch_frames"] = 64;
    tokenizer["window_frames"] = {32};
    write("config.json", config.dump());
    const Outcome outcome = run({"train", "tokenizer", "--data", path("set"), "--config", path("config.json"),
                                 "--out", path("model"), "--device", "cpu"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(ExportImport, LongMotionIsCutAndShortMotionLeftOut) {
    save("in/long.npy", 801);
    save("in/short.npy", 12);
    save("in/other.npy", 60);
    write(
        "captions.json",
        R"({"long": ["a person walks far"], "short.npy": "a step", "in/nothing": "x", "other.npy": ["one", "two"]})");
    const Outcome outcome =
        run({"import", "in", "--captions", "captions.json", "--out", "set", "--codec", "official", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.json()["clips"], 6);
    EXPECT_EQ(outcome.json()["frames"], 800 + 59);
    EXPECT_THAT(outcome.err, HasSubstr("short.npy: left out: expected at least 1.25 s"));
    EXPECT_EQ(load_dataset(folder / "set", {}).codec, FeatureCodec::Official);
}

TEST_F(ExportImport, SaysWhatIsWrongWithCaptionsAndLeavesNothingBehind) {
    save("in/a.npy", 60);
    expect_error(3, {"import", "in", "--out", "set"},
                 {"none of the 1 motion files has a caption", "NAME.txt"});
    write("c.csv", "a.npy,\"never closed");
    expect_error(3, {"import", "in", "--captions", "c.csv", "--out", "set"}, {"c.csv:1", "quote"});
    write("c.csv", "file,caption,start\na.npy,walks,soon\n");
    expect_error(3, {"import", "in", "--captions", "c.csv", "--out", "set"}, {"c.csv:2", "soon"});
    write("c.csv", "only one column\n");
    expect_error(3, {"import", "in", "--captions", "c.csv", "--out", "set"}, {"c.csv:1", "one cell"});
    write("c.json", "[{\"file\": \"a.npy\"}]");
    expect_error(3, {"import", "in", "--captions", "c.json", "--out", "set"}, {"c.json: entry 0", "caption"});
    write("c.txt", "b.npy\ta person walks\n");
    expect_error(3, {"import", "in", "--captions", "c.txt", "--out", "set"}, {"none of the 1 motion files"});
    write("c.txt", "a.npy\ta person walks\n");
    expect_error(2, {"import", "in", "--captions", "c.txt", "--out", "set", "--codec", "x"}, {"--codec"});
    fs::remove(folder / "in/a.npy");
    write("in/a.bvh", "HIERARCHY");
    write("c.txt", "a.bvh\ta person walks\n");
    expect_error(3, {"import", "in", "--captions", "c.txt", "--out", "set"}, {"a.bvh:1"});
    for (const auto& entry : fs::directory_iterator(folder.path()))
        EXPECT_FALSE(entry.path().filename().string().starts_with("set")) << entry.path();
}

}  // namespace
}  // namespace im::test

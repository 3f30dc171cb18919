// Sequences, scenes and edits as a user types them.

#include <algorithm>

#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

using testing::HasSubstr;

/// A sequence's arguments, with the tiny model.
class DirectedCommandLine : public CommandLine {
  protected:
    std::vector<std::string> with_model(std::vector<std::string> arguments) const {
        for (const std::string& more : {std::string("--model"), model(), std::string("--device"),
                                        std::string("cpu"), std::string("--json")})
            arguments.push_back(more);
        return arguments;
    }
    std::string file(const std::string& name, const std::string& text) const {
        write_file_atomically(folder / name, text);
        return path(name);
    }
};

TEST_F(DirectedCommandLine, PromptsWithBarsBetweenBecomeOneMotion) {
    const Outcome outcome =
        run(with_model({"generate", "a person walks | a person waves | a person sits", "--seconds", "2",
                        "--seed", "3", "-o", "all.npy", "--save-scene", "all.scene.json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto line = outcome.json();
    EXPECT_EQ(line["frames"], 120);
    ASSERT_EQ(line["blocks"].size(), 3u);
    EXPECT_EQ(line["blocks"][1]["prompt"], "a person waves");
    EXPECT_EQ(line["blocks"][1]["begin"], 40);
    EXPECT_EQ(load_clip(folder / "all.npy").frame_count(), 120);
    // The scene makes the same file again.
    const Outcome again = run(with_model({"generate", "--sequence", "all.scene.json", "-o", "again.npy"}));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(read_text(folder / "again.npy"), read_text(folder / "all.npy"));
}

TEST_F(DirectedCommandLine, ASequenceFileIsMadeWithItsNotices) {
    const std::string sequence =
        file("s.json", R"({"format": "instructmotion sequence", "version": 1, "seed": 7,
        "blocks": [{"prompt": "a person walks", "seconds": 0.1}, {"prompt": "", "seconds": 1}, {"prompt": "a person waves"}]})");
    const Outcome outcome = run(with_model({"generate", "--sequence", sequence}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.json()["blocks"].size(), 3u);
    EXPECT_EQ(outcome.json()["notices"].size(), 2u);
}

TEST_F(DirectedCommandLine, BrokenSequencesNameFilePlaceAndReason) {
    const auto refused = [&](const std::string& text, const std::vector<std::string>& parts) {
        expect_error(3, {"generate", "--sequence", file("s.json", text), "--model", model()}, parts);
    };
    refused(R"({"version": 9, "blocks": [{"prompt": "a"}]})", {"s.json", "version 1", "found 9"});
    refused(R"({"blocks": [{"prompt": "a", "seconds": NaN}]})", {"s.json:1"});
    refused(R"({"blocks": [{"prompt": "a")", {"s.json"});
    refused(R"({"blocks": [{"prompt": "a", "seconds": 0}]})", {"s.json.blocks[0].seconds"});
    expect_error(3, {"generate", "--sequence", path("none.json"), "--model", model()}, {"none.json"});
    expect_error(
        2, {"generate", "--sequence", file("e.json", R"({"blocks": [{"prompt": " "}]})"), "--model", model()},
        {"at least one block with a prompt"});
    expect_error(2, generate("a person walks | a person waves", {"-n", "2"}), {"-n"});
    expect_error(2, generate("a person walks", {"--save-scene", "s.json"}), {"--save-scene"});
}

TEST_F(DirectedCommandLine, APathAndPinsTellTheirErrors) {
    const std::string scene = file("s.json", R"({"format": "instructmotion scene", "version": 1, "figures": [
        {"name": "Ann", "seed": 1, "blocks": [{"prompt": "a person walks", "seconds": 2}],
         "pins": [{"part": "right hand", "at": 1, "place": [0, 50, 0]}]},
        {"seed": 2, "blocks": [{"prompt": "a person walks", "seconds": 2}], "path": {"points": [[1, 2]]}}]})");
    const Outcome outcome = run(with_model({"generate", "--sequence", scene, "-o", "f.npy"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto lines = outcome.json_lines();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0]["name"], "Ann");
    EXPECT_GT(lines[0]["pins"][0]["cm"], 4000);
    EXPECT_THAT(lines[0]["notices"][0].get<std::string>(), HasSubstr("out of reach"));
    EXPECT_THAT(lines[1]["notices"][0].get<std::string>(), HasSubstr("one point"));
    EXPECT_TRUE(std::filesystem::exists(folder / "f-01.npy"));
    EXPECT_TRUE(std::filesystem::exists(folder / "f-02.npy"));
}

TEST_F(DirectedCommandLine, AnEditLeavesTheRestAsItWas) {
    save_clip(folder / "walk.json", walking(100), {"a person walks", 1, "made up", {}});
    const Outcome outcome =
        run(with_model({"edit", "walk.json", "--between", "2", "3.5", "--prompt", "a person jumps", "-n", "2",
                        "--candidates", "4", "--seed", "5", "-o", "new.npy"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto lines = outcome.json_lines();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0]["begin"], 40);
    EXPECT_EQ(lines[0]["end"], 70);
    const MotionClip before = load_clip(folder / "walk.json");
    for (const char* name : {"new-01.npy", "new-02.npy"}) {
        const MotionClip after = load_clip(folder / name);
        ASSERT_EQ(after.frame_count(), 100);
        for (int t = 0; t < 100; ++t)
            EXPECT_EQ(t < 40 || t >= 70, std::ranges::equal(after.frame(t), before.frame(t))) << t;
    }
}

TEST_F(DirectedCommandLine, PlainEditsNeedNoModel) {
    save_clip(folder / "walk.npy", walking(100), {});
    const Outcome outcome =
        run({"edit", "walk.npy", "--trim", "1", "3", "--mirror", "--reverse", "--tempo", "2", "--repeat", "2",
             "-o", "out.npy", "--json", "--model", "nowhere", "--save-scene", "scene.json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.json()["frames"], 39);
    EXPECT_THAT(read_text(folder / "scene.json"), HasSubstr("\"walk.npy\""));
    expect_error(2, {"edit", "walk.npy", "-o", "out.npy"}, {"--between", "--trim"});
    expect_error(2, {"edit", "walk.npy", "--trim", "4", "9", "-o", "out.npy", "--tempo", "99"}, {"tempo"});
    expect_error(2, {"edit", "walk.npy", "--trim", "7", "9", "-o", "out.npy"}, {"trim", "5.00"});
    expect_error(2, {"edit", "walk.npy", "--between", "1", "2", "-o", "out.npy"}, {"--prompt"});
    expect_error(3, {"edit", "none.npy", "--mirror", "-o", "out.npy"}, {"none.npy"});
}

TEST_F(DirectedCommandLine, AnEditOfASceneIsPartOfTheSceneFromThenOn) {
    const std::string scene =
        file("s.json", R"({"seed": 7, "blocks": [{"prompt": "a person walks", "seconds": 4}]})");
    const Outcome outcome =
        run(with_model({"edit", scene, "--between", "1", "2", "--prompt", "a person jumps", "--candidates",
                        "3", "--variation", "2", "--seed", "4", "-o", "a.npy", "--save-scene", "t.json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Outcome again = run(with_model({"generate", "--sequence", "t.json", "-o", "b.npy"}));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(read_text(folder / "a.npy"), read_text(folder / "b.npy"));
}

}  // namespace
}  // namespace im::test

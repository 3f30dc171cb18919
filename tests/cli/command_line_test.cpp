// Commands, options, help texts, and the studio without a display.

#include "tests/cli/command_line_test.h"

#include "engine/behaviour/behaviour.h"
#include "engine/core/files.h"
#include "tests/support/tiny_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {

using testing::HasSubstr;
using testing::Not;

CommandLine::CommandLine() = default;

ProgramOptions CommandLine::options() const {
    ProgramOptions options;
    options.environment = {
        {"DISPLAY", std::nullopt}, {"WAYLAND_DISPLAY", std::nullopt}, {"XDG_DATA_HOME", path("data")}};
    options.folder = folder.path().string();
    return options;
}

void CommandLine::expect_error(int exit_code, std::vector<std::string> arguments,
                               const std::vector<std::string>& parts) const {
    arguments.insert(arguments.begin(), "--json");
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("instructmotion: error: "));
    EXPECT_THAT(outcome.err, Not(HasSubstr("terminate called")));
    const std::vector<nlohmann::json> lines = outcome.json_lines();
    ASSERT_FALSE(lines.empty());
    const nlohmann::json& last = lines.back();
    ASSERT_TRUE(last.is_object() && last.contains("error") && last.contains("kind")) << outcome.out;
    EXPECT_EQ(last["kind"], exit_code == 2 ? "usage" : exit_code == 3 ? "input" : "resource");
    for (const std::string& part : parts) {
        EXPECT_THAT(outcome.err, HasSubstr(part));
        EXPECT_THAT(last["error"].get<std::string>(), HasSubstr(part));
    }
}

std::string CommandLine::model() const {
    if (!std::filesystem::exists(folder / "model")) write_tiny_model(folder / "model");
    return path("model");
}

std::vector<std::string> CommandLine::generate(const std::string& prompt,
                                               const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"generate", prompt, "--model", model(), "--device", "cpu"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

TEST_F(CommandLine, WithoutJsonAnErrorIsOneLineOnStderr) {
    const Outcome outcome = run({"generate", "a person walks", "-n", "0"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "instructmotion: error: variations: expected 1 to 1024, found 0\n");
}

TEST_F(CommandLine, TheStudiosActiveModelIsTheDefaultAndIsToldSo) {
    const std::filesystem::path workspace = folder / "studio";
    std::filesystem::create_directories(workspace);
    const auto choose = [&](const std::string& chosen) {
        write_file_atomically(workspace / "settings.json", nlohmann::json{{"model", chosen}}.dump());
    };
    const std::vector<std::string> arguments = {"--json",    "generate",    "a person walks",
                                                "--seconds", "1",           "--device",
                                                "cpu",       "--workspace", workspace.string()};
    choose(model());
    const Outcome chosen = run(arguments);
    ASSERT_EQ(chosen.exit_code, 0) << chosen.err;
    EXPECT_EQ(chosen.json_lines().at(0)["model"], "tiny");
    EXPECT_THAT(chosen.err, HasSubstr("the studio's active model is used, " + model()));

    choose(path("gone"));
    const Outcome gone = run(arguments);
    ASSERT_EQ(gone.exit_code, 0) << gone.err;
    EXPECT_EQ(gone.json_lines().at(0)["model"], "starter");
    EXPECT_THAT(gone.err, HasSubstr("not there any more"));

    write_file_atomically(workspace / "settings.json", "{\"model\": 7");
    const Outcome damaged = run(arguments);
    ASSERT_EQ(damaged.exit_code, 0) << damaged.err;
    EXPECT_EQ(damaged.json_lines().at(0)["model"], "starter");
    EXPECT_THAT(damaged.err, HasSubstr("settings.json"));
}

TEST_F(CommandLine, ResultsThatCannotBePrintedAreAnError) {
    ProgramOptions full = options();
    full.output_file = "/dev/full";
    const Outcome outcome = run_program({"doctor", "--model", model()}, full);
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_THAT(outcome.err, HasSubstr("standard output"));
}

TEST_F(CommandLine, HelpListsTheCommandsThatExist) {
    const Outcome outcome = run({"--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    for (const char* word : {"generate", "export", "train", "doctor", "--json", "--device", "--threads",
                             "--seed", "--model", "--workspace"}) {
        EXPECT_THAT(outcome.out, HasSubstr(word));
    }
}

TEST_F(CommandLine, EveryCommandHasAHelpText) {
    const std::vector<std::vector<std::string>> commands = {
        {"generate"},           {"export"},         {"train"},          {"train", "tokenizer"},
        {"train", "generator"}, {"doctor"},         {"bench"},          {"bench", "decode"},
        {"bench", "stream"},    {"bench", "train"}, {"bench", "frame"}, {"bench", "clean-up"}};
    for (std::vector<std::string> command : commands) {
        command.push_back("--help");
        const Outcome outcome = run(command);
        EXPECT_EQ(outcome.exit_code, 0);
        EXPECT_THAT(outcome.out, HasSubstr("Usage: instructmotion " + command.front()));
        EXPECT_THAT(outcome.out, HasSubstr("--workspace")) << "the global options are not mentioned";
    }
}

TEST_F(CommandLine, VersionTellsHowTheProgramWasBuiltAndThatItSendsNothing) {
    const Outcome outcome = run({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, testing::MatchesRegex("InstructMotion Studio [0-9.]+\n(.*\n)*"));
    for (const char* fact : {"commit ", " build", "LibTorch ", "no telemetry"})
        EXPECT_THAT(outcome.out, HasSubstr(fact));
}

TEST_F(CommandLine, AnUnknownCommandIsNamedWithTheKnownOnes) {
    expect_error(2, {"dance"}, {"unknown command \"dance\"", "generate", "export", "train", "doctor"});
    expect_error(2, {"train", "everything"},
                 {"unknown command \"train everything\"", "tokenizer", "generator"});
    expect_error(2, {"train"}, {"tokenizer", "generator"});
}

TEST_F(CommandLine, AnUnknownOptionIsNamed) {
    expect_error(2, {"--fast"}, {"--fast"});
    expect_error(2, {"generate", "a person walks", "--fast"}, {"--fast", "instructmotion generate --help"});
    expect_error(2, {"doctor", "now"}, {"now"});
}

TEST_F(CommandLine, AMissingValueIsNamed) {
    expect_error(2, {"generate", "a person walks", "--seconds"}, {"--seconds"});
    expect_error(2, {"train", "tokenizer", "--data", "x"}, {"--config"});
    expect_error(2, {"export", "clip.npy"}, {"--out"});
}

TEST_F(CommandLine, GlobalOptionsAreChecked) {
    expect_error(2, {"doctor", "--threads", "-1"}, {"--threads", "1024"});
    expect_error(2, {"doctor", "--threads", "many"}, {"--threads", "many"});
    expect_error(2, {"generate", "a person walks", "--seed", "-1"}, {"--seed"});
    expect_error(2, {"generate", "a person walks", "--seed", "99999999999999999999999"}, {"--seed"});
    expect_error(2, {"generate", "a person walks", "--model", model(), "--device", "abacus"}, {"abacus"});
}

TEST_F(CommandLine, GlobalOptionsMayComeBeforeOrAfterTheCommand) {
    EXPECT_EQ(run({"--json", "--model", model(), "doctor"}).json()["usable"], true);
    EXPECT_EQ(run({"doctor", "--json", "--model", model()}).json()["usable"], true);
}

TEST_F(CommandLine, TheStudioWithoutADisplaySaysWhatStillWorks) {
    expect_error(4, {}, {"screen", "DISPLAY", "instructmotion generate"});
}

TEST_F(CommandLine, TheLogIsKeptInTheWorkspace) {
    run({"generate", ""});
    EXPECT_TRUE(std::filesystem::exists(folder / "data/instructmotion/log.txt"));
    run({"generate", "", "--workspace", path("elsewhere")});
    EXPECT_TRUE(std::filesystem::exists(folder / "elsewhere/log.txt"));
}

TEST_F(CommandLine, AWorkspaceThatCannotBeWrittenStopsNothing) {
    const Outcome outcome =
        run(generate("a person walks", {"--workspace", "/proc/instructmotion", "-o", "walk.npy"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(std::filesystem::exists(folder / "walk.npy"));
}

TEST_F(CommandLine, DoctorTellsWhatIsMissingAndHowToMendIt) {
    const Outcome complete = run({"doctor", "--model", model(), "--json"});
    EXPECT_EQ(complete.exit_code, 0) << complete.out;
    EXPECT_EQ(complete.json()["usable"], true);

    const Outcome broken = run({"doctor", "--model", path("nowhere"), "--json"});
    EXPECT_EQ(broken.exit_code, 4);
    const nlohmann::json report = broken.json();
    EXPECT_EQ(report["usable"], false);
    bool told = false;
    for (const auto& check : report["checks"]) {
        if (check["ok"] == false) {
            EXPECT_NE(check["remedy"], "") << check;
        }
        told = told || (check["ok"] == false && check["needed"] == true &&
                        check["detail"].get<std::string>().find("nowhere") != std::string::npos);
    }
    EXPECT_TRUE(told) << report;

    const Outcome text = run({"doctor", "--model", path("nowhere")});
    EXPECT_EQ(text.exit_code, 4);
    EXPECT_THAT(text.out, HasSubstr("MISSING"));
}

TEST_F(CommandLine, BenchStreamComparesWithRealTime) {
    const nlohmann::json result =
        run({"bench", "stream", "--seconds", "2", "--model", model(), "--json"}).json();
    EXPECT_EQ(result["motion_seconds"], 2.0);
    EXPECT_GT(result["times_real_time"].get<double>(), 0);
    EXPECT_LE(result["first_frame_ms"].get<double>(), result["total_ms"].get<double>());
    expect_error(2, {"bench", "stream", "--seconds", "1000", "--model", model()}, {"seconds", "1000"});
}

TEST_F(CommandLine, BenchCleanUpMeasuresGeneratedAndCapturedClips) {
    const nlohmann::json generated = run({"bench", "clean-up", "--model", model(), "--json"}).json();
    EXPECT_EQ(generated["clips"], 2 * all_behaviours().size()) << "two of each";
    EXPECT_GT(generated["rotation_steps"].get<int>(), 0);
    write_tiny_dataset(path("set"));
    const nlohmann::json captured =
        run({"bench", "clean-up", "--data", path("set"), "--split", "val", "--json"}).json();
    EXPECT_EQ(captured["clips"], 2);
    expect_error(2, {"bench", "clean-up", "--data", path("set"), "--split", "most"}, {"most", "train"});
    expect_error(3, {"bench", "clean-up", "--data", path("nowhere")}, {"nowhere"});
}

}  // namespace im::test

// `train` as it is used: configs and data sets with mistakes, interruption and going on.

#include <csignal>
#include <fstream>

#include "engine/core/files.h"
#include "im_config.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/tiny_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class TrainCommand : public CommandLine {
  protected:
    TrainCommand() { write_tiny_dataset(folder / "data_set"); }

    /// The starter's config, shrunk until a step takes milliseconds.
    static json tiny_config(int steps) {
        json config = json::parse(read_text(fs::path(IM_CONFIGS_DIR) / "starter_base.json"));
        config["codec"] = "official";             // a HumanML3D folder's features are
        config["train"].erase("held_out_pairs");  // a file beside the shipped config
        const json sizes = to_json(tiny_model_config());
        config["tokenizer"] = sizes["tokenizer"];
        config["generator"] = sizes["generator"];
        json& tokenizer = config["train"]["tokenizer"];
        tokenizer["steps"] = steps;
        tokenizer["batch_frames"] = 128;
        tokenizer["window_frames"] = {32};
        tokenizer["validate_every"] = 1000;
        tokenizer["checkpoint_every"] = 1000;
        return config;
    }
    std::string write_config(const json& config) const {
        write_file_atomically(folder / "config.json", config.dump(2));
        return path("config.json");
    }
    std::vector<std::string> train(const std::string& config) const {
        return {"train", "tokenizer", "--data",    path("data_set"), "--config",
                config,  "--out",     path("out"), "--device",       "cpu"};
    }
};

TEST_F(TrainCommand, TrainsAndReportsProgressAsJson) {
    std::vector<std::string> arguments = train(write_config(tiny_config(20)));
    arguments.push_back("--json");
    const Outcome outcome = run(arguments);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto lines = outcome.json_lines();
    ASSERT_GE(lines.size(), 2u);
    EXPECT_EQ(lines.front()["event"], "progress");
    EXPECT_EQ(lines.back()["event"], "done");
    EXPECT_TRUE(fs::exists(folder / "out/tokenizer.safetensors"));
    EXPECT_TRUE(fs::exists(folder / "out/model.json"));
}

TEST_F(TrainCommand, ConfigsWithMistakesAreNamedWithThePlace) {
    expect_error(3, train(path("nowhere.json")), {"nowhere.json"});
    write_file_atomically(folder / "cut.json", "{\"name\": \"x\", ");
    expect_error(3, train(path("cut.json")), {"cut.json", "JSON"});

    json config = tiny_config(20);
    config["train"]["tokenizer"]["stepps"] = 5;
    expect_error(3, train(write_config(config)), {"config.json", "stepps"});
    config = tiny_config(20);
    config["train"]["tokenizer"]["steps"] = "many";
    expect_error(3, train(write_config(config)), {"config.json", "steps", "many"});
    config = tiny_config(20);
    config["tokenizer"]["width"] = -1;
    expect_error(3, train(write_config(config)), {"config.json", "tokenizer.width", "-1"});
}

TEST_F(TrainCommand, BrokenDataSetsAreNamed) {
    const std::string config = write_config(tiny_config(20));
    fs::remove(folder / "data_set/train.txt");
    expect_error(3, train(config), {"data_set"});
    fs::remove_all(folder / "data_set");
    expect_error(3, train(config), {"data_set"});
    fs::create_directory(folder / "data_set");
    expect_error(3, train(config), {"data_set"});
}

TEST_F(TrainCommand, AnOutFolderThatCannotBeMadeIsNamed) {
    std::ofstream(folder / "out") << "a file where the folder should be";
    const Outcome outcome = run(train(write_config(tiny_config(20))));
    EXPECT_TRUE(outcome.exit_code == 3 || outcome.exit_code == 4) << outcome.exit_code;
    EXPECT_THAT(outcome.err, HasSubstr("out"));
}

TEST_F(TrainCommand, InterruptedItSavesItsStateAndGoesOn) {
    const std::vector<std::string> arguments = train(write_config(tiny_config(100'000)));
    ProgramOptions interrupted = options();
    interrupted.time_limit = std::chrono::seconds(120);
    interrupted.signal_when = "training";
    for (const int signal : {SIGINT, SIGTERM}) {
        fs::remove_all(folder / "out");
        interrupted.signal = signal;
        const Outcome outcome = run_program(arguments, interrupted);
        ASSERT_EQ(outcome.exit_code, 130) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr("instructmotion: "));
    }
    expect_error(2, arguments, {"out", "--resume"});  // a checkpoint is not overwritten without being asked

    std::vector<std::string> go_on = train(write_config(tiny_config(100'000)));
    go_on.push_back("--resume");
    const Outcome resumed = run_program(go_on, interrupted);
    EXPECT_EQ(resumed.exit_code, 130) << resumed.err;
}

}  // namespace
}  // namespace im::test

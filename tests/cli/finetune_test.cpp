// `finetune` as it is used: from a file of prompts to a model that generates, through mistakes, interruptions and kills.

#include <csignal>
#include <fstream>

#include <torch/torch.h>

#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/lora.h"
#include "engine/model/weights.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class FinetuneCommand : public CommandLine {
  protected:
    FinetuneCommand() {
        model();
        for (const char* name : {"reward", "judge"}) {
            ContrastiveConfig config;
            config.width = 16;
            config.hidden = 8;
            config.embedding = 8;
            torch::manual_seed(name[0]);
            ContrastivePair pair(config);
            save_encoders(folder / "model", name, pair, {}, true);
        }
        write_file_atomically(folder / "prompts.txt", "a person walks\nsomeone jumps\na man waves\na woman sits down\n");
        write_config(6);
    }
    void write_config(int iterations) const {
        const json config = {{"iterations", iterations},
                             {"checkpoint_every", 2},
                             {"rollout", {{"sequences", 6}, {"tokens_max", 6}}},
                             {"advantage", {{"critic_warm_up", 1}}},
                             {"update", {{"mini_batch", 3}, {"precision", "fp32"}, {"optimiser", {{"learning_rate", 1e-3}}}}},
                             {"guard", {{"captions", {"a person runs"}}, {"every", 3}, {"kl_limit", 1e6}, {"stop", false}}}};
        write_file_atomically(folder / "config.json", config.dump());
    }
    std::vector<std::string> finetune(const std::string& out, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = {"finetune", "--prompts", path("prompts.txt"), "--config", path("config.json"),
                                              "--model",  model(),     "--out",             path(out),  "--device",
                                              "cpu",      "--seed",    "3",                 "--threads", "1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    /// Without what depends on the clock.
    std::vector<std::string> curve(const std::string& out) const {
        std::ifstream in(folder / out / "finetune.log.jsonl");
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);) {
            auto object = json::parse(line);
            for (auto entry = object.begin(); entry != object.end();) {
                entry = entry.key().find("second") != std::string::npos ? object.erase(entry) : std::next(entry);
            }
            lines.push_back(object.dump());
        }
        return lines;
    }
};

TEST_F(FinetuneCommand, MakesAModelThatGeneratesAndTellsHowItWent) {
    const Outcome outcome = run(finetune("out", {"--json"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    int iterations = 0, looks = 0;
    for (const auto& line : outcome.json_lines()) {
        if (line["event"] == "iteration") {
            EXPECT_EQ(line["step"], ++iterations);
        }
        if (line["event"] == "guard") ++looks;
    }
    EXPECT_EQ(iterations, 6);
    EXPECT_EQ(looks, 3);
    EXPECT_EQ(outcome.json_lines().back()["event"], "done");
    const Outcome generated = run({"generate", "a person walks", "--model", path("out"), "--device", "cpu", "-o", path("walk.bvh")});
    EXPECT_EQ(generated.exit_code, 0) << generated.err;
    EXPECT_TRUE(fs::exists(folder / "walk.bvh"));
}

TEST_F(FinetuneCommand, LoraAdaptersGenerateAndCanBeMerged) {
    const Outcome outcome = run(finetune("mine", {"--lora", "--iterations", "3"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("instructmotion generate"));
    EXPECT_TRUE(is_lora_folder(folder / "mine"));
    const auto generate = [&](const std::string& model_name) {
        const std::string file = path(model_name + ".json");
        const Outcome generated = run({"generate", "a person walks", "--model", path(model_name), "--device", "cpu", "--seed", "1", "-o", file});
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        return json::parse(read_text(file))["tokens"];
    };
    const auto adapted = generate("mine");
    const Outcome merged = run({"finetune", "--merge", "--model", path("mine"), "--out", path("merged")});
    ASSERT_EQ(merged.exit_code, 0) << merged.err;
    EXPECT_EQ(generate("merged"), adapted);

    fs::rename(folder / "model", folder / "moved");
    expect_error(3, {"generate", "a person walks", "--model", path("mine")}, {"lora.json", "base"});
}

TEST_F(FinetuneCommand, KilledItGoesOnToTheSameEnd) {
    ASSERT_EQ(run(finetune("whole")).exit_code, 0);
    ProgramOptions killed = options();
    killed.signal = SIGKILL;
    std::vector<std::string> arguments = finetune("cut", {"--json"});
    for (const char* when : {"\"step\":3", "\"step\":5"}) {
        killed.signal_when = when;
        EXPECT_EQ(run_program(arguments, killed).exit_code, 128 + SIGKILL);
        arguments = finetune("cut", {"--json", "--resume"});
    }
    const Outcome last = run(arguments);
    ASSERT_EQ(last.exit_code, 0) << last.err;
    EXPECT_EQ(curve("whole"), curve("cut"));
    for (const char* file : {"finetune.checkpoint.safetensors", "generator.safetensors"}) {
        EXPECT_EQ(read_bytes(folder / "whole" / file), read_bytes(folder / "cut" / file)) << file;
    }
}

TEST_F(FinetuneCommand, InterruptedItSavesItsStateAndGoesOn) {
    write_config(100'000);
    ProgramOptions interrupted = options();
    interrupted.signal = SIGINT;
    interrupted.signal_when = "\"event\":\"iteration\"";
    const Outcome outcome = run_program(finetune("out", {"--json"}), interrupted);
    ASSERT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("--resume"));
    expect_error(2, finetune("out"), {"out", "--resume"});
    EXPECT_EQ(run_program(finetune("out", {"--json", "--resume"}), interrupted).exit_code, 130);
}

TEST_F(FinetuneCommand, PromptFilesWithMistakesAreNamed) {
    const auto with_prompts = [&](const std::string& name, const std::string& content) {
        write_file_atomically(folder / name, content);
        auto arguments = finetune("out");
        arguments[2] = path(name);
        return arguments;
    };
    expect_error(3, with_prompts("empty.txt", ""), {"empty.txt", "prompt"});
    expect_error(3, with_prompts("binary.txt", "walk\n\xff\xfe\xfa\n"), {"binary.txt:2", "UTF-8"});
    expect_error(3, with_prompts("cut.json", "{\"prompts\": ["), {"cut.json", "JSON"});
    auto arguments = finetune("out");
    arguments[2] = path("nowhere.txt");
    expect_error(3, arguments, {"nowhere.txt"});
    expect_error(2, {"finetune", "--out", path("out")}, {"--prompts"});
}

TEST_F(FinetuneCommand, SettingsThatMakeNoSenseAreNamed) {
    write_file_atomically(folder / "config.json", R"({"update": {"clipp": 1}})");
    expect_error(3, finetune("out"), {"config.json", "clipp"});
    write_config(6);
    expect_error(2, finetune("model"), {"model", "overwritten"});
    expect_error(2, finetune("out", {"--iterations", "0"}), {"--iterations"});
    expect_error(3, finetune("out", {"--paired", path("no_data")}), {"no_data"});
    expect_error(2, {"finetune", "--merge", "--model", model(), "--out", path("merged")}, {"lora.json"});
    fs::remove(folder / "model/reward.safetensors");
    expect_error(4, finetune("out", {"--encoders", path("nothing")}), {"nothing", "reward.safetensors"});
}

}  // namespace
}  // namespace im::test

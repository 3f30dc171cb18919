// `finetune` as it is used: from a file of prompts to a model that generates, through mistakes, interruptions
// and kills.

#include <csignal>
#include <random>

#include <torch/torch.h>

#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/reward.h"
#include "engine/model/weights.h"
#include "engine/store/workspace.h"
#include "engine/train/run/run_lock.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/run_log.h"
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
        write_tiny_encoders(folder / "model");
        write_file_atomically(folder / "prompts.txt",
                              "a person walks\nsomeone jumps\na man waves\na woman sits down\n");
        write_config(6);
    }
    void write_config(int iterations) const {
        const json config = {
            {"iterations", iterations},
            {"checkpoint_every", 2},
            {"rollout", {{"sequences", 6}, {"tokens_max", 6}}},
            {"advantage", {{"critic_warm_up", 1}}},
            {"update", {{"mini_batch", 3}, {"precision", "fp32"}, {"optimiser", {{"learning_rate", 1e-3}}}}},
            {"guard", {{"captions", {"a person runs"}}, {"every", 3}, {"kl_limit", 1e6}, {"stop", false}}}};
        write_file_atomically(folder / "config.json", config.dump());
    }
    std::vector<std::string> finetune(const std::string& out,
                                      const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = {"finetune",
                                              "--prompts",
                                              path("prompts.txt"),
                                              "--config",
                                              path("config.json"),
                                              "--model",
                                              model(),
                                              "--out",
                                              path(out),
                                              "--device",
                                              "cpu",
                                              "--seed",
                                              "3",
                                              "--threads",
                                              "1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    std::vector<std::string> curve(const std::string& out) const {
        return read_curve(folder / out / "finetune.log.jsonl");
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
    const Outcome generated = run(
        {"generate", "a person walks", "--model", path("out"), "--device", "cpu", "-o", path("walk.bvh")});
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
        const Outcome generated = run({"generate", "a person walks", "--model", path(model_name), "--device",
                                       "cpu", "--seed", "1", "-o", file});
        EXPECT_EQ(generated.exit_code, 0) << generated.err;
        return json::parse(read_text(file))["tokens"];
    };
    const auto adapted = generate("mine");
    write_file_atomically(folder / "mine/preference.safetensors", "what was learnt from ratings");
    const Outcome merged = run({"finetune", "--merge", "--model", path("mine"), "--out", path("merged")});
    ASSERT_EQ(merged.exit_code, 0) << merged.err;
    EXPECT_EQ(generate("merged"), adapted);
    EXPECT_EQ(read_text(folder / "merged/preference.safetensors"), "what was learnt from ratings");

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

TEST_F(FinetuneCommand, KilledTenTimesAtRandomItEndsEqualToOneThatWasNot) {
    auto config = json::parse(read_text(folder / "config.json"));
    config["iterations"] = 48;
    write_file_atomically(folder / "config.json", config.dump());
    ASSERT_EQ(run(finetune("whole")).exit_code, 0);
    std::mt19937 random(7);
    std::vector<std::string> arguments = finetune("cut", {"--json"});
    int step = 0, kills = 0;
    while (kills < 10) {
        ProgramOptions killed = options();
        killed.signal = SIGKILL;
        step += 1 + static_cast<int>(random() % 3);
        killed.signal_when = "\"step\":" + std::to_string(step) + ",";
        killed.signal_delay = std::chrono::milliseconds(random() % 12);  // of sampling, update, look or save
        const Outcome outcome = run_program(arguments, killed);
        if (outcome.exit_code == 0)
            break;  // on a very busy machine it may be at its end before the signal comes
        ASSERT_EQ(outcome.exit_code, 128 + SIGKILL)
            << "after " << kills << " kills, at iteration " << step << "\n"
            << outcome.err;
        ++kills;
        if (fs::exists(folder / "cut/finetune.checkpoint.safetensors"))
            arguments = finetune("cut", {"--json", "--resume"});
    }
    EXPECT_GE(kills, 5);
    const Outcome last = run(arguments);
    ASSERT_EQ(last.exit_code, 0) << last.err;
    EXPECT_EQ(curve("whole"), curve("cut"));
    for (const char* file : {"finetune.checkpoint.safetensors", "generator.safetensors"}) {
        EXPECT_EQ(read_bytes(folder / "whole" / file), read_bytes(folder / "cut" / file)) << file;
    }
}

/// A workspace whose user always likes the motion better that lies farther along the first axis of the
/// reward's space.
class FinetunePreferences : public FinetuneCommand {
  protected:
    FinetunePreferences() {
        const auto config = load_model_config(folder / "model");
        tokenizer_ = load_tokenizer(folder / "model", config, torch::kCPU);
        encoders_ = load_encoders(folder / "model", "reward");
    }
    void compare_clips(const fs::path& workspace_folder, int choices, int model_codes = 64) {
        Workspace workspace(workspace_folder);
        std::mt19937 random(3);
        for (int i = 0; i < choices; ++i) {
            std::vector<std::vector<int>> tokens(2);
            for (auto& sequence : tokens) {
                for (int t = 0; t < 8; ++t)
                    sequence.push_back(static_cast<int>(random() % static_cast<unsigned>(model_codes)));
            }
            std::int64_t ids[2];
            for (std::size_t k = 0; k < 2; ++k) {
                ids[k] = workspace.add_clip({.prompt = i % 2 == 0 ? "a person walks" : "a man waves",
                                             .tokens = tokens[k],
                                             .model = "model",
                                             .model_folder = model_codes == 64 ? path("model") : ""});
            }
            if (model_codes == 64) {
                const auto f = embed_tokens(*encoders_, tokenizer_, tokens);
                if (f[0][0].item<float>() < f[1][0].item<float>()) std::swap(ids[0], ids[1]);
            }
            workspace.compare(ids[0], ids[1]);
        }
    }
    Tokenizer tokenizer_;
    std::shared_ptr<const MotionTextEncoders> encoders_;
};

TEST_F(FinetunePreferences, AreLearntToldAndATermOfTheReward) {
    compare_clips(folder / "rated", 45);
    const Outcome outcome =
        run(finetune("out", {"--json", "--iterations", "2", "--preferences", path("rated")}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto lines = outcome.json_lines();
    const auto learnt = std::find_if(lines.begin(), lines.end(),
                                     [](const json& line) { return line["event"] == "preferences"; });
    ASSERT_NE(learnt, lines.end());
    EXPECT_EQ((*learnt)["comparisons"], 45);
    EXPECT_GT((*learnt)["accuracy"], 0.6);
    EXPECT_DOUBLE_EQ((*learnt)["ramp"], 0.75);
    for (const auto& line : lines) {
        EXPECT_EQ(line.contains("reward.preference.mean"), line["event"] == "iteration") << line;
        EXPECT_EQ(line.contains("guard.preference"), line["event"] == "guard") << line;
    }
    // The same term where a motion is scored by the model that came of it.
    ASSERT_EQ(
        run({"generate", "a man waves", "--model", path("out"), "--device", "cpu", "-o", path("wave.npy")})
            .exit_code,
        0);
    const json score =
        run({"reward", "a man waves", path("wave.npy"), "--model", path("out"), "--json"}).json();
    EXPECT_TRUE(score["reward"]["preference_term"].is_number());
    EXPECT_NEAR(score["reward"]["total"].get<double>(),
                score["reward"]["text_term"].get<double>() + score["reward"]["preference_term"].get<double>(),
                1e-5);
    EXPECT_TRUE(run({"reward", "a man waves", path("wave.npy"), "--model", model(), "--json"})
                    .json()["reward"]["preference_term"]
                    .is_null());
}

TEST_F(FinetunePreferences, WorkspacesThatTeachNothingAreNamed) {
    const auto with = [&](const std::string& workspace) {
        return finetune("out", {"--preferences", path(workspace)});
    };
    expect_error(3, with("nowhere"), {"nowhere", "workspace.db"});
    { Workspace empty(folder / "unrated"); }
    expect_error(3, with("unrated"), {"unrated", "expected ratings or comparisons"});
    compare_clips(folder / "few", 3);
    expect_error(3, with("few"), {"few", "at least 4 pairs", "found 3"});
    compare_clips(folder / "foreign", 8, 1024);
    expect_error(3, with("foreign"), {"foreign", "another codebook"});
    fs::create_directories(folder / "damaged");
    write_file_atomically(folder / "damaged/workspace.db", std::string(4096, 'x'));
    expect_error(3, with("damaged"), {"damaged", "workspace.db"});
    EXPECT_FALSE(fs::exists(folder / "nowhere")) << "asked for, not made";
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
    const Outcome last = run(finetune("out", {"--resume", "--iterations", "60"}));
    ASSERT_EQ(last.exit_code, 0) << last.err;
    EXPECT_THAT(last.out, HasSubstr("Try it: instructmotion generate \"")) << "with a prompt of one's own";
    EXPECT_THAT(last.out, testing::Not(HasSubstr("a person walks forward")));
}

TEST_F(FinetuneCommand, ARunThatAnotherProgramTrainsIsLeftAlone) {
    ASSERT_EQ(run(finetune("out", {"--iterations", "1"})).exit_code, 0);
    {
        const RunLock other(folder / "out");
        expect_error(4, finetune("out", {"--resume", "--iterations", "1"}),
                     {"out", "is being trained by another program"});
    }
    EXPECT_EQ(run(finetune("out", {"--resume", "--iterations", "1"})).exit_code, 0);
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
    EXPECT_FALSE(fs::exists(folder / "out")) << "a run that never began leaves nothing";
    expect_error(2, {"finetune", "--out", path("out")}, {"--prompts"});
}

TEST_F(FinetuneCommand, OnePromptGivenThreeTimesIsOnePrompt) {
    write_file_atomically(folder / "prompts.txt", "a person walks\na person walks\n\na person walks\n");
    const Outcome outcome = run(finetune("out", {"--iterations", "1"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("2 duplicate prompts left out"));
}

TEST_F(FinetuneCommand, ASettingOfTheCommandLineStandsInTheRunAndMistakesAreNamed) {
    expect_error(2, finetune("out", {"--set", "kl.betta=1"}), {"kl.betta", "no setting"});
    expect_error(2, finetune("out", {"--set", "update.epochs=0"}),
                 {"--set update.epochs", "1..100", "found 0"});
    expect_error(3, finetune("out", {"--set", "update.mini_batch=7"}), {"--set", "update.mini_batch", "6"});
    EXPECT_FALSE(fs::exists(folder / "out"));
    const Outcome outcome =
        run(finetune("out", {"--json", "--set", "iterations=1", "--set", "reward.skating=1"}));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    int iterations = 0;
    for (const auto& line : outcome.json_lines()) {
        if (line.value("event", "") != "iteration") continue;
        ++iterations;
        EXPECT_THAT(line.dump(), HasSubstr("skating")) << "the term has a weight now";
    }
    EXPECT_EQ(iterations, 1);
    const Outcome list = run({"finetune", "--settings"});
    EXPECT_THAT(list.out, HasSubstr("kl.beta"));
    EXPECT_THAT(list.out, HasSubstr("0..1000"));
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

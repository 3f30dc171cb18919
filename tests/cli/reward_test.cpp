// "reward" and "generate --best-of" as a user meets them.

#include <sstream>

#include <torch/torch.h>

#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "tests/cli/command_line_test.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class RewardCommand : public CommandLine {
  protected:
    /// A copy of the tiny model with encoders of random weights.
    std::string model_with(std::initializer_list<const char*> encoders) {
        const fs::path copy = folder / "with_encoders";
        fs::remove_all(copy);
        fs::copy(model(), copy);
        ContrastiveConfig config;
        config.width = 16;
        config.hidden = 8;
        config.embedding = 12;
        for (const char* name : encoders) {
            torch::manual_seed(name[0]);
            ContrastivePair pair(config);
            save_encoders(copy, name, pair, {{0.2f, 0.4f, 1.9f}, {0.6f, 1.0f, 1.95f}}, true);
        }
        return copy.string();
    }
};

TEST_F(RewardCommand, PrintsEachTermAndTheJudges) {
    const std::string model = model_with({"reward", "judge"});
    ASSERT_EQ(run({"generate", "a person walks", "--seconds", "2", "--seed", "3", "-o", path("walk.npy"),
                   "--model", model})
                  .exit_code,
              0);
    const json alone = run({"reward", "a person walks", path("walk.npy"), "--json", "--model", model}).json();
    const double distance = alone["reward"]["distance"];
    EXPECT_GE(distance, 0);
    EXPECT_LE(distance, 2.001);
    EXPECT_NEAR(alone["reward"]["total"].get<double>(), -2.0 * distance * distance, 1e-5);
    EXPECT_NE(alone["judge"]["distance"], alone["reward"]["distance"]);
    EXPECT_TRUE(alone["reward"]["beats_matched"].is_number());

    const json paired = run({"reward", "a person walks", path("walk.npy"), "--reference", path("walk.npy"),
                             "--json", "--model", model})
                            .json();
    EXPECT_NEAR(paired["reward"]["text_term"].get<double>(), -0.4 * distance * distance, 1e-5);
    EXPECT_NEAR(paired["reward"]["motion_term"].get<double>(), 0.0, 1e-6) << "a motion is itself";

    const Outcome text = run({"reward", "a person walks", path("walk.npy"), "--model", model});
    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("by judge"));
    EXPECT_THAT(text.out, HasSubstr("captured motions"));
}

TEST_F(RewardCommand, ScoresMotionFilesOfOtherPrograms) {
    const std::string model = model_with({"reward"});
    run({"generate", "a person walks", "--seconds", "2", "--seed", "3", "-o", path("walk.npy"), "--model",
         model});
    run({"export", path("walk.npy"), "-o", path("walk.bvh"), "--fps", "60", "--up", "z"});
    const json as_made =
        run({"reward", "a person walks", path("walk.npy"), "--json", "--model", model}).json();
    const json as_read =
        run({"reward", "a person walks", path("walk.bvh"), "--json", "--model", model}).json();
    EXPECT_NEAR(as_read["reward"]["distance"].get<double>(), as_made["reward"]["distance"].get<double>(),
                0.05);
}

TEST_F(RewardCommand, BestOfKeepsTheBestOfTheSameMotionsGeneratedInARow) {
    const std::string model = model_with({"reward"});
    const auto all = run({"generate", "a person walks", "--seconds", "1", "--seed", "5", "-n", "6", "--json",
                          "--model", model})
                         .json_lines();
    const auto best = run({"generate", "a person walks", "--seconds", "1", "--seed", "5", "-n", "2",
                           "--best-of", "3", "--json", "--model", model})
                          .json_lines();
    ASSERT_EQ(all.size(), 6u);
    ASSERT_EQ(best.size(), 2u);
    for (std::size_t v = 0; v < 2; ++v) {
        std::size_t winner = 3 * v;
        for (std::size_t i = 3 * v; i < 3 * v + 3; ++i) {
            if (all[i]["reward"] > all[winner]["reward"]) winner = i;
        }
        EXPECT_EQ(best[v]["candidate"], winner);
        EXPECT_EQ(best[v]["tokens"], all[winner]["tokens"]);
        EXPECT_EQ(best[v]["variation"], v);
    }
}

TEST_F(RewardCommand, WhatItCannotScoreIsNamed) {
    const std::string model = model_with({"reward"});
    write_file_atomically(
        folder / "kit.json", R"({"fps": 12.5, "positions": [)" + [] {
            std::string frame = "[";
            for (int j = 0; j < 21; ++j) frame += std::string(j ? "," : "") + "[0,1,0]";
            return frame + "]," + frame + "]";
        }() + "]}");
    expect_error(3, {"reward", "a person walks", path("kit.json"), "--model", model}, {"22 joints", "21"});
    expect_error(3, {"reward", "a person walks", path("nowhere.npy"), "--model", model}, {"nowhere.npy"});
    expect_error(2, {"reward", " ", path("kit.json"), "--model", model}, {"prompt"});
    expect_error(2, {"reward", "a", path("kit.json"), "--text-weight", "nan", "--model", model},
                 {"--text-weight"});
    expect_error(2, {"reward", "a", path("kit.json"), "--motion-weight", "1", "--model", model},
                 {"--reference"});
    expect_error(2, {"generate", "a person walks", "--best-of", "0", "--model", model}, {"--best-of"});
    expect_error(2, {"generate", "a person walks", "-n", "600", "--best-of", "2", "--model", model},
                 {"--best-of"});
    expect_error(4, {"generate", "a person walks", "--best-of", "2", "--model", model_with({})},
                 {"reward.safetensors", "train reward"});
}

TEST_F(RewardCommand, BehavioursAreMeasuredOfTheBestOfSeveral) {
    const std::string model = model_with({"reward"});
    const Outcome outcome = run({"bench", "behaviour", "--behaviour", "paths", "--seeds", "1", "--best-of",
                                 "2", "--model", model, "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    std::istringstream lines(outcome.out);
    int clips = 0, behaviours = 0;
    for (std::string line; std::getline(lines, line);) {
        const json result = json::parse(line);
        if (result.contains("behaviours")) {
            EXPECT_EQ(result["behaviours"], behaviours);
            EXPECT_GE(result["mean_share"], 0);
            continue;
        }
        ++behaviours;
        clips += result["clips"].get<int>();
    }
    EXPECT_GE(behaviours, 3);
    EXPECT_EQ(clips, 4 * behaviours);
    expect_error(2, {"bench", "behaviour", "--behaviour", "juggle", "--model", model}, {"juggle", "paths"});
    expect_error(2, {"bench", "behaviour", "--seeds", "20", "--best-of", "100", "--model", model},
                 {"--best-of", "1..51", "100"});
    expect_error(4, {"bench", "behaviour", "--best-of", "2", "--model", this->model()}, {"reward"});
}

}  // namespace
}  // namespace im::test

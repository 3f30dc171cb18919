// A run of the starter model, killed ten times at random moments, ends equal to one that was not. (The quick
// version, with a tiny model, is among the tests of the command line.)

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/starter_folder.h"
#include "engine/train/finetune/finetune.h"
#include "tests/support/run_log.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// In a process of its own; false when it was killed after `life`. This process must not have used LibTorch
/// before: threads do not survive a fork.
bool run_to_the_end(const FinetuneRequest& request, std::optional<Seconds> life = {}) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            Finetune(request).run();
            ::_exit(0);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            ::_exit(1);
        }
    }
    const auto start = Clock::now();
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (life && Clock::now() - start > *life) ::kill(child, SIGKILL);
    }
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

TEST(KilledRun, OfTheStarterEndsEqualToOneThatWasNot) {
    const auto starter = default_model_folder();
    if (!has_encoders(starter, "reward")) GTEST_SKIP() << starter << " has no reward encoders";
    const TemporaryFolder folder;
    write_file_atomically(
        folder / "prompts.txt",
        "a person walks, then bows.\na man jumps twice.\nsomeone waves and then sits down.\n");
    write_file_atomically(folder / "config.json", R"({
        "iterations": 30, "checkpoint_every": 2, "rollout": {"sequences": 8, "tokens_max": 12}, "update": {"mini_batch": 4},
        "guard": {"captions": ["a person walks."], "held_out": 1, "samples": 1, "every": 5, "kl_limit": 1e6, "stop": false}})");
    FinetuneRequest request;
    request.model = starter;
    request.prompts = folder / "prompts.txt";
    request.config = folder / "config.json";
    request.out = folder / "whole";
    request.device = "cpu";
    request.threads = 1;
    const auto start = Clock::now();
    ASSERT_TRUE(run_to_the_end(request));
    const double whole = Seconds(Clock::now() - start).count();

    request.out = folder / "cut";
    std::mt19937 random(11);
    int kills = 0;
    while (kills < 10) {
        // Long enough to load the model and go on by some iterations, now and then.
        const Seconds life(whole * std::uniform_real_distribution<>(0.02, 0.3)(random));
        request.resume = std::filesystem::exists(request.out / "finetune.checkpoint.safetensors");
        if (run_to_the_end(request, life)) break;
        ++kills;
    }
    EXPECT_GE(kills, 5) << "in " << whole << " s";
    request.resume = true;
    ASSERT_TRUE(run_to_the_end(request));
    std::printf("%d kills of a run of %.0f s\n", kills, whole);
    EXPECT_EQ(read_curve(folder / "whole/finetune.log.jsonl"), read_curve(folder / "cut/finetune.log.jsonl"));
    for (const char* file : {"finetune.checkpoint.safetensors", "generator.safetensors"}) {
        EXPECT_EQ(read_bytes(folder / "whole" / file), read_bytes(folder / "cut" / file)) << file;
    }
}

}  // namespace
}  // namespace im::test

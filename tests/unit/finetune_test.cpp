// Whole fine-tuning runs on a model of a few kilobytes, with stand-ins for the encoders: the reward is for short motions.

#include "engine/train/finetune.h"

#include <sys/resource.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/model/weights.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/preference.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// States that depend on the text, and on nothing else.
class FakeTextEncoder : public SentenceEncoder {
  public:
    std::function<void()> on_encode = [] {};
    EncodedText encode(const std::vector<std::string>& texts, int) const override {
        on_encode();
        std::vector<torch::Tensor> states;
        for (const auto& text : texts) {
            auto generator = at::detail::createCPUGenerator(std::hash<std::string>()(text));
            states.push_back(torch::randn({3, kWidth}, generator, torch::kFloat32) * 0.1);
        }
        const auto all = torch::stack(states);
        return {all, torch::ones({all.size(0), 3}, torch::kBool), torch::nn::functional::normalize(all.mean(1))};
    }
    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts, int) const override {
        return std::vector<std::vector<std::int64_t>>(texts.size(), {1, 2, 3});
    }
};

/// Texts lie at angle 0, motions at an angle that falls (or rises) with their length.
class LengthEncoders : public MotionTextEncoders {
  public:
    explicit LengthEncoders(bool likes_long) : likes_long_(likes_long) {}
    int width() const override { return 2; }
    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
        return torch::tensor({{1.0f, 0.0f}}).repeat({static_cast<std::int64_t>(captions.size()), 1});
    }
    torch::Tensor embed_motions(const torch::Tensor&, const torch::Tensor& frames) const override {
        on_motions();
        if (++calls_ > nan_after && calls_ <= nan_until) return torch::full({frames.size(0), 2}, std::numeric_limits<float>::quiet_NaN());
        const auto share = (frames.to(torch::kFloat32) / 40).clamp_max(1);  // 10 tokens
        const auto angle = (likes_long_ ? 1 - share : share) * 1.5;
        return torch::stack({torch::cos(angle), torch::sin(angle)}, 1);
    }
    std::function<void()> on_motions = [] {};
    int nan_after = std::numeric_limits<int>::max(), nan_until = std::numeric_limits<int>::max();

  private:
    bool likes_long_;
    mutable int calls_ = 0;
};

json tiny_finetuning() {
    return json::parse(R"({
        "iterations": 6, "checkpoint_every": 2,
        "rollout": {"sequences": 8, "tokens_max": 10},
        "advantage": {"critic_warm_up": 1},
        "update": {"mini_batch": 4, "precision": "fp32", "optimiser": {"learning_rate": 1e-3}},
        "lora": {"rank": 2},
        "guard": {"captions": ["a person walks", "a person runs"], "held_out": 2, "samples": 2, "every": 2, "kl_limit": 1e6}})");
}

/// Long and fast enough that what is learnt shows.
json visible_finetuning() {
    auto config = tiny_finetuning();
    config["iterations"] = 16;
    config["rollout"]["sequences"] = 24;
    config["update"]["mini_batch"] = 12;
    config["update"]["optimiser"]["learning_rate"] = 3e-3;
    return config;
}

class FinetuneTest : public testing::Test {
  protected:
    FinetuneTest() {
        model_config_.codec = FeatureCodec::Official;  // the tiny data set's
        write_tiny_model(folder_ / "base", model_config_);
        write_prompts("prompts.txt", 12);
        write_config(tiny_finetuning());
    }
    void write_prompts(const std::string& name, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "a person takes " + std::to_string(i) + " steps\n";
        write_file_atomically(folder_ / name, text);
    }
    void write_config(const json& config) { write_file_atomically(folder_ / "config.json", config.dump()); }
    FinetuneRequest request(const std::string& out) {
        FinetuneRequest r;
        r.model = folder_ / "base";
        r.prompts = folder_ / "prompts.txt";
        r.config = folder_ / "config.json";
        r.out = folder_ / out;
        r.device = "cpu";
        r.threads = 1;
        r.seed = 5;
        r.text_encoder = std::make_shared<FakeTextEncoder>();
        r.reward_encoders = std::make_shared<LengthEncoders>(false);
        r.judge_encoders = std::make_shared<LengthEncoders>(false);
        return r;
    }
    static std::string error_of(const FinetuneRequest& r, ErrorKind kind, const FinetuneListener& listener = {}) {
        try {
            Finetune(r, listener).run();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
            return error.what();
        }
        return "no error";
    }
    std::vector<json> log(const std::string& out) const {
        std::ifstream in(folder_ / out / "finetune.log.jsonl");
        std::vector<json> lines;
        for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
        return lines;
    }
    /// Without what depends on the clock.
    std::vector<std::string> curve(const std::string& out) const {
        std::vector<std::string> lines;
        for (auto line : log(out)) {
            for (auto entry = line.begin(); entry != line.end();) {
                const bool timed = entry.key().find("second") != std::string::npos;
                entry = timed ? line.erase(entry) : std::next(entry);
            }
            lines.push_back(line.dump());
        }
        return lines;
    }
    void expect_same_run(const std::string& a, const std::string& b) const {
        EXPECT_EQ(curve(a), curve(b));
        for (const char* file : {"finetune.checkpoint.safetensors", "generator.safetensors"}) {
            const auto ta = load_tensors(folder_ / a / file), tb = load_tensors(folder_ / b / file);
            ASSERT_EQ(ta.size(), tb.size());
            for (const auto& [name, tensor] : ta) EXPECT_TRUE(torch::equal(tensor, tb.at(name))) << file << " " << name;
        }
    }
    TemporaryFolder folder_;
    ModelConfig model_config_ = tiny_model_config();
};

TEST_F(FinetuneTest, LearnsAndLeavesTheBestModelInAModelFolder) {
    write_config(visible_finetuning());
    const auto base_before = generator_hash(folder_ / "base");
    std::vector<GuardReport> looks;
    Finetune run(request("out"), {.on_guard = [&](const GuardReport& report) { looks.push_back(report); }});
    run.run();
    EXPECT_EQ(run.state(), FinetuneState::Done);
    EXPECT_EQ(run.ended_early(), "");
    ASSERT_EQ(looks.size(), 9u);
    EXPECT_EQ(looks[0].iteration, 0);
    EXPECT_EQ(looks[0].prompts.size(), 4u);
    EXPECT_EQ(looks[0].tokens.size(), 8u);
    EXPECT_GT(looks.back().judge, looks.front().judge + 0.1);
    EXPECT_LT(looks.back().tokens_mean, looks.front().tokens_mean - 1);

    EXPECT_EQ(generator_hash(folder_ / "base"), base_before);
    const auto model = load_model_config(folder_ / "out");
    EXPECT_EQ(model.name, "out");
    EXPECT_TRUE(load_tokenizer(folder_ / "out", model, torch::kCPU).mean.defined());
    const auto tuned = load_generator(folder_ / "out", model, torch::kCPU);
    const auto base = load_generator(folder_ / "base", model, torch::kCPU);
    EXPECT_FALSE(torch::equal(tuned->output()->weight, base->output()->weight));
}

TEST_F(FinetuneTest, TheLogHasEveryFigureThatOneReads) {
    Finetune(request("out")).run();
    const auto lines = log("out");
    int iterations = 0, looks = 0;
    for (const auto& line : lines) {
        if (line["kind"] == "guard") {
            ++looks;
            for (const char* key : {"guard.judge", "guard.judge_captions", "guard.judge_held_out", "guard.reward", "guard.alarms"}) {
                EXPECT_TRUE(line.contains(key)) << key;
            }
            continue;
        }
        ++iterations;
        EXPECT_EQ(line["step"], iterations);
        for (const char* key :
             {"reward.mean", "reward.std", "reward.text.mean", "reward.text.std", "kl", "entropy", "approx_kl", "clip_fraction", "ratio.mean",
              "ratio.variance", "value_loss", "explained_variance", "gradient_norm", "tokens_per_second", "end_rate", "tokens.mean",
              "distinct_share", "seconds.rollout", "beta", "learning_rate"}) {
            EXPECT_TRUE(line.contains(key) && !line[key].is_null()) << key;
        }
    }
    EXPECT_EQ(iterations, 6);
    EXPECT_EQ(looks, 4);  // 0, 2, 4, 6
}

TEST_F(FinetuneTest, StoppedAtAnyPointItGoesOnWithTheSameCurve) {
    Finetune(request("whole")).run();
    // Stopped in the middle of iteration 3 ...
    auto r = request("cut");
    {
        std::unique_ptr<Finetune> run;
        FinetuneListener listener;
        listener.on_iteration = [&](const IterationReport& report) {
            if (report.iteration == 3) run->stop();
        };
        run = std::make_unique<Finetune>(r, listener);
        EXPECT_THROW(run->run(), Error);
        EXPECT_THAT(run->error(), HasSubstr("--resume"));
    }
    // ... and before the guard's look that is due after iteration 4.
    r.resume = true;
    {
        std::unique_ptr<Finetune> run;
        FinetuneListener listener;
        listener.on_iteration = [&](const IterationReport& report) {
            if (report.iteration == 4) run->stop();
        };
        run = std::make_unique<Finetune>(r, listener);
        EXPECT_THROW(run->run(), Error);
    }
    Finetune(r).run();
    expect_same_run("whole", "cut");
}

TEST_F(FinetuneTest, StoppedAtRandomTimesItEndsEqualToOneThatWasNot) {
    Finetune(request("whole")).run();
    auto r = request("cut");
    int stops = 0;
    for (int round = 1; round < 100; ++round) {
        Finetune run(r);
        run.start();
        std::this_thread::sleep_for(round * 7ms);  // longer and longer, so that it ends
        run.stop();
        run.wait();
        ASSERT_EQ(run.state(), FinetuneState::Done) << run.error();
        if (run.error().empty()) break;
        ++stops;
        r.resume = fs::exists(r.out / "finetune.checkpoint.safetensors");
    }
    EXPECT_GT(stops, 2);
    expect_same_run("whole", "cut");
}

TEST_F(FinetuneTest, StoppedInAnyPhaseItGoesOnWithTheSameCurve) {
    Finetune(request("whole")).run();
    for (const char* phase : {"rollout", "reward and update", "looking at the guard prompts", "saving"}) {
        SCOPED_TRACE(phase);
        const std::string out = std::string("cut_") + phase[0] + phase[1];
        std::unique_ptr<Finetune> run;
        std::int64_t iteration = 0;
        const auto stop = [&] {
            if (iteration >= 1 && run) run->stop();
        };
        auto r = request(out);
        const auto text = std::make_shared<FakeTextEncoder>();
        const auto reward = std::make_shared<LengthEncoders>(false);
        if (phase == std::string("rollout")) text->on_encode = stop;
        if (phase == std::string("reward and update")) reward->on_motions = stop;
        r.text_encoder = text;
        r.reward_encoders = reward;
        FinetuneListener listener;
        listener.on_progress = [&](const TrainProgress& progress) {
            if (progress.stage == phase) stop();
            iteration = progress.step;
        };
        run = std::make_unique<Finetune>(r, listener);
        EXPECT_THROW(run->run(), Error);
        EXPECT_THAT(run->error(), HasSubstr("stopped"));
        auto rest = request(out);
        rest.resume = true;
        Finetune(rest).run();
        expect_same_run("whole", out);
    }
}

TEST_F(FinetuneTest, WhatTheUserLikesIsATermOfItsOwnThatIsFollowedAndKept) {
    write_config(visible_finetuning());
    auto r = request("out");
    r.reward_encoders = std::make_shared<LengthEncoders>(true);  // alone, they would teach it to move for long
    r.preferences = [](const MotionTextEncoders& encoders, const Tokenizer&) {
        EXPECT_EQ(encoders.width(), 2);
        // Far from the text, which is where short motions are.
        return PreferenceFit{{torch::zeros({}), torch::tensor({0.0f, 40.0f, 0.0f, 0.0f})}, 50, 0.9, 0.5, 0.5};
    };
    std::vector<GuardReport> looks;
    Finetune(r, {.on_guard = [&](const GuardReport& report) { looks.push_back(report); }}).run();
    EXPECT_LT(looks.back().tokens_mean, looks.front().tokens_mean - 1);
    EXPECT_GT(looks.back().preference.value(), looks.front().preference.value() + 1);
    const auto lines = log("out");
    EXPECT_EQ(lines[0]["kind"], "preferences");
    EXPECT_EQ(lines[0]["accuracy"], 0.9);
    EXPECT_EQ(lines[0]["weight"], 0.5);
    const auto& iteration = lines[2];
    EXPECT_NEAR(iteration["reward.mean"].get<double>(),
                iteration["reward.text.mean"].get<double>() + iteration["reward.preference.mean"].get<double>(), 1e-4);
    EXPECT_TRUE(fs::exists(folder_ / "out/preference.safetensors"));
}

TEST_F(FinetuneTest, RatingsThatComeInWhileItRunsDoNotChangeItsCurve) {
    const auto liking = [](float strength) {
        return [strength](const MotionTextEncoders&, const Tokenizer&) {
            return PreferenceFit{{torch::ones({}), torch::full({4}, strength)}, 20, 0.8, 0.5, 1.0 / 3};
        };
    };
    auto r = request("whole");
    r.preferences = liking(0.7f);
    Finetune(r).run();
    auto cut = request("cut");
    cut.preferences = liking(0.7f);
    {
        std::unique_ptr<Finetune> run;
        FinetuneListener listener;
        listener.on_iteration = [&](const IterationReport& report) {
            if (report.iteration == 3) run->stop();
        };
        run = std::make_unique<Finetune>(cut, listener);
        EXPECT_THROW(run->run(), Error);
    }
    cut.preferences = liking(-5.0f);
    cut.resume = true;
    Finetune(cut).run();
    expect_same_run("whole", "cut");

    auto plain = request("plain");
    plain.iterations = 1;
    Finetune(plain).run();
    plain.resume = true;
    plain.preferences = liking(1.0f);
    EXPECT_THAT(error_of(plain, ErrorKind::Usage), HasSubstr("without preferences"));
}

TEST_F(FinetuneTest, LearnsLoraAdaptersOfTheBase) {
    auto r = request("out");
    r.lora = true;
    Finetune(r).run();
    EXPECT_TRUE(is_lora_folder(folder_ / "out"));
    EXPECT_FALSE(fs::exists(folder_ / "out/generator.safetensors"));
    const auto model = load_model_config(folder_ / "out");
    const auto tuned = load_generator(folder_ / "out", model, torch::kCPU);
    write_tiny_encoders(folder_ / "base");
    merge_lora_folder(folder_ / "out", folder_ / "merged");
    for (const char* name : {"reward", "judge"}) EXPECT_TRUE(has_encoders(folder_ / "merged", name)) << name;
    const auto merged = load_generator(folder_ / "merged", load_model_config(folder_ / "merged"), torch::kCPU);
    for (const auto& item : tuned->named_parameters()) {
        EXPECT_TRUE(torch::equal(item.value(), merged->named_parameters()[item.key()])) << item.key();
    }
    auto again = request("second");
    again.model = folder_ / "out";
    again.lora = true;
    EXPECT_THAT(error_of(again, ErrorKind::Usage), HasSubstr("merge"));
    again.lora = false;  // all weights, on top of the corrections
    Finetune(again).run();
    EXPECT_TRUE(fs::exists(folder_ / "second/generator.safetensors"));
}

TEST_F(FinetuneTest, MixesCapturedMotionsInAtTheGivenShare) {
    write_tiny_dataset(folder_ / "data");
    auto config = tiny_finetuning();
    config["reward"]["paired_share"] = 0.25;
    config["rollout"]["tokens_max"] = 6;  // shorter than the captured motions
    write_config(config);
    auto r = request("out");
    r.paired = folder_ / "data";
    r.iterations = 2;
    Finetune(r).run();
    const auto line = log("out")[1];
    ASSERT_EQ(line["kind"], "iteration");
    EXPECT_LT(line["reward.motion.mean"], 0);
    EXPECT_NEAR(line["reward.mean"].get<double>(), line["reward.motion.mean"].get<double>() + line["reward.text.mean"].get<double>(), 1e-5);
}

TEST_F(FinetuneTest, PausesAndGoesOn) {
    std::atomic<int> iterations = 0;
    Finetune run(request("out"), {.on_iteration = [&](const IterationReport&) { ++iterations; }});
    run.pause();
    run.start();
    for (int i = 0; i < 1000 && run.state() != FinetuneState::Paused; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(run.state(), FinetuneState::Paused);
    EXPECT_EQ(iterations, 0);
    run.resume();
    run.wait();
    EXPECT_EQ(run.state(), FinetuneState::Done);
    EXPECT_EQ(iterations, 6);
}

TEST_F(FinetuneTest, APausedRunCanBeStopped) {
    Finetune run(request("out"));
    run.pause();
    run.start();
    for (int i = 0; i < 1000 && run.state() != FinetuneState::Paused; ++i) std::this_thread::sleep_for(10ms);
    run.stop();
    run.wait();
    EXPECT_EQ(run.state(), FinetuneState::Done);
    EXPECT_THAT(run.error(), HasSubstr("stopped"));
}

TEST_F(FinetuneTest, EndsByItselfWhenTheRewardRisesAndTheJudgeFalls) {
    auto config = tiny_finetuning();
    config["iterations"] = 40;
    config["rollout"]["sequences"] = 24;
    config["update"]["mini_batch"] = 12;
    config["update"]["optimiser"]["learning_rate"] = 3e-3;
    config["guard"]["patience"] = 1;
    write_config(config);
    auto r = request("out");
    r.judge_encoders = std::make_shared<LengthEncoders>(true);
    std::vector<std::string> warnings;
    Finetune run(r, {.on_warning = [&](const std::string& message) { warnings.push_back(message); }});
    run.run();
    EXPECT_THAT(run.ended_early(), HasSubstr("judge"));
    EXPECT_THAT(warnings, testing::Contains(HasSubstr("judge")));
    EXPECT_LT(log("out").size(), 60u);
    // What is kept is the best by the judge: not the last.
    EXPECT_FALSE(log("out").back()["guard.best"].get<bool>());
}

TEST_F(FinetuneTest, ADiskThatFillsUpIsToldAndTheRunGoesOn) {
    const auto checkpoint = folder_ / "out/finetune.checkpoint.safetensors";
    std::vector<std::string> warnings;
    FinetuneListener listener;
    listener.on_warning = [&](const std::string& message) { warnings.push_back(message); };
    listener.on_iteration = [&](const IterationReport& report) {
        if (report.iteration == 1) {  // nothing can be written under this name any more
            fs::remove(checkpoint);
            fs::create_directory(checkpoint);
        }
        if (report.iteration == 4) fs::remove(checkpoint);
    };
    Finetune(request("out"), listener).run();
    EXPECT_THAT(warnings, testing::Contains(testing::AllOf(HasSubstr("finetune.checkpoint"), HasSubstr("tries again"))));
    EXPECT_TRUE(fs::is_regular_file(checkpoint));
    Finetune(request("whole")).run();
    expect_same_run("whole", "out");
}

/// While it lives, no file of this process can grow beyond `bytes`, as if the disk were full.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        previous_ = std::signal(SIGXFSZ, SIG_IGN);  // a write then fails instead of ending the process
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        rlimit full = limit_;
        full.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, previous_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit limit_{};
    void (*previous_)(int);
};

TEST_F(FinetuneTest, ADiskThatIsFullForAWhileCostsNeitherStateNorLog) {
    auto config = tiny_finetuning();
    config["checkpoint_every"] = 1;
    write_config(config);
    std::vector<std::string> warnings;
    std::unique_ptr<FullDisk> full;
    FinetuneListener listener;
    listener.on_warning = [&](const std::string& message) { warnings.push_back(message); };
    const auto last_good = folder_ / "out/finetune.checkpoint.safetensors";
    listener.on_guard = [&](const GuardReport& report) {
        if (report.iteration == 2) full = std::make_unique<FullDisk>(2000);
    };
    listener.on_iteration = [&](const IterationReport& report) {
        if (report.iteration != 3) return;
        full.reset();
        // What was there is whole, and no half-written file lies about.
        EXPECT_NO_THROW(load_tensors(last_good));
        for (const auto& entry : fs::directory_iterator(folder_ / "out")) EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    };
    Finetune(request("out"), listener).run();
    EXPECT_THAT(warnings, testing::Contains(testing::AllOf(HasSubstr("finetune.checkpoint"), HasSubstr("tries again"))));
    EXPECT_THAT(warnings, testing::Contains(HasSubstr("finetune.log.jsonl")));
    Finetune(request("whole")).run();
    expect_same_run("whole", "out");
}

TEST_F(FinetuneTest, ADiskThatIsFullFromTheStartIsAClearError) {
    const FullDisk full(2000);
    EXPECT_THAT(error_of(request("out"), ErrorKind::Resource), HasSubstr("finetune.checkpoint"));
}

TEST_F(FinetuneTest, ARunWhoseLastCheckpointCannotBeWrittenFails) {
    const auto checkpoint = folder_ / "out/finetune.checkpoint.safetensors";
    FinetuneListener listener;
    listener.on_iteration = [&](const IterationReport& report) {
        if (report.iteration != 1) return;
        fs::remove(checkpoint);
        fs::create_directory(checkpoint);
    };
    EXPECT_THAT(error_of(request("out"), ErrorKind::Resource, listener), HasSubstr("finetune.checkpoint"));
}

TEST_F(FinetuneTest, RewardsThatStayNanEndTheRunWithTheLastGoodStateKept) {
    auto r = request("out");
    auto encoders = std::make_shared<LengthEncoders>(true);
    encoders->nan_after = 4;
    r.reward_encoders = encoders;
    EXPECT_THAT(error_of(r, ErrorKind::Input), testing::AllOf(HasSubstr("3 iterations in a row"), HasSubstr("out")));
    EXPECT_TRUE(fs::exists(folder_ / "out/finetune.checkpoint.safetensors"));
    EXPECT_NO_THROW(load_generator(folder_ / "out", load_model_config(folder_ / "out"), torch::kCPU));
}

TEST_F(FinetuneTest, ANanRewardNowAndThenIsSkippedAndCounted) {
    auto r = request("out");
    auto encoders = std::make_shared<LengthEncoders>(false);
    encoders->nan_after = 2;  // after the base's look and iteration 1 ...
    encoders->nan_until = 3;  // ... iteration 2 only
    r.reward_encoders = encoders;
    Finetune(r).run();
    int failed = 0, skipped = 0;
    for (const auto& line : log("out")) {
        if (line["kind"] != "iteration") continue;
        failed += line["failed"].get<bool>();
        skipped += line["rewards_skipped"].get<int>();
    }
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(skipped, 8);
    EXPECT_EQ(log("out").back()["step"], 6);
}

TEST_F(FinetuneTest, FewPromptsOfOnesOwnAreAllLearntAndAllLookedAt) {
    write_prompts("ten.txt", 10);
    auto config = tiny_finetuning();
    config["guard"]["held_out"] = 16;
    write_config(config);
    auto r = request("out");
    r.prompts = folder_ / "ten.txt";
    r.iterations = 1;
    GuardReport look;
    Finetune(r, {.on_guard = [&](const GuardReport& report) { look = report; }}).run();
    EXPECT_EQ(look.prompts.size(), 2u + 10u);
}

TEST_F(FinetuneTest, NothingIsOverwrittenByAccident) {
    auto onto_base = request("base");
    EXPECT_THAT(error_of(onto_base, ErrorKind::Usage), HasSubstr("never overwritten"));
    write_tiny_model(folder_ / "other", model_config_);
    EXPECT_THAT(error_of(request("other"), ErrorKind::Usage), HasSubstr("other"));
    auto short_run = request("out");
    short_run.iterations = 1;
    Finetune(short_run).run();
    EXPECT_THAT(error_of(short_run, ErrorKind::Usage), HasSubstr("--resume"));
}

TEST_F(FinetuneTest, ARunIsNotResumedWithAnotherConfigSeedOrModel) {
    auto r = request("out");
    r.iterations = 1;
    Finetune(r).run();
    r.resume = true;
    auto other = r;
    other.seed = 6;
    EXPECT_THAT(error_of(other, ErrorKind::Input), HasSubstr("finetune.checkpoint"));
    other = r;
    other.lora = true;
    EXPECT_THAT(error_of(other, ErrorKind::Input), HasSubstr("finetune.checkpoint"));
    auto wide = model_config_;
    wide.generator.width = 96;
    write_tiny_model(folder_ / "wide", wide);
    other = r;
    other.model = folder_ / "wide";
    EXPECT_THAT(error_of(other, ErrorKind::Input), HasSubstr("finetune.checkpoint"));
    r.iterations = 2;  // more of the same is fine
    Finetune(r).run();
    EXPECT_EQ(log("out").back()["step"], 2);
}

TEST_F(FinetuneTest, OnePromptIsEnoughAndAHundredThousandAreNotTooMany) {
    write_prompts("one.txt", 1);
    auto r = request("one");
    r.prompts = folder_ / "one.txt";
    r.iterations = 2;
    Finetune(r).run();
    EXPECT_EQ(log("one")[1]["rollouts"], 8);
    write_prompts("many.txt", 100'000);
    r = request("many");
    r.prompts = folder_ / "many.txt";
    r.iterations = 1;
    Finetune(r).run();
    EXPECT_EQ(log("many")[1]["rollouts"], 8);
}

TEST_F(FinetuneTest, WithoutAJudgeItWarnsAndGoesOn) {
    auto r = request("out");
    r.judge_encoders = nullptr;
    r.iterations = 2;
    std::vector<std::string> warnings;
    Finetune(r, {.on_warning = [&](const std::string& message) { warnings.push_back(message); }}).run();
    EXPECT_THAT(warnings, testing::Contains(HasSubstr("no judge")));
    EXPECT_FALSE(log("out")[0].contains("guard.judge"));
}

}  // namespace
}  // namespace im::test

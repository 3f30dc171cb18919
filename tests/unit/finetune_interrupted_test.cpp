// Fine-tuning runs that are stopped, paused, killed, resumed, or run out of disk.
#include "tests/support/finetune_fixture.h"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "engine/train/finetune/preference.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using namespace std::chrono_literals;

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
    EXPECT_THAT(warnings, testing::Contains(
                              testing::AllOf(HasSubstr("finetune.checkpoint"), HasSubstr("tries again"))));
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
        for (const auto& entry : fs::directory_iterator(folder_ / "out"))
            EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    };
    Finetune(request("out"), listener).run();
    EXPECT_THAT(warnings, testing::Contains(
                              testing::AllOf(HasSubstr("finetune.checkpoint"), HasSubstr("tries again"))));
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

}  // namespace
}  // namespace im::test

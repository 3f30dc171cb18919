// The threads behind the panels, without a window.
#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "app/workers/background_tasks.h"
#include "app/workers/generation_worker.h"
#include "app/workers/training_worker.h"
#include "engine/model/generator_snapshot.h"
#include "engine/store/workspace.h"
#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_folder.h"
#include "fake_generator.h"
#include "fake_run.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

/// Drains until an event of type T comes, at most five seconds; everything that came is in `seen`.
template <class T>
bool wait_for_event(GenerationWorker& worker, std::vector<GenerationEvent>& seen) {
    for (int i = 0; i < 1000; ++i) {
        bool found = false;
        for (GenerationEvent& event : worker.drain()) {
            found = found || std::holds_alternative<T>(event);
            seen.push_back(std::move(event));
        }
        if (found) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

class WorkerTest : public ::testing::Test {
  protected:
    void load() {
        worker_.load([fake = fake_] { return fake_model(fake); });
    }
    std::shared_ptr<FakeBehaviour> fake_ = std::make_shared<FakeBehaviour>();
    std::vector<GenerationEvent> seen_;
    GenerationWorker worker_;
};

TEST_F(WorkerTest, StreamedFramesJoinToTheFinishedClip) {
    load();
    worker_.generate({.prompt = "walk", .variations = 2, .seed = 7});
    ASSERT_TRUE(wait_for_event<JobDone>(worker_, seen_));
    std::vector<glm::vec3> joined[2];
    for (const GenerationEvent& event : seen_) {
        if (const auto* frames = std::get_if<FramesArrived>(&event)) {
            auto& positions = joined[frames->variation];
            ASSERT_EQ(positions.size(), static_cast<std::size_t>(frames->first_frame * frames->joint_count));
            positions.insert(positions.end(), frames->positions.begin(), frames->positions.end());
        }
    }
    const auto& done = std::get<JobDone>(*std::find_if(
        seen_.begin(), seen_.end(), [](const auto& e) { return std::holds_alternative<JobDone>(e); }));
    EXPECT_EQ(joined[0], done.motions[0].clip.positions);
    EXPECT_EQ(joined[1], done.motions[1].clip.positions);
}

TEST_F(WorkerTest, AJobThatWaitsForTheModelCanBeStopped) {
    worker_.load([fake = fake_] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        return fake_model(fake);
    });
    const JobId job = worker_.generate({.prompt = "walk"});
    worker_.stop(job);
    ASSERT_TRUE(wait_for_event<JobStopped>(worker_, seen_));
    for (const GenerationEvent& event : seen_) {
        EXPECT_FALSE(std::holds_alternative<JobStarted>(event));
    }
}

TEST_F(WorkerTest, WithoutAModelAJobFailsWithAReason) {
    worker_.generate({.prompt = "walk"});
    ASSERT_TRUE(wait_for_event<JobFailed>(worker_, seen_));
    EXPECT_FALSE(std::get<JobFailed>(seen_.back()).message.empty());
}

TEST_F(WorkerTest, AModelThatCannotBeLoadedLeavesTheOldOneAtWork) {
    std::weak_ptr<MotionGenerator> old;
    worker_.load([fake = fake_, &old] {
        LoadedModel model = fake_model(fake, "old");
        old = model.generator;
        return model;
    });
    ASSERT_TRUE(wait_for_event<ModelReady>(worker_, seen_));
    bool beside = false;
    worker_.load([&]() -> LoadedModel {
        beside = !old.expired();
        throw std::runtime_error("damaged");
    });
    ASSERT_TRUE(wait_for_event<ModelFailed>(worker_, seen_));
    EXPECT_TRUE(beside) << "the old one waits for the new one";
    const auto& failed = std::get<ModelFailed>(seen_.back());
    EXPECT_EQ(failed.message, "damaged");
    ASSERT_TRUE(failed.still);
    EXPECT_EQ(failed.still->info.folder, "old");
    worker_.generate({.prompt = "walk"});
    EXPECT_TRUE(wait_for_event<JobDone>(worker_, seen_)) << "it generates on";
    EXPECT_FALSE(old.expired());
}

TEST_F(WorkerTest, WithoutRoomForTwoTheOldModelMakesRoomAndComesBackAfterAFailure) {
    std::weak_ptr<MotionGenerator> old;
    int loads = 0;
    worker_.load([fake = fake_, &old, &loads] {
        LoadedModel model = fake_model(fake, "old");
        old = model.generator;
        ++loads;
        return model;
    });
    ASSERT_TRUE(wait_for_event<ModelReady>(worker_, seen_));
    bool beside = true;
    worker_.load(
        [&]() -> LoadedModel {
            beside = !old.expired();
            throw std::runtime_error("damaged");
        },
        [] { return false; });
    ASSERT_TRUE(wait_for_event<ModelFailed>(worker_, seen_));
    EXPECT_FALSE(beside);
    EXPECT_EQ(loads, 2);
    ASSERT_TRUE(std::get<ModelFailed>(seen_.back()).still);
    worker_.generate({.prompt = "walk"});
    EXPECT_TRUE(wait_for_event<JobDone>(worker_, seen_));
}

TEST_F(WorkerTest, WhereMemoryRunsOutWithTwoTheNewModelIsTriedAlone) {
    std::weak_ptr<MotionGenerator> old;
    worker_.load([fake = fake_, &old] {
        LoadedModel model = fake_model(fake, "old");
        old = model.generator;
        return model;
    });
    ASSERT_TRUE(wait_for_event<ModelReady>(worker_, seen_));
    worker_.load([fake = fake_, &old] {
        if (!old.expired()) {
            throw std::bad_alloc();
        }
        return fake_model(fake, "new");
    });
    seen_.clear();
    ASSERT_TRUE(wait_for_event<ModelReady>(worker_, seen_));
    EXPECT_EQ(std::get<ModelReady>(seen_.back()).info.folder, "new");
}

TEST_F(WorkerTest, TheFirstModelThatFailsLeavesNone) {
    worker_.load([]() -> LoadedModel { throw std::runtime_error("damaged"); });
    ASSERT_TRUE(wait_for_event<ModelFailed>(worker_, seen_));
    EXPECT_FALSE(std::get<ModelFailed>(seen_.back()).still);
}

std::shared_ptr<const GeneratorSnapshot> small_weights() {
    TransformerConfig config;
    config.width = 8;
    config.heads = 2;
    config.base_layers = config.head_layers = 1;
    return GeneratorSnapshot::of(Transformer(config));
}

TEST_F(WorkerTest, WeightsAreExchangedWithoutLoadingAModel) {
    load();
    worker_.take_weights(small_weights());
    ASSERT_TRUE(wait_for_event<WeightsTaken>(worker_, seen_));
    EXPECT_EQ(fake_->weights_taken, 1);
    worker_.generate({.prompt = "walk"});
    ASSERT_TRUE(wait_for_event<JobDone>(worker_, seen_));
    const auto loads = std::count_if(seen_.begin(), seen_.end(), [](const GenerationEvent& e) {
        return std::holds_alternative<ModelLoading>(e);
    });
    EXPECT_EQ(loads, 1);
}

TEST_F(WorkerTest, WeightsThatFailLeaveTheOldOnesAtWork) {
    load();
    fake_->weights_fail = true;
    worker_.take_weights(small_weights());
    ASSERT_TRUE(wait_for_event<WeightsRefused>(worker_, seen_));
    EXPECT_EQ(std::get<WeightsRefused>(seen_.back()).message, kFakeFailure);
    worker_.generate({.prompt = "walk"});
    ASSERT_TRUE(wait_for_event<JobDone>(worker_, seen_)) << "it generates on";
    EXPECT_EQ(fake_->weights_taken, 0);
}

TEST_F(WorkerTest, WeightsWithoutAModelAreRefused) {
    worker_.take_weights(small_weights());
    EXPECT_TRUE(wait_for_event<WeightsRefused>(worker_, seen_));
}

TEST_F(WorkerTest, StoppingAndStartingFromSeveralThreadsIsSafe) {
    fake_->milliseconds_per_token = 1;
    load();
    std::vector<std::jthread> users;
    for (int u = 0; u < 4; ++u) {
        users.emplace_back([this] {
            for (int i = 0; i < 20; ++i) {
                const JobId job = worker_.generate({.prompt = "walk"});
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
                worker_.stop(job);
            }
        });
    }
    users.clear();
    int ended = 0;
    for (int i = 0; i < 1000 && ended < 80; ++i) {
        for (const GenerationEvent& event : worker_.drain()) {
            ended += std::holds_alternative<JobStopped>(event) || std::holds_alternative<JobDone>(event);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(ended, 80);
}

class TrainingWorkerTest : public ::testing::Test {
  protected:
    TrainingRequest request_for(const char* name) {
        return {.name = name, .model = "starter", .prompts = {"a person bows", "a person crawls"}};
    }
    /// Waits for the end of `runs` runs, at most ten seconds, and hears what the phase was at each.
    std::vector<TrainingPhase> phases_at_ends(int runs) {
        std::vector<TrainingPhase> phases;
        for (int i = 0; i < 10000 && static_cast<int>(phases.size()) < runs; ++i) {
            for (const TrainingEvent& event : worker_.drain()) {
                if (const auto* ended = std::get_if<TrainingEnded>(&event)) {
                    EXPECT_EQ(ended->message, "");
                    phases.push_back(worker_.phase());
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return phases;
    }
    TemporaryFolder folder_;
    std::shared_ptr<FakeTraining> training_ = std::make_shared<FakeTraining>();
    TrainingWorker worker_{{.workspace = folder_.path()},
                           [training = training_](FinetuneRequest request, FinetuneListener listener) {
                               return make_fake_run(training, std::move(request), std::move(listener));
                           }};
};

TEST_F(TrainingWorkerTest, ARunIsInTheDatabaseAndItsCurvesInItsFolderWhenItEnds) {
    worker_.start(request_for("mine"));
    EXPECT_EQ(phases_at_ends(1), std::vector{TrainingPhase::Idle});
    Workspace workspace(folder_.path());
    ASSERT_EQ(workspace.runs().size(), 1u);
    const StoredRun run = workspace.runs().front();
    EXPECT_EQ(run.status, RunStatus::Completed);
    EXPECT_EQ(run.judge_before, 0.5);
    EXPECT_DOUBLE_EQ(run.judge_after.value(), 0.56);
    const RunRecord record = read_run_record(RunFolder(run.folder));
    EXPECT_EQ(record.iterations_done(), 6);
    EXPECT_EQ(record.looks.size(), 4u);  // the base, and every second iteration
}

TEST_F(TrainingWorkerTest, ARunThatAnotherProgramTrainsIsNotTouched) {
    worker_.start(request_for("mine"));
    ASSERT_EQ(phases_at_ends(1).size(), 1u);
    Workspace workspace(folder_.path());
    const StoredRun run = workspace.runs().front();
    const RunFolder folder(run.folder);
    EXPECT_EQ(read_run_record(folder).iterations_done(), 6);
    const RunLock other = folder.hold();
    worker_.go_on_with(run.id);
    std::string message;
    for (int i = 0; i < 1000 && message.empty(); ++i) {
        for (const TrainingEvent& event : worker_.drain()) {
            EXPECT_FALSE(std::holds_alternative<TrainingStarted>(event));
            if (const auto* ended = std::get_if<TrainingEnded>(&event)) message = ended->message;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_NE(message.find("is being trained by another program"), std::string::npos) << message;
    EXPECT_EQ(workspace.runs().front().status, RunStatus::Completed);
    EXPECT_EQ(training_->resumed_runs, 0);
}

TEST_F(TrainingWorkerTest, ASecondRunWaitsAndTheWorkerIsNotIdleInBetween) {
    training_->milliseconds_an_iteration = 20;  // long enough that the second cannot end unseen
    worker_.start(request_for("first"));
    worker_.start(request_for("second"));
    const auto phases = phases_at_ends(2);
    ASSERT_EQ(phases.size(), 2u);
    EXPECT_NE(phases[0], TrainingPhase::Idle);
    EXPECT_EQ(phases[1], TrainingPhase::Idle);
}

TEST_F(TrainingWorkerTest, PausingResumingAndStoppingFromSeveralThreadsIsSafe) {
    training_->iterations = 100000;
    worker_.start(request_for("long"));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([this] {
                for (int round = 0; round < 20; ++round) {
                    worker_.ask(RunCommand::Pause);
                    worker_.phase();
                    worker_.ask(RunCommand::Resume);
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
            });
        }
    }
    worker_.ask(RunCommand::Stop);
    EXPECT_EQ(phases_at_ends(1), std::vector{TrainingPhase::Idle});
}

TEST_F(TrainingWorkerTest, EveryChangeOfPhaseIsTold) {
    training_->iterations = 100000;
    std::vector<TrainingPhase> phases;
    const auto wait_for = [&](TrainingPhase phase) {
        for (int i = 0; i < 10000 && (phases.empty() || phases.back() != phase); ++i) {
            for (const TrainingEvent& event : worker_.drain()) {
                if (const auto* changed = std::get_if<PhaseChanged>(&event)) {
                    phases.push_back(changed->phase);
                }
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    };
    worker_.start(request_for("long"));
    wait_for(TrainingPhase::Running);
    worker_.ask(RunCommand::Pause);
    wait_for(TrainingPhase::Paused);
    worker_.ask(RunCommand::Resume);
    worker_.ask(RunCommand::Resume);  // refused: it is not paused any more
    worker_.ask(RunCommand::Stop);
    wait_for(TrainingPhase::Idle);
    using enum TrainingPhase;
    EXPECT_EQ(phases, (std::vector{Starting, Running, Pausing, Paused, Running, Stopping, Idle}));
}

TEST_F(TrainingWorkerTest, ARunThatIsStoppedBeforeItIsPreparedEndsAtOnce) {
    training_->iterations = 100000;
    worker_.start(request_for("long"));
    worker_.ask(RunCommand::Stop);
    EXPECT_EQ(phases_at_ends(1), std::vector{TrainingPhase::Idle});
}

TEST(BackgroundTasks, FinishesWhatWasQueuedBeforeItGoes) {
    int done = 0;
    {
        BackgroundTasks tasks;
        for (int i = 0; i < 10; ++i) {
            tasks.run([&done] {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
                ++done;
            });
        }
    }
    EXPECT_EQ(done, 10);
}

TEST(BackgroundTasks, BringsAnErrorBackToTheCaller) {
    BackgroundTasks tasks;
    std::string message = "nothing yet";
    tasks.run([] { throw std::runtime_error("disk full"); },
              [&](const std::string& error) { message = error; });
    for (int i = 0; i < 1000 && message == "nothing yet"; ++i) {
        tasks.drain();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_EQ(message, "disk full");
}

}  // namespace
}  // namespace im::test

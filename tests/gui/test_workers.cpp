// The threads behind the panels, without a window.
#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "app/workers/background_tasks.h"
#include "app/workers/generation_worker.h"
#include "fake_generator.h"

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

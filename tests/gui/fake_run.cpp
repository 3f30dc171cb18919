#include "fake_run.h"

#include <chrono>
#include <thread>

#include "engine/core/error.h"
#include "engine/train/finetune/run_record.h"

namespace im::test {
namespace {

class FakeRun final : public TrainingRun {
  public:
    FakeRun(std::shared_ptr<FakeTraining> behaviour, FinetuneRequest request, FinetuneListener listener)
        : behaviour_(std::move(behaviour)), request_(std::move(request)), listener_(std::move(listener)) {}

    void run() override {
        struct Running {
            std::atomic<int>& count;
            explicit Running(std::atomic<int>& c) : count(c) { ++count; }
            ~Running() { --count; }
        } running(behaviour_->running);
        const RunFolder folder(request_.out);
        const RunLock lock = folder.hold();
        if (listener_.on_begun) {
            listener_.on_begun();
        }
        behaviour_->resumed_runs += request_.resume;
        recorder_ =
            std::make_unique<RunRecorder>(folder, request_.resume ? behaviour_->iterations.load() : 0);
        look(0);
        const int iterations = behaviour_->iterations;
        for (int i = 1; i <= iterations; ++i) {
            listener_.on_progress(
                {"fine-tuning", i - 1, iterations, 1.0, static_cast<double>(iterations - i), {}});
            const auto end = std::chrono::steady_clock::now() +
                             std::chrono::milliseconds(behaviour_->milliseconds_an_iteration);
            do {
                wait_while_paused();
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            } while (std::chrono::steady_clock::now() < end);
            IterationReport report;
            report.iteration = i;
            report.reward = {-2.0 + 0.1 * i, 0.3};
            report.kl = 0.2 * i;
            report.entropy = 2.0 + 0.01 * i;
            report.value_loss = 1.0 / i;
            report.clip_fraction = 0.05;
            report.terms = {{"text", {-1.5 + 0.05 * i, 0.2}}, {"skating", {-0.5 + 0.05 * i, 0.1}}};
            report.rollouts = 4;
            report.rollout_seconds = 2;
            recorder_->add(report);
            listener_.on_iteration(report);
            if (i == 3 && behaviour_->fails_after_three) {
                throw resource_error("{}", kFakeTrainingFailure);
            }
            if (i % behaviour_->look_every == 0 || i == iterations) {
                look(i);
            }
            if (i == 3 && behaviour_->alarm_after_three) {
                ended_early_ = kFakeAlarm;
                return;
            }
        }
        listener_.on_progress({"fine-tuning", iterations, iterations, 1.0, 0, {}});
        if (listener_.on_result) {
            FinetuneResult result;
            result.iteration = iterations;
            result.samples = 4;
            result.own.prompts = 2;
            result.own.judge = Gain{0.61, 0.66, 0.02};
            result.own.facts = Gain{0.25, 0.5, 0.4};
            result.own.skating_cmps = Gain{14, 9, 2};
            recorder_->add(result);
            listener_.on_result(result);
        }
    }

    void pause() override { paused_ = true; }
    void resume() override { paused_ = false; }
    void stop() override { stopped_ = true; }
    bool paused() const override { return waiting_; }
    std::string ended_early() const override { return ended_early_; }

  private:
    void wait_while_paused() {
        while (paused_ && !stopped_) {
            waiting_ = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        waiting_ = false;
        if (stopped_) {
            throw Error(ErrorKind::Interrupted, "stopped");
        }
    }

    void look(int iteration) {
        GuardReport report;
        report.iteration = iteration;
        report.reward = 0.4 + 0.01 * iteration;
        report.judge = 0.5 + 0.01 * iteration;
        report.has_judge = true;
        report.prompts = {"a person walks forward", "a person bows"};
        report.captions = 1;
        report.scores = {{.judge = 0.5, .skating_cmps = 10},
                         {.judge = 0.5 + 0.02 * iteration, .facts = 0.1 * iteration, .skating_cmps = 12}};
        report.skating_cmps = 11 + iteration;  // what pleases the judge slides more
        report.samples = 2;
        // The longer it learns, the longer the motions.
        report.tokens.assign(4, std::vector<int>(static_cast<std::size_t>(5 + iteration), 1));
        report.verdict.best = true;
        recorder_->add(report);
        listener_.on_guard(report);
    }

    std::shared_ptr<FakeTraining> behaviour_;
    FinetuneRequest request_;
    FinetuneListener listener_;
    std::unique_ptr<RunRecorder> recorder_;
    std::atomic<bool> paused_{false}, stopped_{false}, waiting_{false};
    std::string ended_early_;
};

}  // namespace

std::unique_ptr<TrainingRun> make_fake_run(std::shared_ptr<FakeTraining> behaviour, FinetuneRequest request,
                                           FinetuneListener listener) {
    return std::make_unique<FakeRun>(std::move(behaviour), std::move(request), std::move(listener));
}

}  // namespace im::test

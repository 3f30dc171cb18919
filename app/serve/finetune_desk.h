#pragma once
// Where callers start runs of fine-tuning, watch and stop them: one run at a time, on a thread of its own beside the
// one that generates. What has happened to the last few is kept while the server lives; their models stay in the
// workspace.
//
//   FinetuneDesk desk({.workspace = folder});
//   const std::string id = desk.start(request, "127.0.0.1").id;
//   desk.find(id)->iteration;

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/workers/training_worker.h"

namespace im::serve {

enum class ServedRunState { Starting, Running, Stopping, Done, Stopped, Failed };
const char* state_name(
    ServedRunState state);  ///< "starting", "running", "stopping", "done", "stopped", "failed"

/// A run as callers see it.
struct ServedRun {
    std::string id, from;
    std::string name;            ///< of its model: as asked for, and with a number where that was taken
    std::filesystem::path base;  ///< the model that it began with
    std::size_t prompts = 0;
    ServedRunState state = ServedRunState::Starting;
    std::int64_t iteration = 0, iterations = 0;
    double seconds_run = 0, seconds_left = 0;
    std::optional<IterationReport> last;  ///< the curves' last values
    std::optional<GuardReport> look;      ///< the guard's last look, without what was sampled
    std::optional<FinetuneResult> gain;   ///< once the run came to its end
    std::string message;                  ///< why it failed, or ended before its last iteration
    std::vector<std::string> warnings;
    bool ended() const { return state >= ServedRunState::Done; }
};

class FinetuneDesk {
  public:
    explicit FinetuneDesk(TrainingPlace place, TrainingRunMaker make_run = make_finetune_run);
    /// A run in progress saves a checkpoint and ends; the studio offers to go on with it.
    ~FinetuneDesk();

    /// Throws ApiError 409 conflict while a run is in progress, saying which.
    ServedRun start(TrainingRequest request, std::string from);
    /// Asks; nothing happens to a run that has ended. Nothing for an unknown id.
    std::optional<ServedRun> stop(const std::string& id);
    std::optional<ServedRun> find(const std::string& id) const;
    std::vector<ServedRun> list() const;  ///< the newest first

    /// Appends the log's lines from number `from` on, JSON objects, waiting up to `time` for one; true while more may
    /// come.
    bool lines(const std::string& id, std::size_t from, std::vector<std::string>& lines,
               std::chrono::milliseconds time) const;
    /// A seat among those who read logs as they grow; each holds a thread of the server. Throws ApiError 503 when
    /// none is free. The last copy gives it back.
    std::shared_ptr<void> take_seat();

  private:
    struct Run;
    void follow(std::stop_token exit);
    void apply(const TrainingEvent& event);
    void tell(Run& run, nlohmann::json line);
    std::shared_ptr<Run> run_of(const std::string& id) const;
    static ServedRun view_of(const Run& run);

    mutable std::mutex mutex_;  // guards runs_
    mutable std::condition_variable_any changed_;
    std::deque<std::shared_ptr<Run>> runs_;  ///< the newest last; only that one may be in progress
    std::shared_ptr<std::atomic<int>> seats_ = std::make_shared<std::atomic<int>>(0);
    TrainingWorker worker_;
    std::jthread follower_;  // last: it uses all of the above
};

}  // namespace im::serve

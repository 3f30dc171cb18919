#pragma once
// One queue in front of one model: jobs of all callers run one after another on one thread, can be watched
// while they run, are stopped when they take too long, and are kept for a while after they have ended. Another model
// can take the place of the one that is served; jobs that wait keep the one that they were asked of.
//
//   JobQueue queue(model, {});
//   const std::string id = queue.add("generate \"a person walks\"", "127.0.0.1", [](JobRun& run) {
//       return JobResult{200, "text/plain", run.model().generator->info().name};
//   });
//   const JobView view = *queue.wait(id, std::chrono::seconds(30));

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/workers/loaded_model.h"

namespace im::serve {

struct JobLimits {
    int jobs_max = 32;                        ///< waiting and running
    std::chrono::milliseconds time{120000};   ///< of one that runs
    std::chrono::milliseconds kept{300000};   ///< after its end
    std::size_t kept_bytes_max = 256u << 20;  ///< of all that have ended; the oldest go first
};

struct JobResult {
    int status = 200;  ///< of HTTP
    std::string content_type, body;
};

enum class JobState { Waiting, Running, Done, Failed, Cancelled };
const char* state_name(JobState state);  ///< "waiting", "running", "done", "failed", "cancelled"

struct JobView {
    std::string id, what, from;
    JobState state = JobState::Waiting;
    double progress = 0;        ///< 0 to 1
    double seconds_waited = 0;  ///< before it began
    double seconds_run = 0;
    int ahead = 0;                            ///< jobs that run before it
    std::shared_ptr<const JobResult> result;  ///< once it has ended, an error's envelope included
    bool ended() const { return result != nullptr; }
};

class JobQueue;

/// What a job sees, on the model's thread.
class JobRun {
  public:
    const LoadedModel& model() const;  ///< that was served when the job was added
    /// From now on jobs are of that one.
    void serve(LoadedModel model);
    std::stop_token stop() const;
    void progress(double share);
    /// Tells those who watch a line of their stream; without a line break.
    void tell(std::string line);

  private:
    friend class JobQueue;
    JobRun(JobQueue& queue, std::string id, std::stop_token stop)
        : queue_(queue), id_(std::move(id)), stop_(std::move(stop)) {}
    JobQueue& queue_;
    std::string id_;
    std::stop_token stop_;
};

class JobQueue {
  public:
    /// May throw: an ApiError, or what api_error_of makes one of.
    using Work = std::function<JobResult(JobRun&)>;

    /// Told of each job that is added, begins or ends, from whichever thread that happens on. Must return at once and
    /// not call the queue.
    using Watch = std::function<void(const JobView&)>;

    JobQueue(LoadedModel model, JobLimits limits, Watch watch = {});
    ~JobQueue();  ///< cancels what there is and joins

    /// The one that is served now. A copy shares all that is large.
    LoadedModel model() const;
    /// The job's id, which nobody can guess. Throws ApiError 503 resource_exhausted when the queue is full.
    /// `what` and `from` are shown to people.
    std::string add(std::string what, std::string from, Work work);
    /// False where there is no such job, or it has ended.
    bool cancel(const std::string& id);
    std::optional<JobView> find(const std::string& id) const;
    /// The newest first.
    std::vector<JobView> list() const;
    /// Until the job has ended, `time` is over or `give_up` (asked ten times a second) says so; nothing for
    /// an unknown id.
    std::optional<JobView> wait(const std::string& id, std::chrono::milliseconds time,
                                const std::function<bool()>& give_up = {}) const;
    /// Appends the lines from number `from` on, waiting up to `time` for one; true while more may come.
    bool lines(const std::string& id, std::size_t from, std::vector<std::string>& lines,
               std::chrono::milliseconds time) const;
    /// Drops an ended job's result.
    void forget(const std::string& id);

  private:
    friend class JobRun;
    struct Job;

    void run(std::stop_token exit);
    void execute(const std::shared_ptr<Job>& job);
    void watch_clock(std::stop_token exit);
    void drop_old();
    void end(Job& job, JobState state, JobResult result);
    JobView view_of(const Job& job) const;
    std::shared_ptr<Job> job_of(const std::string& id) const;

    JobLimits limits_;
    Watch watch_;
    mutable std::mutex mutex_;  // guards all below
    LoadedModel model_;
    mutable std::condition_variable_any changed_;
    std::condition_variable_any wake_, tick_;
    std::deque<std::shared_ptr<Job>> waiting_;
    std::shared_ptr<Job> running_;
    std::map<std::string, std::shared_ptr<Job>> jobs_;
    std::uint64_t added_ = 0;
    std::jthread clock_, worker_;  // last: they use all of the above
};

}  // namespace im::serve

#include "app/serve/job_queue.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "app/serve/api_error.h"
#include "app/serve/serve_options.h"
#include "engine/core/error.h"

namespace im::serve {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct JobQueue::Job {
    std::string id, what, from;
    std::uint64_t number = 0;
    Work work;
    LoadedModel model;
    std::stop_source stop;
    JobState state = JobState::Waiting;
    bool overdue = false;
    double progress = 0;
    Clock::time_point added = Clock::now(), begun, ended;
    std::vector<std::string> lines;
    std::size_t bytes = 0;  // of the lines and the result
    std::shared_ptr<const JobResult> result;
};

namespace {

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

JobResult error_result(const ApiError& error) {
    return {error.status, "application/json", envelope_of(error)};
}

const ApiError& cancelled() {
    static const ApiError error(410, "cancelled", "the job was cancelled");
    return error;
}

}  // namespace

const char* state_name(JobState state) {
    switch (state) {
        case JobState::Waiting:
            return "waiting";
        case JobState::Running:
            return "running";
        case JobState::Done:
            return "done";
        case JobState::Failed:
            return "failed";
        case JobState::Cancelled:
            return "cancelled";
    }
    return "";
}

const LoadedModel& JobRun::model() const {
    return queue_.running_->model;  // set and reset by this thread alone
}

void JobRun::serve(LoadedModel model) {
    const std::lock_guard lock(queue_.mutex_);
    queue_.model_ = std::move(model);
}

std::stop_token JobRun::stop() const {
    return stop_;
}

void JobRun::progress(double share) {
    const std::lock_guard lock(queue_.mutex_);
    if (queue_.running_) queue_.running_->progress = std::clamp(share, 0.0, 1.0);
}

void JobRun::tell(std::string line) {
    {
        const std::lock_guard lock(queue_.mutex_);
        if (!queue_.running_) return;
        queue_.running_->bytes += line.size();
        queue_.running_->lines.push_back(std::move(line));
    }
    queue_.changed_.notify_all();
}

JobQueue::JobQueue(LoadedModel model, JobLimits limits, Watch watch)
    : limits_(limits),
      watch_(watch ? std::move(watch) : [](const JobView&) {}),
      model_(std::move(model)),
      clock_([this](std::stop_token exit) { watch_clock(std::move(exit)); }),
      worker_([this](std::stop_token exit) { run(std::move(exit)); }) {}

JobQueue::~JobQueue() {
    worker_.request_stop();
    clock_.request_stop();
    {
        const std::lock_guard lock(mutex_);
        for (auto& [id, job] : jobs_) job->stop.request_stop();
    }
    worker_.join();
    clock_.join();
}

LoadedModel JobQueue::model() const {
    const std::lock_guard lock(mutex_);
    return model_;
}

std::string JobQueue::add(std::string what, std::string from, Work work) {
    auto job = std::make_shared<Job>();
    job->id = random_token();
    job->what = std::move(what);
    job->from = std::move(from);
    job->work = std::move(work);
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() + (running_ ? 1 : 0) >= static_cast<std::size_t>(limits_.jobs_max))
            throw ApiError(503, "resource_exhausted", "the queue is full: try again in a moment",
                           {{"jobs_max", limits_.jobs_max}});
        job->number = ++added_;
        job->model = model_;
        jobs_[job->id] = job;
        waiting_.push_back(job);
        watch_(view_of(*job));
    }
    wake_.notify_one();
    return job->id;
}

std::shared_ptr<JobQueue::Job> JobQueue::job_of(const std::string& id) const {
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? nullptr : found->second;
}

bool JobQueue::cancel(const std::string& id) {
    {
        const std::lock_guard lock(mutex_);
        const auto job = job_of(id);
        if (!job || job->result) return false;
        job->stop.request_stop();
        if (job->state == JobState::Waiting) {
            std::erase(waiting_, job);
            end(*job, JobState::Cancelled, error_result(cancelled()));
        }
    }
    changed_.notify_all();
    return true;
}

JobView JobQueue::view_of(const Job& job) const {
    const auto now = Clock::now();
    const bool begun = job.begun != Clock::time_point();
    JobView view{job.id, job.what, job.from, job.state, job.progress};
    view.seconds_waited = seconds_between(job.added, begun ? job.begun : job.result ? job.ended : now);
    if (begun) view.seconds_run = seconds_between(job.begun, job.result ? job.ended : now);
    if (job.state == JobState::Waiting) {
        view.ahead = running_ ? 1 : 0;
        for (const auto& other : waiting_) view.ahead += other->number < job.number ? 1 : 0;
    }
    view.result = job.result;
    return view;
}

std::optional<JobView> JobQueue::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto job = job_of(id);
    return job ? std::optional(view_of(*job)) : std::nullopt;
}

std::vector<JobView> JobQueue::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Job>> sorted;
    for (const auto& [id, job] : jobs_) sorted.push_back(job);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a->number > b->number; });
    std::vector<JobView> views;
    views.reserve(sorted.size());
    for (const auto& job : sorted) views.push_back(view_of(*job));
    return views;
}

std::optional<JobView> JobQueue::wait(const std::string& id, milliseconds time,
                                      const std::function<bool()>& give_up) const {
    const auto end = Clock::now() + time;
    std::unique_lock lock(mutex_);
    const auto job = job_of(id);
    if (!job) return std::nullopt;
    while (!job->result) {
        const auto slice = std::min(end, Clock::now() + milliseconds(100));
        changed_.wait_until(lock, slice, [&] { return job->result != nullptr; });
        if (job->result || Clock::now() >= end) break;
        lock.unlock();
        const bool enough = give_up && give_up();
        lock.lock();
        if (enough) break;
    }
    return view_of(*job);
}

bool JobQueue::lines(const std::string& id, std::size_t from, std::vector<std::string>& lines,
                     milliseconds time) const {
    std::unique_lock lock(mutex_);
    const auto job = job_of(id);
    if (!job) return false;
    changed_.wait_for(lock, time, [&] { return job->lines.size() > from || job->result != nullptr; });
    if (job->lines.size() > from)
        lines.insert(lines.end(), job->lines.begin() + static_cast<std::ptrdiff_t>(from), job->lines.end());
    return !job->result;
}

void JobQueue::forget(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto job = job_of(id);
    if (job && job->result) jobs_.erase(id);
}

/// With the lock held.
void JobQueue::end(Job& job, JobState state, JobResult result) {
    job.state = state;
    job.ended = Clock::now();
    job.work = nullptr;
    job.model = {};
    job.bytes += result.body.size();
    job.result = std::make_shared<const JobResult>(std::move(result));
    if (state == JobState::Done) job.progress = 1;
    watch_(view_of(job));
}

void JobQueue::run(std::stop_token exit) {
    while (true) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, exit, [this] { return !waiting_.empty(); }) || exit.stop_requested())
                return;
            job = waiting_.front();
            waiting_.pop_front();
            running_ = job;
            job->state = JobState::Running;
            job->begun = Clock::now();
            watch_(view_of(*job));
        }
        execute(job);
    }
}

void JobQueue::execute(const std::shared_ptr<Job>& job) {
    JobRun run(*this, job->id, job->stop.get_token());
    JobResult result;
    JobState state = JobState::Done;
    try {
        if (job->stop.stop_requested()) throw cancelled();
        result = job->work(run);
    } catch (...) {
        ApiError error = api_error_of(std::current_exception());
        const std::lock_guard lock(mutex_);
        if (error.code == "cancelled" && job->overdue)
            error = ApiError(504, "timeout", "the job took too long and was stopped",
                             {{"seconds", static_cast<double>(limits_.time.count()) / 1000}});
        state = error.code == "cancelled" ? JobState::Cancelled : JobState::Failed;
        result = error_result(error);
    }
    {
        const std::lock_guard lock(mutex_);
        end(*job, state, std::move(result));
        running_ = nullptr;
    }
    spdlog::info("serve: {} for {}: {}", job->what, job->from, state_name(state));
    changed_.notify_all();
}

void JobQueue::watch_clock(std::stop_token exit) {
    std::unique_lock lock(mutex_);
    while (!exit.stop_requested()) {
        tick_.wait_for(lock, exit, milliseconds(100), [] { return false; });
        if (running_ && !running_->overdue && Clock::now() - running_->begun > limits_.time) {
            running_->overdue = true;
            running_->stop.request_stop();
        }
        drop_old();
    }
}

/// With the lock held.
void JobQueue::drop_old() {
    std::size_t bytes = 0;
    std::vector<std::shared_ptr<Job>> ended;
    for (auto it = jobs_.begin(); it != jobs_.end();) {
        const Job& job = *it->second;
        if (job.result && Clock::now() - job.ended > limits_.kept) {
            it = jobs_.erase(it);
            continue;
        }
        if (job.result) {
            bytes += job.bytes;
            ended.push_back(it->second);
        }
        ++it;
    }
    if (bytes <= limits_.kept_bytes_max) return;
    std::sort(ended.begin(), ended.end(), [](const auto& a, const auto& b) { return a->ended < b->ended; });
    for (const auto& job : ended) {
        if (bytes <= limits_.kept_bytes_max) return;
        bytes -= job->bytes;
        jobs_.erase(job->id);
    }
}

}  // namespace im::serve

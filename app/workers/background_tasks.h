#pragma once
// Small jobs that touch the disk, one after another on a thread of their own, so that the
// user interface never waits.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/workers/event_queue.h"

namespace im {

class BackgroundTasks {
  public:
    using Work = std::function<void()>;
    /// Gets the error's message, empty when the work succeeded.
    using Done = std::function<void(const std::string& error)>;

    BackgroundTasks();
    ~BackgroundTasks();  ///< finishes what was queued (nothing the user asked to save is dropped), then joins

    /// `work` runs on the tasks' thread and may throw; `done` runs inside a later drain().
    void run(Work work, Done done = {});
    /// Calls the `done` of every task that ended since the last call.
    void drain();
    int pending() const { return pending_; }

  private:
    struct Task {
        Work work;
        Done done;
    };
    void work_until_empty_and(std::stop_token exit);

    EventQueue<std::function<void()>> finished_;
    std::atomic<int> pending_{0};
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Task> tasks_;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace im

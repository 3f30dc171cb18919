#pragma once
// Small jobs that touch the disk, one after another on a thread of their own, so that the
// user interface never waits.

#include <atomic>
#include <functional>
#include <string>

#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"

namespace im {

class BackgroundTasks {
  public:
    using Work = std::function<void()>;
    /// Gets the error's message, empty when the work succeeded.
    using Done = std::function<void(const std::string& error)>;

    /// When it goes it finishes what was queued, for nothing that the user asked to save is dropped; for work that
    /// nobody waits for any more, DropWaiting.
    explicit BackgroundTasks(AtExit at_exit = AtExit::FinishWaiting);
    ~BackgroundTasks() = default;

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
    void carry_out(Task& task);

    EventQueue<std::function<void()>> finished_;
    std::atomic<int> pending_{0};
    CommandThread<Task> thread_;  // last: it uses all of the above
};

}  // namespace im

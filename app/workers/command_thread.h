#pragma once
// A thread that carries out commands one after another, in the order in which they were sent. What it has to say
// goes into an EventQueue; neither side waits for the other.
//
//   CommandThread<std::string> thread(AtExit::DropWaiting,
//                                     [](std::string& file, std::stop_token stop) { read(file, stop); });
//   thread.send("walk.bvh");
//   thread.stop_running();

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace im {

/// What becomes of commands that wait when the thread is to end.
enum class AtExit {
    DropWaiting,   ///< they are not carried out, and the running one is asked to stop
    FinishWaiting  ///< the running one and they are carried out to their ends
};

template <class Command>
class CommandThread {
  public:
    /// Called on the thread, for one command at a time; must not throw. `stop` belongs to this command alone.
    using Execute = std::function<void(Command& command, std::stop_token stop)>;

    /// `begin`: called on the thread before its first command.
    CommandThread(AtExit at_exit, Execute execute, std::function<void()> begin = {})
        : at_exit_(at_exit),
          execute_(std::move(execute)),
          begin_(std::move(begin)),
          thread_([this](std::stop_token exit) { run(exit); }) {}

    /// Ends as AtExit says, and joins. Whatever `execute` uses must still be there: make this the owner's last
    /// member.
    ~CommandThread() { leave(); }

    CommandThread(const CommandThread&) = delete;
    CommandThread& operator=(const CommandThread&) = delete;

    /// From any thread; returns at once.
    void send(Command command) {
        {
            std::lock_guard lock(mutex_);
            commands_.push_back(std::move(command));
        }
        wake_.notify_one();
    }

    /// Asks the command in progress, if any, to stop; those that wait are carried out.
    void stop_running() {
        std::lock_guard lock(mutex_);
        running_.request_stop();
    }

    /// The thread is to end, as AtExit says; returns at once. For owners who have to stop the running command by
    /// other means: no other one begins after this.
    void leave() {
        thread_.request_stop();
        if (at_exit_ == AtExit::DropWaiting) {
            stop_running();
        }
    }

  private:
    struct Taken {
        Command command;
        std::stop_token stop;
    };

    void run(std::stop_token exit) {
        if (begin_) {
            begin_();
        }
        while (std::optional<Taken> taken = next(exit)) {
            execute_(taken->command, taken->stop);
        }
    }

    /// Waits for a command; nothing once the thread is to end.
    std::optional<Taken> next(const std::stop_token& exit) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, exit, [this] { return !commands_.empty(); });
        if (commands_.empty() || (exit.stop_requested() && at_exit_ == AtExit::DropWaiting)) {
            return std::nullopt;
        }
        running_ = std::stop_source();
        Taken taken{std::move(commands_.front()), running_.get_token()};
        commands_.pop_front();
        return taken;
    }

    const AtExit at_exit_;
    const Execute execute_;
    const std::function<void()> begin_;
    std::mutex mutex_;  // guards commands_ and running_
    std::condition_variable_any wake_;
    std::deque<Command> commands_;
    std::stop_source running_;  // of the command in progress
    std::jthread thread_;       // last: it uses all of the above
};

}  // namespace im

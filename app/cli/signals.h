#pragma once
// Ctrl+C and termination requests become a stop token, so that a command saves its state and ends by itself.

#include <signal.h>

#include <stop_token>
#include <thread>

namespace im::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP requests a stop; the second one ends the program at
/// once with exit code 130. A signal that the parent process had ignored (nohup, background jobs of a script)
/// stays ignored. To be made before any other thread: threads inherit which signals are held back.
class StopOnSignal {
  public:
    StopOnSignal();
    ~StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    sigset_t caught_{};
    sigset_t mask_before_{};
    std::jthread waiter_;  // last: it uses all of the above
};

}  // namespace im::cli

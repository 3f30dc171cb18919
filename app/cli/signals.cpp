#include "app/cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <ctime>

#include <spdlog/spdlog.h>

namespace im::cli {

StopOnSignal::StopOnSignal() {
    sigemptyset(&caught_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action {};
        if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&caught_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &caught_, &mask_before_);
    waiter_ = std::jthread([this](std::stop_token done) {
        constexpr timespec kPoll{.tv_sec = 0, .tv_nsec = 100'000'000};
        while (!done.stop_requested()) {
            if (sigtimedwait(&caught_, nullptr, &kPoll) < 0)
                continue;  // time is up, or a signal that is not ours
            if (source_.stop_requested()) ::_exit(130);
            spdlog::warn("stopping; a second Ctrl+C ends the program at once without saving");
            source_.request_stop();
        }
    });
}

StopOnSignal::~StopOnSignal() {
    waiter_.request_stop();
    waiter_.join();
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

}  // namespace im::cli

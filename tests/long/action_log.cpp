#include "action_log.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>

namespace im::test {
namespace {

constexpr std::size_t kLineMax = 160;  // bytes; the rest of a longer one is left out
constexpr int kDeaths[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGTERM};

// Of fixed size and always there: a handler can neither allocate nor wait for a lock.
char lines[kActionsKept][kLineMax];
std::atomic<long> noted{0};
std::atomic<unsigned> silence_seconds{0};

void say(const char* text) {
    // Nobody is left whom a failure could be told.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
}

void say_number(long number) {
    char digits[24];
    char* at = digits + sizeof digits;
    *--at = 0;
    do {
        *--at = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number > 0);
    say(at);
}

void at_death(int signal) {
    say(signal == SIGALRM ? "\nNo frame for " : "\nEnded by signal ");
    say_number(signal == SIGALRM ? static_cast<long>(silence_seconds) : signal);
    say(signal == SIGALRM ? " seconds: it hangs.\n" : ".\n");
    write_actions();
    if (signal == SIGALRM) {
        std::signal(SIGABRT, SIG_DFL);  // written once is enough
        std::abort();
    }
    ::raise(signal);  // the handler was for once: now it ends the program
}

}  // namespace

void note_action(const std::string& line) {
    char* kept = lines[noted % kActionsKept];
    const std::size_t length = std::min(line.size(), kLineMax - 1);
    std::memcpy(kept, line.data(), length);
    kept[length] = 0;
    ++noted;
}

void write_actions() {
    const long all = noted, first = std::max(0l, all - kActionsKept);
    say("The last ");
    say_number(all - first);
    say(" of ");
    say_number(all);
    say(" actions, the newest at the end:\n");
    for (long i = first; i < all; ++i) {
        say("  ");
        say(lines[i % kActionsKept]);
        say("\n");
    }
}

void watch_for_the_end(unsigned seconds) {
    silence_seconds = seconds;
    struct sigaction action = {};
    action.sa_handler = at_death;
    action.sa_flags = SA_RESETHAND | SA_NODEFER;
    for (const int signal : kDeaths) {
        ::sigaction(signal, &action, nullptr);
    }
    still_alive();
}

void still_alive() {
    ::alarm(silence_seconds);
}

void watch_no_more() {
    ::alarm(0);
    for (const int signal : kDeaths) {
        std::signal(signal, SIG_DFL);
    }
}

}  // namespace im::test

#include "tests/support/running_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

extern char** environ;

namespace im::test {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

RunningProgram::RunningProgram(const std::string& program, std::vector<std::string> arguments) {
    const char* asked = std::getenv("IM_PROGRAM");
    arguments.insert(arguments.begin(), asked != nullptr ? asked : program);
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        ADD_FAILURE() << "no pipe";
        return;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int failure = ::posix_spawn(&process_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
    if (failure != 0) {
        process_ = -1;
        ADD_FAILURE() << words[0] << " cannot be started";
    }
}

RunningProgram::~RunningProgram() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    if (out_ >= 0) ::close(out_);
}

std::string RunningProgram::read_line(std::chrono::seconds time) {
    const auto end = Clock::now() + time;
    while (true) {
        const std::size_t line = pending_.find('\n');
        if (line != std::string::npos) {
            const std::string text = pending_.substr(0, line);
            pending_.erase(0, line + 1);
            return text;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        pollfd readable{out_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return "";
        char bytes[4096];
        const ssize_t count = ::read(out_, bytes, sizeof bytes);
        if (count <= 0) return "";
        pending_.append(bytes, static_cast<std::size_t>(count));
    }
}

void RunningProgram::signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
}

int RunningProgram::wait(std::chrono::seconds time) {
    const auto end = Clock::now() + time;
    int status = 0;
    while (process_ > 0 && ::waitpid(process_, &status, WNOHANG) == 0) {
        if (Clock::now() > end) return -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace im::test

#include "tests/cli/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

extern char** environ;

namespace im::test {
namespace {

using Clock = std::chrono::steady_clock;

/// Files, not pipes: a program that writes much must not have to wait for the reader.
class CapturedFile {
  public:
    CapturedFile() {
        char name[] = "/tmp/im_program_XXXXXX";
        descriptor_ = ::mkstemp(name);
        path_ = name;
    }
    ~CapturedFile() {
        ::close(descriptor_);
        ::unlink(path_.c_str());
    }
    CapturedFile(const CapturedFile&) = delete;
    CapturedFile& operator=(const CapturedFile&) = delete;

    int descriptor() const { return descriptor_; }
    /// Text to be read from the beginning.
    void fill(const std::string& text) const {
        EXPECT_EQ(::pwrite(descriptor_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    }
    std::string text() const {
        std::ifstream in(path_, std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        return all.str();
    }

  private:
    int descriptor_;
    std::string path_;
};

/// $IM_PROGRAM, for testing an installed one; else the one just built.
std::string program_path() {
    const char* asked = std::getenv("IM_PROGRAM");
    return asked != nullptr ? asked : IM_PROGRAM;
}

std::vector<std::string> changed_environment(const ProgramOptions& options) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string name(*entry, std::strcspn(*entry, "="));
        if (!options.environment.contains(name)) result.emplace_back(*entry);
    }
    for (const auto& [name, value] : options.environment) {
        if (value) result.push_back(name + "=" + *value);
    }
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

nlohmann::json Outcome::json() const {
    auto value = nlohmann::json::parse(out, nullptr, false);
    if (!value.is_discarded()) return value;
    ADD_FAILURE() << "not JSON: " << out;
    return nullptr;
}

std::vector<nlohmann::json> Outcome::json_lines() const {
    std::vector<nlohmann::json> values;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
        values.push_back(nlohmann::json::parse(line, nullptr, false));
        if (values.back().is_discarded()) ADD_FAILURE() << "not JSON: " << line;
    }
    return values;
}

Outcome run_program(const std::vector<std::string>& arguments, const ProgramOptions& options) {
    Outcome outcome;
    CapturedFile out, err;
    const std::string program = program_path();
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> environment = changed_environment(options);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    CapturedFile in;
    in.fill(options.input);
    posix_spawn_file_actions_adddup2(&actions, in.descriptor(), STDIN_FILENO);
    if (options.output_file.empty()) {
        posix_spawn_file_actions_adddup2(&actions, out.descriptor(), STDOUT_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, options.output_file.c_str(), O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&actions, err.descriptor(), STDERR_FILENO);
    if (!options.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
    pid_t process = 0;
    const int failure = ::posix_spawn(&process, program.c_str(), &actions, nullptr, pointers(words).data(),
                                      pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
        ADD_FAILURE() << program << " cannot be started: " << std::strerror(failure);
        return outcome;
    }

    const auto deadline = Clock::now() + options.time_limit;
    bool signal_sent = options.signal == 0;
    int status = 0;
    while (::waitpid(process, &status, WNOHANG) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (!signal_sent && (out.text() + err.text()).find(options.signal_when) != std::string::npos) {
            std::this_thread::sleep_for(options.signal_delay);
            ::kill(process, options.signal);
            signal_sent = true;
        }
        if (Clock::now() > deadline) {
            outcome.timed_out = true;
            ::kill(process, SIGKILL);
            ::waitpid(process, &status, 0);
            break;
        }
    }
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    outcome.out = out.text();
    outcome.err = err.text();
    if (outcome.timed_out)
        ADD_FAILURE() << "the program did not end in " << options.time_limit.count() << " s\n" << outcome.err;
    return outcome;
}

}  // namespace im::test

#pragma once
// Runs the built program as a user would: a process of its own with arguments, environment and a time limit.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace im::test {

struct Outcome {
    int exit_code = -1;  ///< 128 + signal number when a signal ended it
    bool timed_out = false;
    std::string out, err;

    /// stdout as one JSON value. A failure of the test (and null) when it is none.
    nlohmann::json json() const;
    /// stdout as one JSON value a line.
    std::vector<nlohmann::json> json_lines() const;
};

struct ProgramOptions {
    std::map<std::string, std::optional<std::string>> environment;  ///< changes; no value: removed
    std::string folder;                                             ///< to start in; empty: the test's own
    std::string input;                                              ///< what stdin gives; empty: nothing
    std::string output_file;  ///< stdout goes there; empty: it is captured
    std::chrono::seconds time_limit{60};
    int signal = 0;  ///< sent once `signal_when` has appeared on stdout or stderr
    std::string signal_when;
    std::chrono::milliseconds signal_delay{0};  ///< after that
};

/// Runs $IM_PROGRAM, else the program of this build. Never throws for what the program does; a program that
/// cannot be started fails the test.
Outcome run_program(const std::vector<std::string>& arguments, const ProgramOptions& options = {});

}  // namespace im::test

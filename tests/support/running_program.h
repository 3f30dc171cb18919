#pragma once
// The built program running beside the test: what it prints is read line by line while it runs.

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace im::test {

class RunningProgram {
  public:
    /// Starts $IM_PROGRAM, else `program` (IM_PROGRAM of the test). One that cannot be started fails the test.
    RunningProgram(const std::string& program, std::vector<std::string> arguments);
    ~RunningProgram();  ///< ends it, if it still runs
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    /// The next line of stdout, without its end; "" after `time` or at the end.
    std::string read_line(std::chrono::seconds time = std::chrono::seconds(60));
    void signal(int number) const;
    /// Its exit code, 128 + the signal that ended it, or -1 when it still runs after `time`.
    int wait(std::chrono::seconds time = std::chrono::seconds(20));

  private:
    pid_t process_ = -1;
    int out_ = -1;
    std::string pending_;
};

}  // namespace im::test

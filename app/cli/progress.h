#pragma once
// Shows how far a long command is: one rewritten line on a terminal, a line each ten seconds into a file or
// pipe, an object a line on stdout with --json.

#include <chrono>
#include <optional>
#include <string>

#include "engine/train/train.h"

namespace im::cli {

/// "training  12000/300000   4 % [#---------]  5.2 steps/s  2 h 05 min left  loss 0.0123". No bar when width
/// is 0.
std::string progress_text(const TrainProgress& progress, int bar_width);

class ProgressReporter {
  public:
    explicit ProgressReporter(bool json);
    ~ProgressReporter();
    ProgressReporter(const ProgressReporter&) = delete;
    ProgressReporter& operator=(const ProgressReporter&) = delete;

    /// May be called as often as one likes; most calls print nothing.
    void report(const TrainProgress& progress);

  private:
    using Clock = std::chrono::steady_clock;
    bool json_;
    bool terminal_;
    std::string stage_;
    Clock::time_point printed_{};
    std::optional<TrainProgress> held_back_;  ///< the last report, if it was not printed
    void print(const TrainProgress& progress);
};

}  // namespace im::cli

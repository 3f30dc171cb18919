#pragma once
// Shows how far a long command is: one rewritten line on a terminal, a line each ten seconds into a file or
// pipe, an object a line on stdout with --json.

#include <chrono>
#include <optional>
#include <string>

#include "engine/train/supervised/train.h"

namespace im::cli {

/// "training  12000/300000   4 % [#---------]  5.2 steps/s  2 h 05 min left  loss 0.0123".
/// No bar when width is 0.
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

/// What is done and the time left, from the counts alone.
class CountProgress {
  public:
    explicit CountProgress(bool json) : reporter_(json) {}
    void operator()(const std::string& stage, std::int64_t done, std::int64_t all) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
        TrainProgress progress;
        progress.stage = stage;
        progress.step = done;
        progress.steps = all;
        progress.steps_per_second = seconds > 0 ? static_cast<double>(done) / seconds : 0;
        progress.seconds_left =
            done > 0 ? seconds * static_cast<double>(all - done) / static_cast<double>(done) : 0;
        reporter_.report(progress);
    }

  private:
    ProgressReporter reporter_;
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

}  // namespace im::cli

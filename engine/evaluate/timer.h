#pragma once
// Where the time of a measurement goes.
//
//   { const Timer timer(report.encoder_seconds); ... }

#include <chrono>

namespace im {

/// Adds the time of its scope to a sum.
class Timer {
  public:
    explicit Timer(double& seconds) : seconds_(seconds) {}
    ~Timer() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

  private:
    using Clock = std::chrono::steady_clock;
    double& seconds_;
    Clock::time_point start_ = Clock::now();
};

}  // namespace im

#pragma once
// How much of the processor the user-interface thread itself takes. Waiting is not counted.

#include <array>
#include <cstddef>

namespace im::studio {

/// CPU time of the calling thread, milliseconds.
double thread_cpu_ms();

/// The last measurements of one phase.
class PhaseTimes {
  public:
    void add(double ms);
    double percentile(double p) const;  ///< p in 0..1; 0 without measurements
    double mean() const;
    std::size_t count() const { return count_; }

  private:
    static constexpr std::size_t kKept = 600;  // ten seconds at 60 frames a second
    std::array<double, kKept> values_{};
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

}  // namespace im::studio

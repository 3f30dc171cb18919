#pragma once
// Threads that go through the stages of one computation together.

#include <atomic>
#include <cstdint>
#include <utility>

#include <omp.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <sched.h>

namespace im {

/// A barrier for stages of microseconds: spins for a moment, then yields, so that it also gets on when other
/// programs hold the cores.
class StageBarrier {
  public:
    void wait(int members) {
        const auto stage = stage_.load(std::memory_order_acquire);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members) {
            arrived_.store(0, std::memory_order_relaxed);
            stage_.store(stage + 1, std::memory_order_release);
            return;
        }
        for (int spins = 0; stage_.load(std::memory_order_acquire) == stage; ++spins) {
            if (spins < 4000) {
                pause();
            } else {
                sched_yield();
            }
        }
    }

  private:
    static void pause() {
#if defined(__x86_64__)
        _mm_pause();
#endif
    }
    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<std::uint32_t> stage_{0};
};

/// One thread of the team.
struct TeamMember {
    int number, count;
    StageBarrier* barrier;

    /// Its part of `total` items, as a range.
    std::pair<int, int> share(int total) const {
        const auto cut = [&](int part) {
            return static_cast<int>(static_cast<std::int64_t>(total) * part / count);
        };
        return {cut(number), cut(number + 1)};
    }
    void wait() const {
        if (count > 1) barrier->wait(count);
    }
};

/// Runs `work(member)` on a team of at most `threads`.
template <class Work>
void run_team(int threads, const Work& work) {
    StageBarrier barrier;
#pragma omp parallel num_threads(threads)
    work(TeamMember{omp_get_thread_num(), omp_get_num_threads(), &barrier});
}

}  // namespace im

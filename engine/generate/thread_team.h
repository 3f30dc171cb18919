#pragma once
// Threads that go through the stages of one computation together.
//
//   run_team(threads, stages_max, [&](TeamMember& member) {
//       member.each(rows, [&](int row) { ... });      // shared out; all are done when each() returns
//       member.each(columns, [&](int column) { ... });
//   });
//
// Nobody waits for a thread, only for work: where another program holds a core, the remaining threads take
// over what the absent one has not begun, and it catches up by skipping finished stages.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

#include <omp.h>
#include <sched.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace im {

class TeamMember {
  public:
    struct alignas(128) Stage {
        std::atomic<int> begun{0}, done{0};
    };
    TeamMember(int number, Stage* stages) : number_(number), stage_(stages) {}

    /// 0 .. threads - 1.
    int number() const { return number_; }

    /// work(0) .. work(count - 1), each once, by whoever is free. Every member calls it, in the same order.
    template <class Work>
    void each(int count, const Work& work) {
        Stage& stage = *stage_++;
        for (int i = stage.begun.fetch_add(1, std::memory_order_relaxed); i < count;
             i = stage.begun.fetch_add(1, std::memory_order_relaxed)) {
            work(i);
            stage.done.fetch_add(1, std::memory_order_release);
        }
        for (int spins = 0; stage.done.load(std::memory_order_acquire) < count; ++spins) {
            if (spins < 2000) {
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
    int number_;
    Stage* stage_;
};

/// How many threads are worth waking for so many multiplications.
inline int team_size(int threads_max, std::int64_t multiplications) {
    constexpr std::int64_t worth_a_thread = 1'000'000;
    return static_cast<int>(std::min<std::int64_t>(threads_max, multiplications / worth_a_thread + 1));
}

/// Runs `work(member)` on a team of at most `threads`, through at most `stages_max` calls of each().
template <class Work>
void run_team(int threads, int stages_max, const Work& work) {
    const auto stages = std::make_unique<TeamMember::Stage[]>(static_cast<std::size_t>(stages_max));
    if (threads <= 1) {
        TeamMember member(0, stages.get());
        return work(member);
    }
#pragma omp parallel num_threads(threads)
    {
        TeamMember member(omp_get_thread_num(), stages.get());
        work(member);
    }
}

}  // namespace im

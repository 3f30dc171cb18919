#pragma once
// A queue between threads: any thread pushes, one thread takes all there is, nobody waits longer than a swap.

#include <mutex>
#include <utility>
#include <vector>

namespace im {

template <class T>
class EventQueue {
  public:
    void push(T event) {
        std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }

    /// Everything pushed so far, in order; the queue is then empty.
    std::vector<T> drain() {
        std::vector<T> taken;
        std::lock_guard lock(mutex_);
        taken.swap(events_);
        return taken;
    }

  private:
    std::mutex mutex_;
    std::vector<T> events_;
};

}  // namespace im

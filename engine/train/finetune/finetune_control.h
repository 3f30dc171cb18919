#pragma once
// What a fine-tuning run and those who watch and steer it share, each on a thread of its own. Torch-free header.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "engine/train/finetune/finetune.h"

namespace im {

class FinetuneControl {
  public:
    /// Called by the run several times a second: waits while it is paused, throws Interrupted when it is stopped.
    void poll();

    void set_pause(bool pause);
    void set_stop();
    void set_state(FinetuneState state);
    void end(FinetuneState state, const std::string& error);
    void set_ended_early(const std::string& reason);
    void set_record(RunRecord record);
    template <class Report>
    void add_to_record(const Report& report) {
        const std::lock_guard lock(mutex_);
        record_.add(report);
    }

    FinetuneState state() const { return locked(state_); }
    std::string error() const { return locked(error_); }
    std::string ended_early() const { return locked(ended_early_); }
    RunRecord record() const { return locked(record_); }

  private:
    template <class T>
    T locked(const T& value) const {
        const std::lock_guard lock(mutex_);
        return value;
    }
    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    bool pause_ = false, stop_ = false;
    FinetuneState state_ = FinetuneState::Ready;
    std::string error_, ended_early_;
    RunRecord record_;
};

/// How the parts of a run speak to those outside of it.
struct FinetuneVoice {
    std::function<void(const std::string& stage)> progress;  ///< what is done now
    std::function<void(const std::string& message)> warn;
    std::function<void()> poll;  ///< FinetuneControl::poll
};

}  // namespace im

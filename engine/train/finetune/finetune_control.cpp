#include "engine/train/finetune/finetune_control.h"

#include <utility>

#include "engine/core/error.h"

namespace im {

void FinetuneControl::poll() {
    std::unique_lock lock(mutex_);
    while (pause_ && !stop_) {
        state_ = FinetuneState::Paused;
        changed_.wait(lock);
    }
    if (stop_) {
        state_ = FinetuneState::Stopping;
        throw Error(ErrorKind::Interrupted, "stopped");
    }
    state_ = FinetuneState::Running;
}

void FinetuneControl::set_pause(bool pause) {
    const std::lock_guard lock(mutex_);
    pause_ = pause;
    changed_.notify_all();
}

void FinetuneControl::set_stop() {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    changed_.notify_all();
}

void FinetuneControl::set_state(FinetuneState state) {
    const std::lock_guard lock(mutex_);
    state_ = state;
}

void FinetuneControl::end(FinetuneState state, const std::string& error) {
    const std::lock_guard lock(mutex_);
    state_ = state;
    error_ = error;
}

void FinetuneControl::set_ended_early(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    ended_early_ = reason;
}

void FinetuneControl::set_record(RunRecord record) {
    const std::lock_guard lock(mutex_);
    record_ = std::move(record);
}

}  // namespace im

#include "app/workers/background_tasks.h"

#include <exception>

#include <spdlog/spdlog.h>

namespace im {

BackgroundTasks::BackgroundTasks() : thread_([this](std::stop_token exit) { work_until_empty_and(exit); }) {}

BackgroundTasks::~BackgroundTasks() = default;

void BackgroundTasks::run(Work work, Done done) {
    ++pending_;
    {
        std::lock_guard lock(mutex_);
        tasks_.push_back({std::move(work), std::move(done)});
    }
    wake_.notify_one();
}

void BackgroundTasks::drain() {
    for (const auto& finished : finished_.drain()) {
        finished();
    }
}

void BackgroundTasks::work_until_empty_and(std::stop_token exit) {
    while (true) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, exit, [this] { return !tasks_.empty(); });
        if (tasks_.empty()) {
            return;  // asked to exit, and nothing is left to do
        }
        Task task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();

        std::string error;
        try {
            task.work();
        } catch (const std::exception& failure) {
            error = failure.what();
            spdlog::error("{}", error);
        }
        if (task.done) {
            finished_.push([done = std::move(task.done), error] { done(error); });
        }
        --pending_;
    }
}

}  // namespace im

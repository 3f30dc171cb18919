#include "app/workers/background_tasks.h"

#include <exception>

#include <spdlog/spdlog.h>

namespace im {

BackgroundTasks::BackgroundTasks(AtExit at_exit)
    : thread_(at_exit, [this](Task& task, const std::stop_token&) { carry_out(task); }) {}

void BackgroundTasks::run(Work work, Done done) {
    ++pending_;
    thread_.send({std::move(work), std::move(done)});
}

void BackgroundTasks::drain() {
    for (const auto& finished : finished_.drain()) {
        finished();
    }
}

void BackgroundTasks::carry_out(Task& task) {
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

}  // namespace im

#include "app/serve/serve_worker.h"

#include <new>
#include <utility>

#include <spdlog/spdlog.h>

#include "app/serve/serve_token.h"

namespace im::serve {

ServeWorker::ServeWorker(Opener open_model)
    : open_model_(std::move(open_model)),
      thread_(AtExit::DropWaiting, [this](const Command& command, const std::stop_token&) {
          std::visit([this](const auto& c) { execute(c); }, command);
      }) {}

ServeWorker::~ServeWorker() = default;

void ServeWorker::begin(ServePlan plan) {
    thread_.send(std::move(plan));
}

void ServeWorker::end() {
    thread_.send(End{});
}

std::vector<ServeEvent> ServeWorker::drain() {
    return events_.drain();
}

void ServeWorker::execute(const ServePlan& plan) {
    server_.reset();
    std::string message;
    try {
        if (plan.new_token) forget_token(plan.token_file);
        ServeOptions options;
        options.port = plan.port;
        options.token = kept_token(plan.token_file);
        check_options(options);  // before the model is read
        LoadedModel model = open_model_(plan.model);
        ServeBegan began{.token = options.token, .model = model.generator->info().name, .folder = plan.model};
        ServeHome home;
        home.on_request = [this](const RequestNote& note) { events_.push(note); };
        server_ = std::make_unique<MotionServer>(std::move(model), options, std::move(home));
        began.url = server_->url();
        events_.push(std::move(began));
        return;
    } catch (const std::bad_alloc&) {
        message = "Out of memory: the server needs a model of its own";
    } catch (const std::exception& error) {
        message = error.what();
    }
    spdlog::error("Serving failed: {}", message);
    events_.push(ServeFailed{message});
}

void ServeWorker::execute(const End&) {
    server_.reset();
    events_.push(ServeEnded{});
}

}  // namespace im::serve

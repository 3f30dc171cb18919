#include "engine/train/finetune/finetune.h"

#include <utility>

#include "engine/core/error.h"
#include "engine/train/finetune/finetune_control.h"
#include "engine/train/finetune/finetune_run.h"

namespace im {

Finetune::Finetune(FinetuneRequest request, FinetuneListener listener)
    : request_(std::move(request)),
      listener_(std::move(listener)),
      control_(std::make_shared<FinetuneControl>()) {}

Finetune::~Finetune() {
    stop();
    wait();
}

void Finetune::run() {
    try {
        control_->set_state(FinetuneState::Running);
        FinetuneRun(request_, listener_, *control_).to_the_end();
        control_->end(FinetuneState::Done, "");
    } catch (const Error& error) {
        control_->end(error.kind() == ErrorKind::Interrupted ? FinetuneState::Done : FinetuneState::Failed,
                      error.what());
        throw;
    } catch (const std::exception& error) {
        control_->end(FinetuneState::Failed, error.what());
        throw;
    }
}

void Finetune::start() {
    if (thread_.joinable()) throw usage_error("a fine-tuning run can be started only once");
    thread_ = std::thread([this] {
        try {
            run();
        } catch (const std::exception&) {  // kept for error()
        }
    });
}

void Finetune::wait() {
    if (thread_.joinable()) thread_.join();
}

void Finetune::pause() {
    control_->set_pause(true);
}
void Finetune::resume() {
    control_->set_pause(false);
}
void Finetune::stop() {
    control_->set_stop();
}
FinetuneState Finetune::state() const {
    return control_->state();
}
std::string Finetune::error() const {
    return control_->error();
}
std::string Finetune::ended_early() const {
    return control_->ended_early();
}
RunRecord Finetune::record() const {
    return control_->record();
}

}  // namespace im

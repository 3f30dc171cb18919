#include "app/workers/training_run.h"

#include <utility>

namespace im {
namespace {

class FinetuneRun final : public TrainingRun {
  public:
    FinetuneRun(FinetuneRequest request, FinetuneListener listener)
        : finetune_(std::move(request), std::move(listener)) {}
    void run() override { finetune_.run(); }
    void pause() override { finetune_.pause(); }
    void resume() override { finetune_.resume(); }
    void stop() override { finetune_.stop(); }
    bool paused() const override { return finetune_.state() == FinetuneState::Paused; }
    std::string ended_early() const override { return finetune_.ended_early(); }

  private:
    Finetune finetune_;
};

}  // namespace

std::unique_ptr<TrainingRun> make_finetune_run(FinetuneRequest request, FinetuneListener listener) {
    return std::make_unique<FinetuneRun>(std::move(request), std::move(listener));
}

}  // namespace im

#pragma once
// A fine-tuning run as the training worker drives it: a Finetune, or a test's stand-in.

#include <functional>
#include <memory>
#include <string>

#include "engine/train/finetune/finetune.h"

namespace im {

class TrainingRun {
  public:
    virtual ~TrainingRun() = default;
    /// On the calling thread, to the end. Throws Interrupted when stopped, after a checkpoint.
    virtual void run() = 0;
    // From any thread; none of these waits.
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void stop() = 0;
    virtual bool paused() const = 0;
    /// Why it ended before its last iteration although nobody stopped it; empty otherwise.
    virtual std::string ended_early() const = 0;
};

using TrainingRunMaker = std::function<std::unique_ptr<TrainingRun>(FinetuneRequest, FinetuneListener)>;

/// Makes the real ones.
std::unique_ptr<TrainingRun> make_finetune_run(FinetuneRequest request, FinetuneListener listener);

}  // namespace im

#pragma once
// The loop that every supervised trainer shares: resume, step, log, validate, checkpoint,
// stop early, stop on request.

#include <functional>
#include <map>
#include <string>

#include "engine/core/files.h"
#include "engine/model/precision.h"
#include "engine/train/run/run_state.h"
#include "engine/train/supervised/train.h"

namespace im {

struct TrainLoop {
    std::string name;  ///< "tokenizer": names the checkpoint and the log
    std::int64_t steps = 0, validate_every = 0, checkpoint_every = 0;
    int patience = 1;
    OptimiserConfig optimiser;
    bool bf16 = false;
    torch::Device device = torch::kCPU;
    std::string config_hash;

    struct Loss {
        torch::Tensor total;
        std::map<std::string, double> terms;
    };
    std::function<Loss(std::int64_t step)> loss;  ///< forward pass of one batch, under autocast when bf16
    struct Validation {
        double score = 0;  ///< lower is better
        std::map<std::string, double> values;
    };
    std::function<Validation(std::int64_t step)> validate;
    std::function<void()> save_best;  ///< the model as it is now is the best so far

    /// Trains `module` in `request.out`. Steps whose loss or gradient is NaN or Inf are skipped and counted;
    /// 20 in a row end the run with an Input error and the last checkpoint intact.
    void run(torch::nn::Module& module, const TrainRequest& request);
};

/// A loop as a trainer's part of the config (train_config.h) wants it. `loss`, `validate` and `save_best` are
/// left to the trainer.
template <class Training>
TrainLoop make_loop(const std::string& name, const Training& training, const TrainRequest& request,
                    torch::Device device) {
    TrainLoop loop;
    loop.name = name;
    loop.steps = training.steps;
    loop.validate_every = training.validate_every;
    loop.checkpoint_every = training.checkpoint_every;
    loop.patience = training.patience;
    loop.optimiser = training.optimiser;
    loop.bf16 = use_bf16(training.precision, device);
    loop.device = device;
    loop.config_hash = hash_of(read_text(request.config) + std::to_string(request.seed));
    return loop;
}

}  // namespace im

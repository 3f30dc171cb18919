#pragma once
// The loop that every supervised trainer shares: resume, step, log, validate, checkpoint, stop early, stop on request.

#include <functional>
#include <map>
#include <string>

#include "engine/train/run_state.h"
#include "engine/train/train.h"

namespace im {

struct TrainLoop {
  std::string name;                 ///< "tokenizer": names the checkpoint and the log
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
  std::function<Loss(std::int64_t step)> loss;                 ///< forward pass of one batch, under autocast when bf16
  struct Validation {
    double score = 0;                                          ///< lower is better
    std::map<std::string, double> values;
  };
  std::function<Validation(std::int64_t step)> validate;
  std::function<void()> save_best;                             ///< the model as it is now is the best so far

  /// Trains `module` in `request.out`. Steps whose loss or gradient is NaN or Inf are skipped and counted; 20 in a row
  /// end the run with an Input error and the last checkpoint intact.
  void run(torch::nn::Module& module, const TrainRequest& request);
};

}  // namespace im

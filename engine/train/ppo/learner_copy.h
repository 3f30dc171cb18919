#pragma once
// What learns, as it was: to take an iteration back.

#include <cstdint>
#include <vector>

#include <torch/nn/module.h>
#include <torch/optim/adamw.h>

namespace im {

/// Parameters and AdamW's moments, copied to main memory wherever the module is.
class LearnerCopy {
  public:
    /// Looks into both when it restores them.
    LearnerCopy(torch::nn::Module& module, torch::optim::AdamW& optimiser);
    /// Gradients are zero then.
    void restore();

  private:
    struct Entry {
        torch::Tensor value, mean, square;  ///< the last two undefined before the parameter's first step
        std::int64_t step;
    };
    torch::nn::Module& module_;
    torch::optim::AdamW& optimiser_;
    std::vector<Entry> entries_;
};

}  // namespace im

#pragma once
// Texts and motions in the space of two-tower encoders, as an evaluation needs them: each text once, motions in
// batches of like length.

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/evaluate/evaluation_motions.h"
#include "engine/model/motion_text_encoders.h"

namespace im {

class EvaluationEmbeddings {
  public:
    /// The encoders' time is added to `seconds`; `poll` is called between batches and may throw.
    EvaluationEmbeddings(double& seconds, std::function<void()> poll);

    /// (1, E)
    torch::Tensor text(const MotionTextEncoders& encoders, const Caption& caption);
    /// (N, E)
    torch::Tensor texts(const MotionTextEncoders& encoders, const std::vector<Caption>& captions);
    /// (N, E), in input order; motions of like length run together. `seen` hears of each batch once it is embedded.
    torch::Tensor motions(const MotionTextEncoders& encoders, const LazyMotions& motions,
                          const std::function<void(const MotionBatch&)>& seen = {});

  private:
    double& seconds_;
    std::function<void()> poll_;
    std::unordered_map<const MotionTextEncoders*, std::unordered_map<std::string, torch::Tensor>> texts_;
};

}  // namespace im

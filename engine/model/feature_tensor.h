#pragma once
// A feature sequence as a tensor, for every place where motions go into a model.

#include <torch/types.h>

#include "engine/motion/representation/features.h"

namespace im {

/// (T, D) float32. A view: it lives as long as `features` does and must not be written to.
inline torch::Tensor feature_tensor(const FeatureSequence& features) {
    return torch::from_blob(const_cast<float*>(features.values.data()), {features.frames, features.width},
                            torch::kFloat32);
}

}  // namespace im

#pragma once
// Mean and standard deviation of a data set's features.

#include <utility>
#include <vector>

#include <torch/types.h>

#include "engine/io/dataset.h"

namespace im {

/// The statistics published with the data set where it has them; else over `clips`, every clip counted by its
/// weight, with the standard deviation averaged within each column group (HumanML3D's convention). (D), (D).
std::pair<torch::Tensor, torch::Tensor> feature_statistics(const MotionDataset& data,
                                                           const std::vector<const CaptionedMotion*>& clips);

}  // namespace im

#pragma once
// What all supervised trainers read before they begin.

#include "engine/io/dataset.h"
#include "engine/model/model_folder.h"
#include "engine/train/run/train_config.h"
#include "engine/train/supervised/train.h"

namespace im {

/// Train and val clips of the request's folders, as features of `model`'s codec; what was left out is logged.
/// Throws Input when the data are of another skeleton or codec than the model.
MotionDataset load_training_data(const TrainRequest& request, const TrainConfig& config,
                                 const ModelConfig& model);

/// Adds what the data's own train clips give when the operators of engine/synthesis combine them, never a
/// held-out pair, and logs the share that was refused. Nothing for `synthesis.clips` 0.
void add_synthesised_clips(MotionDataset& data, const SynthesisTraining& synthesis, const TrainConfig& config,
                           const TrainRequest& request);

}  // namespace im

#pragma once
// What the tokenizer is trained to minimise.

#include <map>
#include <string>

#include "engine/model/model_folder.h"

namespace im {

struct TokenizerLoss {
    torch::Tensor total;                  ///< scalar
    std::map<std::string, double> terms;  ///< for the log
};

/// Source: T2M-GPT, eq. 3: smooth L1 over all columns + 0.5 x smooth L1 over the joint positions
/// (+ commitment).
TokenizerLoss published_loss(const torch::Tensor& reconstruction, const torch::Tensor& target,
                             int joint_count);

/// What errors look like to a viewer, in metres: the published feature term, with the root's columns counted
/// more and the ill-defined wrist rotations not at all, plus L1 on joint positions (local and in the world),
/// on joint velocities in the world, and once more on the velocity of feet that rest. Small movements that say
/// much count by what they mean: the direction of every bone and how it changes (a nod is a few centimetres),
/// and where the hands are against each other, the head and the hips (a clap, hands on the hips).
TokenizerLoss geometric_loss(const torch::Tensor& reconstruction, const torch::Tensor& target,
                             const Tokenizer& statistics, const Skeleton& skeleton);

}  // namespace im

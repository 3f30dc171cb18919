#pragma once
// Features to zero mean and unit spread, as the published models expect them.

#include <span>
#include <vector>

#include "engine/motion/representation/features.h"

namespace im {

struct FeatureNormaliser {
    std::vector<float> mean, std;  ///< (D)

    /// (x - mean) / std and back, in place. Throw Input when the width differs.
    void normalise(FeatureSequence& features) const;
    void denormalise(FeatureSequence& features) const;

    /// Over all rows of all sequences: mean, and population standard deviation averaged within each column
    /// group of the layout (HumanML3D's convention). A group that never changes gets 1. Throws Input for no
    /// rows or another width.
    static FeatureNormaliser of(std::span<const FeatureSequence> sequences, const FeatureLayout& layout);
};

}  // namespace im

#pragma once
// A small HumanML3D-layout data set, written to disk: walkers that differ in speed, with captions.

#include <filesystem>

namespace im::test {

struct TinyDataset {
    int train_clips = 8, val_clips = 2, test_clips = 2;
    int frames = 48;  ///< rows of features in a clip
};

/// `folder` gets new_joint_vecs/, texts/, train.txt, val.txt and test.txt.
void write_tiny_dataset(const std::filesystem::path& folder, const TinyDataset& shape = {});

}  // namespace im::test

#pragma once
// Captioned motion data, read from any of three layouts (recognised by their files):
//   compact      joints.npy (frames, J, 3) int16 + clips.json           one array, one index
//   HumanML3D    new_joint_vecs/ID.npy (T, D), texts/ID.txt, train.txt val.txt test.txt [Mean.npy Std.npy]
//                KIT-ML is the same with D = 251
//   imported     the HumanML3D layout + dataset.json, as `instructmotion import` writes it
//
//   MotionDataset data = load_dataset(folder, {.splits = {Split::Train}});

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/motion/representation/features.h"

namespace im {

enum class Split { Train, Val, Test };
const char* split_name(Split split);
Split split_by_name(const std::string& name);  ///< "train" | "val" | "test"; throws Usage

/// A caption that is wrong by little for a motion.
struct NearMiss {
    std::string kind;  ///< "part missing", "count", "path", "turn", "stop", "order", "side", "limb"
    std::string caption;
};

struct CaptionedMotion {
    std::string id;
    Split split = Split::Train;
    FeatureSequence features;           ///< (T, D), not normalised
    std::vector<std::string> captions;  ///< at least one
    /// Of each caption, "a/DET person/NOUN walk/VERB"; empty when the data set has none.
    std::vector<std::string> caption_tags;
    double weight = 1.0;               ///< relative probability of being drawn in training
    std::vector<std::string> actions;  ///< tags in order, when the data set has them
    int cut_frame = 0;  ///< of a composed clip: where its second action starts; 0 where it is not known
    std::string style, source, licence;
    std::vector<NearMiss> near_misses;  ///< of synthesised clips
    bool mirrored = false, augmented = false, composed = false, novel_pair = false;
};

struct MotionDataset {
    std::string skeleton = "humanml3d";
    FeatureCodec codec = FeatureCodec::Official;
    double fps = 20.0;
    std::vector<CaptionedMotion> motions;
    std::vector<float> mean, std;       ///< (D) as published with the data set; empty when it has none
    std::vector<std::string> warnings;  ///< what was skipped and why

    std::vector<const CaptionedMotion*> of(Split split) const;
};

struct DatasetOptions {
    std::vector<Split> splits = {Split::Train, Split::Val, Split::Test};
    /// How a compact data set's joints become features; a HumanML3D folder's features are Official, an
    /// imported one's say.
    FeatureCodec codec = FeatureCodec::Corrected;
    /// compact: clips of these sources and compositions that list them.
    std::vector<std::string> leave_out_sources;
    int frames_min = 24;  ///< shorter clips are left out (with a warning)
    int threads = 0;
    std::function<void(double share)> on_progress;
};

/// Published data sets miss a few files and hold a NaN clip: up to 1 % of broken clips are skipped with a
/// warning. Beyond that, or when an index is broken (missing file, wrong width, caption without clip, clip
/// without caption, no clip at all), throws Input naming the first ten.
MotionDataset load_dataset(const std::filesystem::path& folder, const DatasetOptions& options);

/// Several folders as one data set: splits stay each folder's own, a name that occurs twice gets its folder's
/// in front ("more/walk_01"). Throws Input when the folders differ in skeleton, codec or frame rate, Usage
/// for no folder or one that is given twice.
MotionDataset load_datasets(const std::vector<std::filesystem::path>& folders, const DatasetOptions& options);

/// "a, b and c", for messages.
std::string folder_names(const std::vector<std::filesystem::path>& folders);

}  // namespace im

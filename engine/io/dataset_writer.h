#pragma once
// Captioned motion as a data-set folder: the imported layout of dataset.h.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

/// The folder appears under its name when finish() has written everything; until then, and for good when
/// finish() is not reached, it does not exist.
class DatasetWriter {
  public:
    /// Throws Usage when `folder` exists and is not empty, Resource when it cannot be made.
    DatasetWriter(std::filesystem::path folder, FeatureCodec codec);
    ~DatasetWriter();
    DatasetWriter(const DatasetWriter&) = delete;
    DatasetWriter& operator=(const DatasetWriter&) = delete;

    /// A clip of HumanML3D's figure at 20 fps, told in features of HumanML3D's proportions. `id` without '/'.
    /// Throws Input for a clip that cannot be encoded.
    void add(const std::string& id, const MotionClip& clip, const std::vector<std::string>& captions,
             Split split);
    /// Lists, statistics and dataset.json. Throws Input for no train clip.
    void finish();

  private:
    std::filesystem::path folder_, partial_;
    FeatureCodec codec_;
    std::vector<std::pair<std::string, Split>> clips_;
    std::vector<FeatureSequence> train_;
};

}  // namespace im

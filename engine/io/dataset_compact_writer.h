#pragma once
// Captioned motion as a data-set folder of the compact layout: see dataset.h.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/io/dataset.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

/// The folder appears under its name when finish() has written everything; until then, and for good when
/// finish() is not reached, it does not exist. Positions are kept to half a millimetre.
class CompactDatasetWriter {
  public:
    /// Throws Usage when `folder` exists and is not empty, Resource when it cannot be made.
    explicit CompactDatasetWriter(std::filesystem::path folder);
    ~CompactDatasetWriter();
    CompactDatasetWriter(const CompactDatasetWriter&) = delete;
    CompactDatasetWriter& operator=(const CompactDatasetWriter&) = delete;

    /// Joints of HumanML3D's figure at 20 fps, within 16 m of the origin. The motion's features are not read;
    /// `more` are further fields of the entry, such as "parts". Throws Input for another figure, rate or
    /// place.
    void add(const CaptionedMotion& motion, const MotionClip& joints, const nlohmann::json& more);
    int clips() const { return static_cast<int>(index_.size()); }
    /// joints.npy and clips.json. Throws Input for no clip, Resource for a full disk.
    void finish();

  private:
    std::filesystem::path folder_, partial_;
    std::ofstream joints_;
    std::int64_t frames_ = 0;
    std::vector<std::string> index_;  ///< entries as JSON, one a line
};

}  // namespace im

#pragma once
// Takes of the captioned motion in IM_MOTION_DIR (default: ../shared/motion beside the sources).

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"

namespace im::test {

struct CapturedTake {
    std::string id;
    MotionClip clip;  ///< HumanML3D's figure, metres, 20 frames a second, floor at y = 0
};
/// Those of the ids that the data has, in its order; none where the folder is absent.
std::vector<CapturedTake> captured_takes(const std::vector<std::string>& ids);

}  // namespace im::test

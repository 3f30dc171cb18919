#pragma once
// The user's own figure in the viewport: the rig that clips are saved on, under the clips that are shown. Plain data.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/motion/rig/rigged_clip.h"

namespace im::studio {

/// Figures of a take that are shown on it; those behind them stay mannequins.
inline constexpr std::size_t kRiggedFiguresMax = 32;

struct OwnRigView {
    /// A clip that was put on `rig`, known by clip_mark().
    struct Made {
        std::uint64_t clip = 0;
        std::shared_ptr<const RiggedClip> rigged;  ///< null: it cannot be
    };
    std::shared_ptr<const FigureScene> rig;  ///< that was ready last; null: none yet
    bool asked = false;                      ///< the one used last was asked for, when nobody had chosen one
    std::vector<Made> made;                  ///< newest last
    bool making = false;                     ///< a background task puts a clip on it
    /// Of the take that the viewport shows, one a figure; null: the mannequin stands in. Empty: all are mannequins.
    std::vector<std::shared_ptr<const RiggedClip>> shown;
};

/// Tells clips apart by their motion.
std::uint64_t clip_mark(const MotionClip& clip);

}  // namespace im::studio

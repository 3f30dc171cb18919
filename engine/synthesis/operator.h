#pragma once
// Synthesised pairs of motion and words: what an operator takes, and what it gives (the outlook of Mao et al.
// 2024: motion stitching, also to train the reward). One operator a file, one table of operators.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_pool.h"
#include "engine/synthesis/draw.h"

namespace im {

/// One new pair. Motion at the skeleton's rate, anywhere on the floor; it is placed at the origin when it
/// becomes features.
struct SynthesisedClip {
    MotionClip motion;
    std::vector<std::string> captions;  ///< 2 to 4 sentences, "a person walks in a circle to the left."
    std::vector<std::string>
        actions;        ///< tags in order; what happens at once is one tag, "walk+wave_right_hand"
    std::string style;  ///< "" where the parts differ
    std::vector<NearMiss> near_misses;  ///< what a listener must tell apart from this clip
    /// What was asked of the operator: "count", "turn_deg", "radius_m" ... Those that end with "_deg" are
    /// positive to the left and change their sign in mirrored copies.
    std::map<std::string, double> facts;
    std::vector<const CaptionedMotion*> parts;  ///< the captured clips that it was made of
    int cut_frame = 0;                          ///< of a sequence: where its second action starts
};

/// One way of making pairs. `make` draws sources, parameters and wordings from `random` alone; empty where
/// the draw does not work out (others are drawn then, and the share is reported). Thread-safe.
struct SynthesisOperator {
    const char* name;         ///< "layer", as on the command line
    const char* description;  ///< one line for the command's help
    double share;             ///< of the synthesised clips when all operators are asked for
    std::optional<SynthesisedClip> (*make)(const ClipPool& pool, SynthesisRandom& random);
};

/// The table. In the order of the command's help.
const std::vector<SynthesisOperator>& synthesis_operators();

/// Throws Usage, naming all that there are.
const SynthesisOperator& synthesis_operator(const std::string& name);

}  // namespace im

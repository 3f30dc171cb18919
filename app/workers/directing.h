#pragma once
// Sequences of prompts, and edits of clips, as the generation thread makes them. Torch-free header.

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "app/workers/loaded_model.h"
#include "engine/direct/apply_pins.h"
#include "engine/direct/continuing_model.h"
#include "engine/direct/scene.h"
#include "engine/direct/sequence.h"

namespace im {

struct BlocksToMake {
    std::vector<SequenceBlock> blocks;
    SequenceOptions options;
    std::optional<DrawnPath> path = {};  ///< that all of it follows
    std::vector<Pin> pins = {};
};
struct ClipToEdit {
    MotionClip clip;
    SceneEdit edit;
    SamplingOptions sampling = {};
    std::vector<BlockMade> blocks = {};  ///< that the clip was made of, if it was
};
using DirectRequest = std::variant<BlocksToMake, ClipToEdit>;

/// Whether a model is drawn from: mirroring and the like work without.
bool draws_from_model(const DirectRequest& request);

struct DirectedClip {
    MotionClip clip;
    std::vector<BlockMade> blocks;     ///< where they are in the clip; of an edit those that are left
    std::vector<int> tokens;           ///< as the model would have said it; empty: too short, or no model
    std::vector<std::string> notices;  ///< what was done otherwise than asked, in words
    std::optional<double> path_error_cm =
        {};  ///< mean distance of the pelvis to the path; empty: none followed
    std::vector<ConstraintError> misses = {};  ///< of the pins, in their order
};

/// `continuing` may be null where nothing is drawn. Throws as direct_figure and edited.
DirectedClip direct_clip(const LoadedModel& model, ContinuingModel* continuing, const DirectRequest& request,
                         const std::function<void(double)>& on_progress, std::stop_token stop);

/// Where the blocks are after an edit that made a clip of `frames_now` frames of one of `frames_before`; none
/// where they are not in one piece any more.
std::vector<BlockMade> blocks_after(const std::vector<BlockMade>& blocks, const SceneEdit& edit, double fps,
                                    int frames_before, int frames_now);

}  // namespace im

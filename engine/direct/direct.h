#pragma once
// A scene's motion, made anew: the same scene, model and device give the same motion.
//
//   Scene scene = load_scene("scene.json");
//   for (const DirectedMotion& made : direct_scene(*model, scorer.get(), scene)) save_clip(..., made.clip, ...);

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/direct/apply_pins.h"
#include "engine/direct/continuing_model.h"
#include "engine/direct/scene.h"
#include "engine/direct/span.h"
#include "engine/generate/motion_scorer.h"

namespace im {

struct DirectedMotion {
    std::string name;
    MotionClip clip;
    std::vector<BlockMade> blocks;             ///< of the motion before path and edits
    std::vector<int> tokens;                   ///< of an unconstrained, unedited sequence of the form Tokens
    std::optional<double> reward = {};         ///< of the chosen candidate of a single block
    std::optional<double> path_error_cm = {};  ///< mean distance of the pelvis to the drawn path
    std::vector<ConstraintError> errors;       ///< of the pins, in their order, before edits
    std::vector<std::string> notices;
};

/// A figure of the scene. Constraints count in the choice among `best_of` candidates of a single block: drawn
/// at once, ranked by reward and by how far they are from what is asked, the best four made and measured. The
/// scorer may be null where best_of is 1 (edits then rank by the miss). Throws as what it is made of; Input
/// for a clip that cannot be read; messages of edits name their number. `on_progress` hears 0..1 of several blocks.
DirectedMotion direct_figure(ContinuingModel& model, const MotionScorer* scorer, const Scene& scene,
                             const SceneFigure& figure, std::stop_token stop = {},
                             const std::function<void(double)>& on_progress = {});

/// All figures. A scene that names another model is told in every figure's notices.
std::vector<DirectedMotion> direct_scene(ContinuingModel& model, const MotionScorer* scorer,
                                         const Scene& scene,
                                         const std::function<void(double)>& on_progress = {},
                                         std::stop_token stop = {});

/// The edit on a clip: for programs that hold a clip and no scene. `scored` hears of the span's variations.
MotionClip edited(ContinuingModel* model, const MotionScorer* scorer, const MotionClip& clip,
                  const SceneEdit& edit, const SamplingOptions& sampling, std::stop_token stop = {},
                  const std::function<void(const std::vector<SpanVariation>&)>& scored = {});
/// Whether the edit draws from a model.
bool needs_model(const SceneEdit& edit);

}  // namespace im

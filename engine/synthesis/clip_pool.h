#pragma once
// The captured train clips that operators draw from, by action.

#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/synthesis/clip_traits.h"

namespace im {

/// Whether `pairs` ("walk>wave": in this order; "walk+wave": at once, in either order) lists these actions, or
/// their mirror image.
bool is_held_out(const std::set<std::string>& pairs, const std::string& first, const std::string& second,
                 bool at_once);

class ClipPool {
  public:
    /// The train clips of `data` that are neither composed nor synthesised nor tempo copies. A clip without
    /// action tags has the verb of its first caption that has one as its action; without a verb it is left
    /// out. Keeps pointers into `data`. Throws Input for another figure than HumanML3D's.
    explicit ClipPool(const MotionDataset& data);

    /// Clips whose only action is `action`; empty where there are none.
    const std::vector<const CaptionedMotion*>& of(const std::string& action) const;
    /// Clips of any of `actions`, in the order of the list.
    std::vector<const CaptionedMotion*> of_any(const std::vector<std::string>& actions) const;
    /// All actions, sorted.
    const std::vector<std::string>& actions() const { return actions_; }

    const std::vector<const CaptionedMotion*>& clips() const { return clips_; }
    /// Of one of the pool's clips.
    const ClipTraits& traits(const CaptionedMotion& clip) const { return traits_.at(&clip); }
    /// Actions whose clips are done by arms or head over legs that rest, upright: they join with moving legs.
    /// Not those that need the whole body all the same.
    const std::vector<std::string>& gestures() const { return gestures_; }
    /// Actions of the legs and the pelvis that leave the arms free.
    const std::vector<std::string>& carriers() const { return carriers_; }
    const std::vector<std::string>& warnings() const { return warnings_; }

    FeatureCodec codec() const { return codec_; }
    const Skeleton& skeleton() const { return *skeleton_; }
    /// Joints of one of the clips, (T, J), metres.
    MotionClip motion(const CaptionedMotion& clip) const;

    /// Pairs of actions that no operator may make: kept for evaluation. "walk>wave" for one after the other,
    /// in this order; "walk+wave" at once, in either order. A pair is held out with its mirror image, since
    /// results are mirrored.
    void hold_out(const std::set<std::string>& pairs) { held_out_ = pairs; }
    bool held_out(const std::string& first, const std::string& second, bool at_once) const;

  private:
    const Skeleton* skeleton_;
    FeatureCodec codec_;
    std::vector<const CaptionedMotion*> clips_;
    std::unordered_map<const CaptionedMotion*, ClipTraits> traits_;
    std::map<std::string, std::vector<const CaptionedMotion*>> by_action_;
    std::vector<std::string> actions_, gestures_, carriers_, warnings_;
    std::set<std::string> held_out_;
};

}  // namespace im

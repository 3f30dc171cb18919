#pragma once
// The captured train clips that operators draw from, by action.

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/dataset.h"

namespace im {

class ClipPool {
  public:
    /// The train clips of `data` that are neither composed nor tempo copies. Keeps pointers into `data`.
    explicit ClipPool(const MotionDataset& data);

    /// Clips whose only action is `action`; empty where there are none.
    const std::vector<const CaptionedMotion*>& of(const std::string& action) const;
    /// Clips of any of `actions`, in the order of the list.
    std::vector<const CaptionedMotion*> of_any(const std::vector<std::string>& actions) const;
    /// All actions, sorted.
    const std::vector<std::string>& actions() const { return actions_; }

    const Skeleton& skeleton() const { return *skeleton_; }
    /// Joints of one of the clips, (T, J), metres.
    MotionClip motion(const CaptionedMotion& clip) const;

    /// Pairs of actions that no operator may make: kept for evaluation. "walk>wave" for one after the other, in
    /// this order; "walk+wave" at once, in either order.
    void hold_out(const std::set<std::string>& pairs) { held_out_ = pairs; }
    bool held_out(const std::string& first, const std::string& second, bool at_once) const;

  private:
    const Skeleton* skeleton_;
    std::map<std::string, std::vector<const CaptionedMotion*>> by_action_;
    std::vector<std::string> actions_;
    std::set<std::string> held_out_;
};

}  // namespace im

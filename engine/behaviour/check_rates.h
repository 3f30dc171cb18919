#pragma once
// How good the checks are: what share of right clips they accept, and of others they refuse.

#include <functional>
#include <string>
#include <vector>

#include "engine/behaviour/behaviour.h"
#include "engine/behaviour/evidence.h"

namespace im {

struct CheckRates {
    std::string behaviour, group;
    int right = 0, accepted = 0;      ///< clips that show it, and those of them that the check accepts
    int others = 0, refused = 0;      ///< clips that do not, and those of them that the check refuses
    int made = 0;                     ///< how many of all these were made (samples.h), not captured
    std::vector<std::string> missed;  ///< right clips that are refused: ids, or what they were made of
    struct Taken {
        std::string action;  ///< of others, or what they were made of
        int clips = 0, accepted = 0;
    };
    std::vector<Taken> taken;  ///< others of which some are accepted, the most accepted action first

    double accept_share() const { return right > 0 ? static_cast<double>(accepted) / right : 0; }
    double refuse_share() const { return others > 0 ? static_cast<double>(refused) / others : 0; }
    bool holds() const { return accept_share() >= 0.95 && refuse_share() >= 0.95; }
};

/// What the checks see instead of a motion: the same after a model's tokenizer, for instance.
using MotionPass = std::function<MotionClip(const MotionClip&)>;

/// One a behaviour, in their order. Behaviours without evidence and samples have no clips. With `seen_through`
/// the accepted share is what a generator without a fault could reach with such a tokenizer.
std::vector<CheckRates> check_behaviours(const std::vector<TaggedClip>& clips,
                                         const std::vector<Behaviour>& behaviours,
                                         const MotionPass& seen_through = {});

}  // namespace im

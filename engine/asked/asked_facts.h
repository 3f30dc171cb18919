#pragma once
// What a prompt says that can be measured on the motion: how often, by how much it turns, which hand or leg,
// where to, along which way, whether it stops. Plain geometry (engine/behaviour/facts.h) says whether a motion
// keeps it, whatever a learned encoder thinks.
//
//   for (const AskedFact& fact : asked_facts("a person jumps three times and turns around"))
//       fact.name, fact.wanted;      // "jumps", 3; "turn", 180 degrees
//   facts_score(asked, measure_facts(clip));  // 1: all are kept

#include <functional>
#include <string>
#include <vector>

#include "engine/behaviour/facts.h"

namespace im {

struct AskedFact {
    std::string name;    ///< "jumps", "turn", "hand", "way"
    std::string wanted;  ///< in words: "3", "90 degrees to the left", "right"
    std::string unit;  ///< of what is measured: "times", "degrees", "metres"; "" where a number says nothing
    double value = 0;  ///< that `measure` should give
    double tolerance = 0.5;
    /// What the motion shows, in the same unit.
    std::function<double(const MotionFacts&)> measure;
    bool is_event = false;  ///< something that is seen or not: `wanted` says it without the name

    bool kept(const MotionFacts& facts) const;
    /// 1 where it is kept, falling to 0 at three times the tolerance.
    double closeness(const MotionFacts& facts) const;
};

/// Of an English prompt in any wording that says them plainly; in the order in which they are said. What is
/// negated ("without turning") is left out. Empty where nothing is asked that can be measured.
std::vector<AskedFact> asked_facts(const std::string& prompt);

/// A fact that a motion does not keep, in words.
struct MissedFact {
    std::string name, wanted;
    std::string found;      ///< "2", "30 degrees"; empty where a number would say nothing
    bool is_event = false;  ///< as of AskedFact
};
std::vector<MissedFact> missed_facts(const std::vector<AskedFact>& asked, const MotionFacts& facts);
/// "jumps: 3 asked, 2 seen; turn: to the left asked"; empty for none.
std::string in_words(const std::vector<MissedFact>& missed);

/// Mean closeness, 0 to 1; 1 where nothing is asked.
double facts_score(const std::vector<AskedFact>& asked, const MotionFacts& facts);

/// Pairs of names that no motion can keep together, as "turn: to the left, to the right"; for a warning.
std::vector<std::string> contradictions(const std::vector<AskedFact>& asked);

}  // namespace im

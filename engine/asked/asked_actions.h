#pragma once
// Which actions a prompt names that plain geometry can see: waving, sitting down, a walk with hands on hips.
// With asked_facts.h they are what can be said of a motion without any learned encoder.
//
//   for (const AskedFact& action : asked_actions("a person walks, then waves"))
//       action.name, action.wanted;   // "action", "walks"; "action", "waves"; "order", "walks, then waves"

#include <string>
#include <vector>

#include "engine/asked/asked_facts.h"

namespace im {

/// Of an English prompt; in the order in which they are said, then how they stand to each other in time. An
/// action that is the whole prompt must be done as the behaviour checks want it (behaviour.h): standing, for
/// one, where no walk is asked for. One of several must be seen at some time. Empty where no action is known.
std::vector<AskedFact> asked_actions(const std::string& prompt);

/// asked_facts() and asked_actions(): everything that can be measured.
std::vector<AskedFact> everything_asked(const std::string& prompt);

}  // namespace im

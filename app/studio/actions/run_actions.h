#pragma once
// What is done about a fine-tuning run beside starting and stopping it: another look is chosen, the next run is prepared
// from it, a warning is acted upon; and what a run will take. None of these waits.

#include <cstdint>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The model of the look at `iteration` becomes the run's and the studio's.
void keep_look(StudioState& state, Services& services, std::int64_t iteration);

/// How the next run differs from the one that is shown.
struct NextRun {
    bool on_top = false;  ///< it starts from what this one made, not from its base
    bool calmer = false;  ///< half the learning rate, twice the penalty of leaving the base
    std::string without;  ///< a prompt that is left out
};
/// Fills the form with the shown run's prompts and settings; a run in progress is asked to stop.
void prepare_next_run(StudioState& state, Services& services, const NextRun& next);

/// What one can do about a warning with one click.
struct WarningAct {
    const char* label = nullptr;  ///< null: nothing
    const char* help = nullptr;
    NextRun next;
    bool only_stop = false;  ///< the run in progress is asked to stop, and that is all
};
WarningAct act_for(const StudioState& state, const std::string& warning);
void act_on(StudioState& state, Services& services, const WarningAct& act);

/// Looks for what earlier runs took, when the form asks for another kind of run.
void find_cost_when_due(StudioState& state, Services& services);
/// "About 12 min: 60 iterations of 9 s, ..." or why that is not known.
std::string cost_text(const StudioState& state);
/// Memory that a run needs at least and what is free; `short_of_it`: more than is free.
std::string memory_text(const StudioState& state, bool& short_of_it);

/// Tells the desktop, and finds out which looks can be chosen.
void run_has_ended(StudioState& state, Services& services);

}  // namespace im::studio

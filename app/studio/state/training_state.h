#pragma once
// What the Fine-tune panel shows: a run's settings and its course. Plain data.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/workers/training_worker.h"

namespace im::studio {

/// Over the figure of the model that a run started from.
inline constexpr const char* kBeforeLabel = "Before";

enum class PromptSource { Typed, History, File };

struct TrainingForm {
    PromptSource source = PromptSource::Typed;
    std::string typed;             ///< one prompt a line
    std::set<std::string> chosen;  ///< of the history
    std::string search;            ///< in the history
    std::string file;              ///< a prompt set
    std::string name;              ///< of the run; empty: made of the first prompt
    std::string paired;            ///< folder of captured motions; empty: words alone
    bool use_preferences = false;  ///< what was learnt from ratings is a term of the reward
    TrainingSettings settings;
    TrainingSettings defaults;
    std::string error;  ///< shown under the button until the next try
};

/// One point an iteration, in order; judge and guard_reward one a look.
struct TrainingCurves {
    std::vector<double> iteration, reward, reward_low, reward_high, kl, entropy, value_loss, clip_fraction;
    std::vector<double> looked_at, judge, guard_reward;

    /// An iteration that was there already is done again, and so are all after it: they are taken out.
    void add(const IterationReport& report);
    void add(const GuardReport& report);
};

enum class Decision { Open, Kept, Reverted };

/// The run in progress, or the last one.
struct TrainingView {
    TrainingStarted run;
    TrainProgress progress;
    TrainingCurves curves;
    std::vector<GuardReport> looks;
    std::vector<std::string> warnings;
    std::optional<FinetuneResult> gain;  ///< measured with fresh seeds when the run came to its end
    std::optional<TrainingEnded> ended;
    Decision decision = Decision::Open;

    void add(const GuardReport& report);
    /// The look whose policy the run's folder holds; null before the first.
    const GuardReport* best_look() const;
};

struct TrainingState {
    TrainingForm form;
    TrainingPhase phase = TrainingPhase::Idle;
    std::optional<TrainingView> view;
    std::optional<UnfinishedRunFound> unfinished;
    int look_shown =
        -1;  ///< of the guard, in the gallery as 'after'; -1: the newest, and the next as they come
    bool use_snapshots = false;  ///< generate with the best policy so far while the run goes on

    bool active() const { return phase != TrainingPhase::Idle; }
};

/// Closing the window while a run is in progress.
enum class Closing { No, Asked, Saving, Now };

}  // namespace im::studio

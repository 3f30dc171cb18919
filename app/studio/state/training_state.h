#pragma once
// What the Fine-tune panel shows: a run's settings and its course. Plain data.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/studio/state/series.h"
#include "app/workers/run_cost.h"
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

/// One point an iteration, in order; from looked_at on one a look. NaN where a look or an iteration does not tell.
struct TrainingCurves {
    Series iteration, reward, reward_low, reward_high, kl, entropy, value_loss, clip_fraction;
    std::map<std::string, Series> terms;  ///< of the reward, weights applied, by name
    Series looked_at, judge, guard_reward;
    /// The run's own prompts and everything else apart; facts as shares of what is asked in numbers.
    Series judge_own, judge_rest, facts_own, facts_rest, skating_own, skating_rest, skating;

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
    /// Whose model the folder holds, where that is not the best look's (RunRecord::chosen).
    std::optional<std::int64_t> chosen;
    std::vector<std::int64_t> kept;  ///< iterations whose models can be chosen, once the run has ended

    void add(const GuardReport& report);
    /// The look whose policy the run's folder holds; null before the first.
    const GuardReport* best_look() const;
};

enum class CurvesView { Course, Rewards, Method, TradeOff };

/// A part of the window that is to be written as a picture, in the window's coordinates.
struct PictureRequest {
    float x = 0, y = 0, width = 0, height = 0;
    std::filesystem::path file;
    int frames_left = 2;  ///< until the menu that asked for it is gone
};

/// What the Curves panel was asked for.
struct PlotsForm {
    CurvesView view = CurvesView::Course;
    float smoothing = 0;            ///< 0: the raw trace alone
    std::filesystem::path overlay;  ///< folder of an earlier run; empty: none
    std::string overlay_name;
    std::optional<TrainingCurves> overlay_curves;
    std::optional<PictureRequest> picture;
};

/// What a run is likely to take, as far as earlier ones tell.
struct CostKnown {
    std::string learn;  ///< that it is known for; empty: nobody has looked yet
    bool looking = false;
    std::optional<RunCost> cost;
    std::optional<double> memory_free;  ///< bytes
};

struct TrainingState {
    TrainingForm form;
    PlotsForm plots;
    CostKnown cost;
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

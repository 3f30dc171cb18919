#pragma once
// The thread that fine-tunes. The user interface sends commands and drains events once a frame; neither side
// waits for the other. A run lives in the workspace's models folder, where its record is too (run_record.h), and is
// listed in the workspace's database.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"
#include "app/workers/run_phase.h"
#include "app/workers/training_run.h"
#include "app/workers/training_settings.h"
#include "engine/store/workspace.h"

namespace im {

/// Where runs are kept and what they run on.
struct TrainingPlace {
    std::filesystem::path workspace;
    std::string device = "auto";
    int threads = 0;
};

struct TrainingRequest {
    std::string name;                   ///< of the run and its folder
    std::filesystem::path model;        ///< the base
    std::vector<std::string> prompts;   ///< used when prompt_file is empty
    std::filesystem::path prompt_file;  ///< engine/train/finetune/prompt_set.h
    std::string split = "train";        ///< of a .json prompt file
    std::filesystem::path paired;       ///< data set whose train clips are mixed in; empty: words alone
    bool preferences = false;           ///< the workspace's ratings give a term of the reward
    TrainingSettings settings;
};

struct TrainingStarted {
    std::int64_t run = 0;  ///< in the database
    std::string name;
    std::filesystem::path folder, base;
    std::string learn;  ///< "lora" | "full"
    int iterations = 0;
    // Of a run that goes on after an interruption: what it did before, as far as it is recorded.
    std::vector<IterationReport> past;
    std::vector<GuardReport> looks;
};
struct TrainingProgressed {
    TrainProgress progress;
};
struct IterationDone {
    IterationReport report;
};
struct GuardLooked {
    GuardReport report;
    /// Of the policy that was looked at, where it has learnt something and is the best so far; else null.
    std::shared_ptr<const GeneratorSnapshot> weights = {};
};
/// The run came to its end, and what it gained was measured with fresh seeds.
struct GainMeasured {
    FinetuneResult result;
};
struct TrainingWarned {
    std::string message;
};
enum class TrainingOutcome { Completed, Stopped, Failed };
struct TrainingEnded {
    TrainingOutcome outcome = TrainingOutcome::Completed;
    /// Why it failed, or why it ended before its last iteration although nobody stopped it.
    std::string message;
};
/// An earlier session ended before this run did.
struct UnfinishedRunFound {
    std::int64_t run = 0;
    std::string name;
    double started = 0;  ///< seconds since 1970
    std::filesystem::path folder = {};
    bool holds_model = false;  ///< its folder has a model that can be kept: the best so far
};
/// A run of an earlier session, as it was when it ended.
struct RunRecalled {
    TrainingStarted run;
    std::optional<FinetuneResult> gain;
    TrainingOutcome outcome = TrainingOutcome::Completed;
};

struct PhaseChanged {
    TrainingPhase phase = TrainingPhase::Idle;
};

using TrainingEvent =
    std::variant<TrainingStarted, TrainingProgressed, IterationDone, GuardLooked, GainMeasured,
                 TrainingWarned, TrainingEnded, UnfinishedRunFound, RunRecalled, PhaseChanged>;

class TrainingWorker {
  public:
    explicit TrainingWorker(TrainingPlace place, TrainingRunMaker make_run = make_finetune_run);
    ~TrainingWorker();  ///< stops what is running, which saves a checkpoint, and joins

    /// Ends with exactly one TrainingEnded. One run at a time: a second one waits.
    void start(TrainingRequest request);
    /// Goes on with a run of the database from its checkpoint.
    void go_on_with(std::int64_t run);
    /// The newest run that an earlier session left unfinished, if any, is told by UnfinishedRunFound.
    void find_unfinished();
    /// Tells of a run that has ended by RunRecalled; nothing where it is unfinished, gone or somebody else's now.
    void recall(std::int64_t run);
    /// Such a run is not to be offered again; its folder stays.
    void forget_unfinished(std::int64_t run);

    /// Of the run in progress: pause, resume, stop, or suspend it when the window is being closed. Only asks;
    /// PhaseChanged tells when it has happened. Nothing happens where run_phase.h refuses it.
    void ask(RunCommand command);

    TrainingPhase phase() const;  ///< as the last PhaseChanged tells, or the next one will
    std::vector<TrainingEvent> drain();

  private:
    class Recorder;
    struct GoOn {
        std::int64_t run = 0;
    };
    struct FindUnfinished {};
    struct Recall {
        std::int64_t run = 0;
    };
    struct Forget {
        std::int64_t run = 0;
    };
    using Command = std::variant<TrainingRequest, GoOn, FindUnfinished, Recall, Forget>;

    void send_run(Command command);
    void execute(const TrainingRequest& request);
    void execute(const GoOn& command);
    void execute(const FindUnfinished& command);
    void execute(const Recall& command);
    void execute(const Forget& command);
    RunFolder make_folder(const TrainingRequest& request) const;
    void carry_out(FinetuneRequest request, bool preferences, const std::function<void()>& on_begun,
                   Recorder& recorder);
    void guarded(const std::function<void()>& action);
    void move_to(TrainingPhase phase);
    void run_is_prepared(const std::shared_ptr<TrainingRun>& run);

    TrainingPlace place_;
    TrainingRunMaker make_run_;
    EventQueue<TrainingEvent> events_;
    mutable std::mutex mutex_;          // guards all down to thread_
    std::shared_ptr<TrainingRun> run_;  // once it is prepared
    TrainingPhase phase_ = TrainingPhase::Idle;
    int runs_asked_ = 0;             // that have not ended: the one in progress, and those that wait
    CommandThread<Command> thread_;  // last: it uses all of the above
};

}  // namespace im

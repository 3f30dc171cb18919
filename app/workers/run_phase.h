#pragma once
// The phases of a fine-tuning run, as a table: what may be asked for in which, and what comes of it.
//
//   refusal(TrainingPhase::Paused, RunCommand::Pause)  // "It is paused already."
//   after(TrainingPhase::Paused, RunCommand::Resume)   // TrainingPhase::Running

namespace im {

enum class TrainingPhase {
    Idle,      ///< no run is in progress
    Starting,  ///< files and models are read
    Running,
    Pausing,  ///< asked to hold; it does so within a second or so
    Paused,
    Stopping,    ///< asked to end; it saves a checkpoint
    Suspending,  ///< the same, to be offered again at the next start
};

/// What the user asks of a run.
enum class RunCommand { Begin, Pause, Resume, Stop, Suspend };
/// What a run reaches by itself: it has its files and models, it holds, it is over.
enum class RunStep { Prepared, Held, Ended };

/// Why `command` is refused, in words for the user; null: it is allowed.
const char* refusal(TrainingPhase phase, RunCommand command);
/// The phase that comes next; `phase` itself where the command is refused.
TrainingPhase after(TrainingPhase phase, RunCommand command);
/// What was asked for while the run was being prepared stays asked for.
TrainingPhase after(TrainingPhase phase, RunStep step);

}  // namespace im

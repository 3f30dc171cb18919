#pragma once
// The course of a fine-tuning run: one record, which Finetune writes and everybody else reads: the curves, the
// models panel, the command line. Torch-free header.
//
//   const RunRecord record = read_run_record(RunFolder("runs/mine"));
//   record.judge().before, record.judge().after;
//
// It lies in the run's folder (engine/train/run/run_folder.h). The log has a line for each iteration ("kind":
// "iteration") and each look of the guard ("guard"), one for what was learnt of the user's liking ("preferences"),
// at the end one for what was gained ("result"), and one for each choice of another look ("chosen"); guard.jsonl has the looks with all that was sampled.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/train/finetune/gain.h"
#include "engine/train/finetune/guard_report.h"
#include "engine/train/ppo/iteration_report.h"
#include "engine/train/run/run_folder.h"
#include "engine/train/run/run_log.h"

namespace im {

/// The judge's mean score of the model that the run began with, and of the one that it kept.
struct JudgeChange {
    std::optional<double> before, after;
};

struct RunRecord {
    std::vector<IterationReport> iterations;  ///< in order
    std::vector<GuardReport> looks;           ///< in order, the base's first
    std::optional<FinetuneResult> result;     ///< measured with fresh seeds at the run's end
    /// Whose model the folder holds instead of the best look's: chosen by the user, or 0, the base, where the run ended
    /// with what the facts say is worse.
    std::optional<std::int64_t> chosen;

    /// What comes again after an interruption takes the place of what was there, with all after it.
    void add(const IterationReport& report);
    void add(const GuardReport& report);
    void add(const FinetuneResult& measured) {
        result = measured;
        if (measured.reverted) chosen = 0;
    }

    std::int64_t iterations_done() const { return iterations.empty() ? 0 : iterations.back().iteration; }
    /// The look whose policy the folder holds: the one that was chosen, else the best; null before the first.
    const GuardReport* best_look() const;
    /// As the looks told it, while the run went on.
    JudgeChange judge_by_looks() const;
    /// Of the run's own prompts as measured at its end, for the best of many looks tells itself too well; until
    /// then as the looks told it.
    JudgeChange judge() const;
};

/// Looks without what was sampled. Empty where nothing has run; lines that cannot be read, such as one cut off by a
/// power failure, are left out.
RunRecord read_run_record(const RunFolder& folder);
/// The looks with what was sampled, each iteration's last. Lines that cannot be read are left out and logged.
std::vector<GuardReport> read_looks(const RunFolder& folder);

/// Writes the record while the run goes on.
class RunRecorder {
  public:
    /// Goes on with what the folder has up to iteration `done`; the rest is cut off: it will be run again.
    RunRecorder(const RunFolder& folder, std::int64_t done);
    // Each throws Resource when the disk says no. What the log could not take comes with the next line.
    void add(const IterationReport& report);
    void add(const GuardReport& report);
    void add(const FinetuneResult& result);
    void add_preferences(nlohmann::json line);
    void add_chosen(std::int64_t iteration);

  private:
    void write(nlohmann::json line, const char* kind);
    RunFolder folder_;
    std::int64_t done_;  ///< iterations
    RunLog log_;
};

}  // namespace im

#pragma once
// The thread that measures models and makes clips of two to be compared. Commands go in, events come out; neither
// side waits for the other. It leaves the processor to the window and to generation where they want it.

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "app/workers/command_thread.h"
#include "app/workers/comparison.h"
#include "app/workers/evaluation_run.h"
#include "app/workers/event_queue.h"
#include "app/workers/loaded_model.h"

namespace im {

struct EvaluationProgressed {
    EvaluationProgress progress;
};
struct EvaluationDone {
    EvaluationReport report;
    std::string not_kept;  ///< why it could not be kept with its models; empty: it is
};
struct ComparisonMade {
    ComparedMotions comparison;
    Tally before;  ///< choices between these two in earlier comparisons
};
struct EvaluationFailed {
    std::string message;
    bool stopped = false;  ///< on request
};
/// After the last event of every command.
struct EvaluationIdle {};
using EvaluationEvent =
    std::variant<EvaluationProgressed, EvaluationDone, ComparisonMade, EvaluationFailed, EvaluationIdle>;

class EvaluationWorker {
  public:
    using Opener = std::function<LoadedModel(const std::filesystem::path& folder)>;

    EvaluationWorker(std::filesystem::path workspace, Evaluator evaluate, Opener open);
    /// Stops what is running and joins.
    ~EvaluationWorker() = default;

    void send(EvaluationRequest request) { thread_.send(std::move(request)); }
    void send(ComparisonRequest request) { thread_.send(std::move(request)); }
    /// Asks the running command to stop; returns at once.
    void stop() { thread_.stop_running(); }
    std::vector<EvaluationEvent> drain() { return events_.drain(); }

    /// Where choices are kept.
    static std::filesystem::path choices_file(const std::filesystem::path& workspace) {
        return workspace / "comparisons.jsonl";
    }

  private:
    using Command = std::variant<EvaluationRequest, ComparisonRequest>;

    void carry_out(const Command& command, const std::stop_token& stop);
    void execute(const EvaluationRequest& request, const std::stop_token& stop);
    void execute(const ComparisonRequest& request, const std::stop_token& stop);

    const std::filesystem::path workspace_;
    const Evaluator evaluate_;
    const Opener open_;
    EventQueue<EvaluationEvent> events_;
    CommandThread<Command> thread_;  // last: it uses all of the above
};

}  // namespace im

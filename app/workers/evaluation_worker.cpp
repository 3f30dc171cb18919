#include "app/workers/evaluation_worker.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr int kNiceness = 5;
constexpr std::size_t kBatch = 8;  // prompts at once: between two batches the progress moves

void give_way_to_others() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
}

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

EvaluationWorker::EvaluationWorker(std::filesystem::path workspace, Evaluator evaluate, Opener open)
    : workspace_(std::move(workspace)),
      evaluate_(std::move(evaluate)),
      open_(std::move(open)),
      thread_(
          AtExit::DropWaiting,
          [this](const Command& command, const std::stop_token& stop) { carry_out(command, stop); },
          give_way_to_others) {}

void EvaluationWorker::carry_out(const Command& command, const std::stop_token& stop) {
    try {
        std::visit([&](const auto& request) { execute(request, stop); }, command);
    } catch (const Error& error) {
        const bool stopped = error.kind() == ErrorKind::Interrupted;
        if (!stopped) {
            spdlog::error("Evaluate: {}", error.what());
        }
        events_.push(EvaluationFailed{error.what(), stopped});
    } catch (const std::exception& error) {
        spdlog::error("Evaluate: {}", error.what());
        events_.push(EvaluationFailed{error.what(), false});
    }
    events_.push(EvaluationIdle{});
}

void EvaluationWorker::execute(const EvaluationRequest& request, const std::stop_token& stop) {
    EvaluationDone done;
    done.report = evaluate_(
        request, [this](const EvaluationProgress& progress) { events_.push(EvaluationProgressed{progress}); },
        stop);
    try {
        keep_evaluation(workspace_, request, done.report, static_cast<std::int64_t>(std::time(nullptr)));
    } catch (const std::exception& error) {
        done.not_kept = error.what();
    }
    events_.push(std::move(done));
}

void EvaluationWorker::execute(const ComparisonRequest& request, const std::stop_token& stop) {
    const double start = seconds_now();
    ComparisonMade made{{request, {}}, {}};
    std::vector<std::string>& prompts = made.comparison.request.prompts;
    if (prompts.empty()) {
        prompts = own_captions(request.models[0], request.prompts_max, request.seed);
    }
    for (std::size_t side = 0; side < 2; ++side) {
        const std::string& name = request.names[side];
        events_.push(
            EvaluationProgressed{{fmt::format("Loading {}", name), 0.5 * static_cast<double>(side), 0}});
        const LoadedModel model = open_(request.models[side]);  // one at a time: two large ones may not fit
        for (std::size_t first = 0; first < prompts.size(); first += kBatch) {
            std::vector<GenerateRequest> batch;
            for (std::size_t i = first; i < std::min(first + kBatch, prompts.size()); ++i) {
                batch.push_back({.prompt = prompts[i],
                                 .sampling = request.sampling,
                                 .seed = request.seed + static_cast<std::uint64_t>(i)});
            }
            for (auto& motions : model.generator->generate_batch(batch, stop)) {
                made.comparison.motions[side].push_back(std::move(motions.front()));
            }
            const double fraction = (static_cast<double>(side) + static_cast<double>(first + batch.size()) /
                                                                     static_cast<double>(prompts.size())) /
                                    2;
            events_.push(EvaluationProgressed{{fmt::format("Generating with {}", name), fraction,
                                               (seconds_now() - start) * (1 - fraction) / fraction}});
            if (stop.stop_requested()) {
                throw Error(ErrorKind::Interrupted, "stopped");
            }
        }
    }
    made.before =
        tally_of(choices_file(workspace_), {request.models[0].string(), request.models[1].string()});
    events_.push(std::move(made));
}

}  // namespace im

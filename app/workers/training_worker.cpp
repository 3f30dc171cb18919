#include "app/workers/training_worker.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <sys/resource.h>
#include <unistd.h>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "app/workers/run_files.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/store/learn_preferences.h"
#include "engine/train/finetune/prompt_set.h"
#include "engine/train/run/run_lock.h"

namespace im {
namespace fs = std::filesystem;
namespace {

/// The window asks for one data set or none.
std::vector<std::filesystem::path> folders_of(const std::filesystem::path& paired) {
    if (paired.empty()) return {};
    return {paired};
}

constexpr int kNiceness = 5;  // the window and generation come first

/// Threads that this one starts (LibTorch's) inherit it.
void give_way_to_others() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
}

/// Names of the series in the database: the keys of the run's log that the curves are made of.
struct Series {
    const char* name;
    double& (*field)(IterationReport&);
};
constexpr Series kSeries[] = {
    {"reward.mean", [](IterationReport& r) -> double& { return r.reward.mean; }},
    {"reward.std", [](IterationReport& r) -> double& { return r.reward.std; }},
    {"kl", [](IterationReport& r) -> double& { return r.kl; }},
    {"entropy", [](IterationReport& r) -> double& { return r.entropy; }},
    {"value_loss", [](IterationReport& r) -> double& { return r.value_loss; }},
    {"clip_fraction", [](IterationReport& r) -> double& { return r.clip_fraction; }},
    {"approx_kl", [](IterationReport& r) -> double& { return r.approx_kl; }},
    {"explained_variance", [](IterationReport& r) -> double& { return r.explained_variance; }},
    {"end_rate", [](IterationReport& r) -> double& { return r.end_rate; }},
    {"tokens.mean", [](IterationReport& r) -> double& { return r.tokens_mean; }},
    {"distinct_share", [](IterationReport& r) -> double& { return r.distinct_share; }},
};

std::vector<std::string> prompts_of(const TrainingRequest& request, const fs::path& folder) {
    if (!request.prompt_file.empty()) {
        return load_prompts(request.prompt_file, request.split).texts;
    }
    std::string lines;
    for (const std::string& prompt : request.prompts) {
        lines += prompt + '\n';
    }
    write_file_atomically(run_prompts_file(folder), lines);
    return load_prompts(run_prompts_file(folder)).texts;
}

}  // namespace

/// Writes a run's course into the database and the run's folder. What cannot be written is told once; the run
/// goes on.
class TrainingWorker::Recorder {
  public:
    Recorder(const fs::path& workspace, EventQueue<TrainingEvent>& events)
        : workspace_(workspace), events_(events) {}

    Workspace& workspace() { return workspace_; }
    RunRecord run;

    void add(const IterationReport& report) {
        attempt([&] {
            IterationReport copy = report;
            workspace_.together([&] {
                for (const Series& series : kSeries) {
                    if (const double value = series.field(copy); std::isfinite(value)) {
                        workspace_.add_metric(run.id, series.name, report.iteration, value);
                    }
                }
            });
        });
    }

    void add(const GuardReport& report) {
        attempt([&] {
            append_look(run.folder, report);
            if (report.has_judge && !run.judge_before) {
                run.judge_before = report.judge;
            }
            if (report.has_judge && report.verdict.best) {
                run.judge_after = report.judge;
            }
            workspace_.together([&] {
                workspace_.add_metric(run.id, "guard.reward", report.iteration, report.reward);
                if (report.has_judge) {
                    workspace_.add_metric(run.id, "guard.judge", report.iteration, report.judge);
                    set_status(RunStatus::Running);
                }
            });
        });
    }

    void end(RunStatus status) {
        attempt([&] { set_status(status); });
    }

    std::vector<IterationReport> past() {
        std::map<std::int64_t, IterationReport> reports;
        for (const Series& series : kSeries) {
            for (const MetricPoint& point : workspace_.metric(run.id, series.name)) {
                IterationReport& report = reports[point.iteration];
                report.iteration = point.iteration;
                series.field(report) = point.value;
            }
        }
        std::vector<IterationReport> ordered;
        for (const auto& [iteration, report] : reports) {
            ordered.push_back(report);
        }
        return ordered;
    }

    void set_status(RunStatus status) {
        workspace_.update_run(run.id, status, run.judge_before, run.judge_after);
    }

  private:
    void attempt(const std::function<void()>& write) {
        try {
            write();
        } catch (const std::exception& error) {
            spdlog::warn("{}", error.what());
            if (!told_) {
                events_.push(TrainingWarned{
                    fmt::format("The run goes on, but its record has gaps: {}", error.what())});
            }
            told_ = true;
        }
    }

    Workspace workspace_;
    EventQueue<TrainingEvent>& events_;
    bool told_ = false;
};

TrainingWorker::TrainingWorker(TrainingPlace place, TrainingRunMaker make_run)
    : place_(std::move(place)),
      make_run_(std::move(make_run)),
      thread_(
          AtExit::DropWaiting,
          [this](const Command& command, const std::stop_token&) {
              std::visit([this](const auto& c) { execute(c); }, command);
          },
          give_way_to_others) {}

TrainingWorker::~TrainingWorker() {
    thread_.leave();
    ask(RunCommand::Suspend);
}

void TrainingWorker::start(TrainingRequest request) {
    send_run(std::move(request));
}

void TrainingWorker::go_on_with(std::int64_t run) {
    send_run(GoOn{run});
}

void TrainingWorker::find_unfinished() {
    thread_.send(FindUnfinished{});
}

void TrainingWorker::forget_unfinished(std::int64_t run) {
    thread_.send(Forget{run});
}

void TrainingWorker::send_run(Command command) {
    {
        std::lock_guard lock(mutex_);
        ++runs_asked_;
        move_to(after(phase_, RunCommand::Begin));  // one that waits changes nothing yet
    }
    thread_.send(std::move(command));
}

/// With mutex_ held.
void TrainingWorker::move_to(TrainingPhase phase) {
    if (phase != phase_) {
        phase_ = phase;
        events_.push(PhaseChanged{phase});
    }
}

void TrainingWorker::ask(RunCommand command) {
    std::lock_guard lock(mutex_);
    if (command == RunCommand::Begin || refusal(phase_, command)) {
        return;
    }
    move_to(after(phase_, command));
    if (!run_) {
        return;  // run_is_prepared() makes up for it
    }
    switch (command) {
        case RunCommand::Begin:
            break;
        case RunCommand::Pause:
            run_->pause();
            break;
        case RunCommand::Resume:
            run_->resume();
            break;
        case RunCommand::Stop:
        case RunCommand::Suspend:
            run_->stop();
            break;
    }
}

void TrainingWorker::run_is_prepared(const std::shared_ptr<TrainingRun>& run) {
    std::lock_guard lock(mutex_);
    run_ = run;
    move_to(after(phase_, RunStep::Prepared));
    if (phase_ == TrainingPhase::Pausing) {
        run->pause();
    } else if (phase_ != TrainingPhase::Running) {
        run->stop();
    }
}

TrainingPhase TrainingWorker::phase() const {
    std::lock_guard lock(mutex_);
    return phase_;
}

std::vector<TrainingEvent> TrainingWorker::drain() {
    {
        std::lock_guard lock(mutex_);
        // A run does not tell that it holds: it is asked, while it should.
        if (phase_ == TrainingPhase::Pausing && run_ && run_->paused()) {
            move_to(after(phase_, RunStep::Held));
        }
    }
    return events_.drain();
}

/// A run from its first file to its TrainingEnded.
void TrainingWorker::guarded(const std::function<void()>& action) {
    TrainingEnded ended;
    try {
        action();
    } catch (const Error& error) {
        ended.outcome =
            error.kind() == ErrorKind::Interrupted ? TrainingOutcome::Stopped : TrainingOutcome::Failed;
        ended.message = ended.outcome == TrainingOutcome::Failed ? error.what() : "";
    } catch (const std::bad_alloc&) {
        ended = {TrainingOutcome::Failed, "Out of memory. LoRA, or fewer sequences an iteration, need less."};
    } catch (const std::exception& error) {
        ended = {TrainingOutcome::Failed, error.what()};
    }
    {
        std::lock_guard lock(mutex_);
        if (ended.outcome == TrainingOutcome::Completed && run_) {
            ended.message = run_->ended_early();
        }
        run_.reset();
        --runs_asked_;
        const TrainingPhase ended_phase = after(phase_, RunStep::Ended);
        move_to(runs_asked_ > 0 ? after(ended_phase, RunCommand::Begin) : ended_phase);
    }
    if (ended.outcome == TrainingOutcome::Failed) {
        spdlog::error("Fine-tuning failed: {}", ended.message);
    }
    events_.push(std::move(ended));
}

void TrainingWorker::execute(const TrainingRequest& request) {
    guarded([&] {
        const fs::path folder = make_run_folder(place_.workspace, request.name);
        const RunLock lock(folder);
        try {
            std::string lines;
            for (const std::string& prompt : prompts_of(request, folder)) {
                lines += prompt + '\n';
            }
            write_file_atomically(run_prompts_file(folder), lines);
        } catch (const std::exception&) {
            std::error_code ignored;
            fs::remove_all(folder, ignored);  // nothing has happened in it yet
            throw;
        }
        nlohmann::json config = with_settings(read_json_file(default_finetune_config()), request.settings);
        config["comment"] = "Made by the studio; the keys are explained in configs/finetune.json.";
        write_file_atomically(run_config_file(folder), config.dump(2) + "\n");

        const fs::path base = base_of_run(request.model, request.settings.learn, folder);
        Recorder recorder(place_.workspace, events_);
        const nlohmann::json kept = {{"config", config},
                                     {"paired", request.paired.string()},
                                     {"preferences", request.preferences},
                                     {"model", request.model.string()}};
        recorder.run = {.name = folder.filename().string(),
                        .folder = folder.string(),
                        .base_model = base.string(),
                        .config = kept.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
        recorder.run.id = recorder.workspace().add_run(recorder.run);
        events_.push(TrainingStarted{.run = recorder.run.id,
                                     .name = recorder.run.name,
                                     .folder = folder,
                                     .base = request.model,
                                     .learn = request.settings.learn,
                                     .iterations = request.settings.iterations});
        carry_out({.model = base, .paired = folders_of(request.paired), .out = folder}, request.preferences,
                  recorder);
    });
}

void TrainingWorker::execute(const GoOn& command) {
    guarded([&] {
        Recorder recorder(place_.workspace, events_);
        const auto runs = recorder.workspace().runs();
        const auto found =
            std::find_if(runs.begin(), runs.end(), [&](const RunRecord& r) { return r.id == command.run; });
        if (found == runs.end()) {
            throw input_error("{}: no run {}", recorder.workspace().file().string(), command.run);
        }
        recorder.run = *found;
        const fs::path folder = found->folder;
        const RunLock lock(folder);  // before its record is touched, which may be another program's
        const auto settings = read_training_settings(read_json_file(run_config_file(folder)));
        const auto kept = nlohmann::json::parse(found->config, nullptr, /*allow_exceptions=*/false);
        const std::string paired = kept.is_object() ? kept.value("paired", std::string()) : std::string();
        const bool preferences = kept.is_object() && kept.value("preferences", false);
        recorder.set_status(RunStatus::Running);
        events_.push(TrainingStarted{.run = found->id,
                                     .name = found->name,
                                     .folder = folder,
                                     .base = found->base_model,
                                     .learn = settings.learn,
                                     .iterations = settings.iterations,
                                     .past = recorder.past(),
                                     .looks = read_looks(folder)});
        carry_out({.model = found->base_model, .paired = folders_of(paired), .out = folder, .resume = true},
                  preferences, recorder);
    });
}

void TrainingWorker::carry_out(FinetuneRequest request, bool preferences, Recorder& recorder) {
    if (preferences) {
        request.preferences = preferences_of(place_.workspace);
    }
    request.prompts = run_prompts_file(request.out);
    request.config = run_config_file(request.out);
    request.device = place_.device;
    request.threads = place_.threads;
    FinetuneListener listener;
    listener.on_progress = [this](const TrainProgress& progress) {
        events_.push(TrainingProgressed{progress});
    };
    listener.on_iteration = [&](const IterationReport& report) {
        recorder.add(report);
        events_.push(IterationDone{report});
    };
    listener.on_guard = [&](const GuardReport& report) {
        recorder.add(report);
        events_.push(GuardLooked{report});
    };
    listener.on_result = [this](const FinetuneResult& result) { events_.push(GainMeasured{result}); };
    listener.on_warning = [this](const std::string& message) { events_.push(TrainingWarned{message}); };

    const std::shared_ptr<TrainingRun> run = make_run_(std::move(request), std::move(listener));
    run_is_prepared(run);
    try {
        run->run();
        recorder.end(RunStatus::Completed);
    } catch (const Error& error) {
        const bool stopped = error.kind() == ErrorKind::Interrupted;
        const bool suspended = phase() == TrainingPhase::Suspending;
        recorder.end(!stopped ? RunStatus::Failed : suspended ? RunStatus::Paused : RunStatus::Stopped);
        throw;
    } catch (const std::exception&) {
        recorder.end(RunStatus::Failed);
        throw;
    }
}

void TrainingWorker::execute(const FindUnfinished&) {
    try {
        Workspace workspace(place_.workspace);
        for (const RunRecord& run : workspace.runs()) {  // newest first
            std::error_code code;
            const bool open = run.status == RunStatus::Running || run.status == RunStatus::Paused;
            if (open && fs::exists(run_config_file(run.folder), code) && !is_being_trained(run.folder)) {
                events_.push(UnfinishedRunFound{run.id, run.name, run.started});
                return;
            }
        }
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
    }
}

void TrainingWorker::execute(const Forget& command) {
    try {
        Workspace workspace(place_.workspace);
        for (const RunRecord& run : workspace.runs()) {
            if (run.id == command.run) {
                workspace.update_run(run.id, RunStatus::Stopped, run.judge_before, run.judge_after);
            }
        }
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
    }
}

}  // namespace im

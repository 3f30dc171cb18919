#include "app/workers/training_worker.h"

#include <algorithm>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "app/workers/run_base.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/store/learn_preferences.h"
#include "engine/train/finetune/prompt_set.h"
#include "engine/train/run/run_folder.h"

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

std::vector<std::string> prompts_of(const TrainingRequest& request, const RunFolder& folder) {
    if (!request.prompt_file.empty()) {
        return load_prompts(request.prompt_file, request.split).texts;
    }
    std::string lines;
    for (const std::string& prompt : request.prompts) {
        lines += prompt + '\n';
    }
    write_file_atomically(folder.prompts(), lines);
    return load_prompts(folder.prompts()).texts;
}

}  // namespace

/// Follows a run's course, and lists it with its judge in the database. What cannot be written is told once; the
/// run goes on.
class TrainingWorker::Recorder {
  public:
    Recorder(const fs::path& workspace, EventQueue<TrainingEvent>& events)
        : workspace_(workspace), events_(events) {}

    Workspace& workspace() { return workspace_; }
    StoredRun run;
    RunRecord course;

    void add(const IterationReport& report) { course.add(report); }

    void add(const GuardReport& report) {
        course.add(report);
        if (report.has_judge) {
            attempt([&] { set_status(RunStatus::Running); });
        }
    }

    void end(RunStatus status) {
        attempt([&] { set_status(status); });
    }

    void set_status(RunStatus status) {
        const JudgeChange judge = course.judge_by_looks();
        workspace_.update_run(run.id, status, judge.before ? judge.before : run.judge_before,
                              judge.after ? judge.after : run.judge_after);
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

void TrainingWorker::recall(std::int64_t run) {
    thread_.send(Recall{run});
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

/// Makes the run's folder with what it is to learn and how.
RunFolder TrainingWorker::make_folder(const TrainingRequest& request) const {
    RunFolder folder = RunFolder::make(place_.workspace / "models", request.name);
    try {
        std::string lines;
        for (const std::string& prompt : prompts_of(request, folder)) {
            lines += prompt + '\n';
        }
        write_file_atomically(folder.prompts(), lines);
    } catch (const std::exception&) {
        std::error_code ignored;
        fs::remove_all(folder.path(), ignored);  // nothing has happened in it yet
        throw;
    }
    nlohmann::json config = with_settings(read_json_file(default_finetune_config()), request.settings);
    config["comment"] = "Made by the studio; the keys are explained in configs/finetune.json.";
    write_file_atomically(folder.config(), config.dump(2) + "\n");
    return folder;
}

void TrainingWorker::execute(const TrainingRequest& request) {
    guarded([&] {
        const RunFolder folder = make_folder(request);
        const fs::path base = base_of_run(request.model, request.settings.learn(), folder);
        Recorder recorder(place_.workspace, events_);
        const nlohmann::json kept = {{"config", read_json_file(folder.config())},
                                     {"paired", request.paired.string()},
                                     {"preferences", request.preferences},
                                     {"model", request.model.string()}};
        recorder.run = {.name = folder.name(),
                        .folder = folder.path().string(),
                        .base_model = base.string(),
                        .config = kept.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
        const auto on_begun = [&] {
            recorder.run.id = recorder.workspace().add_run(recorder.run);
            events_.push(TrainingStarted{.run = recorder.run.id,
                                         .name = recorder.run.name,
                                         .folder = folder.path(),
                                         .base = request.model,
                                         .learn = request.settings.learn(),
                                         .iterations = static_cast<int>(request.settings.iterations())});
        };
        carry_out({.model = base, .paired = folders_of(request.paired), .out = folder.path()},
                  request.preferences, on_begun, recorder);
    });
}

void TrainingWorker::execute(const GoOn& command) {
    guarded([&] {
        Recorder recorder(place_.workspace, events_);
        const auto runs = recorder.workspace().runs();
        const auto found =
            std::find_if(runs.begin(), runs.end(), [&](const StoredRun& r) { return r.id == command.run; });
        if (found == runs.end()) {
            throw input_error("{}: no run {}", recorder.workspace().file().string(), command.run);
        }
        recorder.run = *found;
        const RunFolder folder(found->folder);
        const auto settings = read_training_settings(read_json_file(folder.config()));
        const auto kept = nlohmann::json::parse(found->config, nullptr, /*allow_exceptions=*/false);
        const std::string paired = kept.is_object() ? kept.value("paired", std::string()) : std::string();
        const bool preferences = kept.is_object() && kept.value("preferences", false);
        const auto on_begun = [&] {  // until then its record may be another program's
            recorder.course = read_run_record(folder);
            recorder.set_status(RunStatus::Running);
            events_.push(TrainingStarted{.run = found->id,
                                         .name = found->name,
                                         .folder = folder.path(),
                                         .base = found->base_model,
                                         .learn = settings.learn(),
                                         .iterations = static_cast<int>(settings.iterations()),
                                         .past = recorder.course.iterations,
                                         .looks = read_looks(folder)});
        };
        carry_out(
            {.model = found->base_model, .paired = folders_of(paired), .out = folder.path(), .resume = true},
            preferences, on_begun, recorder);
    });
}

void TrainingWorker::carry_out(FinetuneRequest request, bool preferences,
                               const std::function<void()>& on_begun, Recorder& recorder) {
    if (preferences) {
        request.preferences = preferences_of(place_.workspace);
    }
    const RunFolder folder(request.out);
    request.prompts = folder.prompts();
    request.config = folder.config();
    request.device = place_.device;
    request.threads = place_.threads;
    bool begun = false;
    FinetuneListener listener;
    listener.on_begun = [&] {
        on_begun();
        begun = true;
    };
    listener.on_progress = [this](const TrainProgress& progress) {
        events_.push(TrainingProgressed{progress});
    };
    listener.on_iteration = [&](const IterationReport& report) {
        recorder.add(report);
        events_.push(IterationDone{report});
    };
    std::shared_ptr<const GeneratorSnapshot> better;
    listener.on_better = [&](std::shared_ptr<const GeneratorSnapshot> weights) {
        better = std::move(weights);
    };
    listener.on_guard = [&](const GuardReport& report) {
        recorder.add(report);
        events_.push(GuardLooked{report, std::exchange(better, nullptr)});
    };
    listener.on_result = [this](const FinetuneResult& result) { events_.push(GainMeasured{result}); };
    listener.on_warning = [this](const std::string& message) { events_.push(TrainingWarned{message}); };

    const std::shared_ptr<TrainingRun> run = make_run_(std::move(request), std::move(listener));
    run_is_prepared(run);
    const auto end = [&](RunStatus status) {
        if (begun) {  // else it is another program's, or none
            recorder.end(status);
        }
    };
    try {
        run->run();
        end(RunStatus::Completed);
    } catch (const Error& error) {
        const bool stopped = error.kind() == ErrorKind::Interrupted;
        const bool suspended = phase() == TrainingPhase::Suspending;
        end(!stopped ? RunStatus::Failed : suspended ? RunStatus::Paused : RunStatus::Stopped);
        throw;
    } catch (const std::exception&) {
        end(RunStatus::Failed);
        throw;
    }
}

void TrainingWorker::execute(const FindUnfinished&) {
    try {
        Workspace workspace(place_.workspace);
        for (const StoredRun& run : workspace.runs()) {  // newest first
            std::error_code code;
            const RunFolder folder(run.folder);
            const bool open = run.status == RunStatus::Running || run.status == RunStatus::Paused;
            if (open && fs::exists(folder.config(), code) && !folder.being_trained()) {
                events_.push(
                    UnfinishedRunFound{run.id, run.name, run.started, folder.path(), folder.holds_model()});
                return;
            }
        }
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
    }
}

void TrainingWorker::execute(const Recall& command) {
    try {
        Workspace workspace(place_.workspace);
        for (const StoredRun& run : workspace.runs()) {
            std::error_code code;
            const RunFolder folder(run.folder);
            const bool open = run.status == RunStatus::Running || run.status == RunStatus::Paused;
            if (run.id != command.run || open || !fs::exists(folder.config(), code) ||
                folder.being_trained()) {
                continue;
            }
            const auto settings = read_training_settings(read_json_file(folder.config()));
            RunRecord record = read_run_record(folder);
            events_.push(
                RunRecalled{.run = {.run = run.id,
                                    .name = run.name,
                                    .folder = folder.path(),
                                    .base = run.base_model,
                                    .learn = settings.learn(),
                                    .iterations = static_cast<int>(settings.iterations()),
                                    .past = std::move(record.iterations),
                                    .looks = read_looks(folder)},
                            .gain = record.result,
                            .outcome = run.status == RunStatus::Completed ? TrainingOutcome::Completed
                                       : run.status == RunStatus::Failed  ? TrainingOutcome::Failed
                                                                          : TrainingOutcome::Stopped});
        }
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
    }
}

void TrainingWorker::execute(const Forget& command) {
    try {
        Workspace workspace(place_.workspace);
        for (const StoredRun& run : workspace.runs()) {
            if (run.id == command.run) {
                workspace.update_run(run.id, RunStatus::Stopped, run.judge_before, run.judge_after);
            }
        }
    } catch (const std::exception& error) {
        spdlog::warn("{}", error.what());
    }
}

}  // namespace im

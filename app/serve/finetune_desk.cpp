#include "app/serve/finetune_desk.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/serve/api_error.h"
#include "app/serve/serve_options.h"

namespace im::serve {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t kRunsKept = 8;
constexpr std::size_t kWarningsKept = 20;
constexpr int kSeats = 8;
/// How often the worker is asked what has happened: nobody's iteration is shorter by much.
constexpr milliseconds kGlance{50};

}  // namespace

const char* state_name(ServedRunState state) {
    switch (state) {
        case ServedRunState::Starting:
            return "starting";
        case ServedRunState::Running:
            return "running";
        case ServedRunState::Stopping:
            return "stopping";
        case ServedRunState::Done:
            return "done";
        case ServedRunState::Stopped:
            return "stopped";
        case ServedRunState::Failed:
            return "failed";
    }
    return "";
}

struct FinetuneDesk::Run {
    ServedRun seen;
    Clock::time_point begun = Clock::now(), ended;
    std::vector<std::string> lines;
};

FinetuneDesk::FinetuneDesk(TrainingPlace place, TrainingRunMaker make_run)
    : worker_(std::move(place), std::move(make_run)),
      follower_([this](std::stop_token exit) { follow(std::move(exit)); }) {}

FinetuneDesk::~FinetuneDesk() = default;

std::shared_ptr<FinetuneDesk::Run> FinetuneDesk::run_of(const std::string& id) const {
    for (const auto& run : runs_) {
        if (run->seen.id == id) return run;
    }
    return nullptr;
}

ServedRun FinetuneDesk::view_of(const Run& run) {
    ServedRun view = run.seen;
    const auto end = view.ended() ? run.ended : Clock::now();
    view.seconds_run = std::chrono::duration<double>(end - run.begun).count();
    return view;
}

ServedRun FinetuneDesk::start(TrainingRequest request, std::string from) {
    const std::lock_guard lock(mutex_);
    if (!runs_.empty() && !runs_.back()->seen.ended()) {
        const ServedRun& now = runs_.back()->seen;
        throw ApiError(
            409, "conflict",
            fmt::format("one run at a time: \"{}\" is at iteration {} of {}; wait for it, or stop it "
                        "with POST /v1/finetune/{}/stop",
                        now.name, now.iteration, now.iterations, now.id),
            {{"id", now.id}});
    }
    auto run = std::make_shared<Run>();
    run->seen = {.id = random_token(),
                 .from = std::move(from),
                 .name = request.name,
                 .base = request.model,
                 .prompts = request.prompts.size(),
                 .iterations = request.settings.iterations()};
    runs_.push_back(run);
    if (runs_.size() > kRunsKept) runs_.pop_front();
    worker_.start(std::move(request));
    return view_of(*run);
}

std::optional<ServedRun> FinetuneDesk::stop(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto run = run_of(id);
    if (!run) return std::nullopt;
    if (!run->seen.ended()) {
        run->seen.state = ServedRunState::Stopping;
        worker_.ask(RunCommand::Stop);
    }
    return view_of(*run);
}

std::optional<ServedRun> FinetuneDesk::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto run = run_of(id);
    return run ? std::optional(view_of(*run)) : std::nullopt;
}

std::vector<ServedRun> FinetuneDesk::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<ServedRun> views;
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) views.push_back(view_of(**run));
    return views;
}

bool FinetuneDesk::lines(const std::string& id, std::size_t from, std::vector<std::string>& lines,
                         milliseconds time) const {
    std::unique_lock lock(mutex_);
    const auto run = run_of(id);
    if (!run) return false;
    changed_.wait_for(lock, time, [&] { return run->lines.size() > from || run->seen.ended(); });
    if (run->lines.size() > from)
        lines.insert(lines.end(), run->lines.begin() + static_cast<std::ptrdiff_t>(from), run->lines.end());
    return !run->seen.ended();
}

std::shared_ptr<void> FinetuneDesk::take_seat() {
    if (++*seats_ > kSeats) {
        --*seats_;
        throw ApiError(
            503, "resource_exhausted",
            fmt::format("{} callers read logs already; GET /v1/finetune/ID tells the same", kSeats));
    }
    return {static_cast<void*>(nullptr), [seats = seats_](void*) { --*seats; }};
}

void FinetuneDesk::follow(std::stop_token exit) {
    while (!exit.stop_requested()) {
        const auto events = worker_.drain();
        std::unique_lock lock(mutex_);
        for (const TrainingEvent& event : events) apply(event);
        if (!events.empty()) changed_.notify_all();
        changed_.wait_for(lock, exit, kGlance, [] { return false; });
    }
}

/// With the lock held.
void FinetuneDesk::tell(Run& run, json line) {
    run.lines.push_back(json_text(line));
}

/// With the lock held. The events are of the newest run: one is started only when the one before has ended.
void FinetuneDesk::apply(const TrainingEvent& event) {
    if (runs_.empty()) return;
    Run& run = *runs_.back();
    ServedRun& seen = run.seen;
    const auto tell_as = [&](const char* kind, json line) {
        line["event"] = kind;
        tell(run, std::move(line));
    };
    if (const auto* started = std::get_if<TrainingStarted>(&event)) {
        seen.name = started->name;
        seen.iterations = started->iterations;
        tell_as("started", {{"id", seen.id}, {"name", seen.name}, {"iterations", seen.iterations}});
    } else if (const auto* progressed = std::get_if<TrainingProgressed>(&event)) {
        seen.seconds_left = progressed->progress.seconds_left;
    } else if (const auto* done = std::get_if<IterationDone>(&event)) {
        seen.iteration = done->report.iteration;
        seen.last = done->report;
        tell_as("iteration", to_json(done->report));
    } else if (const auto* looked = std::get_if<GuardLooked>(&event)) {
        seen.look = looked->report;
        seen.look->tokens.clear();
        tell_as("guard", to_json(looked->report));
    } else if (const auto* gain = std::get_if<GainMeasured>(&event)) {
        seen.gain = gain->result;
        tell_as("result", to_json(gain->result));
    } else if (const auto* warned = std::get_if<TrainingWarned>(&event)) {
        if (seen.warnings.size() < kWarningsKept) seen.warnings.push_back(warned->message);
        tell_as("warning", {{"message", warned->message}});
    } else if (const auto* phase = std::get_if<PhaseChanged>(&event)) {
        if (phase->phase == TrainingPhase::Running && seen.state == ServedRunState::Starting)
            seen.state = ServedRunState::Running;
    } else if (const auto* ended = std::get_if<TrainingEnded>(&event)) {
        run.ended = Clock::now();
        seen.seconds_left = 0;
        seen.message = ended->message;
        seen.state = ended->outcome == TrainingOutcome::Completed ? ServedRunState::Done
                     : ended->outcome == TrainingOutcome::Stopped ? ServedRunState::Stopped
                                                                  : ServedRunState::Failed;
        tell_as("done", {{"state", state_name(seen.state)}, {"name", seen.name}, {"message", seen.message}});
    }
}

}  // namespace im::serve

#include "app/workers/run_phase.h"

#include <cstddef>

namespace im {
namespace {

using enum TrainingPhase;

struct Answer {
    constexpr Answer(TrainingPhase to) : next(to) {}           // NOLINT: the table reads better so
    constexpr Answer(const char* reason) : refused(reason) {}  // NOLINT
    TrainingPhase next = Idle;
    const char* refused = nullptr;
};

constexpr const char* kNone = "No run is in progress.";
constexpr const char* kBusy = "A run is in progress: one at a time.";
constexpr const char* kNotPaused = "It is not paused.";
constexpr const char* kPausing = "It is pausing already.";
constexpr const char* kPaused = "It is paused already.";
constexpr const char* kEnding = "It is being stopped.";

constexpr std::size_t kPhases = 7;

// clang-format off
constexpr Answer kAnswers[kPhases][5] = {
    // Begin     Pause      Resume       Stop       Suspend
    {  Starting, kNone,     kNone,       kNone,     kNone       },  // Idle
    {  kBusy,    Pausing,   kNotPaused,  Stopping,  Suspending  },  // Starting
    {  kBusy,    Pausing,   kNotPaused,  Stopping,  Suspending  },  // Running
    {  kBusy,    kPausing,  Running,     Stopping,  Suspending  },  // Pausing
    {  kBusy,    kPaused,   Running,     Stopping,  Suspending  },  // Paused
    {  kBusy,    kEnding,   kEnding,     kEnding,   Suspending  },  // Stopping
    {  kBusy,    kEnding,   kEnding,     kEnding,   kEnding     },  // Suspending
};
constexpr TrainingPhase kReached[kPhases][3] = {
    // Prepared   Held        Ended
    { Idle,       Idle,       Idle },  // Idle
    { Running,    Starting,   Idle },  // Starting
    { Running,    Running,    Idle },  // Running
    { Pausing,    Paused,     Idle },  // Pausing
    { Paused,     Paused,     Idle },  // Paused
    { Stopping,   Stopping,   Idle },  // Stopping
    { Suspending, Suspending, Idle },  // Suspending
};
// clang-format on

const Answer& answer(TrainingPhase phase, RunCommand command) {
    return kAnswers[static_cast<std::size_t>(phase)][static_cast<std::size_t>(command)];
}

}  // namespace

const char* refusal(TrainingPhase phase, RunCommand command) {
    return answer(phase, command).refused;
}

TrainingPhase after(TrainingPhase phase, RunCommand command) {
    const Answer& given = answer(phase, command);
    return given.refused ? phase : given.next;
}

TrainingPhase after(TrainingPhase phase, RunStep step) {
    return kReached[static_cast<std::size_t>(phase)][static_cast<std::size_t>(step)];
}

}  // namespace im

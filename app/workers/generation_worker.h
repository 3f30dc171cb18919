#pragma once
// The thread that loads the model and generates. The user interface sends commands and drains events once a
// frame; neither side ever waits for the other.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"
#include "app/workers/loaded_model.h"
#include "engine/vocabulary/understanding.h"

namespace im {

using JobId = std::uint64_t;

struct ModelLoading {};
struct ModelReady {
    ModelInfo info;
    bool scores = false;  ///< its clips are scored, and it can choose the best of several
    std::string device;
    std::shared_ptr<const PromptReader> reader;  ///< null: what it can do is not known
};
struct ModelFailed {
    std::string message;
};
/// Jobs sent from now on are drawn with the weights of take_weights().
struct WeightsTaken {};
/// They do not fit, or there is no memory for them: the weights before stay at work.
struct WeightsRefused {
    std::string message;
};
struct JobStarted {
    JobId job = 0;
};
/// Copies of frames that became final; joint_count joints each.
struct FramesArrived {
    JobId job = 0;
    int variation = 0;
    int first_frame = 0;
    int joint_count = 0;
    std::vector<glm::vec3> positions;
};
struct JobProgress {
    JobId job = 0;
    double fraction = 0;  ///< 0..1
};
struct JobDone {
    JobId job = 0;
    std::vector<GeneratedMotion> motions;
    std::vector<int> candidates;  ///< for each motion the variation that a plain request draws it as
    double seconds = 0;
};
/// After each JobDone: a score a motion; none where the model has no such encoders.
struct MotionsScored {
    JobId job = 0;
    std::vector<MotionScore> reward, judge;
    std::vector<Understanding> understanding;  ///< one a motion
};
/// The clips of a decode() in their order.
struct ClipsDecoded {
    JobId job = 0;
    std::vector<MotionClip> clips;
};
struct JobStopped {
    JobId job = 0;
};
struct JobFailed {
    JobId job = 0;
    std::string message;
};

using GenerationEvent =
    std::variant<ModelLoading, ModelReady, ModelFailed, WeightsTaken, WeightsRefused, JobStarted,
                 FramesArrived, JobProgress, JobDone, MotionsScored, ClipsDecoded, JobStopped, JobFailed>;

/// Runs on the worker's thread; may take seconds and may throw.
using ModelLoader = std::function<LoadedModel()>;

class GenerationWorker {
  public:
    GenerationWorker();
    ~GenerationWorker();  ///< stops what is running and joins

    /// Replaces the model. Jobs sent later use the new one.
    void load(ModelLoader loader);
    /// Goes on with other weights of the model that it has, without a look at the disk. Ends with WeightsTaken or
    /// WeightsRefused.
    void take_weights(std::shared_ptr<const GeneratorSnapshot> weights);
    /// The job's events carry the returned id. Every job ends with exactly one of JobDone, ClipsDecoded,
    /// JobStopped, JobFailed.
    /// `best_of`: candidates for each variation, of which the reward keeps the best; 1 streams.
    JobId generate(GenerateRequest request, int best_of = 1);
    /// Makes clips of tokens that the model, or one with the same tokenizer, drew before.
    JobId decode(std::vector<std::vector<int>> tokens);
    /// Asks the job to stop, waiting or running; returns at once.
    void stop(JobId job);

    std::vector<GenerationEvent> drain() { return events_.drain(); }

  private:
    struct Job {
        JobId id = 0;
        GenerateRequest request;
        int best_of = 1;
        std::stop_source stop;
    };
    struct Decode {
        JobId id = 0;
        std::vector<std::vector<int>> tokens;
    };
    struct Load {
        ModelLoader loader;
    };
    struct Weights {
        std::shared_ptr<const GeneratorSnapshot> snapshot;
    };
    using Command = std::variant<Load, Job, Decode, Weights>;

    void execute(Load& load);
    void execute(Job& job);
    void execute(Decode& decode);
    void execute(Weights& weights);
    JobDone carry_out(const Job& job);
    void score(JobId job, const std::vector<GeneratedMotion>& motions);
    void judge_prompt(MotionsScored& scored, const std::vector<GeneratedMotion>& motions) const;
    JobId next_id();

    EventQueue<GenerationEvent> events_;
    std::mutex mutex_;                                       // guards stops_ and next_job_
    std::vector<std::pair<JobId, std::stop_source>> stops_;  // of the jobs that have not ended
    JobId next_job_ = 1;

    LoadedModel model_;              // the worker's thread only
    CommandThread<Command> thread_;  // last: it uses all of the above
};

}  // namespace im

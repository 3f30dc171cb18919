#pragma once
// The thread that loads the model and generates. The user interface sends commands and drains events once a
// frame; neither side ever waits for the other.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/workers/command_thread.h"
#include "app/workers/directing.h"
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
    std::optional<ModelReady> still;  ///< the model before, which goes on; empty: there is none
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
/// What became of judge(): the clips as tokens of the model, and scores as of MotionsScored.
struct ClipsJudged {
    JobId job = 0;
    std::string prompt;
    std::vector<std::vector<int>> tokens;  ///< one list a clip
    std::vector<MotionScore> reward, judge;
    std::vector<Understanding> understanding;
    std::string problem;  ///< why something of that is missing; empty: nothing is
};
/// The clips of a decode() in their order.
struct ClipsDecoded {
    JobId job = 0;
    std::vector<MotionClip> clips;
};
/// What became of direct().
struct MotionDirected {
    JobId job = 0;
    DirectedClip made;
    double seconds = 0;
};
struct JobStopped {
    JobId job = 0;
};
struct JobFailed {
    JobId job = 0;
    std::string message;
};

using GenerationEvent = std::variant<ModelLoading, ModelReady, ModelFailed, WeightsTaken, WeightsRefused,
                                     JobStarted, FramesArrived, JobProgress, JobDone, MotionsScored,
                                     ClipsJudged, ClipsDecoded, MotionDirected, JobStopped, JobFailed>;

/// Runs on the worker's thread; may take seconds and may throw.
using ModelLoader = std::function<LoadedModel()>;
/// Whether there is memory for a model beside the one at work. Runs on the worker's thread.
using RoomQuestion = std::function<bool()>;

class GenerationWorker {
  public:
    GenerationWorker();
    ~GenerationWorker();  ///< stops what is running and joins

    /// Replaces the model. Jobs sent later use the new one; the old one, when the new one cannot be loaded. It is
    /// loaded beside the old one where there is room (no question: there is); else the old one makes room, and
    /// is loaded again after a failure.
    void load(ModelLoader loader, RoomQuestion has_room = {});
    /// Goes on with other weights of the model that it has, without a look at the disk. Ends with WeightsTaken or
    /// WeightsRefused.
    void take_weights(std::shared_ptr<const GeneratorSnapshot> weights);
    /// The job's events carry the returned id. Every job ends with exactly one of JobDone, ClipsDecoded,
    /// MotionDirected, JobStopped, JobFailed.
    /// `best_of`: candidates for each variation, of which the reward keeps the best; 1 streams. Then what has been
    /// seen gives way, in JobDone, where one of `tries` draws does more of what the prompt asks (draw_again.h).
    JobId generate(GenerateRequest request, int best_of = 1, int tries = 1);
    /// A sequence of prompts as one motion, or an edit of a clip.
    JobId direct(DirectRequest request);
    /// Makes clips of tokens that the model, or one with the same tokenizer, drew before.
    JobId decode(std::vector<std::vector<int>> tokens);
    /// Holds clips of any origin and frame rate against words; `job` is the caller's own (new_id()). Ends with
    /// ClipsJudged.
    void judge(JobId job, std::string prompt, std::vector<MotionClip> clips);
    /// A number that no other job has.
    JobId new_id();
    /// Jobs of an earlier session are still known by their numbers: the next one is `first` or above.
    void number_from(JobId first);
    /// Asks the job to stop, waiting or running; returns at once.
    void stop(JobId job);

    std::vector<GenerationEvent> drain() { return events_.drain(); }

  private:
    struct Job {
        JobId id = 0;
        GenerateRequest request;
        int best_of = 1, tries = 1;
        std::stop_source stop;
    };
    struct Direct {
        JobId id = 0;
        DirectRequest request;
        std::stop_source stop;
    };
    struct Decode {
        JobId id = 0;
        std::vector<std::vector<int>> tokens;
    };
    struct Judge {
        JobId id = 0;
        std::string prompt;
        std::vector<MotionClip> clips;
    };
    struct Load {
        ModelLoader loader;
        RoomQuestion has_room;
    };
    struct Weights {
        std::shared_ptr<const GeneratorSnapshot> snapshot;
    };
    using Command = std::variant<Load, Job, Direct, Decode, Judge, Weights>;

    void execute(Load& load);
    LoadedModel loaded(const Load& load);
    void bring_back();
    ModelReady ready() const;
    void execute(Job& job);
    void execute(Direct& direct);
    void execute(Decode& decode);
    void execute(Judge& judge);
    void execute(Weights& weights);
    template <class Stoppable>
    JobId send_stoppable(Stoppable command);
    template <class Work>
    bool carry_through(JobId job, const std::stop_token& stop, bool needs_model, const Work& work);
    JobDone carry_out(const Job& job);
    ContinuingModel* continuing();
    void score(JobId job, const std::vector<GeneratedMotion>& motions);
    void judge_prompt(MotionsScored& scored, const std::vector<GeneratedMotion>& motions) const;

    EventQueue<GenerationEvent> events_;
    std::mutex mutex_;                                       // guards stops_ and next_job_
    std::vector<std::pair<JobId, std::stop_source>> stops_;  // of the jobs that have not ended
    JobId next_job_ = 1;

    // The worker's thread only.
    LoadedModel model_;
    std::shared_ptr<ContinuingModel> continuing_;       // opened when it is first needed
    std::shared_ptr<const GeneratorSnapshot> weights_;  // that replaced the folder's; null: none did
    ModelLoader loader_;                                // that made it
    CommandThread<Command> thread_;                     // last: it uses all of the above
};

}  // namespace im

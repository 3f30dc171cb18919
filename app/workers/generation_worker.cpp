#include "app/workers/generation_worker.h"

#include <algorithm>
#include <chrono>

#include <spdlog/spdlog.h>

#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/generate/best_of.h"
#include "engine/generate/draw_again.h"
#include "engine/model/memory.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

GenerationWorker::GenerationWorker()
    : thread_(AtExit::DropWaiting, [this](Command& command, const std::stop_token&) {
          std::visit([this](auto& c) { execute(c); }, command);
      }) {}

GenerationWorker::~GenerationWorker() {
    thread_.leave();
    std::lock_guard lock(mutex_);
    for (auto& [job, source] : stops_) {
        source.request_stop();
    }
}

void GenerationWorker::load(ModelLoader loader, RoomQuestion has_room) {
    thread_.send(Load{std::move(loader), std::move(has_room)});
}

void GenerationWorker::take_weights(std::shared_ptr<const GeneratorSnapshot> weights) {
    thread_.send(Weights{std::move(weights)});
}

template <class Stoppable>
JobId GenerationWorker::send_stoppable(Stoppable command) {
    command.id = new_id();
    {
        std::lock_guard lock(mutex_);
        stops_.emplace_back(command.id, command.stop);
    }
    const JobId id = command.id;
    thread_.send(std::move(command));
    return id;
}

JobId GenerationWorker::generate(GenerateRequest request, int best_of, int tries) {
    Job job;
    job.request = std::move(request);
    job.best_of = best_of;
    job.tries = tries;
    return send_stoppable(std::move(job));
}

JobId GenerationWorker::direct(DirectRequest request) {
    Direct direct;
    direct.request = std::move(request);
    return send_stoppable(std::move(direct));
}

JobId GenerationWorker::decode(std::vector<std::vector<int>> tokens) {
    const JobId id = new_id();
    thread_.send(Decode{id, std::move(tokens)});
    return id;
}

void GenerationWorker::judge(JobId job, std::string prompt, std::vector<MotionClip> clips) {
    thread_.send(Judge{job, std::move(prompt), std::move(clips)});
}

JobId GenerationWorker::new_id() {
    std::lock_guard lock(mutex_);
    return next_job_++;
}

void GenerationWorker::number_from(JobId first) {
    std::lock_guard lock(mutex_);
    next_job_ = std::max(next_job_, first);
}

void GenerationWorker::stop(JobId job) {
    std::lock_guard lock(mutex_);
    for (auto& [id, source] : stops_) {
        if (id == job) {
            source.request_stop();
        }
    }
}

void GenerationWorker::execute(Load& load) {
    events_.push(ModelLoading{});
    continuing_.reset();  // makes room
    try {
        model_ = loaded(load);
        weights_.reset();
        loader_ = std::move(load.loader);
        events_.push(ready());
    } catch (const std::exception& error) {
        spdlog::error("The model could not be loaded: {}", error.what());
        ModelFailed failed{error.what(), {}};
        bring_back();
        if (model_.generator) {
            failed.still = ready();
        }
        events_.push(std::move(failed));
    }
}

/// Beside the old model, which stays until this one is whole. Two of the official size may not fit.
LoadedModel GenerationWorker::loaded(const Load& load) {
    if (model_.generator && load.has_room && !load.has_room()) {
        spdlog::info("There is no memory for two models: the old one is closed first");
        model_ = {};
    }
    try {
        return load.loader();
    } catch (const std::exception& error) {
        if (!model_.generator || !is_out_of_memory(error)) {
            throw;
        }
        spdlog::info("Memory ran out with two models: the old one is closed first");
    }
    model_ = {};
    return load.loader();
}

/// The model that had made room for one that failed.
void GenerationWorker::bring_back() {
    if (model_.generator || !loader_) {
        return;
    }
    try {
        model_ = loader_();
        weights_.reset();
    } catch (const std::exception& error) {
        spdlog::error("The model before could not be loaded again: {}", error.what());
    }
}

ModelReady GenerationWorker::ready() const {
    return {model_.generator->info(), model_.reward != nullptr, model_.device, model_.reader};
}

void GenerationWorker::execute(Weights& weights) {
    try {
        if (!model_.generator) {
            throw resource_error("no model is loaded that they could belong to");
        }
        model_.generator = model_.generator->with(*weights.snapshot);
        weights_ = weights.snapshot;
        continuing_.reset();  // opened anew with these when it is needed
        events_.push(WeightsTaken{});
    } catch (const std::exception& error) {
        spdlog::warn("The newest weights are not used: {}", error.what());
        events_.push(WeightsRefused{error.what()});
    }
}

/// Ends with the event that `work` returns, or with the one that says why there is none. True: it went well.
template <class Work>
bool GenerationWorker::carry_through(JobId job, const std::stop_token& stop, bool needs_model,
                                     const Work& work) {
    const auto finish = [&](GenerationEvent event) {
        {
            std::lock_guard lock(mutex_);
            std::erase_if(stops_, [&](const auto& entry) { return entry.first == job; });
        }
        events_.push(std::move(event));
    };
    if (stop.stop_requested()) {
        finish(JobStopped{job});
        return false;
    }
    if (needs_model && !model_.generator) {
        finish(JobFailed{job, "No model is loaded. The log says why; choose another model and try again."});
        return false;
    }
    events_.push(JobStarted{job});
    try {
        finish(work());
        return true;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Interrupted) {
            finish(JobStopped{job});
        } else {
            finish(JobFailed{job, error.what()});
        }
    } catch (const std::bad_alloc&) {
        finish(JobFailed{job, "Out of memory. Fewer variations or a shorter motion need less."});
    } catch (const std::exception& error) {
        finish(JobFailed{job, error.what()});
    }
    return false;
}

void GenerationWorker::execute(Job& job) {
    std::vector<GeneratedMotion> motions;
    const bool done = carry_through(job.id, job.stop.get_token(), true, [&]() -> GenerationEvent {
        JobDone result = carry_out(job);
        motions = result.motions;
        return result;
    });
    if (done) {
        score(job.id, motions);
    }
}

void GenerationWorker::execute(Direct& direct) {
    const bool draws = draws_from_model(direct.request);
    carry_through(direct.id, direct.stop.get_token(), draws, [&]() -> GenerationEvent {
        const auto begin = std::chrono::steady_clock::now();
        DirectedClip made = direct_clip(
            model_, draws ? continuing() : nullptr, direct.request,
            [&](double fraction) {
                events_.push(JobProgress{direct.id, fraction});
            },
            direct.stop.get_token());
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        return MotionDirected{direct.id, std::move(made), seconds.count()};
    });
}

/// With the weights that generate now.
ContinuingModel* GenerationWorker::continuing() {
    if (!continuing_) {
        if (!model_.open_continuing) {
            throw resource_error("this model cannot go on from a motion that is there already");
        }
        continuing_ = model_.open_continuing();
        if (weights_) {
            continuing_ = continuing_->with(*weights_);
        }
    }
    return continuing_.get();
}

JobDone GenerationWorker::carry_out(const Job& job) {
    const auto begin = std::chrono::steady_clock::now();
    JobDone done{.job = job.id};
    if (job.best_of > 1 && model_.reward) {
        auto best = generate_best_of(*model_.generator, *model_.reward, {job.request}, job.best_of,
                                     job.stop.get_token());
        for (BestMotion& motion : best.front()) {
            done.motions.push_back(std::move(motion.motion));
            done.candidates.push_back(motion.candidate);
        }
    } else {
        const int joint_count = skeleton_by_name(model_.generator->info().skeleton).joint_count();
        StreamListener listener;
        listener.on_frames = [&](int variation, int first_frame, std::span<const glm::vec3> frames) {
            events_.push(
                FramesArrived{job.id, variation, first_frame, joint_count, {frames.begin(), frames.end()}});
        };
        listener.on_progress = [&](double fraction) { events_.push(JobProgress{job.id, fraction}); };
        done.motions = model_.generator->generate(job.request, listener, job.stop.get_token());
        done.candidates =
            draw_again(*model_.generator, job.request, done.motions, job.tries, job.stop.get_token());
    }
    done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return done;
}

void GenerationWorker::score(JobId job, const std::vector<GeneratedMotion>& motions) {
    MotionsScored scored{.job = job};
    const bool scorable = std::all_of(motions.begin(), motions.end(),
                                      [](const GeneratedMotion& m) { return !m.tokens.empty(); });
    try {
        if (scorable && model_.reward) {
            scored.reward = score_motions(*model_.reward, motions);
        }
        if (scorable && model_.judge) {
            scored.judge = score_motions(*model_.judge, motions);
        }
    } catch (const std::exception& error) {
        spdlog::warn("The clips are not scored: {}", error.what());
    }
    judge_prompt(scored, motions);
    events_.push(std::move(scored));
}

/// What the words and the judge's scores together say of each clip.
void GenerationWorker::judge_prompt(MotionsScored& scored,
                                    const std::vector<GeneratedMotion>& motions) const {
    if (motions.empty()) {
        return;
    }
    try {
        const auto& scores = scored.judge.empty() ? scored.reward : scored.judge;
        const auto reading =
            model_.reader ? std::optional(model_.reader->read(motions.front().prompt)) : std::nullopt;
        const auto calibration =
            model_.reader ? model_.reader->vocabulary()->calibration : NoticeCalibration{};
        const auto asked = everything_asked(motions.front().prompt);
        for (std::size_t i = 0; i < motions.size(); ++i) {
            const auto missed = missed_of(asked, motions[i].clip);
            const auto percentile = i < scores.size() ? scores[i].beats_matched : std::nullopt;
            scored.understanding.push_back(
                judge_understanding(reading ? &*reading : nullptr, percentile, calibration, missed));
        }
    } catch (const std::exception& error) {
        spdlog::warn("The clips are not held against their prompt: {}", error.what());
    }
}

void GenerationWorker::execute(Judge& judge) {
    ClipsJudged judged{.job = judge.id, .prompt = judge.prompt};
    try {
        if (!model_.generator) {
            throw resource_error("no model is loaded to score them with");
        }
        const double fps = model_.generator->info().fps;
        std::vector<GeneratedMotion> motions;
        for (MotionClip& clip : judge.clips) {
            GeneratedMotion motion{.prompt = judge.prompt};
            motion.clip = clip.fps == fps ? std::move(clip) : resample(clip, fps);
            if (motion.clip.frame_count() < 2) {
                throw input_error("a clip of one frame is no motion");
            }
            judged.tokens.push_back(model_.generator->encode_clip(motion.clip));
            motions.push_back(std::move(motion));
        }
        for (const auto& [scorer, scores] :
             {std::pair{model_.reward, &judged.reward}, std::pair{model_.judge, &judged.judge}}) {
            for (std::size_t i = 0; scorer && i < motions.size(); ++i) {
                scores->push_back(scorer->score_clip(judge.prompt, motions[i].clip));
            }
        }
        if (!model_.reward) {
            judged.problem = "This model has no encoders that could score it.";
        }
        MotionsScored scored{.reward = judged.reward, .judge = judged.judge};
        judge_prompt(scored, motions);
        judged.understanding = std::move(scored.understanding);
    } catch (const std::exception& error) {
        judged.problem = error.what();
    }
    events_.push(std::move(judged));
}

void GenerationWorker::execute(Decode& decode) {
    if (!model_.generator) {
        events_.push(JobFailed{decode.id, "No model is loaded to show the clips with."});
        return;
    }
    try {
        std::vector<MotionClip> clips;
        for (const std::vector<int>& tokens : decode.tokens) {
            clips.push_back(model_.generator->decode_tokens(tokens));
        }
        events_.push(ClipsDecoded{decode.id, std::move(clips)});
    } catch (const std::exception& error) {
        events_.push(JobFailed{decode.id, error.what()});
    }
}

}  // namespace im

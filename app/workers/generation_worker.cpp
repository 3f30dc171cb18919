#include "app/workers/generation_worker.h"

#include <algorithm>
#include <chrono>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/generate/best_of.h"
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

void GenerationWorker::load(ModelLoader loader) {
    thread_.send(Load{std::move(loader)});
}

void GenerationWorker::take_weights(std::shared_ptr<const GeneratorSnapshot> weights) {
    thread_.send(Weights{std::move(weights)});
}

JobId GenerationWorker::generate(GenerateRequest request, int best_of) {
    Job job;
    job.id = next_id();
    job.request = std::move(request);
    job.best_of = best_of;
    {
        std::lock_guard lock(mutex_);
        stops_.emplace_back(job.id, job.stop);
    }
    const JobId id = job.id;
    thread_.send(std::move(job));
    return id;
}

JobId GenerationWorker::decode(std::vector<std::vector<int>> tokens) {
    const JobId id = next_id();
    thread_.send(Decode{id, std::move(tokens)});
    return id;
}

JobId GenerationWorker::next_id() {
    std::lock_guard lock(mutex_);
    return next_job_++;
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
    try {
        // The old model goes first: two official-size models may not fit.
        model_ = {};
        model_ = load.loader();
        events_.push(
            ModelReady{model_.generator->info(), model_.reward != nullptr, model_.device, model_.reader});
    } catch (const std::exception& error) {
        spdlog::error("The model could not be loaded: {}", error.what());
        events_.push(ModelFailed{error.what()});
    }
}

void GenerationWorker::execute(Weights& weights) {
    try {
        if (!model_.generator) {
            throw resource_error("no model is loaded that they could belong to");
        }
        model_.generator = model_.generator->with(*weights.snapshot);
        events_.push(WeightsTaken{});
    } catch (const std::exception& error) {
        spdlog::warn("The newest weights are not used: {}", error.what());
        events_.push(WeightsRefused{error.what()});
    }
}

void GenerationWorker::execute(Job& job) {
    const auto token = job.stop.get_token();
    const auto finish = [&](GenerationEvent event) {
        {
            std::lock_guard lock(mutex_);
            std::erase_if(stops_, [&](const auto& entry) { return entry.first == job.id; });
        }
        events_.push(std::move(event));
    };
    if (token.stop_requested()) {
        finish(JobStopped{job.id});
        return;
    }
    if (!model_.generator) {
        finish(
            JobFailed{job.id, "No model is loaded. The log says why; choose another model and try again."});
        return;
    }

    events_.push(JobStarted{job.id});
    try {
        JobDone done = carry_out(job);
        const std::vector<GeneratedMotion> motions = done.motions;
        finish(std::move(done));
        score(job.id, motions);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Interrupted) {
            finish(JobStopped{job.id});
        } else {
            finish(JobFailed{job.id, error.what()});
        }
    } catch (const std::bad_alloc&) {
        finish(JobFailed{job.id, "Out of memory. Fewer variations or a shorter motion need less."});
    } catch (const std::exception& error) {
        finish(JobFailed{job.id, error.what()});
    }
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
        for (const GeneratedMotion& motion : done.motions) {
            done.candidates.push_back(motion.variation);
        }
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
        const auto asked = asked_facts(motions.front().prompt);
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

#include "engine/direct/span.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/direct/clip_edits.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

constexpr int kContextSteps = 6;     // heard of what was before
constexpr int kContextFrames = 120;  // encoded for them: more would not change them
constexpr double kMissWeight = 0.5;  // reward a metre

void check(const ContinuingModel& model, const MotionClip& clip, const SpanRequest& request) {
    const int T = clip.frame_count();
    check_clip(clip, humanml3d_skeleton());
    if (model.info().skeleton != humanml3d_skeleton().name || std::abs(clip.fps - model.info().fps) > 0.01) {
        throw input_error(
            "span: expected a clip of HumanML3D's figure at {} frames a second and a model of it, "
            "found {} frames a second and a model of {}",
            model.info().fps, clip.fps, model.info().skeleton);
    }
    const bool between = request.form == SpanForm::Between;
    if (request.begin < 0 || request.begin >= T + (between ? 0 : 1) ||
        (between && (request.end <= request.begin || request.end > T))) {
        throw usage_error("span: expected frames within 0 to {}, found {} to {}", T, request.begin,
                          between ? request.end : T);
    }
    if (request.candidates < 1 || request.candidates > kVariationsMax)
        throw usage_error("span: expected 1 to {} candidates, found {}", kVariationsMax, request.candidates);
    if (request.seconds && !(*request.seconds > 0))
        throw usage_error("span: expected more than 0 seconds, found {}", *request.seconds);
}

/// The last steps of what comes before the span; its last but one frame is the last that they show.
std::vector<int> context_of(const ContinuingModel& model, const MotionClip& before) {
    const int T = before.frame_count();
    if (T < 2) return {};
    auto tokens = model.encode(trimmed(before, std::max(0, T - kContextFrames), T));
    const auto most = static_cast<std::size_t>(kContextSteps * model.info().tokens_per_step);
    if (tokens.size() > most) tokens.erase(tokens.begin(), tokens.end() - static_cast<std::ptrdiff_t>(most));
    return tokens;
}

}  // namespace

std::vector<SpanVariation> regenerate_span(ContinuingModel& model, const MotionScorer* scorer,
                                           const MotionClip& clip, const SpanRequest& request,
                                           std::stop_token stop) {
    check(model, clip, request);
    const ModelInfo& info = model.info();
    const int T = clip.frame_count(), end = request.form == SpanForm::Between ? request.end : T;
    const MotionClip before = trimmed(clip, 0, request.begin), after = trimmed(clip, end, T);
    const int ends = (request.begin > 0) + (end < T && request.form == SpanForm::Between);
    const auto given = context_of(model, before);
    const int heard = static_cast<int>(given.size()) / info.tokens_per_step;
    int frames = 0;  // shown by the new steps: the kept frame at each end is among them
    if (request.form == SpanForm::Between)
        frames = end - request.begin + ends;
    else if (request.seconds)
        frames = std::max(1, static_cast<int>(std::lround(*request.seconds * info.fps))) + ends;
    const int steps = (frames + info.frames_per_step - 1) / info.frames_per_step;
    const int most = model.steps_max() - heard;
    if (steps > most) {
        throw usage_error("span: expected at most {:.2f} s to be made anew at once, found {:.2f}",
                          (most * info.frames_per_step - ends) / info.fps, (frames - ends) / info.fps);
    }
    std::vector<StepRequest> draws;
    for (int v = 0; v < request.candidates; ++v)
        draws.push_back({request.prompt, request.seed, v, steps, given});
    const auto drawn = model.draw(draws, request.sampling, stop);
    std::vector<MotionScore> scores;
    if (scorer != nullptr) scores = scorer->score(std::vector(drawn.size(), request.prompt), drawn);

    std::vector<SpanVariation> variations;
    for (std::size_t v = 0; v < drawn.size(); ++v) {
        if (stop.stop_requested()) throw Error(ErrorKind::Interrupted, "the span was not made: stopped");
        auto tokens = given;
        tokens.insert(tokens.end(), drawn[v].begin(), drawn[v].end());
        const MotionClip all = model.decode(tokens);
        const int from = heard * info.frames_per_step;
        const MotionClip fresh = trimmed(all, from, frames > 0 ? from + frames : all.frame_count());
        SpanVariation made{.clip = before, .begin = request.begin, .candidate = static_cast<int>(v)};
        const MotionClip inside = frames_between(before, fresh, after, &made.miss);
        made.clip.positions.insert(made.clip.positions.end(), inside.positions.begin(),
                                   inside.positions.end());
        made.end = made.clip.frame_count();
        made.clip.positions.insert(made.clip.positions.end(), after.positions.begin(), after.positions.end());
        if (scorer != nullptr) made.reward = scores[v].total;
        made.total = made.reward.value_or(0) - kMissWeight * made.miss.total();
        variations.push_back(std::move(made));
    }
    std::stable_sort(variations.begin(), variations.end(),
                     [](const SpanVariation& a, const SpanVariation& b) { return a.total > b.total; });
    return variations;
}

}  // namespace im

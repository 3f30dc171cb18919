#include "engine/direct/direct.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/direct/clip_edits.h"
#include "engine/direct/follow_path.h"
#include "engine/direct/kept_frames.h"
#include "engine/io/motion_file.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMadeMost = 4;  // candidates that are made and measured
constexpr double kEffort = 0.4;       // reward by doubling speed or steps
constexpr double kMetre = 0.5;        // reward a metre that a pin must pull
constexpr double kPathMetre = 5;      // reward a metre of mean distance to the path
constexpr double kSkating = 0.1;      // reward a millimetre a frame that standing feet slide
constexpr double kTold = 1;           // cm: a larger miss is told

MotionClip clip_file(const fs::path& folder, const fs::path& file, double fps) {
    MotionFileOptions options;
    options.fps = fps;
    MotionFile read = read_motion(file.is_absolute() ? file : folder / file, options);
    if (read.clip.joint_count != humanml3d_skeleton().joint_count())
        throw input_error("{}: expected a clip of HumanML3D's figure, found {} joints", file.string(),
                          read.clip.joint_count);
    return std::move(read.clip);
}

/// The first frame's pelvis over the place, facing as asked.
MotionClip placed(MotionClip clip, const SceneFigure& figure) {
    if (figure.place == glm::dvec2(0) && figure.turn_deg == 0) return clip;
    const glm::vec3 root = clip.frame(0)[0];
    return moved_by(
        std::move(clip),
        {figure.turn_deg * std::numbers::pi / 180, {root.x, 0, root.z}, {figure.place.x, 0, figure.place.y}});
}

struct Candidate {
    MotionClip clip;
    std::vector<int> tokens;
    std::optional<double> reward;
    double rank = 0;
};

/// How much a candidate must be bent to do what is asked, before that is done.
double strain(const Candidate& candidate, const SceneFigure& figure) {
    double cost = 0;
    if (figure.path) {
        const auto effort = path_effort(candidate.clip, *figure.path);
        if (!effort) return 1e6;  // it does not go anywhere
        cost += kEffort * *effort / std::numbers::ln2;
    } else {
        for (const Pin& pin : figure.pins)
            cost +=
                kMetre * pin_error(candidate.clip, pin).cm / 100 / static_cast<double>(figure.pins.size());
    }
    return cost;
}

/// Path, pins and poses, in this order; what they miss is measured.
void constrain(DirectedMotion& made, const Scene& scene, const SceneFigure& figure, bool repeat) {
    if (figure.path) {
        auto followed = follow_path(made.clip, *figure.path, repeat);
        if (followed) {
            made.clip = std::move(followed->clip);
            made.path_error_cm = 100 * followed->mean_error_m;
            made.notices.insert(made.notices.end(), followed->notices.begin(), followed->notices.end());
        } else {
            made.notices.push_back(
                "path: this motion stays where it is, or its steps cannot be repeated; it is put at the "
                "path's start");
            DrawnPath start;
            start.points = {figure.path->points.front()};
            made.clip = follow_path(made.clip, start, false)->clip;
        }
    } else {
        made.clip = placed(std::move(made.clip), figure);
    }
    for (const KeyPose& pose : figure.poses) {
        const MotionClip from = clip_file(scene.folder, pose.clip, made.clip.fps);
        const int frame = static_cast<int>(
            std::clamp<long>(std::lround(pose.clip_at * from.fps), 0, from.frame_count() - 1));
        made.clip = apply_key_pose(std::move(made.clip), pose.at, from, frame);
    }
    made.clip = apply_pins(made.clip, figure.pins);
    for (const Pin& pin : figure.pins) {
        made.errors.push_back(pin_error(made.clip, pin));
        const ConstraintError& error = made.errors.back();
        if (pin.from > made.clip.seconds())
            made.notices.push_back(
                fmt::format("{}: behind the end of the motion ({:.2f} s); its last frame is taken",
                            error.what, made.clip.seconds()));
        if (error.cm > kTold)
            made.notices.push_back(
                fmt::format("{}: out of reach; the nearest is {:.0f} cm away", error.what, error.cm));
    }
}

/// One block with constraints: the candidate that does them best.
void direct_best(ContinuingModel& model, const MotionScorer* scorer, const Scene& scene,
                 const SceneFigure& figure, DirectedMotion& made, std::stop_token stop) {
    const SequenceBlock& block = figure.blocks.front();
    const ModelInfo& info = model.info();
    const std::uint64_t seed = block.seed.value_or(block_seed(figure.seed, 0));
    const double most = model.steps_max() * info.frames_per_step / info.fps;
    int steps = 0;
    if (block.seconds)
        steps = std::max(1, static_cast<int>(std::ceil(
                                std::min(*block.seconds, most) * info.fps / info.frames_per_step - 1e-9)));
    std::vector<StepRequest> requests;
    for (int v = 0; v < figure.best_of; ++v) requests.push_back({block.prompt, seed, v, steps, {}});
    auto drawn = model.draw(requests, scene.sampling.value_or(SamplingOptions{}), stop);
    const auto scores = scorer != nullptr ? scorer->score(std::vector(drawn.size(), block.prompt), drawn)
                                          : std::vector<MotionScore>{};
    std::vector<Candidate> candidates;
    for (std::size_t v = 0; v < drawn.size(); ++v) {
        Candidate candidate{placed(model.decode(drawn[v]), figure), std::move(drawn[v]), {}, 0};
        if (scorer != nullptr) candidate.reward = scores[v].total;
        candidate.rank = candidate.reward.value_or(0) - (figure.best_of > 1 ? strain(candidate, figure) : 0);
        candidates.push_back(std::move(candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.rank > b.rank; });
    SceneFigure asked = figure;
    asked.place = {0, 0};  // placed already
    asked.turn_deg = 0;
    if (asked.path && !asked.path->seconds) asked.path->seconds = block.seconds;
    std::optional<double> best;
    for (std::size_t i = 0; i < std::min(kMadeMost, candidates.size()); ++i) {
        if (stop.stop_requested()) throw Error(ErrorKind::Interrupted, "the motion was not made: stopped");
        DirectedMotion tried;
        tried.name = made.name;
        tried.notices = made.notices;
        tried.clip = candidates[i].clip;
        tried.reward = candidates[i].reward;
        constrain(tried, scene, asked, true);
        double value = candidates[i].rank - kPathMetre * tried.path_error_cm.value_or(0) / 100 -
                       kSkating * measure_foot_skate(tried.clip, humanml3d_skeleton()).mm_per_frame;
        for (const ConstraintError& error : tried.errors)
            value -= kMetre * error.cm / 100 + error.degrees / 90;
        if (best && value <= *best) continue;
        best = value;
        tried.blocks = {{block.prompt, 0, tried.clip.frame_count(), 0, seed, tried.reward}};
        made = std::move(tried);
    }
}

}  // namespace

bool needs_model(const SceneEdit& edit) {
    return edit.kind == EditKind::Between || edit.kind == EditKind::Onward;
}

MotionClip edited(ContinuingModel* model, const MotionScorer* scorer, const MotionClip& clip,
                  const SceneEdit& edit, const SamplingOptions& sampling, std::stop_token stop,
                  const std::function<void(const std::vector<SpanVariation>&)>& scored) {
    switch (edit.kind) {
        case EditKind::Trim: {
            const auto [begin, end] = frame_span(clip, edit.from, edit.to, "trim");
            return trimmed(clip, begin, end);
        }
        case EditKind::Mirror:
            return mirror(clip, humanml3d_skeleton());
        case EditKind::Reverse:
            return reversed(clip);
        case EditKind::Tempo:
            return at_tempo_of(clip, edit.factor);
        case EditKind::Loop:
            return looped(clip, edit.times);
        default:
            break;
    }
    if (model == nullptr)
        throw usage_error("{}: expected a model to draw from, found none", edit_name(edit.kind));
    SpanRequest request;
    request.form = edit.kind == EditKind::Between ? SpanForm::Between : SpanForm::Onward;
    if (edit.kind == EditKind::Between) {
        std::tie(request.begin, request.end) = frame_span(clip, edit.from, edit.to, "between");
    } else {
        if (!(edit.from >= 0) || !(edit.from <= clip.seconds()))
            throw usage_error("onward: expected a time within 0 to {:.2f} s, found {}", clip.seconds(),
                              edit.from);
        request.begin = std::min(clip.frame_count(), static_cast<int>(std::lround(edit.from * clip.fps)));
    }
    request.prompt = edit.prompt;
    request.seed = edit.seed;
    request.candidates = edit.candidates;
    request.seconds = edit.seconds;
    request.sampling = sampling;
    if (edit.variation < 0 || edit.variation >= edit.candidates)
        throw usage_error("variation: expected 0 to {}, found {}", edit.candidates - 1, edit.variation);
    auto variations = regenerate_span(*model, scorer, clip, request, stop);
    if (scored) scored(variations);
    return std::move(variations[static_cast<std::size_t>(edit.variation)].clip);
}

DirectedMotion direct_figure(ContinuingModel& model, const MotionScorer* scorer, const Scene& scene,
                             const SceneFigure& figure, std::stop_token stop,
                             const std::function<void(double)>& on_progress) {
    const SamplingOptions sampling = scene.sampling.value_or(SamplingOptions{});
    const bool constrained = figure.path || !figure.pins.empty() || !figure.poses.empty();
    if (figure.best_of > 1 && scorer == nullptr)
        throw usage_error("best_of: expected a model with reward encoders to choose by, found none");
    if (constrained && model.info().skeleton != humanml3d_skeleton().name)
        throw usage_error("path, pins and poses: expected a model of HumanML3D's figure, found {}",
                          model.info().skeleton);
    DirectedMotion made;
    made.name = figure.name;
    if (!scene.model.empty() && scene.model != model.info().name) {
        made.notices.push_back(
            fmt::format("the scene was made with the model \"{}\"; \"{}\" makes other motion of it",
                        scene.model, model.info().name));
    }
    if (!figure.clip.empty()) {
        made.clip = clip_file(scene.folder, figure.clip, model.info().fps);
        constrain(made, scene, figure, true);
    } else if (constrained && figure.blocks.size() == 1) {
        direct_best(model, scorer, scene, figure, made, stop);
    } else {
        auto sequence = make_sequence(
            model, scorer, figure.blocks,
            {.seed = figure.seed, .sampling = sampling, .form = figure.form, .best_of = figure.best_of},
            on_progress, stop);
        made.clip = std::move(sequence.clip);
        made.blocks = std::move(sequence.blocks);
        made.notices.insert(made.notices.end(), sequence.notices.begin(), sequence.notices.end());
        if (!constrained && figure.edits.empty()) made.tokens = std::move(sequence.tokens);
        constrain(made, scene, figure, false);
    }
    for (std::size_t i = 0; i < figure.edits.size(); ++i) {
        try {
            made.clip = edited(&model, scorer, made.clip, figure.edits[i], sampling, stop);
        } catch (const Error& error) {
            throw Error(error.kind(), fmt::format("edit {}: {}", i + 1, error.what()));
        }
    }
    return made;
}

std::vector<DirectedMotion> direct_scene(ContinuingModel& model, const MotionScorer* scorer,
                                         const Scene& scene, const std::function<void(double)>& on_progress,
                                         std::stop_token stop) {
    std::vector<DirectedMotion> made;
    for (const SceneFigure& figure : scene.figures) {
        made.push_back(direct_figure(model, scorer, scene, figure, stop));
        if (on_progress)
            on_progress(static_cast<double>(made.size()) / static_cast<double>(scene.figures.size()));
    }
    return made;
}

}  // namespace im

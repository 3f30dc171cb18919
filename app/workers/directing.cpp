#include "app/workers/directing.h"

#include <algorithm>
#include <cmath>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/direct/direct.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

/// What the library keeps of a clip that was not drawn in one go.
std::vector<int> said_by(const MotionGenerator* generator, const MotionClip& clip) {
    if (!generator) return {};
    try {
        const double fps = generator->info().fps;
        return generator->encode_clip(clip.fps == fps ? clip : resample(clip, fps));
    } catch (const std::exception& error) {
        spdlog::warn("The clip is not kept in the library: {}", error.what());
        return {};
    }
}

/// [from, to) of the blocks' frames, counted from `from`.
std::vector<BlockMade> cut(const std::vector<BlockMade>& blocks, int from, int to) {
    std::vector<BlockMade> left;
    for (BlockMade block : blocks) {
        block.begin = std::max(block.begin, from) - from;
        block.end = std::min(block.end, to) - from;
        if (block.begin < block.end) left.push_back(std::move(block));
    }
    return left;
}

/// Along the path, and with the pins, where there are any.
DirectedClip made_of(const LoadedModel& model, ContinuingModel& continuing, const BlocksToMake& asked,
                     const std::function<void(double)>& on_progress, std::stop_token stop) {
    DirectedClip made;
    const auto take = [&made](auto& motion) {
        made.clip = std::move(motion.clip);
        made.blocks = std::move(motion.blocks);
        made.notices = std::move(motion.notices);
    };
    if (!asked.path && asked.pins.empty()) {
        SequenceMotion motion = make_sequence(continuing, model.reward.get(), asked.blocks, asked.options,
                                              on_progress, std::move(stop));
        take(motion);
        return made;
    }
    SceneFigure figure;
    figure.seed = asked.options.seed;
    figure.best_of = asked.options.best_of;
    figure.form = asked.options.form;
    figure.blocks = asked.blocks;
    figure.path = asked.path;
    figure.pins = asked.pins;
    Scene scene;
    scene.sampling = asked.options.sampling;
    DirectedMotion motion =
        direct_figure(continuing, model.reward.get(), scene, figure, std::move(stop), on_progress);
    take(motion);
    made.path_error_cm = motion.path_error_cm;
    made.misses = std::move(motion.errors);
    return made;
}

}  // namespace

bool draws_from_model(const DirectRequest& request) {
    const auto* edit = std::get_if<ClipToEdit>(&request);
    return !edit || needs_model(edit->edit);
}

std::vector<BlockMade> blocks_after(const std::vector<BlockMade>& blocks, const SceneEdit& edit, double fps,
                                    int frames_before, int frames_now) {
    const auto frame = [&](double seconds) {
        return std::clamp(static_cast<int>(std::lround(std::min(seconds, 1e6) * fps)), 0, frames_before);
    };
    std::vector<BlockMade> left = blocks;
    switch (edit.kind) {
        case EditKind::Between:
        case EditKind::Mirror:
            return left;
        case EditKind::Trim:
            return cut(blocks, frame(edit.from), frame(edit.from) + frames_now);
        case EditKind::Onward:
            left = cut(blocks, 0, frame(edit.from));
            if (!left.empty() && frames_now > left.back().end)
                left.push_back(
                    {edit.prompt, left.back().end, frames_now, left.back().block + 1, edit.seed, {}});
            return left;
        case EditKind::Reverse:
            std::reverse(left.begin(), left.end());
            for (BlockMade& block : left) {
                const int begin = frames_before - block.end;
                block.end = frames_before - block.begin;
                block.begin = begin;
            }
            return left;
        case EditKind::Tempo:
            for (BlockMade& block : left) {
                const auto moved = [&](int f) {
                    return static_cast<int>(
                        std::lround(static_cast<double>(f) * frames_now / std::max(frames_before, 1)));
                };
                block.begin = moved(block.begin);
                block.end = moved(block.end);
            }
            return left;
        case EditKind::Loop:
            break;
    }
    return {};
}

DirectedClip direct_clip(const LoadedModel& model, ContinuingModel* continuing, const DirectRequest& request,
                         const std::function<void(double)>& on_progress, std::stop_token stop) {
    DirectedClip made;
    if (const auto* sequence = std::get_if<BlocksToMake>(&request)) {
        made = made_of(model, *continuing, *sequence, on_progress, std::move(stop));
    } else {
        const auto& asked = std::get<ClipToEdit>(request);
        if (const int joints = humanml3d_skeleton().joint_count(); asked.clip.joint_count != joints) {
            throw input_error("The clip has {} joints; edits are for figures of {}, as HumanML3D's.",
                              asked.clip.joint_count, joints);
        }
        made.clip =
            edited(continuing, model.reward.get(), asked.clip, asked.edit, asked.sampling, std::move(stop));
        made.blocks = blocks_after(asked.blocks, asked.edit, asked.clip.fps, asked.clip.frame_count(),
                                   made.clip.frame_count());
    }
    made.tokens = said_by(model.generator.get(), made.clip);
    return made;
}

}  // namespace im

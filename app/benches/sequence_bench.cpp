#include "app/benches/sequence_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <glm/geometric.hpp>

#include "engine/behaviour/behaviour.h"
#include "engine/core/error.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_traits.h"

namespace im {
namespace {

constexpr int kNear = 2;        // frames on each side of a seam that a jump may be in
constexpr int kSkateNear = 10;  // frames on each side of a seam in which feet are watched

/// Mean way of standing feet, over clips of any number of frames.
class Skate {
  public:
    void add(const MotionClip& clip) {
        const FootSkate found = measure_foot_skate(clip, humanml3d_skeleton());
        const double standing = found.contact_share * clip.frame_count();
        way_ += found.mm_per_frame * standing;
        standing_ += standing;
    }
    double mm() const { return standing_ > 0 ? way_ / standing_ : 0; }

  private:
    double way_ = 0, standing_ = 0;
};

double largest_near(const std::vector<double>& jumps, int frame) {
    double largest = 0;
    for (int t = frame - kNear; t <= frame + kNear; ++t) {
        const int i = t - 1;  // jumps[0] is of frame 1
        if (i >= 0 && i < static_cast<int>(jumps.size()))
            largest = std::max(largest, jumps[static_cast<std::size_t>(i)]);
    }
    return largest;
}

/// Of one block's motion.
struct Presence {
    int blocks = 0, shown = 0, judged = 0;
    void add(const Behaviour& behaviour, const MotionClip& clip, const MotionScorer* judge) {
        ++blocks;
        shown += behaviour.shown(measure_facts(clip));
        if (judge == nullptr) return;
        const auto score = judge->score_clip(behaviour.prompts.front(), clip);
        judged += score.beats_matched.value_or(0) >= 0.05;
    }
    double share(int count) const { return blocks > 0 ? static_cast<double>(count) / blocks : 0; }
};

}  // namespace

std::vector<double> speed_jumps(const MotionClip& clip) {
    std::vector<double> jumps;
    for (int t = 1; t + 1 < clip.frame_count(); ++t) {
        double largest = 0;
        for (std::size_t j = 0; j < static_cast<std::size_t>(clip.joint_count); ++j) {
            const glm::dvec3 a = clip.frame(t - 1)[j], b = clip.frame(t)[j], c = clip.frame(t + 1)[j];
            largest = std::max(largest, glm::length(c - 2.0 * b + a));
        }
        jumps.push_back(largest * clip.fps);
    }
    return jumps;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto at =
        std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

SequenceBenchResult bench_sequence(ContinuingModel& model, const MotionScorer* reward,
                                   const MotionScorer* judge, SequenceForm form,
                                   const SequenceBenchOptions& options, std::stop_token stop) {
    SequenceBenchResult result;
    const auto& behaviours = all_behaviours();
    Skate at_seams, inside;
    Presence together, alone;
    std::vector<double> times;
    for (int s = 0; s < options.sequences; ++s) {
        if (stop.stop_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
        std::mt19937_64 random(options.seed * 1000 + static_cast<unsigned>(s));
        std::vector<const Behaviour*> asked;
        std::vector<SequenceBlock> blocks;
        for (int b = 0; b < options.blocks; ++b) {
            asked.push_back(&behaviours[random() % behaviours.size()]);
            blocks.push_back({asked.back()->prompts.front(), options.block_seconds});
        }
        SequenceOptions how{
            .seed = options.seed + static_cast<unsigned>(s), .sampling = options.sampling, .form = form};
        how.best_of = options.best_of;
        how.context_steps = options.context_steps;
        const auto start = std::chrono::steady_clock::now();
        const SequenceMotion made = make_sequence(model, reward, blocks, how, {}, stop);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        result.motion_seconds = made.clip.seconds();
        const auto jumps = speed_jumps(made.clip);
        for (std::size_t b = 0; b < made.blocks.size(); ++b) {
            const BlockMade& block = made.blocks[b];
            const int middle = (block.begin + block.end) / 2;
            together.add(*asked[block.block], frames_of(made.clip, block.begin, block.end), judge);
            inside.add(frames_of(made.clip, std::max(block.begin, middle - kSkateNear),
                                 std::min(block.end, middle + kSkateNear)));
            result.inside_jumps.push_back(largest_near(jumps, middle));
            if (b == 0) continue;
            ++result.seams;
            result.seam_jumps.push_back(largest_near(jumps, block.begin));
            at_seams.add(frames_of(made.clip, std::max(0, block.begin - kSkateNear),
                                   std::min(made.clip.frame_count(), block.begin + kSkateNear)));
        }
        // The same prompts, seeds and lengths without what came before.
        const int steps = static_cast<int>(std::lround(options.block_seconds * model.info().fps)) /
                          model.info().frames_per_step;
        std::vector<StepRequest> single;
        for (std::size_t b = 0; b < blocks.size(); ++b)
            single.push_back(
                {blocks[b].prompt, block_seed(how.seed, b), 0, std::min(steps, model.steps_max()), {}});
        const auto drawn = model.draw(single, options.sampling, stop);
        for (std::size_t b = 0; b < drawn.size(); ++b) alone.add(*asked[b], model.decode(drawn[b]), judge);
    }
    result.sequences = options.sequences;
    result.made_ms = percentile(times, 0.5);
    result.seam_jump = percentile(result.seam_jumps, 0.5);
    result.seam_jump_p95 = percentile(result.seam_jumps, 0.95);
    result.inside_jump = percentile(result.inside_jumps, 0.5);
    result.inside_jump_p95 = percentile(result.inside_jumps, 0.95);
    result.seam_skate_mm = at_seams.mm();
    result.inside_skate_mm = inside.mm();
    result.shown = together.share(together.shown);
    result.judged = together.share(together.judged);
    result.shown_alone = alone.share(alone.shown);
    result.judged_alone = alone.share(alone.judged);
    return result;
}

}  // namespace im

#pragma once
// How well several prompts in a row become one motion: the measurements of `instructmotion bench sequence`.

#include <string>
#include <vector>

#include "engine/direct/sequence.h"

namespace im {

/// How much the fastest changing joint's speed changes in each frame, metres/second, (T - 2): second differences
/// of the positions, the largest of all joints.
std::vector<double> speed_jumps(const MotionClip& clip);
/// The value that `share` of the values do not exceed; 0 of none.
double percentile(std::vector<double> values, double share);

struct SequenceBenchOptions {
    int sequences = 4;  ///< each of other prompts, other seeds
    int blocks = 12;
    double block_seconds = 5;
    int best_of = 1;
    int context_steps = SequenceOptions{}.context_steps;
    SamplingOptions sampling = {};
    std::uint64_t seed = 1;
};

struct SequenceBenchResult {
    int sequences = 0, seams = 0;
    double motion_seconds = 0, made_ms = 0;  ///< of one sequence, the median
    /// The largest speed jump within 2 frames of a seam, metres/second: median and 95th percentile over seams...
    double seam_jump = 0, seam_jump_p95 = 0;
    /// ...and of as many frames away from seams.
    double inside_jump = 0, inside_jump_p95 = 0;
    std::vector<double> seam_jumps, inside_jumps;
    /// Ways of standing feet, mm a frame: within half a second of a seam, and away from it.
    double seam_skate_mm = 0, inside_skate_mm = 0;
    /// Blocks that show what they ask, by the behaviours' checks; and the same prompts generated alone.
    double shown = 0, shown_alone = 0;
    /// Blocks that the judge finds as near to their prompt as all but the worst 5 % of captured clips; and the
    /// same prompts alone. 0 without a judge.
    double judged = 0, judged_alone = 0;
};

SequenceBenchResult bench_sequence(ContinuingModel& model, const MotionScorer* reward,
                                   const MotionScorer* judge, SequenceForm form,
                                   const SequenceBenchOptions& options, std::stop_token stop = {});

}  // namespace im

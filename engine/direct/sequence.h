#pragma once
// Several prompts in a row as one motion, of any length.
//
//   auto model = ContinuingModel::load(folder, {});
//   SequenceMotion made = make_sequence(*model, nullptr, {{"a person walks", 5.0}, {"a person waves"}}, {});

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/direct/continuing_model.h"
#include "engine/generate/motion_scorer.h"

namespace im {

inline constexpr std::size_t kBlocksMax = 2000;
inline constexpr double kBlockSecondsMax = 1800;

struct SequenceBlock {
    /// Empty: what the block before asks goes on; a first block without a prompt is left out, with a notice.
    std::string prompt;
    /// Empty: until the model has done it, at most what it sees at once (9.8 s). Else up to kBlockSecondsMax;
    /// less than a step (0.2 s) becomes a step, with a notice.
    std::optional<double> seconds = {};
    std::optional<std::uint64_t> seed = {};  ///< empty: of the sequence's seed and the block's number
};

/// How one block's motion becomes the next one's.
enum class SequenceForm {
    Tokens,  ///< the model goes on from the last tokens while the text switches
    /// Each block by itself, joined on a foot that stands, by inertialisation (foot_join.h). HumanML3D's figure
    /// alone; another one's sequences are of the form Tokens, with a notice.
    Blend
};

struct SequenceOptions {
    std::uint64_t seed = 0;
    SamplingOptions sampling = {};
    SequenceForm form = SequenceForm::Blend;
    int best_of = 1;  ///< candidates of each block, 1..kVariationsMax; more than one need a scorer
    int context_steps =
        6;  ///< Tokens: how much of what was before is heard, 1 to half of what the model sees
};

struct BlockMade {
    std::string prompt;      ///< as heard
    int begin = 0, end = 0;  ///< frames [begin, end) of the clip
    std::size_t block = 0;   ///< number of the block that asked for it
    std::uint64_t seed = 0;
    std::optional<double> reward =
        {};  ///< of the chosen candidate's first window, where candidates were scored
};

struct SequenceMotion {
    MotionClip clip;
    std::vector<int> tokens;  ///< Tokens: of all of it; Blend: none
    std::vector<BlockMade> blocks;
    std::vector<std::string> notices;  ///< "block 3: ..."
};

/// The seed of a block that states none: a pure function of both.
std::uint64_t block_seed(std::uint64_t seed, std::size_t block);

/// Splits "A | B | C"; one part where there is no bar.
std::vector<SequenceBlock> split_prompts(const std::string& text);

/// Throws Usage: no block with a prompt, more than kBlocksMax, a length that is no number above 0 or too
/// large, options out of range; Interrupted when stopped. `scorer` may be null where best_of is 1.
/// `on_progress` hears 0..1.
SequenceMotion make_sequence(ContinuingModel& model, const MotionScorer* scorer,
                             const std::vector<SequenceBlock>& blocks, const SequenceOptions& options,
                             const std::function<void(double)>& on_progress = {}, std::stop_token stop = {});

}  // namespace im

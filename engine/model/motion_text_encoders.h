#pragma once
// E_t and E_m (InstructMotion, section 4.1; Guo et al., CVPR 2022): a sentence and a motion as
// points of one space, near each other when they match. The reward, the judge and the published
// evaluator are instances of it.

#include <memory>
#include <string>
#include <vector>

#include <torch/types.h>

namespace im {

struct Caption {
    std::string text;
    /// "walk/VERB", as HumanML3D gives them; only the published evaluator reads them.
    std::vector<std::string> tagged_words;
};

/// What a distance means: those of captured motions to their own captions and to captions of other actions,
/// both ascending.
struct DistanceScale {
    std::vector<float> matched, mismatched;
    /// Share of the pairs of each kind that lie farther apart than `distance`, 0..1.
    double share_of_matched_beyond(double distance) const;
    double share_of_mismatched_beyond(double distance) const;
};

class MotionTextEncoders {
  public:
    virtual ~MotionTextEncoders() = default;
    virtual int width() const = 0;  ///< E
    /// (B, E) float32 on the CPU, gradient-free.
    virtual torch::Tensor embed_texts(const std::vector<Caption>& captions) const = 0;
    /// features (B, T, D), not normalised (the encoders have their own statistics), rows padded at the end
    /// with anything; frames (B) int64, 1..T -> (B, E) float32 on the CPU, gradient-free, in input order.
    virtual torch::Tensor embed_motions(const torch::Tensor& features, const torch::Tensor& frames) const = 0;
    /// Null where it was never measured.
    virtual const DistanceScale* distance_scale() const { return nullptr; }
};

}  // namespace im

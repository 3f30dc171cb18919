#pragma once
// The tokenizer's decoder, one step after the other: every layer keeps the few inputs that its next outputs
// need, so each frame is computed once, as soon as all steps in its field of view are known. CPU.

#include <memory>
#include <span>
#include <vector>

#include "engine/generate/packed_linear.h"
#include "engine/model/vqvae.h"

namespace im {

/// A copy of the decoder's weights; shared by any number of streams.
class StreamWeights {
  public:
    explicit StreamWeights(const VqVae& vqvae);

    /// y = conv(x), for the rows that have all their neighbours; a residual block also has a pointwise
    /// convolution: y = x + pointwise(relu(conv(relu(x)))).
    struct Layer {
        PackedLinear conv, pointwise;
        int inputs = 0, outputs = 0, dilation = 1;
        bool upsampled = false;  ///< every input row counts twice
        bool residual = false, relu_after = false;
    };

    const std::vector<Layer>& layers() const { return layers_; }
    /// Of the step whose tokens these are: the sum of its codes. `out`: code_dim floats.
    void add_codes(std::span<const int> step, float* out) const;
    int code_dim() const { return code_dim_; }
    int levels() const { return levels_; }
    int codebook_size() const { return codebook_size_; }
    int feature_width() const { return layers_.back().outputs; }
    int frames_per_step() const { return frames_per_step_; }
    int context_steps() const { return context_steps_; }

  private:
    std::vector<Layer> layers_;
    std::vector<float> codes_;  // (L, K, code_dim)
    int codebook_size_, code_dim_, levels_, frames_per_step_, context_steps_;
};

class FeatureStream {
  public:
    explicit FeatureStream(std::shared_ptr<const StreamWeights> weights);

    /// Takes tokens of whole steps, each in 0 .. K - 1; `last`: no more will come. Returns the normalised features (n, D) of the
    /// frames that became final, n >= 0. All calls together give what VqVae::decode gives for all tokens, to
    /// float rounding.
    std::vector<float> push(std::span<const int> tokens, bool last);

  private:
    /// A layer's place in time.
    struct State {
        std::vector<float> inputs;  ///< rows `first` .. `received` - 1
        int first = 0, received = 0, sent = 0;
    };
    std::vector<float> advance(const StreamWeights::Layer& layer, State& state, std::span<const float> fresh,
                               bool last);

    std::shared_ptr<const StreamWeights> weights_;
    std::vector<State> states_;
    AlignedFloats gathered_, middle_, out_;
};

}  // namespace im

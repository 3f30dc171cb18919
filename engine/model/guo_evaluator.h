#pragma once
// The evaluator that text-to-motion papers score with: three networks that put a sentence and a motion into
// one space. Module and weight names are those of the published checkpoints (finest.tar). Source: Guo et al.,
// CVPR 2022, section 5.1 and its published code.

#include <filesystem>
#include <memory>

#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>
#include <torch/nn/pimpl.h>

#include "engine/model/motion_text_encoders.h"
#include "engine/model/weights.h"
#include "engine/text/word_vectoriser.h"

namespace im {

struct GuoEvaluatorConfig {
    int feature_width = 263;  ///< D: 263 (HumanML3D) or 251 (KIT-ML); the four contacts are not looked at
    int word_width = 300;     ///< W
    int tags = 15;            ///< parts of speech and lists of motion words
    int text_hidden = 512;
    int motion_hidden = 1024;
    int movement_hidden = 512;
    int movement_width = 512;  ///< M
    int width = 512;           ///< E
};

/// A sequence through a two-way GRU to one vector: what both encoders end with.
class GuoSequenceEncoderImpl : public torch::nn::Module {
  public:
    GuoSequenceEncoderImpl(int input, int hidden, int output, int tags);
    /// x (B, L, input), tags (B, L, tags) or undefined, lengths (B) int64 in any order -> (B, output).
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& tags, const torch::Tensor& lengths);

  private:
    torch::nn::Linear pos_emb_{nullptr}, input_emb_{nullptr};
    torch::nn::GRU gru_{nullptr};
    torch::nn::Sequential output_net_{nullptr};
    torch::Tensor hidden_;  ///< (2, 1, hidden), trained
};
TORCH_MODULE(GuoSequenceEncoder);

class GuoMovementEncoderImpl : public torch::nn::Module {
  public:
    explicit GuoMovementEncoderImpl(const GuoEvaluatorConfig& config);
    /// (B, T, D) normalised features -> (B, T / 4, M).
    torch::Tensor forward(const torch::Tensor& motions);

  private:
    torch::nn::Sequential main_{nullptr};
    torch::nn::Linear out_net_{nullptr};
};
TORCH_MODULE(GuoMovementEncoder);

class GuoNetworksImpl : public torch::nn::Module {
  public:
    static constexpr int kFramesPerStep = 4;
    explicit GuoNetworksImpl(const GuoEvaluatorConfig& config);

    torch::Tensor embed_texts(const VectorisedWords& texts);  ///< -> (B, E)
    /// motions (B, T, D) normalised, zero beyond each one's end; frames (B) int64, 4..T
    /// -> (B, E), in input order.
    torch::Tensor embed_motions(const torch::Tensor& motions, const torch::Tensor& frames);

    const GuoEvaluatorConfig& config() const { return config_; }
    GuoSequenceEncoder text_encoder{nullptr}, motion_encoder{nullptr};
    GuoMovementEncoder movement_encoder{nullptr};

  private:
    GuoEvaluatorConfig config_;
};
TORCH_MODULE(GuoNetworks);

/// From "text_encoder.*", "movement_encoder.*" and "motion_encoder.*"; other tensors (an
/// optimiser's) are left alone. Sizes are read off the shapes. Throws Input naming `source` and
/// every tensor that is missing or wrong.
GuoNetworks guo_networks(const TensorMap& tensors, const std::string& source);

class GuoEvaluator final : public MotionTextEncoders {
  public:
    /// Longer motions are cut to this, shorter ones filled up with zeros, as the published evaluation does.
    static constexpr int kFramesMax = 196;

    /// mean, std (D): what the evaluator was trained with.
    GuoEvaluator(GuoNetworks networks, WordVectoriser words, torch::Tensor mean, torch::Tensor std,
                 torch::Device device);
    /// A folder of save_guo_evaluator: evaluator.safetensors and evaluator_words.txt. Throws Input.
    static std::shared_ptr<const GuoEvaluator> load(const std::filesystem::path& folder,
                                                    torch::Device device = torch::kCPU);
    /// True where the folder holds a converted evaluator.
    static bool is_in(const std::filesystem::path& folder);

    int width() const override { return networks_->config().width; }
    int feature_width() const { return networks_->config().feature_width; }
    /// Throws Input for a caption without tagged words.
    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override;
    /// Official features. Motions of fewer than 4 frames count as 4.
    torch::Tensor embed_motions(const torch::Tensor& features, const torch::Tensor& frames) const override;

  private:
    mutable GuoNetworks networks_;
    WordVectoriser words_;
    torch::Tensor mean_, std_;
    torch::Device device_;
};

/// Writes both files, each atomically; what GuoEvaluator::load reads needs no pickle.
void save_guo_evaluator(const std::filesystem::path& folder, const GuoNetworks& networks,
                        const WordVectoriser& words, const torch::Tensor& mean, const torch::Tensor& std);

}  // namespace im

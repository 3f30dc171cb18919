#pragma once
// Our own pair of encoders: token states of the frozen sentence encoder on one side, motion features on the
// other, both onto the unit sphere, so that distances lie between 0 and 2. Two kinds, so that the judge is
// not the reward's twin:
//
//   "gru"          motion: two convolutions of stride 2, then a GRU in both directions;
//                  text: the same GRU on its states
//   "transformer"  the same with attention blocks in the place of the GRU
//
// In a model folder: reward.safetensors and judge.safetensors, each with its config in the file's metadata.

#include <filesystem>
#include <memory>
#include <string>

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <nlohmann/json_fwd.hpp>

#include "engine/core/json_reader.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/motion/representation/features.h"

namespace im {

struct ContrastiveConfig {
    std::string kind = "gru";            ///< "gru" | "transformer"
    std::string skeleton = "humanml3d";  ///< of the features
    FeatureCodec codec = FeatureCodec::Corrected;
    std::string prompt_form = "as typed";  ///< of the texts that they were trained on
    int width = 256;                       ///< C, of folded frames and text states
    int hidden = 160;                      ///< of the GRU in each direction
    int layers = 2;  ///< attention blocks over the motion; the text has one less, at least one
    int heads = 4;
    int embedding = 256;  ///< E
    double dropout = 0.1;

    static constexpr int kTextTokens = 40;  ///< of a sentence, at most; the rest is cut
};

/// The keys "kind", "width", "hidden", "layers", "heads", "embedding", "dropout" of a config's "reward" and
/// "judge" sections.
ContrastiveConfig parse_contrastive_config(JsonReader reader);
nlohmann::json to_json(const ContrastiveConfig& config);

class SequenceEncoder;

class ContrastivePairImpl : public torch::nn::Module {
  public:
    explicit ContrastivePairImpl(const ContrastiveConfig& config);

    /// states (B, L, 384), mask (B, L) bool, true at a row's first positions -> (B, E), unit length.
    torch::Tensor embed_text(const torch::Tensor& states, const torch::Tensor& mask);
    /// The columns that the encoder looks at, normalised: (..., D) -> (..., columns). Rotations are left out:
    /// they say nothing that positions do not, and a wrist's turn is mostly noise.
    torch::Tensor motion_columns(const torch::Tensor& features) const;
    /// x (B, T, columns), frames (B) int64 on x's device, rows padded at the end with
    /// anything -> (B, E), unit length.
    torch::Tensor embed_motion(const torch::Tensor& x, const torch::Tensor& frames);

    const ContrastiveConfig& config() const { return config_; }
    torch::Tensor mean, std;  ///< (D), of the features

  private:
    ContrastiveConfig config_;
    torch::Tensor columns_;  ///< (columns) int64
    torch::nn::Conv1d conv1_{nullptr}, conv2_{nullptr};
    torch::nn::Linear text_in_{nullptr};
    std::shared_ptr<SequenceEncoder> text_, motion_;
};
TORCH_MODULE(ContrastivePair);

/// `name`: "reward" or "judge". Throws Resource when the folder has none, Input when the file is
/// damaged, has missing, unknown or misshapen tensors, NaN or Inf weights, or another skeleton or codec
/// than the folder's model.json.
std::shared_ptr<const MotionTextEncoders> load_encoders(const std::filesystem::path& folder,
                                                        const std::string& name,
                                                        torch::Device device = torch::kCPU);
/// The same as a module that can be trained further, on the CPU. `scale`: where its distances go, or null.
ContrastivePair load_contrastive_pair(const std::filesystem::path& folder, const std::string& name,
                                      DistanceScale* scale = nullptr);
/// Reward and judge of `from`, each where it has one and `to` has none: a model made from another is measured
/// as that one is.
void copy_encoders(const std::filesystem::path& from, const std::filesystem::path& to);
bool has_encoders(const std::filesystem::path& folder, const std::string& name);

/// The pair as it is, without a copy; `pair` must be in evaluation mode.
std::shared_ptr<const MotionTextEncoders> make_encoders(ContrastivePair pair, DistanceScale scale = {});

/// Replaced atomically. `half`: fp16 weights (the shipped form), else float32.
void save_encoders(const std::filesystem::path& folder, const std::string& name, const ContrastivePair& pair,
                   const DistanceScale& scale, bool half);

}  // namespace im

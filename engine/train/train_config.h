#pragma once
// The "train" part of a config file (configs/*.json).

#include <filesystem>
#include <string>
#include <vector>

#include "engine/model/model_folder.h"

namespace im {

struct OptimiserConfig {
  double learning_rate = 2e-4;
  double final_share = 0.05;     ///< of learning_rate at the last step (cosine), or after `drop_at` (step)
  std::string schedule = "cosine";  ///< "cosine" | "step" (published: full rate, then final_share from drop_at on)
  double drop_at = 0.667;        ///< share of the steps; "step" only
  int warmup_steps = 1000;       ///< linear from 0
  double beta1 = 0.9, beta2 = 0.99;
  double weight_decay = 0.0;
  double gradient_norm_max = 1.0;  ///< 0: no clipping
};

/// Source of the published values: T2M-GPT, section 4 and its training script.
struct TokenizerTraining {
  std::int64_t steps = 300000;
  int batch_frames = 16384;      ///< frames in a batch: windows x window length
  std::vector<int> window_frames = {64};  ///< one is drawn for each batch; clips shorter than it are not in that batch
  std::string loss = "published";  ///< "published": smooth L1 on features + 0.5 on joint positions; "geometric": see tokenizer_loss.h
  double commit_weight = 0.02;
  double reset_until = 1.0;      ///< share of the steps in which unused codes are reset
  std::int64_t validate_every = 2000, checkpoint_every = 1000;
  int patience = 20;             ///< validations without improvement before the run stops
  std::string precision = "auto";
  OptimiserConfig optimiser;
};

struct GeneratorTraining {
  std::int64_t steps = 300000;
  int batch = 128;
  double corrupt = 0.5;          ///< tau: share of input tokens replaced by random codes (published: 1 - pkeep = 0.5)
  bool corrupt_per_sequence = false;  ///< draw each sequence's share from U(0, corrupt) instead of a fixed one
  double drop_text = 0.1;        ///< share of conditions dropped, for classifier-free guidance
  double drop_length = 0.5;      ///< share of length conditions dropped
  double label_smoothing = 0.0;
  int start_offsets = 1;         ///< clips are tokenised from frames 0 .. n-1: n token sequences each
  int composed_clips = 0;        ///< so many more composed clips are made for training (compose.h)
  double composed_weight = 1.0;  ///< their weight in drawing
  int length_groups = 1;         ///< n batches are drawn at once, sorted by length and cut into n: less padding
  std::int64_t validate_every = 2000, checkpoint_every = 1000;
  int patience = 20;
  std::string precision = "auto";
  OptimiserConfig optimiser;
};

struct TrainConfig {
  ModelConfig model;
  std::vector<std::string> leave_out_sources;
  TokenizerTraining tokenizer;
  GeneratorTraining generator;
};

TrainConfig load_train_config(const std::filesystem::path& file);

}  // namespace im

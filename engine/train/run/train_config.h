#pragma once
// The "train" part of a config file (configs/*.json).

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "engine/model/contrastive_encoders.h"
#include "engine/model/model_folder.h"

namespace im {

class JsonReader;

struct OptimiserConfig {
    double learning_rate = 2e-4;
    double final_share = 0.05;  ///< of learning_rate at the last step (cosine), or after `drop_at` (step)
    /// "cosine" | "step" (published: full rate, then final_share from drop_at on).
    std::string schedule = "cosine";
    double drop_at = 0.667;   ///< share of the steps; "step" only
    int warmup_steps = 1000;  ///< linear from 0
    double beta1 = 0.9, beta2 = 0.99;
    double weight_decay = 0.0;
    double gradient_norm_max = 1.0;  ///< 0: no clipping
};

/// Clips that are made while loading, out of the data's own (engine/synthesis).
struct SynthesisTraining {
    int clips = 0;                       ///< so many are added to the train clips
    double weight = 1.0;                 ///< of each in drawing
    std::vector<std::string> operators;  ///< names; empty: all, in their table's shares
};

/// Source of the published values: T2M-GPT, section 4 and its training script.
struct TokenizerTraining {
    std::int64_t steps = 300000;
    int batch_frames = 16384;  ///< frames in a batch: windows x window length
    /// One is drawn for each batch; clips shorter than it are not in that batch.
    std::vector<int> window_frames = {64};
    /// "published": smooth L1 on features + 0.5 on joint positions; "geometric": see tokenizer_loss.h.
    std::string loss = "published";
    double commit_weight = 0.02;
    double reset_until = 1.0;  ///< share of the steps in which unused codes are reset
    bool freeze_base = false;  ///< only details and decoder learn: base tokens keep their meaning
    std::int64_t validate_every = 2000, checkpoint_every = 1000;
    int patience = 20;  ///< validations without improvement before the run stops
    std::string precision = "auto";
    SynthesisTraining synthesis;
    OptimiserConfig optimiser;
};

struct GeneratorTraining {
    std::int64_t steps = 300000;
    int batch = 128;
    /// tau: share of input tokens replaced by random codes (published: 1 - pkeep = 0.5).
    double corrupt = 0.5;
    /// Draw each sequence's share from U(0, corrupt) instead of a fixed one.
    bool corrupt_per_sequence = false;
    double drop_text = 0.1;    ///< share of conditions dropped, for classifier-free guidance
    double drop_length = 0.5;  ///< share of length conditions dropped
    double label_smoothing = 0.0;
    double detail_weight = 1.0;    ///< of a detail token's cross-entropy against a base token's
    int start_offsets = 1;         ///< clips are tokenised from frames 0 .. n-1: n token sequences each
    int composed_clips = 0;        ///< so many more composed clips are made for training (compose.h)
    double composed_weight = 1.0;  ///< their weight in drawing
    int widened_captions = 0;      ///< other wordings that each train clip gets (caption_widening.h)
    int length_groups = 1;  ///< n batches are drawn at once, sorted by length and cut into n: less padding
    std::int64_t validate_every = 2000, checkpoint_every = 1000;
    int patience = 20;
    std::string precision = "auto";
    SynthesisTraining synthesis;
    OptimiserConfig optimiser;
};

/// Reward and judge: engine/train/supervised/train_contrastive.cpp.
struct ContrastiveTraining {
    std::int64_t steps = 2000;
    int batch = 96;
    std::string loss = "infonce";  ///< "infonce" | "margin": see contrastive.h
    double margin = 1.0;           ///< m of eq. 1; distances are 0 to 2
    double temperature = 0.07;     ///< of InfoNCE at the start; learned
    /// How far another clip of the same action and style counts as a wrong answer, 0..1.
    double same_label_weight = 0.3;
    /// Share of the motions that come out of the tokenizer, as generated ones will.
    double reconstructed = 0.5;
    int sequences = 1500;          ///< joined pairs of clips, each in both orders
    double sequence_share = 0.25;  ///< of a batch
    double hold_out = 0.1;         ///< share of the train clips kept for validation beside the val clips
    int widened_captions = 0;      ///< other wordings that each train clip gets (caption_widening.h)
    int hold_out_part = 0;         ///< which share of that size: reward and judge keep different ones
    std::uint64_t seed = 0;        ///< added to the run's seed
    std::int64_t validate_every = 250, checkpoint_every = 250;
    int patience = 20;
    std::string precision = "auto";
    SynthesisTraining synthesis;
    OptimiserConfig optimiser;
};

struct TrainConfig {
    ModelConfig model;
    ContrastiveConfig reward_encoders, judge_encoders;
    ContrastiveTraining reward, judge;
    std::vector<std::string> leave_out_sources;
    /// Pairs of actions that no training clip shows, "a>b" in order and "a+b" at once: of the file that the
    /// config names relative to itself (tools/held_out_pairs.py).
    std::set<std::string> held_out_pairs;
    TokenizerTraining tokenizer;
    GeneratorTraining generator;
};

/// The keys of OptimiserConfig, and no others. Throws Input.
void read_optimiser(JsonReader reader, OptimiserConfig& optimiser);

TrainConfig load_train_config(const std::filesystem::path& file);

}  // namespace im

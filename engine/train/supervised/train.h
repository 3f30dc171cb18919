#pragma once
// The supervised trainers behind `instructmotion train`. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/io/dataset.h"

namespace im {

struct TrainProgress {
    std::string stage;  ///< "loading data", "encoding captions", "training", "validating", "saving"
    std::int64_t step = 0, steps = 0;
    double steps_per_second = 0;
    double seconds_left = 0;
    std::map<std::string, double> values;  ///< what is worth showing now: loss, lr, best ...
};

struct TrainRequest {
    std::vector<std::filesystem::path> data;  ///< data-set folders (engine/io/dataset.h), at least one
    std::filesystem::path config;             ///< JSON, see configs/starter.json
    std::filesystem::path out;  ///< model folder to write: model.json, *.safetensors, checkpoint, log.jsonl
    /// All but the tokenizer: model folder that holds the trained tokenizer; empty: `out`.
    std::filesystem::path model;
    std::filesystem::path from;  ///< model folder whose weights (and statistics) are the start; empty: none
    bool resume = false;  ///< go on from out's checkpoint; without it an existing checkpoint is an error
    std::string device = "auto";
    int threads = 0;
    std::uint64_t seed = 0;
    std::function<void(const TrainProgress&)> on_progress;
    /// The generator's alone, after its last step: the clips that it was trained on, with all their captions.
    /// Its vocabulary is made of them (engine/vocabulary).
    std::function<void(const std::vector<CaptionedMotion>&)> on_trained;
    std::stop_token stop;  ///< saves a checkpoint, then throws Interrupted
};

/// Each throws Input for a broken data set or config, Resource for a full disk, Interrupted when stopped.
void train_tokenizer(const TrainRequest& request);
void train_generator(const TrainRequest& request);
/// The "reward" and "judge" sections of the config; the tokenizer is read from request.model (empty: `out`).
void train_reward(const TrainRequest& request);
void train_judge(const TrainRequest& request);

}  // namespace im

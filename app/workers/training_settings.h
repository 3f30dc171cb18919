#pragma once
// What the fine-tune panel can set, and the config file that a run reads: configs/finetune.json with these
// values in it.

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace im {

struct TrainingSettings {
    std::string learn = "lora";  ///< "lora" | "full"
    int iterations = 60;
    double text_weight = 2;        ///< lambda_t of eq. 2
    double motion_weight = 2;      ///< lambda_m; with captured motions only
    double preference_weight = 1;  ///< lp, of what was learnt from ratings
    double paired_share = 0.5;

    int sequences = 64;  ///< sampled in an iteration
    int samples_per_prompt = 1;
    double temperature = 1;
    double guidance = 0;

    std::string baseline = "critic";         ///< "critic" | "leave_one_out"
    std::string critic = "shared_detached";  ///< "shared_detached" | "shared" | "separate"
    int critic_warm_up = 4;

    double beta = 0.02;  ///< KL penalty a nat
    bool adaptive_beta = false;
    double kl_target = 6;       ///< nats a sequence
    double kl_loss_weight = 0;  ///< of the exact KL as a loss term

    int epochs = 2;
    int mini_batch = 32;
    double clip = 0.2;
    double entropy_weight = 0;
    double learning_rate = 5e-5;       ///< all weights
    double lora_learning_rate = 5e-4;  ///< corrections only
    int lora_rank = 8;

    int guard_every = 5;  ///< iterations
    int guard_held_out = 16;
    double kl_limit = 20;
    bool guard_stops = true;  ///< an alarm ends the run

    bool operator==(const TrainingSettings&) const = default;
};

/// The settings that `config` (as configs/finetune.json) has; what it leaves out keeps its default. Throws
/// Input for a wrong type.
TrainingSettings read_training_settings(const nlohmann::json& config);

/// `config` with `settings` in it.
nlohmann::json with_settings(nlohmann::json config, const TrainingSettings& settings);

}  // namespace im

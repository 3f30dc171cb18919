#include "app/workers/training_settings.h"

#include <nlohmann/json.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

/// Calls visit(place in the config, field) for every setting.
template <class Settings, class Visit>
void visit_settings(Settings& s, const Visit& visit) {
    visit("/learn", s.learn);
    visit("/iterations", s.iterations);
    visit("/reward/text", s.text_weight);
    visit("/reward/motion", s.motion_weight);
    visit("/reward/preference", s.preference_weight);
    visit("/reward/paired_share", s.paired_share);
    visit("/rollout/sequences", s.sequences);
    visit("/rollout/samples_per_prompt", s.samples_per_prompt);
    visit("/rollout/temperature", s.temperature);
    visit("/rollout/guidance", s.guidance);
    visit("/advantage/baseline", s.baseline);
    visit("/advantage/critic", s.critic);
    visit("/advantage/critic_warm_up", s.critic_warm_up);
    visit("/kl/beta", s.beta);
    visit("/kl/adaptive", s.adaptive_beta);
    visit("/kl/target", s.kl_target);
    visit("/kl/loss_weight", s.kl_loss_weight);
    visit("/update/epochs", s.epochs);
    visit("/update/mini_batch", s.mini_batch);
    visit("/update/clip", s.clip);
    visit("/update/entropy_weight", s.entropy_weight);
    visit("/update/optimiser/learning_rate", s.learning_rate);
    visit("/lora/learning_rate", s.lora_learning_rate);
    visit("/lora/rank", s.lora_rank);
    visit("/guard/every", s.guard_every);
    visit("/guard/held_out", s.guard_held_out);
    visit("/guard/kl_limit", s.kl_limit);
    visit("/guard/stop", s.guard_stops);
}

}  // namespace

TrainingSettings read_training_settings(const nlohmann::json& config) {
    TrainingSettings settings;
    visit_settings(settings, [&](const char* place, auto& field) {
        const nlohmann::json::json_pointer at(place);
        if (!config.contains(at)) {
            return;
        }
        try {
            config.at(at).get_to(field);
        } catch (const nlohmann::json::exception&) {
            throw input_error("finetune.json: {}: expected another type, found {}", place,
                              config.at(at).dump());
        }
    });
    return settings;
}

nlohmann::json with_settings(nlohmann::json config, const TrainingSettings& settings) {
    visit_settings(settings, [&](const char* place, const auto& field) {
        config[nlohmann::json::json_pointer(place)] = field;
    });
    return config;
}

}  // namespace im

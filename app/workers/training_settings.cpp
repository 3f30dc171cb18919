#include "app/workers/training_settings.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/train/finetune/finetune_config.h"

namespace im {
namespace {

/// "kl.beta" -> /kl/beta
nlohmann::json::json_pointer place_of(const FinetuneField& field) {
    std::string place = "/" + field.key();
    std::replace(place.begin(), place.end(), '.', '/');
    return nlohmann::json::json_pointer(place);
}

}  // namespace

TrainingSettings::TrainingSettings() {
    for (const FinetuneField& field : finetune_fields()) {
        if (field.group) {
            values_[field.key()] = field.standard;
        }
    }
    at<std::string>("learn") = "lora";  // for a few prompts of one's own: fast, small, easy to take back
}

const FieldValue& TrainingSettings::value(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) {
        throw usage_error("\"{}\": the studio offers no setting that is called so", key);
    }
    return found->second;
}

FieldValue& TrainingSettings::value(std::string_view key) {
    return const_cast<FieldValue&>(std::as_const(*this).value(key));
}

bool TrainingSettings::applies(const FinetuneField& field) const {
    if (field.when_key.empty()) {
        return true;
    }
    const FieldValue& now = value(field.when_key);
    const bool* flag = std::get_if<bool>(&now);
    return (flag ? std::string(*flag ? "true" : "false") : std::get<std::string>(now)) == field.when_is;
}

TrainingSettings read_training_settings(const nlohmann::json& config) {
    TrainingSettings settings;
    for (const FinetuneField& field : finetune_fields()) {
        const auto place = place_of(field);
        if (!field.group || !config.contains(place)) {
            continue;
        }
        try {
            std::visit([&](auto& value) { config.at(place).get_to(value); }, settings.value(field.key()));
        } catch (const nlohmann::json::exception&) {
            throw input_error("finetune.json: {}: expected another type, found {}", place.to_string(),
                              config.at(place).dump());
        }
    }
    return settings;
}

void check_together(const TrainingSettings& settings, const std::string& place) {
    FinetuneConfig config = finetune_defaults();
    for (const FinetuneField& field : finetune_fields()) {
        if (field.group) {
            const std::string text = std::visit([](const auto& value) { return fmt::format("{}", value); },
                                                settings.value(field.key()));
            set_field(config, field.key() + "=" + text);
        }
    }
    check_settings(config, place);
}

nlohmann::json with_settings(nlohmann::json config, const TrainingSettings& settings) {
    for (const FinetuneField& field : finetune_fields()) {
        if (field.group) {
            std::visit([&](const auto& value) { config[place_of(field)] = value; },
                       settings.value(field.key()));
        }
    }
    return config;
}

}  // namespace im

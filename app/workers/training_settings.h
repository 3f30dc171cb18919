#pragma once
// What the fine-tune panel can set, and the config file that a run reads: configs/finetune.json with these
// values in it. Which settings there are, and what they may be, is said by finetune_fields.h.
//
//   TrainingSettings settings;
//   settings.at<double>("reward.text") = 1.5;

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json_fwd.hpp>

#include "engine/train/finetune/finetune_fields.h"

namespace im {

class TrainingSettings {
  public:
    /// What the studio offers, as it is without a config; but LoRA learns.
    TrainingSettings();

    /// T: bool, std::int64_t, double or std::string, as the field is. Throws Usage for a setting that is not offered,
    /// std::bad_variant_access for another type.
    template <class T>
    T& at(std::string_view key) {
        return std::get<T>(value(key));
    }
    template <class T>
    const T& at(std::string_view key) const {
        return std::get<T>(value(key));
    }
    FieldValue& value(std::string_view key);
    const FieldValue& value(std::string_view key) const;

    const std::string& learn() const { return at<std::string>("learn"); }  ///< "lora" | "full"
    std::int64_t iterations() const { return at<std::int64_t>("iterations"); }
    /// Whether the field counts with the other settings as they are.
    bool applies(const FinetuneField& field) const;

    bool operator==(const TrainingSettings&) const = default;

  private:
    std::map<std::string, FieldValue, std::less<>> values_;
};

/// The settings that `config` (as configs/finetune.json) has; what it leaves out keeps its default. Throws
/// Input for a wrong type.
TrainingSettings read_training_settings(const nlohmann::json& config);

/// What they mean for each other, asked before a run is made of them. Throws Input naming `place` and key.
void check_together(const TrainingSettings& settings, const std::string& place);

/// `config` with `settings` in it.
nlohmann::json with_settings(nlohmann::json config, const TrainingSettings& settings);

}  // namespace im

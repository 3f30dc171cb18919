#pragma once
// The settings of configs/finetune.json, each described once: reading the file, the studio's panel, what it
// explains, and `finetune --set` follow this table. Torch-free header.
//
//   const FinetuneField& field = finetune_field("rollout.sequences");
//   field.low, field.high   // 2, 65536

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace im {

struct FinetuneConfig;
class JsonReader;

using FieldValue = std::variant<bool, std::int64_t, double, std::string>;

struct FinetuneField {
    std::string section, name;  ///< "rollout", "sequences"; the section is empty at the top
    FieldValue standard;        ///< without the key; its type is the setting's
    double low = 0, high = 0;   ///< of numbers, both included
    /// Of a text: what it may be, and that in words.
    std::vector<std::pair<const char*, const char*>> choices = {};

    // For people; without a group the studio does not offer it.
    const char* group = nullptr;    ///< heading, "Rollout"; empty: among the first things asked
    const char* label = nullptr;    ///< "Sequences"
    const char* format = nullptr;   ///< of a number, with its unit: "%.1f nats"
    const char* help = nullptr;     ///< what it does, a sentence or two
    std::string when_key, when_is;  ///< offered only when that setting is this; empty: always

    std::string key() const { return section.empty() ? name : section + "." + name; }
};

/// In the order of the studio's panel.
const std::vector<FinetuneField>& finetune_fields();
/// Throws Usage for a key that is not described.
const FinetuneField& finetune_field(std::string_view key);

/// Reads the section's keys, as far as they are described here, into the config. Throws Input naming file and key:
/// wrong type, or out of range.
void read_fields(JsonReader& reader, std::string_view section, FinetuneConfig& config);

/// "kl.beta=0.05": one setting as the command line gives it. Throws Usage naming the setting: not described here,
/// wrong type, out of range. What settings mean for each other is asked by check_settings (finetune_config.h).
void set_field(FinetuneConfig& config, std::string_view setting);

/// What the setting may be: "2..65536", "true or false", "full, lora".
std::string allowed_text(const FinetuneField& field);
/// Its default as it would be written: "64", "true", "full".
std::string standard_text(const FinetuneField& field);

}  // namespace im

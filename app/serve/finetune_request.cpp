#include "app/serve/finetune_request.h"

#include <algorithm>
#include <string_view>

#include "app/serve/served_models.h"
#include "app/serve/strict_body.h"
#include "engine/generate/prompt_text.h"
#include "engine/train/finetune/reward_presets.h"
#include "engine/train/finetune/run_presets.h"

namespace im::serve {
namespace {

using nlohmann::json;

/// Narrower than the table of the settings, which is for people who know their own machine's memory.
struct ServedLimit {
    std::string_view key;
    double high;
};
constexpr ServedLimit kLimits[] = {{"iterations", static_cast<double>(kFinetuneIterationsMax)},
                                   {"rollout.sequences", 512},
                                   {"rollout.samples_per_prompt", 64},
                                   {"lora.rank", 128},
                                   {"update.epochs", 20},
                                   {"guard.held_out", 200}};

double high_of(const FinetuneField& field) {
    const auto found = std::find_if(std::begin(kLimits), std::end(kLimits),
                                    [&](const ServedLimit& limit) { return limit.key == field.key(); });
    return found == std::end(kLimits) ? field.high : std::min(field.high, found->high);
}

std::string shown(const std::string& text) {
    return json(text.substr(0, 60)).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> read_prompts(JsonReader& reader) {
    reader.require("prompts");
    std::vector<std::string> given, prompts;
    reader.read("prompts", given);
    if (given.empty() || given.size() > kFinetunePromptsMax)
        throw input_error("body.prompts: expected 1 to {} texts, found {}", kFinetunePromptsMax,
                          given.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i].size() > kFinetunePromptBytesMax)
            throw input_error("body.prompts[{}]: expected a text of at most {} bytes, found {}", i,
                              kFinetunePromptBytesMax, given[i].size());
        std::string prompt = clean_prompt(given[i]);  // a line break would make two prompts of it
        if (prompt.empty())
            throw input_error("body.prompts[{}]: expected a text, found {}", i, shown(given[i]));
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

/// A folder's name that means the same on every disk, and nothing but a name.
std::string read_name(JsonReader& reader) {
    std::string name = "finetuned";
    reader.read("name", name);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const bool fits = !name.empty() && name.size() <= kFinetuneNameMax && plain(name.front()) &&
                      std::all_of(name.begin(), name.end(),
                                  [&](char c) { return plain(c) || c == '-' || c == '_' || c == '.'; });
    if (!fits)
        throw input_error(
            "body.name: expected 1 to {} letters, digits, '-', '_' and '.', a letter or digit first; found "
            "{}",
            kFinetuneNameMax, shown(name));
    return name;
}

void read_presets(JsonReader& reader, TrainingSettings& settings) {
    std::vector<std::string> presets, efforts;
    for (const RewardPreset& preset : reward_presets()) presets.emplace_back(preset.name);
    for (const RunPreset& preset : run_presets()) efforts.emplace_back(preset.name);
    std::string preset, effort;
    reader.read("preset", preset, presets);
    reader.read("effort", effort, efforts);
    for (const RewardPreset& known : reward_presets()) {
        if (preset != known.name) continue;
        for (const std::string& key : preset_keys()) settings.at<double>(key) = known.weight_of(key);
    }
    for (const RunPreset& known : run_presets()) {
        if (effort != known.name) continue;
        for (const auto& [key, value] : known.values) settings.value(key) = value;
    }
}

/// One overload a type of setting.
struct Reading {
    JsonReader& reader;
    const FinetuneField& field;
    std::string key = field.key();

    void operator()(bool& value) const { reader.read(key.c_str(), value); }
    void operator()(std::int64_t& value) const {
        reader.read(key.c_str(), value, static_cast<std::int64_t>(field.low),
                    static_cast<std::int64_t>(high_of(field)));
    }
    void operator()(double& value) const { reader.read(key.c_str(), value, field.low, high_of(field)); }
    void operator()(std::string& value) const {
        std::vector<std::string> allowed;
        for (const auto& [choice, words] : field.choices) allowed.emplace_back(choice);
        reader.read(key.c_str(), value, allowed);
    }
};

/// Presets first, then what is said one by one.
TrainingSettings read_settings(JsonReader& reader) {
    TrainingSettings settings;
    read_presets(reader, settings);
    JsonReader given = reader.child("settings");
    for (const FinetuneField& field : finetune_fields()) {
        if (field.group != nullptr) std::visit(Reading{given, field}, settings.value(field.key()));
    }
    given.finish();
    reader.read("iterations", settings.at<std::int64_t>("iterations"), 1, kFinetuneIterationsMax);
    check_together(settings, "body.settings");
    return settings;
}

}  // namespace

TrainingRequest read_finetune(const json& body, const ModelInfo& served, const ServeHome& home) {
    return strictly(body, [&](JsonReader& reader) {
        TrainingRequest request{.name = read_name(reader), .model = served.folder};
        request.prompts = read_prompts(reader);
        request.settings = read_settings(reader);
        reader.read("preferences", request.preferences);
        if (reader.contains("model")) {
            std::string id;
            reader.read("model", id);
            request.model = folder_of_model(id, served, home, 400);
        }
        return request;
    });
}

}  // namespace im::serve

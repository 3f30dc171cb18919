#include "engine/train/finetune/finetune_fields.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/finetune/reward_terms.h"

namespace im {
namespace {

using C = FinetuneConfig;

/// Where a setting is in the config. Of a text: what to do with it.
using Place = std::variant<bool& (*)(C&), int& (*)(C&), std::int64_t& (*)(C&), double& (*)(C&),
                           void (*)(C&, const std::string&), const RewardTerm*>;

struct Row {
    FinetuneField field;
    Place place;
    bool read_elsewhere = false;  ///< by a reader that other trainers share

    Row offered(const char* group, const char* label, const char* format, const char* help) && {
        field.group = group;
        field.label = label;
        field.format = format;
        field.help = help;
        return std::move(*this);
    }
    Row when(const char* key, const char* is) && {
        field.when_key = key;
        field.when_is = is;
        return std::move(*this);
    }
    Row elsewhere() && {
        read_elsewhere = true;
        return std::move(*this);
    }
};

Row row(std::string_view key, FieldValue standard, Place place, double low = 0, double high = 0) {
    const std::size_t dot = key.rfind('.');
    Row made;
    made.field.section = dot == key.npos ? "" : std::string(key.substr(0, dot));
    made.field.name = std::string(dot == key.npos ? key : key.substr(dot + 1));
    made.field.standard = std::move(standard);
    made.field.low = low;
    made.field.high = high;
    made.place = place;
    return made;
}

C& standards() {
    static C config = finetune_defaults();
    return config;
}

Row whole(std::string_view key, int& (*at)(C&), int low, int high) {
    return row(key, static_cast<std::int64_t>(at(standards())), at, low, high);
}
Row whole(std::string_view key, std::int64_t& (*at)(C&), double low, double high) {
    return row(key, at(standards()), at, low, high);
}
Row number(std::string_view key, double& (*at)(C&), double low, double high) {
    return row(key, at(standards()), at, low, high);
}
Row flag(std::string_view key, bool& (*at)(C&)) {
    return row(key, at(standards()), at);
}
/// The first of the choices is the standard.
Row choice(std::string_view key, void (*set)(C&, const std::string&),
           std::vector<std::pair<const char*, const char*>> choices) {
    Row made = row(key, std::string(choices.front().first), set);
    made.field.choices = std::move(choices);
    return made;
}

constexpr const char* kRollout = "Rollout";
constexpr const char* kAdvantage = "Advantage";
constexpr const char* kNearness = "Nearness to the base";
constexpr const char* kUpdate = "Update";
constexpr const char* kGuard = "Guard";
constexpr const char* kCaptured = "Captured motions";
constexpr const char* kChecked = "Facts of the motion";

// A row is key, place, range; then what the studio shows of it.

std::vector<Row> first_rows() {
    return {
        choice("learn", [](C& c, const std::string& v) { c.lora = v == "lora"; },
               {{"full", "All weights"}, {"lora", "LoRA"}})
            .offered("", "What learns", nullptr,
                     "LoRA: small corrections of a few MB, easy to take back. All weights: learns more, "
                     "forgets more."),
        whole(
            "iterations", +[](C& c) -> std::int64_t& { return c.iterations; }, 1, 100000000)
            .offered("", "Iterations", nullptr, "In each, motions are sampled, scored and learnt from."),
        whole(
            "checkpoint_every", +[](C& c) -> int& { return c.checkpoint_every; }, 1, 1000000),
        whole(
            "failures_max", +[](C& c) -> int& { return c.failures_max; }, 1, 1000000),
    };
}

std::vector<Row> reward_rows() {
    return {
        flag("reward.scale", [](C& c) -> bool& { return c.ppo.scale_reward; }),
        number(
            "reward.no_end_penalty", [](C& c) -> double& { return c.ppo.no_end_penalty; }, 0, 1000),
    };
}

std::vector<Row> rollout_rows() {
    return {
        whole(
            "rollout.sequences", +[](C& c) -> int& { return c.ppo.rollouts; }, 2, 65536)
            .offered(kRollout, "Sequences", nullptr,
                     "Motions that are sampled and scored in an iteration. The paper: 128."),
        whole(
            "rollout.samples_per_prompt", +[](C& c) -> int& { return c.ppo.samples_per_prompt; }, 1, 1024)
            .offered(kRollout, "A prompt", nullptr,
                     "Motions of each prompt; Sequences is to be a multiple of it."),
        number(
            "rollout.temperature", [](C& c) -> double& { return c.ppo.sampling.temperature; }, 0.05, 10)
            .offered(kRollout, "Temperature", "%.2f", "Of sampling during training."),
        number(
            "rollout.guidance", [](C& c) -> double& { return c.ppo.sampling.guidance; }, 0, 20)
            .offered(kRollout, "Guidance", "%.2f",
                     "Above 0 the guided model is sampled and trained: dearer, and at its best where you "
                     "sample guided."),
        whole(
            "rollout.tokens_min", +[](C& c) -> int& { return c.ppo.sampling.tokens_min; }, 1, 4096),
        whole(
            "rollout.tokens_max", +[](C& c) -> int& { return c.ppo.sampling.tokens_max; }, 0, 4096),
    };
}

std::vector<Row> advantage_rows() {
    return {
        choice("advantage.baseline",
               [](C& c, const std::string& v) {
                   c.ppo.baseline = v == "critic" ? Baseline::Critic : Baseline::LeaveOneOut;
               },
               {{"critic", "Critic (GAE)"}, {"leave_one_out", "The prompt's other motions"}})
            .offered(kAdvantage, "Baseline", nullptr,
                     "What a motion's reward is held against. The second needs several motions a prompt."),
        choice("advantage.critic", [](C& c, const std::string& v) { c.ppo.critic = critic_kind_by_name(v); },
               {{"shared_detached", "Shared, detached"}, {"shared", "Shared"}, {"separate", "Separate copy"}})
            .offered(kAdvantage, "Critic", nullptr, "Where the value head takes its features from.")
            .when("advantage.baseline", "critic"),
        whole(
            "advantage.critic_warm_up", +[](C& c) -> int& { return c.ppo.critic_warm_up; }, 0, 100000)
            .offered(kAdvantage, "Warm-up", nullptr, "Iterations in which only the critic learns.")
            .when("advantage.baseline", "critic"),
        number(
            "advantage.critic_learning_rate", [](C& c) -> double& { return c.ppo.critic_learning_rate; }, 0,
            1),
        number(
            "advantage.gamma", [](C& c) -> double& { return c.ppo.gamma; }, 0, 1),
        number(
            "advantage.lambda", [](C& c) -> double& { return c.ppo.lambda; }, 0, 1),
    };
}

std::vector<Row> nearness_rows() {
    return {
        number(
            "kl.beta", [](C& c) -> double& { return c.ppo.beta; }, 0, 1000)
            .offered(kNearness, "KL penalty", "%.4f",
                     "What a nat of distance from the base costs. Higher stays nearer."),
        number(
            "kl.loss_weight", [](C& c) -> double& { return c.ppo.kl_weight; }, 0, 1000)
            .offered(kNearness, "KL loss", "%.3f",
                     "The exact KL as a part of the loss: same gain at half the distance, at 0.15."),
        flag("kl.adaptive", [](C& c) -> bool& { return c.ppo.adaptive_beta; })
            .offered(kNearness, "Adaptive", nullptr,
                     "Moves the penalty so that the distance comes near a target"),
        number(
            "kl.target", [](C& c) -> double& { return c.ppo.kl_target; }, 1e-6, 1e6)
            .offered(kNearness, "Target", "%.1f nats", "Distance a sequence that the penalty steers to.")
            .when("kl.adaptive", "true"),
        number(
            "kl.epoch_limit", [](C& c) -> double& { return c.ppo.kl_epoch_limit; }, 0, 1000),
    };
}

std::vector<Row> update_rows() {
    return {
        number(
            "update.optimiser.learning_rate", [](C& c) -> double& { return c.ppo.optimiser.learning_rate; },
            0, 1)
            .offered(kUpdate, "Learning rate", "%.1e",
                     "Too high, and the model runs away from the base while the judge falls.")
            .when("learn", "full")
            .elsewhere(),
        number(
            "lora.learning_rate", [](C& c) -> double& { return c.lora_learning_rate; }, 0, 1)
            .offered(kUpdate, "Learning rate", "%.1e",
                     "Too high, and the model runs away from the base while the judge falls.")
            .when("learn", "lora"),
        whole(
            "lora.rank", +[](C& c) -> int& { return c.adapters.rank; }, 1, 1024)
            .offered(kUpdate, "Rank", nullptr, "Size of the LoRA corrections.")
            .when("learn", "lora")
            .elsewhere(),
        whole(
            "update.epochs", +[](C& c) -> int& { return c.ppo.epochs; }, 1, 100)
            .offered(kUpdate, "Epochs", nullptr, "Passes over each iteration's motions."),
        whole(
            "update.mini_batch", +[](C& c) -> int& { return c.ppo.mini_batch; }, 1, 65536)
            .offered(kUpdate, "Mini-batch", nullptr, "Motions a step: all of Sequences, or half."),
        whole(
            "update.micro_batch", +[](C& c) -> int& { return c.ppo.micro_batch; }, 1, 65536),
        number(
            "update.clip", [](C& c) -> double& { return c.ppo.clip; }, 1e-6, 10)
            .offered(kUpdate, "Clip", "%.2f",
                     "How far a step may move a token's probability (PPO's epsilon)."),
        number(
            "update.value_clip", [](C& c) -> double& { return c.ppo.value_clip; }, 0, 1e6),
        number(
            "update.value_weight", [](C& c) -> double& { return c.ppo.value_weight; }, 0, 1e6),
        number(
            "update.entropy_weight", [](C& c) -> double& { return c.ppo.entropy_weight; }, 0, 1e3)
            .offered(kUpdate, "Entropy", "%.4f", "Rewards variety."),
        choice("update.precision", [](C& c, const std::string& v) { c.ppo.precision = v; },
               {{"auto", "What is faster"}, {"fp32", "Single"}, {"bf16", "bfloat16"}}),
    };
}

std::vector<Row> guard_rows() {
    return {
        whole(
            "guard.every", +[](C& c) -> int& { return c.guard.every; }, 1, 1000000)
            .offered(kGuard, "Every", nullptr, "Iterations between two looks at the guard prompts."),
        whole(
            "guard.held_out", +[](C& c) -> int& { return c.guard.held_out; }, 0, 10000)
            .offered(kGuard, "Held out", nullptr,
                     "Prompts that are watched and not learnt: at most a quarter of yours, none of fewer "
                     "than 20."),
        whole(
            "guard.samples", +[](C& c) -> int& { return c.guard.samples; }, 1, 100),
        whole(
            "guard.first_samples", +[](C& c) -> int& { return c.guard.first_samples; }, 0, 1024),
        whole(
            "guard.final_samples", +[](C& c) -> int& { return c.guard.final_samples; }, 0, 100),
        number(
            "guard.kl_limit", [](C& c) -> double& { return c.guard.kl_limit; }, 0, 1e9)
            .offered(kGuard, "KL limit", "%.1f nats",
                     "Alarm when the model is farther from the base, a sequence."),
        number(
            "guard.distinct_min", [](C& c) -> double& { return c.guard.distinct_min; }, 0, 1),
        whole(
            "guard.patience", +[](C& c) -> int& { return c.guard.patience; }, 1, 1000000),
        flag("guard.stop", [](C& c) -> bool& { return c.guard.stop; })
            .offered(kGuard, "Stops", nullptr, "An alarm of the guard ends the run; else it only warns"),

    };
}

/// Weights of the reward's terms of one source.
std::vector<Row> weight_rows(RewardSource source, const char* group) {
    std::vector<Row> made;
    for (const RewardTerm& term : reward_term_list()) {
        if (term.source == source) {
            made.push_back(row(term.key(), term.weight(standards()), &term, 0, 1000)
                               .offered(group, term.label, term.format, term.help));
        }
    }
    return made;
}

std::vector<Row> captured_rows() {
    return {
        number(
            "reward.paired_share", [](C& c) -> double& { return c.paired_share; }, 0, 1)
            .offered(kCaptured, "Their share", "%.2f", "Of an iteration's prompts."),
    };
}

const std::vector<Row>& rows() {
    static const std::vector<Row> all = [] {
        std::vector<Row> made;
        const std::vector<Row> parts[] = {first_rows(),
                                          weight_rows(RewardSource::Words, ""),
                                          weight_rows(RewardSource::Taste, ""),
                                          reward_rows(),
                                          weight_rows(RewardSource::Facts, kChecked),
                                          rollout_rows(),
                                          advantage_rows(),
                                          nearness_rows(),
                                          update_rows(),
                                          guard_rows(),
                                          weight_rows(RewardSource::Captured, kCaptured),
                                          captured_rows()};
        for (const auto& part : parts) made.insert(made.end(), part.begin(), part.end());
        return made;
    }();
    return all;
}

/// One overload a kind of place.
struct Reading {
    JsonReader& reader;
    const FinetuneField& field;
    FinetuneConfig& config;

    void operator()(bool& (*at)(C&)) const { reader.read(field.name.c_str(), at(config)); }
    void operator()(int& (*at)(C&)) const {
        reader.read(field.name.c_str(), at(config), static_cast<int>(field.low),
                    static_cast<int>(field.high));
    }
    void operator()(std::int64_t& (*at)(C&)) const {
        reader.read(field.name.c_str(), at(config), static_cast<std::int64_t>(field.low),
                    static_cast<std::int64_t>(field.high));
    }
    void operator()(double& (*at)(C&)) const {
        reader.read(field.name.c_str(), at(config), field.low, field.high);
    }
    void operator()(const RewardTerm* term) const {
        reader.read(field.name.c_str(), term->weight(config), field.low, field.high);
    }
    void operator()(void (*set)(C&, const std::string&)) const {
        std::vector<std::string> allowed;
        for (const auto& [value, words] : field.choices) allowed.push_back(value);
        std::string value = allowed.front();
        reader.read(field.name.c_str(), value, allowed);
        set(config, value);
    }
};

}  // namespace

const std::vector<FinetuneField>& finetune_fields() {
    static const std::vector<FinetuneField> fields = [] {
        std::vector<FinetuneField> all;
        for (const Row& row : rows()) all.push_back(row.field);
        return all;
    }();
    return fields;
}

const FinetuneField& finetune_field(std::string_view key) {
    const auto& fields = finetune_fields();
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const FinetuneField& f) { return f.key() == key; });
    if (found == fields.end()) throw usage_error("\"{}\": no setting of fine-tuning is called so", key);
    return *found;
}

void read_fields(JsonReader& reader, std::string_view section, FinetuneConfig& config) {
    for (const Row& row : rows()) {
        if (row.field.section == section && !row.read_elsewhere) {
            std::visit(Reading{reader, row.field, config}, row.place);
        }
    }
}

void set_field(FinetuneConfig& config, std::string_view setting) {
    const std::size_t equals = setting.find('=');
    if (equals == setting.npos) {
        throw usage_error("--set {}: expected KEY=VALUE, kl.beta=0.05 for example", setting);
    }
    const std::string_view key = setting.substr(0, equals);
    const std::string text(setting.substr(equals + 1));
    const auto& all = rows();
    const auto row = std::find_if(all.begin(), all.end(), [&](const Row& r) { return r.field.key() == key; });
    if (row == all.end()) {
        std::vector<std::string> keys;
        for (const FinetuneField& field : finetune_fields()) keys.push_back(field.key());
        throw usage_error("--set {}: no setting is called so; there are {}", key, fmt::join(keys, ", "));
    }
    // Through the reader of the file, so that both take and refuse the same.
    auto value =
        row->field.choices.empty() ? nlohmann::json::parse(text, nullptr, false) : nlohmann::json(text);
    if (value.is_discarded()) value = text;
    const nlohmann::json object = {{row->field.name, value}};
    JsonReader reader(object, "--set");
    try {
        std::visit(Reading{reader, row->field, config}, row->place);
    } catch (const Error& error) {
        std::string said = error.what();
        said.replace(0, said.find(':'),
                     fmt::format("--set {}", key));  // the reader's place is that of a file
        throw Error(ErrorKind::Usage, said);
    }
}

std::string allowed_text(const FinetuneField& field) {
    if (std::holds_alternative<bool>(field.standard)) return "true or false";
    if (std::holds_alternative<std::string>(field.standard)) {
        std::vector<std::string> values;
        for (const auto& [value, words] : field.choices) values.emplace_back(value);
        return fmt::format("{}", fmt::join(values, ", "));
    }
    return fmt::format("{}..{}", field.low, field.high);
}

std::string standard_text(const FinetuneField& field) {
    return std::visit([](const auto& value) { return fmt::format("{}", value); }, field.standard);
}

}  // namespace im

#include "engine/train/finetune/finetune_config.h"

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/train/finetune/finetune.h"
#include "engine/train/finetune/finetune_fields.h"
#include "im_config.h"

namespace im {
namespace {

void read_section(JsonReader r, const char* section, FinetuneConfig& c) {
    read_fields(r, section, c);
    r.finish();
}

void read_update(JsonReader r, FinetuneConfig& c) {
    read_fields(r, "update", c);
    read_optimiser(r.child("optimiser"), c.ppo.optimiser);
    r.finish();
}

}  // namespace

void check_settings(const FinetuneConfig& c, const std::string& place) {
    if (c.ppo.rollouts % c.ppo.samples_per_prompt != 0) {
        throw input_error("{}.rollout.sequences: expected a multiple of samples_per_prompt, {}, found {}",
                          place, c.ppo.samples_per_prompt, c.ppo.rollouts);
    }
    if (c.reward.text == 0 && c.reward.motion == 0 && !c.checked.any())
        throw input_error("{}.reward: expected a term with a weight above 0, found none", place);
    if (c.ppo.baseline == Baseline::LeaveOneOut && c.ppo.samples_per_prompt < 2) {
        throw input_error(
            "{}.advantage.baseline: leave_one_out needs rollout.samples_per_prompt of 2 or more, found 1",
            place);
    }
    if (c.ppo.mini_batch > c.ppo.rollouts) {
        throw input_error("{}.update.mini_batch: expected at most rollout.sequences, {}, found {}", place,
                          c.ppo.rollouts, c.ppo.mini_batch);
    }
}

std::filesystem::path default_finetune_config() {
    std::error_code code;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
    const auto installed = program / IM_INSTALLED_DATA_DIR / "configs" / "finetune.json";
    return (std::filesystem::exists(installed, code)
                ? installed
                : std::filesystem::path(IM_CONFIGS_DIR) / "finetune.json")
        .lexically_normal();
}

FinetuneConfig finetune_defaults() {
    FinetuneConfig c;
    c.ppo.optimiser = {.learning_rate = 5e-5, .final_share = 1.0, .warmup_steps = 0};
    return c;
}

FinetuneConfig load_finetune_config(const std::filesystem::path& file) {
    const auto root = read_json_file(file);
    FinetuneConfig c = finetune_defaults();
    JsonReader r(root, file.string());
    r.raw("comment");
    read_fields(r, "", c);
    JsonReader lora = r.child("lora");
    c.adapters = read_lora_config(lora);
    read_fields(lora, "lora", c);
    lora.finish();
    for (const char* section : {"rollout", "reward", "advantage", "kl"}) {
        read_section(r.child(section), section, c);
    }
    read_update(r.child("update"), c);
    JsonReader guard = r.child("guard");
    guard.read("captions", c.guard.captions);
    read_fields(guard, "guard", c);
    guard.finish();
    r.finish();
    check_settings(c, file.string());
    return c;
}

}  // namespace im

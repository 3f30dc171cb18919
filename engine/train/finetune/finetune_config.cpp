#include "engine/train/finetune/finetune_config.h"

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/train/finetune/finetune.h"
#include "engine/train/finetune/finetune_fields.h"
#include "im_config.h"

namespace im {
namespace {

void read_rollout(JsonReader r, FinetuneConfig& c) {
    read_fields(r, "rollout", c);
    r.finish();
    if (c.ppo.rollouts % c.ppo.samples_per_prompt != 0) {
        throw input_error("{}.sequences: expected a multiple of samples_per_prompt, {}, found {}", r.place(),
                          c.ppo.samples_per_prompt, c.ppo.rollouts);
    }
}

void read_reward(JsonReader r, FinetuneConfig& c) {
    read_fields(r, "reward", c);
    r.finish();
    if (c.reward.text == 0 && c.reward.motion == 0 && !c.checked.any())
        throw input_error("{}: expected a term with a weight above 0, found none", r.place());
}

void read_advantage(JsonReader r, FinetuneConfig& c) {
    read_fields(r, "advantage", c);
    r.finish();
    if (c.ppo.baseline == Baseline::LeaveOneOut && c.ppo.samples_per_prompt < 2) {
        throw input_error("{}.baseline: leave_one_out needs rollout.samples_per_prompt of 2 or more, found 1",
                          r.place());
    }
}

void read_update(JsonReader r, FinetuneConfig& c) {
    read_fields(r, "update", c);
    read_optimiser(r.child("optimiser"), c.ppo.optimiser);
    r.finish();
    if (c.ppo.mini_batch > c.ppo.rollouts) {
        throw input_error("{}.mini_batch: expected at most rollout.sequences, {}, found {}", r.place(),
                          c.ppo.rollouts, c.ppo.mini_batch);
    }
}

}  // namespace

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
    read_rollout(r.child("rollout"), c);
    read_reward(r.child("reward"), c);
    read_advantage(r.child("advantage"), c);
    JsonReader kl = r.child("kl");
    read_fields(kl, "kl", c);
    kl.finish();
    read_update(r.child("update"), c);
    JsonReader guard = r.child("guard");
    guard.read("captions", c.guard.captions);
    read_fields(guard, "guard", c);
    guard.finish();
    r.finish();
    return c;
}

}  // namespace im

#include "engine/train/finetune/finetune_config.h"

#include "engine/core/error.h"
#include "engine/core/json_reader.h"
#include "engine/train/finetune/finetune.h"
#include "im_config.h"

namespace im {
namespace {

void read_rollout(JsonReader r, PpoConfig& p) {
    r.read("sequences", p.rollouts, 2, 65536);
    r.read("samples_per_prompt", p.samples_per_prompt, 1, 1024);
    r.read("temperature", p.sampling.temperature, 0.05, 10.0);
    r.read("guidance", p.sampling.guidance, 0.0, 20.0);
    r.read("tokens_min", p.sampling.tokens_min, 1, 4096);
    r.read("tokens_max", p.sampling.tokens_max, 0, 4096);
    r.finish();
    if (p.rollouts % p.samples_per_prompt != 0) {
        throw input_error("{}.sequences: expected a multiple of samples_per_prompt, {}, found {}", r.place(),
                          p.samples_per_prompt, p.rollouts);
    }
}

void read_reward(JsonReader r, FinetuneConfig& c) {
    r.read("text", c.reward.text, 0.0, 1000.0);
    r.read("motion", c.reward.motion, 0.0, 1000.0);
    r.read("preference", c.preference, 0.0, 1000.0);
    for (const CheckedTerm& term : checked_term_list())
        r.read(term.name, c.checked.*term.weight, 0.0, 1000.0);
    r.read("paired_share", c.paired_share, 0.0, 1.0);
    r.read("scale", c.ppo.scale_reward);
    r.read("no_end_penalty", c.ppo.no_end_penalty, 0.0, 1000.0);
    r.finish();
    if (c.reward.text == 0 && c.reward.motion == 0 && !c.checked.any())
        throw input_error("{}: expected a term with a weight above 0, found none", r.place());
}

void read_advantage(JsonReader r, PpoConfig& p) {
    std::string baseline = "critic", critic = "shared_detached";
    r.read("baseline", baseline, {"critic", "leave_one_out"});
    r.read("critic", critic, {"shared_detached", "shared", "separate"});
    r.read("critic_warm_up", p.critic_warm_up, 0, 100000);
    r.read("critic_learning_rate", p.critic_learning_rate, 0.0, 1.0);
    r.read("gamma", p.gamma, 0.0, 1.0);
    r.read("lambda", p.lambda, 0.0, 1.0);
    r.finish();
    p.baseline = baseline == "critic" ? Baseline::Critic : Baseline::LeaveOneOut;
    p.critic = critic_kind_by_name(critic);
    if (p.baseline == Baseline::LeaveOneOut && p.samples_per_prompt < 2) {
        throw input_error("{}.baseline: leave_one_out needs rollout.samples_per_prompt of 2 or more, found 1",
                          r.place());
    }
}

void read_kl(JsonReader r, PpoConfig& p) {
    r.read("beta", p.beta, 0.0, 1000.0);
    r.read("adaptive", p.adaptive_beta);
    r.read("target", p.kl_target, 1e-6, 1e6);
    r.read("loss_weight", p.kl_weight, 0.0, 1000.0);
    r.read("epoch_limit", p.kl_epoch_limit, 0.0, 1000.0);
    r.finish();
}

void read_update(JsonReader r, PpoConfig& p) {
    r.read("epochs", p.epochs, 1, 100);
    r.read("mini_batch", p.mini_batch, 1, 65536);
    r.read("micro_batch", p.micro_batch, 1, 65536);
    r.read("clip", p.clip, 1e-6, 10.0);
    r.read("value_clip", p.value_clip, 0.0, 1e6);
    r.read("value_weight", p.value_weight, 0.0, 1e6);
    r.read("entropy_weight", p.entropy_weight, 0.0, 1e3);
    r.read("precision", p.precision, {"auto", "fp32", "bf16"});
    read_optimiser(r.child("optimiser"), p.optimiser);
    r.finish();
    if (p.mini_batch > p.rollouts) {
        throw input_error("{}.mini_batch: expected at most rollout.sequences, {}, found {}", r.place(),
                          p.rollouts, p.mini_batch);
    }
}

void read_guard(JsonReader r, GuardConfig& g) {
    r.read("captions", g.captions);
    r.read("held_out", g.held_out, 0, 10000);
    r.read("samples", g.samples, 1, 100);
    r.read("every", g.every, 1, 1000000);
    r.read("first_samples", g.first_samples, 0, 1024);
    r.read("final_samples", g.final_samples, 0, 100);
    r.read("kl_limit", g.kl_limit, 0.0, 1e9);
    r.read("distinct_min", g.distinct_min, 0.0, 1.0);
    r.read("patience", g.patience, 1, 1000000);
    r.read("stop", g.stop);
    r.finish();
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

FinetuneConfig load_finetune_config(const std::filesystem::path& file) {
    const auto root = read_json_file(file);
    FinetuneConfig c;
    c.ppo.optimiser = {.learning_rate = 5e-5, .final_share = 1.0, .warmup_steps = 0};
    JsonReader r(root, file.string());
    r.raw("comment");
    r.read("iterations", c.iterations, 1, 100000000);
    r.read("checkpoint_every", c.checkpoint_every, 1, 1000000);
    r.read("failures_max", c.failures_max, 1, 1000000);
    std::string learn = "full";
    r.read("learn", learn, {"full", "lora"});
    c.lora = learn == "lora";
    JsonReader lora = r.child("lora");
    c.adapters = read_lora_config(lora);
    lora.read("learning_rate", c.lora_learning_rate, 0.0, 1.0);
    lora.finish();
    read_rollout(r.child("rollout"), c.ppo);
    read_reward(r.child("reward"), c);
    read_advantage(r.child("advantage"), c.ppo);
    read_kl(r.child("kl"), c.ppo);
    read_update(r.child("update"), c.ppo);
    read_guard(r.child("guard"), c.guard);
    r.finish();
    return c;
}

}  // namespace im

#include "engine/train/finetune/finetune_setup.h"

#include <algorithm>
#include <set>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/lora.h"
#include "engine/model/starter_folder.h"
#include "engine/model/text_encoder.h"
#include "engine/train/finetune/finetune_fields.h"
#include "engine/train/finetune/preference.h"
#include "engine/train/finetune/reward_presets.h"
#include "engine/train/run/run_state.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFewPrompts = 20;

std::string file_hash(const fs::path& file) {
    const auto bytes = read_bytes(file);
    return hash_of(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

/// Changes with the weights that a run starts from.
std::string weights_hash(const fs::path& model) {
    if (!is_lora_folder(model)) return generator_hash(model);
    return file_hash(model / "lora.safetensors") + generator_hash(read_lora_folder(model).base);
}

/// Learnt when the run begins, and from then on what was learnt: ratings that come in while it runs must not
/// change its curve.
std::optional<PreferenceTerm> load_preference(const FinetuneRequest& request, const FinetuneConfig& config,
                                              const RunFolder& folder, const FinetuneModels& models,
                                              const FinetuneVoice& voice, nlohmann::json& line) {
    const auto file = preference_file(folder.path());
    const bool begun = folder.begun();
    if (!begun && !request.preferences) {
        std::error_code code;
        fs::remove(file, code);  // of a run that was killed before its first checkpoint
        return {};
    }
    if (begun && !fs::exists(file)) {
        if (!request.preferences) return {};
        throw usage_error(
            "{}: the run was begun without preferences; resume it without them, or choose another --out",
            folder.path().string());
    }
    if (!begun) {
        voice.progress("learning from the ratings");
        const PreferenceFit fit = request.preferences(*models.reward, models.tokenizer);
        PreferenceTerm{fit.head, config.preference * fit.ramp}.save(file);
        line = {{"step", 0},
                {"pairs", fit.pairs},
                {"accuracy", fit.accuracy},
                {"prior_accuracy", fit.prior_accuracy},
                {"ramp", fit.ramp},
                {"weight", config.preference * fit.ramp}};
    }
    return PreferenceTerm::load(file, models.reward->width());
}

FinetuneModels load_models(const FinetuneRequest& request, const ModelConfig& model, torch::Device device,
                           const FinetuneVoice& voice) {
    FinetuneModels models;
    models.tokenizer = load_tokenizer(request.model, model, device);
    models.text = request.text_encoder;
    if (!models.text) models.text = load_text_encoder(request.model, model, device);
    models.reward = request.reward_encoders;
    models.judge = request.judge_encoders;
    if (!models.reward) {
        const auto folder = encoders_folder(request);
        models.reward = load_encoders(folder, "reward", device);
        if (has_encoders(folder, "judge")) models.judge = load_encoders(folder, "judge", device);
    }
    if (!models.judge) {
        voice.warn(
            "there is no judge (judge.safetensors): the best checkpoint is chosen by the reward itself, and "
            "reward hacking will not show");
    }
    return models;
}

/// The guard's prompts and, in `training`, those that are learnt.
GuardPrompts share_prompts(PromptSet prompts, const GuardConfig& guard, std::uint64_t seed,
                           std::vector<std::string>& training) {
    GuardPrompts looked_at;
    looked_at.texts = guard.captions;
    looked_at.captions = guard.captions.size();
    const auto wanted = static_cast<std::size_t>(guard.held_out);
    // Held out by seed, at most a quarter; of ten prompts of one's own, all are to be learnt.
    const auto held_out = prompts.texts.size() < kFewPrompts ? 0 : std::min(wanted, prompts.texts.size() / 4);
    looked_at.own.assign(prompts.texts.begin(),
                         prompts.texts.begin() +
                             static_cast<std::ptrdiff_t>(std::min(prompts.texts.size(), kPromptsTried + 1)));
    PromptOrder order(static_cast<int>(prompts.texts.size()), seed);
    std::set<std::size_t> taken;
    for (std::size_t i = 0; i < held_out; ++i)
        taken.insert(static_cast<std::size_t>(order.at(static_cast<std::int64_t>(i))));
    for (std::size_t i = 0; i < prompts.texts.size(); ++i)
        (taken.contains(i) ? looked_at.texts : training).push_back(std::move(prompts.texts[i]));
    // Too few held out: the judge, which PPO never sees, looks at training prompts as well.
    for (std::size_t i = 0; i < training.size() && i + held_out < wanted; ++i)
        looked_at.texts.push_back(training[i]);
    if (looked_at.texts.empty()) looked_at.texts.assign(training.begin(), training.begin() + 1);
    return looked_at;
}

MotionDataset load_paired(const FinetuneRequest& request, const ModelConfig& model) {
    auto paired = load_datasets(request.paired, {.splits = {Split::Train},
                                                 .codec = model.codec,
                                                 .leave_out_sources = {},
                                                 .threads = request.threads,
                                                 .on_progress = {}});
    if (paired.skeleton != model.skeleton || paired.codec != model.codec) {
        throw input_error(
            "{}: expected motions with the skeleton \"{}\" and the codec of the model, found \"{}\"{}",
            folder_names(request.paired), model.skeleton, paired.skeleton,
            paired.codec != model.codec ? " with another codec" : "");
    }
    return paired;
}

FinetuneTexts load_texts(const FinetuneRequest& request, const FinetuneConfig& config,
                         const ModelConfig& model, const FinetuneVoice& voice, GuardPrompts& guard_prompts) {
    FinetuneTexts texts;
    auto prompts = load_prompts(request.prompts, request.split);
    if (prompts.duplicates > 0) {
        voice.warn(
            fmt::format("{}: {} duplicate prompts left out", request.prompts.string(), prompts.duplicates));
    }
    guard_prompts = share_prompts(std::move(prompts), config.guard, request.seed, texts.prompts);
    if (!request.paired.empty()) {
        texts.paired = load_paired(request, model);
        texts.paired_share = config.paired_share;
    }
    spdlog::info("fine-tuning on {} prompts and {} captured motions; {} guard prompts", texts.prompts.size(),
                 texts.paired.motions.size(), guard_prompts.texts.size());
    return texts;
}

}  // namespace

FinetuneConfig configured(const FinetuneRequest& request) {
    FinetuneConfig config = load_finetune_config(request.config);
    config.iterations = request.iterations.value_or(config.iterations);
    config.lora = request.lora.value_or(config.lora);
    if (!request.preset.empty()) apply_preset(config, request.preset);
    for (const std::string& setting : request.set) set_field(config, setting);
    if (!request.set.empty()) check_settings(config, request.config.string() + " with --set");
    if (config.lora) config.ppo.optimiser.learning_rate = config.lora_learning_rate;
    return config;
}

RunFolder run_folder_for(const FinetuneRequest& request, const FinetuneConfig& config) {
    RunFolder folder(request.out);
    std::error_code code;
    if (fs::equivalent(request.model, request.out, code)) {
        throw usage_error(
            "{}: is the base model's own folder; choose another --out, the base is never overwritten",
            request.out.string());
    }
    if (!folder.begun() && folder.holds_model()) {
        throw usage_error("{}: holds a model that no fine-tuning run made; choose another --out",
                          request.out.string());
    }
    if (config.lora && is_lora_folder(request.model)) {
        throw usage_error(
            "{}: are LoRA adapters themselves, which cannot carry a second set; merge them first (finetune "
            "--merge), or train "
            "all weights",
            request.model.string());
    }
    return folder;
}

fs::path encoders_folder(const FinetuneRequest& request) {
    std::vector<fs::path> candidates = {request.encoders};
    if (request.encoders.empty()) candidates = {base_folder(request.model), default_model_folder()};
    for (const auto& folder : candidates) {
        if (has_encoders(folder, "reward")) return folder;
    }
    throw resource_error(
        "{}: expected the encoders that give the reward (reward.safetensors), found none; train them with "
        "`instructmotion train reward`, or name their folder with --encoders",
        candidates.front().string());
}

FinetuneSetup set_up(const FinetuneRequest& request, const FinetuneConfig& config, const RunFolder& folder,
                     const FinetuneVoice& voice) {
    FinetuneSetup setup;
    const auto device = choose_device(request.device);
    setup.model = load_model_config(request.model);
    auto texts = load_texts(request, config, setup.model, voice, setup.guard_prompts);
    auto models = load_models(request, setup.model, device, voice);
    models.preference = load_preference(request, config, folder, models, voice, setup.preferences);
    std::string identity = read_text(request.config) + weights_hash(request.model) +
                           std::to_string(request.seed) + (config.lora ? "lora" : "full");
    for (const std::string& setting : request.set) {
        if (!setting.starts_with("iterations=")) identity += setting;  // a run may go on for longer
    }
    if (models.preference) identity += file_hash(preference_file(folder.path()));
    setup.identity = hash_of(identity);
    setup.task = std::make_unique<FinetuneTask>(std::move(models), std::move(texts), setup.model.generator,
                                                config, skeleton_by_name(setup.model.skeleton), request.seed);
    torch::manual_seed(step_seed(request.seed, -2));  // the corrections' start
    auto generator = load_generator(request.model, setup.model, device);
    setup.ppo = std::make_unique<Ppo>(config.lora ? Policy(generator, config.adapters) : Policy(generator),
                                      config.ppo, request.seed);
    setup.ppo->on_less_memory = [warn = voice.warn](int micro_batch) {
        warn(fmt::format(
            "memory ran out: going on with {} sequences at a time (slower, the result is the same)",
            micro_batch));
    };
    return setup;
}

}  // namespace im

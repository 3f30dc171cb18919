#include "engine/train/finetune/finetune.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <set>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/number_text.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/starter_folder.h"
#include "engine/model/text_encoder.h"
#include "engine/model/vocabulary_files.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/finetune/finetune_task.h"
#include "engine/train/finetune/looks.h"
#include "engine/train/finetune/preference.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCheckpoint = "finetune.checkpoint.safetensors";
constexpr const char* kLog = "finetune.log.jsonl";
// Keys of the checkpoint's memory.
constexpr const char* kGuardMemory = "guard";
constexpr const char* kLooked = "looked";
constexpr const char* kLastKl = "last_kl";
constexpr const char* kPreferences = "preferences";
constexpr std::size_t kFewPrompts = 20;
constexpr std::size_t kPromptsTried = 10;  // whether the base can do them at all
constexpr std::uint64_t kGuardSampling = 13, kFinalSampling = 14,
                        kFirstSampling = 15;  // purposes of step_seed

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double mean(const std::vector<double>& values, std::size_t first, std::size_t last) {
    return first >= last ? 0
                         : std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                                           values.begin() + static_cast<std::ptrdiff_t>(last), 0.0) /
                               static_cast<double>(last - first);
}

/// Where the encoders are: given, beside the model, beside its base, or the starter's.
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

std::string file_hash(const fs::path& file) {
    const auto bytes = read_bytes(file);
    return hash_of(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

/// Changes with the weights that a run starts from.
std::string weights_hash(const fs::path& model) {
    if (!is_lora_folder(model)) return generator_hash(model);
    return file_hash(model / "lora.safetensors") + generator_hash(read_lora_folder(model).base);
}

}  // namespace

nlohmann::json to_json(const GuardReport& r) {
    nlohmann::json line = {{"step", r.iteration},
                           {"guard.reward", r.reward},
                           {"guard.distinct_share", r.distinct_share},
                           {"guard.tokens_mean", r.tokens_mean},
                           {"guard.end_rate", r.end_rate},
                           {"guard.best", r.verdict.best},
                           {"seconds.guard", r.seconds}};
    if (r.has_judge) {
        line["guard.judge"] = r.judge;
        line["guard.judge_captions"] = r.judge_captions;
        line["guard.judge_held_out"] = r.judge_held_out;
    }
    if (r.preference) line["guard.preference"] = *r.preference;
    if (r.facts) line["guard.facts"] = *r.facts;
    line["guard.skating_cmps"] = r.skating_cmps;
    auto& alarms = line["guard.alarms"] = nlohmann::json::array();
    for (const auto alarm : r.verdict.alarms) alarms.push_back(alarm_name(alarm));
    return line;
}

/// What the caller's thread and the run's share.
class Finetune::Control {
  public:
    /// Called by the run several times a second.
    void poll() {
        std::unique_lock lock(mutex_);
        while (pause_ && !stop_) {
            state_ = FinetuneState::Paused;
            changed_.wait(lock);
        }
        if (stop_) {
            state_ = FinetuneState::Stopping;
            throw Error(ErrorKind::Interrupted, "stopped");
        }
        state_ = FinetuneState::Running;
    }
    void set_pause(bool pause) {
        const std::lock_guard lock(mutex_);
        pause_ = pause;
        changed_.notify_all();
    }
    void set_stop() {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        changed_.notify_all();
    }
    void set_state(FinetuneState state) {
        const std::lock_guard lock(mutex_);
        state_ = state;
    }
    void end(FinetuneState state, const std::string& error) {
        const std::lock_guard lock(mutex_);
        state_ = state;
        error_ = error;
    }
    void set_ended_early(const std::string& reason) {
        const std::lock_guard lock(mutex_);
        ended_early_ = reason;
    }
    FinetuneState state() const { return locked(state_); }
    std::string error() const { return locked(error_); }
    std::string ended_early() const { return locked(ended_early_); }

  private:
    template <class T>
    T locked(const T& value) const {
        const std::lock_guard lock(mutex_);
        return value;
    }
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool pause_ = false, stop_ = false;
    FinetuneState state_ = FinetuneState::Ready;
    std::string error_, ended_early_;
};

/// One run, on one thread.
class Finetune::Run {
  public:
    Run(const FinetuneRequest& request, const FinetuneListener& listener, Control& control);
    void to_the_end();

  private:
    void check_folders() const;
    FinetuneModels load_models(torch::Device device);
    std::optional<PreferenceTerm> load_preference(const FinetuneModels& models);
    FinetuneTexts load_texts();
    Policy load_policy(torch::Device device) const;
    void begin_or_resume();
    void copy_companions() const;
    void iterate();
    bool look_with_guard();
    Look look(const Transformer& generator, int samples, std::uint64_t seed);
    void warn_of_hopeless_prompts();
    void measure_gain();
    double in_cosines(double term) const;
    GuardReport regenerate();
    void save_best();
    void save(bool must_succeed);
    void write_log(nlohmann::json line, const char* kind);
    void progress(const std::string& stage);
    void warn(const std::string& message) const;

    const FinetuneRequest& request_;
    const FinetuneListener& listener_;
    Control& control_;
    FinetuneConfig config_;
    std::int64_t iterations_;
    ModelConfig model_;
    std::vector<std::string> own_prompts_;  ///< the first of the run's, as many as are tried
    std::vector<std::string> guard_prompts_;
    std::size_t guard_captions_ = 0;  ///< the first of them are captions, the others the run's own prompts
    std::string config_hash_;
    nlohmann::json preferences_line_;  ///< of the log; null without preferences
    std::unique_ptr<FinetuneTask> task_;
    std::unique_ptr<Ppo> ppo_;
    Guard guard_;
    std::unique_ptr<RunLog> log_;
    RunPosition position_;
    std::map<std::string, double> shown_;
    std::int64_t looked_ = -1;  ///< the guard's last look
    double last_kl_ = 0, seconds_an_iteration_ = 0;
    int failures_ = 0;
    bool unsaved_ = false;  ///< a checkpoint is due that could not be written
};

Finetune::Run::Run(const FinetuneRequest& request, const FinetuneListener& listener, Control& control)
    : request_(request),
      listener_(listener),
      control_(control),
      config_(load_finetune_config(request.config)),
      iterations_(request.iterations.value_or(config_.iterations)),
      guard_(config_.guard) {
    config_.lora = request.lora.value_or(config_.lora);
    if (config_.lora) config_.ppo.optimiser.learning_rate = config_.lora_learning_rate;
    set_thread_count(request.threads);
    check_folders();
    progress("loading");
    const auto device = choose_device(request.device);
    model_ = load_model_config(request.model);
    auto texts = load_texts();
    task_ = std::make_unique<FinetuneTask>(load_models(device), std::move(texts), model_.generator,
                                           config_.reward, config_.checked, skeleton_by_name(model_.skeleton),
                                           request.seed);
    torch::manual_seed(step_seed(request.seed, -2));  // the corrections' start
    ppo_ = std::make_unique<Ppo>(load_policy(device), config_.ppo, request.seed);
    ppo_->on_less_memory = [this](int micro_batch) {
        warn(fmt::format(
            "memory ran out: going on with {} sequences at a time (slower, the result is the same)",
            micro_batch));
    };
    std::string identity = read_text(request.config) + weights_hash(request.model) +
                           std::to_string(request.seed) + (config_.lora ? "lora" : "full");
    if (task_->models().preference) identity += file_hash(preference_file(request.out));
    config_hash_ = hash_of(identity);
}

void Finetune::Run::check_folders() const {
    std::error_code code;
    if (fs::equivalent(request_.model, request_.out, code)) {
        throw usage_error(
            "{}: is the base model's own folder; choose another --out, the base is never overwritten",
            request_.out.string());
    }
    const bool has_run = fs::exists(request_.out / kCheckpoint, code);
    if (has_run && !request_.resume) {
        throw usage_error(
            "{}: a run is already there; add --resume to go on with it, or choose another --out",
            request_.out.string());
    }
    if (!has_run && (fs::exists(request_.out / "model.json", code) || is_lora_folder(request_.out))) {
        throw usage_error("{}: holds a model that no fine-tuning run made; choose another --out",
                          request_.out.string());
    }
    fs::create_directories(request_.out, code);
    if (!fs::is_directory(request_.out))
        throw resource_error("{}: cannot be made: {}", request_.out.string(), code.message());
    if (config_.lora && is_lora_folder(request_.model)) {
        throw usage_error(
            "{}: are LoRA adapters themselves, which cannot carry a second set; merge them first (finetune "
            "--merge), or train "
            "all weights",
            request_.model.string());
    }
}

FinetuneModels Finetune::Run::load_models(torch::Device device) {
    FinetuneModels models;
    models.tokenizer = load_tokenizer(request_.model, model_, device);
    models.text = request_.text_encoder;
    if (!models.text) models.text = load_text_encoder(request_.model, model_, device);
    models.reward = request_.reward_encoders;
    models.judge = request_.judge_encoders;
    if (!models.reward) {
        const auto folder = encoders_folder(request_);
        models.reward = load_encoders(folder, "reward", device);
        if (has_encoders(folder, "judge")) models.judge = load_encoders(folder, "judge", device);
    }
    if (!models.judge) {
        warn(
            "there is no judge (judge.safetensors): the best checkpoint is chosen by the reward itself, and "
            "reward hacking will not show");
    }
    models.preference = load_preference(models);
    return models;
}

/// Learnt when the run begins, and from then on what was learnt: ratings that come in while it runs must not
/// change its curve.
std::optional<PreferenceTerm> Finetune::Run::load_preference(const FinetuneModels& models) {
    const auto file = preference_file(request_.out);
    const bool begun = fs::exists(request_.out / kCheckpoint);
    if (!begun && !request_.preferences) {
        std::error_code code;
        fs::remove(file, code);  // of a run that was killed before its first checkpoint
        return {};
    }
    if (begun && !fs::exists(file)) {
        if (!request_.preferences) return {};
        throw usage_error(
            "{}: the run was begun without preferences; resume it without them, or choose another --out",
            request_.out.string());
    }
    if (!begun) {
        progress("learning from the ratings");
        const PreferenceFit fit = request_.preferences(*models.reward, models.tokenizer);
        PreferenceTerm{fit.head, config_.preference * fit.ramp}.save(file);
        preferences_line_ = {{"step", 0},
                             {"pairs", fit.pairs},
                             {"accuracy", fit.accuracy},
                             {"prior_accuracy", fit.prior_accuracy},
                             {"ramp", fit.ramp},
                             {"weight", config_.preference * fit.ramp}};
    }
    return PreferenceTerm::load(file, models.reward->width());
}

FinetuneTexts Finetune::Run::load_texts() {
    FinetuneTexts texts;
    auto prompts = load_prompts(request_.prompts, request_.split);
    if (prompts.duplicates > 0)
        warn(fmt::format("{}: {} duplicate prompts left out", request_.prompts.string(), prompts.duplicates));
    guard_prompts_ = config_.guard.captions;
    guard_captions_ = guard_prompts_.size();
    const auto wanted = static_cast<std::size_t>(config_.guard.held_out);
    // Held out by seed, at most a quarter; of ten prompts of one's own, all are to be learnt.
    const auto held_out = prompts.texts.size() < kFewPrompts ? 0 : std::min(wanted, prompts.texts.size() / 4);
    own_prompts_.assign(prompts.texts.begin(),
                        prompts.texts.begin() +
                            static_cast<std::ptrdiff_t>(std::min(prompts.texts.size(), kPromptsTried + 1)));
    PromptOrder order(static_cast<int>(prompts.texts.size()), request_.seed);
    std::set<std::size_t> taken;
    for (std::size_t i = 0; i < held_out; ++i)
        taken.insert(static_cast<std::size_t>(order.at(static_cast<std::int64_t>(i))));
    for (std::size_t i = 0; i < prompts.texts.size(); ++i) {
        (taken.contains(i) ? guard_prompts_ : texts.prompts).push_back(std::move(prompts.texts[i]));
    }
    // Too few held out: the judge, which PPO never sees, looks at training prompts as well.
    for (std::size_t i = 0; i < texts.prompts.size() && i + held_out < wanted; ++i)
        guard_prompts_.push_back(texts.prompts[i]);
    if (guard_prompts_.empty()) guard_prompts_.assign(texts.prompts.begin(), texts.prompts.begin() + 1);
    if (!request_.paired.empty()) {
        texts.paired = load_datasets(request_.paired, {.splits = {Split::Train},
                                                       .codec = model_.codec,
                                                       .leave_out_sources = {},
                                                       .threads = request_.threads,
                                                       .on_progress = {}});
        if (texts.paired.skeleton != model_.skeleton || texts.paired.codec != model_.codec) {
            throw input_error(
                "{}: expected motions with the skeleton \"{}\" and the codec of the model, found \"{}\"{}",
                folder_names(request_.paired), model_.skeleton, texts.paired.skeleton,
                texts.paired.codec != model_.codec ? " with another codec" : "");
        }
        texts.paired_share = config_.paired_share;
    }
    spdlog::info("fine-tuning on {} prompts and {} captured motions; {} guard prompts", texts.prompts.size(),
                 texts.paired.motions.size(), guard_prompts_.size());
    return texts;
}

Policy Finetune::Run::load_policy(torch::Device device) const {
    auto generator = load_generator(request_.model, model_, device);
    return config_.lora ? Policy(generator, config_.adapters) : Policy(generator);
}

void Finetune::Run::progress(const std::string& stage) {
    if (!listener_.on_progress) return;
    const auto left = static_cast<double>(iterations_ - position_.step) * seconds_an_iteration_;
    listener_.on_progress({stage, position_.step, iterations_,
                           seconds_an_iteration_ > 0 ? 1 / seconds_an_iteration_ : 0, left, shown_});
}

void Finetune::Run::warn(const std::string& message) const {
    spdlog::warn("{}", message);
    if (listener_.on_warning) listener_.on_warning(message);
}

void Finetune::Run::write_log(nlohmann::json line, const char* kind) {
    line["kind"] = kind;
    try {
        log_->write(line);
    } catch (const Error& error) {
        warn(error.what());
    }
}

/// A full disk does not end a run: it is told, and tried again after the next iteration.
void Finetune::Run::save(bool must_succeed) {
    progress("saving");
    try {
        position_.memory = ppo_->memory();
        position_.memory[kGuardMemory] = guard_.memory();
        position_.memory[kLooked] = std::to_string(looked_);
        position_.memory[kLastKl] = fmt::format("{:.17g}", last_kl_);
        if (preferences_line_.is_object()) position_.memory[kPreferences] = preferences_line_.dump();
        save_checkpoint(request_.out / kCheckpoint, ppo_->learner(), ppo_->optimiser(), position_,
                        config_hash_);
        unsaved_ = false;
    } catch (const Error& error) {
        if (must_succeed || error.kind() != ErrorKind::Resource) throw;
        unsaved_ = true;
        warn(fmt::format("{}; the run goes on and tries again after the next iteration", error.what()));
    }
}

void Finetune::Run::save_best() {
    progress("saving");
    try {
        if (config_.lora) return save_lora(request_.out, model_.name, ppo_->policy().lora(), request_.model);
        save_generator(request_.out, ppo_->policy().actor(), /*half=*/false);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Resource) throw;
        warn(fmt::format("{}; the best model so far is not kept", error.what()));
    }
}

void Finetune::Run::begin_or_resume() {
    model_.name = fs::absolute(request_.out).lexically_normal().filename().string();
    const auto checkpoint = request_.out / kCheckpoint;
    if (fs::exists(checkpoint)) {
        position_ = load_checkpoint(checkpoint, ppo_->learner(), ppo_->optimiser(), config_hash_);
        ppo_->remember(position_.memory);
        if (position_.memory.contains(kPreferences)) {
            preferences_line_ =
                nlohmann::json::parse(position_.memory[kPreferences], nullptr, /*allow_exceptions=*/false);
        }
        if (position_.step > 0) {  // else the guard looks at the base anew
            guard_.remember(position_.memory[kGuardMemory]);
            const auto place = [&](const char* key) {
                return fmt::format("{}: \"{}\"", checkpoint.string(), key);
            };
            looked_ = number_in<std::int64_t>(position_.memory[kLooked], place(kLooked));
            last_kl_ = number_in<double>(position_.memory[kLastKl], place(kLastKl));
        }
        spdlog::info("resuming the fine-tuning run at iteration {} of {}", position_.step, iterations_);
    }
    log_ = std::make_unique<RunLog>(request_.out / kLog, position_.step);
    if (position_.step > 0) return;
    save(true);  // a disk that is full from the start is an error
    if (!config_.lora) {
        save_model_config(request_.out, model_);
        save_tokenizer(request_.out, task_->models().tokenizer, /*half=*/false);
        copy_companions();
    }
    if (preferences_line_.is_object()) write_log(preferences_line_, "preferences");
    warn_of_hopeless_prompts();
    look_with_guard();  // the base: what everything later is held against
}

/// What a model folder has beside the weights: the new model is evaluated, and fine-tuned again, by the same
/// measure.
void Finetune::Run::copy_companions() const {
    copy_text_encoder(request_.model, request_.out, model_);
    copy_vocabulary(request_.model, request_.out);
    if (!request_.reward_encoders) copy_encoders(encoders_folder(request_), request_.out);
}

/// The same prompts from the same random numbers each time: what differs is the policy.
GuardReport Finetune::Run::regenerate() {
    const double start = seconds_now();
    const int samples = config_.guard.samples;
    GuardReport report;
    report.iteration = position_.step;
    report.prompts = guard_prompts_;
    report.samples = samples;
    Look seen_now = look(ppo_->policy().actor(), samples, step_seed(request_.seed, 0, kGuardSampling));
    report.tokens = seen_now.rollout.tokens;
    report.distinct_share = seen_now.rollout.distinct_share();
    report.end_rate = seen_now.rollout.ended.to(torch::kFloat32).mean().item<double>();
    for (const auto& tokens : seen_now.rollout.tokens)
        report.tokens_mean +=
            static_cast<double>(tokens.size()) / static_cast<double>(seen_now.rollout.batch());

    GuardObservation seen{.iteration = position_.step,
                          .reward = std::move(seen_now.reward),
                          .judge = std::move(seen_now.judge),
                          .kl = last_kl_,
                          .distinct_share = report.distinct_share};
    const auto& models = task_->models();
    report.reward = mean(seen.reward, 0, seen.reward.size());
    if (models.judge) {
        report.has_judge = true;
        report.judge = mean(seen.judge, 0, seen.judge.size());
        report.judge_captions = mean(seen.judge, 0, guard_captions_);
        report.judge_held_out = mean(seen.judge, guard_captions_, seen.judge.size());
    }
    int asking = 0;
    double done = 0;
    for (std::size_t i = 0; i < guard_prompts_.size(); ++i) {
        report.skating_cmps += seen_now.checked[i].skating_cmps / static_cast<double>(guard_prompts_.size());
        if (config_.checked.facts > 0)
            seen.facts.push_back(seen_now.checked[i].facts * in_cosines(config_.checked.facts));
        if (!task_->asks_facts(guard_prompts_[i])) continue;
        ++asking;
        done += seen_now.checked[i].facts;
    }
    if (asking > 0) report.facts = done / asking;
    if (models.preference) {
        seen.preference = task_->preferences(guard_prompts_, report.tokens, samples);
        report.preference = mean(seen.preference, 0, seen.preference.size());
        for (double& value : seen.preference) value = in_cosines(value);
    }
    report.verdict = guard_.observe(seen);
    report.seconds = seconds_now() - start;
    return report;
}

/// A term of the reward in units of the cosine: -lt |f_t - f_pred|^2 = 2 lt (cosine - 1) on the unit sphere.
double Finetune::Run::in_cosines(double term) const {
    return term / (2 * (config_.reward.text > 0 ? config_.reward.text : 1));
}

Look Finetune::Run::look(const Transformer& generator, int samples, std::uint64_t seed) {
    return look_at(*task_, generator, guard_prompts_, samples, config_.ppo.sampling, seed,
                   [this] { control_.poll(); });
}

void Finetune::Run::warn_of_hopeless_prompts() {
    if (config_.guard.first_samples == 0 || own_prompts_.size() > kPromptsTried) return;
    progress("trying the prompts");
    const auto messages = hopeless_prompts(
        *task_, ppo_->policy().actor(), own_prompts_, config_.guard.first_samples, config_.ppo.sampling,
        step_seed(request_.seed, 0, kFirstSampling), [this] { control_.poll(); });
    for (const auto& message : messages) warn(message);
}

/// The best of many looks is told too well by its own look: base and kept model once more, with other seeds.
void Finetune::Run::measure_gain() {
    if (config_.guard.final_samples == 0) return;
    progress("measuring what was gained");
    FinetuneResult result;
    result.iterations = position_.step;
    result.iteration = guard_.best_iteration();
    result.samples = config_.guard.final_samples;
    const auto device = ppo_->policy().device();
    const auto seed = step_seed(request_.seed, 0, kFinalSampling);
    const auto look_into = [&](const fs::path& folder) {
        return look(load_generator(folder, load_model_config(folder), device), result.samples, seed);
    };
    const Look before = look_into(request_.model);
    const Look after = result.iteration == 0 ? before : look_into(request_.out);
    result.rest = gain_of_prompts(*task_, guard_prompts_, before, after, 0, guard_captions_);
    result.own =
        gain_of_prompts(*task_, guard_prompts_, before, after, guard_captions_, guard_prompts_.size());
    write_log(to_json(result), "result");
    if (listener_.on_result) listener_.on_result(result);
}

/// False: the run is to end here.
bool Finetune::Run::look_with_guard() {
    progress("looking at the guard prompts");
    const auto report = regenerate();
    shown_[report.has_judge ? "judge" : "guard reward"] = report.has_judge ? report.judge : report.reward;
    write_log(to_json(report), "guard");
    looked_ = position_.step;
    if (report.verdict.best) save_best();
    for (const auto& message : report.verdict.messages) warn(message);
    if (listener_.on_guard) listener_.on_guard(report);
    if (!report.verdict.stop) return true;
    control_.set_ended_early(report.verdict.messages.front());
    return false;
}

void Finetune::Run::iterate() {
    control_.poll();
    const double start = seconds_now();
    progress("fine-tuning");
    const auto report =
        ppo_->iterate(position_.step, iterations_, task_->ppo_task(), [this] { control_.poll(); });
    ++position_.step;
    const double seconds = seconds_now() - start;
    seconds_an_iteration_ = seconds_an_iteration_ > 0 ? 0.8 * seconds_an_iteration_ + 0.2 * seconds : seconds;
    last_kl_ = report.kl;
    shown_["reward"] = report.reward.mean;
    shown_["kl"] = report.kl;
    write_log(to_json(report), "iteration");
    if (listener_.on_iteration) listener_.on_iteration(report);
    progress("fine-tuning");

    failures_ = report.failed ? failures_ + 1 : 0;
    if (report.failed)
        warn(fmt::format(
            "iteration {}: rewards, losses or gradients were not finite; nothing was learnt from it",
            position_.step));
    if (failures_ >= config_.failures_max) {
        save(false);
        throw input_error(
            "{} iterations in a row had no finite reward, loss or gradient; {} holds the best model so far",
            failures_, request_.out.string());
    }
}

void Finetune::Run::to_the_end() {
    try {
        begin_or_resume();
        for (bool go_on = true; go_on;) {
            const bool last = position_.step >= iterations_;
            // A run that was stopped just before a look takes it when it is resumed.
            const bool look_due = position_.step > 0 && looked_ < position_.step &&
                                  (position_.step % config_.guard.every == 0 || last);
            go_on = (!look_due || look_with_guard()) && !last;
            if (position_.step % config_.checkpoint_every == 0 || unsaved_ || !go_on) save(!go_on);
            if (go_on) iterate();
        }
        measure_gain();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Interrupted) throw;
        save(true);
        throw Error(ErrorKind::Interrupted,
                    fmt::format("stopped after iteration {} of {}; add --resume to go on", position_.step,
                                iterations_));
    }
}

Finetune::Finetune(FinetuneRequest request, FinetuneListener listener)
    : request_(std::move(request)), listener_(std::move(listener)), control_(std::make_shared<Control>()) {}

Finetune::~Finetune() {
    stop();
    wait();
}

void Finetune::run() {
    try {
        control_->set_state(FinetuneState::Running);
        Run(request_, listener_, *control_).to_the_end();
        control_->end(FinetuneState::Done, "");
    } catch (const Error& error) {
        control_->end(error.kind() == ErrorKind::Interrupted ? FinetuneState::Done : FinetuneState::Failed,
                      error.what());
        throw;
    } catch (const std::exception& error) {
        control_->end(FinetuneState::Failed, error.what());
        throw;
    }
}

void Finetune::start() {
    if (thread_.joinable()) throw usage_error("a fine-tuning run can be started only once");
    thread_ = std::thread([this] {
        try {
            run();
        } catch (const std::exception&) {  // kept for error()
        }
    });
}

void Finetune::wait() {
    if (thread_.joinable()) thread_.join();
}

void Finetune::pause() {
    control_->set_pause(true);
}
void Finetune::resume() {
    control_->set_pause(false);
}
void Finetune::stop() {
    control_->set_stop();
}
FinetuneState Finetune::state() const {
    return control_->state();
}
std::string Finetune::error() const {
    return control_->error();
}
std::string Finetune::ended_early() const {
    return control_->ended_early();
}

void merge_lora_folder(const fs::path& lora, const fs::path& out) {
    if (!is_lora_folder(lora))
        throw usage_error("{}: expected a folder with lora.json, found none", lora.string());
    std::error_code code;
    if (fs::exists(out / "model.json", code) || is_lora_folder(out)) {
        throw usage_error("{}: already holds a model; choose another --out", out.string());
    }
    auto config = load_model_config(lora);
    config.name = fs::absolute(out).lexically_normal().filename().string();
    const auto generator = load_generator(lora, config, torch::kCPU);
    const auto tokenizer = load_tokenizer(lora, config, torch::kCPU);
    fs::create_directories(out, code);
    save_tokenizer(out, tokenizer, /*half=*/false);
    save_generator(out, generator, /*half=*/false);
    save_model_config(out, config);
    copy_text_encoder(lora, out, config);
    copy_vocabulary(lora, out);
    copy_encoders(lora, out);
    for (const auto& folder : {lora, base_folder(lora)}) {  // what the user likes, as learnt last
        fs::copy_file(preference_file(folder), preference_file(out), fs::copy_options::skip_existing,
                      code);  // there may be none
    }
}

}  // namespace im

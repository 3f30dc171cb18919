#include "engine/train/finetune/finetune_run.h"

#include <chrono>
#include <utility>

#include <c10/util/Exception.h>
#include <spdlog/spdlog.h>

#include "engine/core/error.h"
#include "engine/core/number_text.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/generator_snapshot.h"
#include "engine/model/text_encoder.h"
#include "engine/model/vocabulary_files.h"
#include "engine/train/finetune/kept_looks.h"

namespace im {
namespace {

// Keys of the checkpoint's memory.
constexpr const char* kGuardMemory = "guard";
constexpr const char* kLooked = "looked";
constexpr const char* kLastKl = "last_kl";
constexpr const char* kPreferences = "preferences";

// Of LoRA a few MB each; of all weights as much as a model.
constexpr std::size_t kCorrectionsKept = 16, kModelsKept = 3;

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

FinetuneRun::FinetuneRun(const FinetuneRequest& request, const FinetuneListener& listener,
                         FinetuneControl& control)
    : request_(request),
      listener_(listener),
      control_(control),
      config_(configured(request)),
      folder_(run_folder_for(request, config_)),
      lock_(folder_.hold()),
      voice_(voice()),
      setup_(load()),
      watch_(config_, setup_, voice_, request.seed) {
    setup_.model.name = folder_.name();
}

FinetuneVoice FinetuneRun::voice() {
    return {[this](const std::string& stage) { progress(stage); },
            [this](const std::string& message) { warn(message); }, [this] { control_.poll(); }};
}

FinetuneSetup FinetuneRun::load() const {
    if (folder_.begun() && !request_.resume) {
        throw usage_error(
            "{}: a run is already there; add --resume to go on with it, or choose another --out",
            request_.out.string());
    }
    if (listener_.on_begun) listener_.on_begun();
    set_thread_count(request_.threads);
    progress("loading");
    return set_up(request_, config_, folder_, voice_);
}

void FinetuneRun::progress(const std::string& stage) const {
    if (!listener_.on_progress) return;
    const auto left = static_cast<double>(config_.iterations - position_.step) * seconds_an_iteration_;
    listener_.on_progress({stage, position_.step, config_.iterations,
                           seconds_an_iteration_ > 0 ? 1 / seconds_an_iteration_ : 0, left, shown_});
}

void FinetuneRun::warn(const std::string& message) const {
    spdlog::warn("{}", message);
    if (listener_.on_warning) listener_.on_warning(message);
}

template <class Report>
void FinetuneRun::record(const Report& report) {
    control_.add_to_record(report);
    try {
        recorder_->add(report);
    } catch (const Error& error) {
        warn(error.what());
    }
}

/// A full disk does not end a run: it is told, and tried again after the next iteration.
void FinetuneRun::save(bool must_succeed) {
    progress("saving");
    try {
        Ppo& ppo = *setup_.ppo;
        position_.memory = ppo.memory();
        position_.memory[kGuardMemory] = watch_.memory();
        position_.memory[kLooked] = std::to_string(looked_);
        position_.memory[kLastKl] = fmt::format("{:.17g}", last_kl_);
        if (setup_.preferences.is_object()) position_.memory[kPreferences] = setup_.preferences.dump();
        save_checkpoint(folder_.checkpoint(), ppo.learner(), ppo.optimiser(), position_, setup_.identity);
        unsaved_ = false;
    } catch (const Error& error) {
        if (must_succeed || error.kind() != ErrorKind::Resource) throw;
        unsaved_ = true;
        warn(fmt::format("{}; the run goes on and tries again after the next iteration", error.what()));
    }
}

void FinetuneRun::save_best() {
    progress("saving");
    try {
        save_weights(folder_.path(), /*half=*/false);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Resource) throw;
        warn(fmt::format("{}; the best model so far is not kept", error.what()));
    }
}

void FinetuneRun::save_weights(const std::filesystem::path& folder, bool half) const {
    const Policy& policy = setup_.ppo->policy();
    if (config_.lora) return save_lora(folder, setup_.model.name, policy.lora(), request_.model);
    save_generator(folder, policy.actor(), half);
}

/// Of a look that trades the judge against skating in a way that somebody may want.
void FinetuneRun::keep_look() {
    if (position_.step == 0) return;
    try {
        keep_newest_look(
            folder_, control_.record(), config_.lora ? kCorrectionsKept : kModelsKept,
            [this](const std::filesystem::path& folder) { save_weights(folder, /*half=*/true); });
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Resource) throw;
        warn(fmt::format("{}; the model of this look cannot be chosen later", error.what()));
    }
}

/// The folder is the base's model again: corrections that correct nothing, or its weights.
void FinetuneRun::put_base_back() {
    if (config_.lora) {
        const Lora nothing(setup_.ppo->policy().actor(), config_.adapters);
        save_lora(folder_.path(), setup_.model.name, nothing, request_.model);
    } else {
        save_generator(
            folder_.path(),
            load_generator(request_.model, load_model_config(request_.model), choose_device("cpu")),
            /*half=*/false);
    }
    recorder_->add_chosen(0);
}

/// For others to generate with. A run goes on without where there is no memory for it.
void FinetuneRun::tell_weights() const {
    if (!listener_.on_better || position_.step == 0) return;
    const Policy& policy = setup_.ppo->policy();
    std::shared_ptr<const GeneratorSnapshot> weights;
    try {
        weights = config_.lora ? GeneratorSnapshot::of(policy.actor(), policy.lora())
                               : GeneratorSnapshot::of(policy.actor());
    } catch (const c10::Error& error) {
        return warn(
            fmt::format("the best weights so far are not handed on: {}", error.what_without_backtrace()));
    }
    listener_.on_better(std::move(weights));
}

void FinetuneRun::begin_or_resume() {
    const bool begun = folder_.begun();
    if (begun) resume();
    recorder_ = std::make_unique<RunRecorder>(folder_, position_.step);
    if (begun) control_.set_record(read_run_record(folder_));
    if (position_.step == 0) begin();
}

void FinetuneRun::resume() {
    Ppo& ppo = *setup_.ppo;
    position_ = load_checkpoint(folder_.checkpoint(), ppo.learner(), ppo.optimiser(), setup_.identity);
    ppo.remember(position_.memory);
    if (position_.memory.contains(kPreferences)) {
        setup_.preferences =
            nlohmann::json::parse(position_.memory[kPreferences], nullptr, /*allow_exceptions=*/false);
    }
    if (position_.step > 0) {  // else the guard looks at the base anew
        watch_.remember(position_.memory[kGuardMemory]);
        const auto place = [&](const char* key) {
            return fmt::format("{}: \"{}\"", folder_.checkpoint().string(), key);
        };
        looked_ = number_in<std::int64_t>(position_.memory[kLooked], place(kLooked));
        last_kl_ = number_in<double>(position_.memory[kLastKl], place(kLastKl));
    }
    spdlog::info("resuming the fine-tuning run at iteration {} of {}", position_.step, config_.iterations);
}

void FinetuneRun::begin() {
    save(true);  // a disk that is full from the start is an error
    if (!config_.lora) {
        save_model_config(folder_.path(), setup_.model);
        save_tokenizer(folder_.path(), setup_.task->models().tokenizer, /*half=*/false);
        copy_companions();
    }
    if (setup_.preferences.is_object()) {
        try {
            recorder_->add_preferences(setup_.preferences);
        } catch (const Error& error) {
            warn(error.what());
        }
    }
    for (const auto& message : watch_.hopeless(setup_.ppo->policy().actor())) warn(message);
    look_with_guard();  // the base: what everything later is held against
}

/// What a model folder has beside the weights: the new model is evaluated, and fine-tuned again, by the same
/// measure.
void FinetuneRun::copy_companions() const {
    copy_text_encoder(request_.model, folder_.path(), setup_.model);
    copy_vocabulary(request_.model, folder_.path());
    if (!request_.reward_encoders) copy_encoders(encoders_folder(request_), folder_.path());
}

void FinetuneRun::measure_gain() {
    if (config_.guard.final_samples == 0) return;
    auto result = watch_.measure_gain(request_.model, folder_.path(), position_.step);
    if (result.iteration > 0 && result.facts_worse()) {
        warn(
            fmt::format("measured anew, the model of iteration {} does less of what the prompts say in "
                        "numbers than the base; "
                        "{} holds the base",
                        result.iteration, folder_.path().string()));
        put_base_back();
        result.reverted = true;
    }
    record(result);
    if (listener_.on_result) listener_.on_result(result);
}

/// False: the run is to end here.
bool FinetuneRun::look_with_guard() {
    progress("looking at the guard prompts");
    const auto report = watch_.look(setup_.ppo->policy().actor(), position_.step, last_kl_);
    shown_[report.has_judge ? "judge" : "guard reward"] = report.has_judge ? report.judge : report.reward;
    record(report);
    looked_ = position_.step;
    if (report.verdict.best) {
        save_best();
        tell_weights();
    }
    keep_look();
    for (const auto& message : report.verdict.messages) warn(message);
    if (listener_.on_guard) listener_.on_guard(report);
    if (!report.verdict.stop) return true;
    control_.set_ended_early(report.verdict.messages.front());
    return false;
}

void FinetuneRun::iterate() {
    control_.poll();
    const double start = seconds_now();
    progress("fine-tuning");
    const auto report =
        setup_.ppo->iterate(position_.step, config_.iterations, setup_.task->ppo_task(), voice_.poll);
    ++position_.step;
    const double seconds = seconds_now() - start;
    seconds_an_iteration_ = seconds_an_iteration_ > 0 ? 0.8 * seconds_an_iteration_ + 0.2 * seconds : seconds;
    last_kl_ = report.kl;
    shown_["reward"] = report.reward.mean;
    shown_["kl"] = report.kl;
    record(report);
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
            failures_, folder_.path().string());
    }
}

void FinetuneRun::to_the_end() {
    try {
        begin_or_resume();
        for (bool go_on = true; go_on;) {
            const bool last = position_.step >= config_.iterations;
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
                                config_.iterations));
    }
}

}  // namespace im

#include "engine/train/run/train_loop.h"

#include <chrono>
#include <cmath>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/model/precision.h"
#include "engine/train/run/run_folder.h"
#include "engine/train/run/run_log.h"

namespace im {
namespace {

constexpr int kBadStepsMax = 20;
constexpr int kLogEvery = 50;
constexpr int kTellEvery = 10;

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// One run of a loop.
class LoopRun {
  public:
    LoopRun(const TrainLoop& loop, torch::nn::Module& module, const TrainRequest& request);
    void to_the_end();

  private:
    RunPosition begin_or_resume();
    void stop();
    void step();
    void learn_from(TrainLoop::Loss& loss, double gradient_norm);
    void log_steps(double learning_rate);
    bool validate();
    void save();
    void progress(const std::string& stage) const;
    void start_window();

    const TrainLoop& loop_;
    torch::nn::Module& module_;
    const TrainRequest& request_;
    RunFolder folder_;
    torch::optim::AdamW adamw_;
    RunPosition position_;
    RunLog log_;
    std::map<std::string, double> running_,
        shown_;  // sums since the last line of the log; what was told last
    int running_count_ = 0, bad_steps_ = 0;
    std::int64_t skipped_ = 0;
    double rate_ = 0, window_start_ = 0;  // steps a second, over a window
    std::int64_t window_step_ = 0;
};

LoopRun::LoopRun(const TrainLoop& loop, torch::nn::Module& module, const TrainRequest& request)
    : loop_(loop),
      module_(module),
      request_(request),
      folder_(request.out, loop.name),
      adamw_(make_adamw(module, loop.optimiser)),
      position_(begin_or_resume()),
      log_(folder_.log(), position_.step) {
    start_window();
}

RunPosition LoopRun::begin_or_resume() {
    if (!folder_.begun()) return {};
    if (!request_.resume) {
        throw usage_error(
            "{}: a run is already there; add --resume to go on with it, or choose another --out",
            folder_.checkpoint().string());
    }
    auto position = load_checkpoint(folder_.checkpoint(), module_, adamw_, loop_.config_hash);
    spdlog::info("resuming {} at step {} of {}", loop_.name, position.step, loop_.steps);
    return position;
}

void LoopRun::start_window() {
    window_start_ = seconds_now();
    window_step_ = position_.step;
}

void LoopRun::save() {
    save_checkpoint(folder_.checkpoint(), module_, adamw_, position_, loop_.config_hash);
}

void LoopRun::progress(const std::string& stage) const {
    if (!request_.on_progress) return;
    request_.on_progress({stage, position_.step, loop_.steps, rate_,
                          rate_ > 0 ? static_cast<double>(loop_.steps - position_.step) / rate_ : 0, shown_});
}

void LoopRun::stop() {
    progress("saving");
    save();
    throw Error(ErrorKind::Interrupted,
                fmt::format("stopped at step {}; add --resume to go on", position_.step));
}

void LoopRun::step() {
    const std::int64_t step = position_.step;
    torch::manual_seed(step_seed(request_.seed, step));
    module_.train();
    const auto& optimiser = loop_.optimiser;
    const double learning_rate = learning_rate_at(optimiser, step, loop_.steps);
    set_learning_rate(adamw_, learning_rate);
    adamw_.zero_grad();
    TrainLoop::Loss loss = [&] {
        const AutocastScope autocast(loop_.bf16, loop_.device);
        return loop_.loss(step);
    }();
    loss.total.backward();
    const double gradient_norm =
        optimiser.gradient_norm_max > 0
            ? torch::nn::utils::clip_grad_norm_(module_.parameters(), optimiser.gradient_norm_max)
            : 0.0;
    learn_from(loss, gradient_norm);
    position_.step = step + 1;
    // A line before every checkpoint too: means that run across one would differ after a resume.
    if (position_.step % kLogEvery == 0 || position_.step % loop_.checkpoint_every == 0 ||
        position_.step == loop_.steps)
        log_steps(learning_rate);
    if (position_.step % kTellEvery == 0) progress("training");
}

void LoopRun::learn_from(TrainLoop::Loss& loss, double gradient_norm) {
    const double total = loss.total.item<double>();
    if (!std::isfinite(total) || !std::isfinite(gradient_norm)) {
        ++skipped_;
        spdlog::warn("step {}: loss or gradient is not finite; skipped", position_.step);
        if (++bad_steps_ >= kBadStepsMax) {
            throw input_error(
                "{}: {} steps in a row had a loss or gradient that is not finite; the last checkpoint is "
                "in {}",
                loop_.name, kBadStepsMax, folder_.checkpoint().string());
        }
        return;
    }
    bad_steps_ = 0;
    adamw_.step();
    loss.terms["loss"] = total;
    loss.terms["gradient_norm"] = gradient_norm;
    for (const auto& [key, value] : loss.terms) running_[key] += value;
    ++running_count_;
}

void LoopRun::log_steps(double learning_rate) {
    rate_ =
        static_cast<double>(position_.step - window_step_) / std::max(1e-9, seconds_now() - window_start_);
    start_window();
    nlohmann::json line = {{"kind", "train"},
                           {"step", position_.step},
                           {"learning_rate", learning_rate},
                           {"steps_per_second", rate_},
                           {"skipped", skipped_}};
    for (const auto& [key, value] : running_) shown_[key] = line[key] = value / std::max(1, running_count_);
    running_.clear();
    running_count_ = 0;
    log_.write(line);
}

/// False: it has not become better for so long that the run is to end here.
bool LoopRun::validate() {
    progress("validating");
    module_.eval();
    const TrainLoop::Validation result = [&] {
        const torch::NoGradGuard no_grad;
        const AutocastScope autocast(loop_.bf16, loop_.device);
        return loop_.validate(position_.step);
    }();
    nlohmann::json line = {{"kind", "validation"}, {"step", position_.step}, {"score", result.score}};
    for (const auto& [key, value] : result.values) shown_[key] = line[key] = value;
    const bool better = result.score < position_.best;
    position_.validations_since_best = better ? 0 : position_.validations_since_best + 1;
    if (better) {
        position_.best = result.score;
        loop_.save_best();
    }
    line["best"] = position_.best;
    shown_["best"] = position_.best;
    log_.write(line);
    spdlog::info("{} step {}: validation {:.5g}{}", loop_.name, position_.step, result.score,
                 better ? " (best)" : "");
    start_window();
    if (position_.validations_since_best < loop_.patience) return true;
    spdlog::info("{}: no improvement in {} validations; stopping", loop_.name, loop_.patience);
    return false;
}

void LoopRun::to_the_end() {
    while (position_.step < loop_.steps) {
        if (request_.stop.stop_requested()) stop();
        step();
        const bool last = position_.step == loop_.steps;
        if ((position_.step % loop_.validate_every == 0 || last) && !validate()) return save();
        if (position_.step % loop_.checkpoint_every == 0 || last) {
            progress("saving");
            save();
        }
    }
}

}  // namespace

void TrainLoop::run(torch::nn::Module& module, const TrainRequest& request) {
    LoopRun(*this, module, request).to_the_end();
}

}  // namespace im

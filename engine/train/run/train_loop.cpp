#include "engine/train/run/train_loop.h"

#include <chrono>
#include <cmath>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/model/precision.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kBadStepsMax = 20;
constexpr int kLogEvery = 50;

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void TrainLoop::run(torch::nn::Module& module, const TrainRequest& request) {
    const fs::path checkpoint = request.out / (name + ".checkpoint.safetensors");
    auto adamw = make_adamw(module, optimiser);
    RunPosition position;
    if (fs::exists(checkpoint)) {
        if (!request.resume) {
            throw usage_error(
                "{}: a run is already there; add --resume to go on with it, or choose another --out",
                checkpoint.string());
        }
        position = load_checkpoint(checkpoint, module, adamw, config_hash);
        spdlog::info("resuming {} at step {} of {}", name, position.step, steps);
    }
    RunLog log(request.out / (name + ".log.jsonl"), position.step);
    const auto save = [&] { save_checkpoint(checkpoint, module, adamw, position, config_hash); };

    std::map<std::string, double> running, shown;
    int running_count = 0, bad_steps = 0;
    std::int64_t skipped = 0;
    double rate = 0, window_start = seconds_now();
    std::int64_t window_step = position.step;
    const auto progress = [&](const std::string& stage) {
        if (!request.on_progress) return;
        request.on_progress({stage, position.step, steps, rate,
                             rate > 0 ? static_cast<double>(steps - position.step) / rate : 0, shown});
    };

    while (position.step < steps) {
        if (request.stop.stop_requested()) {
            progress("saving");
            save();
            throw Error(ErrorKind::Interrupted,
                        fmt::format("stopped at step {}; add --resume to go on", position.step));
        }
        const std::int64_t step = position.step;
        torch::manual_seed(step_seed(request.seed, step));
        module.train();
        const double learning_rate = learning_rate_at(optimiser, step, steps);
        set_learning_rate(adamw, learning_rate);
        adamw.zero_grad();
        Loss batch_loss = [&] {
            const AutocastScope autocast(bf16, device);
            return loss(step);
        }();
        batch_loss.total.backward();
        const double gradient_norm =
            optimiser.gradient_norm_max > 0
                ? torch::nn::utils::clip_grad_norm_(module.parameters(), optimiser.gradient_norm_max)
                : 0.0;
        if (!std::isfinite(batch_loss.total.item<double>()) || !std::isfinite(gradient_norm)) {
            ++skipped;
            spdlog::warn("step {}: loss or gradient is not finite; skipped", step);
            if (++bad_steps >= kBadStepsMax) {
                throw input_error(
                    "{}: {} steps in a row had a loss or gradient that is not finite; the last checkpoint is "
                    "in {}",
                    name, kBadStepsMax, checkpoint.string());
            }
        } else {
            bad_steps = 0;
            adamw.step();
            batch_loss.terms["loss"] = batch_loss.total.item<double>();
            batch_loss.terms["gradient_norm"] = gradient_norm;
            for (const auto& [key, value] : batch_loss.terms) running[key] += value;
            ++running_count;
        }
        position.step = step + 1;

        const bool save_now = position.step % checkpoint_every == 0 || position.step == steps;
        // A line before every checkpoint too: means that run across one would differ after a resume.
        if (position.step % kLogEvery == 0 || save_now) {
            const double now = seconds_now();
            rate = static_cast<double>(position.step - window_step) / std::max(1e-9, now - window_start);
            window_start = now;
            window_step = position.step;
            nlohmann::json line = {{"kind", "train"},
                                   {"step", position.step},
                                   {"learning_rate", learning_rate},
                                   {"steps_per_second", rate},
                                   {"skipped", skipped}};
            for (const auto& [key, value] : running)
                shown[key] = line[key] = value / std::max(1, running_count);
            running.clear();
            running_count = 0;
            log.write(line);
        }
        if (position.step % 10 == 0) progress("training");

        if (position.step % validate_every == 0 || position.step == steps) {
            progress("validating");
            module.eval();
            const Validation result = [&] {
                const torch::NoGradGuard no_grad;
                const AutocastScope autocast(bf16, device);
                return validate(position.step);
            }();
            nlohmann::json line = {{"kind", "validation"}, {"step", position.step}, {"score", result.score}};
            for (const auto& [key, value] : result.values) shown[key] = line[key] = value;
            const bool better = result.score < position.best;
            position.validations_since_best = better ? 0 : position.validations_since_best + 1;
            if (better) {
                position.best = result.score;
                save_best();
            }
            line["best"] = position.best;
            shown["best"] = position.best;
            log.write(line);
            spdlog::info("{} step {}: validation {:.5g}{}", name, position.step, result.score,
                         better ? " (best)" : "");
            window_start = seconds_now();
            window_step = position.step;
            if (position.validations_since_best >= patience) {
                spdlog::info("{}: no improvement in {} validations; stopping", name, patience);
                save();
                break;
            }
        }
        if (save_now) {
            progress("saving");
            save();
        }
    }
}

}  // namespace im

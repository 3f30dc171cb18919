#include "app/cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/console.h"

namespace im::cli {
namespace {

constexpr auto kTerminalInterval = std::chrono::milliseconds(100);
constexpr auto kFileInterval = std::chrono::seconds(10);

std::string rate_text(double steps_per_second) {
    if (steps_per_second >= 1) return fmt::format("{:.1f} steps/s", steps_per_second);
    return fmt::format("{:.1f} s/step", 1 / steps_per_second);
}

}  // namespace

std::string duration_text(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return "?";
    const auto whole =
        static_cast<long long>(std::min(std::llround(std::min(seconds, 1e12)), 100LL * 365 * 86400));
    if (seconds < 10) return fmt::format("{:.1f} s", seconds);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    if (whole < 86400) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    return fmt::format("{} d {:02} h", whole / 86400, whole % 86400 / 3600);
}

std::string progress_text(const TrainProgress& progress, int bar_width) {
    std::string text = progress.stage;
    if (progress.steps > 0) {
        const double share =
            std::clamp(static_cast<double>(progress.step) / static_cast<double>(progress.steps), 0.0, 1.0);
        text += fmt::format("  {}/{} {:3.0f} %", progress.step, progress.steps, std::floor(100 * share));
        if (bar_width > 0) {
            const int filled = static_cast<int>(share * bar_width);
            text += fmt::format(" [{}{}]", std::string(filled, '#'), std::string(bar_width - filled, '-'));
        }
        if (progress.steps_per_second > 0) {
            text += fmt::format("  {}  {} left", rate_text(progress.steps_per_second),
                                duration_text(progress.seconds_left));
        }
    }
    for (const auto& [name, value] : progress.values) text += fmt::format("  {} {:.4g}", name, value);
    return text;
}

ProgressReporter::ProgressReporter(bool json) : json_(json), terminal_(!json && stderr_is_terminal()) {}

ProgressReporter::~ProgressReporter() {
    if (held_back_) print(*held_back_);
    if (terminal_) end_status(true);
}

void ProgressReporter::report(const TrainProgress& progress) {
    const auto now = Clock::now();
    const bool new_stage = progress.stage != stage_;
    const bool last_step = progress.steps > 0 && progress.step >= progress.steps;
    const Clock::duration interval =
        terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kFileInterval);
    if (!new_stage && !last_step && now - printed_ < interval) {
        held_back_ = progress;
        return;
    }
    if (new_stage && terminal_ && !stage_.empty()) {
        if (held_back_) print(*held_back_);
        end_status(true);
    }
    stage_ = progress.stage;
    printed_ = now;
    held_back_.reset();
    print(progress);
}

void ProgressReporter::print(const TrainProgress& progress) {
    if (json_) {
        print_json({{"event", "progress"},
                    {"stage", progress.stage},
                    {"step", progress.step},
                    {"steps", progress.steps},
                    {"steps_per_second", progress.steps_per_second},
                    {"seconds_left", progress.seconds_left},
                    {"values", progress.values}});
    } else if (terminal_) {
        show_status(progress_text(progress, terminal_width() >= 100 ? 20 : 10));
    } else {
        std::fprintf(stderr, "%s\n", progress_text(progress, 0).c_str());
    }
}

}  // namespace im::cli

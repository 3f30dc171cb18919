#include "engine/vocabulary/notice_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/generate/best_of.h"

namespace im {
namespace {

using Readings = std::map<std::string, const PromptReading*>;

Readings readings_by_prompt(const NoticeReport& report) {
    Readings readings;
    for (const auto& [prompt, reading] : report.readings) readings.emplace(prompt, &reading);
    return readings;
}

bool is_marked(const NoticeClip& clip, const Readings& readings, const NoticeCalibration& calibration) {
    const auto found = readings.find(clip.prompt);
    const auto* reading = found == readings.end() ? nullptr : found->second;
    return judge_understanding(reading, clip.percentile, calibration, clip.missed).level !=
           UnderstandingLevel::Fine;
}

/// Thresholds between the percentiles that occur, rising; at most about kThresholds of them.
std::vector<double> percentiles_to_try(const NoticeReport& report) {
    constexpr std::size_t kThresholds = 100;
    std::set<double> all;
    for (const auto& clip : report.clips) {
        if (clip.percentile) all.insert(std::min(1.0, *clip.percentile + 1e-6));
    }
    std::vector<double> some{0.0};
    const std::size_t every = all.size() / kThresholds + 1;
    std::size_t number = 0;
    for (const double threshold : all) {
        if (number++ % every == 0) some.push_back(threshold);
    }
    return some;
}

/// What `start` has first: it stays where another nearness is no better.
std::vector<double> doubtful_to_try(const NoticeReport& report, const NoticeCalibration& start) {
    std::vector<double> some{start.nearness_doubtful};
    for (int percent = 30; percent <= 90 && !report.readings.empty(); percent += 2)
        some.push_back(percent / 100.0);
    return some;
}

}  // namespace

NoticeReport measure_notices(const MotionSource& generate, const MotionScorer& scorer,
                             const PromptReader* reader, int seeds, const SamplingOptions& sampling,
                             const std::stop_token& stop) {
    NoticeReport report;
    for (const Behaviour& behaviour : all_behaviours()) {
        if (stop.stop_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
        const auto requests = behaviour_requests(behaviour, seeds, sampling);
        const auto motions = generate(requests);
        for (std::size_t i = 0; i < motions.size(); ++i) {
            const std::string& prompt = requests[i].prompt;
            const auto asked = everything_asked(prompt);
            if (reader != nullptr) report.readings.emplace_back(prompt, reader->read(prompt));
            for (const auto& motion : motions[i]) {
                NoticeClip clip{behaviour.name,
                                prompt,
                                behaviour.shown(measure_facts(motion.clip)),
                                {},
                                missed_of(asked, motion.clip)};
                if (!motion.tokens.empty())
                    clip.percentile = scorer.score({prompt}, {motion.tokens}).front().beats_matched;
                report.clips.push_back(std::move(clip));
            }
        }
    }
    return report;
}

namespace {

NoticeShares shares_with(const Readings& readings, const NoticeReport& report,
                         const NoticeCalibration& calibration) {
    NoticeShares shares;
    for (const auto& clip : report.clips) {
        const bool marked = is_marked(clip, readings, calibration);
        ++(clip.shown ? shares.passing : shares.failing);
        if (marked) ++(clip.shown ? shares.marked_passing : shares.marked_failing);
    }
    return shares;
}

}  // namespace

NoticeShares notice_shares(const NoticeReport& report, const NoticeCalibration& calibration) {
    return shares_with(readings_by_prompt(report), report, calibration);
}

NoticeCalibration calibrate_notice(const NoticeReport& report, NoticeCalibration start) {
    const auto readings = readings_by_prompt(report);
    const auto percentiles = percentiles_to_try(report);
    NoticeCalibration best = start;
    best.percentile_unlikely = 0;
    double best_value = -1;
    for (const double doubtful : doubtful_to_try(report, start)) {
        for (const double threshold : percentiles) {
            NoticeCalibration tried = start;
            tried.percentile_unlikely = threshold;
            tried.nearness_doubtful = doubtful;
            tried.nearness_unlikely = doubtful - (start.nearness_doubtful - start.nearness_unlikely);
            const auto shares = shares_with(readings, report, tried);
            if (shares.of_passing() > kAllowedOfPassing) break;  // the shares only grow
            const double value = shares.of_failing();
            if (value > best_value) {
                best_value = value;
                best = tried;
            }
        }
    }
    const auto shares = shares_with(readings, report, best);
    best.marked_of_failing = shares.of_failing();
    best.marked_of_passing = shares.of_passing();
    best.clips_failing = shares.failing;
    best.clips_passing = shares.passing;
    return best;
}

}  // namespace im

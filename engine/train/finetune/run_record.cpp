#include "engine/train/finetune/run_record.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/lenient_json.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLogBytesMax = 256u << 20;
constexpr std::uint64_t kLooksBytesMax = 1ull << 30;
constexpr const char* kIteration = "iteration";
constexpr const char* kGuard = "guard";
constexpr const char* kResult = "result";
constexpr const char* kPreferences = "preferences";
constexpr const char* kChosen = "chosen";

template <class Report>
void add_in_order(std::vector<Report>& reports, const Report& report) {
    const auto again =
        std::lower_bound(reports.begin(), reports.end(), report,
                         [](const Report& a, const Report& b) { return a.iteration < b.iteration; });
    reports.erase(again, reports.end());
    reports.push_back(report);
}

nlohmann::json to_line(const GuardReport& r) {
    auto scores = nlohmann::json::array();
    for (const auto& score : r.scores) {
        auto& line = scores.emplace_back();
        line = {{"judge", score.judge}, {"skating_cmps", score.skating_cmps}};
        if (score.facts) line["facts"] = *score.facts;
    }
    return {{"iteration", r.iteration},       {"reward", r.reward},     {"judge", r.judge},
            {"has_judge", r.has_judge},       {"best", r.verdict.best}, {"messages", r.verdict.messages},
            {"skating_cmps", r.skating_cmps}, {"captions", r.captions}, {"scores", std::move(scores)},
            {"prompts", r.prompts},           {"samples", r.samples},   {"tokens", r.tokens}};
}

/// Earlier versions wrote none.
void read_scores(const nlohmann::json& line, GuardReport& report) {
    read_if_there(line, "skating_cmps", report.skating_cmps);
    const auto scores = line.find("scores");
    if (scores == line.end() || !scores->is_array() || scores->size() != report.prompts.size() ||
        !read_if_there(line, "captions", report.captions) || report.captions < 0)
        return;
    for (const auto& one : *scores) {
        auto& score = report.scores.emplace_back();
        if (!one.is_object()) continue;
        read_if_there(one, "judge", score.judge);
        read_if_there(one, "skating_cmps", score.skating_cmps);
        read_if_there(one, "facts", score.facts);
    }
}

GuardReport from_line(const nlohmann::json& line) {
    GuardReport report;
    line.at("iteration").get_to(report.iteration);
    line.at("reward").get_to(report.reward);
    line.at("judge").get_to(report.judge);
    line.at("has_judge").get_to(report.has_judge);
    line.at("best").get_to(report.verdict.best);
    line.at("messages").get_to(report.verdict.messages);
    line.at("prompts").get_to(report.prompts);
    line.at("samples").get_to(report.samples);
    line.at("tokens").get_to(report.tokens);
    if (report.samples < 1 ||
        report.tokens.size() != report.prompts.size() * static_cast<std::size_t>(report.samples)) {
        throw input_error("expected {} motions for each prompt", report.samples);
    }
    read_scores(line, report);
    return report;
}

void append_look(const fs::path& file, const GuardReport& report) {
    std::ofstream out(file, std::ios::app);
    out << to_line(report).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n'
        << std::flush;
    if (!out) throw resource_error("{}: cannot be written", file.string());
}

}  // namespace

void RunRecord::add(const IterationReport& report) {
    add_in_order(iterations, report);
}

void RunRecord::add(const GuardReport& report) {
    add_in_order(looks, report);
    if (report.verdict.best) chosen.reset();  // the folder holds this one's
}

const GuardReport* RunRecord::best_look() const {
    for (const auto& look : looks) {
        if (chosen && look.iteration == *chosen) return &look;
    }
    const auto found =
        std::find_if(looks.rbegin(), looks.rend(), [](const GuardReport& look) { return look.verdict.best; });
    return found == looks.rend() ? nullptr : &*found;
}

JudgeChange RunRecord::judge_by_looks() const {
    JudgeChange judge;
    for (const auto& look : looks) {
        if (!look.has_judge) continue;
        if (!judge.before) judge.before = look.judge;
        if (look.verdict.best) judge.after = look.judge;
    }
    return judge;
}

JudgeChange RunRecord::judge() const {
    if (result && result->own.judge) return {result->own.judge->before, result->own.judge->after};
    return judge_by_looks();
}

RunRecord read_run_record(const RunFolder& folder) {
    RunRecord record;
    std::error_code code;
    if (!fs::exists(folder.log(), code)) return record;
    std::istringstream lines(read_text(folder.log(), kLogBytesMax));
    for (std::string text; std::getline(lines, text);) {
        const auto line = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
        if (!line.is_object() || !line.contains("kind")) continue;
        const auto& kind = line["kind"];
        if (kind == kIteration) record.add(iteration_report_from(line));
        if (kind == kGuard) record.add(guard_report_from(line));
        if (kind == kResult) record.add(finetune_result_from(line));
        if (kind == kChosen) read_if_there(line, "iteration", record.chosen);
    }
    return record;
}

std::vector<GuardReport> read_looks(const RunFolder& folder) {
    std::error_code code;
    std::map<std::int64_t, GuardReport> looks;
    if (fs::exists(folder.looks(), code)) {
        std::istringstream lines(read_text(folder.looks(), kLooksBytesMax));
        for (std::string text; std::getline(lines, text);) {
            try {
                GuardReport report = from_line(nlohmann::json::parse(text));
                looks[report.iteration] = std::move(report);
            } catch (const std::exception& error) {
                spdlog::warn("{}: a line is left out: {}", folder.looks().string(), error.what());
            }
        }
    }
    std::vector<GuardReport> ordered;
    for (auto& [iteration, report] : looks) ordered.push_back(std::move(report));
    return ordered;
}

RunRecorder::RunRecorder(const RunFolder& folder, std::int64_t done)
    : folder_(folder), done_(done), log_(folder.log(), done) {}

void RunRecorder::write(nlohmann::json line, const char* kind) {
    line["kind"] = kind;
    log_.write(line);
}

void RunRecorder::add(const IterationReport& report) {
    done_ = report.iteration;
    write(to_json(report), kIteration);
}

void RunRecorder::add(const GuardReport& report) {
    write(to_json(report), kGuard);
    append_look(folder_.looks(), report);
}

void RunRecorder::add(const FinetuneResult& result) {
    write(to_json(result), kResult);
}

void RunRecorder::add_preferences(nlohmann::json line) {
    write(std::move(line), kPreferences);
}
void RunRecorder::add_chosen(std::int64_t iteration) {
    write({{"step", done_}, {"iteration", iteration}}, kChosen);
}

}  // namespace im

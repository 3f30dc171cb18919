#include "engine/train/finetune/run_record.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLogBytesMax = 256u << 20;
constexpr std::uint64_t kLooksBytesMax = 1ull << 30;
constexpr const char* kIteration = "iteration";
constexpr const char* kGuard = "guard";
constexpr const char* kResult = "result";
constexpr const char* kPreferences = "preferences";

template <class Report>
void add_in_order(std::vector<Report>& reports, const Report& report) {
    const auto again =
        std::lower_bound(reports.begin(), reports.end(), report,
                         [](const Report& a, const Report& b) { return a.iteration < b.iteration; });
    reports.erase(again, reports.end());
    reports.push_back(report);
}

nlohmann::json to_line(const GuardReport& r) {
    return {{"iteration", r.iteration}, {"reward", r.reward},     {"judge", r.judge},
            {"has_judge", r.has_judge}, {"best", r.verdict.best}, {"messages", r.verdict.messages},
            {"prompts", r.prompts},     {"samples", r.samples},   {"tokens", r.tokens}};
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
}

const GuardReport* RunRecord::best_look() const {
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
    : folder_(folder), log_(folder.log(), done) {}

void RunRecorder::write(nlohmann::json line, const char* kind) {
    line["kind"] = kind;
    log_.write(line);
}

void RunRecorder::add(const IterationReport& report) {
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

}  // namespace im

#include "app/workers/run_files.h"

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

constexpr int kNamesTried = 10'000;
constexpr std::uint64_t kLooksBytesMax = 1ull << 30;

fs::path looks_file(const fs::path& folder) {
    return folder / "guard.jsonl";
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

}  // namespace

fs::path run_config_file(const fs::path& folder) {
    return folder / "config.json";
}

fs::path run_prompts_file(const fs::path& folder) {
    return folder / "prompts.txt";
}

fs::path make_run_folder(const fs::path& workspace, const std::string& name) {
    if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos || name.size() > 200) {
        throw usage_error("A run's name is to be a file name; found '{}'", name);
    }
    const fs::path models = workspace / "models";
    std::error_code code;
    fs::create_directories(models, code);
    for (int number = 1; !code && number <= kNamesTried; ++number) {
        const fs::path folder = models / (number == 1 ? name : fmt::format("{}-{}", name, number));
        if (fs::create_directory(folder, code)) {  // false without an error: it is there already
            return folder;
        }
    }
    throw resource_error("{}: the run's folder cannot be made: {}", (models / name).string(),
                         code ? code.message() : "there are too many of this name");
}

void append_look(const fs::path& folder, const GuardReport& report) {
    std::ofstream out(looks_file(folder), std::ios::app);
    out << to_line(report).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n'
        << std::flush;
    if (!out) {
        throw resource_error("{}: cannot be written", looks_file(folder).string());
    }
}

std::vector<GuardReport> read_looks(const fs::path& folder) {
    std::error_code code;
    std::map<std::int64_t, GuardReport> looks;
    if (fs::exists(looks_file(folder), code)) {
        std::istringstream lines(read_text(looks_file(folder), kLooksBytesMax));
        for (std::string text; std::getline(lines, text);) {
            try {
                GuardReport report = from_line(nlohmann::json::parse(text));
                looks[report.iteration] = std::move(report);
            } catch (const std::exception& error) {
                spdlog::warn("{}: a line is left out: {}", looks_file(folder).string(), error.what());
            }
        }
    }
    std::vector<GuardReport> ordered;
    for (auto& [iteration, report] : looks) {
        ordered.push_back(std::move(report));
    }
    return ordered;
}

}  // namespace im

#include "engine/evaluate/evaluation_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace im {
namespace {

using nlohmann::json;

struct Column {
    const char* figure;
    const char* title;
    int decimals;
    double scale;
};

/// As in the papers.
const std::vector<Column> kPaperColumns{{figure::kTop[0], "R-Precision Top-1 ↑", 3, 1},
                                        {figure::kTop[1], "Top-2 ↑", 3, 1},
                                        {figure::kTop[2], "Top-3 ↑", 3, 1},
                                        {figure::kFid, "FID ↓", 3, 1},
                                        {figure::kMatching, "MM-Dist ↓", 3, 1},
                                        {figure::kDiversity, "Diversity →", 3, 1},
                                        {figure::kMultiModality, "MultiModality ↑", 3, 1}};

const std::vector<Column> kFurtherColumns{{figure::kSimilarity, "similarity, judge ↑", 3, 1},
                                          {figure::kRewardSimilarity, "similarity, reward ↑", 3, 1},
                                          {figure::kSampleSimilarity, "likeness of samples", 3, 1},
                                          {figure::kDistinctTop[0], "Top-1, same action out", 3, 1},
                                          {figure::kDistinctTop[2], "Top-3, same action out", 3, 1},
                                          {figure::kBothActions, "both actions, %", 1, 100},
                                          {figure::kRightOrder, "right order, %", 1, 100},
                                          {figure::kFollowed, "both in order, %", 1, 100},
                                          {figure::kFootSkate, "foot skating, cm/s ↓", 2, 1},
                                          {figure::kJerk, "jerk, m/s³", 1, 1},
                                          {figure::kPenetration, "penetration, mm ↓", 2, 1},
                                          {figure::kSeconds, "length, s", 2, 1}};

std::string cell(const EvaluationRow& row, const Column& column) {
    const auto found = row.figures.find(column.figure);
    if (found == row.figures.end()) return "-";
    return fmt::format("{:.{}f} ± {:.{}f}", column.scale * found->second.mean, column.decimals,
                       column.scale * found->second.interval, column.decimals);
}

/// Columns that no row has a figure for are left out.
std::string table(const EvaluationReport& report, const std::vector<Column>& all) {
    std::vector<Column> columns;
    for (const auto& column : all) {
        const auto has = [&](const EvaluationRow& row) { return row.figures.contains(column.figure); };
        if (std::any_of(report.rows.begin(), report.rows.end(), has)) columns.push_back(column);
    }
    if (columns.empty()) return {};
    std::string text = "| |", rule = "|---|";
    for (const auto& column : columns) {
        text += fmt::format(" {} |", column.title);
        rule += "---:|";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : report.rows) {
        std::string name = row.name;
        std::replace(name.begin(), name.end(), '|', '/');
        text += fmt::format("| {} |", name);
        for (const auto& column : columns) text += fmt::format(" {} |", cell(row, column));
        text += "\n";
    }
    return text;
}

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

}  // namespace

json to_json(const EvaluationReport& report) {
    json rows = json::array();
    for (const auto& row : report.rows) {
        json figures = json::object();
        for (const auto& [name, value] : row.figures)
            figures[name] = {{"mean", value.mean}, {"interval", value.interval}};
        rows.push_back({{"name", row.name}, {"figures", std::move(figures)}});
    }
    const double seconds = report.generation_seconds;
    return {{"model", report.model},
            {"data", report.data},
            {"encoders", report.encoders},
            {"items", report.items},
            {"items_per_repeat", report.items_per_repeat},
            {"composed_captions", report.composed},
            {"repeats", report.repeats},
            {"rows", std::move(rows)},
            {"notes", report.notes},
            {"performance",
             {{"motions", report.motions},
              {"motions_per_second", share(static_cast<double>(report.motions), seconds)},
              {"generation_seconds", seconds},
              {"encoder_seconds", report.encoder_seconds},
              {"metric_seconds", report.metric_seconds},
              {"encoder_share", share(report.encoder_seconds, seconds)},
              {"metric_share", share(report.metric_seconds, seconds)},
              {"peak_memory_mb", report.peak_memory_mb}}}};
}

std::string to_markdown(const EvaluationReport& report) {
    std::string text =
        fmt::format("{} on {}, scored by {}: {} of {} {} a repeat, {} {}, mean ± 95 % interval\n\n",
                    report.model, report.data, report.encoders, report.items_per_repeat, report.items,
                    report.rows.front().name == "Real motion" ? "clips" : "prompts", report.repeats,
                    report.repeats == 1 ? "repeat" : "repeats");
    text += table(report, kPaperColumns);
    const auto further = table(report, kFurtherColumns);
    if (!further.empty()) text += "\n" + further;
    text += "\n";
    if (report.composed > 0) {
        text += fmt::format("- Actions and order: by the judge, on {} captions of two actions.\n",
                            report.composed);
    }
    text +=
        "- Similarity: mean cosine of text and motion; likeness: of two samples of one text, by the judge.\n";
    text += "- Foot skating, jerk, penetration and length: of the first repeat, intervals over its clips.\n";
    for (const auto& note : report.notes) text += fmt::format("- {}\n", note);
    const double seconds = report.generation_seconds;
    text += fmt::format(
        "- {} motions generated at {:.1f} a second; beside that, the encoders took {:.1f} % and the metrics "
        "{:.1f} % of its time; {:.0f} MB at "
        "most.\n",
        report.motions, share(static_cast<double>(report.motions), seconds),
        100 * share(report.encoder_seconds, seconds), 100 * share(report.metric_seconds, seconds),
        report.peak_memory_mb);
    return text;
}

}  // namespace im

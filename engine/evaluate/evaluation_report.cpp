#include "engine/evaluate/evaluation_report.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/core/lenient_json.h"

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

EvaluationTable table(const EvaluationReport& report, const std::vector<Column>& all) {
    EvaluationTable made;
    std::vector<Column> columns;
    for (const auto& column : all) {
        const auto has = [&](const EvaluationRow& row) { return row.figures.contains(column.figure); };
        if (std::none_of(report.rows.begin(), report.rows.end(), has)) continue;
        columns.push_back(column);
        made.columns.emplace_back(column.title);
    }
    for (const auto& row : report.rows) {
        auto& made_row = made.rows.emplace_back();
        made_row.name = row.name;
        for (const auto& column : columns) made_row.cells.push_back(cell(row, column));
    }
    return made;
}

std::string to_markdown(const EvaluationTable& table) {
    std::string text = "| |", rule = "|---|";
    for (const auto& column : table.columns) {
        text += fmt::format(" {} |", column);
        rule += "---:|";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        std::string name = row.name;
        std::replace(name.begin(), name.end(), '|', '/');
        text += fmt::format("| {} |", name);
        for (const auto& cell : row.cells) text += fmt::format(" {} |", cell);
        text += "\n";
    }
    return text;
}

std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string text = "\"";
    for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
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

EvaluationReport evaluation_report_from(const json& object) {
    EvaluationReport report;
    if (!object.is_object()) return report;
    read_if_there(object, "model", report.model);
    read_if_there(object, "data", report.data);
    read_if_there(object, "encoders", report.encoders);
    read_if_there(object, "items", report.items);
    read_if_there(object, "items_per_repeat", report.items_per_repeat);
    read_if_there(object, "composed_captions", report.composed);
    read_if_there(object, "repeats", report.repeats);
    if (const auto rows = object.find("rows"); rows != object.end() && rows->is_array()) {
        for (const auto& line : *rows) {
            if (!line.is_object()) continue;
            auto& row = report.rows.emplace_back();
            read_if_there(line, "name", row.name);
            const auto figures = line.find("figures");
            if (figures == line.end() || !figures->is_object()) continue;
            for (const auto& [name, value] : figures->items()) {
                Estimate found;
                if (value.is_object() && read_if_there(value, "mean", found.mean) &&
                    read_if_there(value, "interval", found.interval))
                    row.figures[name] = found;
            }
        }
    }
    if (const auto notes = object.find("notes"); notes != object.end() && notes->is_array()) {
        for (const auto& note : *notes) {
            if (note.is_string()) report.notes.push_back(note.get<std::string>());
        }
    }
    if (const auto found = object.find("performance"); found != object.end() && found->is_object()) {
        read_if_there(*found, "motions", report.motions);
        read_if_there(*found, "generation_seconds", report.generation_seconds);
        read_if_there(*found, "encoder_seconds", report.encoder_seconds);
        read_if_there(*found, "metric_seconds", report.metric_seconds);
        read_if_there(*found, "peak_memory_mb", report.peak_memory_mb);
    }
    return report;
}

std::vector<EvaluationTable> tables_of(const EvaluationReport& report) {
    std::vector<EvaluationTable> tables;
    for (const auto* columns : {&kPaperColumns, &kFurtherColumns}) {
        auto made = table(report, *columns);
        if (!made.columns.empty()) tables.push_back(std::move(made));
    }
    return tables;
}

std::string to_csv(const EvaluationReport& report) {
    std::set<std::string> names;
    for (const auto& row : report.rows) {
        for (const auto& [name, value] : row.figures) names.insert(name);
    }
    std::string text = "row";
    for (const auto& name : names) text += fmt::format(",{},{}", quoted(name), quoted(name + "_interval"));
    text += "\n";
    for (const auto& row : report.rows) {
        text += quoted(row.name);
        for (const auto& name : names) {
            const auto found = row.figures.find(name);
            text += found == row.figures.end()
                        ? ",,"
                        : fmt::format(",{},{}", found->second.mean, found->second.interval);
        }
        text += "\n";
    }
    return text;
}

std::string to_markdown(const EvaluationReport& report) {
    std::string text =
        fmt::format("{} on {}, scored by {}: {} of {} {} a repeat, {} {}, mean ± 95 % interval\n\n",
                    report.model, report.data, report.encoders, report.items_per_repeat, report.items,
                    !report.rows.empty() && report.rows.front().name == "Real motion" ? "clips" : "prompts",
                    report.repeats, report.repeats == 1 ? "repeat" : "repeats");
    bool first = true;
    for (const auto& table : tables_of(report)) {
        text += (first ? "" : "\n") + to_markdown(table);
        first = false;
    }
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

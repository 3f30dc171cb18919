#pragma once
// An evaluation for people (Markdown, the columns of the papers' tables) and for programs (JSON, CSV). Torch-free
// header.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/evaluate/evaluation_result.h"

namespace im {

/// {"model", "data", "encoders", "items", ...,
///  "rows": [{"name", "figures": {"fid": {"mean", "interval"}, ...}}, ...],
///  "notes",
///  "performance": {"motions_per_second", "encoder_share", "metric_share", "peak_memory_mb", ...}}
nlohmann::json to_json(const EvaluationReport& report);
/// The other way round. What is missing or of another kind stays as it is in a new report.
EvaluationReport evaluation_report_from(const nlohmann::json& object);

struct EvaluationTable {
    struct Row {
        std::string name;
        std::vector<std::string>
            cells;  ///< "0.512 ± 0.004", one a column; "-" where the row has no such figure
    };
    std::vector<std::string> columns;  ///< with unit, and an arrow where more or less is better
    std::vector<Row> rows;
};
/// Table 1 of the papers, then what they leave out. Columns that no row has are left out, and tables without any.
std::vector<EvaluationTable> tables_of(const EvaluationReport& report);

/// Both tables, and the notes.
std::string to_markdown(const EvaluationReport& report);
/// A line a row: its name, then for each figure that any row has its mean and interval, named as in JSON.
/// Fields are quoted where they have to be (RFC 4180).
std::string to_csv(const EvaluationReport& report);

}  // namespace im

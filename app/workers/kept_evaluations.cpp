// Reports of evaluations on disk (evaluation_run.h).
#include <algorithm>
#include <ctime>
#include <tuple>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "app/workers/evaluation_run.h"
#include "app/workers/model_shelf.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/core/lenient_json.h"
#include "engine/evaluate/evaluation_report.h"

namespace im {
namespace fs = std::filesystem;
namespace {

/// Tells folders of one name apart: FNV-1a of the path.
std::uint32_t path_number(const std::string& path) {
    std::uint32_t hash = 2166136261u;
    for (const unsigned char c : path) {
        hash = (hash ^ c) * 16777619u;
    }
    return hash;
}

std::string file_name(std::int64_t made, int number) {
    const auto time = static_cast<std::time_t>(made);
    std::tm utc{};
    gmtime_r(&time, &utc);
    char text[32] = "";
    std::strftime(text, sizeof(text), "%Y%m%d-%H%M%S", &utc);
    return number == 0 ? fmt::format("{}.json", text) : fmt::format("{}-{}.json", text, number + 1);
}

void write_report(const fs::path& folder, const EvaluationReport& report, std::int64_t made) {
    std::error_code code;
    fs::create_directories(folder, code);
    int number = 0;
    while (fs::exists(folder / file_name(made, number), code)) {
        ++number;
    }
    nlohmann::json object = to_json(report);
    object["made"] = made;
    write_file_atomically(folder / file_name(made, number),
                          object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace

fs::path evaluations_folder(const fs::path& workspace, const fs::path& model) {
    const fs::path tidy = tidy_folder(model);
    if (tidy.parent_path() == tidy_folder(workspace / "models")) {
        return tidy / "evaluations";
    }
    return workspace / "evaluations" /
           fmt::format("{}-{:08x}", tidy.filename().string(), path_number(tidy.string()));
}

void keep_evaluation(const fs::path& workspace, const EvaluationRequest& request,
                     const EvaluationReport& report, std::int64_t made) {
    for (const EvaluatedModel& model : request.models) {
        write_report(evaluations_folder(workspace, model.folder), report, made);
    }
}

std::vector<KeptEvaluation> kept_evaluations(const fs::path& workspace, const fs::path& model) {
    std::vector<KeptEvaluation> kept;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(evaluations_folder(workspace, model), code)) {
        if (entry.path().extension() != ".json") {
            continue;
        }
        try {
            const nlohmann::json object = read_json_file(entry.path());
            KeptEvaluation one{entry.path(), 0, evaluation_report_from(object)};
            if (one.report.rows.empty() || !read_if_there(object, "made", one.made)) {
                throw input_error("{}: expected the report of an evaluation", entry.path().string());
            }
            kept.push_back(std::move(one));
        } catch (const std::exception& error) {
            spdlog::warn("An evaluation is left out: {}", error.what());
        }
    }
    // Of one second the numbered names are the later ones: 10 after 9, 2 after none.
    const auto age = [](const KeptEvaluation& one) {
        const std::string name = one.file.stem().string();
        return std::tuple(one.made, name.size(), name);
    };
    std::sort(kept.begin(), kept.end(),
              [&](const KeptEvaluation& a, const KeptEvaluation& b) { return age(a) > age(b); });
    return kept;
}

}  // namespace im

#include "engine/train/run/run_log.h"

#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im {
namespace fs = std::filesystem;

RunLog::RunLog(const fs::path& file, std::int64_t keep_steps) : file_(file) {
    if (!fs::exists(file)) return;
    std::istringstream in(read_text(file));
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        const auto object =
            nlohmann::json::parse(line, nullptr, false);  // a torn last line parses as discarded
        if (object.is_object() && object.value("step", std::int64_t{0}) <= keep_steps && keep_steps > 0)
            kept += line + "\n";
    }
    write_file_atomically(file, kept);
}

void RunLog::write(const nlohmann::json& line) {
    unwritten_ += line.dump() + "\n";
    std::error_code code;
    const auto size = fs::exists(file_, code) ? fs::file_size(file_, code) : 0;
    std::ofstream out(file_, std::ios::app);
    out << unwritten_;
    out.close();
    if (!out) {
        fs::resize_file(file_, size, code);
        throw resource_error("{}: cannot be written (is the disk full?)", file_.string());
    }
    unwritten_.clear();
}

}  // namespace im

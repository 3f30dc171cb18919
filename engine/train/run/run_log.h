#pragma once
// STAGE.log.jsonl of a run's folder (run_folder.h): one JSON object a line. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace im {

/// Flushed line by line. Lines that a full disk refused come with the next one.
class RunLog {
  public:
    /// Cuts off lines of steps that the checkpoint does not know (they will be run again).
    RunLog(const std::filesystem::path& file, std::int64_t keep_steps);
    /// Throws Resource when the disk says no; the file then ends with a whole line.
    void write(const nlohmann::json& line);

  private:
    std::filesystem::path file_;
    std::string unwritten_;
};

}  // namespace im

#pragma once
// Standard error: log lines and one status line at the bottom that is rewritten in place
// and never mixes with them.

#include <filesystem>
#include <string>

namespace im::cli {

bool stderr_is_terminal();
/// Columns of the terminal; 80 when unknown.
int terminal_width();

/// Shows `text`, cut to the terminal's width, in place of the last status. For terminals only.
void show_status(const std::string& text);
/// Removes the status line (or, with `keep`, leaves it as it is and starts a new line).
void end_status(bool keep = false);

/// spdlog's default logger writes warnings to stderr and everything from "info" on to WORKSPACE/log.txt (two
/// old files are kept). A log file that cannot be written never stops the program.
void start_logging(const std::filesystem::path& workspace);

}  // namespace im::cli

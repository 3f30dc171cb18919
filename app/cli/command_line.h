#pragma once
// Reads the arguments and runs the command that they name.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/studio/shell/studio.h"

namespace im::cli {

/// What the command line needs from the program's windowed part, which it does not link itself.
struct Hooks {
    std::function<int(const StudioOptions&)> studio;  ///< started when no command is named
    std::function<StudioFrameCost(const StudioOptions&, const StudioFrameBench&)> measure_studio;
    std::function<std::string()> probe_opengl;  ///< version and renderer; throws Resource when there is none
    std::vector<std::pair<std::string, std::string>> window_libraries;  ///< name and version, for doctor
};

/// Never throws. Exit codes: 0 done, 2 wrong usage, 3 bad input, 4 device or resource missing, 130
/// interrupted with the state saved, 1 a defect of the program itself.
int run_command_line(int argc, const char* const* argv, const Hooks& hooks);

}  // namespace im::cli

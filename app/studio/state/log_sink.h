#pragma once
// Brings what any thread logs to the log panel.

#include <vector>

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Adds a sink to spdlog's default logger. Calling it again changes nothing.
void install_log_sink();
/// The lines logged since the last call.
std::vector<LogLine> drain_log();

}  // namespace im::studio

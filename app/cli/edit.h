#pragma once
// A command whose clips and scenes the engine's engine/direct makes.

#include "app/cli/command.h"

namespace im::cli {

void add_edit(CLI::App& app, Context& context);

}  // namespace im::cli

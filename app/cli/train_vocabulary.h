#pragma once

#include "app/cli/command.h"

namespace im::cli {

/// `instructmotion train vocabulary`.
void add_train_vocabulary(CLI::App& train, Context& context);

}  // namespace im::cli

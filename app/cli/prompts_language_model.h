#pragma once
// The language model that prompts commands ask where --llm says so.

#include <optional>

#include "app/cli/command.h"
#include "app/cli/prompts.h"
#include "engine/prompts/language_model_engine.h"

namespace im::cli {

/// None where it is not asked for.
std::optional<LanguageModelEngine> language_model(const Context& context, const PromptsOptions& options);

/// How much it was asked, and how often it failed.
void report_usage(const Context& context, const std::optional<LanguageModelEngine>& engine);

}  // namespace im::cli

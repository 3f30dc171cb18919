#pragma once
// What the Evaluate panel's buttons do, and how the evaluation worker's events change the state. None of these waits.

#include <filesystem>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The models that are to be measured: those that were chosen, else the one that generates.
std::vector<EvaluatedModel> models_to_evaluate(const StudioState& state);
/// "0 1.5" -> {0, 1.5}. Throws Usage for what is no number from 0 to 100.
std::vector<double> guidance_of(const std::string& text);
/// Measures them, or puts the reason why not into the form's error.
void start_evaluation(StudioState& state, Services& services);
void stop_evaluation(StudioState& state, Services& services);

/// Reads what was kept with the first of models_to_evaluate(), when something changed.
void list_evaluations_when_due(StudioState& state, Services& services);
void show_evaluation(StudioState& state, const KeptEvaluation& kept);

enum class TableFormat { Markdown, Csv };
/// For the clipboard; empty: there is nothing to copy.
std::string evaluation_text(const StudioState& state, TableFormat format);

void drain_evaluation(StudioState& state, Services& services);

// ---- two models side by side

/// The two that are to be compared: as chosen, else the one that generates and the one that it came from.
std::array<std::filesystem::path, 2> sides_to_compare(const StudioState& state);
/// Generates with both, or puts the reason why not into the form's error.
void start_comparison(StudioState& state, Services& services);
/// What was made is on the stage: the pair that `number` says.
void show_compared_pair(StudioState& state, Services& services, std::size_t number);
/// The choice is kept, and the next pair is shown. `left`: the one at the left is better; nothing: neither is.
void choose_side(StudioState& state, Services& services, std::optional<bool> left);
void end_comparison(StudioState& state, Services& services);
/// Whether the motion of `side` (0, 1) of the pair that is shown stands at the left.
bool stands_left(const ComparisonShown& shown, std::size_t side);

}  // namespace im::studio

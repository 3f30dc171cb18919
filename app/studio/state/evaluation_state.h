#pragma once
// What the Evaluate panel shows: what is to be measured, what was found, and two models side by side. Plain data.

#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/workers/evaluation_worker.h"

namespace im::studio {

enum class EvaluateView { Measure, Compare };
enum class EvaluatedTexts { OwnCaptions, Typed, Place };

/// Of both views.
struct EvaluationForm {
    EvaluateView view = EvaluateView::Measure;
    EvaluatedTexts texts = EvaluatedTexts::OwnCaptions;
    std::string typed;  ///< one prompt a line
    std::string place;  ///< a data set's folder or a file of prompts

    // Measure.
    std::set<std::filesystem::path> models;  ///< empty: the one that generates
    int items = 64;
    std::string guidance;  ///< "0 1.5"; empty: what each model recommends
    int best_of = 1;
    int repeats = 3;
    bool samples = false;  ///< MultiModality too, which takes many motions of a text

    // Compare.
    std::array<std::filesystem::path, 2>
        sides;  ///< empty: the one that generates, and its base or newest child
    int prompts = 12;
    int seed = 1;
    bool blind = true;

    std::string error;  ///< until the next try
};

/// A comparison on the stage.
struct ComparisonShown {
    ComparedMotions comparison;
    std::size_t number = 0;                           ///< of the prompt that is shown
    std::vector<std::optional<Better>> choices = {};  ///< one a prompt
    Tally before;                                     ///< of earlier comparisons of these two
    bool blind = true;

    bool done() const { return number >= comparison.request.prompts.size(); }
    Tally tally() const {
        Tally all = before;
        for (const auto& choice : choices) {
            if (choice) all.add(*choice);
        }
        return all;
    }
};

struct EvaluationState {
    EvaluationForm form;
    int running = 0;  ///< commands that have not ended
    EvaluationProgress progress;

    std::optional<EvaluationReport> shown;  ///< the newest, or a kept one that was chosen
    std::filesystem::path shown_file;       ///< of the kept one
    std::filesystem::path listed_model;     ///< whose kept ones these are
    std::vector<KeptEvaluation> kept;
    bool listing = false;
    bool kept_changed = true;

    std::optional<ComparisonShown> comparison;

    bool busy() const { return running > 0; }
};

}  // namespace im::studio

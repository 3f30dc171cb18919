#pragma once
// What the Prompt lab panel shows. Plain data.

#include <optional>
#include <string>
#include <vector>

#include "app/workers/prompt_lab_worker.h"

namespace im::studio {

enum class LabView { Review, Coverage };

struct PromptLabForm {
    std::string data;  ///< folder of the data set
    bool sequence = true, simultaneous = true, style = true;
    int count = 200;
    std::vector<std::string> more_of;
    bool ask_model = false;
    bool preview = true;
    std::string edit;  ///< the text in the edit box
    bool editing = false, edit_focus_requested = false;
    std::string save_file;
    bool save_undecided = false;
    // The language model.
    std::string url, model, key;
    float price_in = 0, price_out = 0;
    std::string coverage_search;
    bool coverage_of_pairs = false;
    LabView view = LabView::Review;
};

struct PromptLabState {
    PromptLabForm form;
    int commands_running = 0;
    bool shown = false;  ///< in this frame: its keys work
    std::optional<LabProgress> progress;
    std::optional<LabPoolRead> pool;
    std::vector<LabSamples::Sample> samples;
    std::optional<LabComposed> composed;
    std::optional<LabReviewed> review;
    bool deciding = false;  ///< a key was pressed and its effect is not here yet
    std::optional<Coverage> coverage;
    bool coverage_old = false;
    LabModelKnown model;
    std::string error;
    std::string previewed;  ///< the prompt that was shown last: once is enough

    bool busy() const { return commands_running > 0; }
    const NovelPrompt* current() const { return review && review->current ? &*review->current : nullptr; }
};

}  // namespace im::studio

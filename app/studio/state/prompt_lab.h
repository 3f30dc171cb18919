#pragma once
// What the Prompt lab panel shows, and what its buttons and keys do. Plain data and
// actions; none of these waits.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workers/generation_worker.h"
#include "app/workers/prompt_lab_worker.h"

namespace im::studio {

struct StudioState;

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
    std::unique_ptr<PromptLabWorker> worker;  ///< begun when the panel is first seen
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
    JobId preview_job = 0;
    std::string preview_text;

    bool busy() const { return commands_running > 0; }
    const NovelPrompt* current() const { return review && review->current ? &*review->current : nullptr; }
};

/// Begins the lab's thread and opens the set of the last session. Called by the panel;
/// does nothing a second time.
void open_prompt_lab(StudioState& state);
void send_to_lab(StudioState& state, LabCommand command);
void stop_lab(StudioState& state);

void read_lab_captions(StudioState& state);
/// Adds prompts to the set; `fresh`: begins a new one.
void compose_in_lab(StudioState& state, bool fresh);
/// The next compositions all take part in one of these actions.
void make_more_of(StudioState& state, const std::string& action);
void decide_in_lab(StudioState& state, LabDecision decision, const std::string& text = {});
void save_lab_set(StudioState& state, bool use_for_finetuning);
void keep_lab_model(StudioState& state);

/// Takes what the lab's thread has to say, and keeps the preview to the prompt under review. Once a frame.
void update_prompt_lab(StudioState& state);

void draw_prompt_lab_panel(StudioState& state);
// Inside the panel.
void draw_lab_review(StudioState& state);
void draw_lab_coverage(StudioState& state);

}  // namespace im::studio

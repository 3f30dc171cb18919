#pragma once
// The sequence that is put together in the Direct panel, and what is chosen of the shown clip. Plain data.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/studio/state/constraints.h"
#include "app/studio/state/takes.h"
#include "engine/direct/scene.h"
#include "engine/direct/sequence.h"

namespace im::studio {

/// What is drawn of a block whose length the model decides, before it was made.
inline constexpr double kAutomaticSeconds = 4;
inline constexpr double kShortestBlock = 0.2;  ///< seconds, a step of the model

/// A prompt that is being typed: one edit, once its field is left.
struct TypedPrompt {
    std::size_t block = 0;
    std::string before;
};

struct DirectState {
    std::vector<SequenceBlock> blocks = {SequenceBlock{}};  ///< at least one
    std::size_t chosen = 0;                                 ///< of them
    Constraints constraints;                                ///< of all of them
    ConstraintEditing handles;
    int best_of = 1;
    std::uint64_t seed = 1;
    std::vector<std::string> notices;  ///< of what was made last
    std::string error;                 ///< shown until the next try
    bool focus_requested = false;      ///< in the chosen block's field
    bool focused = false;              ///< the panel has the keys
    /// Frames until a field that was asked for has the keys: letters typed meanwhile are no keys of the panel.
    int settling = 0;
    std::optional<TypedPrompt> typing;

    // Of the shown clip.
    JobId clip = 0;                                 ///< take that the span belongs to
    std::optional<std::pair<double, double>> span;  ///< seconds, from before to
    std::string span_prompt;                        ///< empty: what the clip shows there already
    float tempo = 1.5f;
    int loop_times = 2;

    // The edit that is being made, which undo shall take back.
    JobId editing = 0;  ///< 0: none
    JobId edited = 0;   ///< the take that it is made of
    std::string edit_title;

    // The timeline.
    double seconds_shown = 10;           ///< over its whole width; stays while the mouse is down
    std::optional<std::size_t> dragged;  ///< block
    double drag_from = 0;                ///< where a span began, seconds
    std::string warned;                  ///< model and prompt that `warnings` are about
    std::vector<std::string> warnings;   ///< what of the chosen block's prompt is not heard

    // The question that asks for a scene's file.
    bool scene_dialog_requested = false;
    bool scene_saves = false;  ///< else one is opened
    std::string scene_file;    ///< as typed
};

/// Seconds that each block takes on the timeline: its own, else as `made`, else kAutomaticSeconds.
std::vector<double> block_lengths(const std::vector<SequenceBlock>& blocks, const Take* made);

/// How far the take's motion is from that path or pin; null or empty: it was not made with it as it is now.
std::optional<double> path_error_cm(const Take* made, const Constraints& asked);
const ConstraintError* pin_miss(const Take* made, const Pin& pin);

/// "A | B": what the take is called.
std::string sequence_title(const std::vector<SequenceBlock>& blocks);

/// What the take's clip shows at that time, in words; empty: nobody knows.
std::string words_at(const Take& take, double seconds);

/// The edit in words, as it is put behind a prompt: "mirrored", "1.2 to 3.4 s anew".
std::string edit_in_words(const SceneEdit& edit);

}  // namespace im::studio

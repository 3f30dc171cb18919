#pragma once
// What came out of one press of Generate: a take, with one figure a variation. Plain data.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/studio/state/constraints.h"
#include "app/workers/generation_worker.h"
#include "engine/direct/apply_pins.h"
#include "engine/direct/sequence.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"

namespace im::studio {

/// One variation of a take. `facts` comes when the generation is complete; until then `clip` grows.
struct Figure {
    MotionClip clip;
    std::optional<GeneratedMotion> facts;  ///< its own clip is moved into `clip`
    double distance = 0;                   ///< metres that the root travelled over the floor
    std::string label;                     ///< over its head in the viewport; empty: its number
    int candidate = 0;  ///< variation that a plain request draws it as: with best-of-N not its number
    std::optional<MotionScore> reward, judge;
    Understanding understanding;   ///< whether it is likely to be what was asked for
    std::optional<double> liking;  ///< by what was learnt from ratings, 0..1
    std::int64_t clip_id = 0;      ///< in the workspace; 0: not kept yet
    int rating = 0;                ///< 1..5; 0: none
    std::string name, tags;        ///< given by the user
    std::string prompt;            ///< its own, where the take's clips have several; empty: the take's
};

/// Where the clips of a take come from that was not generated. The words that they are held against are the
/// request's prompt; empty until some are given.
struct OpenedFrom {
    std::filesystem::path file;
    std::vector<std::string> warnings;  ///< of reading it
    std::string caption;                ///< as typed
    bool scoring = false;               ///< the worker looks at it
    std::string problem;                ///< why there are no scores
};

/// How a take was made in the Direct panel.
struct DirectedFrom {
    std::vector<BlockMade> blocks;  ///< where they are in its clip; none: it was made of a single prompt
    std::string words;              ///< what its clip shows, without what edits added to the prompt
    Constraints asked = {};         ///< that it was made with
    std::optional<double> path_error_cm = {};  ///< the pelvis' mean distance; empty: no path followed
    std::vector<ConstraintError> misses = {};  ///< of the pins asked for, in their order
};

enum class TakeStatus { Waiting, Running, Done, Stopped, Failed };

struct Take {
    JobId job = 0;
    GenerateRequest request;
    int best_of = 1;  ///< each figure is the best of so many
    int tries = 1;    ///< draws of a figure, at most, where it misses what its prompt asks
    std::string model;
    std::filesystem::path model_folder;
    std::chrono::system_clock::time_point made;
    TakeStatus status = TakeStatus::Waiting;
    double progress = 0;  ///< 0..1
    double seconds = 0;   ///< that the generation took
    std::vector<Figure> figures;
    std::optional<OpenedFrom> opened;      ///< empty: it was generated
    std::optional<DirectedFrom> directed;  ///< empty: it was neither a sequence nor edited

    /// The prompt; of an opened file without one the file's name.
    std::string title() const;
    bool growing() const { return status == TakeStatus::Waiting || status == TakeStatus::Running; }
    const std::string& prompt_of(const Figure& figure) const {
        return figure.prompt.empty() ? request.prompt : figure.prompt;
    }
    double fps() const;
    /// Seconds that all figures can show (while growing: the slowest figure's), and that the longest one has.
    double ready_seconds() const;
};

/// Indices of the take's figures, those first that the reward likes best; as they are without one.
std::vector<int> ranked_figures(const Take& take);

/// Horizontal path of the root, metres.
double travel_distance(const MotionClip& clip);

/// A file name made of the prompt's first words: "a-person-walks-forward".
std::string file_name_of(const std::string& prompt);

}  // namespace im::studio

#pragma once
// What came out of one press of Generate: a take, with one figure a variation. Plain data.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/workers/generation_worker.h"
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
};

enum class TakeStatus { Waiting, Running, Done, Stopped, Failed };

struct Take {
    JobId job = 0;
    GenerateRequest request;
    int best_of = 1;  ///< each figure is the best of so many
    std::string model;
    std::filesystem::path model_folder;
    std::chrono::system_clock::time_point made;
    TakeStatus status = TakeStatus::Waiting;
    double progress = 0;  ///< 0..1
    double seconds = 0;   ///< that the generation took
    std::vector<Figure> figures;

    bool growing() const { return status == TakeStatus::Waiting || status == TakeStatus::Running; }
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

#pragma once
// What was open in the studio, kept so that it is there again after the program has ended in whatever way.
//
//   WORKSPACE/session/session.json   all but the motion, versioned
//   WORKSPACE/session/12-0.npy       positions of a clip, (T, 22, 3) float32 metres: figure 0 of take 12
//
// A clip's file is written once, before the session.json that names it; one that is named no more goes after that.
// So a kill at any moment leaves the session of the last write_session() that returned, or a later one.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/direct/apply_pins.h"
#include "engine/direct/scene.h"
#include "engine/generate/motion_scorer.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/vocabulary/understanding.h"

namespace im {

inline constexpr int kSessionVersion = 1;

struct SessionFigure {
    std::string file;         ///< of its clip, in the session's folder
    std::vector<int> tokens;  ///< of the model; empty where it has none
    double log_probability = 0;
    bool ended = false;
    int candidate = 0;
    std::int64_t clip_id = 0;  ///< in the workspace's database
    int rating = 0;
    std::string label, name, tags;
    std::optional<MotionScore> reward, judge;
    Understanding understanding;

    bool operator==(const SessionFigure&) const = default;
};

/// A block of a sequence of prompts; of one that was made also where it is in the clip.
struct SessionBlock {
    std::string prompt;
    std::optional<double> seconds;
    std::optional<std::uint64_t> seed;
    int begin = 0, end = 0;  ///< frames
    std::uint64_t block = 0;

    bool operator==(const SessionBlock&) const = default;
};

struct SessionTake {
    std::uint64_t job = 0;  ///< its number, which no other take of the session has
    std::string prompt;
    std::uint64_t seed = 0;
    std::optional<double> seconds_asked;
    SamplingOptions sampling;
    int best_of = 1, tries = 1;
    std::string model, model_folder;
    double made = 0;  ///< seconds since 1970
    bool complete = true;
    double seconds = 0;  ///< that generating took
    bool is_opened = false;
    std::string file, caption, problem;  ///< of an opened one
    std::vector<std::string> warnings;
    bool is_directed = false;
    std::vector<SessionBlock> blocks;  ///< of a directed one
    std::string words;
    std::optional<DrawnPath> path;  ///< that it was to follow
    std::vector<Pin> pins;
    std::optional<double> path_error_cm;
    std::vector<ConstraintError> misses;  ///< of the pins, in their order
    std::vector<SessionFigure> figures;

    bool operator==(const SessionTake&) const = default;
};

struct SessionPrompt {
    std::string text;
    int variations = 1;
    bool automatic_length = true;
    double seconds = 5;
    std::uint64_t seed = 1;
    bool seed_locked = false;
    int best_of = 1;
    SamplingOptions sampling;

    bool operator==(const SessionPrompt&) const = default;
};

struct SessionView {
    int body = 0, arrangement = 0;
    bool grid = true, shadow = true, contacts = true, trail = true, follow = true;
    bool playing = true, loop = true;
    double speed = 1, time = 0;  ///< seconds; kept while it does not play
    std::vector<double>
        camera;  ///< target x, y, z (0 while it follows), distance, yaw, pitch; empty: not known

    bool operator==(const SessionView&) const = default;
};

/// What was filled in for a fine-tuning run, and the run whose Keep or Revert was not answered.
struct SessionTraining {
    int source = 0;
    std::string typed, file, name, paired;
    std::vector<std::string> chosen;
    std::int64_t undecided_run = 0;  ///< in the database; 0: none

    bool operator==(const SessionTraining&) const = default;
};

/// The sequence in the Direct panel.
struct SessionDirect {
    std::vector<SessionBlock> blocks;
    std::uint64_t chosen = 0, seed = 1;
    int best_of = 1;
    std::optional<DrawnPath> path;
    std::vector<Pin> pins;

    bool operator==(const SessionDirect&) const = default;
};

struct Session {
    std::uint64_t next_job = 1;
    SessionPrompt prompt;
    SessionView view;
    SessionTraining training;
    SessionDirect direct;
    std::string lab_data;
    std::vector<std::string> panels_closed;
    std::vector<SessionTake> takes;
    std::uint64_t shown_job = 0;  ///< 0: none
    int selected_figure = 0;

    bool operator==(const Session&) const = default;
};

/// A clip that is not in the session's folder yet.
struct SessionClip {
    std::string file;
    MotionClip clip;
};

/// Throws Resource when something cannot be written; what was kept before is then still there.
void write_session(const std::filesystem::path& workspace, const Session& session,
                   const std::vector<SessionClip>& fresh);

struct SessionFound {
    std::optional<Session> session;           ///< empty: none was kept, or it cannot be used
    std::map<std::string, MotionClip> clips;  ///< by file, of all figures that are left in `session`
    std::vector<std::string> messages;        ///< what is missing or was put aside, for the user
};

/// Never throws. A session that is damaged or was written by a newer version is put aside as WORKSPACE/session-aside-N
/// (where nothing may be written, left alone: `may_write`); a take whose clips are all missing is left out.
SessionFound read_session(const std::filesystem::path& workspace, bool may_write = true);

std::filesystem::path session_folder(const std::filesystem::path& workspace);

}  // namespace im

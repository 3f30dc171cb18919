#pragma once
// Everything the panels show and change, as plain data. The panels draw it; the panels' actions (../actions) and
// what the services have done since the last frame (../actions/events.h) change it. User-interface thread only.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/common.h>

#include "app/studio/state/models_state.h"
#include "app/studio/state/playback.h"
#include "app/studio/state/preview_stage.h"
#include "app/studio/state/prompt_knowledge.h"
#include "app/studio/state/prompt_lab.h"
#include "app/studio/state/rating_state.h"
#include "app/studio/state/rig_state.h"
#include "app/studio/state/takes.h"
#include "app/studio/state/training_state.h"
#include "engine/generate/motion_generator.h"
#include "engine/io/clip_io.h"
#include "engine/motion/clean_up/clean_up.h"

namespace im::studio {

enum class ModelStatus { Loading, Ready, Failed };

struct ModelState {
    ModelStatus status = ModelStatus::Loading;
    std::filesystem::path folder;  ///< of the model that is loaded or being loaded
    ModelInfo info;
    bool scores = false;                         ///< it has encoders that score its clips
    std::string device;                          ///< that it runs on
    std::shared_ptr<const PromptReader> reader;  ///< null: what it can do is not known
    std::string error;
};

/// What is typed in the prompt panel.
struct PromptForm {
    std::string text;
    int variations = 1;
    bool automatic_length = true;
    float seconds = 5;
    std::uint64_t seed = 1;
    bool seed_locked = false;
    int best_of = 1;  ///< candidates for each variation, of which the reward keeps the best
    SamplingOptions sampling;
    std::string error;                  ///< shown under the button until the next try
    std::string warned;                 ///< model and text that `warnings` are about
    std::vector<std::string> warnings;  ///< what of the text the model does not hear
    std::string search;                 ///< in the history
    bool focus_requested = true;
};

enum class BodyStyle { Body, Skeleton, Both };
enum class Arrangement { SideBySide, Overlaid };
enum class ViewDirection { Perspective, Front, Back, Left, Right, Top };

struct ViewportForm {
    BodyStyle body = BodyStyle::Body;
    Arrangement arrangement = Arrangement::SideBySide;
    bool grid = true;
    bool shadow = true;
    bool contacts = true;
    bool trail = true;
    bool follow = true;
    bool frame_all_requested = false;
    std::optional<ViewDirection> view_requested;
};

/// Kept in the workspace between sessions.
struct Settings {
    float scale = 1;  ///< of the interface, 1..2
    int samples = 4;  ///< multisampling of the viewport: 1 (off), 2, 4, 8
    int background = 0;
    bool vertical_sync = true;
    std::string save_folder;
    std::string save_extension = ".bvh";
    std::string save_rig;      ///< the user's own rig that was used last
    BoneTable save_rig_bones;  ///< where its bones are not the ones that were found
    std::string model;         ///< folder of the active model; empty: the one that comes with the program
    std::vector<std::string> models;  ///< folders that were added to the list of models

    bool operator==(const Settings&) const = default;
};

struct Toast {
    enum class Kind { Success, Error, Info } kind = Kind::Info;
    std::string text;
    double seconds_left = 6;
};

struct LogLine {
    spdlog::level::level_enum level = spdlog::level::info;
    std::string time;  ///< of day
    std::string text;
};

struct LogState {
    std::deque<LogLine> lines;
    int level_shown = spdlog::level::info;
    bool new_lines = false;
};

struct WindowsShown {
    bool prompt = true, viewport = true, clip = true, log = true, finetune = true, curves = true,
         prompt_lab = true, models = true;
    bool help = false, settings = false;
    bool finetune_focus_requested = false, curves_focus_requested = false;
    bool layout_reset_requested = false;
    int frames_to_settle = 0;  ///< after a new layout
};

/// The question that the save dialog asks.
struct SaveForm {
    bool open_requested = false;
    bool all_variations = false;
    std::string folder;
    std::string name;
    std::string extension = ".bvh";
    std::string error;
    int running = 0;
    ExportOptions format;
    CleanUpOptions clean_up;
    OwnRig rig;
    bool open = false;     ///< the dialog is
    bool covered = false;  ///< by a window or list of its own, in the frame before
    /// The take's clips as they would be saved, shown in the viewport while the dialog
    /// is open; empty: as they are.
    std::vector<MotionClip> cleaned;
    bool cleaning = false;  ///< a background task makes them
    // The listing of `folder`, read by a background task.
    struct Entry {
        std::string name;
        bool is_folder = false;
    };
    std::string listed_folder;
    std::vector<Entry> entries;
};

struct Timing {
    double ui_ms_p99 = 0;  ///< own CPU time a frame, drawing calls left out
    double ui_ms_mean = 0;
    /// CPU time of handing the frame to OpenGL (on a software rasteriser: its work).
    double submit_ms_p99 = 0;
    double fps = 0;
};

struct StudioState {
    std::filesystem::path workspace;
    std::string device = "auto";
    std::string opengl;  ///< version and renderer, for the settings and bug reports

    ModelState model;
    PromptForm prompt;
    PromptKnowledge knowledge;
    ViewportForm viewport;
    Settings settings;
    SaveForm save;
    WindowsShown windows;
    Playback playback;
    Timing timing;

    std::deque<Take> takes;                 ///< of this session, newest last
    std::optional<std::size_t> shown_take;  ///< index into takes
    PreviewStage preview;                   ///< what is shown instead
    int selected_figure = 0;
    double tokens_per_second = 0;  ///< of the last or running generation

    std::vector<std::string> history;  ///< prompts, newest first, no duplicates
    std::vector<Toast> toasts;
    LogState log;
    TrainingState training;
    PromptLabState lab;
    ModelsState models;
    Closing closing = Closing::No;
    TasteState taste;

    /// What the viewport shows; null: nothing.
    const Take* take() const {
        return preview.take() ? preview.take() : shown_take ? &takes[*shown_take] : nullptr;
    }
    const Figure* figure() const;  ///< the selected one, or null
    bool generating() const;
};

}  // namespace im::studio

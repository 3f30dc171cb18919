#pragma once
// Everything the panels show and change, as plain data. The panels draw it; the panels' actions (../actions) and
// what the services have done since the last frame (../actions/events.h) change it. User-interface thread only.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <spdlog/common.h>

#include "app/studio/state/capture_state.h"
#include "app/studio/state/direct_state.h"
#include "app/studio/state/edit_history.h"
#include "app/studio/state/evaluation_state.h"
#include "app/studio/state/key_state.h"
#include "app/studio/state/library_state.h"
#include "app/studio/state/models_state.h"
#include "app/studio/state/open_state.h"
#include "app/studio/state/own_rig_view.h"
#include "app/studio/state/playback.h"
#include "app/studio/state/preview_stage.h"
#include "app/studio/state/prompt_knowledge.h"
#include "app/studio/state/prompt_lab.h"
#include "app/studio/state/rating_state.h"
#include "app/studio/state/rig_state.h"
#include "app/studio/state/serve_state.h"
#include "app/studio/state/session_state.h"
#include "app/studio/state/takes.h"
#include "app/studio/state/tour_state.h"
#include "app/studio/state/training_state.h"
#include "app/studio/state/viewport_state.h"
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

/// Kept in the workspace between sessions.
struct Settings {
    float scale = 0;         ///< of the interface, 1..2; 0: by the monitor's
    bool light = false;      ///< the light theme
    bool tour_seen = false;  ///< the five steps were shown once, or skipped
    int samples = 4;         ///< multisampling of the viewport: 1 (off), 2, 4, 8
    float sharpness = 1;     ///< pixels of the viewport's picture to one of the screen, each way: 0.25..1
    int background = 0;
    bool draw_again =
        true;  ///< a clip that misses what can be measured of its prompt, before it is called done
    bool vertical_sync = true;
    bool serve = false;  ///< other programs are served while the studio is open
    int serve_port = 8000;
    std::string save_folder;
    std::string save_extension = ".bvh";
    std::string save_rig;      ///< the user's own rig that was used last
    BoneTable save_rig_bones;  ///< where its bones are not the ones that were found
    std::string model;         ///< folder of the active model; empty: the one that comes with the program
    std::vector<CameraBookmark> bookmarks;
    std::vector<std::string> models;  ///< folders that were added to the list of models
    std::map<std::string, std::string>
        keys;  ///< of actions by id, where not as at first: "Ctrl+Shift+K"; empty: none

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

// Panels that actions bring to the front.
inline constexpr const char* kFinetuneTitle = "Fine-tune";
inline constexpr const char* kCurvesTitle = "Curves";
inline constexpr const char* kPromptTitle = "Prompt";
inline constexpr const char* kLibraryTitle = "Library";
inline constexpr const char* kDirectTitle = "Direct";

/// Panels are known by their titles (the rows of panels/panels.h).
struct WindowsShown {
    std::set<std::string, std::less<>> closed;  ///< panels that the user has closed
    std::string focus_requested;                ///< the panel to be in front; empty: as it is
    bool help = false, settings = false;
    bool layout_reset_requested = false;
    float side_factor = 1;     ///< the panels at the sides are to become so many times as large
    int frames_to_settle = 0;  ///< after a new layout

    bool shown(std::string_view panel) const { return !closed.contains(panel); }
    void bring_to_front(const std::string& panel) {
        closed.erase(panel);
        focus_requested = panel;
    }
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
    std::shared_ptr<const Take> clips;  ///< chosen in the library; null: those that the viewport shows
    bool open = false;                  ///< the dialog is
    bool covered = false;               ///< by a window or list of its own, in the frame before
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
    std::string opengl;       ///< version and renderer, for the settings and bug reports
    float monitor_scale = 1;  ///< of the monitor that the window is on, 1..2

    ModelState model;
    PromptForm prompt;
    PromptKnowledge knowledge;
    ViewportForm viewport;
    OwnRigView own_rig;
    Settings settings;
    SaveForm save;
    OpenForm open;
    SessionState session;
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
    EvaluationState evaluation;
    PromptLabState lab;
    ModelsState models;
    Closing closing = Closing::No;
    TasteState taste;
    LibraryState library;
    EditHistory edits;
    PaletteState palette;
    KeyEditing keys;
    Tour tour;
    CaptureForm capture;
    DirectState direct;
    ServeState serve;

    /// What the save dialog is about.
    const Take* saved_take() const { return save.clips ? save.clips.get() : take(); }
    /// What the viewport shows; null: nothing.
    const Take* take() const {
        return preview.take() ? preview.take() : shown_take ? &takes[*shown_take] : nullptr;
    }
    const Figure* figure() const;  ///< the selected one, or null
    bool generating() const;
};

}  // namespace im::studio

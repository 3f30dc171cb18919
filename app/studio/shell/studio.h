#pragma once
// The desktop program: window, panels and the thread that generates.

#include <filesystem>
#include <optional>
#include <string>

namespace im {

struct StudioOptions {
    std::filesystem::path model_folder;              ///< empty: default_model_folder()
    std::string device = "auto";                     ///< auto | cpu | cuda[:N]
    int threads = 0;                                 ///< 0: all cores
    std::optional<std::filesystem::path> workspace;  ///< empty: $XDG_DATA_HOME/instructmotion
    int width = 1600;                                ///< window size, screen units
    int height = 900;
    double scale = 0;  ///< size of the interface, 1..2; 0: the last used, else the monitor's
    std::optional<std::filesystem::path> screenshot;  ///< write a PNG of the window there, then exit
    int screenshot_frames = 60;                       ///< frames to draw before the screenshot
};

/// Opens the studio and returns the program's exit code when its window is closed.
/// Throws Resource when there is no display or no OpenGL 3.3; the message says what to do.
int run_studio(const StudioOptions& options);

/// What a frame of the studio takes of the user-interface thread's own processor time.
struct StudioFrameCost {
    int frames = 0;
    double ui_ms_mean = 0, ui_ms_p99 = 0;  ///< events, panels, poses: all but the calls to OpenGL
    double submit_ms_p99 = 0;              ///< inside OpenGL; with a software rasteriser, part of its drawing
};

struct StudioFrameBench {
    int variations = 4;     ///< of the sample prompt, generated again and again
    int frames = 300;       ///< to measure, up to 600
    bool training = false;  ///< while a fine-tuning run learns, its curves grow and a guard prompt plays
};

/// Opens the studio, in a workspace of its own that is gone afterwards, and measures frames.
StudioFrameCost measure_studio(const StudioOptions& options, const StudioFrameBench& bench);

}  // namespace im

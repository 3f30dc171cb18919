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

}  // namespace im

#pragma once
// The window that makes pictures and videos of the viewport, and the one in progress. Plain data.

#include <string>

namespace im::studio {

enum class CaptureKind { Picture, Movement, Turntable };
enum class FilmFormat { Mp4, Gif, Frames };

struct CaptureForm {
    bool open = false;
    CaptureKind kind = CaptureKind::Picture;
    FilmFormat format = FilmFormat::Mp4;
    int width = 1920, height = 1080;  ///< pixels
    int fps = 30;                     ///< frames a second of a video
    float turn_seconds = 6;           ///< that the camera takes for one round
    bool moves = true;                ///< while it does, the movement goes on
    std::string folder, name;         ///< name: without extension
    bool ffmpeg = false;              ///< installed: without it, videos are folders of pictures
    bool start_requested = false, cancel_requested = false;
    std::string error;
    bool running = false;
    double progress = 0;  ///< 0..1
};
inline constexpr int kCaptureSideMax = 7680;

}  // namespace im::studio

#pragma once
// Where the frames of a video go: to ffmpeg through a pipe, or into a folder of PNG files. For a worker's thread.
//
//   auto sink = open_film_sink(FilmFormat::Mp4, file, 1280, 720, 30, stop);
//   for (const auto& rgba : frames) sink->add(rgba);
//   sink->finish();  // without it, nothing is left behind

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "app/studio/state/capture_state.h"

namespace im::studio {

/// ffmpeg in the folders of PATH; nothing where it is not installed.
std::optional<std::filesystem::path> find_ffmpeg();

/// "FOLDER/NAME.mp4", or NAME-2, NAME-3 ... where that is there already: nothing is overwritten.
std::filesystem::path free_film_file(const std::filesystem::path& folder, const std::string& name,
                                     CaptureKind kind, FilmFormat format);

class FilmSink {
  public:
    virtual ~FilmSink() = default;
    /// width x height x 4 bytes, top row first. Throws Resource (disk full, ffmpeg has failed, with its own words),
    /// Interrupted when the stop token is asked.
    virtual void add(std::span<const std::uint8_t> rgba) = 0;
    /// The file or folder gets its name. Throws as add().
    virtual void finish() = 0;
};

/// Throws Resource: no such folder, ffmpeg is not there or does not start.
std::unique_ptr<FilmSink> open_film_sink(FilmFormat format, const std::filesystem::path& target, int width,
                                         int height, int fps, std::stop_token stop);

}  // namespace im::studio

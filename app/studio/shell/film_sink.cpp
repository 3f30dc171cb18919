#include "app/studio/shell/film_sink.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "render/image.h"

extern char** environ;

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr int kPollMs = 100;
constexpr std::size_t kWordsMax = 600;  // of what ffmpeg says when it fails

fs::path unfinished(const fs::path& target) {
    return target.parent_path() / (".unfinished-" + target.filename().string());
}

/// Removes what is unfinished, unless it got its name.
class Unfinished {
  public:
    explicit Unfinished(fs::path target) : target_(std::move(target)), path_(unfinished(target_)) {
        if (std::error_code error; !fs::is_directory(target_.parent_path(), error)) {
            throw resource_error("{}: there is no such folder", target_.parent_path().string());
        }
        discard();
    }
    ~Unfinished() { discard(); }
    const fs::path& path() const { return path_; }
    void keep() {
        std::error_code error;
        fs::rename(path_, target_, error);
        if (error) {
            throw resource_error("{}: cannot be written: {}", target_.string(), error.message());
        }
    }

  private:
    void discard() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    fs::path target_, path_;
};

class FrameFolder final : public FilmSink {
  public:
    FrameFolder(const fs::path& target, int width, int height, std::stop_token stop)
        : folder_(target), width_(width), height_(height), stop_(std::move(stop)) {
        std::error_code error;
        fs::create_directory(folder_.path(), error);
        if (error) {
            throw resource_error("{}: cannot be made: {}", folder_.path().string(), error.message());
        }
    }
    void add(std::span<const std::uint8_t> rgba) override {
        if (stop_.stop_requested()) {
            throw Error(ErrorKind::Interrupted, "stopped");
        }
        render::write_png(folder_.path() / fmt::format("frame-{:05}.png", ++count_), width_, height_, rgba);
    }
    void finish() override { folder_.keep(); }

  private:
    Unfinished folder_;
    int width_, height_, count_ = 0;
    std::stop_token stop_;
};

std::vector<std::string> ffmpeg_arguments(FilmFormat format, const fs::path& output, int width, int height,
                                          int fps) {
    std::vector<std::string> arguments = {
        "ffmpeg",     "-hide_banner",      "-loglevel",
        "error",      "-nostdin",          "-y",
        "-f",         "rawvideo",          "-pixel_format",
        "rgba",       "-video_size",       fmt::format("{}x{}", width, height),
        "-framerate", std::to_string(fps), "-i",
        "pipe:0"};
    const std::vector<std::string> how =
        format == FilmFormat::Gif
            // One palette for the whole film: a palette a frame flickers.
            ? std::vector<std::string>{"-filter_complex",
                                       "[0:v]split[a][b];[a]palettegen[p];[b][p]paletteuse", "-f", "gif"}
            // 4:2:0 is what browsers and phones play; it wants even sides.
            : std::vector<std::string>{"-vf",       "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                                       "-pix_fmt",  "yuv420p",
                                       "-movflags", "+faststart",
                                       "-f",        "mp4"};
    arguments.insert(arguments.end(), how.begin(), how.end());
    arguments.push_back("file:" + output.string());  // a name may begin like a protocol or an option
    return arguments;
}

class Ffmpeg final : public FilmSink {
  public:
    Ffmpeg(const fs::path& program, FilmFormat format, const fs::path& target, int width, int height, int fps,
           std::stop_token stop)
        : file_(target), words_(std::tmpfile()), stop_(std::move(stop)) {
        // An ffmpeg that dies must not take this program with it. The signal stays pending on this thread alone.
        sigset_t pipe_signal;
        sigemptyset(&pipe_signal);
        sigaddset(&pipe_signal, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
        start(program, ffmpeg_arguments(format, file_.path(), width, height, fps));
    }
    ~Ffmpeg() override {
        close_pipe();
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        if (words_) {
            std::fclose(words_);
        }
    }

    void add(std::span<const std::uint8_t> rgba) override {
        while (!rgba.empty()) {
            if (stop_.stop_requested()) {
                throw Error(ErrorKind::Interrupted, "stopped");
            }
            pollfd waiting{pipe_, POLLOUT, 0};
            if (::poll(&waiting, 1, kPollMs) <= 0) {
                continue;
            }
            const ssize_t count = ::write(pipe_, rgba.data(), rgba.size());
            if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
                continue;
            }
            if (count < 0) {
                close_pipe();
                wait_for_end();
                throw failed();
            }
            rgba = rgba.subspan(static_cast<std::size_t>(count));
        }
    }
    void finish() override {
        close_pipe();
        if (wait_for_end() != 0) {
            throw failed();
        }
        file_.keep();
    }

  private:
    void start(const fs::path& program, const std::vector<std::string>& arguments) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            throw resource_error("no pipe to ffmpeg: {}", std::strerror(errno));
        }
        pipe_ = ends[1];
        ::fcntl(pipe_, F_SETFL, O_NONBLOCK);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
        ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        if (words_) {
            ::posix_spawn_file_actions_adddup2(&actions, fileno(words_), 2);
        }
        posix_spawnattr_t attributes;  // the child gets signals as they usually are
        ::posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        std::vector<char*> pointers;
        for (const std::string& argument : arguments) {
            pointers.push_back(const_cast<char*>(argument.c_str()));
        }
        pointers.push_back(nullptr);
        const int error =
            ::posix_spawn(&child_, program.c_str(), &actions, &attributes, pointers.data(), environ);
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[0]);
        if (error != 0) {
            child_ = -1;
            throw resource_error("{}: cannot be started: {}", program.string(), std::strerror(error));
        }
    }
    void close_pipe() {
        if (pipe_ >= 0) {
            ::close(pipe_);
        }
        pipe_ = -1;
    }
    /// Exit status; -1 when it was killed.
    int wait_for_end() {
        int status = 0;
        while (child_ > 0) {
            const pid_t ended = ::waitpid(child_, &status, WNOHANG);
            if (ended == child_) {
                child_ = -1;
            } else if (stop_.stop_requested()) {
                throw Error(ErrorKind::Interrupted, "stopped");
            } else {
                ::poll(nullptr, 0, kPollMs / 10);
            }
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    Error failed() const {
        std::string said(kWordsMax, '\0');
        std::size_t count = 0;
        if (words_) {
            std::rewind(words_);
            count = std::fread(said.data(), 1, said.size(), words_);
        }
        said.resize(count);
        return resource_error("ffmpeg has failed: {}", said.empty() ? "it says nothing more" : said);
    }

    Unfinished file_;
    std::FILE* words_;  ///< what it says; a pipe that nobody empties would stop it
    std::stop_token stop_;
    int pipe_ = -1;
    pid_t child_ = -1;
};

std::string extension_of(CaptureKind kind, FilmFormat format) {
    if (kind == CaptureKind::Picture) {
        return ".png";
    }
    return format == FilmFormat::Mp4 ? ".mp4" : format == FilmFormat::Gif ? ".gif" : "";
}

}  // namespace

std::optional<fs::path> find_ffmpeg() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    std::string folder;
    while (std::getline(folders, folder, ':')) {
        const fs::path file = fs::path(folder) / "ffmpeg";
        std::error_code ignored;
        if (!folder.empty() && fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0) {
            return file;
        }
    }
    return std::nullopt;
}

fs::path free_film_file(const fs::path& folder, const std::string& name, CaptureKind kind,
                        FilmFormat format) {
    const std::string extension = extension_of(kind, format);
    std::error_code ignored;
    for (int number = 1;; ++number) {
        const fs::path file =
            folder / (number == 1 ? name + extension : fmt::format("{}-{}{}", name, number, extension));
        if (!fs::exists(file, ignored)) {
            return file;
        }
    }
}

std::unique_ptr<FilmSink> open_film_sink(FilmFormat format, const fs::path& target, int width, int height,
                                         int fps, std::stop_token stop) {
    if (format == FilmFormat::Frames) {
        return std::make_unique<FrameFolder>(target, width, height, std::move(stop));
    }
    const auto program = find_ffmpeg();
    if (!program) {
        throw resource_error(
            "MP4 and GIF need ffmpeg, which is not in PATH. Install it, or choose PNG frames instead.");
    }
    return std::make_unique<Ffmpeg>(*program, format, target, width, height, fps, std::move(stop));
}

}  // namespace im::studio

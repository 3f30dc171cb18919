#include "app/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>
#include <vector>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

namespace im::cli {
namespace {

std::mutex mutex;  // guards what is on the bottom line of the terminal
bool status_shown = false;

void clear_status_line() {
    if (status_shown) std::fputs("\r\x1b[K", stderr);
    status_shown = false;
}

/// Whole characters only: cutting inside a UTF-8 sequence would leave a broken one.
std::string cut(const std::string& text, int columns) {
    int used = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (starts_character && ++used > columns) return text.substr(0, i);
    }
    return text;
}

class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const std::lock_guard lock(mutex);
        clear_status_line();
        const auto level = spdlog::level::to_string_view(message.level);
        std::fprintf(stderr, "instructmotion: %.*s: %.*s\n", static_cast<int>(level.size()), level.data(),
                     static_cast<int>(message.payload.size()), message.payload.data());
    }
    void flush_() override { std::fflush(stderr); }
};

}  // namespace

bool stderr_is_terminal() {
    return ::isatty(STDERR_FILENO) != 0;
}

int terminal_width() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void show_status(const std::string& text) {
    const std::lock_guard lock(mutex);
    clear_status_line();
    std::fputs(cut(text, terminal_width() - 1).c_str(), stderr);
    std::fflush(stderr);
    status_shown = true;
}

void end_status(bool keep) {
    const std::lock_guard lock(mutex);
    if (keep && status_shown) {
        std::fputc('\n', stderr);
        status_shown = false;
    }
    clear_status_line();
    std::fflush(stderr);
}

void start_logging(const std::filesystem::path& workspace) {
    constexpr std::size_t kFileBytes = 4u << 20;
    constexpr std::size_t kOldFiles = 2;
    auto console = std::make_shared<StderrSink>();
    console->set_level(spdlog::level::warn);
    auto logger = std::make_shared<spdlog::logger>("instructmotion", console);
    // A full disk must not fill the terminal with complaints about the log.
    logger->set_error_handler([](const std::string&) {});
    spdlog::set_default_logger(logger);
    spdlog::set_level(spdlog::level::info);

    std::error_code code;
    std::filesystem::create_directories(workspace, code);
    const std::filesystem::path file = workspace / "log.txt";
    try {
        auto sink =
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kFileBytes, kOldFiles);
        sink->set_pattern("%Y-%m-%d %H:%M:%S.%e [%P] %l: %v");
        logger->sinks().push_back(std::move(sink));
        logger->flush_on(spdlog::level::info);
    } catch (const spdlog::spdlog_ex&) {
        logger->debug("no log file: {} cannot be written", file.string());
    }
}

}  // namespace im::cli

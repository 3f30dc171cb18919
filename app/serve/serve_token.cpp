#include "app/serve/serve_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <spdlog/spdlog.h>

#include "app/serve/serve_options.h"
#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im::serve {
namespace {

namespace fs = std::filesystem;

std::string read_token(const fs::path& file) {
    std::error_code code;
    if (!fs::exists(file, code)) return "";
    try {
        std::string token = read_text(file, 4096);
        token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
        check_options({.token = token});
        return token;
    } catch (const Error& error) {
        spdlog::warn("{}: a new token is made: {}", file.string(), error.what());
        return "";
    }
}

/// Made anew, so that it never is readable for others, not even for a moment.
void write_token(const fs::path& file, const std::string& token) {
    std::error_code code;
    fs::remove(file, code);
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const std::string line = token + "\n";
    const bool written =
        descriptor >= 0 && ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (!written) spdlog::warn("{}: the token is not kept: {}", file.string(), std::strerror(errno));
    if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

std::string kept_token(const fs::path& file) {
    if (file.empty()) return random_token();
    std::string token = read_token(file);
    if (token.empty()) {
        token = random_token();
        write_token(file, token);
    }
    return token;
}

void forget_token(const fs::path& file) {
    std::error_code code;
    fs::remove(file, code);
}

}  // namespace im::serve

// The two ends of the pipe: the process that asks for a scene, and the one that reads the file.

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <new>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/assimp_reader.h"
#include "engine/io/scene_bytes.h"
#include "engine/io/scene_file.h"

extern char** environ;

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kFileMax = 1ull << 30;
constexpr std::uint64_t kMemoryBase = 1ull << 29, kMemoryPerByte = 64, kMemoryMax = 1ull << 33;
constexpr int kComputingSecondsMax = 120;  // of the reader, should its parent die
constexpr char kGood = '+', kBad = '-';    // the first byte: a scene follows, or what is wrong

fs::path& reader_program() {
    static fs::path program = "/proc/self/exe";
    return program;
}

std::uint64_t memory_limit(std::uint64_t file_bytes) {
    return std::min(kMemoryMax, kMemoryBase + kMemoryPerByte * file_bytes);
}

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw resource_error("no pipe to the reader of scenes: {}", std::strerror(errno));
        read = ends[0];
        write = ends[1];
    }
    ~Pipe() {
        ::close(read);
        close_write();
    }
    void close_write() {
        if (write >= 0) ::close(write);
        write = -1;
    }
};

pid_t start_reader(const fs::path& file, const std::string& take, int output) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output, 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::string program = reader_program().string(), option(kSceneReaderOption),
                path = fs::absolute(file).string(), choice = take;
    char* arguments[] = {program.data(), option.data(), path.data(), choice.data(), nullptr};
    pid_t child = -1;
    const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw resource_error("{}: the reader of scenes cannot be started: {}", program, std::strerror(error));
    return child;
}

enum class Ending { Done, TooLong, TooMuch };

/// Everything that the child says until it closes its end.
Ending drain(int from, std::uint64_t bytes_max, int seconds_max, std::string& said) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
    std::vector<char> buffer(1 << 16);
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
                .count();
        if (left <= 0) return Ending::TooLong;
        pollfd waiting{from, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(left));
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return Ending::Done;
        if (said.size() + static_cast<std::size_t>(count) > bytes_max) return Ending::TooMuch;
        said.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void say(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(1, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) ::_exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

void set_scene_reader(fs::path program) {
    reader_program() = std::move(program);
}

SceneFile read_scene(const fs::path& file, int seconds_max) {
    return std::move(read_scene_takes(file, "", seconds_max).front());
}

std::vector<SceneFile> read_scene_takes(const fs::path& file, const std::string& take, int seconds_max) {
    std::error_code code;
    const std::uint64_t bytes = fs::file_size(file, code);
    if (code) throw input_error("{}: cannot be read: {}", file.string(), code.message());
    if (bytes > kFileMax)
        throw input_error("{}: expected at most {} bytes, found {}", file.string(), kFileMax, bytes);
    Pipe pipe;
    const pid_t child = start_reader(file, take, pipe.write);
    pipe.close_write();
    std::string said;
    const Ending ending = drain(pipe.read, memory_limit(bytes), seconds_max, said);
    if (ending != Ending::Done) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (ending == Ending::TooLong)
        throw input_error("{}: not read within {} seconds", file.string(), seconds_max);
    if (ending == Ending::TooMuch)
        throw input_error("{}: holds more than fits into {} bytes", file.string(), memory_limit(bytes));
    if (WIFSIGNALED(status) || said.empty())
        throw input_error("{}: is broken: reading it ended with {}", file.string(),
                          WIFSIGNALED(status) ? ::strsignal(WTERMSIG(status)) : "nothing");
    if (said[0] != kGood) throw input_error("{}: {}", file.string(), said.substr(1, 2000));
    return scenes_of_bytes(std::string_view(said).substr(1), file.string());
}

int scene_reader_main(const char* file, const char* take) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    const rlim_t memory = RLIM_INFINITY;  // what a sanitizer keeps beside each byte counts too
#else
    std::error_code code;
    const rlim_t memory = memory_limit(fs::file_size(file, code));
#endif
    for (const auto& [what, limit] : {std::pair<int, rlim_t>{RLIMIT_DATA, memory},
                                      {RLIMIT_CPU, kComputingSecondsMax},
                                      {RLIMIT_CORE, 0},
                                      {RLIMIT_FSIZE, 0}}) {
        const rlimit value{limit, limit};
        ::setrlimit(static_cast<__rlimit_resource>(what), &value);
    }
    try {
        say(kGood + scenes_bytes(read_with_assimp(file, take)));
        return 0;
    } catch (const std::bad_alloc&) {
        say(std::string(1, kBad) + "needs more memory than a file of its size should");
    } catch (const std::exception& error) {
        say(std::string(1, kBad) + error.what());
    }
    return 1;
}

}  // namespace im

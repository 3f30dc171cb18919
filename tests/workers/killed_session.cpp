#include "killed_session.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/workers/session_file.h"
#include "engine/store/workspace.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

constexpr int kTakesKept = 6;

/// What step `number` of the program makes, the same in both processes.
MotionClip clip_of(std::uint64_t number) {
    return moving_figure(
        4 + static_cast<int>(number % 13), [](int) { return 0.0; },
        1 + 0.01 * static_cast<double>(number % 50));
}

SessionTake take_of(std::uint64_t number) {
    SessionTake take;
    take.job = number;
    take.prompt = fmt::format("prompt {}", number);
    take.figures.push_back({.file = fmt::format("{}-0.npy", number)});
    return take;
}

/// Keeps step after step from `number` on and tells each by its number as soon as all of it is kept.
[[noreturn]] void keep_on(const std::filesystem::path& workspace, std::uint64_t number, int tell) {
    try {
        Session session;
        if (auto found = read_session(workspace); found.session) session = std::move(*found.session);
        Workspace store(workspace);
        for (;; ++number) {
            const std::int64_t clip = store.add_clip({.prompt = fmt::format("prompt {}", number),
                                                      .tokens = {1, 2, 3},
                                                      .seed = number,
                                                      .model = "m"});
            store.rate(clip, 1 + static_cast<int>(number % 5));
            store.add_prompt(fmt::format("prompt {}", number));
            session.takes.push_back(take_of(number));
            if (session.takes.size() > kTakesKept) session.takes.erase(session.takes.begin());
            session.prompt.text = fmt::format("typing {}", number);
            session.next_job = number + 1;
            write_session(workspace, session, {{fmt::format("{}-0.npy", number), clip_of(number)}});
            if (::write(tell, &number, sizeof number) != sizeof number) ::_exit(2);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        ::_exit(1);
    }
}

/// The last number that was told before the program was killed after `life`; 0: none.
std::uint64_t run_and_kill(const std::filesystem::path& workspace, std::uint64_t from,
                           std::chrono::microseconds life) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        keep_on(workspace, from, ends[1]);
    }
    ::close(ends[1]);
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself, with " << WEXITSTATUS(status);
    std::uint64_t told = 0, number = 0;
    while (::read(ends[0], &number, sizeof number) == sizeof number) told = number;
    ::close(ends[0]);
    return told;
}

void expect_kept(const std::filesystem::path& workspace, std::uint64_t told) {
    const SessionFound found = read_session(workspace);
    EXPECT_TRUE(found.messages.empty()) << found.messages.front();
    ASSERT_TRUE(found.session);
    const Session& session = *found.session;
    ASSERT_FALSE(session.takes.empty());
    const std::uint64_t last = session.takes.back().job;
    EXPECT_GE(last, told) << "what was told to be kept is lost";
    EXPECT_EQ(session.prompt.text, fmt::format("typing {}", last));
    for (const SessionTake& take : session.takes) {
        EXPECT_EQ(take.prompt, fmt::format("prompt {}", take.job));
        EXPECT_EQ(largest_distance(found.clips.at(take.figures.at(0).file), clip_of(take.job)), 0)
            << "the clip of take " << take.job << " is another one";
    }
    Workspace store(workspace);
    const auto clips = store.clips({.limit = 1000000});
    const auto kept =
        std::find_if(clips.begin(), clips.end(), [&](const ClipRecord& c) { return c.seed == told; });
    ASSERT_NE(kept, clips.end()) << "clip " << told << " is lost";
    EXPECT_EQ(kept->rating, 1 + static_cast<int>(told % 5)) << "its rating is lost";
    const auto prompts = store.prompts(1000000);
    EXPECT_NE(std::find(prompts.begin(), prompts.end(), fmt::format("prompt {}", told)), prompts.end());
}

}  // namespace

void kill_while_keeping(const std::filesystem::path& workspace, int kills, unsigned seed) {
    std::mt19937 random(seed);
    std::uint64_t next = 1, told = 0;
    int told_in = 0;
    for (int kill = 0; kill < kills && !::testing::Test::HasFailure(); ++kill) {
        const std::chrono::microseconds life(std::uniform_int_distribution<>(2'000, 120'000)(random));
        const std::uint64_t now = run_and_kill(workspace, next, life);
        told_in += now > 0 ? 1 : 0;
        told = std::max(told, now);
        if (told == 0) continue;
        expect_kept(workspace, told);
        // Numbers that were begun are not used again: the files of the next run are its own.
        next = std::max(told, read_session(workspace).session->takes.back().job) + 2;
    }
    EXPECT_GT(told_in, kills / 4) << "most were killed before they had kept anything: nothing was tried";
}

}  // namespace im::test

// Minutes of anything in the real studio, with the fake generator and the fake run: it neither ends nor hangs, logs no
// error that nobody would expect, takes no more memory at the end than when it had warmed up, and what was open is
// there again.
//
//   IM_SOAK_SECONDS   how long; 300
//   IM_SOAK_SEED      which actions; 1. It is printed at the start, and a failure writes the last 200 actions.

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>

#include <GLFW/glfw3.h>
#include <fmt/format.h>
#include <imgui_internal.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "action_log.h"
#include "app/studio/actions/session_edits.h"
#include "app/workers/session_file.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/scene_file.h"
#include "gui_harness.h"
#include "random_user.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kRoundSeconds = 10;  // of actions, between two looks at the memory
constexpr unsigned kSilenceSeconds = 120;
constexpr std::size_t kTakesKept = 8;  // at a look: what the user made is no leak
constexpr double kGrowth = 0.05, kGrowthMegabytes = 32;
constexpr std::size_t kLooksMin = 9;  // fewer tell nothing

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

long number_from(const char* variable, long otherwise) {
    const char* text = std::getenv(variable);
    return text != nullptr && *text != 0 ? std::atol(text) : otherwise;
}

/// What the program holds, what it only keeps for later given back.
double resident_megabytes() {
    ::malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Lines at level error, from whatever thread.
class ErrorSink : public spdlog::sinks::base_sink<std::mutex> {
  public:
    std::vector<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(lines_, {});
    }

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (message.level >= spdlog::level::err) {
            lines_.emplace_back(message.payload.data(), message.payload.size());
        }
    }
    void flush_() override {}
    std::vector<std::string> lines_;
};

/// Who types anything anywhere is told that it is wrong.
bool expected(const std::string& line) {
    constexpr const char* kExpected[] = {"broken.bvh",        "broken.fbx",
                                         "photo.png",     // dropped
                                         "Prompt lab: ",  // no captions, no server, no file of this name
                                         "Evaluate: ",    // of a data set that is none
                                         "is no data set",    "No such file or directory",
                                         "Not a directory",   "File exists",
                                         "cannot be read",    "cannot be opened",
                                         "cannot be written", "is not a folder",
                                         "there is no"};
    return std::any_of(std::begin(kExpected), std::end(kExpected),
                       [&](const char* part) { return line.find(part) != std::string::npos; });
}

class SoakTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
        files_ = folder_ / "files";
        fs::create_directories(files_ / "empty path");
        // All that is written lands in the test's folder; and without PATH there are no dialogs of the desktop, no
        // ffmpeg and nothing else to start.
        ::setenv("HOME", folder_.c_str(), 1);
        ::setenv("PATH", (files_ / "empty path").c_str(), 1);
        fs::current_path(files_);
        make_files();
        errors_ = std::make_shared<ErrorSink>();
        spdlog::default_logger()->sinks().push_back(errors_);
    }

    void TearDown() override {
        watch_no_more();
        if (HasFailure()) {
            write_actions();
        }
        std::erase(spdlog::default_logger()->sinks(), errors_);
        fs::current_path("/");
        StudioTest::TearDown();
    }

    studio::StudioParts parts() override {
        studio::StudioParts parts = StudioTest::parts();
        parts.evaluate = [](const auto&, const auto&, std::stop_token) -> EvaluationReport {
            throw input_error("the fake model cannot be measured");
        };
        return parts;
    }

    void make_files() {
        for (const char* name : {"walk.bvh", "walk.npy", "walk.glb", "walk.fbx"}) {
            save_clip(files_ / name, moving_figure(40, [](int) { return 0.0; }), {});
            dropped_.push_back(files_ / name);
        }
        const auto write = [this](const char* name, const std::string& text) {
            write_file_atomically(files_ / name, text);
            dropped_.push_back(files_ / name);
        };
        const std::string bvh = read_text(files_ / "walk.bvh");
        write("rig.bvh", bvh.substr(0, bvh.find("MOTION")));
        write("broken.bvh", "HIERARCHY\nROOT Hips\n{\n");
        write("broken.fbx", "Kaydara FBX Binary  ");
        write("photo.png", "png");
        write("prompts.txt", "a person bows\na person jumps\n");
    }

    void begin(RandomUser& random);
    /// A path that the user may have clicked together is one outside of the test's folder no longer than a frame.
    void keep_inside(std::string& path) const {
        if (fs::path(path).is_absolute() && !path.starts_with(folder_.string())) {
            path = files_.string();
        }
    }
    void after_a_frame(GLFWwindow* window, RandomUser& random);
    void come_to_rest(ImGuiTestContext& user);
    void look(double seconds);
    /// Those that the session is to have: a generation that was stopped at once leaves one without motion.
    std::size_t kept_takes() const;
    void expect_flat_memory() const;

    fs::path files_;
    std::vector<fs::path> dropped_;
    std::shared_ptr<ErrorSink> errors_;
    std::vector<std::string> wrong_;  ///< what ImGui was used wrongly for
    std::vector<double> megabytes_;   ///< at each look
    double worst_p99_ = 0, last_p99_ = 0;
};

void SoakTest::begin(RandomUser& random) {
    GLFWwindow* window = ::glfwGetCurrentContext();
    ImGuiContext& gui = *ImGui::GetCurrentContext();
    gui.ErrorCallbackUserData = &wrong_;
    gui.ErrorCallback = [](ImGuiContext*, void* wrong, const char* message) {
        static_cast<std::vector<std::string>*>(wrong)->emplace_back(message);
    };
    app_->after_swap = [this, window, &random, next = app_->after_swap] {
        next();
        after_a_frame(window, random);
    };
    watch_for_the_end(kSilenceSeconds);
}

void SoakTest::after_a_frame(GLFWwindow* window, RandomUser& random) {
    still_alive();
    studio::StudioState& now = state();
    if (now.closing != studio::Closing::No) {
        now.closing = studio::Closing::No;  // a key or a drag found the way after all
        note_action("        (asked to close; refused)");
    }
    for (std::string* path :
         {&now.save.folder, &now.settings.save_folder, &now.open.folder, &now.capture.folder}) {
        keep_inside(*path);
    }
    // Drawn by the CPU, a large video would be all that happens.
    now.capture.width = std::min(now.capture.width, 320);
    now.capture.height = std::min(now.capture.height, 240);
    if (const auto size = random.take_size_wanted()) {
        ::glfwSetWindowSize(window, size->first, size->second);
    }
}

/// As different as its state may be, the studio at rest is to be as large as before.
void SoakTest::come_to_rest(ImGuiTestContext& user) {
    user.KeyPress(ImGuiKey_Escape, 4);
    state().capture.cancel_requested = state().capture.running;
    wait_for(
        user, "the studio to be at rest",
        [this] {
            return !state().generating() && !state().capture.running && state().open.reading == 0 &&
                   services().tasks.pending() == 0 && services().export_tasks.pending() == 0;
        },
        60);
    while (state().takes.size() > kTakesKept && !state().takes.front().growing()) {
        const std::size_t takes = state().takes.size();
        studio::delete_take(state(), services(), 0);
        if (state().takes.size() == takes) {
            break;
        }
        user.Yield();
    }
    user.Yield(4);
}

void SoakTest::look(double seconds) {
    for (const std::string& line : errors_->take()) {
        EXPECT_TRUE(expected(line)) << "logged at level error: " << line;
    }
    for (const std::string& message : wrong_) {
        ADD_FAILURE() << "ImGui: " << message;
    }
    wrong_.clear();
    megabytes_.push_back(resident_megabytes());
    last_p99_ = app_->ui_times().percentile(0.99);
    worst_p99_ = std::max(worst_p99_, last_p99_);
    std::printf("%5.0f s  %6.0f MB  p99 of the interface %.2f ms  %zu takes, %zu edits\n", seconds,
                megabytes_.back(), last_p99_, state().takes.size(), state().edits.size());
    std::fflush(stdout);
}

std::size_t SoakTest::kept_takes() const {
    const auto& takes = app_->state().takes;
    return static_cast<std::size_t>(std::count_if(takes.begin(), takes.end(), [](const studio::Take& take) {
        return !take.growing() &&
               std::any_of(take.figures.begin(), take.figures.end(),
                           [](const studio::Figure& figure) { return figure.clip.frame_count() > 0; });
    }));
}

void SoakTest::expect_flat_memory() const {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return;  // which keep what was freed
#endif
    if (megabytes_.size() < kLooksMin) {
        return;
    }
    // The first third fills what has a limit: lists of prompts, edits, pictures and lines of the log.
    const auto at = [this](double part) {
        return megabytes_.begin() +
               static_cast<std::ptrdiff_t>(part * static_cast<double>(megabytes_.size()));
    };
    const double warm = *std::max_element(at(1.0 / 3), at(1.0 / 2));
    const double end = *std::min_element(megabytes_.end() - 3, megabytes_.end());
    EXPECT_LE(end, warm * (1 + kGrowth) + kGrowthMegabytes)
        << "megabytes, of " << warm << " when it was warm";
}

TEST_F(SoakTest, WhateverIsDoneItGoesOn) {
    const double seconds = static_cast<double>(number_from("IM_SOAK_SECONDS", 300));
    const auto seed = static_cast<std::uint64_t>(number_from("IM_SOAK_SEED", 1));
    std::printf("IM_SOAK_SEED=%llu IM_SOAK_SECONDS=%.0f\n", static_cast<unsigned long long>(seed), seconds);
    std::fflush(stdout);
    fake_->milliseconds_per_token = 5;
    training_->milliseconds_an_iteration = 20;
    open();
    state().settings.save_folder = files_.string();
    RandomUser random(seed, *app_, dropped_);
    begin(random);

    const auto start = Clock::now();
    while (seconds_since(start) < seconds && !HasFailure()) {
        // In rounds: the test engine ends a script that takes a minute, and keeps a log of each.
        drive([&](ImGuiTestContext& user) {
            const auto round = Clock::now();
            while (seconds_since(round) < kRoundSeconds && seconds_since(start) < seconds) {
                random.act(user);
            }
            come_to_rest(user);
        });
        look(seconds_since(start));
    }
    std::printf("%llu actions; p99 of the interface %.2f ms at the end, %.2f ms at the worst\n",
                static_cast<unsigned long long>(random.actions()), last_p99_, worst_p99_);
    expect_flat_memory();

    const std::size_t takes = kept_takes();
    close();
    const SessionFound found = read_session(folder_ / "workspace");
    EXPECT_TRUE(found.messages.empty()) << found.messages.front();
    ASSERT_TRUE(found.session);
    EXPECT_EQ(found.session->takes.size(), takes);
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the last session", [this] { return state().session.begun; });
        user.Yield(30);
        EXPECT_EQ(state().takes.size(), takes);
    });
}

}  // namespace
}  // namespace im::test

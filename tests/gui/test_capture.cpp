// Pictures and videos: drawn off screen, by ffmpeg where it is, never half written.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "app/studio/panels/panels.h"
#include "app/studio/shell/film_plan.h"
#include "app/studio/shell/film_sink.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "gui_harness.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using studio::CaptureKind;
using studio::FilmFormat;
using studio::shots_of;

TEST(FilmPlan, AMovementIsShownFromItsBeginningToItsEnd) {
    const auto shots = shots_of({.kind = CaptureKind::Movement, .fps = 30, .play_head = 1.5, .length = 2});
    ASSERT_EQ(shots.size(), 61u);
    EXPECT_DOUBLE_EQ(shots.front().seconds, 0);
    EXPECT_NEAR(shots.back().seconds, 2, 1e-9);
}

TEST(FilmPlan, ATurntableGoesOnceAroundAndGoesOnInItsFirstFrame) {
    const studio::FilmPlan plan{.kind = CaptureKind::Turntable,
                                .fps = 10,
                                .play_head = 0.5,
                                .length = 2,
                                .turn_seconds = 4,
                                .moves = false};
    const auto shots = shots_of(plan);
    ASSERT_EQ(shots.size(), 40u);
    const float step = shots[1].camera.yaw - shots[0].camera.yaw;
    EXPECT_NEAR(step * 40, 2 * 3.14159265f, 1e-4);
    EXPECT_TRUE(
        std::all_of(shots.begin(), shots.end(), [](const auto& shot) { return shot.seconds == 0.5; }));
}

TEST(FilmPlan, AFollowingCameraJumpsWithAMovementThatStartsOver) {
    studio::FilmPlan plan{.kind = CaptureKind::Turntable, .fps = 10, .length = 1, .turn_seconds = 2};
    plan.followed = [](double seconds) { return glm::vec3(10 * seconds, 0.9f, 0); };
    const auto shots = shots_of(plan);
    ASSERT_EQ(shots.size(), 20u);
    EXPECT_NEAR(shots[10].camera.target.x, 0, 1e-4);
    EXPECT_GT(shots[9].camera.target.x, 3);
}

/// PATH with a folder of our own in front, or alone.
class PathOf {
  public:
    explicit PathOf(const std::string& path) : before_(std::getenv("PATH")) {
        ::setenv("PATH", path.c_str(), 1);
    }
    ~PathOf() { ::setenv("PATH", before_.c_str(), 1); }

  private:
    std::string before_;
};

/// A stand-in that counts the bytes it gets and writes them down where ffmpeg would write the film.
void make_ffmpeg(const fs::path& folder, const std::string& script) {
    fs::create_directories(folder);
    std::ofstream(folder / "ffmpeg") << "#!/bin/sh\n" << script;
    fs::permissions(folder / "ffmpeg", fs::perms::owner_all);
}
constexpr const char* kCounts = "for last; do :; done\nwc -c > \"${last#file:}\"\n";

TEST(FilmSink, SendsEveryByteToFfmpegAndNamesTheFileWhenItIsDone) {
    const TemporaryFolder folder;
    make_ffmpeg(folder.path() / "bin", kCounts);
    const PathOf path((folder.path() / "bin").string() + ":/usr/bin:/bin");
    const fs::path file =
        folder.path() / "-y a b;c.mp4";  // a name that a shell or an option reader would trip over
    auto sink = studio::open_film_sink(FilmFormat::Mp4, file, 64, 32, 30, {});
    for (int i = 0; i < 100; ++i) sink->add(std::vector<std::uint8_t>(64 * 32 * 4));
    EXPECT_FALSE(fs::exists(file));
    sink->finish();
    EXPECT_EQ(std::stoi(read_text(file)), 100 * 64 * 32 * 4);
}

TEST(FilmSink, TellsInFfmpegsOwnWordsWhyItFailedAndLeavesNothing) {
    const TemporaryFolder folder;
    make_ffmpeg(folder.path() / "bin", "echo no such encoder >&2\nexit 1\n");
    const PathOf path((folder.path() / "bin").string() + ":/usr/bin:/bin");
    const fs::path out = folder.path() / "out";
    fs::create_directories(out);
    try {
        auto sink = studio::open_film_sink(FilmFormat::Gif, out / "a.gif", 256, 256, 30, {});
        for (int i = 0; i < 20; ++i) sink->add(std::vector<std::uint8_t>(256 * 256 * 4));
        sink->finish();
        FAIL() << "it has failed";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("no such encoder"), std::string::npos) << error.what();
    }
    EXPECT_TRUE(fs::is_empty(out));
}

TEST(FilmSink, ThatIsNotFinishedLeavesNothing) {
    const TemporaryFolder folder;
    const fs::path out = folder.path() / "out";
    fs::create_directories(out);
    {
        auto sink = studio::open_film_sink(FilmFormat::Frames, out / "film", 8, 8, 30, {});
        sink->add(std::vector<std::uint8_t>(8 * 8 * 4));
    }
    EXPECT_TRUE(fs::is_empty(out));
    EXPECT_THROW(studio::open_film_sink(FilmFormat::Frames, out / "none" / "film", 8, 8, 30, {}), Error);
    const PathOf path("/nowhere");
    EXPECT_THROW(studio::open_film_sink(FilmFormat::Mp4, out / "a.mp4", 8, 8, 30, {}), Error);
}

TEST(FilmSink, AFrameThatFfmpegDoesNotTakeCanBeCancelled) {
    const TemporaryFolder folder;
    make_ffmpeg(folder.path() / "bin", "exec sleep 60\n");
    const PathOf path((folder.path() / "bin").string() + ":/usr/bin:/bin");
    std::stop_source stop;
    auto sink =
        studio::open_film_sink(FilmFormat::Mp4, folder.path() / "a.mp4", 512, 512, 30, stop.get_token());
    stop.request_stop();
    EXPECT_THROW(sink->add(std::vector<std::uint8_t>(512 * 512 * 4)), Error);
}

TEST(FreeFilmFile, NeverIsOneThatIsThere) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "walk.mp4") << "mine";
    EXPECT_EQ(
        studio::free_film_file(folder.path(), "walk", CaptureKind::Movement, FilmFormat::Mp4).filename(),
        "walk-2.mp4");
    EXPECT_EQ(studio::free_film_file(folder.path(), "walk", CaptureKind::Picture, FilmFormat::Mp4).filename(),
              "walk.png");
    EXPECT_EQ(
        studio::free_film_file(folder.path(), "walk", CaptureKind::Turntable, FilmFormat::Frames).filename(),
        "walk");
}

class CaptureTest : public StudioTest {
  protected:
    void open_window(ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        type_prompt(user, "a person walks forward");
        press_generate(user);
        wait_until_done(user);
        user.Yield(20);
        fs::create_directories(folder_ / "out");
        state().capture.folder = (folder_ / "out").string();
        user.ItemClick("//Viewport/**/###capture");
        user.Yield(3);
        user.SetRef("//Picture or video");
        state().capture.width = 160;
        state().capture.height = 120;
        user.Yield();
    }
    void wait_for_film(ImGuiTestContext& user) {
        wait_for(
            user, "the film", [this] { return !state().capture.running; }, 60);
    }
};

TEST_F(CaptureTest, APictureHasTheChosenSizeAndShowsTheFigure) {
    drive([&](ImGuiTestContext& user) {
        open_window(user);
        user.ItemClick("###Save picture");
        user.Yield(2);
        wait_for_film(user);
        EXPECT_EQ(state().capture.error, "");
        const std::string png = read_text(folder_ / "out/a-person-walks-forward.png");
        ASSERT_GT(png.size(), 3000u) << "an empty picture is smaller";
        const auto number = [&](std::size_t at) {
            return static_cast<unsigned char>(png[at]) * 256 + static_cast<unsigned char>(png[at + 1]);
        };
        EXPECT_EQ(number(18), 160);
        EXPECT_EQ(number(22), 120);
        user.ItemClick("###Save picture");
        user.Yield(2);
        wait_for_film(user);
        EXPECT_TRUE(fs::exists(folder_ / "out/a-person-walks-forward-2.png")) << "the first one stays";
    });
}

TEST_F(CaptureTest, WithoutFfmpegAMovementBecomesAFolderOfPictures) {
    const PathOf path("/nowhere");
    drive([&](ImGuiTestContext& user) {
        open_window(user);
        EXPECT_FALSE(state().capture.ffmpeg);
        user.ItemClick("kind/Movement");
        user.Yield(3);
        user.ItemClick("###Save picture");
        user.Yield(2);
        wait_for_film(user);
        EXPECT_EQ(state().capture.error, "");
        const auto count = std::distance(fs::directory_iterator(folder_ / "out/a-person-walks-forward"), {});
        const double length = state().take()->ready_seconds();
        EXPECT_EQ(count, static_cast<int>(length * 30 + 1e-6) + 1);
    });
}

TEST_F(CaptureTest, ATurntableGoesToFfmpegAndTheWindowGoesOnMeanwhile) {
    make_ffmpeg(folder_ / "bin", kCounts);
    const PathOf path((folder_ / "bin").string() + ":/usr/bin:/bin");
    drive([&](ImGuiTestContext& user) {
        open_window(user);
        ASSERT_TRUE(state().capture.ffmpeg);
        user.ItemClick("kind/Turntable");
        state().capture.turn_seconds = 1;
        user.Yield(3);
        user.ItemClick("###Save picture");
        user.Yield(2);
        const double before = state().playback.time;
        wait_for_film(user);
        EXPECT_NE(state().playback.time, before) << "it plays on";
        EXPECT_EQ(std::stoi(read_text(folder_ / "out/a-person-walks-forward.mp4")), 30 * 160 * 120 * 4);
    });
}

TEST_F(CaptureTest, ACancelledFilmLeavesNothing) {
    drive([&](ImGuiTestContext& user) {
        open_window(user);
        state().capture.kind = CaptureKind::Turntable;
        state().capture.format = FilmFormat::Frames;
        state().capture.turn_seconds = 30;
        state().capture.fps = 60;
        user.Yield(3);
        user.ItemClick("###Save picture");
        wait_for(
            user, "the first pictures", [this] { return state().capture.progress > 0; }, 60);
        user.ItemClick("###Cancel");
        wait_for_film(user);
        EXPECT_EQ(state().capture.error, "");
        EXPECT_TRUE(fs::is_empty(folder_ / "out"));
    });
}

TEST_F(CaptureTest, AFolderThatIsNotThereIsSaid) {
    drive([&](ImGuiTestContext& user) {
        open_window(user);
        state().capture.folder = (folder_ / "gone").string();
        user.Yield(2);
        user.ItemClick("###Save picture");
        user.Yield(2);
        wait_for_film(user);
        EXPECT_NE(state().capture.error.find("gone"), std::string::npos) << state().capture.error;
    });
}

}  // namespace
}  // namespace im::test

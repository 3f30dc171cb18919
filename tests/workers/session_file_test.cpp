// The session on the disk.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/workers/clip_store.h"
#include "app/workers/opened_path.h"
#include "app/workers/session_file.h"
#include "engine/core/error.h"
#include "engine/core/file_lock.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "killed_session.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

MotionClip clip(int frames) {
    return moving_figure(frames, [](int) { return 0.0; });
}

/// Two takes, with everything in them that is not its default.
Session some_session() {
    Session session;
    session.next_job = 13;
    session.prompt = {
        "ein Mensch geht \xf0\x9f\x9a\xb6\n\"so\"", 4, false, 3.5, 77, true, 8, {0.5, 40, 0.9, 3}};
    session.view.camera = {0, 1, 0, 3.5, -0.5, 0.25};
    session.view.time = 1.25;
    session.training = {.source = 1, .typed = "a\nb", .chosen = {"c"}, .undecided_run = 5};
    session.direct = {.blocks = {{.prompt = "a person bows", .seconds = 2.5}, {.prompt = "x", .seed = 4}},
                      .chosen = 1,
                      .seed = 9,
                      .best_of = 2,
                      .pins = {{.part = PinnedPart::Pelvis, .from = 1.5, .to = 2, .any_height = true}}};
    session.direct.path.emplace();
    session.direct.path->points = {{0, 0.25}, {-1.5, 3}};
    session.direct.path->closed = true;
    session.direct.path->seconds = 6.5;
    session.panels_closed = {"Log"};
    SessionTake generated{.job = 11,
                          .prompt = "a person bows",
                          .seed = 3,
                          .seconds_asked = 2.5,
                          .tries = 4,
                          .model = "starter"};
    generated.figures.push_back(
        {.file = "11-0.npy",
         .tokens = {1, 2, 511},
         .log_probability = -3.5,
         .ended = true,
         .clip_id = 9,
         .rating = 4,
         .name = "Butler",
         .reward = MotionScore{.total = -0.5, .distance = 0.5, .beats_matched = 0.25}});
    generated.figures.back().understanding = {UnderstandingLevel::Doubtful, "\"x\" is new", {"near"}, 0.5};
    generated.figures.push_back({.file = "11-1.npy"});
    generated.is_directed = true;
    generated.blocks = {{.prompt = "a person bows", .seed = 3, .begin = 0, .end = 8, .block = 1}};
    generated.words = "a person bows";
    generated.path = session.direct.path;
    generated.pins = session.direct.pins;
    generated.path_error_cm = 1.75;
    generated.misses = {{"pelvis from 1.50 to 2.00 s", 0.5, 0}};
    SessionTake opened{.job = 12, .is_opened = true, .file = "/tmp/walk.bvh", .warnings = {"no rate"}};
    opened.figures.push_back({.file = "12-0.npy"});
    session.takes = {generated, opened};
    session.shown_job = 12;
    return session;
}

std::vector<SessionClip> its_clips() {
    return {{"11-0.npy", clip(8)}, {"11-1.npy", clip(12)}, {"12-0.npy", clip(30)}};
}

TEST(SessionFile, ComesBackAsItWas) {
    const TemporaryFolder folder;
    EXPECT_FALSE(read_session(folder.path()).session) << "a new workspace has none";
    write_session(folder.path(), some_session(), its_clips());
    const SessionFound found = read_session(folder.path());
    ASSERT_TRUE(found.session);
    EXPECT_TRUE(*found.session == some_session());
    EXPECT_TRUE(found.messages.empty());
    for (const auto& [file, kept] : its_clips()) {
        EXPECT_EQ(largest_distance(found.clips.at(file), kept), 0) << file;
    }
}

TEST(SessionFile, KeepsTheFrameRateOfAClip) {
    const TemporaryFolder folder;
    auto clips = its_clips();
    clips[2].clip.fps = 120;
    write_session(folder.path(), some_session(), clips);
    EXPECT_EQ(read_session(folder.path()).clips.at("12-0.npy").fps, 120);
}

TEST(SessionFile, ClipsOfTakesThatWereDeletedGo) {
    const TemporaryFolder folder;
    Session session = some_session();
    write_session(folder.path(), session, its_clips());
    session.takes.pop_back();
    write_session(folder.path(), session, {});
    EXPECT_FALSE(fs::exists(session_folder(folder.path()) / "12-0.npy"));
    EXPECT_TRUE(fs::exists(session_folder(folder.path()) / "11-0.npy"));
}

TEST(SessionFile, AMissingOrBrokenClipIsToldAndTheOthersAreThere) {
    const TemporaryFolder folder;
    write_session(folder.path(), some_session(), its_clips());
    fs::remove(session_folder(folder.path()) / "12-0.npy");
    write_file_atomically(session_folder(folder.path()) / "11-1.npy", "no array");
    const SessionFound found = read_session(folder.path());
    ASSERT_TRUE(found.session);
    ASSERT_EQ(found.session->takes.size(), 1u);
    EXPECT_EQ(found.session->takes[0].figures.size(), 1u);
    ASSERT_EQ(found.messages.size(), 1u);
    EXPECT_THAT(found.messages[0], HasSubstr("2 clips of the last session"));
}

TEST(SessionFile, OneThatIsDamagedOrNewerIsPutAsideWithItsClips) {
    int number = 0;
    const TemporaryFolder folder;
    for (const char* text : {"{\"version\": 1, \"takes\": [", "{}", "[]", "", "{\"version\": 99}",
                             "{\"version\": 1, \"takes\": [{\"figures\": [{\"file\": \"../../x.npy\"}]}]}",
                             "{\"version\": 1, \"prompt\": {\"text\": 5}}", "{\"version\": \"x\"}"}) {
        write_session(folder.path(), some_session(), its_clips());
        write_file_atomically(session_folder(folder.path()) / "session.json", text);
        const SessionFound found = read_session(folder.path());
        EXPECT_FALSE(found.session) << text;
        ASSERT_EQ(found.messages.size(), 1u) << text;
        const fs::path aside = folder / ("session-aside-" + std::to_string(++number));
        EXPECT_THAT(found.messages[0], HasSubstr(aside.string()));
        EXPECT_TRUE(fs::exists(aside / "11-0.npy")) << text;
        EXPECT_FALSE(fs::exists(session_folder(folder.path())));
    }
    EXPECT_THAT(read_session(folder.path()).messages, testing::IsEmpty());
}

TEST(SessionFile, WhoOnlyLooksLeavesADamagedOneWhereItIs) {
    const TemporaryFolder folder;
    write_session(folder.path(), some_session(), its_clips());
    write_file_atomically(session_folder(folder.path()) / "session.json", "{");
    EXPECT_EQ(read_session(folder.path(), false).messages.size(), 1u);
    EXPECT_TRUE(fs::exists(session_folder(folder.path()) / "11-0.npy"));
}

TEST(SessionFile, ADiskThatRefusesIsNamed) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "session", "a file where the folder should be");
    try {
        write_session(folder.path(), some_session(), its_clips());
        FAIL() << "nothing can be written there";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
        EXPECT_THAT(error.what(), HasSubstr("session"));
    }
}

TEST(SessionFile, NothingThatWasToldToBeKeptIsLostByKills) {
    const TemporaryFolder folder;
    kill_while_keeping(folder.path(), 15, 1);
}

TEST(FileLock, OneHolderAtATimeWhoIsNamedToTheOthers) {
    const TemporaryFolder folder;
    const fs::path file = folder / "studio.lock";
    EXPECT_FALSE(FileLock::is_held(file));
    {
        const FileLock first(file);
        EXPECT_TRUE(first.held());
        EXPECT_TRUE(FileLock::is_held(file));
        const FileLock second(file);
        EXPECT_FALSE(second.held());
        EXPECT_EQ(second.holder(), "process " + std::to_string(::getpid()));
    }
    EXPECT_TRUE(FileLock(file).held()) << "it is free again";
    EXPECT_THROW(FileLock(folder / "nowhere/studio.lock"), Error);
}

TEST(ClipStoreTest, WhoOnlyLooksReadsAndCannotWrite) {
    const TemporaryFolder folder;
    const std::int64_t id = Workspace(folder.path()).add_clip({.prompt = "a person bows", .tokens = {1}});
    ClipStore store(folder.path());
    store.refuse_writes();
    EXPECT_EQ(store.open().clips().size(), 1u);
    EXPECT_THROW(store.open().rate(id, 5), Error);
    EXPECT_EQ(Workspace(folder.path()).clip(id)->rating, 0);
}

TEST(OpenedPathTest, MotionComesWithItsTakesAndItsFrameRate) {
    const TemporaryFolder folder;
    MotionClip fast = clip(60);
    fast.fps = 60;
    save_clip(folder / "fast.bvh", fast, {});
    const OpenedPath opened = read_path(folder / "fast.bvh");
    EXPECT_EQ(opened.problem, "");
    ASSERT_EQ(opened.clips.size(), 1u);
    EXPECT_NEAR(opened.clips[0].clip.fps, 60, 1e-3);
    EXPECT_EQ(opened.clips[0].clip.frame_count(), 60);
}

TEST(OpenedPathTest, WhatCannotBeReadIsAProblemAndNoException) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "cut.bvh", "HIERARCHY\nROOT Hips\n{");
    write_file_atomically(folder / "odd.npy", "no array");
    for (const char* name : {"cut.bvh", "odd.npy", "nowhere.fbx"}) {
        const OpenedPath opened = read_path(folder / name);
        EXPECT_THAT(opened.problem, HasSubstr(name));
        EXPECT_TRUE(opened.clips.empty());
    }
}

}  // namespace
}  // namespace im::test

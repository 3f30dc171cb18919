// Never lost: what was open is there again, and who cannot write is told so.
#include <algorithm>
#include <fstream>

#include "app/studio/actions/model_actions.h"
#include "engine/core/file_lock.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/store/workspace.h"
#include "gui_harness.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class SessionTest : public StudioTest {
  protected:
    fs::path workspace() const { return folder_ / "workspace"; }
    void generate(ImGuiTestContext& user, int variations, const std::string& prompt) {
        state().prompt.variations = variations;
        type_prompt(user, prompt);
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the clips to be kept", [this] { return state().take()->figures.back().clip_id > 0; });
    }
    /// Until the disk has all that is shown. Then this program may be killed.
    void wait_until_kept(ImGuiTestContext& user) {
        state().session.look_in = 0;
        user.Yield(2);
        wait_for(user, "the session to be kept",
                 [this] { return !state().session.saving && state().session.error.empty(); });
        state().session.look_in = 0;
        user.Yield(2);
        wait_for(user, "the session to be kept", [this] { return !state().session.saving; });
    }
    /// Nothing more is written, as after a kill: what is on the disk is put back when the program has ended.
    void end_as_if_killed() {
        const fs::path copy = folder_ / "as killed";
        fs::copy(workspace(), copy, fs::copy_options::recursive);
        close();
        fs::remove_all(workspace());
        fs::rename(copy, workspace());
    }
    void wait_for_session(ImGuiTestContext& user) {
        wait_for(user, "the last session", [this] { return state().session.begun; });
        user.Yield(2);
    }
    bool told(const std::string& part) {
        return std::any_of(state().toasts.begin(), state().toasts.end(), [&](const studio::Toast& toast) {
            return toast.text.find(part) != std::string::npos;
        });
    }
};

TEST_F(SessionTest, AfterAKillTheWindowIsAsItWas) {
    std::int64_t rated = 0;
    MotionClip shown;
    float yaw = 0;
    drive([&](ImGuiTestContext& user) {
        generate(user, 1, "a person jumps");
        generate(user, 3, "a person bows");
        user.ItemClick("//Clip/###variation 3");
        user.ItemClick("//Clip/###star 5");
        user.KeyPress(ImGuiKey_Space);  // pauses
        state().playback.seek(0.75, state().take()->ready_seconds());
        app_->scene().camera().orbit(140, 30);
        state().windows.closed.insert("Log");
        state().viewport.trail = false;
        type_prompt(user, "a person begins to ty");
        rated = state().figure()->clip_id;
        shown = state().figure()->clip;
        wait_for(user, "the ratings", [&] { return services().tasks.pending() == 0; });
        wait_until_kept(user);
        yaw = app_->scene().camera_seen().yaw;
    });
    end_as_if_killed();
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().prompt.text, "a person begins to ty");
        EXPECT_EQ(state().take()->request.prompt, "a person bows");
        EXPECT_EQ(state().take()->figures.size(), 3u);
        ASSERT_TRUE(state().figure());
        EXPECT_EQ(state().figure()->clip_id, rated);
        EXPECT_EQ(state().figure()->rating, 5);
        EXPECT_EQ(largest_distance(state().figure()->clip, shown), 0);
        EXPECT_TRUE(state().figure()->reward);
        EXPECT_FALSE(state().playback.playing);
        EXPECT_NEAR(state().playback.time, 0.75, 1e-9);
        EXPECT_FALSE(state().windows.shown("Log"));
        EXPECT_FALSE(state().viewport.trail);
        user.Yield(5);
        EXPECT_NEAR(app_->scene().camera_seen().yaw, yaw, 2e-3);
        // It goes on as before: another take, another star.
        generate(user, 1, "a person kneels");
        EXPECT_EQ(state().takes.size(), 3u);
        EXPECT_NE(state().takes[2].job, state().takes[1].job);
        EXPECT_NE(state().takes[2].job, state().takes[0].job);
    });
    EXPECT_EQ(Workspace(workspace()).clip(rated)->rating, 5);
}

TEST_F(SessionTest, OpenedFilesAreThereAgainEvenWhenTheirFileIsGone) {
    const fs::path file = folder_ / "walk.npy";
    save_clip(file, moving_figure(50, [](int) { return 0.0; }), {});
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        app_->drop({file});
        wait_for(user, "the file", [&] { return state().takes.size() == 1; });
        user.ItemClick("//Clip/**/##caption");
        user.KeyCharsReplaceEnter("a person walks");
        wait_for(user, "the scores", [&] { return state().figure()->clip_id > 0; });
        wait_until_kept(user);
    });
    end_as_if_killed();
    fs::remove(file);
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        ASSERT_EQ(state().takes.size(), 1u);
        ASSERT_TRUE(state().take()->opened);
        EXPECT_EQ(state().take()->opened->file, file);
        EXPECT_EQ(state().take()->opened->caption, "a person walks");
        EXPECT_EQ(state().figure()->clip.frame_count(), 50);
        EXPECT_TRUE(state().figure()->reward);
        EXPECT_GT(state().figure()->clip_id, 0);
    });
}

TEST_F(SessionTest, ADamagedSessionIsToldAndPutAside) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1, "a person jumps");
        wait_until_kept(user);
    });
    close();
    std::ofstream(workspace() / "session/session.json", std::ios::trunc) << "{\"version\": 1, \"takes";
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        EXPECT_TRUE(state().takes.empty());
        EXPECT_TRUE(told("session-aside-1"));
        EXPECT_EQ(state().prompt.text, "a person jumps") << "the history has it";
        generate(user, 1, "a person bows");
    });
}

TEST_F(SessionTest, ASecondStudioMayLookAndWritesNothing) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1, "a person jumps");
        wait_until_kept(user);
    });
    close();
    const auto other = std::make_unique<FileLock>(workspace() / "studio.lock");
    const std::string settings =
        fs::exists(workspace() / "settings.json") ? read_text(workspace() / "settings.json") : "";
    const std::string session = read_text(workspace() / "session/session.json");
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        EXPECT_TRUE(told("Another studio (process"));
        ASSERT_EQ(state().takes.size(), 1u) << "it may look";
        user.Yield(2);
        user.ItemClick("//Clip/###star 5");
        EXPECT_EQ(state().figure()->rating, 0);
        state().prompt.variations = 1;
        type_prompt(user, "a person bows");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.size(), 2u) << "generating is no writing";
        state().settings.background = 2;
        state().training.form.typed = "a person crawls";
        user.WindowFocus("//Fine-tune");
        user.ItemClick("//Fine-tune/###Start");
        user.Yield(3);
        EXPECT_FALSE(state().training.active());
        state().session.look_in = 0;
        user.Yield(30);
    });
    close();
    EXPECT_EQ(Workspace(workspace()).clips().size(), 1u);
    EXPECT_EQ(Workspace(workspace()).clips()[0].rating, 0);
    EXPECT_EQ(read_text(workspace() / "session/session.json"), session);
    EXPECT_EQ(fs::exists(workspace() / "settings.json") ? read_text(workspace() / "settings.json") : "",
              settings);
}

TEST_F(SessionTest, AWorkspaceThatCannotBeWrittenIsTold) {
    fs::create_directories(workspace() /
                           "studio.lock");  // as good as read-only, for whoever may write anywhere
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        EXPECT_TRUE(told("The workspace cannot be written"));
        EXPECT_FALSE(state().session.read_only.empty());
        type_prompt(user, "a person bows");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.size(), 1u);
    });
}

TEST_F(SessionTest, ADiskThatRefusesIsToldOnceAndTriedAgain) {
    fs::create_directories(workspace());
    std::ofstream(workspace() / "session") << "in the way";
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        generate(user, 1, "a person jumps");
        state().session.look_in = 0;
        wait_for(user, "the refusal", [&] { return !state().session.error.empty(); });
        EXPECT_TRUE(told("The session is not kept"));
        state().toasts.clear();
        state().session.look_in = 0;
        user.Yield(3);
        wait_for(user, "another try", [&] { return !state().session.saving; });
        EXPECT_FALSE(told("The session is not kept")) << "once is enough";
        fs::remove(workspace() / "session");
        state().session.look_in = 0;
        wait_for(user, "the session to be kept", [&] { return state().session.error.empty(); });
        EXPECT_TRUE(told("The session is kept again"));
    });
    end_as_if_killed();
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        EXPECT_EQ(state().takes.size(), 1u);
    });
}

TEST_F(SessionTest, AFineTuningRunThatWasNotAnsweredIsOfferedAgain) {
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(6);
        user.WindowFocus("//Fine-tune");
        user.Yield(2);
        state().training.form.typed = "a person crawls";
        user.ItemClick("//Fine-tune/###Start");
        wait_for(user, "the run to end",
                 [&] { return state().training.view && state().training.view->ended; });
        wait_for(user, "the worker to be idle", [&] { return !state().training.active(); });
        wait_until_kept(user);
    });
    end_as_if_killed();
    fs::path folder;
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the run", [&] { return state().training.view.has_value(); });
        EXPECT_TRUE(state().training.view->ended);
        EXPECT_GE(state().training.view->looks.size(), 2u);
        EXPECT_FALSE(state().training.view->curves.iteration.empty());
        EXPECT_EQ(state().training.view->decision, studio::Decision::Open);
        folder = state().training.view->run.folder;
        user.Yield(6);
        user.WindowFocus("//Fine-tune");
        user.Yield(2);
        user.ItemClick("//Fine-tune/**/###Keep");
        EXPECT_EQ(state().training.view->decision, studio::Decision::Kept);
        wait_until_kept(user);
    });
    end_as_if_killed();
    drive([&](ImGuiTestContext& user) {
        wait_for_session(user);
        user.Yield(20);
        EXPECT_FALSE(state().training.view) << "it was answered";
        EXPECT_EQ(state().model.folder, folder);
    });
}

TEST_F(SessionTest, AModelFolderThatIsGoneIsToldAtTheStartAndWhileOpen) {
    const fs::path model = folder_ / "my model";
    fs::create_directories(model);
    fs::create_directories(workspace());
    write_file_atomically(workspace() / "settings.json", "{\"model\": \"" + model.string() + "\"}");
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        EXPECT_EQ(state().model.folder, model);
        fs::remove_all(model);
        state().session.look_in = 0;
        wait_for(user, "the message", [&] { return state().session.model_gone; });
        EXPECT_TRUE(told("is not there any more"));
        state().prompt.variations = 1;
        type_prompt(user, "a person bows");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().take()->status, studio::TakeStatus::Done) << "it is still in memory";
    });
    close();
    drive([&](ImGuiTestContext& user) {
        EXPECT_TRUE(told("my model, is not there"));
        wait_for(user, "the starter", [&] { return state().model.status == studio::ModelStatus::Ready; });
        EXPECT_NE(state().model.folder, model);
    });
}

}  // namespace
}  // namespace im::test

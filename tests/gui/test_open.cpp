// Opening and dropping files: each goes where it belongs.
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "app/studio/actions/model_actions.h"
#include "app/studio/state/session_snapshot.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "engine/io/scene_file.h"
#include "engine/store/workspace.h"
#include "gui_harness.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class OpenTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
        files_ = folder_ / "my files";
        fs::create_directories(files_);
    }

    fs::path walk(const char* name, int frames = 40) {
        save_clip(files_ / name, moving_figure(frames, [](int) { return 0.0; }), {});
        return files_ / name;
    }
    void drop(ImGuiTestContext& user, const std::vector<fs::path>& paths) {
        wait_for(user, "the model", [&] { return state().model.status != studio::ModelStatus::Loading; });
        app_->drop(paths);
        user.Yield(2);
        wait_for(
            user, "the files", [&] { return state().open.reading == 0; }, 90);
        user.Yield(2);
    }
    bool told(const std::string& part) {
        return std::any_of(state().toasts.begin(), state().toasts.end(), [&](const studio::Toast& toast) {
            return toast.text.find(part) != std::string::npos;
        });
    }
    void score(ImGuiTestContext& user, const char* caption) {
        user.ItemClick("//Clip/**/##caption");
        user.KeyCharsReplaceEnter(caption);
        wait_for(user, "the scores", [&] {
            return state().take()->opened && !state().take()->opened->scoring &&
                   (state().figure()->clip_id > 0 || !state().take()->opened->problem.empty());
        });
        user.Yield(2);
    }

    fs::path files_;
};

TEST_F(OpenTest, EveryFormatOfMotionBecomesATakeThatPlays) {
    std::vector<fs::path> files;
    for (const char* name : {"a.bvh", "b.fbx", "c.glb", "d.npy", "e.npz", "f.json"}) {
        files.push_back(walk(name));
    }
    drive([&](ImGuiTestContext& user) {
        drop(user, files);
        ASSERT_EQ(state().takes.size(), files.size());
        EXPECT_TRUE(told("Opened 6 files"));
        for (std::size_t i = 0; i < files.size(); ++i) {
            const studio::Take& take = state().takes[i];
            ASSERT_TRUE(take.opened);
            EXPECT_EQ(take.title(), files[i].filename().string());
            EXPECT_EQ(take.figures.at(0).clip.frame_count(), 40) << files[i];
        }
        EXPECT_EQ(state().shown_take, files.size() - 1);
        user.Yield(3);
        ASSERT_EQ(app_->scene().scene().figures.size(), 1u);
        EXPECT_FALSE(app_->scene().scene().figures[0].joints.empty());
        EXPECT_TRUE(state().playback.playing);
    });
}

TEST_F(OpenTest, CtrlOOpensAFileOfTheListOrAWholePath) {
    walk("list.bvh");
    const fs::path other = walk("other.npy");
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        state().settings.save_folder = files_.string();
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_O);
        user.Yield(3);
        wait_for(user, "the list", [&] { return state().open.entries.size() == 2; });
        user.SetRef("//Open");
        user.ItemClick("**/###entry list.bvh");
        user.ItemClick("###Open it");
        user.SetRef("");
        wait_for(user, "the file", [&] { return state().takes.size() == 1; });
        EXPECT_EQ(state().take()->title(), "list.bvh");

        user.MenuClick("//##MainMenuBar/File/Open ...");
        user.Yield(3);
        user.SetRef("//Open");
        user.ItemClick("##name");
        user.KeyCharsReplaceEnter(other.c_str());
        user.SetRef("");
        wait_for(user, "the file", [&] { return state().takes.size() == 2; });
        EXPECT_EQ(state().take()->title(), "other.npy");
    });
}

TEST_F(OpenTest, OneBadFileOfSeveralIsNamedAndTheOthersAreOpened) {
    std::ofstream(files_ / "broken.bvh") << "HIERARCHY\nROOT Hips\n{\n";
    std::ofstream(files_ / "broken.fbx") << "Kaydara FBX Binary  \x00\x1a";
    std::ofstream(files_ / "photo.png") << "png";
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person bows");
        press_generate(user);
        wait_until_done(user);
        drop(user, {files_ / "broken.bvh", walk("good.bvh"), files_ / "broken.fbx", files_ / "photo.png",
                    files_ / "nowhere.npy", walk("fine.npz")});
        EXPECT_EQ(state().takes.size(), 3u) << "what was there, and the two good ones";
        for (const char* name : {"broken.bvh", "broken.fbx", "photo.png", "nowhere.npy"}) {
            EXPECT_TRUE(told(name)) << name;
        }
        EXPECT_TRUE(told("Opened 2 files"));
        EXPECT_EQ(state().take()->title(), "fine.npz");
    });
}

TEST_F(OpenTest, AFolderOfMotionIsOpenedFileByFile) {
    walk("1.bvh");
    walk("2.npy");
    std::ofstream(files_ / "notes.md") << "no motion";
    drive([&](ImGuiTestContext& user) {
        drop(user, {files_});
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().takes[0].title(), "1.bvh");
        EXPECT_EQ(state().takes[1].title(), "2.npy");
    });
}

TEST_F(OpenTest, WhatWasGuessedInReadingIsShown) {
    MotionClip clip = moving_figure(30, [](int) { return 0.0; });
    save_clip(files_ / "no rate.npy", clip, {});
    drive([&](ImGuiTestContext& user) {
        drop(user, {files_ / "no rate.npy"});
        const std::vector<std::string> read = read_motion(files_ / "no rate.npy").warnings;
        ASSERT_TRUE(state().take()->opened);
        EXPECT_EQ(state().take()->opened->warnings, read);
    });
}

TEST_F(OpenTest, ATypedCaptionIsScoredAndTheClipIsRatedUnderIt) {
    std::int64_t id = 0;
    drive([&](ImGuiTestContext& user) {
        drop(user, {walk("walk.bvh", 60)});
        EXPECT_FALSE(state().figure()->reward);
        EXPECT_EQ(state().figure()->clip_id, 0) << "without words there is nothing to rate";
        user.ItemClick("//Clip/**/###Score");
        user.Yield(2);
        EXPECT_NE(state().take()->opened->problem, "") << "words are asked for";

        score(user, "a person walks forward");
        EXPECT_EQ(state().take()->opened->problem, "");
        ASSERT_TRUE(state().figure()->reward);
        ASSERT_TRUE(state().figure()->judge);
        EXPECT_LT(state().figure()->reward->distance, 2);
        EXPECT_EQ(state().take()->title(), "a person walks forward");
        user.ItemClick("//Clip/###star 4");
        EXPECT_EQ(state().figure()->rating, 4);
        id = state().figure()->clip_id;
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
    });
    close();
    const auto clip = Workspace(folder_ / "workspace").clip(id);
    ASSERT_TRUE(clip);
    EXPECT_EQ(clip->prompt, "a person walks forward");
    EXPECT_EQ(clip->rating, 4);
    EXPECT_EQ(clip->name, "walk");
    EXPECT_FALSE(clip->tokens.empty()) << "so that taste can be learnt of it";
}

TEST_F(OpenTest, ACaptionThatChangesLeavesNoUnratedClipBehind) {
    drive([&](ImGuiTestContext& user) {
        drop(user, {walk("walk.bvh", 60)});
        score(user, "a person walks");
        score(user, "a person strolls");
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
    });
    close();
    const auto clips = Workspace(folder_ / "workspace").clips();
    ASSERT_EQ(clips.size(), 1u);
    EXPECT_EQ(clips[0].prompt, "a person strolls");
}

TEST_F(OpenTest, AModelWithoutEncodersSaysThatItCannotScore) {
    fake_->scores = false;
    drive([&](ImGuiTestContext& user) {
        drop(user, {walk("walk.bvh", 60)});
        user.ItemClick("//Clip/**/##caption");
        user.KeyCharsReplaceEnter("a person walks");
        wait_for(user, "the reason", [&] { return !state().take()->opened->problem.empty(); });
        EXPECT_NE(state().take()->opened->problem.find("no encoders"), std::string::npos);
    });
}

TEST_F(OpenTest, AnOpenedClipStandsBesideWhatTheModelMakesOfItsCaption) {
    drive([&](ImGuiTestContext& user) {
        drop(user, {walk("walk.bvh", 60)});
        score(user, "a person walks");
        user.ItemClick("//Clip/**/###Generate the same");
        wait_until_done(user);
        wait_for(user, "the clip to be kept", [&] { return state().take()->figures[0].clip_id > 0; });
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().takes[1].request.prompt, "a person walks");
        user.ItemClick("//Clip/###Beside");
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        user.ItemClick(("###beside " + std::to_string(state().takes[0].job)).c_str());
        user.SetRef("");
        user.Yield(3);
        ASSERT_TRUE(state().preview.tenant<studio::SideBySide>());
        ASSERT_EQ(app_->scene().scene().figures.size(), 2u);
        EXPECT_EQ(state().preview.take()->figures[1].clip.frame_count(), 60);
        EXPECT_EQ(state().preview.take()->figures[0].clip.frame_count(),
                  state().takes[1].figures[0].clip.frame_count());
        user.ItemClick("//Clip/###Back");
        EXPECT_FALSE(state().preview.take());
        // Of one prompt, they can be compared blind as well.
        user.ItemClick("//Clip/###Compare");
        EXPECT_TRUE(state().preview.tenant<studio::BlindTest>());
    });
}

TEST_F(OpenTest, AnOpenedClipIsCleanedAndSavedLikeAGeneratedOne) {
    drive([&](ImGuiTestContext& user) {
        drop(user, {walk("walk.bvh", 60)});
        state().settings.save_folder = folder_.string();
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_S);
        user.Yield(3);
        EXPECT_EQ(state().save.name, "walk");
        user.SetRef("//Save clip");
        user.ItemClick("**/FBX");
        user.ItemClick("**/###Save");
        user.SetRef("");
        wait_for(user, "the file", [&] { return state().save.running == 0; });
        EXPECT_EQ(read_motion(folder_ / "walk.fbx").clip.frame_count(), 60);
    });
}

TEST_F(OpenTest, ARigAModelADataSetAndPromptsGoWhereTheyBelong) {
    const fs::path model = files_ / "model", data = files_ / "data";
    fs::create_directories(model);
    fs::create_directories(data / "texts");
    std::ofstream(model / "model.json") << "{}";
    std::ofstream(files_ / "prompts.txt") << "a person bows\n";
    MotionClip still = moving_figure(1, [](int) { return 0.0; });
    save_clip(files_ / "rig.bvh", still, {});
    std::string text = read_text(files_ / "rig.bvh");
    text.resize(text.find("MOTION"));
    write_file_atomically(files_ / "rig.bvh", text);
    drive([&](ImGuiTestContext& user) {
        drop(user, {model, data, files_ / "prompts.txt", files_ / "rig.bvh"});
        EXPECT_TRUE(state().takes.empty());
        EXPECT_EQ(state().lab.form.data, data.string());
        EXPECT_EQ(state().training.form.source, studio::PromptSource::File);
        EXPECT_EQ(state().training.form.file, (files_ / "prompts.txt").string());
        EXPECT_EQ(state().save.rig.file, (files_ / "rig.bvh").string());
        wait_for(user, "the rig", [&] { return !state().save.rig.reading; });
        EXPECT_NE(state().save.rig.as_read, nullptr) << state().save.rig.error;
        wait_for(user, "the model", [&] { return state().model.folder == tidy_folder(model.string()); });
        EXPECT_EQ(state().settings.models, std::vector<std::string>{tidy_folder(model.string()).string()});
        wait_for(user, "the lab", [&] { return !state().lab.busy(); });
    });
}

}  // namespace
}  // namespace im::test

// Saving clips, and what is kept between sessions.
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include <fmt/format.h>

#include "app/studio/actions/save_actions.h"
#include "app/studio/shell/native_dialog.h"
#include "engine/io/clip_io.h"
#include "gui_harness.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class SaveTest : public StudioTest {
  protected:
    void generate(ImGuiTestContext& user, int variations) {
        state().prompt.variations = variations;
        type_prompt(user, "a person walks forward");
        press_generate(user);
        wait_until_done(user);
    }

    void save(ImGuiTestContext& user, const char* button, const std::string& extension_label) {
        state().settings.save_folder = folder_.string();
        user.ItemClick(button);
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        user.ItemClick(("**/" + extension_label).c_str());
        user.ItemClick("**/###Save");
        wait_for(user, "the file", [&] { return state().save.running == 0; });
        user.SetRef("");
    }
};

TEST_F(SaveTest, SavesTheChosenClipAsNumPyAndItReadsBackTheSame) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        save(user, "//Clip/###Save clip", "NumPy");
        const fs::path file = folder_ / "a-person-walks-forward.npy";
        ASSERT_TRUE(fs::exists(file));
        const MotionClip back = load_clip(file);
        EXPECT_EQ(back.positions, state().figure()->clip.positions);
        ASSERT_FALSE(state().toasts.empty());
        EXPECT_NE(state().toasts.back().text.find(file.string()), std::string::npos);
    });
}

TEST_F(SaveTest, SavesAllVariationsAsNumberedBvhFiles) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 3);
        save(user, "//Clip/###Save all", "BVH");
        for (const char* name : {"a-person-walks-forward-01.bvh", "a-person-walks-forward-02.bvh",
                                 "a-person-walks-forward-03.bvh"}) {
            std::ifstream file(folder_ / name);
            std::string first;
            std::getline(file, first);
            EXPECT_EQ(first.substr(0, 9), "HIERARCHY") << name;
        }
    });
}

TEST_F(SaveTest, SavesFilesForAnimationProgramsWithABody) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        const auto beginning = [&](const char* extension) {
            std::ifstream file(folder_ / (std::string("a-person-walks-forward") + extension),
                               std::ios::binary);
            std::string bytes(18, '\0');
            file.read(bytes.data(), 18);
            return bytes;
        };
        save(user, "//Clip/###Save clip", "FBX");
        EXPECT_EQ(beginning(".fbx"), "Kaydara FBX Binary");
        save(user, "//Clip/###Save clip", "glTF");
        EXPECT_EQ(beginning(".glb").substr(0, 4), "glTF");
    });
}

TEST_F(SaveTest, CleanUpIsShownInTheViewportAndSaved) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 2);
        state().settings.save_folder = folder_.string();
        user.ItemClick("//Clip/###Save clip");
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        EXPECT_TRUE(state().save.cleaned.empty());
        user.ItemClick("**/Clean-up");
        user.ItemClick("**/In place");
        wait_for(user, "the preview", [&] { return state().save.cleaned.size() == 2; });
        const auto chosen = static_cast<std::size_t>(state().selected_figure);
        const MotionClip shown = state().save.cleaned[chosen];
        EXPECT_NE(shown.positions, state().take()->figures[chosen].clip.positions);
        user.ItemClick("**/NumPy");
        user.ItemClick("**/###Save");
        wait_for(user, "the file", [&] { return state().save.running == 0; });
        user.SetRef("");
        EXPECT_TRUE(state().save.cleaned.empty());
        EXPECT_EQ(load_clip(folder_ / "a-person-walks-forward.npy").positions, shown.positions);
        state().save.clean_up = {};
    });
}

TEST_F(SaveTest, SavesOnTheSkeletonThatIsChosen) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        state().save.format.skeleton = "mixamo";
        save(user, "//Clip/###Save clip", "BVH");
        std::ifstream file(folder_ / "a-person-walks-forward.bvh");
        std::string line;
        std::getline(file, line);
        std::getline(file, line);
        EXPECT_EQ(line, "ROOT mixamorig:Hips");
    });
}

TEST_F(SaveTest, AFolderThatIsGoneIsReportedAndNothingIsLost) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        state().save.folder = (folder_ / "missing").string();
        state().save.name = "clip";
        state().save.extension = ".npy";
        studio::save_clips(state(), services());
        wait_for(user, "the report", [&] { return state().save.running == 0; });
        ASSERT_FALSE(state().toasts.empty());
        EXPECT_EQ(state().toasts.back().kind, studio::Toast::Kind::Error);
        EXPECT_NE(state().toasts.back().text.find("missing"), std::string::npos)
            << state().toasts.back().text;
        EXPECT_EQ(state().takes.size(), 1u);
    });
}

TEST_F(SaveTest, AHalfTypedFolderIsToldWhereItIsTypedAndNotLogged) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        state().settings.save_folder = folder_.string();
        user.ItemClick("//Clip/###Save clip");
        user.Yield(2);
        user.SetRef("//$FOCUSED");
        user.ItemInputValue("**/##folder", (folder_ / "half ty").string().c_str());
        wait_for(user, "the reason", [&] { return state().save.error.find("half ty") != std::string::npos; });
        user.ItemInputValue("**/##folder", folder_.string().c_str());
        wait_for(user, "the folder", [&] { return state().save.error.empty(); });
        user.ItemClick("**/Cancel");
        user.SetRef("");
        for (const auto& line : state().log.lines) {
            EXPECT_LT(line.level, spdlog::level::warn) << line.text;
        }
    });
}

TEST_F(SaveTest, PromptsSettingsAndLayoutSurviveARestart) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person kneels");
        press_generate(user);
        wait_until_done(user);
        state().settings.scale = 1.25f;
        user.Yield(2);
    });
    close();
    EXPECT_TRUE(fs::exists(folder_ / "workspace/settings.json"));
    EXPECT_TRUE(fs::exists(folder_ / "workspace/history.json"));
    drive([&](ImGuiTestContext&) {
        EXPECT_FLOAT_EQ(state().settings.scale, 1.25f);
        ASSERT_FALSE(state().history.empty());
        EXPECT_EQ(state().history.front(), "a person kneels");
    });
}

TEST_F(SaveTest, DamagedWorkspaceFilesAreLeftAside) {
    fs::create_directories(folder_ / "workspace");
    std::ofstream(folder_ / "workspace/settings.json") << "{\"scale\": \"big\", \"samples\": 999999}";
    std::ofstream(folder_ / "workspace/history.json") << "[1, 2";
    std::ofstream(folder_ / "workspace/layout.ini") << "[Window][\xFF\xFE\n[Docking][Data]\nDockNode ID=zz";
    drive([&](ImGuiTestContext& user) {
        EXPECT_FLOAT_EQ(state().settings.scale, 0.0f) << "by the monitor's";
        EXPECT_LE(state().settings.samples, 8);
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.size(), 1u);
    });
}

TEST(NativeDialog, IsClosedWithTheStudioAndNotWaitedFor) {
    // A helper that nobody ever answers.
    const fs::path folder = fs::temp_directory_path() / fmt::format("im_gui_dialog_{}", getpid());
    fs::create_directories(folder);
    std::ofstream(folder / "zenity") << "#!/bin/sh\nexec sleep 60\n";
    fs::permissions(folder / "zenity", fs::perms::owner_all);
    const char* path = std::getenv("PATH");
    setenv("PATH", (folder.string() + ":" + (path ? path : "/usr/bin:/bin")).c_str(), 1);
    const auto begin = std::chrono::steady_clock::now();
    if (!studio::native_dialogs_available())
        GTEST_SKIP() << "looked for once, before this test changed the path";
    studio::ask_for_folder("/tmp");
    studio::ask_for_file("/tmp");
    EXPECT_FALSE(studio::take_chosen_folder());
    studio::close_native_dialogs();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    EXPECT_FALSE(studio::take_chosen_folder());
    studio::close_native_dialogs();  // none is open
    fs::remove_all(folder);
}

TEST(FileName, IsMadeOfTheFirstWords) {
    EXPECT_EQ(studio::file_name_of("A person walks, then waves!"), "a-person-walks-then-waves");
    EXPECT_EQ(studio::file_name_of("../../etc/passwd"), "etc-passwd");
    EXPECT_EQ(studio::file_name_of(" \n "), "clip");
    EXPECT_LE(studio::file_name_of(std::string(5000, 'a')).size(), 80u);
}

}  // namespace
}  // namespace im::test

// The library: every clip of the workspace found, looked at, played, saved, rated, deleted and brought back.
#include <cstdio>
#include <set>

#include <gmock/gmock.h>

#include "app/studio/actions/library_actions.h"
#include "engine/io/clip_io.h"
#include "engine/store/workspace.h"
#include "gui_harness.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class LibraryTest : public StudioTest {
  protected:
    Workspace workspace() const { return Workspace(folder_ / "workspace"); }
    studio::LibraryState& library() { return state().library; }

    /// Before the studio opens. Ids count from 1.
    void keep(const std::vector<ClipRecord>& clips) {
        Workspace store = workspace();
        store.together([&] {
            for (ClipRecord clip : clips) {
                clip.tokens = {1, 2, 3, 4, 5, 6};
                store.add_clip(clip);
            }
        });
    }
    void keep_four() {
        keep({{.prompt = "a person bows",
               .model = "fake",
               .tags = "polite",
               .made = 1,
               .judge = -1.0,
               .rating = 5},
              {.prompt = "a person jumps", .model = "fake", .made = 2, .judge = -0.2, .rating = 2},
              {.prompt = "a person jumps far", .model = "other", .made = 3, .judge = -2.0},
              {.prompt = "a person sits", .model = "fake", .name = "Chair", .made = 4}});
    }
    void show(ImGuiTestContext& user, std::size_t clips) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(6);
        user.WindowFocus("//Library");
        wait_for(user, "the clips", [&] { return library().found.size() == clips; });
        user.Yield(3);
    }
    std::vector<std::int64_t> listed() {
        std::vector<std::int64_t> ids;
        for (const std::size_t place : library().found) {
            ids.push_back(library().index[place].id);
        }
        return ids;
    }
    static std::string cell(int id) { return "//Library/**/###clip " + std::to_string(id); }
    void wait_for_disk(ImGuiTestContext& user) {
        wait_for(user, "the disk", [&] { return services().tasks.pending() == 0; });
        user.Yield();
    }
};

TEST_F(LibraryTest, ListsEveryClipOfTheWorkspaceWithAMovingPicture) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        EXPECT_THAT(listed(), ElementsAre(4, 3, 2, 1)) << "newest first";
        wait_for(user, "the pictures", [&] { return library().pictures.size() == 4; });
        const studio::ClipPicture* picture = library().pictures.find(1);
        ASSERT_NE(picture, nullptr);
        EXPECT_EQ(picture->frame_count(), 12) << "6 tokens are 24 frames, of which every second one is drawn";
        for (const glm::vec2& point : picture->points) {
            EXPECT_GE(std::min(point.x, point.y), 0);
            EXPECT_LE(std::max(point.x, point.y), 1);
        }
    });
}

TEST_F(LibraryTest, AGeneratedClipAppearsByItself) {
    drive([&](ImGuiTestContext& user) {
        show(user, 0);
        user.WindowFocus("//Prompt");
        type_prompt(user, "a person waves");
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the clip", [&] { return library().found.size() == 1; });
        EXPECT_EQ(library().index[0].prompt, "a person waves");
    });
}

TEST_F(LibraryTest, IsSearchedAndFilteredWhileOneTypes) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemClick("//Library/##search");
        user.KeyCharsReplace("JUMPS");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(3, 2));
        user.KeyCharsReplace("jumps other");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(3)) << "by its model";
        user.KeyCharsReplace("4+");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(1)) << "by its rating";
        user.KeyCharsReplace("nothing like it");
        user.Yield(2);
        EXPECT_TRUE(library().found.empty());
        user.ItemClick("//Library/###show all");
        user.Yield(2);
        EXPECT_EQ(library().found.size(), 4u);
        user.SetRef("//Library");
        user.ComboClick("##order/Best score first");
        user.SetRef("");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(2, 1, 3, 4));
        user.SetRef("//Library");
        user.ComboClick("##rating/Not rated");
        user.SetRef("");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(3, 4));
        user.SetRef("//Library");
        user.ComboClick("##model/other");
        user.SetRef("");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(3));
    });
}

TEST_F(LibraryTest, SeveralAreChosenAndPlayedTogether) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemClick(cell(4).c_str());
        EXPECT_THAT(library().chosen, ElementsAre(4));
        user.KeyDown(ImGuiMod_Ctrl);
        user.ItemClick(cell(1).c_str());
        user.KeyUp(ImGuiMod_Ctrl);
        EXPECT_THAT(library().chosen, ElementsAre(1, 4));
        user.KeyDown(ImGuiMod_Ctrl);
        user.ItemClick(cell(1).c_str());
        user.KeyUp(ImGuiMod_Ctrl);
        EXPECT_THAT(library().chosen, ElementsAre(4));
        user.ItemClick(cell(4).c_str());
        user.KeyDown(ImGuiMod_Shift);
        user.ItemClick(cell(2).c_str());
        user.KeyUp(ImGuiMod_Shift);
        EXPECT_THAT(library().chosen, ElementsAre(2, 3, 4)) << "all from there to here";
        user.ItemClick("//Library/###play");
        wait_for(user, "the take", [&] { return !state().takes.empty(); });
        const studio::Take& take = *state().take();
        ASSERT_EQ(take.figures.size(), 3u);
        EXPECT_EQ(take.figures[0].clip_id, 4);
        EXPECT_EQ(take.figures[0].name, "Chair");
        EXPECT_EQ(take.prompt_of(take.figures[2]), "a person jumps");
        EXPECT_EQ(take.figures[2].rating, 2);
        EXPECT_EQ(take.figures[0].clip.frame_count(), 24);
    });
}

TEST_F(LibraryTest, ADoubleClickPlaysAndARatingOfTheTakeIsSeenInTheLibrary) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemDoubleClick(cell(3).c_str());
        wait_for(user, "the take", [&] { return !state().takes.empty(); });
        user.Yield(2);
        EXPECT_EQ(state().take()->request.prompt, "a person jumps far");
        user.ItemClick("//Clip/###star 4");
        EXPECT_EQ(library().index.find(3)->rating, 4);
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(3)->rating, 4);
    });
}

TEST_F(LibraryTest, SeveralAreSavedTogetherAndEachFileSaysWhatItIs) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        state().settings.save_folder = folder_.string();
        user.ItemClick(cell(4).c_str());
        user.KeyDown(ImGuiMod_Shift);
        user.ItemClick(cell(3).c_str());
        user.KeyUp(ImGuiMod_Shift);
        user.ItemClick("//Library/###save");
        wait_for(user, "the dialog", [&] { return state().save.open; });
        user.Yield(3);
        user.SetRef("//$FOCUSED");
        user.ItemInputValue("**/##name", "set");
        user.ItemClick("**/NumPy");
        user.ItemClick("**/###Save");
        wait_for(user, "the files", [&] { return state().save.running == 0; });
        user.SetRef("");
        EXPECT_TRUE(fs::exists(folder_ / "set-01-chair.npy"));
        ASSERT_TRUE(fs::exists(folder_ / "set-02-a-person-jumps-far.npy"));
        EXPECT_EQ(load_clip(folder_ / "set-02-a-person-jumps-far.npy").frame_count(), 24);
        EXPECT_TRUE(state().takes.empty()) << "the viewport shows what it showed";
        EXPECT_EQ(state().save.clips, nullptr);
    });
}

TEST_F(LibraryTest, KeysRateWhatIsChosen) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemClick(cell(4).c_str());
        user.KeyDown(ImGuiMod_Shift);
        user.ItemClick(cell(3).c_str());
        user.KeyUp(ImGuiMod_Shift);
        user.KeyPress(ImGuiKey_4);
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(3)->rating, 4);
        EXPECT_EQ(workspace().clip(4)->rating, 4);
        EXPECT_EQ(workspace().clip(1)->rating, 5) << "was not chosen";
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(3)->rating, 0) << "one step back for both";
        EXPECT_EQ(workspace().clip(4)->rating, 0);
    });
}

TEST_F(LibraryTest, WhatIsDeletedLiesInTheTrashUntilItIsPutBackOrDeletedForGood) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemClick(cell(2).c_str());
        user.KeyPress(ImGuiKey_Delete);
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(4, 3, 1));
        wait_for_disk(user);
        EXPECT_TRUE(workspace().clip(2)->trashed);
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
        wait_for_disk(user);
        EXPECT_THAT(listed(), ElementsAre(4, 3, 2, 1));
        EXPECT_FALSE(workspace().clip(2)->trashed);
        user.KeyPress(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z);
        user.ItemClick("//Library/###trash");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(2));
        user.ItemClick(cell(2).c_str());
        user.ItemClick("//Library/###put back");
        user.Yield(2);
        EXPECT_TRUE(library().found.empty());
        user.ItemClick("//Library/###trash");
        user.Yield(2);
        EXPECT_THAT(listed(), ElementsAre(4, 3, 2, 1));

        user.ItemClick(cell(1).c_str());
        user.ItemClick("//Library/###delete");
        user.ItemClick("//Library/###trash");
        user.Yield(2);
        user.ItemClick(cell(1).c_str());
        user.ItemClick("//Library/###delete");
        user.Yield(2);
        user.ItemClick("//Delete for good/###Delete it");
        wait_for_disk(user);
        EXPECT_FALSE(workspace().clip(1).has_value());
        EXPECT_EQ(workspace().clip(2)->rating, 2) << "all else is as it was";
    });
    close();
    EXPECT_EQ(workspace().clips().size(), 3u);
}

TEST_F(LibraryTest, TheMenuOfAClipNamesIt) {
    keep_four();
    drive([&](ImGuiTestContext& user) {
        show(user, 4);
        user.ItemClick(cell(3).c_str(), ImGuiMouseButton_Right);
        user.Yield(2);
        user.ItemClick("//$FOCUSED/##name");
        user.KeyCharsReplace("Leap");
        user.Yield(2);
        wait_for_disk(user);
        EXPECT_EQ(workspace().clip(3)->name, "Leap");
        user.PopupCloseAll();
    });
}

TEST_F(LibraryTest, TenThousandClipsAreListedSearchedAndScrolledWithoutAHitch) {
    std::vector<ClipRecord> clips;
    for (int i = 1; i <= 10'000; ++i) {
        clips.push_back({.prompt = "a person does number " + std::to_string(i),
                         .model = "fake",
                         .made = static_cast<double>(i),
                         .judge = -(i % 100) / 50.0,
                         .rating = i % 6});
    }
    keep(clips);
    drive([&](ImGuiTestContext& user) {
        show(user, 10'000);
        EXPECT_LT(library().wanted.size() + library().pictures.size(), 200u) << "only those in sight";
        app_->restart_timing();
        user.ItemClick("//Library/##search");
        user.KeyCharsReplace("number 99");
        user.Yield(20);
        EXPECT_EQ(library().found.size(), 280u) << "numbers with 99 in them";
        user.KeyCharsReplace("");
        user.Yield(20);
        EXPECT_EQ(library().found.size(), 10'000u);
        for (int i = 0; i < 5; ++i) {
            user.ItemClick(cell(10'000).c_str());
            user.MouseWheelY(-40);
            user.Yield(2);
            user.MouseWheelY(400);
            user.Yield(2);
        }
        EXPECT_LE(library().pictures.size(), 600u);
        std::printf(
            "10,000 clips in the library: interface %.2f ms a frame at the 99th percentile, %.2f on "
            "average\n",
            app_->ui_times().percentile(0.99), app_->ui_times().mean());
    });
}

// Without a window.

TEST(ClipPicture, KeepsAFigureReadableThatWalksFar) {
    MotionClip clip;
    clip.joint_count = 22;
    for (int t = 0; t < 200; ++t) {
        for (int joint = 0; joint < 22; ++joint) {
            clip.positions.push_back({0.1f * static_cast<float>(t), 0.08f * static_cast<float>(joint), 0});
        }
    }
    const studio::ClipPicture picture = studio::picture_of(clip);
    EXPECT_EQ(picture.frame_count(), 100);
    EXPECT_DOUBLE_EQ(picture.fps, 10);
    EXPECT_LT(picture.aspect, 2) << "twenty metres are no strip of a hair's height";
    EXPECT_GT(picture.points[99 * 22].x, picture.points[0].x) << "and it still goes somewhere";
}

TEST(ClipPicture, OfAClipWithoutFramesIsEmpty) {
    EXPECT_EQ(studio::picture_of({}).frame_count(), 0);
    EXPECT_TRUE(studio::picture_bones(7).empty());
    EXPECT_EQ(studio::picture_bones(22).size(), 21u);
}

TEST(PictureCache, ForgetsWhatWasNotLookedAtForLongest) {
    studio::PictureCache cache(10);
    for (int i = 1; i <= 10; ++i) {
        cache.put(i, {});
    }
    EXPECT_NE(cache.find(1), nullptr);
    cache.put(11, {});
    EXPECT_LE(cache.size(), 10u);
    EXPECT_TRUE(cache.contains(1)) << "was looked at just now";
    EXPECT_FALSE(cache.contains(2));
    EXPECT_TRUE(cache.contains(11));
}

}  // namespace
}  // namespace im::test

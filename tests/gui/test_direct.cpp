// Prompts in a row, and edits of the shown clip.
#include <algorithm>
#include <fstream>

#include "app/studio/actions/direct_actions.h"
#include "app/studio/shell/action_table.h"
#include "direct_fixture.h"
#include "engine/core/files.h"
#include "engine/direct/scene_json.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/skeleton.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

TEST_F(DirectTest, TwoBlocksBecomeOneTakeOfBothLengths) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks forward", "a person waves"});
        ASSERT_EQ(direct().blocks.size(), 2u);
        direct().blocks[0].seconds = 3;
        direct().blocks[1].seconds = 2;
        make(user);
        ASSERT_TRUE(state().take());
        EXPECT_EQ(state().take()->title(), "a person walks forward | a person waves");
        EXPECT_EQ(state().figure()->clip.frame_count(), 100);
        const auto& blocks = state().take()->directed->blocks;
        ASSERT_EQ(blocks.size(), 2u);
        EXPECT_EQ(blocks[0].end, 60);
        EXPECT_EQ(blocks[1].begin, 60);
        wait_for(user, "the clip to be kept", [this] { return state().figure()->clip_id > 0; });
        user.ItemClick("//Clip/###star 4");
        EXPECT_EQ(state().figure()->rating, 4) << "it is a clip like any other";
    });
}

TEST_F(DirectTest, CtrlEnterInABlocksFieldMakesTheSequenceAndEscapeStopsIt) {
    fake_->milliseconds_per_token = 1500;  // longer than a frame, however slow
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person bows", "a person jumps"});
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Enter);
        user.Yield(2);
        ASSERT_TRUE(state().generating());
        EXPECT_EQ(state().takes.back().title(), "a person bows | a person jumps");
        user.ItemClick("//Direct/stop");
        wait_until_done(user);
        EXPECT_TRUE(state().takes.empty());
        EXPECT_EQ(direct().blocks.size(), 2u) << "nothing that was typed is lost";
        fake_->milliseconds_per_token = 0;
        make(user);
        EXPECT_EQ(state().takes.size(), 1u);
    });
}

TEST_F(DirectTest, ABlockIsDraggedLongerAndToAnotherPlace) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"first", "second", "third"});
        const float second = pixels_of(1, user);
        user.ItemDragWithDelta("//Direct/**/edge 1", ImVec2(2 * second, 0));
        ASSERT_TRUE(direct().blocks[0].seconds);
        EXPECT_NEAR(*direct().blocks[0].seconds, studio::kAutomaticSeconds + 2, 0.3);
        EXPECT_EQ(direct().chosen, 0u);
        user.ItemDragWithDelta("//Direct/**/block 1",
                               ImVec2(rect_of(user, "//Direct/**/ruler").GetWidth() / 2, 0));
        user.Yield(2);
        EXPECT_EQ(direct().blocks[0].prompt, "second");
        EXPECT_NE(direct().blocks[1].prompt, "second");
        user.KeyPress(kUndo);
        EXPECT_EQ(direct().blocks[0].prompt, "first");
        EXPECT_TRUE(direct().blocks[0].seconds) << "one step at a time";
        user.KeyPress(kUndo);
        EXPECT_FALSE(direct().blocks[0].seconds);
    });
}

TEST_F(DirectTest, WhatIsTypedIsOneEditOnceItsFieldIsLeft) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        EXPECT_EQ(state().edits.undo_title(), "adding of a block") << "the second field is not left yet";
        EXPECT_EQ(direct().blocks[1].prompt, "a person waves") << "it is there all the same";
        user.ItemClick("//Direct/**/block 1");
        user.Yield(2);
        EXPECT_EQ(state().edits.undo_title(), "prompt of block 2");
        EXPECT_EQ(state().edits.size(), 3u) << "a prompt, a block, a prompt";
        user.KeyPress(kUndo);
        EXPECT_EQ(direct().blocks[1].prompt, "");
        user.KeyPress(kUndo);
        user.KeyPress(kUndo);
        ASSERT_EQ(direct().blocks.size(), 1u);
        EXPECT_EQ(direct().blocks[0].prompt, "");
        user.KeyPress(kRedo);
        EXPECT_EQ(direct().blocks[0].prompt, "a person walks");
        user.KeyPress(kRedo);
        user.KeyPress(kRedo);
        EXPECT_EQ(direct().blocks[1].prompt, "a person waves");
        user.ItemClick("//Direct/**/##prompt");
        user.KeyPress(ImGuiKey_End);
        user.KeyChars(" twice");
        user.WindowFocus("//Log");  // in front of the panel
        user.Yield(2);
        EXPECT_EQ(state().edits.size(), 4u);
    });
}

TEST_F(DirectTest, BlocksAreSplitDuplicatedMovedAndDeletedByKeysAndButtons) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person sits down"});
        user.ItemClick("//Direct/**/block 1");
        user.KeyPress(ImGuiKey_S);
        ASSERT_EQ(direct().blocks.size(), 3u);
        EXPECT_EQ(direct().blocks[1].prompt, "a person walks");
        EXPECT_NEAR(*direct().blocks[0].seconds + *direct().blocks[1].seconds, studio::kAutomaticSeconds,
                    1e-9);
        user.ItemClick("//Direct/###right");
        user.ItemClick("//Direct/###right");
        EXPECT_EQ(direct().chosen, 2u);
        EXPECT_EQ(direct().blocks[1].prompt, "a person sits down");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_LeftArrow);
        EXPECT_EQ(direct().blocks[2].prompt, "a person sits down");
        user.ItemClick("//Direct/###duplicate");
        EXPECT_EQ(direct().blocks.size(), 4u);
        user.KeyPress(ImGuiKey_Delete);
        EXPECT_EQ(direct().blocks.size(), 3u);
        user.ItemClick("//Direct/###add");
        user.Yield(3);
        user.KeyChars("a person bows");
        EXPECT_EQ(direct().blocks[direct().chosen].prompt, "a person bows") << "the new one is typed in";
    });
}

TEST_F(DirectTest, BlocksSurviveARestart) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        direct().blocks[1].seconds = 2.5;
        direct().seed = 77;
        make(user);
        user.ItemClick("//Direct/**/block 1");
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        ASSERT_EQ(direct().blocks.size(), 2u);
        EXPECT_EQ(direct().blocks[0].prompt, "a person walks");
        EXPECT_FALSE(direct().blocks[0].seconds);
        EXPECT_EQ(direct().blocks[1].seconds, 2.5);
        EXPECT_EQ(direct().seed, 77u);
        EXPECT_EQ(direct().chosen, 0u);
        ASSERT_TRUE(state().take());
        ASSERT_TRUE(state().take()->directed);
        EXPECT_EQ(state().take()->directed->blocks.size(), 2u) << "where the blocks are in the clip";
    });
}

TEST_F(DirectTest, ASessionOfAStudioWithoutThePanelStillOpens) {
    const fs::path session = folder_ / "workspace/session";
    fs::create_directories(session);
    write_file_atomically(session / "session.json",
                          R"({"version": 1, "prompt": {"text": "a person jumps"}})");
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_EQ(state().prompt.text, "a person jumps");
        EXPECT_EQ(direct().blocks.size(), 1u);
    });
}

TEST_F(DirectTest, ThePlayHeadIsDraggedOverTheRuler) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        direct().blocks[0].seconds = direct().blocks[1].seconds = 3;
        make(user);
        user.Yield(2);
        const ImRect ruler = rect_of(user, "//Direct/**/ruler");
        user.MouseMoveToPos(ImVec2(ruler.Min.x + pixels_of(1, user), ruler.GetCenter().y));
        user.MouseDown();
        user.MouseMoveToPos(ImVec2(ruler.Min.x + pixels_of(4, user), ruler.GetCenter().y));
        user.MouseUp();
        EXPECT_FALSE(state().playback.playing);
        EXPECT_NEAR(state().playback.time, 4, 0.1);
        user.KeyPress(ImGuiKey_Space);
        EXPECT_TRUE(state().playback.playing);
    });
}

TEST_F(DirectTest, APartMadeAnewKeepsTheFramesOutsideAndUndoTakesItAway) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person walks forward");
        open_panel(user);
        const MotionClip before = state().figure()->clip;
        choose_span(user, 0.8, 1.6);
        const auto span = studio::chosen_span(state());
        ASSERT_TRUE(span);
        user.ItemClick("//Direct/##span prompt");
        user.KeyCharsReplace("a person jumps");
        user.ItemClick("//Direct/###anew");
        wait_until_done(user);
        EXPECT_EQ(direct().error, "");
        ASSERT_EQ(state().takes.size(), 2u);
        const MotionClip after = state().figure()->clip;
        ASSERT_EQ(after.frame_count(), before.frame_count());
        const int begin = static_cast<int>(std::lround(span->first * 20)),
                  end = static_cast<int>(std::lround(span->second * 20));
        bool changed = false;
        for (int t = 0; t < before.frame_count(); ++t) {
            const bool same =
                std::equal(before.frame(t).begin(), before.frame(t).end(), after.frame(t).begin());
            EXPECT_TRUE(same || (t >= begin && t < end)) << "frame " << t;
            changed = changed || !same;
        }
        EXPECT_TRUE(changed);
        EXPECT_TRUE(studio::chosen_span(state())) << "it may be made anew once more";
        user.WindowFocus("//Viewport");
        user.KeyPress(kUndo);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(largest_distance(state().figure()->clip, before), 0);
        user.KeyPress(kRedo);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(largest_distance(state().figure()->clip, after), 0);
    });
}

TEST_F(DirectTest, MirrorReverseTempoLoopAndTrimMakeTakesThatUndoTakesAway) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person walks forward");
        open_panel(user);
        const MotionClip before = state().figure()->clip;
        user.ItemClick("//Direct/###mirror");
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().take()->title(), "a person walks forward (mirrored)");
        EXPECT_LT(largest_distance(state().figure()->clip, mirror(before, humanml3d_skeleton())), 1e-6);
        EXPECT_EQ(state().edits.undo_title(), "edit of 'a person walks forward' (mirrored)");
        user.KeyPress(kUndo);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().take()->title(), "a person walks forward");
        user.ItemClick("//Direct/###reverse");
        wait_until_done(user);
        EXPECT_EQ(state().figure()->clip.frame(0)[0], before.frame(before.frame_count() - 1)[0]);
        user.KeyPress(kUndo);
        direct().tempo = 2;
        user.ItemClick("//Direct/###tempo button");
        wait_until_done(user);
        EXPECT_NEAR(state().figure()->clip.frame_count(), before.frame_count() / 2, 1);
        user.KeyPress(kUndo);
        user.ItemClick("//Direct/###loop");
        wait_until_done(user);
        EXPECT_GT(state().figure()->clip.frame_count(), before.frame_count());
        user.KeyPress(kUndo);
        choose_span(user, 0.5, 1.5);
        user.ItemClick("//Direct/###trim");
        wait_until_done(user);
        EXPECT_NEAR(state().figure()->clip.frame_count(), 20, 2);
        user.KeyPress(kUndo);
        user.ItemClick("//Direct/###onward");
        wait_until_done(user);
        EXPECT_EQ(state().takes.size(), 2u) << direct().error;
        state().prompt.text.clear();
        studio::perform(state(), services(), studio::find_action("take.reuse"));
        EXPECT_EQ(state().prompt.text, "a person walks forward");
    });
}

TEST_F(DirectTest, AnEditThatWasUndoneAndDoneAgainIsThereAfterARestart) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person walks forward");
        open_panel(user);
        const auto keep = [&] {
            state().session.look_in = 0;
            user.Yield(3);
            wait_for(user, "the session to be kept", [this] { return !state().session.saving; });
        };
        user.ItemClick("//Direct/###mirror");
        wait_until_done(user);
        keep();
        user.KeyPress(kUndo);
        keep();
        user.KeyPress(kRedo);
        keep();
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().takes[1].title(), "a person walks forward (mirrored)");
    });
}

TEST_F(DirectTest, WhatIsWrongIsSaidInThePanel) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemClick("//Direct/###Make");
        EXPECT_EQ(direct().error, "Type what the person does in a block, then press Make it.");
        EXPECT_TRUE(state().takes.empty());
        type_blocks(user, {"a person walks"});
        user.ItemClick("//Direct/###add");
        make(user);
        EXPECT_EQ(direct().error, "");
        ASSERT_EQ(direct().notices.size(), 1u);
        EXPECT_EQ(direct().notices[0], "block 2: no prompt; left out");
        fake_->fails_after_three_tokens = true;
        make(user);
        EXPECT_EQ(direct().error, kFakeFailure);
        EXPECT_EQ(state().prompt.error, "");
        EXPECT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(direct().blocks[0].prompt, "a person walks");
        fake_->fails_after_three_tokens = false;
        direct().blocks.assign(kBlocksMax, {"a person walks", 1.0});
        user.Yield(2);
        EXPECT_EQ(studio::why_not(state(), studio::find_action("direct.add")),
                  "A sequence has at most 2000 blocks.");
        EXPECT_EQ(studio::why_not(state(), studio::find_action("direct.anew")),
                  "No part of the clip is chosen: drag over it in the timeline.");
    });
}

TEST_F(DirectTest, AFailedEditLeavesTheShownClip) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person walks forward");
        generate_clips(user, "a person jumps");
        open_panel(user);
        user.ItemClick("//Direct/###mirror");
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 3u);
        state().shown_take = 0;
        fake_->fails_after_three_tokens = true;
        state().playback.time = 0.5;
        state().playback.playing = false;
        user.ItemClick("//Direct/###onward");
        wait_until_done(user);
        EXPECT_EQ(direct().error, kFakeFailure);
        EXPECT_EQ(state().takes.size(), 3u);
        EXPECT_EQ(state().take()->title(), "a person walks forward");
        EXPECT_EQ(state().playback.time, 0.5);
    });
}

TEST_F(DirectTest, ASceneIsSavedAndOpenedAgain) {
    const fs::path file = folder_ / "two.json";
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        direct().blocks[0].seconds = 3;
        direct().seed = 5;
        direct().scene_file = file.string();
        user.ItemClick("//Direct/###save scene");
        user.Yield(3);
        user.ItemClick("//$FOCUSED/###scene yes");
        wait_for(user, "the file", [&] { return fs::exists(file); });
        EXPECT_EQ(load_scene(file).figures.at(0).blocks.size(), 2u);
        direct().blocks = {{"something else"}};
        direct().chosen = 0;
        user.Yield(3);
        user.ItemClick("//Direct/###open scene");
        user.Yield(3);
        user.ItemClick("//$FOCUSED/###scene yes");
        wait_for(user, "the blocks", [&] { return direct().blocks.size() == 2; });
        EXPECT_EQ(direct().blocks[0].seconds, 3);
        EXPECT_EQ(direct().seed, 5u);
        user.KeyPress(kUndo);
        EXPECT_EQ(direct().blocks.at(0).prompt, "something else");
        std::ofstream(file) << "{\"format\": \"instructmotion sequence\", \"blocks\": 3}";
        user.ItemClick("//Direct/###open scene");
        user.Yield(3);
        user.ItemClick("//$FOCUSED/###scene yes");
        wait_for(user, "the reason", [&] { return !direct().error.empty(); });
        EXPECT_NE(direct().error.find("blocks: expected a list"), std::string::npos) << direct().error;
        EXPECT_EQ(direct().blocks.at(0).prompt, "something else") << "nothing is lost";
    });
}

TEST_F(DirectTest, ASequencesTakeGivesItsBlocksBack) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        make(user);
        direct().blocks = {{"something else"}};
        studio::perform(state(), services(), studio::find_action("take.reuse"));
        ASSERT_EQ(direct().blocks.size(), 2u);
        EXPECT_EQ(direct().blocks[1].prompt, "a person waves");
    });
}

/// With the model that comes with the program.
class RealDirectTest : public DirectTest {
  protected:
    studio::StudioParts parts() override {
        return {.open_model = [](const fs::path& folder) {
            return load_model_folder(folder, {.device = "cpu", .threads = 1});
        }};
    }
};

TEST_F(RealDirectTest, TheStarterMakesASequenceAndAPartOfItAnew) {
    open({.model_folder = default_model_folder(),
          .device = "cpu",
          .threads = 1,
          .workspace = folder_ / "workspace"});
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks forward", "a person waves with the right hand"});
        direct().blocks[0].seconds = 3;
        direct().best_of = 2;
        user.ItemClick("//Direct/###Make");
        wait_for(
            user, "the sequence", [&] { return !state().generating(); }, 120);
        ASSERT_TRUE(state().take() && state().take()->directed) << direct().error;
        ASSERT_EQ(state().take()->directed->blocks.size(), 2u);
        EXPECT_EQ(state().take()->directed->blocks[0].end, 60);
        EXPECT_TRUE(state().take()->directed->blocks[0].reward) << "the best of two was kept";
        const MotionClip before = state().figure()->clip;
        choose_span(user, 1, 2);
        user.ItemClick("//Direct/###anew");
        wait_for(
            user, "the new part", [&] { return !state().generating(); }, 120);
        ASSERT_EQ(direct().error, "");
        ASSERT_EQ(state().takes.size(), 2u);
        const MotionClip& after = state().figure()->clip;
        ASSERT_EQ(after.frame_count(), before.frame_count());
        for (const int t : {0, 10, 18, 42, 60, before.frame_count() - 1}) {
            EXPECT_TRUE(std::equal(before.frame(t).begin(), before.frame(t).end(), after.frame(t).begin()));
        }
        EXPECT_GT(largest_distance(after, before), 0.001);
    });
}

}  // namespace
}  // namespace im::test

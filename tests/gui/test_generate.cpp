// Typing a prompt, generating, playing, stopping.
#include <algorithm>

#include "app/studio/actions/take_actions.h"
#include "gui_harness.h"

namespace im::test {
namespace {

using studio::TakeStatus;

TEST_F(StudioTest, OpensWithASamplePromptAndLoadsTheModelByItself) {
    drive([&](ImGuiTestContext& user) {
        EXPECT_FALSE(state().prompt.text.empty());
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        EXPECT_EQ(state().model.info.name, "fake");
    });
}

TEST_F(StudioTest, GeneratesWhatWasTyped) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person turns around");
        press_generate(user);
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 1u);
        const studio::Take& take = state().takes.front();
        EXPECT_EQ(take.status, TakeStatus::Done);
        EXPECT_EQ(take.request.prompt, "a person turns around");
        ASSERT_EQ(take.figures.size(), 1u);
        EXPECT_EQ(take.figures[0].clip.frame_count(), 48);
        EXPECT_EQ(state().history.front(), "a person turns around");
    });
}

TEST_F(StudioTest, CtrlEnterGeneratesWhileTyping) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person bows");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Enter);
        wait_for(user, "a take", [&] { return state().takes.size() == 1; });
        wait_until_done(user);
        EXPECT_EQ(state().takes.front().request.prompt, "a person bows");
    });
}

TEST_F(StudioTest, PlaysWhileTheRestIsStillBeingGenerated) {
    fake_->milliseconds_per_token = 120;
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_for(user, "motion before the end",
                 [&] { return state().generating() && state().playback.time > 0.2; });
        EXPECT_LE(state().playback.time, state().take()->ready_seconds() + 1e-9);
        wait_until_done(user);
    });
}

TEST_F(StudioTest, StopKeepsWhatWasGenerated) {
    fake_->milliseconds_per_token = 400;  // far longer than the click can take
    fake_->tokens = 40;
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_for(user, "first frames",
                 [&] { return state().take() && state().take()->ready_seconds() > 0.3; });
        user.ItemClick("//Prompt/###Stop");
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().takes.front().status, TakeStatus::Stopped);
        EXPECT_GT(state().takes.front().figures[0].clip.frame_count(), 4);
        EXPECT_LT(state().takes.front().figures[0].clip.frame_count(), 160);
        EXPECT_EQ(state().prompt.error, "");
        // and the next one works
        fake_->milliseconds_per_token = 0;
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().status, TakeStatus::Done);
    });
}

TEST_F(StudioTest, AnErrorOfTheGeneratorIsShownInThePanelAndTheStudioLivesOn) {
    fake_->fails_after_three_tokens = true;
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().prompt.error, kFakeFailure);
        fake_->fails_after_three_tokens = false;
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().prompt.error, "");
        EXPECT_EQ(state().takes.back().status, TakeStatus::Done);
    });
}

TEST_F(StudioTest, AModelThatCannotBeLoadedIsNamed) {
    fake_->load_fails = true;
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the failure", [&] { return state().model.status == studio::ModelStatus::Failed; });
        press_generate(user);
        EXPECT_NE(state().prompt.error.find("expected 12 bytes, found 3"), std::string::npos)
            << state().prompt.error;
        EXPECT_TRUE(state().takes.empty());
    });
}

TEST_F(StudioTest, WhatOfThePromptIsNotHeardIsSaidWhileItIsTyped) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person does not walk");
        user.Yield(2);
        ASSERT_EQ(state().prompt.warnings.size(), 1u);
        EXPECT_NE(state().prompt.warnings[0].find("\"does not walk\""), std::string::npos);
        type_prompt(user, "a person stands still");
        user.Yield(2);
        EXPECT_TRUE(state().prompt.warnings.empty());
    });
}

TEST_F(StudioTest, AnEmptyPromptIsAskedFor) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "   ");
        press_generate(user);
        EXPECT_FALSE(state().prompt.error.empty());
        EXPECT_TRUE(state().takes.empty());
    });
}

TEST_F(StudioTest, ALockedSeedStaysAndAnOpenOneChanges) {
    drive([&](ImGuiTestContext& user) {
        user.ItemClick("//Prompt/###lock");
        press_generate(user);
        wait_until_done(user);
        press_generate(user);
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 2u);
        EXPECT_EQ(state().takes[0].request.seed, state().takes[1].request.seed);
        user.ItemClick("//Prompt/###lock");
        press_generate(user);
        wait_until_done(user);
        EXPECT_NE(state().takes[1].request.seed, state().takes[2].request.seed);
    });
}

TEST_F(StudioTest, FourVariationsStandSideBySideAndCanBeChosen) {
    drive([&](ImGuiTestContext& user) {
        user.ItemInputValue("//Prompt/##variations", 4);
        press_generate(user);
        wait_until_done(user);
        ASSERT_EQ(state().take()->figures.size(), 4u);
        const auto& figures = app_->scene().scene().figures;
        ASSERT_EQ(figures.size(), 4u);
        EXPECT_GT(figures[1].joints[0].x - figures[0].joints[0].x, 1.0f);
        user.ItemClick("//Clip/###variation 3");
        EXPECT_EQ(state().selected_figure, 2);
        user.Yield(2);
        EXPECT_TRUE(app_->scene().scene().figures[2].selected);
    });
}

TEST_F(StudioTest, ClickingAFigureChoosesIt) {
    drive([&](ImGuiTestContext& user) {
        user.ItemInputValue("//Prompt/##variations", 3);
        press_generate(user);
        wait_until_done(user);
        user.ItemClick("**/###play");  // a figure that stands still is easier to hit
        for (int i = 0; i < 60; ++i) {
            user.Yield();  // the camera glides to all three
        }
        const studio::ViewportScene& scene = app_->scene();
        const auto pixel = scene.camera().project(scene.scene().figures[2].joints[6], scene.size());
        ASSERT_TRUE(pixel);
        const ImGuiTestItemInfo picture = user.ItemInfo("//Viewport/picture");
        user.MouseMoveToPos(picture.RectFull.Min + ImVec2(pixel->x, pixel->y));
        user.MouseClick();
        EXPECT_EQ(state().selected_figure, 2);
    });
}

TEST_F(StudioTest, ScrubbingMovesThePlayHead) {
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_until_done(user);
        user.MouseMove("//Viewport/scrub");
        user.MouseClick();
        const double total = state().take()->ready_seconds();
        EXPECT_NEAR(state().playback.time, total / 2, total * 0.05);
        EXPECT_FALSE(state().playback.playing);
        const double before = state().playback.time;
        user.KeyPress(ImGuiKey_RightArrow);
        EXPECT_GT(state().playback.time, before);
        EXPECT_LE(state().playback.time, before + 0.0501);
        user.KeyPress(ImGuiKey_Space);
        EXPECT_TRUE(state().playback.playing);
    });
}

TEST_F(StudioTest, ALongPromptIsTakenWhole) {
    std::string words;
    for (int i = 0; i < 10'000; ++i) {
        words += "word ";
    }
    drive([&](ImGuiTestContext& user) {
        state().prompt.text = words;  // as if pasted
        user.Yield(3);
        user.ItemClick("//Prompt/##text");
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_End);
        user.KeyChars("end");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().take()->request.prompt, words + "end");
        EXPECT_EQ(state().takes.back().status, TakeStatus::Done);
    });
}

TEST_F(StudioTest, EmojiAndOtherScriptsSurviveTyping) {
    const std::string prompt = "a person dances \xF0\x9F\x95\xBA \xE8\xB7\xB3\xE8\x88\x9E";
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, prompt);
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().take()->request.prompt, prompt);
    });
}

TEST_F(StudioTest, EscapeDoesNotTakeBackWhatWasTyped) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person juggles");
        user.KeyPress(ImGuiKey_Escape);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, "a person juggles");
    });
}

TEST_F(StudioTest, TheInterfaceTakesLittleProcessorTimeWhileSixteenFiguresStream) {
    fake_->milliseconds_per_token = 20;
    fake_->tokens = 49;
    drive([&](ImGuiTestContext& user) {
        state().prompt.variations = 16;
        press_generate(user);
        wait_until_done(user);
    });
    for (int i = 0; i < 30; ++i) {
        app_->frame();
    }
    EXPECT_LT(app_->ui_times().percentile(0.99), 4.0);
    RecordProperty("ui_ms_p99", std::to_string(app_->ui_times().percentile(0.99)));
}

TEST_F(StudioTest, AnEarlierPromptIsUsedAgain) {
    drive([&](ImGuiTestContext& user) {
        type_prompt(user, "a person jumps");
        press_generate(user);
        wait_until_done(user);
        type_prompt(user, "a person sits down");
        press_generate(user);
        wait_until_done(user);
        const std::uint64_t seed = state().takes[0].request.seed;
        studio::reuse_take(state(), state().takes[0]);
        user.Yield(2);
        EXPECT_EQ(state().prompt.text, "a person jumps");
        EXPECT_EQ(state().prompt.seed, seed);
        EXPECT_TRUE(state().prompt.seed_locked);
    });
}

TEST_F(StudioTest, ClosingWhileGeneratingStopsTheWorker) {
    fake_->milliseconds_per_token = 20;
    fake_->tokens = 1000;
    drive([&](ImGuiTestContext& user) {
        press_generate(user);
        wait_for(user, "the generation to begin", [&] { return fake_->running == 1; });
    });
    const auto begin = std::chrono::steady_clock::now();
    close();
    EXPECT_EQ(fake_->running, 0);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

}  // namespace
}  // namespace im::test

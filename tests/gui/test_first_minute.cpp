// A newcomer's first minute: prompts to click, five steps, and panels that say what to do next.
#include <gtest/gtest.h>
#include <imgui_internal.h>

#include "app/studio/panels/panels.h"
#include "engine/vocabulary/sample_prompts.h"
#include "gui_harness.h"
#include "tests/support/small_vocabulary.h"

namespace im::test {
namespace {

class FirstMinuteTest : public StudioTest {
  protected:
    FirstMinuteTest() { fake_->reader = small_reader(); }
    void wait_for_model(ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(8);
    }
};

TEST_F(FirstMinuteTest, AClickOnASamplePromptGeneratesIt) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        const auto samples = sample_prompts(*state().model.reader->vocabulary(), 6);
        ASSERT_GE(samples.size(), 2u);
        user.ItemClick("//Viewport/###sample 2");
        wait_until_done(user);
        ASSERT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(state().takes[0].request.prompt, samples[1]);
        user.Yield(2);
        EXPECT_FALSE(user.ItemExists("//Viewport/###sample 1")) << "the movement has their place now";
    });
}

TEST_F(FirstMinuteTest, AModelWithoutVocabularyOffersNone) {
    fake_->reader = nullptr;
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        EXPECT_FALSE(user.ItemExists("//Viewport/###sample 1"));
    });
}

TEST_F(FirstMinuteTest, FiveStepsComeUpOnceAndLeadFromPanelToPanel) {
    tour_ = true;
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        ASSERT_TRUE(state().tour.open);
        const char* const panels[] = {studio::kPromptPanel.title, studio::kViewportPanel.title,
                                      studio::kClipPanel.title, studio::kFinetunePanel.title,
                                      studio::kModelsPanel.title};
        for (int step = 0; step < 5; ++step) {
            EXPECT_EQ(state().tour.step, step);
            const ImGuiWindow* panel = ImGui::FindWindowByName(panels[step]);
            ASSERT_TRUE(panel);
            EXPECT_TRUE(panel->Active && !panel->Hidden) << panels[step] << " is in front";
            const ImRect card = ImGui::FindWindowByName("Tour")->Rect();
            EXPECT_TRUE(ImRect(ImVec2(0, 0), ImGui::GetIO().DisplaySize).Contains(card));
            user.ItemClick("//Tour/###Next");
            user.Yield(4);
        }
        EXPECT_FALSE(state().tour.open);
        EXPECT_TRUE(state().settings.tour_seen);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        EXPECT_FALSE(state().tour.open) << "once is enough";
        user.MenuClick("//##MainMenuBar/Help/Five steps to begin with");
        user.Yield(3);
        EXPECT_TRUE(state().tour.open);
    });
}

TEST_F(FirstMinuteTest, TheStepsCanBeSkippedAndDoNotComeBack) {
    tour_ = true;
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        user.ItemClick("//Tour/###Next");
        user.Yield(3);
        user.ItemClick("//Tour/###Back");
        user.Yield(3);
        EXPECT_EQ(state().tour.step, 0);
        user.ItemClick("//Tour/###Skip");
        user.Yield(3);
        EXPECT_FALSE(state().tour.open);
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.size(), 1u) << "nothing stands in the way";
    });
    close();
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        EXPECT_FALSE(state().tour.open);
    });
}

TEST_F(FirstMinuteTest, ThePromptLabComposesFromTheModelsOwnCaptionsWithoutAFolder) {
    drive([&](ImGuiTestContext& user) {
        wait_for_model(user);
        user.WindowFocus("//Prompt lab");
        user.Yield(3);
        EXPECT_TRUE(state().lab.form.data.empty());
        user.ItemClick("//Prompt lab/###Read captions");
        wait_for(
            user, "the captions", [this] { return state().lab.pool.has_value() && !state().lab.busy(); }, 60);
        EXPECT_GT(state().lab.pool->captions, 0);
        EXPECT_EQ(state().lab.error, "");
    });
}

}  // namespace
}  // namespace im::test

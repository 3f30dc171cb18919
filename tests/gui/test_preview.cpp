// Whose the viewport is.
#include <gtest/gtest.h>

#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/training_actions.h"
#include "gui_harness.h"

namespace im::test {
namespace {

using studio::BlindTest;
using studio::GuardGallery;
using studio::LabPreview;
using studio::PreviewStage;
using studio::Take;

Take take_of(const char* prompt) {
    Take take;
    take.request.prompt = prompt;
    return take;
}

TEST(PreviewStage, IsNobodysAtFirst) {
    const PreviewStage stage;
    EXPECT_EQ(stage.take(), nullptr);
    EXPECT_EQ(stage.tenant<GuardGallery>(), nullptr);
    EXPECT_EQ(stage.tenant<BlindTest>(), nullptr);
    EXPECT_EQ(stage.tenant<LabPreview>(), nullptr);
}

TEST(PreviewStage, WhoMovesInTakesThePlaceOfWhoWasThereAndOfWhatWasShown) {
    PreviewStage stage;
    stage.move_in(BlindTest{.prompt = "a person bows"});
    stage.show(take_of("a person bows"));
    ASSERT_NE(stage.take(), nullptr);
    GuardGallery& gallery = stage.move_in(GuardGallery{.prompt = 2});
    EXPECT_EQ(stage.tenant<GuardGallery>(), &gallery);
    EXPECT_EQ(stage.tenant<BlindTest>(), nullptr);
    EXPECT_EQ(stage.take(), nullptr) << "its clips are not there yet";
    stage.clear();
    EXPECT_EQ(stage.tenant<GuardGallery>(), nullptr);
}

class PreviewTest : public StudioTest {};

TEST_F(PreviewTest, AGuardPromptEndsABlindTestAndTheBlindTestsKeysWithIt) {
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status != studio::ModelStatus::Loading; });
        state().prompt.variations = 2;
        type_prompt(user, "a person walks forward");
        press_generate(user);
        wait_until_done(user);
        wait_for(user, "the clips to be kept", [this] { return studio::comparable_clips(state()) == 2; });
        state().training.form.typed = "a person bows";
        studio::start_training(state(), services());
        wait_for(user, "the run's end",
                 [this] { return state().training.view && state().training.view->ended; });
        studio::begin_blind_test(state(), services());
        ASSERT_TRUE(state().preview.tenant<BlindTest>());
        studio::show_guard_prompt(state(), services(), 1);
        EXPECT_FALSE(state().preview.tenant<BlindTest>());
        wait_for(user, "its clips", [this] { return state().preview.take() != nullptr; });
        EXPECT_EQ(state().preview.take()->request.prompt, "a person bows");
        studio::close_preview(state(), services());
        EXPECT_EQ(state().take(), &state().takes.back()) << "back to the user's own clips";
    });
}

}  // namespace
}  // namespace im::test

// Two models side by side.
#include "app/studio/actions/evaluation_actions.h"
#include "gui_harness.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class CompareTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        write_tiny_model(other());  // the list of models reads the disk
    }
    fs::path workspace() const { return folder_ / "workspace"; }
    fs::path other() const { return workspace() / "models/other"; }
    void open_panel(ImGuiTestContext& user) {
        wait_for(user, "the models", [this] {
            return state().model.status != studio::ModelStatus::Loading && state().models.models.size() > 1;
        });
        user.Yield(6);
        user.WindowFocus("//Evaluate");
        user.ItemClick("//Evaluate/view/Compare");
        user.ItemClick("//Evaluate/texts/Typed");
        state().evaluation.form.typed = "a person walks\na person bows\na person jumps";
        user.Yield(2);
    }
    void compare(ImGuiTestContext& user) {
        user.ItemClick("//Evaluate/###Compare them");
        wait_for(user, "both models' clips",
                 [this] { return state().evaluation.comparison && state().preview.take() != nullptr; });
        user.Yield(2);
    }
    studio::ComparisonShown& shown() { return *state().evaluation.comparison; }
};

TEST_F(CompareTest, BlindNamesAreHiddenSidesShuffledAndChoicesGoToTheRightModel) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        compare(user);
        const auto sides = shown().comparison.request.models;
        EXPECT_EQ(sides[1], tidy_folder(state().model.folder));
        EXPECT_EQ(sides[0], other());
        ASSERT_EQ(state().preview.take()->figures.size(), 2u);
        EXPECT_EQ(state().preview.take()->figures[0].label, "A");
        EXPECT_EQ(state().preview.take()->figures[1].label, "B");
        for (int i = 0; i < 2; ++i) {  // whoever is the first model, wherever it stands
            const bool left = studio::stands_left(shown(), 0);
            user.ItemClick(left ? "//Evaluate/###left is better" : "//Evaluate/###right is better");
        }
        user.ItemClick("//Evaluate/###neither");
        EXPECT_TRUE(shown().done());
        EXPECT_FALSE(state().preview.take()) << "one's own clips are there again";
        EXPECT_EQ(shown().tally().first, 2);
        EXPECT_EQ(shown().tally().second, 0);
        EXPECT_EQ(shown().tally().same, 1);
        wait_for(user, "the choices on disk", [&] { return services().tasks.pending() == 0; });
        EXPECT_EQ(
            tally_of(EvaluationWorker::choices_file(workspace()), {sides[0].string(), sides[1].string()})
                .first,
            2);
    });
}

TEST_F(CompareTest, WithNamesEachStandsOnItsOwnSide) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemUncheck("//Evaluate/##blind");
        compare(user);
        EXPECT_EQ(state().preview.take()->figures[0].label, shown().comparison.request.names[0]);
        EXPECT_EQ(state().preview.take()->request.prompt, "a person walks");
        user.ItemClick("//Evaluate/###right is better");
        EXPECT_EQ(shown().tally().second, 1);
        EXPECT_EQ(state().preview.take()->request.prompt, "a person bows");
    });
}

TEST_F(CompareTest, EarlierChoicesOfTheTwoAreCountedIn) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        compare(user);
        user.ItemClick("//Evaluate/###left is better");
        wait_for(user, "the choice on disk", [&] { return services().tasks.pending() == 0; });
        user.ItemClick("//Evaluate/###End comparison");
        EXPECT_FALSE(state().evaluation.comparison);
        compare(user);
        EXPECT_EQ(shown().before.decided(), 1);
    });
}

TEST_F(CompareTest, AnotherPreviewTakesTheStageAndThePairCanBeShownAgain) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        compare(user);
        user.ItemClick("//Viewport/**/###close preview");
        EXPECT_FALSE(state().preview.take());
        user.ItemClick("//Evaluate/###Show again");
        EXPECT_TRUE(state().preview.take());
    });
}

TEST_F(CompareTest, OneModelCannotBeComparedWithItself) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        state().evaluation.form.sides = {other(), other()};
        user.ItemClick("//Evaluate/###Compare them");
        EXPECT_EQ(state().evaluation.form.error, "Choose two different models.");
    });
}

}  // namespace
}  // namespace im::test

// Fine-tuning in the studio for real: PPO on a model of a few kilobytes.
#include "app/studio/actions/training_actions.h"
#include "gui_harness.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

class RealTrainingTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        write_tiny_model(base());
        write_tiny_encoders(base());
    }
    studio::StudioParts parts() override {
        return {.open_model = [](const std::filesystem::path& folder) {
            return load_model_folder(folder, {.device = "cpu", .threads = 1});
        }};
    }
    std::filesystem::path base() const { return folder_ / "base"; }
};

TEST_F(RealTrainingTest, ARunLearnsIsKeptAndGenerates) {
    open({.model_folder = base(), .device = "cpu", .threads = 1, .workspace = folder_ / "workspace"});
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the defaults", [&] { return services().tasks.pending() == 0; });
        auto& form = state().training.form;
        form.typed = "a person crawls\na person hops\na person kneels\na person spins";
        form.settings.at<std::int64_t>("iterations") = 2;
        form.settings.at<std::int64_t>("rollout.sequences") = 8;
        form.settings.at<std::int64_t>("update.mini_batch") = 4;
        form.settings.at<std::int64_t>("advantage.critic_warm_up") = 0;
        form.settings.at<double>("lora.learning_rate") = 0.01;
        form.settings.at<std::int64_t>("guard.every") = 2;
        form.settings.at<bool>("guard.stop") = false;
        user.WindowFocus("//Fine-tune");
        user.Yield(20);  // what a run takes is looked up, and the rows below it move
        user.ItemClick("//Fine-tune/###Start");
        wait_for(
            user, "the run to end", [&] { return state().training.view && state().training.view->ended; },
            120);
        ASSERT_TRUE(state().training.view && state().training.view->ended);
        const studio::TrainingView& view = *state().training.view;
        ASSERT_EQ(view.ended->outcome, TrainingOutcome::Completed) << view.ended->message;
        EXPECT_EQ(view.curves.iteration, (std::vector<double>{1, 2}));
        EXPECT_EQ(view.looks.size(), 2u);
        EXPECT_GT(view.curves.kl.back(), 0);
        EXPECT_TRUE(view.looks.front().has_judge);

        user.ItemClick("//Fine-tune/**/###guard 0");
        wait_for(user, "before and after",
                 [&] { return state().preview.take() && state().preview.take()->figures.size() == 2; });
        EXPECT_GT(state().preview.take()->figures[1].clip.frame_count(), 0);

        studio::keep_run(
            state(),
            services());  // by chance nothing may be better than the base, and the button is then not there
        wait_for(user, "the new model", [&] {
            return state().model.status == studio::ModelStatus::Ready &&
                   state().model.info.folder == view.run.folder;
        });
        user.WindowFocus("//Prompt");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().status, studio::TakeStatus::Done) << state().prompt.error;
        EXPECT_LT(app_->ui_times().percentile(0.99), 4.0) << "the interface's own milliseconds a frame";
    });
}

}  // namespace
}  // namespace im::test

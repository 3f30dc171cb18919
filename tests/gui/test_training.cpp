// Fine-tuning in the studio, on runs that only pretend to learn. Over 450 lines: stories of one panel, on one fixture.
#include <fstream>

#include <nlohmann/json.hpp>

#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/training_actions.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/store/workspace.h"
#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_folder.h"
#include "gui_harness.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using studio::Decision;

class TrainingTest : public StudioTest {
  protected:
    void open_panel(ImGuiTestContext& user) {
        wait_for(user, "the panels to be in their places",
                 [this] { return state().model.status != studio::ModelStatus::Loading; });
        user.Yield(6);
        user.WindowFocus("//Fine-tune");
        user.Yield(2);
    }
    void start(ImGuiTestContext& user,
               const std::string& prompts = "a person crawls\na person hops on one leg") {
        open_panel(user);
        state().training.form.typed = prompts;
        user.ItemClick("//Fine-tune/###Start");
    }
    void wait_until_ended(ImGuiTestContext& user) {
        wait_for(user, "the run to end",
                 [this] { return state().training.view && state().training.view->ended; });
        wait_for(user, "the worker to be idle", [this] { return !state().training.active(); });
        user.Yield(2);
    }
    void wait_for_looks(ImGuiTestContext& user, std::size_t count) {
        wait_for(user, "looks of the guard",
                 [&] { return state().training.view && state().training.view->looks.size() >= count; });
    }
    const studio::TrainingView& view() {
        static const studio::TrainingView none;
        return state().training.view ? *state().training.view : none;
    }
    fs::path workspace() const { return folder_ / "workspace"; }
};

TEST_F(TrainingTest, LearnsTheTypedPromptsAndDrawsTheCurves) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemClick("//Fine-tune/##typed");
        user.KeyCharsReplace("a person crawls");
        user.ItemClick("//Fine-tune/###Start");
        wait_until_ended(user);
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Completed);
        EXPECT_EQ(view().run.name, "a-person-crawls");
        EXPECT_EQ(view().curves.iteration, (std::vector<double>{1, 2, 3, 4, 5, 6}));
        EXPECT_NEAR(view().curves.reward.back(), -1.4, 1e-9);
        EXPECT_NEAR(view().curves.reward_high.back(), -1.1, 1e-9);
        EXPECT_EQ(view().curves.looked_at, (std::vector<double>{0, 2, 4, 6}));
        user.Yield(3);
        EXPECT_TRUE(user.WindowInfo("//Curves", ImGuiTestOpFlags_NoError).Window->Active);
    });
}

TEST_F(TrainingTest, ARunIsKeptInTheWorkspaceWithItsCurves) {
    drive([&](ImGuiTestContext& user) {
        state().training.form.settings.at<double>("reward.text") = 1.5;
        start(user);
        wait_until_ended(user);
        const fs::path folder = view().run.folder;
        EXPECT_EQ(folder.parent_path(), workspace() / "models");
        EXPECT_EQ(read_text(RunFolder(folder).prompts()), "a person crawls\na person hops on one leg\n");
        const auto config = read_json_file(RunFolder(folder).config());
        EXPECT_EQ(config["learn"], "lora");
        EXPECT_EQ(config["reward"]["text"], 1.5);
        EXPECT_FALSE(config["guard"]["captions"].empty())
            << "what the panel does not show is as in configs/finetune.json";
    });
    close();
    Workspace kept(workspace());
    ASSERT_EQ(kept.runs().size(), 1u);
    const StoredRun run = kept.runs().front();
    EXPECT_EQ(run.status, RunStatus::Completed);
    EXPECT_NEAR(run.judge_before.value(), 0.5, 1e-9);
    EXPECT_NEAR(run.judge_after.value(), 0.56, 1e-9);
    const RunRecord record = read_run_record(RunFolder(run.folder));
    EXPECT_EQ(record.iterations_done(), 6);
    EXPECT_EQ(record.looks.size(), 4u);
}

TEST_F(TrainingTest, PauseHoldsTheRunAndResumeGoesOn) {
    training_->milliseconds_an_iteration = 50;
    training_->iterations = 400;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 1);
        user.ItemClick("//Fine-tune/###Pause");
        wait_for(user, "the pause", [&] { return state().training.phase == TrainingPhase::Paused; });
        const std::size_t done = view().curves.iteration.size();
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        user.Yield(3);
        EXPECT_LE(view().curves.iteration.size(), done + 1);
        EXPECT_FALSE(view().ended);
        training_->milliseconds_an_iteration = 1;
        user.ItemClick("//Fine-tune/###Resume");
        wait_until_ended(user);
        EXPECT_EQ(view().curves.iteration.size(), 400u);
    });
}

TEST_F(TrainingTest, AStoppedRunCanGoOn) {
    training_->milliseconds_an_iteration = 300;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for(user, "an iteration",
                 [&] { return state().training.view && !view().curves.iteration.empty(); });
        user.ItemClick("//Fine-tune/###Stop run");
        wait_until_ended(user);
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Stopped);
        EXPECT_LT(view().curves.iteration.size(), 6u);
        training_->milliseconds_an_iteration = 1;
        user.ItemClick("//Fine-tune/###Go on");
        wait_until_ended(user);
        EXPECT_EQ(training_->resumed_runs, 1);
        EXPECT_EQ(view().curves.iteration, (std::vector<double>{1, 2, 3, 4, 5, 6}))
            << "what was done again is there once";
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Completed);
    });
}

TEST_F(TrainingTest, KeepMakesTheNewModelTheStudiosAlsoAfterARestart) {
    fs::path folder, base;
    drive([&](ImGuiTestContext& user) {
        base = state().model.folder;
        start(user);
        wait_until_ended(user);
        folder = view().run.folder;
        EXPECT_EQ(state().model.folder, base) << "nobody asked for it yet";
        user.ItemClick("//Fine-tune/**/###Keep");
        wait_for(user, "the new model", [&] { return state().model.info.folder == folder; });
        EXPECT_EQ(view().decision, Decision::Kept);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        EXPECT_EQ(state().model.info.folder, folder);
    });
}

TEST_F(TrainingTest, WhatWasGainedIsMeasuredAnewAndShown) {
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        ASSERT_TRUE(view().gain);
        EXPECT_EQ(view().gain->samples, 4);
        EXPECT_TRUE(view().gain->own.judge->is_sure());
        EXPECT_FALSE(view().gain->own.facts->is_sure()) << "within its interval";
        user.Yield(3);  // it is drawn
    });
}

TEST_F(TrainingTest, OwnPromptsAndEverythingElseHaveCurvesOfTheirOwn) {
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        EXPECT_NEAR(view().curves.judge_own.back(), 0.62, 1e-9);
        EXPECT_NEAR(view().curves.judge_rest.back(), 0.5, 1e-9);
        EXPECT_NEAR(view().curves.facts_own.back(), 0.6, 1e-9);
        ASSERT_TRUE(view().curves.terms.contains("skating"));
        EXPECT_EQ(view().curves.terms.at("skating").size(), 6u);
        for (const char* part : {"Reward terms", "PPO", "Trade-off", "Course"}) {
            user.ItemClick((std::string("//Curves/view/") + part).c_str());
            user.Yield(3);
        }
    });
}

TEST_F(TrainingTest, AnotherLookOfTheFrontCanBeKept) {
    training_->milliseconds_an_iteration = 300;  // what is kept is looked for when it ends
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 2);
        const RunFolder folder(view().run.folder);
        fs::create_directories(folder.look(2));
        write_file_atomically(folder.look(2) / "lora.safetensors", "of iteration 2");
        wait_until_ended(user);
        wait_for(user, "the list of looks", [&] { return !view().kept.empty(); });
        EXPECT_EQ(view().best_look()->iteration, 6);
        user.ItemClick("//Curves/view/Trade-off");
        user.ItemClick("//Curves/**/###keep 2");
        wait_for(user, "the choice", [&] { return view().chosen == 2; });
        EXPECT_EQ(view().best_look()->iteration, 2);
        EXPECT_EQ(view().decision, Decision::Kept);
        EXPECT_EQ(read_text(folder.path() / "lora.safetensors"), "of iteration 2");
        EXPECT_EQ(read_run_record(folder).best_look()->iteration, 2) << "also for whoever reads it later";
        wait_for(user, "the model", [&] { return state().model.info.folder == folder.path(); });
    });
}

TEST_F(TrainingTest, TheEndIsToldOnTheDesktop) {
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        wait_for(user, "the note", [&] { return !desktop_notes().empty(); });
        EXPECT_EQ(desktop_notes().front(),
                  "Fine-tuning 'a-person-crawls' is done: A new model waits to be kept or reverted.");
    });
}

TEST_F(TrainingTest, ABranchStartsFromTheNewModelWithTheSamePromptsAndSettings) {
    drive([&](ImGuiTestContext& user) {
        state().training.form.settings.at<double>("kl.beta") = 0.5;
        start(user);
        wait_until_ended(user);
        const fs::path folder = view().run.folder;
        state().training.form = {};
        user.ItemClick("//Fine-tune/###Branch");
        wait_for(user, "the form", [&] { return !state().training.view; });
        EXPECT_EQ(state().training.form.typed, "a person crawls\na person hops on one leg\n");
        EXPECT_EQ(state().training.form.settings.at<double>("kl.beta"), 0.5);
        EXPECT_EQ(state().model.folder, folder);
    });
}

TEST_F(TrainingTest, APresetSaysHowMuchWorkItIs) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.SetRef("//Fine-tune");
        user.ComboClick("##effort/Quick taste");
        user.SetRef("");
        EXPECT_EQ(state().training.form.settings.iterations(), 10);
        EXPECT_EQ(state().training.form.settings.learn(), "lora");
        user.SetRef("//Fine-tune");
        user.ComboClick("##effort/As in the paper");
        user.SetRef("");
        EXPECT_EQ(state().training.form.settings.at<std::int64_t>("rollout.sequences"), 128);
        EXPECT_EQ(state().training.form.settings.learn(), "full");
    });
}

TEST_F(TrainingTest, RevertGoesBackToTheBase) {
    drive([&](ImGuiTestContext& user) {
        const fs::path base = state().model.folder;
        start(user);
        wait_until_ended(user);
        user.ItemClick("//Fine-tune/**/###Keep");
        wait_for(user, "the new model", [&] { return state().model.info.folder == view().run.folder; });
        user.ItemClick("//Fine-tune/**/###Revert");
        wait_for(user, "the base", [&] { return state().model.info.folder == base; });
        EXPECT_EQ(view().decision, Decision::Reverted);
        EXPECT_TRUE(fs::exists(view().run.folder)) << "nothing is lost";
    });
}

TEST_F(TrainingTest, GenerationGoesOnDuringTrainingWithWhatWasLearnt) {
    training_->milliseconds_an_iteration = 200;
    training_->iterations = 3000;  // longer than a slow machine takes for all of this; it is stopped
    training_->look_every = 1;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 2);
        user.WindowFocus("//Prompt");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().status, studio::TakeStatus::Done);
        EXPECT_TRUE(state().training.active());
        user.WindowFocus("//Fine-tune");
        user.ItemClick("//Fine-tune/Generate with what it has learnt");
        wait_for(user, "the snapshot", [&] { return state().model.info.folder == view().run.folder; });
        user.ItemClick("//Fine-tune/Generate with what it has learnt");
        wait_for(user, "the base", [&] { return state().model.info.folder == view().run.base; });
        user.ItemClick("//Fine-tune/###Stop run");
        wait_until_ended(user);
    });
}

TEST_F(TrainingTest, AGuardPromptIsShownBeforeAndAfter) {
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        user.ItemClick("//Fine-tune/**/###guard 1");
        wait_for(user, "both clips",
                 [&] { return state().preview.take() && state().preview.take()->figures.size() == 2; });
        const studio::Take& shown = *state().preview.take();
        EXPECT_EQ(shown.request.prompt, "a person bows");
        EXPECT_EQ(shown.figures[0].clip.frame_count(), 20);
        EXPECT_EQ(shown.figures[1].clip.frame_count(), 44) << "the longer it learns, the longer it is";
        user.Yield(2);
        ASSERT_EQ(app_->scene().scene().figures.size(), 2u);
        EXPECT_EQ(app_->scene().scene().figures[0].label, "Before");
        EXPECT_EQ(app_->scene().scene().figures[1].label, "Iteration 6");
        user.ItemClick("//Fine-tune/###Show all");
        wait_for(user, "all prompts", [&] {
            return state().preview.take() && state().preview.take()->figures[0].clip.frame_count() == 44;
        });
        user.ItemClick("//Viewport/**/###close preview");
        EXPECT_FALSE(state().preview.take());
    });
}

TEST_F(TrainingTest, TheGalleryMovesOnWithTheTraining) {
    training_->milliseconds_an_iteration = 100;
    training_->iterations = 200;
    training_->look_every = 1;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 1);
        user.ItemClick("//Fine-tune/**/###guard 0");
        wait_for(user, "both clips", [&] { return state().preview.take() != nullptr; });
        const int before = state().preview.take()->figures[1].clip.frame_count();
        wait_for(user, "a newer clip",
                 [&] { return state().preview.take()->figures[1].clip.frame_count() > before; });
        user.ItemClick("//Fine-tune/###Stop run");
        wait_until_ended(user);
    });
}

TEST_F(TrainingTest, ClosingTheWindowAsksSavesAndTheNextStartGoesOn) {
    training_->milliseconds_an_iteration = 100;
    training_->iterations = 300;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 2);
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Q);
        user.Yield(3);
        user.SetRef("//$FOCUSED");
        user.ItemClick("###Keep it running");
        EXPECT_EQ(state().closing, studio::Closing::No);
        EXPECT_TRUE(state().training.active());
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Q);
        user.Yield(3);
        user.SetRef("//$FOCUSED");
        user.ItemClick("###Save and close");
        user.SetRef("");
        wait_for(user, "the end", [&] { return state().closing == studio::Closing::Now; });
        EXPECT_EQ(training_->running, 0);
    });
    close();
    EXPECT_EQ(Workspace(workspace()).runs().at(0).status, RunStatus::Paused);
    training_->milliseconds_an_iteration = 1;
    training_->iterations = 6;
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the offer", [&] { return state().training.unfinished.has_value(); });
        open_panel(user);
        user.ItemClick("//Fine-tune/**/###Go on");
        wait_until_ended(user);
        EXPECT_EQ(training_->resumed_runs, 1);
        EXPECT_GE(view().looks.size(), 2u) << "the gallery is there again";
    });
    close();
    EXPECT_EQ(Workspace(workspace()).runs().at(0).status, RunStatus::Completed);
}

TEST_F(TrainingTest, AnUnfinishedRunThatIsLeftIsNotOfferedAgain) {
    training_->milliseconds_an_iteration = 100;
    training_->iterations = 300;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 1);
    });
    close();  // as when the session ends
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the offer", [&] { return state().training.unfinished.has_value(); });
        open_panel(user);
        user.ItemClick("//Fine-tune/**/###Leave it");
        user.Yield(2);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the model", [&] { return state().model.status == studio::ModelStatus::Ready; });
        user.Yield(20);
        EXPECT_FALSE(state().training.unfinished);
    });
}

TEST_F(TrainingTest, ARunThatAnotherProgramTrainsIsNeitherOfferedNorTouched) {
    training_->milliseconds_an_iteration = 100;
    training_->iterations = 300;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for_looks(user, 1);
        EXPECT_TRUE(is_being_trained(view().run.folder));
    });
    close();
    const StoredRun run = Workspace(workspace()).runs().at(0);
    EXPECT_FALSE(is_being_trained(run.folder));
    auto other = std::make_unique<RunLock>(run.folder);
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.Yield(20);
        EXPECT_FALSE(state().training.unfinished) << "somebody is at it";
    });
    close();
    other.reset();
    training_->milliseconds_an_iteration = 1;
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the offer", [&] { return state().training.unfinished.has_value(); });
        open_panel(user);
        other = std::make_unique<RunLock>(run.folder);  // just before the click
        user.ItemClick("//Fine-tune/**/###Go on");
        wait_for(user, "the reason", [&] { return !state().training.form.error.empty(); });
        EXPECT_NE(state().training.form.error.find("is being trained by another program"), std::string::npos)
            << state().training.form.error;
        EXPECT_EQ(Workspace(workspace()).runs().at(0).status, RunStatus::Paused)
            << "its record is the other program's";
        EXPECT_EQ(training_->resumed_runs, 0);
    });
}

TEST_F(TrainingTest, AFailedRunTellsWhyAndTheStudioLivesOn) {
    training_->fails_after_three = true;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Failed);
        EXPECT_EQ(view().ended->message, kFakeTrainingFailure);
        training_->fails_after_three = false;
        user.ItemClick("//Fine-tune/###New run");
        start(user);
        wait_until_ended(user);
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Completed);
        EXPECT_EQ(view().run.name, "a-person-crawls-2") << "the first one's folder is not touched";
    });
}

TEST_F(TrainingTest, AnAlarmOfTheGuardIsShownAndTheBestModelCanBeKept) {
    training_->alarm_after_three = true;
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_until_ended(user);
        EXPECT_EQ(view().ended->outcome, TrainingOutcome::Completed);
        EXPECT_EQ(view().ended->message, kFakeAlarm);
        EXPECT_EQ(view().best_look()->iteration, 2);
        EXPECT_TRUE(user.ItemExists("//Fine-tune/**/###Keep"));
    });
}

TEST_F(TrainingTest, NothingToLearnIsAskedFor) {
    drive([&](ImGuiTestContext& user) {
        start(user, "  \n\n ");
        EXPECT_FALSE(state().training.form.error.empty());
        EXPECT_FALSE(state().training.active());
        state().training.form.source = studio::PromptSource::File;
        state().training.form.file = (folder_ / "missing.txt").string();
        user.Yield(3);
        user.ItemClick("//Fine-tune/###Start");
        wait_for(user, "the reason",
                 [&] { return state().training.form.error.find("missing.txt") != std::string::npos; });
        EXPECT_TRUE(fs::is_empty(workspace() / "models")) << "no half-made run is left";
    });
}

TEST_F(TrainingTest, PromptsComeOutOfTheHistory) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        studio::add_to_history(state(), services(), "a person kneels");
        studio::add_to_history(state(), services(), "a person spins around");
        user.ItemClick("//Fine-tune/source/History");
        user.ItemClick("//Fine-tune/**/$$1/##chosen");
        EXPECT_EQ(studio::training_prompts(state()), std::vector<std::string>{"a person kneels"});
        user.ItemClick("//Fine-tune/All");
        EXPECT_EQ(studio::training_prompts(state()).size(), 2u);
    });
}

TEST_F(TrainingTest, ADamagedDatabaseIsNamed) {
    fs::create_directories(workspace());
    std::ofstream(workspace() / "workspace.db") << std::string(4096, 'x');
    drive([&](ImGuiTestContext& user) {
        start(user);
        wait_for(user, "the reason",
                 [&] { return state().training.form.error.find("workspace.db") != std::string::npos; });
        EXPECT_FALSE(state().training.active());
    });
}

TEST_F(TrainingTest, LooksThatWereCutOffAreLeftOut) {
    GuardReport report;
    report.iteration = 5;
    report.prompts = {"a"};
    report.samples = 1;
    report.tokens = {{1, 2, 3}};
    const RunFolder folder(folder_);
    RunRecorder(folder, 0).add(report);
    std::ofstream(folder_ / "guard.jsonl", std::ios::app) << "{\"iteration\": 10, \"rew";
    const auto looks = read_looks(folder);
    ASSERT_EQ(looks.size(), 1u);
    EXPECT_EQ(looks[0].tokens, report.tokens);
}

}  // namespace
}  // namespace im::test

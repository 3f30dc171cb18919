// Measuring models in the studio, on an evaluation that only pretends to.
#include <atomic>
#include <chrono>
#include <thread>

#include "app/studio/actions/evaluation_actions.h"
#include "engine/core/error.h"
#include "gui_harness.h"

namespace im::test {
namespace {

class EvaluateTest : public StudioTest {
  protected:
    studio::StudioParts parts() override {
        studio::StudioParts parts = StudioTest::parts();
        parts.evaluate = [this](const EvaluationRequest& request, const auto& on_progress,
                                std::stop_token stop) {
            asked_ = request;
            for (int i = 1; i <= 10 || hold_; ++i) {
                on_progress({"Measuring " + request.models.front().name, std::min(0.1 * i, 0.9), 30});
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                if (stop.stop_requested()) {
                    throw Error(ErrorKind::Interrupted, "stopped");
                }
            }
            if (fails_) {
                throw input_error("prompts.txt: expected prompts, found none");
            }
            EvaluationReport report;
            report.model = request.models.front().name;
            report.data = "captions of " + report.model;
            report.items = report.items_per_repeat = request.items_max;
            report.repeats = request.repeats;
            report.rows = {{"Real motion", {{figure::kTop[0], {0.83, 0.01}}}},
                           {report.model, {{figure::kTop[0], {0.78, 0.02}}, {figure::kFootSkate, {14, 1}}}}};
            return report;
        };
        return parts;
    }
    void open_panel(ImGuiTestContext& user) {
        wait_for(user, "the models", [this] {
            return state().model.status != studio::ModelStatus::Loading && !state().models.models.empty();
        });
        user.Yield(6);
        user.WindowFocus("//Evaluate");
        user.Yield(3);
    }
    void measure(ImGuiTestContext& user) {
        user.ItemClick("//Evaluate/###Measure it");
        wait_for(user, "the table", [this] { return !evaluation().busy() && evaluation().shown; });
        user.Yield(3);
    }
    studio::EvaluationState& evaluation() { return state().evaluation; }

    EvaluationRequest asked_;
    std::atomic<bool> hold_{false}, fails_{false};
};

TEST_F(EvaluateTest, AModelIsMeasuredWithoutAFolderAndItsTableIsCopied) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemInputValue("//Evaluate/##guidance", "0 1.5");
        user.ItemInputValue("//Evaluate/##repeats", 2);
        measure(user);
        ASSERT_EQ(asked_.models.size(), 1u);
        EXPECT_EQ(asked_.models[0].folder, state().model.folder)
            << "nothing was chosen: the one that generates";
        EXPECT_TRUE(asked_.prompts.empty() && asked_.data.empty()) << "its own captions";
        EXPECT_EQ(asked_.guidance, (std::vector<double>{0, 1.5}));
        EXPECT_EQ(asked_.repeats, 2);
        user.ItemClick("//Evaluate/###Copy Markdown");
        EXPECT_NE(std::string(ImGui::GetClipboardText()).find("| Real motion | 0.830 ± 0.010 |"),
                  std::string::npos)
            << ImGui::GetClipboardText();
        user.ItemClick("//Evaluate/###Copy CSV");
        EXPECT_EQ(std::string(ImGui::GetClipboardText()).find("row,foot_skate_cm_per_s"), 0u)
            << ImGui::GetClipboardText();
    });
}

TEST_F(EvaluateTest, ATableIsKeptWithItsModelAndThereAgainAfterARestart) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        measure(user);
        evaluation().form.items = 33;
        measure(user);
        wait_for(user, "the list", [&] { return evaluation().kept.size() == 2; });
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        wait_for(user, "what was kept", [&] { return evaluation().shown.has_value(); });
        ASSERT_EQ(evaluation().kept.size(), 2u);
        EXPECT_EQ(evaluation().shown->items, 33) << "the newest one";
        user.SetRef("//Evaluate");
        user.ComboClick("##kept/###kept 1");
        user.SetRef("");
        EXPECT_EQ(evaluation().shown->items, 64);
    });
}

TEST_F(EvaluateTest, AMeasurementCanBeCancelled) {
    hold_ = true;
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemClick("//Evaluate/###Measure it");
        wait_for(user, "progress", [&] { return evaluation().progress.seconds_left > 0; });
        user.ItemClick("//Evaluate/###Cancel");
        wait_for(user, "the end", [&] { return !evaluation().busy(); });
        EXPECT_FALSE(evaluation().shown);
        EXPECT_EQ(evaluation().form.error, "") << "it was asked for";
    });
}

TEST_F(EvaluateTest, WhatIsMissingOrWrongIsSaid) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        user.ItemInputValue("//Evaluate/##guidance", "1,5x");
        user.ItemClick("//Evaluate/###Measure it");
        EXPECT_NE(evaluation().form.error.find("5x"), std::string::npos) << evaluation().form.error;
        user.ItemInputValue("//Evaluate/##guidance", " ");
        user.ItemClick("//Evaluate/texts/Typed");
        evaluation().form.typed = "a person walks";
        user.ItemClick("//Evaluate/###Measure it");
        EXPECT_NE(evaluation().form.error.find("two prompts"), std::string::npos) << evaluation().form.error;
        evaluation().form.typed = "a person walks\n\n a person bows ";
        fails_ = true;
        user.ItemClick("//Evaluate/###Measure it");
        wait_for(user, "the reason",
                 [&] { return !evaluation().busy() && !evaluation().form.error.empty(); });
        EXPECT_EQ(asked_.prompts, (std::vector<std::string>{"a person walks", "a person bows"}));
        EXPECT_EQ(evaluation().form.error, "prompts.txt: expected prompts, found none");
    });
}

TEST(Guidance, IsReadAsNumbersInARow) {
    EXPECT_TRUE(studio::guidance_of("").empty());
    EXPECT_EQ(studio::guidance_of(" 0, 1.5;3 "), (std::vector<double>{0, 1.5, 3}));
    for (const char* wrong : {"-1", "nan", "1e9", "two", "1.5.2"}) {
        EXPECT_THROW(studio::guidance_of(wrong), Error) << wrong;
    }
}

}  // namespace
}  // namespace im::test

#pragma once
// The real studio in a real window (Xvfb's), driven by the Dear ImGui Test Engine: mouse and keys go in where
// the operating system's would.

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include "app/studio/shell/studio_app.h"
#include "fake_generator.h"
#include "fake_run.h"

namespace im::test {

class StudioTest : public ::testing::Test {
  protected:
    void SetUp() override;
    void TearDown() override;

    /// Opens the studio; called by drive() when the test has not done it.
    void open(StudioOptions options = {});
    void close();
    /// The fakes; a test may put something real in their place.
    virtual studio::StudioParts parts();
    /// Runs `script` as a user would act, frame by frame, until it ends.
    void drive(const std::function<void(ImGuiTestContext&)>& script);

    studio::StudioState& state() { return app_->state(); }
    studio::Services& services() { return app_->services(); }

    // Steps of scripts.
    void type_prompt(ImGuiTestContext& user, const std::string& text);
    void press_generate(ImGuiTestContext& user);
    /// Lets frames pass until `condition` holds; the test fails after `seconds`.
    void wait_for(ImGuiTestContext& user, const char* what, const std::function<bool()>& condition,
                  int seconds = 20);
    void wait_until_done(ImGuiTestContext& user);
    /// Waits for the model, and until the clips are kept.
    void generate_clips(ImGuiTestContext& user, const std::string& prompt, int variations = 1);

    /// What was told on the desktop so far.
    std::vector<std::string> desktop_notes() {
        const std::lock_guard lock(desktop_mutex_);
        return desktop_notes_;
    }

    std::filesystem::path folder_;  ///< of this test, empty at its start
    std::shared_ptr<FakeBehaviour> fake_ = std::make_shared<FakeBehaviour>();
    std::shared_ptr<FakeTraining> training_ = std::make_shared<FakeTraining>();
    std::unique_ptr<studio::StudioApp> app_;
    bool tour_ = false;  ///< newcomers' steps come up by themselves, as they do outside of tests

  private:
    std::mutex desktop_mutex_;
    std::vector<std::string> desktop_notes_;
    ImGuiTestEngine* engine_ = nullptr;
};

}  // namespace im::test

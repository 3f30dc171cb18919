#include "gui_harness.h"

#include <chrono>
#include <thread>

#include <unistd.h>

#include "engine/core/error.h"

namespace im::test {

void StudioTest::SetUp() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::temp_directory_path() / ("im_gui_" + std::to_string(getpid()) + "_" + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
}

void StudioTest::TearDown() {
    close();
    std::filesystem::remove_all(folder_);
}

void StudioTest::open(StudioOptions options) {
    if (!options.workspace) {
        options.workspace = folder_ / "workspace";
    }
    app_ = std::make_unique<studio::StudioApp>(options, parts());
    app_->state().settings.draw_again = false;  // the fake generator does nothing that a prompt could ask
    app_->state().settings.vertical_sync = false;
    app_->state().tour.uncalled = tour_;
    // The software rasteriser's time is not what is tested.
    app_->state().settings.samples = 1;
    app_->state().settings.sharpness = 0.25f;

    engine_ = ImGuiTestEngine_CreateContext();
    ImGuiTestEngineIO& io = ImGuiTestEngine_GetIO(engine_);
    io.ConfigRunSpeed = ImGuiTestRunSpeed_Fast;
    io.ConfigNoThrottle = true;
    io.ConfigSavedSettings = false;
    io.ConfigCaptureEnabled = false;
    io.ConfigLogToTTY = true;
    ImGuiTestEngine_Start(engine_, ImGui::GetCurrentContext());
    app_->before_swap = [this] { ImGuiTestEngine_PreSwap(engine_); };
    app_->after_swap = [this] { ImGuiTestEngine_PostSwap(engine_); };
}

studio::StudioParts StudioTest::parts() {
    return {.open_model = [fake = fake_](const std::filesystem::path& folder) -> LoadedModel {
                if (fake->load_fails) {
                    throw input_error("model.safetensors: expected 12 bytes, found 3");
                }
                return fake_model(fake, folder);
            },
            .make_run =
                [training = training_](FinetuneRequest request, FinetuneListener listener) {
                    return make_fake_run(training, std::move(request), std::move(listener));
                },
            .tell_desktop =
                [this](const std::string& title, const std::string& text) {
                    const std::lock_guard lock(desktop_mutex_);
                    desktop_notes_.push_back(title + ": " + text);
                    return true;
                }};
}

void StudioTest::close() {
    if (!app_) {
        return;
    }
    // In this order: the engine looks at ImGui's context while it is being destroyed.
    ImGuiTestEngine_Stop(engine_);
    app_.reset();
    ImGuiTestEngine_DestroyContext(engine_);
    engine_ = nullptr;
}

void StudioTest::drive(const std::function<void(ImGuiTestContext&)>& script) {
    if (!app_) {
        open();
    }
    ImGuiTest* test = ImGuiTestEngine_RegisterTest(engine_, "gui", "script", __FILE__, __LINE__);
    test->TestFunc = [&script](ImGuiTestContext* context) { script(*context); };
    ImGuiTestEngine_QueueTest(engine_, test);
    while (!ImGuiTestEngine_IsTestQueueEmpty(engine_)) {
        app_->frame();
    }
    const ImGuiTestStatus status = test->Output.Status;
    ImGuiTestEngine_UnregisterTest(engine_, test);
    EXPECT_EQ(status, ImGuiTestStatus_Success)
        << "the script could not be carried out; the lines above say where";
}

void StudioTest::type_prompt(ImGuiTestContext& user, const std::string& text) {
    user.ItemClick("//Prompt/##text");
    user.KeyCharsReplace(text.c_str());
}

void StudioTest::press_generate(ImGuiTestContext& user) {
    user.ItemClick("//Prompt/###Generate");
}

void StudioTest::wait_for(ImGuiTestContext& user, const char* what, const std::function<bool()>& condition,
                          int seconds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "waited " << seconds << " seconds for: " << what;
            return;
        }
        user.Yield();
    }
}

void StudioTest::wait_until_done(ImGuiTestContext& user) {
    wait_for(user, "the generation to end", [this] { return !state().generating(); });
    user.Yield(2);
}

void StudioTest::generate_clips(ImGuiTestContext& user, const std::string& prompt, int variations) {
    wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
    state().prompt.text = prompt;
    state().prompt.variations = variations;
    user.Yield(6);
    user.WindowFocus("//Prompt");
    press_generate(user);
    wait_until_done(user);
    wait_for(user, "the clips to be kept", [this] { return state().take()->figures.back().clip_id > 0; });
    user.Yield(2);
}

}  // namespace im::test

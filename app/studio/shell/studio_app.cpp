#include "app/studio/shell/studio_app.h"

#include <algorithm>
#include <vector>

#include <glad/gl.h>

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <implot.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/events.h"
#include "app/studio/actions/knowledge_actions.h"
#include "app/studio/actions/library_actions.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/open_actions.h"
#include "app/studio/actions/own_rig_view_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/session_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/panels.h"
#include "app/studio/shell/native_dialog.h"
#include "app/studio/shell/theme.h"
#include "app/studio/shell/window_picture.h"
#include "app/studio/state/log_sink.h"
#include "app/studio/state/workspace_files.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "render/image.h"

namespace im::studio {
namespace {

constexpr const char* kSamplePrompt = "a person walks forward, then waves with the right hand";
constexpr int kOpeningFrames = 10;   // fonts and layout are made in the first ones: not what a frame costs
constexpr double kElapsedMax = 0.1;  // after a pause of the whole program the movement goes on where it was

/// What was kept of the last session.
StudioState first_state(const StudioOptions& options, const Window& window) {
    install_log_sink();  // first: what cannot be read is logged
    StudioState state;
    state.workspace = open_workspace(options.workspace);
    state.device = options.device;
    state.opengl = window.opengl();
    state.settings = read_settings(settings_file(state.workspace));
    if (options.scale > 0) {
        state.settings.scale = std::clamp(static_cast<float>(options.scale), 1.0f, 2.0f);
    }
    state.history = read_history(history_file(state.workspace));
    state.prompt.text = state.history.empty() ? kSamplePrompt : state.history.front();
    return state;
}

}  // namespace

StudioApp::StudioApp(const StudioOptions& options, StudioParts parts)
    : window_(options.width, options.height, "InstructMotion Studio"),
      state_(first_state(options, window_)),
      services_({state_.workspace, options.device, options.threads}, std::move(parts)),
      kept_settings_(state_.settings),
      last_frame_(std::chrono::steady_clock::now()) {
    begin_session(state_, services_);
    std::error_code ignored;
    const bool kept =
        !state_.settings.model.empty() && std::filesystem::exists(state_.settings.model, ignored);
    if (!kept && !state_.settings.model.empty() && options.model_folder.empty()) {
        add_toast(
            state_, Toast::Kind::Error,
            "The folder of the active model, " + state_.settings.model +
                ", is not there; the model that comes with the program generates. Put it back and start "
                "again, or make another one active under Models.");
    }
    load_model(state_, services_,
               !options.model_folder.empty() ? options.model_folder
               : kept                        ? std::filesystem::path(state_.settings.model)
                                             : default_model_folder(),
               false);
    services_.training.find_unfinished();
    read_training_defaults();
    open_imgui();
    scene_ = std::make_unique<ViewportScene>();
}

void StudioApp::give_way() {
    constexpr double kRestMax = 0.1;
    if (state_.training.active()) {
        window_.wait(std::clamp(frame_seconds_, 1e-3, kRestMax));
    }
}

/// The panel starts from what configs/finetune.json recommends.
void StudioApp::read_training_defaults() {
    auto settings = std::make_shared<TrainingSettings>();
    services_.tasks.run(
        [settings] { *settings = read_training_settings(read_json_file(default_finetune_config())); },
        [this, settings](const std::string&) {
            settings->at<std::string>("learn") = TrainingSettings().learn();
            state_.training.form.settings = state_.training.form.defaults = *settings;
        });
}

StudioApp::~StudioApp() {
    window_.hide();  // joining the threads may take a moment; the user has closed the window and should see
                     // it gone
    close_native_dialogs();
    end_session(state_, services_, scene_->camera_seen());
    scene_.reset();
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImPlot::DestroyContext();
    ImGui::DestroyContext();
}

void StudioApp::open_imgui() {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImPlot::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.ConfigFlags |= ImGuiConfigFlags_DockingEnable;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    io.IniFilename = nullptr;  // written by a background task: the interface never waits for the disk
    std::error_code ignored;
    if (const auto file = layout_file(state_.workspace); std::filesystem::exists(file, ignored)) {
        ImGui::LoadIniSettingsFromDisk(file.c_str());
    }
    ImGui_ImplGlfw_InitForOpenGL(window_.handle(), true);
    ImGui_ImplOpenGL3_Init("#version 330 core");
    load_fonts();
}

/// Theme and size as the settings want them; the monitor's own where they do not say.
void StudioApp::follow_appearance() {
    state_.monitor_scale = std::clamp(window_.monitor_scale(), 1.0f, 2.0f);
    const float scale = state_.settings.scale > 0 ? state_.settings.scale : state_.monitor_scale;
    const Theme theme = state_.settings.light ? Theme::Light : Theme::Dark;
    if (scale == applied_scale_ && theme == applied_theme_) {
        return;
    }
    if (applied_scale_ > 0 && scale != applied_scale_) {
        state_.windows.side_factor = scale / applied_scale_;
    }
    applied_scale_ = scale;
    applied_theme_ = theme;
    apply_theme(theme, scale);
}

bool StudioApp::frame() {
    window_.set_vertical_sync(state_.settings.vertical_sync);
    window_.poll();
    const auto now = std::chrono::steady_clock::now();
    const double passed = std::chrono::duration<double>(now - last_frame_).count();
    const double elapsed = std::min(passed, kElapsedMax);
    last_frame_ = now;

    const double begin = thread_cpu_ms();
    if (const auto dropped = window_.take_dropped(); !dropped.empty()) {
        open_paths(state_, services_, dropped);
    }
    drain_events(state_, services_);
    keep_session(state_, services_, scene_->camera_seen(), elapsed);
    follow_appearance();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    draw_panels(elapsed);
    ImGui::Render();
    keep_settings();
    const double built = thread_cpu_ms();

    scene_->draw();
    int width = 0;
    int height = 0;
    window_.framebuffer_size(width, height);
    glViewport(0, 0, width, height);
    glClearColor(colour::kBackdrop.x, colour::kBackdrop.y, colour::kBackdrop.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    const double submitted = thread_cpu_ms();
    const double own_scene_work = scene_->cost().prepare_ms;
    update_timing(passed, built - begin + own_scene_work, submitted - built - own_scene_work);

    if (screenshot_requested_) {
        // Before the swap: afterwards the buffer's content is undefined.
        write_picture(*screenshot_requested_);
        screenshot_requested_.reset();
    }
    if (auto& picture = state_.training.plots.picture; picture && picture->frames_left-- == 0) {
        save_part_of_window(*picture, height, state_, services_);
        picture.reset();
    }
    if (before_swap) {
        before_swap();
    }
    window_.swap();
    if (after_swap) {
        after_swap();
    }
    frame_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - now).count();
    if (window_.close_requested()) {
        window_.cancel_close();
        ask_to_close(state_);
    }
    return state_.closing != Closing::Now;
}

void StudioApp::draw_panels(double elapsed) {
    handle_shortcuts(state_, services_);
    if (const Take* take = state_.take()) {
        state_.playback.advance(elapsed, take->ready_seconds(), take->growing());
    }
    learn_taste_when_due(state_, services_, elapsed);
    update_prompt_knowledge(state_, services_, elapsed);
    update_library(state_, services_);
    update_own_rig_view(state_, services_);
    scene_->update(state_, elapsed);
    recorder_.update(state_, *scene_);

    draw_menu_bar(state_, services_);
    draw_status_bar(state_);
    draw_dock_space(state_);
    for (const Panel* panel : kPanels) {
        if (state_.windows.shown(panel->title)) {
            give_new_panel_a_place(*panel);
            panel->draw(state_, services_, *scene_);
        } else if (panel->closed) {
            panel->closed(state_);
        }
    }
    draw_settings_window(state_, services_);
    draw_help_window(state_);
    draw_open_dialog(state_, services_);
    draw_capture_window(state_);
    draw_tour(state_);
    draw_save_dialog(state_, services_);
    draw_close_dialog(state_, services_);
    draw_command_palette(state_, services_);
    draw_toasts(state_, elapsed);
}

void StudioApp::keep_settings() {
    if (!state_.session.read_only.empty()) {
        return;
    }
    if (!(state_.settings == kept_settings_)) {
        kept_settings_ = state_.settings;
        services_.tasks.run([file = settings_file(state_.workspace), settings = kept_settings_] {
            write_settings(file, settings);
        });
    }
    ImGuiIO& io = ImGui::GetIO();
    if (io.WantSaveIniSettings) {
        io.WantSaveIniSettings = false;
        services_.tasks.run(
            [file = layout_file(state_.workspace), text = std::string(ImGui::SaveIniSettingsToMemory())] {
                write_file_atomically(file, text);
            });
    }
}

void StudioApp::update_timing(double elapsed, double ui_ms, double submit_ms) {
    if (frames_ < kOpeningFrames) {
        ++frames_;
        return;
    }
    ui_times_.add(ui_ms);
    submit_times_.add(submit_ms);
    frame_times_.add(elapsed);
    timing_shown_ago_ += elapsed;
    if (timing_shown_ago_ < 0.5) {
        return;  // numbers that change each frame cannot be read
    }
    timing_shown_ago_ = 0;
    state_.timing.ui_ms_p99 = ui_times_.percentile(0.99);
    state_.timing.ui_ms_mean = ui_times_.mean();
    state_.timing.submit_ms_p99 = submit_times_.percentile(0.99);
    state_.timing.fps = 1 / std::max(frame_times_.percentile(0.5), 1e-6);
}

void StudioApp::save_screenshot(const std::filesystem::path& file) {
    screenshot_requested_ = file;
    frame();
}

void StudioApp::write_picture(const std::filesystem::path& file) {
    int width = 0;
    int height = 0;
    window_.framebuffer_size(width, height);
    const std::size_t row = static_cast<std::size_t>(width) * 4;
    std::vector<std::uint8_t> upside_down(row * height);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    glReadBuffer(GL_BACK);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
    std::vector<std::uint8_t> pixels(upside_down.size());
    for (int y = 0; y < height; ++y) {
        std::copy_n(upside_down.begin() + static_cast<std::ptrdiff_t>(row * (height - 1 - y)), row,
                    pixels.begin() + static_cast<std::ptrdiff_t>(row * y));
    }
    render::write_png(file, width, height, pixels);
    spdlog::info("Screenshot written to {}", file.string());
}

}  // namespace im::studio

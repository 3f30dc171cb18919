#pragma once
// The studio as an object: window, contexts, state. run_studio() calls frame() until it returns false; the
// GUI tests do the same with a generator of their own.

#include <chrono>
#include <functional>
#include <memory>

#include "app/studio/actions/services.h"
#include "app/studio/shell/frame_timer.h"
#include "app/studio/shell/recorder.h"
#include "app/studio/shell/studio.h"
#include "app/studio/shell/theme.h"
#include "app/studio/shell/viewport_scene.h"
#include "app/studio/shell/window.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

class StudioApp {
  public:
    StudioApp(const StudioOptions& options, StudioParts parts);
    ~StudioApp();
    StudioApp(const StudioApp&) = delete;
    StudioApp& operator=(const StudioApp&) = delete;

    /// One frame. False when the user closed the window.
    bool frame();
    StudioState& state() { return state_; }
    Services& services() { return services_; }
    ViewportScene& scene() { return *scene_; }
    const PhaseTimes& ui_times() const { return ui_times_; }
    const PhaseTimes& submit_times() const { return submit_times_; }
    /// After a frame: while a fine-tuning run is in progress, rests about as long as the frame took, unless
    /// the user does something. A window that is drawn without a graphics card would otherwise take the
    /// processor from the run.
    void give_way();
    /// Forgets what was measured so far.
    void restart_timing() { ui_times_ = submit_times_ = frame_times_ = {}; }
    /// As if a user had dropped files on the window.
    void drop(const std::vector<std::filesystem::path>& paths) { window_.drop(paths); }
    /// Draws one more frame and writes it as a PNG.
    void save_screenshot(const std::filesystem::path& file);

    /// Called around the swap of buffers: where the tests' engine looks at the frame.
    std::function<void()> before_swap, after_swap;

  private:
    void open_imgui();
    void read_training_defaults();
    void follow_appearance();
    void draw_panels(double elapsed);
    void keep_settings();
    void write_picture(const std::filesystem::path& file);
    void update_timing(double elapsed, double ui_ms, double submit_ms);

    Window window_;
    StudioState state_;
    Services services_;  // after the state, which what it has done changes
    std::unique_ptr<ViewportScene> scene_;
    Recorder recorder_;       ///< before the window goes
    Settings kept_settings_;  ///< as last written to the workspace
    std::optional<std::filesystem::path> screenshot_requested_;
    float applied_scale_ = 0;
    Theme applied_theme_ = Theme::Dark;
    PhaseTimes ui_times_, submit_times_, frame_times_;
    double timing_shown_ago_ = 1e9;
    double frame_seconds_ = 0;
    int frames_ = 0;  ///< drawn, until the timing begins
    std::chrono::steady_clock::time_point last_frame_;
};

}  // namespace im::studio

#pragma once
// Makes pictures and videos of what the viewport shows, off screen, on a thread with an OpenGL context of its own:
// the interface does not wait for them. User-interface thread only, as GLFW wants it.

#include <memory>
#include <variant>
#include <vector>

#include "app/studio/shell/film_plan.h"
#include "app/studio/shell/viewport_scene.h"
#include "app/studio/state/studio_state.h"
#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"

struct GLFWwindow;

namespace im::studio {

class Recorder {
  public:
    Recorder() = default;
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Once a frame: begins and stops what the form asks for, and tells it how far it is.
    void update(StudioState& state, const ViewportScene& scene);

  private:
    struct Job {
        Take take;
        std::vector<MotionClip> cleaned;
        ViewportForm form;
        int selected = 0, background = 0, samples = 4;
        bool light = false;
        CaptureForm what;
        std::vector<Shot> shots;
        std::vector<std::shared_ptr<const RiggedClip>> rigged;
    };
    struct Progress {
        double fraction;
    };
    struct Ended {
        std::string file;   ///< empty: nothing was made
        std::string error;  ///< empty without one: it was cancelled
    };
    using Event = std::variant<Progress, Ended>;

    void start(StudioState& state, const ViewportScene& scene);
    bool open_context();
    void carry_out(Job& job, const std::stop_token& stop);
    std::filesystem::path record(Job& job, const std::stop_token& stop);

    GLFWwindow* context_ = nullptr;  ///< hidden; made with the first picture
    EventQueue<Event> events_;
    std::unique_ptr<CommandThread<Job>> thread_;  // last: it uses all of the above
};

}  // namespace im::studio

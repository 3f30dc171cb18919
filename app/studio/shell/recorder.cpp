#include "app/studio/shell/recorder.h"

#include <algorithm>
#include <utility>

#include <glad/gl.h>

#include <GLFW/glfw3.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/toasts.h"
#include "app/studio/shell/film_sink.h"
#include "engine/core/error.h"
#include "render/framebuffer.h"
#include "render/image.h"
#include "render/renderer.h"

namespace im::studio {
namespace {

constexpr float kMiddleHeight = 0.9f;  // of a standing person, metres

/// Between all figures, as the viewport's own camera follows them.
glm::vec3 middle_of(const PosedScene& posed, double seconds) {
    glm::vec3 sum(0);
    float count = 0;
    const std::size_t figures = posed.take->figures.size();
    for (std::size_t i = 0; i < figures; ++i) {
        const auto joints = pose_at(seen_clip(posed, i), seconds);
        if (!joints.empty()) {
            sum += joints.front() + figure_offset(posed.form->arrangement, i, figures);
            ++count;
        }
    }
    glm::vec3 middle = count > 0 ? sum / count : sum;
    middle.y = kMiddleHeight;
    return middle;
}

}  // namespace

Recorder::~Recorder() {
    thread_.reset();  // ends first: it draws with the context
    if (context_) {
        glfwDestroyWindow(context_);
    }
}

void Recorder::update(StudioState& state, const ViewportScene& scene) {
    CaptureForm& form = state.capture;
    if (std::exchange(form.start_requested, false) && !form.running) {
        start(state, scene);
    }
    if (std::exchange(form.cancel_requested, false) && thread_) {
        thread_->stop_running();
    }
    for (const Event& event : events_.drain()) {
        if (const auto* progress = std::get_if<Progress>(&event)) {
            form.progress = progress->fraction;
            continue;
        }
        const auto& ended = std::get<Ended>(event);
        form.running = false;
        form.error = ended.error;
        if (!ended.file.empty()) {
            spdlog::info("Saved {}", ended.file);
            add_toast(state, Toast::Kind::Success, "Saved " + ended.file);
        } else if (!ended.error.empty()) {
            add_toast(state, Toast::Kind::Error, "No picture was made: " + ended.error);
        }
    }
}

void Recorder::start(StudioState& state, const ViewportScene& scene) {
    CaptureForm& form = state.capture;
    form.error.clear();
    const Take* take = state.take();
    if (!take || take->growing()) {
        form.error = "There is nothing to show yet: generate a movement first.";
        return;
    }
    if (!open_context()) {
        form.error = "OpenGL gives no second context to draw in; the Log says why.";
        return;
    }
    const bool cleaned = state.save.cleaned.size() == take->figures.size();
    FilmPlan plan{.kind = form.kind,
                  .fps = form.fps,
                  .play_head = state.playback.time,
                  .length = take->ready_seconds(),
                  .turn_seconds = form.turn_seconds,
                  .moves = form.moves,
                  .camera = scene.camera()};
    if (state.viewport.follow) {
        plan.followed = [posed = posed_scene_of(state)](double seconds) { return middle_of(posed, seconds); };
    }
    Job job{*take,
            cleaned ? state.save.cleaned : std::vector<MotionClip>{},
            state.viewport,
            state.selected_figure,
            state.settings.background,
            std::max(state.settings.samples, 4),
            state.settings.light,
            form,
            shots_of(plan),
            state.own_rig.shown};
    form.running = true;
    form.progress = 0;
    if (!thread_) {
        thread_ = std::make_unique<CommandThread<Job>>(
            AtExit::DropWaiting, [this](Job& next, const std::stop_token& stop) { carry_out(next, stop); });
    }
    thread_->send(std::move(job));
}

bool Recorder::open_context() {
    if (!context_) {
        glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        context_ = glfwCreateWindow(16, 16, "recorder", nullptr, nullptr);
        glfwWindowHint(GLFW_VISIBLE, GLFW_TRUE);
    }
    if (!context_) {
        spdlog::error("OpenGL: no context beside the window's could be made");
    }
    return context_ != nullptr;
}

void Recorder::carry_out(Job& job, const std::stop_token& stop) {
    Ended ended;
    glfwMakeContextCurrent(context_);
    try {
        ended.file = record(job, stop).string();
    } catch (const Error& error) {
        ended.error = error.kind() == ErrorKind::Interrupted ? "" : error.what();
    } catch (const std::exception& error) {
        ended.error = error.what();
    }
    glfwMakeContextCurrent(nullptr);
    events_.push(std::move(ended));
}

std::filesystem::path Recorder::record(Job& job, const std::stop_token& stop) {
    const CaptureForm& what = job.what;
    const auto file = free_film_file(what.folder, what.name, what.kind, what.format);
    std::unique_ptr<FilmSink> film;
    if (what.kind != CaptureKind::Picture) {
        film = open_film_sink(what.format, file, what.width, what.height, what.fps, stop);
    }
    render::Renderer renderer;
    render::Framebuffer picture(what.width, what.height, job.samples);
    render::Scene scene;
    const PosedScene posed{&job.take,      job.cleaned.empty() ? nullptr : &job.cleaned,
                           &job.form,      job.selected,
                           job.background, job.light,
                           &job.rigged};
    for (std::size_t i = 0; i < job.shots.size(); ++i) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Interrupted, "stopped");
        }
        pose_scene(scene, posed, job.shots[i].seconds);
        renderer.draw(scene, job.shots[i].camera, picture);
        const std::vector<std::uint8_t> pixels = picture.read_pixels();
        if (film) {
            film->add(pixels);
        } else {
            render::write_png(file, what.width, what.height, pixels);
        }
        events_.push(Progress{static_cast<double>(i + 1) / static_cast<double>(job.shots.size())});
    }
    if (film) {
        film->finish();
    }
    return file;
}

}  // namespace im::studio

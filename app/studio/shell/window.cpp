#include "app/studio/shell/window.h"

#include <array>
#include <cstdlib>
#include <utility>

// The loader comes before GLFW, which would otherwise include the system's OpenGL header.
#include <glad/gl.h>

#include <GLFW/glfw3.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im::studio {
namespace {

std::string last_glfw_error;

void remember_error(int, const char* description) {
    last_glfw_error = description ? description : "unknown";
}

GLFWwindow* open_window(int width, int height, const char* title) {
    // Mesa's software rasteriser refuses a version it does not have instead of giving a lower one.
    constexpr std::array<std::pair<int, int>, 5> kVersions = {{{4, 5}, {4, 3}, {4, 1}, {4, 0}, {3, 3}}};
    for (const auto& [major, minor] : kVersions) {
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, major);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, minor);
        if (GLFWwindow* window = glfwCreateWindow(width, height, title, nullptr, nullptr)) {
            return window;
        }
    }
    return nullptr;
}

}  // namespace

Window::Window(int width, int height, const char* title) {
    glfwSetErrorCallback(remember_error);
    if (!glfwInit()) {
        const bool has_display = std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
        throw resource_error(
            "The studio needs a screen, and none can be opened ({}{}). Over ssh, use 'ssh -X'; on a machine "
            "without a screen, "
            "'xvfb-run' gives a virtual one. 'instructmotion generate' works without any.",
            last_glfw_error, has_display ? "" : "; neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    window_ = open_window(width, height, title);
    if (!window_) {
        const std::string reason = std::exchange(last_glfw_error, {});
        glfwTerminate();
        throw resource_error(
            "The studio needs OpenGL 3.3 or newer, and this screen does not offer it ({}). Install the "
            "graphics driver, or set "
            "LIBGL_ALWAYS_SOFTWARE=1 to draw without one.",
            reason);
    }
    glfwMakeContextCurrent(window_);
    if (!gladLoadGL(glfwGetProcAddress)) {
        glfwDestroyWindow(window_);
        glfwTerminate();
        throw resource_error(
            "The OpenGL functions of this screen's driver cannot be loaded. Reinstall the graphics driver.");
    }
    opengl_ = fmt::format("{} ({})", reinterpret_cast<const char*>(glGetString(GL_VERSION)),
                          reinterpret_cast<const char*>(glGetString(GL_RENDERER)));
    spdlog::info("OpenGL {}", opengl_);
    glfwSetWindowUserPointer(window_, this);
    glfwSetDropCallback(window_, [](GLFWwindow* window, int count, const char** paths) {
        static_cast<Window*>(glfwGetWindowUserPointer(window))->drop({paths, paths + count});
    });
    glfwSetWindowSizeLimits(window_, 480, 320, GLFW_DONT_CARE, GLFW_DONT_CARE);
}

Window::~Window() {
    glfwDestroyWindow(window_);
    glfwTerminate();
}

bool Window::close_requested() const {
    return glfwWindowShouldClose(window_) != 0;
}

void Window::cancel_close() {
    glfwSetWindowShouldClose(window_, GLFW_FALSE);
}

void Window::poll() {
    glfwPollEvents();
}

void Window::wait(double seconds) {
    glfwWaitEventsTimeout(seconds);
}

std::vector<std::filesystem::path> Window::take_dropped() {
    return std::exchange(dropped_, {});
}

void Window::drop(const std::vector<std::filesystem::path>& paths) {
    dropped_.insert(dropped_.end(), paths.begin(), paths.end());
}

void Window::hide() {
    glfwHideWindow(window_);
}

void Window::swap() {
    glfwSwapBuffers(window_);
}

void Window::set_vertical_sync(bool on) {
    if (on != vertical_sync_) {
        glfwSwapInterval(on ? 1 : 0);
        vertical_sync_ = on;
    }
}

void Window::framebuffer_size(int& width, int& height) const {
    glfwGetFramebufferSize(window_, &width, &height);
}

float Window::monitor_scale() const {
    float x = 1;
    float y = 1;
    glfwGetWindowContentScale(window_, &x, &y);
    return x > y ? x : y;
}

}  // namespace im::studio

#pragma once
// The operating system's window with an OpenGL core context.

#include <filesystem>
#include <string>
#include <vector>

struct GLFWwindow;

namespace im::studio {

class Window {
  public:
    /// Asks for OpenGL 4.5 core, then for less, down to 3.3. Throws Resource when there is no
    /// display or no such OpenGL.
    Window(int width, int height, const char* title);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    GLFWwindow* handle() const { return window_; }
    bool close_requested() const;
    void cancel_close();
    void poll();
    /// Until something happens, at most so long.
    void wait(double seconds);
    /// What was dropped on the window since the last call, by the desktop or by drop().
    std::vector<std::filesystem::path> take_dropped();
    /// As if a user had dropped them.
    void drop(const std::vector<std::filesystem::path>& paths);
    void hide();
    void swap();
    void set_vertical_sync(bool on);
    void framebuffer_size(int& width, int& height) const;
    /// The monitor's content scale, 1 on ordinary screens.
    float monitor_scale() const;
    /// "4.5 (llvmpipe ...)"
    const std::string& opengl() const { return opengl_; }

  private:
    GLFWwindow* window_ = nullptr;
    std::string opengl_;
    bool vertical_sync_ = false;
    std::vector<std::filesystem::path> dropped_;
};

}  // namespace im::studio

// The program: the studio when started alone, the command line otherwise.

#include <cstdlib>
#include <string>

#include <unistd.h>

#include <GLFW/glfw3.h>
#include <imgui.h>

#include "app/cli/command_line.h"
#include "app/studio/shell/studio.h"
#include "app/studio/shell/window.h"
#include "engine/io/scene_file.h"

namespace {

/// Version and renderer of the OpenGL that the studio would get. Throws Resource with the reason when there
/// is none.
std::string probe_opengl() {
    if (glfwInit()) glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    return im::studio::Window(64, 64, "InstructMotion Studio").opengl();
}

/// "3.3.8", without the list of what it was built with.
std::string glfw_version() {
    const std::string text = glfwGetVersionString();
    return text.substr(0, text.find(' '));
}

/// OpenMP's threads wait for each other by spinning unless told otherwise. On cores that are shared with a
/// window, a compiler or a training run, that made small products 5-30 times slower. The library reads the
/// setting when it is loaded, which is before main(): hence the second start.
void wait_without_spinning(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY")) return;
    ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
    ::execv("/proc/self/exe", argv);  // returns only if it fails, and then spinning it is
}

}  // namespace

int main(int argc, char** argv) {
    if ((argc == 3 || argc == 4) && argv[1] == im::kSceneReaderOption)
        return im::scene_reader_main(argv[2], argc == 4 ? argv[3] : "");
    wait_without_spinning(argv);
    return im::cli::run_command_line(
        argc, argv,
        {.studio = im::run_studio,
         .measure_studio = im::measure_studio,
         .probe_opengl = probe_opengl,
         .window_libraries = {{"Dear ImGui", IMGUI_VERSION}, {"GLFW", glfw_version()}}});
}

#include "app/studio/shell/window_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <glad/gl.h>
#include <imgui.h>

#include "app/studio/actions/toasts.h"
#include "render/image.h"

namespace im::studio {

void save_part_of_window(const PictureRequest& request, int framebuffer_height, StudioState& state,
                         Services& services) {
    const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
    const int left = std::max(static_cast<int>(std::floor(request.x * scale.x)), 0);
    const int top = std::max(static_cast<int>(std::floor(request.y * scale.y)), 0);
    const int width = static_cast<int>(std::ceil(request.width * scale.x));
    const int height =
        std::min(static_cast<int>(std::ceil(request.height * scale.y)), framebuffer_height - top);
    if (width < 1 || height < 1) {
        return;
    }
    const auto row = static_cast<std::size_t>(width) * 4;
    std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(height));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    glReadBuffer(GL_BACK);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(left, framebuffer_height - top - height, width, height, GL_RGBA, GL_UNSIGNED_BYTE,
                 upside_down.data());
    services.export_tasks.run(
        [file = request.file, width, height, row, upside_down = std::move(upside_down)] {
            std::vector<std::uint8_t> pixels(upside_down.size());
            for (int y = 0; y < height; ++y) {
                std::copy_n(upside_down.begin() + static_cast<std::ptrdiff_t>(row) * (height - 1 - y), row,
                            pixels.begin() + static_cast<std::ptrdiff_t>(row) * y);
            }
            std::filesystem::create_directories(file.parent_path());
            render::write_png(file, width, height, pixels);
        },
        [&state, file = request.file](const std::string& error) {
            add_toast(state, error.empty() ? Toast::Kind::Success : Toast::Kind::Error,
                      error.empty() ? "Saved " + file.string() : "Not saved: " + error);
        });
}

}  // namespace im::studio

#include "app/studio/panels/open_dialog.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/open_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "engine/io/motion_file.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTitle = "Open";
constexpr std::size_t kEntriesMax = 5000;

bool can_be_opened(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto& known = motion_extensions();
    return extension == ".txt" || std::find(known.begin(), known.end(), extension) != known.end();
}

/// In the background; until then the list is empty.
void list_folder(StudioState& state, Services& services) {
    OpenForm& form = state.open;
    form.listed = form.folder;
    form.entries.clear();
    struct Listing {
        std::vector<OpenForm::Entry> entries;
        std::error_code error;
    };
    auto found = std::make_shared<Listing>();
    services.listing_tasks.run(
        [found, folder = fs::path(form.folder)] {
            auto& [entries, error] = *found;
            for (fs::directory_iterator it(folder, error), end;
                 !error && it != end && entries.size() < kEntriesMax; it.increment(error)) {
                std::error_code ignored;
                const std::string name = it->path().filename().string();
                const bool is_folder = it->is_directory(ignored);
                if (!name.starts_with('.') && (is_folder || can_be_opened(it->path()))) {
                    entries.push_back({name, is_folder});
                }
            }
            std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
                return a.is_folder != b.is_folder ? a.is_folder : a.name < b.name;
            });
        },
        [&state, found, listed = form.folder](const std::string& error) {
            if (state.open.listed == listed) {
                state.open.entries = std::move(found->entries);
                state.open.error =
                    error.empty() && !found->error ? "" : "This folder cannot be opened: " + listed;
            }
        });
}

void draw_folder_row(OpenForm& form) {
    field_label("Folder");
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - ImGui::GetFrameHeight() -
                            ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::InputText("##folder", &form.folder);
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    if (icon_button(IM_ICON_UP, "parent", "One folder up")) {
        form.folder = fs::path(form.folder).parent_path().string();
        form.name.clear();
    }
}

/// Returns true when an entry is to be opened: a double click on a file.
bool draw_entries(OpenForm& form) {
    bool chosen = false;
    ImGui::BeginChild("entries", ImVec2(0, em(16)), ImGuiChildFlags_Borders);
    std::string inside;
    for (const OpenForm::Entry& entry : form.entries) {
        const std::string label =
            fmt::format("{}  {}###entry {}", entry.is_folder ? IM_ICON_FOLDER : IM_ICON_FILE,
                        shortened(entry.name, ImGui::GetContentRegionAvail().x - em(2)), entry.name);
        if (ImGui::Selectable(label.c_str(), form.name == entry.name,
                              ImGuiSelectableFlags_AllowDoubleClick)) {
            form.name = entry.name;
            if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
                if (entry.is_folder) {
                    inside = entry.name;
                } else {
                    chosen = true;
                }
            }
        }
    }
    if (form.entries.empty()) {
        text_dim(form.error.empty() ? "Nothing in this folder that can be opened" : form.error.c_str());
    }
    ImGui::EndChild();
    if (!inside.empty()) {
        form.folder = (fs::path(form.folder) / inside).string();
        form.name.clear();
    }
    return chosen;
}

}  // namespace

void open_open_dialog(StudioState& state) {
    OpenForm& form = state.open;
    form.open_requested = true;
    if (form.folder.empty()) {
        const char* home = std::getenv("HOME");
        form.folder = !state.settings.save_folder.empty() ? state.settings.save_folder : home ? home : "/";
    }
    form.listed.clear();  // what others wrote since is seen
    form.name.clear();
    form.error.clear();
}

void draw_open_dialog(StudioState& state, Services& services) {
    OpenForm& form = state.open;
    const bool appears = form.open_requested;
    if (form.open_requested) {
        ImGui::OpenPopup(kTitle);
        form.open_requested = false;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(38), viewport->WorkSize.x * 0.95f), 0));
    form.open =
        ImGui::BeginPopupModal(kTitle, nullptr, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings);
    if (!form.open) {
        return;
    }
    draw_folder_row(form);
    bool confirmed = draw_entries(form);
    field_label("Name", "A file or folder of the list, or a whole path");
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (appears) {
        ImGui::SetKeyboardFocusHere();
    }
    confirmed = ImGui::InputText("##name", &form.name, ImGuiInputTextFlags_EnterReturnsTrue) || confirmed;
    text_wrapped(
        "Motion (BVH, FBX, glTF, npy, npz), a rig, a list of prompts (txt), or the folder of a model or a "
        "data set. "
        "All of them can also be dropped on the window, several at once.",
        colour::kTextDim);
    ImGui::Spacing();
    if (form.listed != form.folder) {
        list_folder(state, services);
    }
    const float width = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
    ImGui::BeginDisabled(form.name.empty());
    confirmed = primary_button(IM_ICON_FOLDER "  Open###Open it", ImVec2(width, em(2.2f))) || confirmed;
    ImGui::EndDisabled();
    ImGui::SameLine();
    const bool cancelled =
        ImGui::Button("Cancel", ImVec2(width, em(2.2f))) || ImGui::IsKeyPressed(ImGuiKey_Escape);
    if (confirmed && !form.name.empty()) {
        open_paths(state, services, {fs::path(form.folder) / form.name});  // a whole path replaces the folder
    }
    if (cancelled || (confirmed && !form.name.empty())) {
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace im::studio

#include "app/studio/save_dialog.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/icons.h"
#include "app/studio/native_dialog.h"
#include "app/studio/panels.h"
#include "app/studio/studio_actions.h"
#include "app/studio/theme.h"
#include "app/studio/widgets.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTitle = "Save clip";
constexpr const char* kExtensions[] = {".bvh", ".fbx", ".glb", ".npy", ".json"};
constexpr const char* kExtensionNames[] = {"BVH", "FBX", "glTF", "NumPy", "JSON"};
constexpr const char* kExtensionNotes[] = {
    "Skeleton animation for Blender, Maya, MotionBuilder and game engines",
    "Skeleton with a skinned body: Unreal, Unity, Maya, Blender",
    "Skeleton with a skinned body in one .glb file: Blender, Godot, the web",
    "Joint positions, frames x 22 x 3, metres: for Python",
    "Joint positions with prompt, seed and tokens, readable text"};
constexpr int kFormats = std::size(kExtensions);
constexpr std::size_t kEntriesMax = 2000;

/// Reads the folder in the background; until then the old listing stays.
void list_folder(StudioState& state) {
    SaveForm& form = state.save;
    form.listed_folder = form.folder;
    form.entries.clear();
    auto found = std::make_shared<std::vector<SaveForm::Entry>>();
    const fs::path folder = form.folder;
    state.tasks.run(
        [found, folder] {
            std::error_code error;
            for (fs::directory_iterator it(folder, error), end;
                 !error && it != end && found->size() < kEntriesMax; it.increment(error)) {
                const std::string name = it->path().filename().string();
                std::error_code ignored;
                if (!name.starts_with('.')) {
                    found->push_back({name, it->is_directory(ignored)});
                }
            }
            if (error) {
                throw fs::filesystem_error("This folder cannot be opened", folder, error);
            }
            std::sort(found->begin(), found->end(), [](const auto& a, const auto& b) {
                return a.is_folder != b.is_folder ? a.is_folder : a.name < b.name;
            });
        },
        [&state, found, listed = form.folder](const std::string& error) {
            if (state.save.listed_folder == listed) {
                state.save.entries = std::move(*found);
                state.save.error = error.empty() ? "" : "This folder cannot be opened: " + listed;
            }
        });
}

void draw_folder_row(StudioState& state) {
    SaveForm& form = state.save;
    field_label("Folder");
    const bool native = native_dialogs_available();
    const float buttons = (native ? 2 : 1) * (ImGui::GetFrameHeight() + ImGui::GetStyle().ItemInnerSpacing.x);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - buttons);
    ImGui::InputText("##folder", &form.folder);
    ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
    if (icon_button(IM_ICON_UP, "parent", "One folder up")) {
        form.folder = fs::path(form.folder).parent_path().string();
    }
    if (native) {
        ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
        if (icon_button(IM_ICON_FOLDER, "browse", "Choose with the desktop's own dialog")) {
            ask_for_folder(form.folder);
        }
        if (const auto chosen = take_chosen_folder()) {
            form.folder = *chosen;
        }
    }
    if (form.folder != form.listed_folder) {
        list_folder(state);
    }
}

void draw_listing(StudioState& state) {
    SaveForm& form = state.save;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kPanel);
    ImGui::BeginChild("listing", ImVec2(0, em(11)), ImGuiChildFlags_AlwaysUseWindowPadding);
    std::string enter;
    for (const SaveForm::Entry& entry : form.entries) {
        const std::string label = fmt::format("{}  {}###{}", entry.is_folder ? IM_ICON_FOLDER : IM_ICON_FILE,
                                              entry.name, entry.name);
        ImGui::PushStyleColor(ImGuiCol_Text, entry.is_folder ? colour::kText : colour::kTextDim);
        if (ImGui::Selectable(label.c_str(), false, ImGuiSelectableFlags_NoAutoClosePopups)) {
            if (entry.is_folder) {
                enter = (fs::path(form.folder) / entry.name).string();
            } else {
                form.name = fs::path(entry.name).stem().string();
            }
        }
        ImGui::PopStyleColor();
    }
    if (form.entries.empty() && form.error.empty()) {
        text_dim("This folder is empty.");
    }
    ImGui::EndChild();
    ImGui::PopStyleColor();
    if (!enter.empty()) {
        form.folder = enter;
    }
}

void draw_format_row(SaveForm& form) {
    field_label("Format");
    int chosen = 0;
    for (int i = 0; i < kFormats; ++i) {
        chosen = form.extension == kExtensions[i] ? i : chosen;
    }
    segmented("format", kExtensionNames, kFormats, chosen);
    form.extension = kExtensions[chosen];
    field_label("");
    text_dim(kExtensionNotes[chosen]);
}

/// Names of the targets that are already in the folder.
std::vector<std::string> existing_targets(const StudioState& state) {
    std::vector<std::string> existing;
    for (const fs::path& file : save_targets(state)) {
        for (const SaveForm::Entry& entry : state.save.entries) {
            if (entry.name == file.filename().string()) {
                existing.push_back(entry.name);
            }
        }
    }
    return existing;
}

void draw_outcome(const StudioState& state, const std::vector<std::string>& existing) {
    const SaveForm& form = state.save;
    if (!form.error.empty()) {
        text_wrapped(form.error.c_str(), colour::kBad);
    } else if (!existing.empty()) {
        const std::string note =
            existing.size() == 1
                ? existing.front() + " is there already and will be replaced."
                : fmt::format("{} files are there already and will be replaced.", existing.size());
        text_wrapped(note.c_str(), colour::kWarning);
    } else {
        const auto targets = save_targets(state);
        const std::string first = targets.front().filename().string();
        text_dim(targets.size() == 1 ? ("Writes " + first).c_str()
                                     : fmt::format("Writes {} files, {} to {}", targets.size(), first,
                                                   targets.back().filename().string())
                                           .c_str());
    }
}

}  // namespace

void open_save_dialog(StudioState& state, bool all_variations) {
    const Take* take = state.take();
    if (!take || take->growing()) {
        return;
    }
    SaveForm& form = state.save;
    form.open_requested = true;
    form.all_variations = all_variations && take->figures.size() > 1;
    form.error.clear();
    form.name = file_name_of(take->request.prompt);
    form.extension = state.settings.save_extension;
    form.folder = state.settings.save_folder;
    if (form.folder.empty()) {
        const char* home = std::getenv("HOME");
        form.folder = home ? home : "/";
    }
    form.listed_folder.clear();  // what others wrote since is seen
}

void draw_save_dialog(StudioState& state) {
    SaveForm& form = state.save;
    if (form.open_requested) {
        ImGui::OpenPopup(kTitle);
        form.open_requested = false;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Always, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(std::min(em(38), viewport->WorkSize.x * 0.95f), 0));
    if (!ImGui::BeginPopupModal(
            kTitle, nullptr,
            ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar)) {
        return;
    }
    heading(form.all_variations ? "Save all variations" : "Save clip");
    ImGui::Spacing();
    draw_folder_row(state);
    draw_listing(state);
    field_label("Name");
    ImGui::InputText("##name", &form.name);
    draw_format_row(form);
    ImGui::Spacing();
    const std::vector<std::string> existing = existing_targets(state);
    draw_outcome(state, existing);
    ImGui::Spacing();

    const float button = em(7);
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - 2 * button - gap);
    if (ImGui::Button("Cancel", ImVec2(button, 0)) || ImGui::IsKeyPressed(ImGuiKey_Escape)) {
        ImGui::CloseCurrentPopup();
    }
    ImGui::SameLine();
    const bool valid_name = !form.name.empty() && form.name.find('/') == std::string::npos;
    ImGui::BeginDisabled(!valid_name || !form.error.empty());
    if (primary_button(existing.empty() ? "Save###Save" : "Replace###Save", ImVec2(button, 0))) {
        save_clips(state);
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndDisabled();
    ImGui::EndPopup();
}

}  // namespace im::studio
